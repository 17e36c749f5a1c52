"""Check-ins as members see them: the question, and what became of an answer."""

from collections.abc import Callable

import discord

from bot.checkins.entries import Prompt, Thanks
from bot.schedule.local import stamp
from bot.texts import _
from bot.ui.cards import Piece, button, card, line, row, text
from bot.ui.replies import plain

Reflecting = Callable[[int], str]
"""The custom_id of a button that opens a private reflection, for a server's number."""


def prompt(what: Prompt, reflecting: Reflecting | None) -> discord.ui.LayoutView:
    """The question, with what happens to an answer said before anything is pressed."""
    title = _("Still open: how are you doing?") if what.again else _("How are you doing?")
    asks = plain(what.text) or _("A moment for yourself, in this work and with one another.")
    pieces: list[Piece] = [text(f"### {title}\n{asks}")]
    buttons: list[discord.ui.Button[discord.ui.LayoutView]] = []
    if what.collects:
        pieces += [text(_check_in(what)), text("-# " + _promise(what))]
        primary = discord.ButtonStyle.primary
        buttons.append(button(_("Short check-in"), "checkins:answer", what.guild_id, what.round_id, style=primary))
    if reflecting is not None:
        buttons.append(reflect(what.guild_id, reflecting))
    if what.collects and what.personal:
        buttons.append(button(_("Not this time"), "checkins:skip", what.guild_id, what.round_id))
    return card(*pieces, *([row(*buttons)] if buttons else []))


def reflect(guild_id: int, reflecting: Reflecting) -> "discord.ui.Button[discord.ui.LayoutView]":
    return discord.ui.Button(label=_("Reflect in private"), custom_id=reflecting(guild_id))


def _check_in(what: Prompt) -> str:
    return _(
        "Short check-in: your energy and how supported you feel, from 1 to 5, and a line. Each is optional, and so "
        "is all of it. Open until {when}.",
        when=stamp(what.closes_at),
    )


def _promise(what: Prompt) -> str:
    return _(
        "Before you press: your answer is counted without your name. It can't be found again, so it can't be changed, "
        "exported or erased afterwards. When it is over, and if at least {threshold} have answered, facilitators see "
        "counts that are blurred a little, so that nobody's answer shows.",
        threshold=what.threshold,
    )


def thanks(what: Thanks, guild_id: int, reflecting: Reflecting | None) -> discord.ui.LayoutView:
    """That it was counted; a line that wasn't kept is given back."""
    counted = _("It is counted, without your name. From now on nobody can find it again, not even you.")
    pieces: list[Piece] = [text(f"### {_('Thank you')}\n{counted}")]
    if what.not_kept:
        given_back = _("Your line wasn't kept, since you didn't tick that it may be shown. Here it is, for yourself:")
        quoted = "\n".join(f"> {said}" for said in plain(what.not_kept).splitlines())
        pieces += [line(), text(f"{given_back}\n{quoted}")]
    if reflecting is not None:
        pieces.append(row(reflect(guild_id, reflecting)))
    return card(*pieces)


def skipped() -> discord.ui.LayoutView:
    return card(text(_("That’s fine. You won’t be asked about this one again, and nobody hears of it.")))
