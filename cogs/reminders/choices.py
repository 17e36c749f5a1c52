"""Choosing a reminder while typing a command."""

from collections.abc import Callable, Iterable

from discord import app_commands

from bot.errors import NotFound
from bot.reminders.entries import Reminder
from bot.ui.cards import shortened

MOST = 25
"""Discord's limit for what is offered."""


def offered(reminders: Iterable[Reminder], typed: str) -> list[app_commands.Choice[str]]:
    """Those whose text holds what was typed; each is chosen by its number."""
    fitting = [one for one in reminders if typed.casefold() in one.text.casefold()][:MOST]
    return [app_commands.Choice(name=shortened(" ".join(one.text.split()), 100), value=str(one.id)) for one in fitting]


def chosen(typed: str, gone: Callable[[], NotFound]) -> int:
    """The number of the reminder that was chosen. Raises ``gone`` for anything else that was typed."""
    if not typed.isdecimal() or len(typed) > 18:
        raise gone()
    return int(typed)
