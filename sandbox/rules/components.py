"""Components of messages: https://discord.com/developers/docs/components/reference."""

from collections.abc import Iterable, Iterator

from sandbox.rules.fields import bad, boolean, by_type, choice, integer, items, record, snowflake, text, url
from sandbox.rules.problems import JSON, Path, Problem, under
from sandbox.rules.reactions import EMOJI
from sandbox.rules.selects import CUSTOM_ID, ID, SELECTS, selects

COMPONENTS_V2 = 1 << 15
MAX_ROWS, MAX_COMPONENTS, MAX_DISPLAYED_TEXT = 5, 40, 4000
ACTION_ROW, BUTTON, SECTION, TEXT_DISPLAY, THUMBNAIL = 1, 2, 9, 10, 11
MEDIA_GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 12, 13, 14, 17, 18
LINK, PREMIUM = 5, 6


def _button_style(body: JSON) -> Iterable[Problem]:
    """Each style of button needs one of custom_id, url and sku_id, and refuses what belongs to others."""
    needed = {LINK: "url", PREMIUM: "sku_id"}.get(body["style"], "custom_id")
    refused = {"custom_id", "url", "sku_id"} - {needed}
    if body["style"] == PREMIUM:
        refused |= {"label", "emoji"}
    if not body.get(needed):
        required = {"custom_id": "A custom id is required", "url": "A url is required"}
        message = required.get(needed, "A sku id is required")
        yield Problem((needed,), f"BUTTON_COMPONENT_{needed.upper()}_REQUIRED", message)
    if body.get("custom_id") and body.get("url"):
        message = "A custom id and url cannot both be specified"
        yield from bad("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)
    elif extra := sorted(name for name in refused if body.get(name)):
        yield Problem((extra[0],), "BUTTON_COMPONENT_FIELD_INVALID", "Not allowed on a button of this style")
    if body["style"] != PREMIUM and not (body.get("label") or "").strip() and not body.get("emoji"):
        yield from bad("BUTTON_COMPONENT_LABEL_REQUIRED", "A label or emoji is required")


BUTTON_CHECK = record(
    required={"style": choice(1, 2, 3, 4, LINK, PREMIUM)},
    optional={
        "id": ID,
        "custom_id": CUSTOM_ID,
        "label": text(0, 80),
        "emoji": EMOJI,
        "url": url("http", "https", "discord", high=512),
        "sku_id": snowflake,
        "disabled": boolean,
    },
    also=[_button_style],
)


def _row_width(body: JSON) -> Iterable[Problem]:
    """A row holds five buttons or one select, which fills it."""
    width = 0
    for position, child in enumerate(body["components"]):
        width += 5 if child["type"] in SELECTS else 1
        if width > 5:
            message = "The specified component exceeds the maximum width"
            yield Problem(("components", position), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


_ROW = record(
    required={"components": items(by_type({BUTTON: BUTTON_CHECK, **selects(in_modal=False)}), 1, 5)},
    optional={"id": ID},
    also=[_row_width],
)
_MEDIA = record(required={"url": url("http", "https", "attachment")})
_DESCRIBED = {"description": text(0, 1024), "spoiler": boolean}
_TEXT = record(required={"content": text(1, MAX_DISPLAYED_TEXT)}, optional={"id": ID})
_THUMBNAIL = record(required={"media": _MEDIA}, optional={"id": ID, **_DESCRIBED})
_CHILDREN = {
    ACTION_ROW: _ROW,
    TEXT_DISPLAY: _TEXT,
    SECTION: record(
        required={
            "components": items(by_type({TEXT_DISPLAY: _TEXT}), 1, 3),
            "accessory": by_type({BUTTON: BUTTON_CHECK, THUMBNAIL: _THUMBNAIL}),
        },
        optional={"id": ID},
    ),
    MEDIA_GALLERY: record(
        required={"items": items(record(required={"media": _MEDIA}, optional=_DESCRIBED), 1, 10)},
        optional={"id": ID},
    ),
    SEPARATOR: record(optional={"id": ID, "divider": boolean, "spacing": choice(1, 2)}),
    FILE: record(
        required={"file": record(required={"url": url("attachment")})},
        optional={"id": ID, "spoiler": boolean},
    ),
}
_CONTAINER = record(
    required={"components": items(by_type(_CHILDREN), 1, MAX_COMPONENTS)},
    optional={"id": ID, "accent_color": integer(0, 0xFFFFFF), "spoiler": boolean},
)
COMPONENTS = items(by_type({**_CHILDREN, CONTAINER: _CONTAINER}))


_INSIDE = {
    ACTION_ROW: ("components",),
    SECTION: ("components", "accessory"),
    CONTAINER: ("components",),
    LABEL: ("component",),
}


def walk(components: Iterable[JSON], path: Path = ()) -> Iterator[tuple[Path, JSON]]:
    """Every component with its path, however deep: those in rows, sections, containers and labels too."""
    for position, component in enumerate(components):
        yield from _walk_one(component, (*path, position))


def _walk_one(component: JSON, path: Path) -> Iterator[tuple[Path, JSON]]:
    yield path, component
    for name in _INSIDE.get(component["type"], ()):
        if name == "components":
            yield from walk(component[name], (*path, name))
        else:
            yield from _walk_one(component[name], (*path, name))


def unique_ids(components: Iterable[JSON]) -> Iterable[Problem]:
    """No custom_id and no id stands twice; an id of 0 counts as not given."""
    for name, label in (("custom_id", "custom id"), ("id", "id")):
        seen: set[object] = set()
        for path, component in walk(components):
            value = component.get(name)
            if not value or not isinstance(value, (str, int)):  # a custom_id on a text is ignored, whatever it is
                continue
            if value in seen:
                code = f"COMPONENT_{name.upper()}_DUPLICATED"
                yield Problem((*path, name), code, f"Component {label} cannot be duplicated")
            seen.add(value)


def arrangement(components: list[JSON], *, v2: bool) -> list[Problem]:
    """What holds for a message's components as a whole, once each of them is sound.

    Without the Components V2 flag: one to five action rows. With it: 40 components, counting nested ones, and
    4,000 characters in text displays.
    """
    found = [*unique_ids(components), *(_as_a_layout(components) if v2 else _as_rows(components))]
    return under("components", found)


def _as_rows(components: list[JSON]) -> Iterable[Problem]:
    if len(components) > MAX_ROWS:
        yield from bad("BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {MAX_ROWS} in length.")
    for position, component in enumerate(components):
        if component["type"] != ACTION_ROW:
            message = f"Component type {component['type']} requires MessageFlags.IS_COMPONENTS_V2"
            yield Problem((position, "type"), "COMPONENT_LAYOUT_REQUIRES_COMPONENTS_V2", message)


def _as_a_layout(components: list[JSON]) -> Iterable[Problem]:
    every = [component for _, component in walk(components)]
    if len(every) > MAX_COMPONENTS:
        message = f"Total number of components cannot exceed {MAX_COMPONENTS}"
        yield from bad("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    if sum(len(each["content"]) for each in every if each["type"] == TEXT_DISPLAY) > MAX_DISPLAYED_TEXT:
        message = f"Components displayable text size exceeds maximum size of {MAX_DISPLAYED_TEXT}"
        yield from bad("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def media(components: Iterable[JSON]) -> Iterator[tuple[Path, str]]:
    """Each place in the components that names a picture or a file, with its URL."""
    for path, component in walk(components, ("components",)):
        if component["type"] == THUMBNAIL:
            yield (*path, "media", "url"), component["media"]["url"]
        elif component["type"] == FILE:
            yield (*path, "file", "url"), component["file"]["url"]
        elif component["type"] == MEDIA_GALLERY:
            for position, item in enumerate(component["items"]):
                yield (*path, "items", position, "media", "url"), item["media"]["url"]
