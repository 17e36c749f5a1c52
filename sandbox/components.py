"""Components as Discord returns them: numbered, with their defaults, media looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, cast

from sandbox.wire import JSON, entries

CHOICE = {"min_values": 1, "max_values": 1}
DEFAULTS: dict[int, JSON] = {
    3: CHOICE,
    5: CHOICE,
    6: CHOICE,
    7: CHOICE,
    8: CHOICE,
    11: {"description": None, "spoiler": False},
    13: {"spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}
"""By component type."""
GALLERY, FILE, TEXT_DISPLAY = 12, 13, 10
GALLERY_ITEM: JSON = {"description": None, "spoiler": False}

Media = Callable[[str], JSON]
"""What is known of the file or picture at an address (`attachment://name` or another)."""


def walk(components: Iterable[JSON]) -> Iterator[JSON]:
    """Every component, containers before what they hold."""
    for component in components:
        yield component
        yield from walk(entries(component, "components"))
        for slot in ("accessory", "component"):
            if held := component.get(slot):
                yield from walk([cast("JSON", held)])


def number(components: list[JSON]) -> None:
    """Gives each component without an `id` the next free number, from the top down."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    following = 1
    for component in walk(components):
        if not component.get("id"):
            while following in taken:
                following += 1
            component["id"] = following
            taken.add(following)


def spell_out_ids(components: list[JSON]) -> None:
    """Ids go out as strings, however they came in: a browser's numbers would round them."""
    for component in walk(components):
        for chosen in entries(component, "default_values"):
            chosen["id"] = str(chosen["id"])


def completed(components: list[JSON], media: Media) -> list[JSON]:
    """A copy of checked components with everything Discord adds."""
    copies = [_completed(component, media) for component in components]
    number(copies)
    spell_out_ids(copies)
    return copies


def _completed(component: JSON, media: Media) -> JSON:
    copy: JSON = DEFAULTS.get(int(component["type"]), {}) | component
    if "components" in copy:
        copy["components"] = [_completed(held, media) for held in entries(copy, "components")]
    for slot in ("accessory", "component"):
        if held := copy.get(slot):
            copy[slot] = _completed(held, media)
    if "media" in copy:
        copy["media"] = media(str(copy["media"]["url"]))
    if copy["type"] == GALLERY:
        copy["items"] = [
            GALLERY_ITEM | item | {"media": media(str(item["media"]["url"]))} for item in entries(copy, "items")
        ]
    if copy["type"] == FILE:
        copy["file"] = media(str(copy["file"]["url"]))
        copy |= {key: copy["file"].get(key) for key in ("name", "size")}
    return copy


def texts(components: Iterable[JSON]) -> list[str]:
    """What the text displays say: these ping like a message's content."""
    return [str(part.get("content")) for part in walk(components) if part.get("type") == TEXT_DISPLAY]


def linked(value: Any, media: Media) -> Any:
    """A copy of an embed with every `attachment://name` replaced by the file's address."""
    if isinstance(value, list):
        return [linked(item, media) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    copy = {key: linked(item, media) for key, item in cast("JSON", value).items()}
    url = copy.get("url")
    if isinstance(url, str) and url.startswith("attachment://"):
        copy["url"] = copy["proxy_url"] = media(url)["url"]
    return copy
