"""Check-ins as facilitators see them: how they are set, and the group's picture."""

from collections.abc import Sequence

import discord

from bot.checkins.entries import Counts, Date, Lean, Overview, Picture, Pulse, Schedule, lean_of
from bot.community.small_numbers import usually_within
from bot.schedule.local import stamp
from bot.schedule.wording import described, in_a_preview
from bot.texts import N_, Message, _, day, ngettext
from bot.ui.cards import Piece, beside, bullets, button, card, line, pages, row, text
from bot.ui.replies import plain

WIDEST = 20
"""Characters of the longest bar."""
LINES_SHOWN = 6
"""Lines on one card: a message holds 4,000 characters, and each may need twice its own."""
QUESTIONS: dict[str, Message] = {"energy": N_("Energy"), "support": N_("Feeling supported")}
LEANS: dict[Lean, Message] = {
    Lean.HIGH: N_("High was said more often than low."),
    Lean.LOW: N_("Low was said more often than high."),
    Lean.UNCLEAR: N_("Low and high are too close to tell apart."),
}


def drafted(schedule: Schedule, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """The rhythm before it is kept: where, in which words, and the next dates."""
    asks = plain(schedule.prompt) or _("in Heronry's own words")
    pieces: list[Piece] = [
        text(
            f"### {_('Is this right?')}\n"
            + _("In {channel}, pinging nobody: {words}", channel=f"<#{schedule.channel_id}>", words=asks)
        ),
        text(f"{described(schedule.recurrence)}\n{bullets(map(_date, schedule.dates))}"),
    ]
    if not all(one.collects for one in schedule.dates):
        pieces.append(text("-# " + _seldom()))
    if warnings:
        pieces += [line(), text(f"**{_('Please look at this')}**\n{bullets(warnings)}")]
    keep = button(_("Keep it"), "checkins:keep", schedule.id, style=discord.ButtonStyle.primary)
    return card(*pieces, row(keep, button(_("Throw it away"), "checkins:drop", schedule.id)))


def _date(date: Date) -> str:
    note = "" if date.collects else f" · {_('to think, without a check-in')}"
    return in_a_preview(date.previewed) + note


def _seldom() -> str:
    return _(
        "Answers are taken at most once in eight weeks, and six times in a year, because each picture tells a little "
        "about everyone in it. In between people are only invited to think."
    )


def dropped() -> discord.ui.LayoutView:
    return card(text(_("Thrown away. Nothing has changed.")))


def overview(what: Overview) -> discord.ui.LayoutView:
    """How check-ins are set, with buttons to change it."""
    pieces: list[Piece] = [text(f"### {_('Check-ins')}\n{bullets(_set(what))}")]
    if what.schedule is not None:
        dates = bullets(map(_date, what.schedule.dates))
        pieces.append(text(f"**{_('The next dates')}**\n{dates}"))
    if what.after_meetings:
        switch = button(_("Ask no more after meetings"), "checkins:meetings", "off")
    else:
        switch = button(_("Ask after each meeting"), "checkins:meetings", "on")
    stop = [button(_("Stop the rhythm"), "checkins:stop")] if what.schedule else []
    pieces += [row(*stop, switch), text("-# " + _("/manage-checkins schedule sets the rhythm, pulse shows pictures."))]
    return card(*pieces)


def _set(what: Overview) -> list[str]:
    if what.schedule is None:
        rhythm = _("Rhythm: none")
    else:
        channel = f"<#{what.schedule.channel_id}>"
        rhythm = _("Rhythm: {rhythm}, in {channel}", rhythm=described(what.schedule.recurrence), channel=channel)
    meetings = (
        _("A day after each meeting: those are asked who want it, by direct message")
        if what.after_meetings
        else _("After meetings: nobody is asked")
    )
    lines = [rhythm, meetings, _("A picture is shown from {n} answers on", n=what.threshold)]
    if what.open_until is not None:
        lines.append(_("One is open until {when}; what is answered shows after that", when=stamp(what.open_until)))
    return lines


def raising(threshold: int) -> discord.ui.LayoutView:
    """Asks once, since it can't be taken back."""
    asks = _(
        "From the next check-in on a picture needs at least {n} answers. This can be raised again later, but never "
        "lowered: people will have answered under this promise.",
        n=threshold,
    )
    raise_it = button(_("Raise it for good"), "checkins:raise", threshold, style=discord.ButtonStyle.danger)
    return card(text(f"### {_('Raise it to {n}?', n=threshold)}\n{asks}"), row(raise_it))


def pulse(what: Pulse) -> discord.ui.LayoutView:
    """The group's picture of one check-in; others by turning pages."""
    if what.picture is None:
        return card(text(_("No check-in has ended yet. Its picture is made when it ends, and shown here.")))
    return card(
        text(f"### {_('Check-in of {day}', day=day(what.picture.opened_on))}"),
        *_picture(what.picture),
        *_lines(what),
        *_turning(what),
    )


def _picture(picture: Picture) -> list[Piece]:
    if picture.lost:
        return [text(_("It has no picture: it ended while a backup was being restored."))]
    if picture.energy is None or picture.support is None:
        few = _("Fewer than {n} people answered, so nothing is shown, and what they said is gone.", n=picture.threshold)
        return [text(few)]
    pieces: list[Piece] = []
    for name, counts in (("energy", picture.energy), ("support", picture.support)):
        pieces.append(text(f"**{QUESTIONS[name]}**\n{LEANS[lean_of(counts)]}\n{_bars(counts)}"))
    blurred = _(
        "Each count is blurred once by chance, mostly by {n} or fewer, so that nobody's answer shows; together they "
        "needn't add up.",
        n=usually_within(),
    )
    return [*pieces, text("-# " + blurred)]


def _bars(counts: Counts) -> str:
    rows = {
        _("high (4 or 5)"): counts.high,
        _("in the middle (3)"): counts.middle,
        _("low (1 or 2)"): counts.low,
        _("didn't say"): counts.unsaid,
    }
    longest = max(*rows.values(), WIDEST)
    return "\n".join(
        f"{_('{label}: about {n}', label=label, n=n)} {'▇' * round(n / longest * WIDEST)}".rstrip()
        for label, n in rows.items()
    )


def _lines(what: Pulse) -> list[Piece]:
    picture = what.picture
    if picture is None or picture.energy is None:
        return []
    if picture.locked:
        locked = _("Its lines can't be opened: Heronry's key for private texts has been changed or lost.")
        return [line(), text(locked)]
    if not picture.lines:
        none = _("Lines are shown when at least {n} people tick that theirs may be.", n=picture.threshold)
        return [line(), text(none)]
    said = ngettext("{n} person lets you read a line.", "{n} people let you read a line.", len(picture.lines))
    return [line(), beside(said, button(_("Read the lines"), "checkins:lines", what.page, 0))]


def lines(what: Pulse, part: int) -> discord.ui.LayoutView:
    """What people let facilitators read, some at a time: all of them wouldn't fit into one message."""
    said = what.picture.lines if what.picture else ()
    last = max(0, (len(said) - 1) // LINES_SHOWN)
    part = min(max(part, 0), last)
    shown = said[part * LINES_SHOWN : (part + 1) * LINES_SHOWN]
    turning = pages("checkins:lines", what.page, page=part, last=last)
    turning.add_item(button(_("The picture"), "checkins:page", what.page))
    return card(
        text(f"### {_('In people’s own words')}\n-# {_('In no order. Please don’t try to guess who wrote what.')}"),
        text(bullets(plain(" ".join(one.split())) for one in shown) or _("There is nothing to read here.")),
        turning,
    )


def _turning(what: Pulse) -> list[Piece]:
    if what.pages < 2:
        return []
    later = button(_("Later"), "checkins:page", what.page - 1, disabled=what.page == 0)
    earlier = button(_("Earlier"), "checkins:page", what.page + 1, disabled=what.page == what.pages - 1)
    return [line(), row(earlier, later)]
