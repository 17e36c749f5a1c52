"""The forms of a workshop's groups."""

from collections.abc import Sequence
from typing import Any

import discord

from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form
from bot.workshops.group_entries import MENU, MOST_LEADS, ByHand, Groups, Shape, read_number, read_sizes
from bot.workshops.rounds import MINUTES, ROUNDS

Label = discord.ui.Label[Any]


def making(interaction: Interaction, found: Groups) -> discord.ui.Modal:
    """Who leads, how many in each, how many groups, and the seed."""
    shape = found.shape
    return form(
        interaction, _("Make groups"), "groups:made",
        *_leading(found, _("They need no place of their own.")),
        _line(_("People in each"), "sizes", sizes_of(shape), _("A number, or two: 5-7")),
        _line(_("How many groups"), "groups", f"{shape.wanted or ''}", _("Empty: as many as suit.")),
        _line(_("Seed"), "seed", "", _("Empty: a new one. The same gives the same groups.")),
        arguments=(found.workshop.id,),
    )  # fmt: skip


def leading(interaction: Interaction, found: Groups) -> discord.ui.Modal:
    """Who leads a group that there is already."""
    hint = _("Whoever is new and in no group yet is put where they fit best. Each is told, once.")
    return form(
        interaction, _("Who leads a group"), "groups:leads-said", *_leading(found, hint),
        arguments=(found.workshop.id, found.revision),
    )  # fmt: skip


def _leading(found: Groups, hint: str) -> list[Label]:
    """One menu, or two where there can be many groups."""
    workshop, first, more = found.workshop, found.leads[:MENU], found.leads[MENU:MOST_LEADS]
    labels = [Label(text=_("Who leads a group"), description=hint, component=_people("leads", first))]
    if more or workshop.places + workshop.mentor_places > MENU * workshop.group_size:
        labels.append(Label(text=_("And who else"), component=_people("more", more)))
    return labels


def sizes_of(shape: Shape) -> str:
    return f"{shape.least}-{shape.most}" if shape.least != shape.most else f"{shape.least}"


def _people(name: str, chosen: Sequence[int]) -> discord.ui.UserSelect[Any]:
    return discord.ui.UserSelect[Any](
        custom_id=name, required=False, min_values=0, max_values=MENU,
        default_values=[
            discord.SelectDefaultValue(id=one, type=discord.SelectDefaultValueType.user) for one in chosen
        ],
    )  # fmt: skip


def read_making(filled: Filled) -> tuple[Shape, list[int]]:
    """Raises ``InvalidInput``."""
    least, most = read_sizes(filled.text("sizes"))
    wanted = read_number(filled.text("groups"), {"least": 1, "most": 200})
    seed = read_number(filled.text("seed"), {"least": 0, "most": 999_999_999})
    return Shape(least, most, wanted, seed), read_leading(filled)


def read_leading(filled: Filled) -> list[int]:
    return list(dict.fromkeys([*filled.people("leads"), *filled.people("more")]))


def moving(interaction: Interaction, workshop_id: int) -> discord.ui.Modal:
    """Who moves, and where to."""
    return form(
        interaction, _("Move somebody"), "groups:moved", _one(_("Who"), "who"),
        _line(_("To which group"), "to", "", _("Its number"), required=True), arguments=(workshop_id,),
    )  # fmt: skip


def exchanging(interaction: Interaction, workshop_id: int) -> discord.ui.Modal:
    """Two who change places."""
    return form(
        interaction, _("Exchange two"), "groups:exchanged", _one(_("Who"), "who"), _one(_("With whom"), "other"),
        arguments=(workshop_id,),
    )  # fmt: skip


def read_change(filled: Filled) -> ByHand:
    """What either of them says. Raises ``InvalidInput``."""
    to = read_number(filled.text("to"), {"least": 1, "most": 999})
    return ByHand(filled.id("who") or 0, to, filled.id("other"))


def rooms(interaction: Interaction, found: Groups) -> discord.ui.Modal:
    """A line for each group."""
    lines = "\n".join(one.room or "-" for one in found.circles) if any(one.room for one in found.circles) else ""
    said = discord.ui.TextInput[Any](
        custom_id="rooms", style=discord.TextStyle.paragraph, required=False, default=lines[:4_000] or None,
    )  # fmt: skip
    hint = _("A line for each group, in their order, such as: Room 2. A “-” for none.")
    return form(
        interaction, _("Rooms"), "groups:rooms-said",
        Label(text=_("Where each meets"), description=hint, component=said),
        arguments=(found.workshop.id,),
    )  # fmt: skip


def beginning(interaction: Interaction, workshop_id: int) -> discord.ui.Modal:
    """How long, and how many."""
    return form(
        interaction, _("Rounds"), "groups:begun",
        _line(_("Minutes in each"), "minutes", "20", None, required=True),
        _line(_("How many rounds"), "rounds", "3", None, required=True), arguments=(workshop_id,),
    )  # fmt: skip


def read_beginning(filled: Filled) -> tuple[int, int]:
    """Minutes and rounds. Raises ``InvalidInput``."""
    return read_number(filled.text("minutes"), MINUTES) or 0, read_number(filled.text("rounds"), ROUNDS) or 0


def _line(label: str, name: str, value: str, hint: str | None, *, required: bool = False) -> Label:
    field = discord.ui.TextInput[Any](custom_id=name, default=value or None, required=required, max_length=20)
    return Label(text=label, description=hint, component=field)


def _one(label: str, name: str) -> Label:
    return Label(text=label, component=discord.ui.UserSelect[Any](custom_id=name, min_values=1, max_values=1))
