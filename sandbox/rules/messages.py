"""Messages: creating, editing, following up, deleting in bulk."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.rules.problems import JSON, Problem


def message(payload: object, *, files: Mapping[int, str] | None = None) -> list[Problem]:
    """`POST /channels/{id}/messages`. `files` maps n to the file name of each multipart part `files[n]`."""
    return []


def webhook_message(payload: object, *, files: Mapping[int, str] | None = None) -> list[Problem]:
    """`POST /webhooks/{id}/{token}`, by an incoming webhook."""
    return []


def followup(payload: object, *, files: Mapping[int, str] | None = None) -> list[Problem]:
    """`POST /webhooks/{application}/{interaction token}`."""
    return []


def edit_message(payload: object, current: JSON, *, files: Mapping[int, str] | None = None) -> list[Problem]:
    """`PATCH` of a message, a webhook's message or a follow-up; `current` is the message object as it stands."""
    return []


def bulk_delete(payload: object, *, now: datetime) -> list[Problem]:
    """`POST /channels/{id}/messages/bulk-delete`."""
    return []
