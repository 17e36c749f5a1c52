"""Funding calls on screen, as facilitators look after them."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.funding.deadlines import told
from bot.funding.entries import Call, State
from bot.funding.importing import Change, Imported, Problem, Trial
from bot.funding.managing import Passed
from bot.funding.reading import FIELDS
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain
from cogs.funding.cards import told_whole

SHOWN = 10
"""Lines of each kind in a trial."""


def call(one: Call, now: datetime, channel_id: int | None) -> discord.ui.LayoutView:
    """A call as it stands, with a button for each of its forms; new ones are posted in the channel."""
    said = [_state(one, now)]
    if one.state is State.DRAFT and channel_id is not None and not one.dates.closed(now):
        said.append(_("Keeping it posts it in {channel}; nobody is pinged.", channel=f"<#{channel_id}>"))
    if one.dates.sponsor and one.dates.internal and one.dates.internal.at > one.dates.sponsor.at:
        said.append(_("The internal deadline is after the funder’s. Please check whether that is meant."))
    pieces: list[Piece] = [text(told_whole(one, now)), line(), text("\n".join(said))]
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
    said = _("“{title}” is in the archive: lists leave it out, and nobody is reminded of it. /manage-funding edit, "
             "with a deadline that is still to come, opens it again.",
             title=plain(one.about.title))  # fmt: skip
    return card(text(said))


def posting(channel_id: int | None, warnings: list[str]) -> discord.ui.LayoutView:
    """Where new calls are posted, and what Discord would not do as things stand."""
    title = f"### {_('Funding calls in a channel')}"
    if channel_id is None:
        none = _("They are posted nowhere. /manage-funding channel with a channel has those to come posted there; "
                 "members find all of them with /funding list.")  # fmt: skip
        return card(text(f"{title}\n{none}"))
    said = _(
        "Each call to come is posted in {channel} once it is kept, and the post follows its changes; a deadline that "
        "changes is said there, too. Nobody is pinged. Those that are open already are in /funding list.",
        channel=f"<#{channel_id}>",
    )
    seen = _("Whoever reads that channel sees a call whole, with its contact, but never who follows it.")
    notes = [text(bullets(warnings))] if warnings else []
    return card(
        text(f"{title}\n{said}"), *notes, row(button(_("Stop posting them"), "funding:post-no-more")),
        text(f"-# {seen}"),
    )  # fmt: skip


def trial(what: Trial) -> discord.ui.LayoutView:
    """What bringing a file in would do."""
    ready, passed = len(what.ready), what.passed
    lines = [ngettext("{n} call can be brought in.", "{n} calls can be brought in.", ready)]
    if passed:
        lines.append(
            ngettext("{n} of them has passed, and goes into the archive.",
                     "{n} of them have passed, and go into the archive.", passed)
        )  # fmt: skip
    if what.changes:
        lines.append(ngettext("{n} that is there would be changed; who follows it hears of another deadline.",
                              "{n} that are there would be changed; who follows one hears of another deadline.",
                              len(what.changes)))  # fmt: skip
    if what.left_out:
        lines.append(_("Columns left out: {names}", names=plain(shortened(", ".join(what.left_out), 200))))
    pieces: list[Piece] = [text(f"### {_('Is this right?')}\n" + "\n".join(lines))]
    if what.ready:
        named = [
            _("line {line}: {title}", line=one.line, title=plain(shortened(one.about.title, 80))) for one in what.ready
        ]
        pieces.append(text(_some(named)))
    if what.changes:
        changed = [_changed(one) for one in what.changes]
        pieces.append(text(f"**{_('There already, and changed')}**\n{_some(changed)}"))
    if what.duplicates:
        pieces.append(text(f"**{_('There already, and left out')}**\n{_some(_lines(what.duplicates))}"))
    if what.problems:
        pieces.append(text(f"**{_('Not understood, and left out')}**\n{_some(_lines(what.problems))}"))
    if what.ready or what.changes:
        label = ngettext("Bring in {n} call", "Bring in {n} calls", ready) if ready else _("Change them")
        if ready and what.changes:
            label = _("Bring in {n}, change {m}", n=ready, m=len(what.changes))
        pieces.append(row(button(label, "funding:import", what.token, style=discord.ButtonStyle.primary)))
    note = _("Nothing is kept before you press; to put lines right first, attach the file again.")
    return card(*pieces, text(f"-# {note}"))


def _changed(one: Change) -> str:
    """Which call a line changes, and in what; the deadlines as they would be."""
    dates = {"sponsor": one.dates.sponsor, "internal": one.dates.internal}
    told_ = [
        f"{FIELDS[name]} ({told(when) if when else _('none')})" if name in dates else str(FIELDS[name])
        for name in one.fields
        for when in (dates.get(name),)
    ]
    said = _("line {line}: {title}: {what}", line=one.line, title=plain(shortened(one.call.about.title, 80)),
             what=", ".join(told_))  # fmt: skip
    return f"{said}. {_('That has passed, so it goes into the archive.')}" if one.closes else said


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
    if what.changed:
        lines.append(ngettext("{n} was changed.", "{n} were changed.", what.changed))
    if what.there:
        lines.append(ngettext("{n} was left alone: somebody else had put it in, or changed it, by then.",
                              "{n} were left alone: somebody else had put them in, or changed them, by then.",
                              what.there))  # fmt: skip
    lines.append("-# " + _("/funding list shows those that are open."))
    return card(text("\n".join(lines)))
