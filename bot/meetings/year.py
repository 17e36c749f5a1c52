"""A picture of a year of meetings, and the same in words: for whoever sees it, and whoever doesn't."""

from datetime import date
from typing import Any

from babel.dates import get_month_names

from bot.meetings.entries import Meeting, Year
from bot.pictures import ACCENT, FAINT, INK, PALE, PAPER, QUIET, bare, png, sheet
from bot.schedule.local import local_time
from bot.texts import _, babel_locale, ngettext

AHEAD, BEHIND = ACCENT, PALE
"""Apart from one another without colour too: dates ahead are rings, those behind are filled."""


def in_words(year: Year) -> str:
    """The year as text, month by month; the picture's alternative text too."""
    ahead = ngettext("{n} meeting ahead", "{n} meetings ahead", len(year.ahead))
    behind = ngettext("{n} behind", "{n} behind", len(year.behind))
    lines = [f"{year.year}: {ahead}, {behind}."]
    for meeting in (*year.behind, *year.ahead):
        day = meeting.local
        month = get_month_names("wide", locale=babel_locale())[day.month]
        said = _("{day} {month}: {title}", day=day.day, month=month, title=meeting.details.title)
        if meeting.attended is not None:
            said += ", " + ngettext("{n} person came", "{n} people came", meeting.attended)
        lines.append(said)
    return "\n".join(lines)


def drawn(year: Year, title: str, months: list[str]) -> bytes:
    """The year as a PNG: a line of days for each month, with a mark for each meeting and how many came above it.

    Takes about half a second: not for the loop.
    """
    figure = sheet(8, 6)
    axes = figure.add_subplot()
    for month in range(1, 13):
        axes.plot([1, _days(year.year, month)], [month, month], color=FAINT, linewidth=6, solid_capstyle="round")
    for meeting in year.behind:
        _mark(axes, meeting, BEHIND, filled=True)
    for meeting in year.ahead:
        _mark(axes, meeting, AHEAD, filled=False)
    axes.set_yticks(range(1, 13), months, color=INK, fontsize=12)
    axes.set_xticks([1, 8, 15, 22, 29], ["1", "8", "15", "22", "29"], color=QUIET, fontsize=10)
    axes.set_ylim(12.6, 0.3)
    axes.set_xlim(0, 32)
    axes.set_title(title, color=INK, fontsize=15, loc="left", pad=14)
    bare(axes)
    return png(figure)


def _mark(axes: Any, meeting: Meeting, colour: str, *, filled: bool) -> None:
    day = local_time(meeting.at, meeting.zone)
    axes.plot(
        [day.day], [day.month], "o", markersize=15, markeredgewidth=3, color=colour,
        markerfacecolor=colour if filled else PAPER,
    )  # fmt: skip
    if meeting.attended is not None:
        axes.annotate(str(meeting.attended), (day.day, day.month), ha="center", va="center", fontsize=9, color=INK)


def _days(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
