"""The form of a request."""

from typing import Any

import discord

from bot.introductions.service import LONGEST, AnswerBy, Room
from bot.texts import _, ngettext
from bot.ui.checks import Interaction
from bot.ui.modals import form


def ask(interaction: Interaction, guild_id: int, member_id: int, about: str, room: Room) -> discord.ui.Modal:
    """The message, and where the answer should come; how many more may be asked is said before writing."""
    note = discord.ui.TextInput[Any](custom_id="note", style=discord.TextStyle.paragraph, max_length=LONGEST)
    where = discord.ui.Select[Any](
        custom_id="answer",
        options=[
            discord.SelectOption(label=_("As a direct message"), value=AnswerBy.MESSAGE),
            discord.SelectOption(label=_("When I next use Heronry"), value=AnswerBy.VISIT),
        ],
    )
    left = min(room.today, room.open)
    limit = ngettext("You can ask {n} more person today.", "You can ask {n} more people today.", left)
    return form(
        interaction,
        _("Ask for an introduction"),
        "introductions:send",
        discord.ui.Label(text=_("Your message"), description=limit, component=note),
        discord.ui.Label(text=_("Where should the answer come?"), component=where),
        arguments=(guild_id, member_id, about),
    )
