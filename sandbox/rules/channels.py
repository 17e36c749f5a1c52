"""Channels, permission overwrites, direct messages.

https://discord.com/developers/docs/resources/channel
"""

from collections.abc import Iterable, Sequence
from typing import cast

from sandbox.rules.fields import (
    Check,
    bad,
    boolean,
    choice,
    integer,
    items,
    permissions,
    record,
    snowflake,
    text,
)
from sandbox.rules.problems import JSON, Problem, refusal
from sandbox.rules.reactions import is_unicode_emoji
from sandbox.rules.threads import ARCHIVE_AFTER, SLOW_MODE, THREADS, edit_thread

TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, FORUM, MEDIA = 0, 2, 4, 5, 13, 15, 16
MAX_CHANNELS, MAX_IN_CATEGORY, MAX_TAGS = 500, 50, 20
_CREATABLE = (TEXT, VOICE, CATEGORY, ANNOUNCEMENT, STAGE, 14, FORUM, MEDIA)
_POST_CHANNELS = (FORUM, MEDIA)
_MAX_TOPIC, _MAX_GUIDELINES = 1024, 4096
_MAX_BITRATE = 384_000


_BITS: dict[str, Check] = {"allow": permissions, "deny": permissions}
_OVERWRITE = record(required={"type": choice(0, 1)}, optional=_BITS)
_OVERWRITES = items(record(required={"id": snowflake}, optional={"type": choice(0, 1), **_BITS}), high=100)


def _one_emoji(body: JSON) -> Iterable[Problem]:
    if body.get("emoji_id") is not None and body.get("emoji_name"):
        yield from bad("BASE_TYPE_BAD_EMOJI", "emoji_id and emoji_name are mutually exclusive")
    elif body.get("emoji_name") and not is_unicode_emoji(body["emoji_name"]):
        yield from bad("BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji", "emoji_name")


_EMOJI_PAIR: dict[str, Check] = {"emoji_id": snowflake, "emoji_name": text(0, 100)}
_TAG = record(
    required={"name": text(1, 20)},
    optional={"id": snowflake, "moderated": boolean, **_EMOJI_PAIR},
    also=[_one_emoji],
)
_OPTIONAL: dict[str, Check] = {
    "position": integer(0),
    "topic": text(0, _MAX_GUIDELINES),
    "nsfw": boolean,
    "rate_limit_per_user": SLOW_MODE,
    "bitrate": integer(8000, _MAX_BITRATE),
    "user_limit": integer(0, 10_000),
    "permission_overwrites": _OVERWRITES,
    "parent_id": snowflake,
    "rtc_region": text(0, 100),
    "video_quality_mode": choice(1, 2),
    "default_auto_archive_duration": ARCHIVE_AFTER,
    "default_reaction_emoji": record(optional=_EMOJI_PAIR, also=[_one_emoji]),
    "default_thread_rate_limit_per_user": SLOW_MODE,
    "default_sort_order": choice(0, 1),
    "default_forum_layout": choice(0, 1, 2),
    "available_tags": items(_TAG, high=MAX_TAGS),
    "flags": integer(0),
}


def _topic(body: JSON) -> Iterable[Problem]:
    most = _MAX_GUIDELINES if body.get("type") in _POST_CHANNELS else _MAX_TOPIC
    if len((body.get("topic") or "").strip()) > most:
        yield from bad("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.", "topic")


def _user_limit(body: JSON) -> Iterable[Problem]:
    if body.get("type") != STAGE and (body.get("user_limit") or 0) > 99:
        yield from bad("NUMBER_TYPE_MAX", "int value should be less than or equal to 99.", "user_limit")


def _tag_names(body: JSON) -> Iterable[Problem]:
    names = [tag["name"].strip() for tag in body.get("available_tags") or ()]
    if len(set(names)) < len(names):
        yield refusal(40061, "Tag names must be unique")


def _categories_stand_alone(body: JSON) -> Iterable[Problem]:
    if body.get("type") == CATEGORY and body.get("parent_id") is not None:
        yield from bad("CHANNEL_PARENT_INVALID", "Categories cannot have parents", "parent_id")


_RULES = (_topic, _user_limit, _tag_names, _categories_stand_alone)
_NAME = text(1, 100)
_KIND = choice(*_CREATABLE)
_CREATE = record(required={"name": _NAME}, optional={"type": _KIND, **_OPTIONAL}, also=_RULES)
_EDIT = record(given={"name": _NAME}, optional={"type": _KIND, **_OPTIONAL})
_EDITED = record(also=_RULES)


def channel(payload: object, *, existing: Sequence[JSON] | None = None) -> list[Problem]:
    """`POST /guilds/{id}/channels`, beside the server's `existing` channels (threads do not count).

    Without `existing` neither counts nor the parent are looked at.
    """
    found = _CREATE(payload)
    if found or existing is None:
        return found
    if len(existing) >= MAX_CHANNELS:
        return [refusal(30013, f"Maximum number of guild channels reached ({MAX_CHANNELS})")]
    return [*_parent(cast("JSON", payload), existing)]


def _parent(body: JSON, existing: Sequence[JSON]) -> Iterable[Problem]:
    parent = body.get("parent_id")
    if parent is None:
        return
    by_id = {str(each["id"]): each for each in existing}
    if by_id.get(str(parent), {}).get("type") != CATEGORY:
        yield from bad("CHANNEL_PARENT_INVALID_TYPE", "Not a category", "parent_id")
    elif sum(1 for each in existing if str(each.get("parent_id")) == str(parent)) >= MAX_IN_CATEGORY:
        message = f"Maximum number of channels in category reached ({MAX_IN_CATEGORY})"
        yield from bad("CHANNEL_PARENT_MAX_CHANNELS", message, "parent_id")


def edit_channel(payload: object, current: JSON) -> list[Problem]:
    """`PATCH /channels/{id}` of a server channel or a thread; `current` is the channel as it stands."""
    if current["type"] in THREADS:
        return edit_thread(payload)
    if found := _EDIT(payload):
        return found
    body = cast("JSON", payload)
    changed = {current["type"], body.get("type", current["type"])}
    if len(changed) > 1 and changed != {TEXT, ANNOUNCEMENT}:
        return bad("CHANNEL_TYPE_INVALID", "Only text and announcement channels can be converted", "type")
    # Only what this request says is held against the channel's type: what stood before was checked then.
    return _EDITED({"type": current["type"], **body})


_POSITIONS = items(
    record(
        required={"id": snowflake},
        optional={"position": integer(0), "parent_id": snowflake, "lock_permissions": boolean},
    )
)
_DIRECT_MESSAGE = record(required={"recipient_id": snowflake})


def channel_positions(payload: object) -> list[Problem]:
    """`PATCH /guilds/{id}/channels`."""
    return _POSITIONS(payload)


def overwrite(payload: object) -> list[Problem]:
    """`PUT /channels/{id}/permissions/{overwrite id}`."""
    return _OVERWRITE(payload)


def direct_message(payload: object) -> list[Problem]:
    """`POST /users/@me/channels`."""
    return _DIRECT_MESSAGE(payload)
