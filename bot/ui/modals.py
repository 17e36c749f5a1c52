"""Forms: built from labelled inputs, received through the router by custom_id.

Discord routes a submit to whoever holds the custom_id, and discord.py drops those it
no longer knows, after a restart for instance. Here each form's custom_id says what
receives it, with the opening interaction's id at the end, so that two openings of the
same form are never mixed up and a submitted text is never lost.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import discord

from bot.ui.checks import Interaction
from bot.ui.router import custom_id

MAX_TITLE, MAX_LABEL, MAX_DESCRIPTION, MAX_PLACEHOLDER = 45, 45, 100, 100
"""Discord's limits, in characters."""


def form(
    interaction: Interaction,
    title: str,
    name: str,
    *labels: discord.ui.Label[Any],
    arguments: tuple[object, ...] = (),
) -> discord.ui.Modal:
    """A form of one to five labelled inputs that the method marked ``submitted(name)`` receives."""
    modal = discord.ui.Modal(title=title, custom_id=custom_id(name, *arguments, opened(interaction)))
    for label in labels:
        modal.add_item(label)
    return modal


def tick_list(
    name: str, label: str, choices: Iterable[tuple[str, str]], ticked: Collection[str], *, hint: str | None = None
) -> discord.ui.Label[Any]:
    """At most ten boxes to tick, each a value with its words; those whose value is in ``ticked`` are."""
    boxes = discord.ui.CheckboxGroup[Any](custom_id=name, required=False)
    for value, words in choices:
        boxes.add_option(label=words, value=value, default=value in ticked)
    return discord.ui.Label(text=label, description=hint, component=boxes)


def opened(interaction: Interaction) -> str:
    """What tells one opening of a form from another."""
    return format(interaction.id, "x")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in, by each input's custom_id."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A text input's text, trimmed; empty when it was left out."""
        value = self.values.get(name)
        return value.strip() if isinstance(value, str) else ""

    def choices(self, name: str) -> list[str]:
        """What was chosen in a select or ticked in a checkbox group."""
        value = self.values.get(name)
        return [str(item) for item in value] if isinstance(value, list) else [value] if value else []  # pyright: ignore[reportUnknownVariableType,reportUnknownArgumentType]

    def choice(self, name: str) -> str | None:
        """The one thing chosen in a select or a radio group, if any."""
        return next(iter(self.choices(name)), None)

    def people(self, name: str) -> list[int]:
        """The ids of the people chosen in a menu of people."""
        return [int(chosen) for chosen in self.choices(name)]

    def id(self, name: str) -> int | None:
        """The one role, channel or person chosen, if any."""
        chosen = self.choice(name)
        return int(chosen) if chosen else None


def upload(interaction: Interaction, filled: Filled, name: str) -> discord.Attachment | None:
    """The one file that was chosen, not downloaded yet; None without one."""
    data: Any = interaction.data
    sent: Any = data.get("resolved", {}).get("attachments", {}).get(filled.choice(name) or "")
    return discord.Attachment(data=sent, state=interaction._state) if sent else None  # pyright: ignore[reportPrivateUsage]


def filled(data: Mapping[str, Any]) -> Filled:
    """Read a modal submit's payload: labels and rows hold inputs, inputs hold ``value`` or ``values``."""
    values: dict[str, Any] = {}

    def walk(component: Mapping[str, Any]) -> None:
        inner = component.get("components") or ([component["component"]] if "component" in component else [])
        for child in inner:
            walk(child)
        if "custom_id" in component:
            values[component["custom_id"]] = component.get("values", component.get("value"))

    for component in data.get("components", ()):
        walk(component)
    return Filled(values)
