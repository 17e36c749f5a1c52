"""Servers: their settings, roles, members and bans. https://discord.com/developers/docs/resources/guild"""

from datetime import datetime, timedelta
from typing import cast

from sandbox.rules.fields import (
    Check,
    bad,
    boolean,
    choice,
    image_data,
    integer,
    items,
    parse_time,
    permissions,
    record,
    snowflake,
    text,
    timestamp,
)
from sandbox.rules.problems import JSON, Problem, refusal

MAX_ROLES = 250
LONGEST_TIMEOUT = timedelta(days=28)

_COLOUR = integer(0, 0xFFFFFF)
_ROLE = record(
    optional={
        "name": text(1, 100),
        "permissions": permissions,
        "color": _COLOUR,
        "colors": record(optional={"primary_color": _COLOUR, "secondary_color": _COLOUR, "tertiary_color": _COLOUR}),
        "hoist": boolean,
        "icon": image_data,
        "unicode_emoji": text(0, 100),
        "mentionable": boolean,
    }
)
_POSITIONS = items(record(required={"id": snowflake}, optional={"position": integer(0)}))
_MEMBER = record(
    optional={
        "nick": text(0, 32),
        "roles": items(snowflake, high=MAX_ROLES, unique=True),
        "mute": boolean,
        "deaf": boolean,
        "channel_id": snowflake,
        "communication_disabled_until": timestamp,
        "flags": integer(0),
        "bio": text(0, 190),
        "avatar": image_data,
        "banner": image_data,
    }
)
_BAN = record(optional={"delete_message_seconds": integer(0, 604_800), "delete_message_days": integer(0, 7)})
_PLACES = (
    "afk_channel_id",
    "system_channel_id",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
)
_GUILD_OPTIONAL: dict[str, Check] = {
    "description": text(0, 300),
    "verification_level": choice(0, 1, 2, 3, 4),
    "default_message_notifications": choice(0, 1),
    "explicit_content_filter": choice(0, 1, 2),
    "afk_timeout": choice(60, 300, 900, 1800, 3600),
    "system_channel_flags": integer(0),
    "preferred_locale": text(2, 10),
    "icon": image_data,
    "splash": image_data,
    "banner": image_data,
    "features": items(text(1, 100), unique=True),
    "premium_progress_bar_enabled": boolean,
    **dict.fromkeys(_PLACES, snowflake),
}
_GUILD = record(given={"name": text(2, 100)}, optional=_GUILD_OPTIONAL)


def guild(payload: object) -> list[Problem]:
    """`PATCH /guilds/{id}`."""
    return _GUILD(payload)


def role(payload: object, *, existing: int = 0) -> list[Problem]:
    """`POST` and `PATCH` of a role; `existing` counts the server's roles (0 when editing)."""
    found = _ROLE(payload)
    if not found and existing >= MAX_ROLES:
        return [refusal(30005, f"Maximum number of guild roles reached ({MAX_ROLES})")]
    return found


def role_positions(payload: object) -> list[Problem]:
    """`PATCH /guilds/{id}/roles`."""
    return _POSITIONS(payload)


def member(payload: object, *, now: datetime) -> list[Problem]:
    """`PATCH /guilds/{id}/members/{id}` and `/members/@me`; a timeout lasts at most 28 days."""
    if found := _MEMBER(payload):
        return found
    until = parse_time(cast("JSON", payload).get("communication_disabled_until"))
    if until and until > now + LONGEST_TIMEOUT:
        message = "Timeouts cannot be longer than 28 days"
        return bad("MEMBER_COMMUNICATION_DISABLED_TOO_LONG", message, "communication_disabled_until")
    return []


def ban(payload: object) -> list[Problem]:
    """`PUT /guilds/{id}/bans/{id}`, which may have no body (None)."""
    return [] if payload is None else _BAN(payload)
