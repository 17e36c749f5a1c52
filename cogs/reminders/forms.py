"""The form of one's own reminder."""

from typing import Any

import discord

from bot.reminders.entries import LONGEST, Reminder
from bot.texts import _
from bot.ui.checks import Interaction
from bot.ui.modals import form


def change(interaction: Interaction, reminder: Reminder) -> discord.ui.Modal:
    """When and what, the text already filled in; an empty time leaves it as it is."""
    when = discord.ui.TextInput[Any](custom_id="when", required=False, max_length=200)
    what = discord.ui.TextInput[Any](
        custom_id="what", style=discord.TextStyle.paragraph, default=reminder.text, max_length=LONGEST
    )
    return form(
        interaction,
        _("Change a reminder"),
        "reminders:changed",
        discord.ui.Label(text=_("When"), description=_("Empty: as it is. Such as: tomorrow 9am"), component=when),
        discord.ui.Label(text=_("What"), component=what),
        arguments=(reminder.id,),
    )
