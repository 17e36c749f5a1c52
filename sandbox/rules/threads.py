"""Threads and forum posts: https://discord.com/developers/docs/resources/channel#start-thread-without-message."""

from collections.abc import Mapping
from typing import cast

from sandbox.rules.fields import Check, bad, boolean, choice, integer, items, record, snowflake, text
from sandbox.rules.messages import message
from sandbox.rules.problems import JSON, Problem, refusal, under

TEXT, ANNOUNCEMENT, FORUM, MEDIA = 0, 5, 15, 16
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = THREADS = (10, 11, 12)
POST_CHANNELS = (FORUM, MEDIA)
REQUIRE_TAG = 1 << 4
_KINDS = {TEXT: (PUBLIC_THREAD, PRIVATE_THREAD), ANNOUNCEMENT: (ANNOUNCEMENT_THREAD,)}

ARCHIVE_AFTER = choice(60, 1440, 4320, 10080)
SLOW_MODE = integer(0, 21_600)
_TAGS = items(snowflake, high=5, unique=True)
_NAME = text(1, 100)
_COMMON: dict[str, Check] = {"auto_archive_duration": ARCHIVE_AFTER, "rate_limit_per_user": SLOW_MODE}
_FROM_MESSAGE = record(required={"name": _NAME}, optional=_COMMON)
_ALONE = record(required={"name": _NAME}, optional={**_COMMON, "type": choice(*THREADS), "invitable": boolean})
_POST = record(required={"name": _NAME, "message": record()}, optional={**_COMMON, "applied_tags": _TAGS})
_EDIT = record(
    given={"name": _NAME},
    optional={
        **_COMMON,
        "archived": boolean,
        "locked": boolean,
        "invitable": boolean,
        "flags": integer(0),
        "applied_tags": _TAGS,
    },
)


def thread(
    payload: object, *, parent: JSON, from_message: bool = False, files: Mapping[int, str] | None = None
) -> list[Problem]:
    """`POST /channels/{id}/threads` and `.../messages/{id}/threads`; `parent` is the channel it opens in."""
    if parent["type"] in POST_CHANNELS:
        return _post(payload, parent, files)
    kinds = _KINDS.get(parent["type"])
    if kinds is None:
        return [refusal(50024, "Cannot execute action on this channel type")]
    if from_message:
        return _FROM_MESSAGE(payload)
    found = _ALONE(payload)
    # Without a type a thread is private: https://discord.com/developers/docs/resources/channel, same section.
    if not found and (cast("JSON", payload).get("type") or PRIVATE_THREAD) not in kinds:
        names = ", ".join(map(str, kinds))
        return bad("BASE_TYPE_CHOICES", f"Value must be one of ({names}).", "type")
    return found


def _post(payload: object, parent: JSON, files: Mapping[int, str] | None) -> list[Problem]:
    if found := _POST(payload):
        return found
    body = cast("JSON", payload)
    if found := under("message", message(body["message"], files=files)):
        return found
    applied = {str(tag) for tag in body.get("applied_tags") or ()}
    if (parent.get("flags") or 0) & REQUIRE_TAG and not applied:
        return [refusal(40067, "A tag is required to create a forum post in this channel")]
    if applied - {str(tag["id"]) for tag in parent.get("available_tags") or ()}:
        return [refusal(10087, "Unknown tag")]
    return []


def edit_thread(payload: object) -> list[Problem]:
    """`PATCH /channels/{id}` of a thread."""
    return _EDIT(payload)
