"""Times that people are asked about: which of two was meant, and when to be reminded again."""

from typing import Any

import discord

from bot.errors import Gone
from bot.schedule.words import Unclear
from bot.texts import _
from bot.ui.cards import button, card, row, text

_SNOOZES = {"10m": "in 10 minutes", "1h": "in 1 hour", "tomorrow": "tomorrow 9am"}
"""What the buttons of a reminder mean, as the person could have typed it."""


def which_time(question: Unclear, name: str, *arguments: object, kept: bool = True) -> discord.ui.LayoutView:
    """The question that a time raises, with its readings as buttons of the route ``name``.

    The reading's text is the route's last argument. ``kept`` says that what was written is kept for a day.
    """
    choices = [button(str(choice.label), name, *arguments, choice.text) for choice in question.choices]
    notes = [text("-# " + _("What you wrote is kept meanwhile, for a day."))] if kept else []
    return card(text(str(question.message)), row(*choices), *notes)


def snooze_buttons(name: str, *arguments: object) -> list[discord.ui.Button[Any]]:
    """Buttons of the route ``name`` to be reminded once more; its last argument is for ``snoozed``."""
    return [
        button(_("In 10 minutes"), name, *arguments, "10m"),
        button(_("In an hour"), name, *arguments, "1h"),
        button(_("Tomorrow at 9:00"), name, *arguments, "tomorrow"),
    ]


def snoozed(choice: str) -> str:
    """The time that a press chose, as one would type it. Raises ``Gone`` for a choice that isn't one."""
    if choice not in _SNOOZES:
        raise Gone
    return _SNOOZES[choice]
