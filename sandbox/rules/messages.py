"""Messages: https://discord.com/developers/docs/resources/message#create-message and what follows it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from sandbox.rules.attachments import ATTACHMENTS, uploads
from sandbox.rules.components import COMPONENTS, COMPONENTS_V2, arrangement
from sandbox.rules.embeds import EMBEDS, total
from sandbox.rules.fields import (
    Check,
    bad,
    boolean,
    choice,
    integer,
    is_integer,
    items,
    length_problem,
    record,
    snowflake,
    text,
    url,
)
from sandbox.rules.polls import POLL
from sandbox.rules.problems import JSON, Problem, refusal
from sandbox.rules.webhooks import webhook_name

Files = Mapping[int, str]
MAX_CONTENT, MAX_NONCE = 2000, 25
FORWARD = 1
DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_SAYING = ("embeds", "components", "sticker_ids", "sticker_items", "attachments", "poll")
_LEGACY = ("content", "embeds", "poll", "sticker_ids")


def _parse_or_list(body: JSON) -> Iterable[Problem]:
    for kind in ("users", "roles"):
        if kind in (body.get("parse") or ()) and body.get(kind):
            message = f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
            yield from bad("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message)


ALLOWED_MENTIONS = record(
    optional={
        "parse": items(choice("users", "roles", "everyone"), unique=True),
        "users": items(snowflake, high=100, unique=True),
        "roles": items(snowflake, high=100, unique=True),
        "replied_user": boolean,
    },
    also=[_parse_or_list],
)


def _nonce(value: object) -> list[Problem]:
    if isinstance(value, str):
        if len(value) <= MAX_NONCE:
            return []
        return bad("NONCE_TYPE_TOO_LONG", f"Must be {MAX_NONCE} or fewer characters long.")
    if not is_integer(value):
        return bad("NONCE_TYPE_INVALID_TYPE", "This field must be a string or integer.")
    if not -(2**63) <= value < 2**63:
        message = "Must be between -9223372036854775808 and 9223372036854775807."
        return bad("NONCE_TYPE_OUT_OF_BOUNDS", message)
    return []


_EDITABLE: dict[str, Check] = {
    "content": text(0, MAX_CONTENT),
    "embeds": EMBEDS,
    "components": COMPONENTS,
    "allowed_mentions": ALLOWED_MENTIONS,
    "attachments": ATTACHMENTS,
    "flags": integer(0),
}
_COMMON: dict[str, Check] = {**_EDITABLE, "tts": boolean, "poll": POLL}
_REFERENCE = record(
    required={"message_id": snowflake},
    optional={
        "channel_id": snowflake,
        "guild_id": snowflake,
        "fail_if_not_exists": boolean,
        "type": choice(0, FORWARD),
    },
)
_MESSAGE = record(
    optional={
        **_COMMON,
        "nonce": _nonce,
        "enforce_nonce": boolean,
        "sticker_ids": items(snowflake, high=3),
        "message_reference": _REFERENCE,
    }
)
_WEBHOOK_MESSAGE = record(
    optional={
        **_COMMON,
        "username": webhook_name,
        "avatar_url": url("http", "https"),
        "thread_name": text(1, 100),
        "applied_tags": items(snowflake, high=5, unique=True),
    }
)
_FOLLOWUP = record(optional=_COMMON)
_EDIT = record(optional={**_EDITABLE, "poll": POLL, "sticker_ids": items(snowflake)})


def message(payload: object, *, files: Files | None = None) -> list[Problem]:
    """`POST /channels/{id}/messages`. `files` maps n to the file name of each multipart part `files[n]`."""
    return _MESSAGE(payload) or _as_a_whole(cast("JSON", payload), files)


def webhook_message(payload: object, *, files: Files | None = None) -> list[Problem]:
    """`POST /webhooks/{id}/{token}`, by an incoming webhook."""
    return _WEBHOOK_MESSAGE(payload) or _as_a_whole(cast("JSON", payload), files)


def followup(payload: object, *, files: Files | None = None) -> list[Problem]:
    """`POST /webhooks/{application}/{interaction token}`, and an interaction's first message."""
    return _FOLLOWUP(payload) or _as_a_whole(cast("JSON", payload), files)


def edit_message(payload: object, current: JSON, *, files: Files | None = None) -> list[Problem]:
    """`PATCH` of a message, a webhook's message or a follow-up.

    `current` is the message object as it stands; for a deferred answer, one that is still empty.
    """
    return _EDIT(payload) or _as_a_whole(cast("JSON", payload), files, current)


def _as_a_whole(body: JSON, files: Files | None, current: JSON | None = None) -> list[Problem]:
    """What holds for the message that would result, once each field is sound."""
    files, current = files or {}, current or {}
    kept = {str(each["id"]): str(each["filename"]) for each in current.get("attachments") or ()}
    result = {**current, **body}
    v2 = bool(((body.get("flags") or 0) | (current.get("flags") or 0)) & COMPONENTS_V2)
    found = [*total(body), *uploads(body, files, kept)]
    # An edit that leaves the components alone is not held against how they were arranged.
    if body.get("components"):
        found += arrangement(body["components"], v2=v2)
    if v2:
        found += _no_legacy_fields(result)
    return found or _not_empty(result, files)


def _no_legacy_fields(body: JSON) -> Iterable[Problem]:
    for name in _LEGACY:
        if body.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            yield Problem((name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", message)


def _not_empty(body: JSON, files: Files) -> list[Problem]:
    reference = cast("JSON", body.get("message_reference") or {})
    if (
        files
        or any(body.get(name) for name in _SAYING)
        or (body.get("content") or "").strip()
        or reference.get("type") == FORWARD
    ):
        return []
    return [refusal(50006, "Cannot send an empty message")]


_BULK = record(required={"messages": items(snowflake, unique=True)})


def bulk_delete(payload: object, *, now: datetime) -> list[Problem]:
    """`POST /channels/{id}/messages/bulk-delete`: 2 to 100 messages, none over two weeks old."""
    if found := _BULK(payload):
        return found
    ids = [int(id) for id in cast("JSON", payload)["messages"]]
    if length_problem(len(ids), 2, 100):
        count = "Must provide at least 2 and fewer than 100 messages to delete."
        return [refusal(50016, f"Provided too few or too many messages to delete. {count}")]
    oldest = min(ids) >> 22
    if DISCORD_EPOCH + timedelta(milliseconds=oldest) < now - timedelta(days=14):
        return [refusal(50034, "You can only bulk delete messages that are under 14 days old.")]
    return []
