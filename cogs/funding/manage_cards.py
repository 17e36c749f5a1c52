"""Funding calls on screen, as facilitators look after them."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.funding.entries import Call, State
from bot.funding.importing import Imported, Problem, Trial
from bot.funding.managing import Passed
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain
from cogs.funding.cards import told_whole

SHOWN = 10
"""Lines of each kind in a trial."""


def call(one: Call, now: datetime) -> discord.ui.LayoutView:
    """A call as it stands, with a button for each of its forms."""
    pieces: list[Piece] = [text(told_whole(one, now)), line(), text(_state(one, now))]
    pieces.append(
        row(
            button(_("What it is"), "funding:edit-about", one.id),
            button(_("Deadlines"), "funding:edit-dates", one.id),
            button(_("Who can apply"), "funding:edit-terms", one.id),
        )
    )
    if one.state is State.DRAFT:
        keep = _("Keep it in the archive") if one.dates.closed(now) else _("Keep it")
        pieces.append(
            row(
                button(keep, "funding:keep", one.id, style=discord.ButtonStyle.primary),
                button(_("Throw it away"), "funding:throw-away", one.id),
            )
        )
    return card(*pieces)


def _state(one: Call, now: datetime) -> str:
    if one.state is State.ARCHIVED:
        return _("It is in the archive. Deadlines that are still to come open it again.")
    if one.state is State.OPEN:
        return _("It is open: everyone sees it. Those who follow it are told once when a deadline changes.")
    if one.dates.closed(now):
        return _("Its deadline has passed. Is that meant? You can keep it in the archive, or change the deadline.")
    return _("Only facilitators see it so far. Add its deadlines and who can apply, then keep it.")


def passed(what: Passed) -> discord.ui.LayoutView:
    """That these deadlines have passed, and whether that is meant."""
    said = _("That deadline has passed. Saving it closes the call, and those who follow it are told. Is that meant?")
    return card(
        text(f"### {plain(what.call.about.title)}\n{said}"),
        row(
            button(_("Yes, close it"), "funding:close", what.token, style=discord.ButtonStyle.primary),
            button(_("No, change the deadline"), "funding:edit-dates", what.call.id),
        ),
    )


def thrown_away() -> discord.ui.LayoutView:
    return card(text(_("It is gone. Nobody saw it.")))


def archived(one: Call) -> discord.ui.LayoutView:
    said = _("“{title}” is in the archive: lists leave it out, and nobody is reminded of it.",
             title=plain(one.about.title))  # fmt: skip
    return card(text(said))


def trial(what: Trial) -> discord.ui.LayoutView:
    """What bringing a file in would do."""
    ready, passed = len(what.ready), what.passed
    lines = [ngettext("{n} call can be brought in.", "{n} calls can be brought in.", ready)]
    if passed:
        lines.append(
            ngettext("{n} of them has passed, and goes into the archive.",
                     "{n} of them have passed, and go into the archive.", passed)
        )  # fmt: skip
    if what.left_out:
        lines.append(_("Columns left out: {names}", names=plain(shortened(", ".join(what.left_out), 200))))
    pieces: list[Piece] = [text(f"### {_('Is this right?')}\n" + "\n".join(lines))]
    if what.ready:
        named = [
            _("line {line}: {title}", line=one.line, title=plain(shortened(one.about.title, 80))) for one in what.ready
        ]
        pieces.append(text(_some(named)))
    if what.duplicates:
        pieces.append(text(f"**{_('There already, and left out')}**\n{_some(_lines(what.duplicates))}"))
    if what.problems:
        pieces.append(text(f"**{_('Not understood, and left out')}**\n{_some(_lines(what.problems))}"))
    if what.ready:
        label = ngettext("Bring in {n} call", "Bring in {n} calls", ready)
        pieces.append(row(button(label, "funding:import", what.token, style=discord.ButtonStyle.primary)))
    note = _("Nothing is kept before you press; to put lines right first, attach the file again.")
    return card(*pieces, text(f"-# {note}"))


def _lines(problems: Sequence[Problem]) -> list[str]:
    return [
        _("line {line}: {why}", line=one.line, why=plain(shortened(str(one.why), 160))) for one in problems
    ]  # fmt: skip


def _some(lines: Sequence[str]) -> str:
    more = len(lines) - SHOWN
    rest = [ngettext("and {n} more", "and {n} more", more)] if more > 0 else []
    return bullets([*lines[:SHOWN], *rest])


def imported(what: Imported) -> discord.ui.LayoutView:
    lines = [ngettext("{n} call was brought in.", "{n} calls were brought in.", what.added)]
    if what.archived:
        lines.append(ngettext("{n} of them is in the archive.", "{n} of them are in the archive.", what.archived))
    if what.there:
        lines.append(ngettext("{n} was there by then.", "{n} were there by then.", what.there))
    return card(text("\n".join(lines)))
