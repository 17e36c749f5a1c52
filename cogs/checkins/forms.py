"""The form of a short check-in."""

from typing import Any

import discord

from bot.checkins.entries import LONGEST_LINE, Answer
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import Filled, form


def answer(interaction: Interaction, guild_id: int, round_id: int, threshold: int) -> discord.ui.Modal:
    """Two numbers, a line and a tick, each of them optional; nothing is chosen beforehand."""
    said = discord.ui.TextInput[Any](
        custom_id="line", style=discord.TextStyle.paragraph, required=False, max_length=LONGEST_LINE
    )
    share = discord.ui.CheckboxGroup[Any](custom_id="share", required=False)
    share.add_option(label=_("Facilitators may see my line, without my name"), value="yes")
    return form(
        interaction,
        _("Short check-in"),
        "checkins:answered",
        discord.ui.Label(text=_("Your energy"), component=_numbers("energy")),
        discord.ui.Label(text=_("How supported you feel"), component=_numbers("support")),
        discord.ui.Label(
            text=_("A line, if you like"),
            description=_("Please leave out what tells who somebody is. Kept only with the tick."),
            component=said,
        ),
        discord.ui.Label(
            text=_("Your line"),
            description=_("Shown among others', in no order, if {n} people tick this.", n=threshold),
            component=share,
        ),
        arguments=(guild_id, round_id),
    )


def read(filled: Filled) -> Answer:
    """What was filled in."""
    return Answer(
        energy=_number(filled.choice("energy")),
        support=_number(filled.choice("support")),
        line=filled.text("line"),
        share="yes" in filled.choices("share"),
    )


def _numbers(name: str) -> discord.ui.Select[Any]:
    said = {1: _("1: very low"), 2: "2", 3: "3", 4: "4", 5: _("5: very high")}
    options = [discord.SelectOption(label=label, value=str(number)) for number, label in said.items()]
    return discord.ui.Select(custom_id=name, options=options, required=False)


def _number(chosen: str | None) -> int | None:
    return int(chosen) if chosen and chosen.isdecimal() else None
