"""Choosing one of several things while typing a command."""

from collections.abc import Callable, Iterable

from discord import app_commands

from bot.errors import NotFound
from bot.ui.cards import shortened

MOST = 25
"""Discord's limit for what is offered while typing, and for the options of a menu."""


def offered(named: Iterable[tuple[str, int]], typed: str) -> list[app_commands.Choice[str]]:
    """Those whose name holds what was typed; each is chosen by its number."""
    fitting = [(name, number) for name, number in named if typed.casefold() in name.casefold()][:MOST]
    return [
        app_commands.Choice(name=shortened(" ".join(name.split()), 100), value=str(number)) for name, number in fitting
    ]


def number(typed: str, gone: Callable[[], NotFound]) -> int:
    """The number of what was chosen. Raises ``gone`` for anything else that was typed."""
    if not typed.isdecimal() or len(typed) > 18:
        raise gone()
    return int(typed)
