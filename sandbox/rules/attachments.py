"""Uploads: https://discord.com/developers/docs/reference#uploading-files."""

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from sandbox.rules.components import media
from sandbox.rules.embeds import pictures
from sandbox.rules.fields import bad, boolean, items, number, record, snowflake, text
from sandbox.rules.problems import JSON, Problem

MAX_ATTACHMENTS = 10
_REFERENCE = "attachment://"

ATTACHMENTS = items(
    record(
        required={"id": snowflake},
        optional={
            "filename": text(1, 1024),
            "description": text(0, 1024),
            "title": text(0, 1024),
            "duration_secs": number(0),
            "waveform": text(0, 400),
            "is_spoiler": boolean,
        },
    ),
    high=MAX_ATTACHMENTS,
)


def uploads(body: JSON, files: Mapping[int, str], kept: Mapping[str, str]) -> Iterable[Problem]:
    """Every attachment and every `attachment://name` is among the files sent or those `kept`.

    `files` maps n to the name of the part `files[n]`, `kept` the ids of a message's attachments to their
    names. Discord itself lets an embed's picture go missing without a word; here it is refused, because
    nobody means to send a broken picture.
    """
    listed: list[JSON] | None = body.get("attachments")
    ids = {str(each["id"]) for each in listed or ()}
    for position, each in enumerate(listed or ()):
        if str(each["id"]) not in kept and str(each["id"]) not in map(str, files):
            yield Problem(("attachments", position), "ATTACHMENT_NOT_FOUND", "Attachment data not found")
    remaining = {id: name for id, name in kept.items() if listed is None or id in ids}
    if len(remaining) + len(files) > MAX_ATTACHMENTS:
        yield from bad("BASE_TYPE_MAX_LENGTH", f"Must be {MAX_ATTACHMENTS} or fewer in length.", "attachments")
    renamed = [each["filename"] for each in listed or () if each.get("filename")]
    names = {stored_name(name) for name in chain(files.values(), remaining.values(), renamed)}
    for path, link in chain(media(body.get("components") or ()), pictures(body.get("embeds"))):
        if link.startswith(_REFERENCE) and link.removeprefix(_REFERENCE) not in names:
            message = f'The referenced attachment "{link}" was not found.'
            yield Problem(path, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", message)


def stored_name(name: str) -> str:
    """The name under which Discord keeps a file: only ASCII letters, digits, dots, dashes and underscores."""
    return re.sub(r"[^\w.-]", "", re.sub(r"\s", "_", name), flags=re.ASCII)
