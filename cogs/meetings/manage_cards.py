"""Scheduling meetings, on screen."""

from collections.abc import Sequence
from datetime import datetime

import discord

from bot.meetings.entries import Meeting, Preview, Series
from bot.meetings.importing import Imported
from bot.schedule.leads import duration_in_words, lead_in_words
from bot.schedule.local import in_words, stamp
from bot.schedule.recurrence import preview
from bot.schedule.wording import described, in_a_preview
from bot.texts import _, ngettext
from bot.ui.cards import Piece, bullets, button, card, line, row, shortened, text
from bot.ui.replies import plain


def drafted(found: Preview, now: datetime, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """A meeting before it is kept: what, where, the next six dates, and what to look at."""
    series = found.series
    dates: list[str] = []
    for one in preview(series.recurrence, now):
        holiday = found.holidays.get(one.occurrence.local)
        dates.append(in_a_preview(one) + (f" · **{plain(holiday)}**" if holiday else ""))
    look = [
        *warnings,
        *(_("At {when} there is also {title}.", when=stamp(one.at), title=plain(one.title)) for one in found.clashes),
    ]
    if found.holidays:
        look.append(_("Some of these dates are bank holidays; /manage-meetings skip leaves one out."))
    pieces: list[Piece] = [
        text(f"### {_('Is this right?')}\n**{plain(series.details.title)}**\n{_about(series)}"),
        text(f"{described(series.recurrence)}\n{bullets(dates)}"),
    ]
    if look:
        pieces += [line(), text(f"**{_('Please look at this')}**\n{shortened(bullets(look[:6]), 1_200)}")]
    keep = button(_("Keep it"), "meetings:keep", series.id, style=discord.ButtonStyle.primary)
    return card(
        *pieces,
        row(
            keep,
            button(_("Add details"), "meetings:describe", series.id),
            button(_("Throw it away"), "meetings:throw-away", series.id),
        ),
    )


def _about(series: Series) -> str:
    details = series.details
    where, leads = _telling(series)
    lines = [where]
    if series.role_id:
        lines.append(_("Pinging {role}", role=f"<@&{series.role_id}>"))
    lines.append(_("Length: {length}", length=duration_in_words(details.minutes)))
    if details.voice_id:
        lines.append(_("In {channel}", channel=f"<#{details.voice_id}>"))
    if details.room:
        lines.append(_("Where: {room}", room=plain(details.room)))
    if series.has_link:
        lines.append(_("With a link that only those who come are given"))
    if details.capacity is not None:
        lines.append(ngettext("{n} place", "{n} places", details.capacity))
    lines.append(leads)
    if details.description:
        lines.append(shortened(plain(details.description), 500))
    if details.agenda:
        lines.append(shortened(plain(details.agenda), 500))
    return "\n".join(lines)


def _telling(series: Series) -> tuple[str, str]:
    leads = ", ".join(lead_in_words(one) for one in series.leads) or _("none")
    where = _("Announced and reminded in {channel}", channel=f"<#{series.channel_id}>")
    return where, _("Reminders: {when}", when=leads)


def kept(series: Series) -> discord.ui.LayoutView:
    return card(
        text(
            f"### {_('It is scheduled')}\n**{plain(series.details.title)}**: {described(series.recurrence)}\n"
            + _("It is announced in {channel} two weeks before each date, with buttons to answer.",
                channel=f"<#{series.channel_id}>")
        )
    )  # fmt: skip


def thrown_away() -> discord.ui.LayoutView:
    return card(text(_("Thrown away. Nothing was scheduled.")))


def changed(meeting: Meeting, said: str) -> discord.ui.LayoutView:
    """A date after a change, read back."""
    when = f"{stamp(meeting.at)}: {in_words(meeting.at, meeting.zone)}"
    return card(text(f"### {said}\n**{plain(meeting.details.title)}**\n{when}"))


def told(series: Series, warnings: Sequence[str]) -> discord.ui.LayoutView:
    """Where and when the group hears of a series, after a change."""
    lines = [f"### {_('Changed')}", f"**{plain(series.details.title)}**", *_telling(series), *warnings]
    return card(text("\n".join(lines)))


def confirm_cancel(meeting: Meeting, which: str) -> discord.ui.LayoutView:
    """Before a date, or all that follow, is cancelled."""
    what = (
        _("This date and all that follow will be cancelled, and those who answered are told.")
        if which == "following"
        else _("This date will be cancelled, and those who answered are told.")
    )
    return card(
        text(f"**{plain(meeting.details.title)}** · {stamp(meeting.at)}\n{what}"),
        row(button(_("Cancel it"), "meetings:cancel", meeting.id, which, style=discord.ButtonStyle.danger)),
    )


def imported(found: Imported) -> discord.ui.LayoutView:
    """What a calendar file became: drafts to be looked at one by one."""
    lines = [f"**{plain(title)}** · {described(one.recurrence)}" for _number, title, one in found.drafts]
    drafts = ngettext("{n} meeting was read. Look at each and keep it:", "{n} meetings were read. Look at each and "
                      "keep it:", len(found.drafts))  # fmt: skip
    pieces: list[Piece] = [text(shortened(f"{drafts}\n{bullets(lines)}", 2_500))]
    buttons = [button(shortened(title, 70), "meetings:preview", number) for number, title, _one in found.drafts]
    pieces += [row(*buttons[start : start + 5]) for start in range(0, len(buttons), 5)]
    if found.not_taken:
        refused = [f"{plain(one.title) or '?'}: {one.why}" for one in found.not_taken[:10]]
        pieces += [line(), text(shortened(f"{_('Not taken:')}\n{bullets(refused)}", 1_200))]
    if found.beyond:
        beyond = ngettext(
            "{n} more is beyond what one file brings.", "{n} more are beyond what one file brings.", found.beyond
        )
        pieces.append(text(beyond))
    return card(*pieces)
