"""Servers: roles, members, bans, webhooks, and the server's own settings."""

from sandbox.rules.problems import Problem


def guild(payload: object) -> list[Problem]:
    """`PATCH /guilds/{id}`."""
    return []


def role(payload: object, *, existing: int = 0) -> list[Problem]:
    """`POST` and `PATCH` of a role; `existing` counts the server's roles (0 when editing)."""
    return []


def role_positions(payload: object) -> list[Problem]:
    """`PATCH /guilds/{id}/roles`."""
    return []


def member(payload: object, *, now: object = None) -> list[Problem]:
    """`PATCH /guilds/{id}/members/{id}` and `/members/@me`."""
    return []


def ban(payload: object) -> list[Problem]:
    """`PUT /guilds/{id}/bans/{id}`."""
    return []


def webhook(payload: object, *, existing: int = 0) -> list[Problem]:
    """`POST` and `PATCH` of a webhook; `existing` counts the channel's webhooks (0 when editing)."""
    return []
