"""Cards: Components V2 layouts from plain pieces."""

from collections.abc import Iterable, Sequence
from typing import Any

import discord

from bot.texts import _
from bot.ui.router import custom_id

Piece = discord.ui.Item[discord.ui.LayoutView]


def card(*pieces: Piece, accent: discord.Colour | None = None) -> discord.ui.LayoutView:
    """One framed card. Colour is decoration only: nothing is told by it alone."""
    view = discord.ui.LayoutView(timeout=None)
    view.add_item(discord.ui.Container(*pieces, accent_colour=accent or discord.Colour.teal()))
    return view


def text(content: str, *, id: int | None = None) -> discord.ui.TextDisplay[Any]:
    """Markdown text; ``id`` lets a later press find it on the message again."""
    return discord.ui.TextDisplay(content, id=id)


def beside(content: str, accessory: discord.ui.Button[Any]) -> discord.ui.Section[Any]:
    """Markdown text with a button at its side."""
    return discord.ui.Section(content, accessory=accessory)


def line() -> discord.ui.Separator[Any]:
    return discord.ui.Separator()


def row(*buttons: discord.ui.Button[Any]) -> discord.ui.ActionRow[Any]:
    return discord.ui.ActionRow(*buttons)


def button(
    label: str,
    name: str,
    *arguments: object,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    disabled: bool = False,
) -> discord.ui.Button[Any]:
    """A button answered by the method marked ``pressed(name)``, before and after a restart."""
    return discord.ui.Button(label=label, custom_id=custom_id(name, *arguments), style=style, disabled=disabled)


def pages(name: str, *arguments: object, page: int, last: int) -> discord.ui.ActionRow[Any]:
    """The way back and on through pages 0 to ``last``; answered like a button, with the page as its last argument."""
    return row(
        button(_("Back"), name, *arguments, page - 1, disabled=page <= 0),
        button(_("Next"), name, *arguments, page + 1, disabled=page >= last),
    )


def menu(
    name: str, *arguments: object, hint: str, options: Sequence[discord.SelectOption]
) -> discord.ui.ActionRow[Any]:
    """A menu of which one thing is chosen, answered like a button; Discord shows the first 25 options."""
    made = discord.ui.Select[Any](custom_id=custom_id(name, *arguments), placeholder=hint, options=list(options[:25]))
    return discord.ui.ActionRow(made)


def shortened(content: str, limit: int) -> str:
    """``content``, cut at ``limit`` characters with an ellipsis where something is missing."""
    return content if len(content) <= limit else content[: limit - 1].rstrip() + "…"


def bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in lines)
