"""Embeds: https://discord.com/developers/docs/resources/message#embed-object-embed-limits."""

from collections.abc import Iterable, Iterator
from itertools import chain

from sandbox.rules.fields import bad, boolean, integer, items, record, text, timestamp, url
from sandbox.rules.problems import JSON, Path, Problem

MAX_EMBEDS = 10
MAX_TOTAL = 6000

_LINK = url("http", "https")
_PICTURE_URL = url("http", "https", "attachment")
_PICTURE = record(
    required={"url": _PICTURE_URL},
    optional={"description": text(0, 4096), "width": integer(0), "height": integer(0)},
)
_COUNTED = ("title", "description")
_SEEN = (*_COUNTED, "fields", "footer", "author", "image", "thumbnail", "timestamp")


def _says_something(body: JSON) -> Iterable[Problem]:
    if not any(body.get(name) for name in _SEEN):
        yield Problem(("description",), "BASE_TYPE_REQUIRED", "This field is required")


EMBED = record(
    optional={
        "title": text(0, 256),
        "description": text(0, 4096),
        "url": _LINK,
        "timestamp": timestamp,
        "color": integer(0, 0xFFFFFF),
        "footer": record(required={"text": text(1, 2048)}, optional={"icon_url": _PICTURE_URL}),
        "author": record(required={"name": text(1, 256)}, optional={"url": _LINK, "icon_url": _PICTURE_URL}),
        "image": _PICTURE,
        "thumbnail": _PICTURE,
        "fields": items(
            record(required={"name": text(1, 256), "value": text(1, 1024)}, optional={"inline": boolean}),
            high=25,
        ),
    },
    also=[_says_something],
)
EMBEDS = items(EMBED, high=MAX_EMBEDS)


def total(body: JSON) -> Iterable[Problem]:
    """All of a message's embeds together hold at most 6,000 characters."""
    if sum(len(part.strip()) for embed in body.get("embeds") or () for part in _texts(embed)) > MAX_TOTAL:
        yield from bad("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MAX_TOTAL}", "embeds")


def _texts(embed: JSON) -> Iterator[str]:
    yield from (embed[name] for name in _COUNTED if embed.get(name))
    yield from chain.from_iterable((field["name"], field["value"]) for field in embed.get("fields") or ())
    for name, part in (("footer", "text"), ("author", "name")):
        if embed.get(name):
            yield embed[name][part]


def pictures(embeds: Iterable[JSON] | None) -> Iterator[tuple[Path, str]]:
    """Each place in the embeds that names a picture, with its URL."""
    for position, embed in enumerate(embeds or ()):
        for name, part in (
            ("image", "url"),
            ("thumbnail", "url"),
            ("footer", "icon_url"),
            ("author", "icon_url"),
        ):
            if embed.get(name) and embed[name].get(part):
                yield ("embeds", position, name, part), embed[name][part]
