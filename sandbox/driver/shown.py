"""What a person sees: messages and forms, as text, buttons, menus and fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from sandbox.wire import JSON, entries, section, values

BUTTON, STRING_SELECT, TEXT_INPUT, TEXT_DISPLAY, LABEL = 2, 3, 4, 10, 18
SELECTS = {3, 5, 6, 7, 8}
EPHEMERAL, LOADING = 1 << 6, 1 << 7


def walk(components: Iterable[JSON]) -> Iterator[JSON]:
    """Every component, from the top down."""
    for component in components:
        yield component
        for slot in ("accessory", "component"):
            if held := component.get(slot):
                yield from walk([cast("JSON", held)])
        yield from walk(entries(component, "components"))


@dataclass(frozen=True, slots=True)
class Button:
    """`custom_id` is None for a link."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool


@dataclass(frozen=True, slots=True)
class Select:
    """`options` maps labels to values; it is empty where people, roles or channels are chosen."""

    placeholder: str
    custom_id: str
    type: int
    options: dict[str, str]
    disabled: bool


class Shown:
    """A message on someone's screen, as of when it was received."""

    def __init__(self, payload: JSON, *, deleted: bool = False) -> None:
        self.payload = payload
        self.deleted = deleted

    def __repr__(self) -> str:
        buttons = [button.label for button in self.buttons]
        return f"<Shown {self.id} {self.text!r} buttons={buttons}{' ephemeral' if self.ephemeral else ''}>"

    @property
    def id(self) -> int:
        return int(self.payload["id"])

    @property
    def channel_id(self) -> int:
        return int(self.payload["channel_id"])

    @property
    def author(self) -> str:
        author = self.payload["author"]
        return str(author.get("global_name") or author["username"])

    @property
    def ephemeral(self) -> bool:
        return bool(int(self.payload.get("flags") or 0) & EPHEMERAL)

    @property
    def loading(self) -> bool:
        return bool(int(self.payload.get("flags") or 0) & LOADING)

    @property
    def pings(self) -> set[int]:
        """The ids of people and roles it notifies."""
        people = {int(user["id"]) for user in entries(self.payload, "mentions")}
        return people | {int(id) for id in values(self.payload, "mention_roles")}

    @property
    def components(self) -> list[JSON]:
        return list(walk(entries(self.payload, "components")))

    @property
    def text(self) -> str:
        """Everything there is to read, in order: content, embeds, text displays, labels, placeholders."""
        lines = [str(self.payload.get("content") or "")]
        for embed in entries(self.payload, "embeds"):
            lines += _embed_lines(embed)
        for component in self.components:
            lines += _component_lines(component)
        lines += [str(file.get("description") or file["filename"]) for file in entries(self.payload, "attachments")]
        return "\n".join(line for line in lines if line)

    @property
    def buttons(self) -> list[Button]:
        return [
            Button(
                label=str(one.get("label") or section(one, "emoji").get("name") or ""),
                custom_id=one.get("custom_id"),
                url=one.get("url"),
                disabled=bool(one.get("disabled")),
            )
            for one in self.components
            if one["type"] == BUTTON
        ]

    @property
    def selects(self) -> list[Select]:
        return [_select(one) for one in self.components if one["type"] in SELECTS]

    @property
    def title(self) -> str:
        """A form's title; a message has none."""
        return ""

    @property
    def fields(self) -> list[Field]:
        """What a form asks for; a message asks nothing."""
        return []

    def button(self, wanted: str) -> Button:
        """A button by label or custom_id. Raises AssertionError, listing those there are."""
        for button in self.buttons:
            if wanted in {button.label, button.custom_id}:
                return button
        raise AssertionError(f"no button {wanted!r}; there are {[one.label for one in self.buttons]}")

    def select(self, wanted: str) -> Select:
        """A menu by placeholder or custom_id. Raises AssertionError, listing those there are."""
        for select in self.selects:
            if wanted in {select.placeholder, select.custom_id}:
                return select
        raise AssertionError(f"no menu {wanted!r}; there are {[one.placeholder for one in self.selects]}")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to fill in. `options` maps labels to values where there is a choice."""

    label: str
    component: JSON
    options: dict[str, str]


class Form(Shown):
    """A modal on someone's screen: shown to that person alone. `opener` is the message whose button opened it."""

    def __init__(self, payload: JSON, opener: Shown | None = None) -> None:
        super().__init__(payload)
        self.opener = opener

    def __repr__(self) -> str:
        return f"<Form {self.title!r} {[field.label for field in self.fields]}>"

    @property
    def ephemeral(self) -> bool:
        return True

    @property
    def title(self) -> str:
        return str(self.payload["title"])

    @property
    def text(self) -> str:
        lines = [self.title]
        for component in walk(self.payload["components"]):
            lines += _component_lines(component)
        return "\n".join(lines)

    @property
    def fields(self) -> list[Field]:
        return list(_fields(self.payload["components"]))

    def field(self, label: str) -> Field:
        """A field by label or custom_id. Raises AssertionError, listing those there are."""
        for field in self.fields:
            if label in {field.label, field.component["custom_id"]}:
                return field
        raise AssertionError(f"no field {label!r}; there are {[one.label for one in self.fields]}")


def _fields(components: Iterable[JSON]) -> Iterator[Field]:
    for component in components:
        if component["type"] == LABEL:
            held = cast("JSON", component["component"])
            yield Field(str(component["label"]), held, _options(held))
        elif component.get("custom_id"):
            yield Field(str(component.get("label") or component["custom_id"]), component, _options(component))
        else:
            yield from _fields(entries(component, "components"))


def _options(component: JSON) -> dict[str, str]:
    return {str(one["label"]): str(one["value"]) for one in entries(component, "options")}


def _select(one: JSON) -> Select:
    placeholder = str(one.get("placeholder") or "")
    return Select(placeholder, str(one["custom_id"]), int(one["type"]), _options(one), bool(one.get("disabled")))


def _embed_lines(embed: JSON) -> list[str]:
    lines = [str(section(embed, "author").get("name") or ""), str(embed.get("title") or "")]
    lines.append(str(embed.get("description") or ""))
    for field in entries(embed, "fields"):
        lines += [str(field["name"]), str(field["value"])]
    return [*lines, str(section(embed, "footer").get("text") or "")]


def _component_lines(component: JSON) -> list[str]:
    lines = [str(component.get(key) or "") for key in ("content", "label", "description", "placeholder")]
    lines += [str(one.get("label") or "") for one in entries(component, "options")]
    lines += [str(item.get("description") or "") for item in entries(component, "items")]
    return [line for line in lines if line]
