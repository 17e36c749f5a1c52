"""Scheduled events."""

from datetime import datetime

from sandbox.rules.problems import JSON, Problem


def event(payload: object, *, now: datetime, open_events: int = 0) -> list[Problem]:
    """`POST /guilds/{id}/scheduled-events`; `open_events` counts the server's scheduled and active ones."""
    return []


def edit_event(payload: object, current: JSON, *, now: datetime) -> list[Problem]:
    """`PATCH /guilds/{id}/scheduled-events/{id}`; `current` is the event as it stands."""
    return []
