"""How one's reflecting stands beside what professions ask for: as words, and as a picture of the same.

It is for its author alone, and only counts: nothing is compared with anybody else, no day without an entry is
remarked on, and what isn't reached isn't said to be missing.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta

from bot.pictures import ACCENT, FAINT, INK, PAPER, bare, png, sheet
from bot.reflection.document import number
from bot.reflection.entries import Reflection
from bot.texts import _, day, ngettext
from bot.typeface import printable

HOURS_A_DAY = 7
"""Hours that a day of development is counted as: the Concordat gives days, and people put down hours."""
CONCORDAT_DAYS = 10
"""Days of development a year, pro rata (Concordat to Support the Career Development of Researchers, 2019)."""
NMC_HOURS, NMC_PARTICIPATORY, NMC_ACCOUNTS, NMC_YEARS = 35, 20, 5, 3
"""What the Nursing and Midwifery Council asks for at each revalidation, every three years."""
QUARTERS = 8
"""Quarters of a year that themes are shown for."""
MOST_THEMES = 8


@dataclass(frozen=True, slots=True)
class Beside:
    """So much, beside what is asked for."""

    done: Decimal
    asked: Decimal


@dataclass(frozen=True, slots=True)
class Theme:
    """A tag, and in how many reflections of each quarter it stands, the earliest quarter first."""

    tag: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """One person's, up to ``day``. ``fraction`` is the part of full time that they work, for the Concordat.

    ``year`` is hours since ``year_from``; ``hours``, ``participatory`` and ``accounts`` count since ``nmc_from``.
    ``quarters`` are (year, quarter), and each theme has as many counts, the most used first.
    """

    day: date
    fraction: Decimal
    year_from: date
    year: Beside
    nmc_from: date
    hours: Beside
    participatory: Beside
    accounts: Beside
    quarters: tuple[tuple[int, int], ...]
    themes: tuple[Theme, ...]


def progress(reflections: Sequence[Reflection], today: date, fraction: Decimal = Decimal(1)) -> Progress:
    """Count what lies behind ``today``, that day included; what is dated later waits for its time.

    Raises ``ValueError`` for a fraction that isn't above 0 and at most 1.
    """
    if not 0 < fraction <= 1:
        raise ValueError("a fraction of full time is above 0 and at most 1")
    year_from, nmc_from = _after(today, years=1), _after(today, years=NMC_YEARS)
    of_year = [one for one in reflections if year_from <= one.day <= today]
    of_nmc = [one for one in reflections if nmc_from <= one.day <= today]
    quarters = _quarters(today)
    return Progress(
        day=today,
        fraction=fraction,
        year_from=year_from,
        year=Beside(_hours(of_year), CONCORDAT_DAYS * HOURS_A_DAY * fraction),
        nmc_from=nmc_from,
        hours=Beside(_hours(of_nmc), Decimal(NMC_HOURS)),
        participatory=Beside(sum((one.participatory for one in of_nmc), Decimal(0)), Decimal(NMC_PARTICIPATORY)),
        accounts=Beside(Decimal(len(of_nmc)), Decimal(NMC_ACCOUNTS)),
        quarters=quarters,
        themes=_themes([one for one in reflections if one.day <= today], quarters),
    )


def _after(today: date, years: int) -> date:
    """The first day of the years that end with ``today``."""
    return today - relativedelta(years=years) + timedelta(days=1)


def _hours(reflections: Sequence[Reflection]) -> Decimal:
    return sum((one.hours for one in reflections), Decimal(0))


def _quarter(of: date) -> tuple[int, int]:
    return of.year, (of.month + 2) // 3


def _quarters(today: date) -> tuple[tuple[int, int], ...]:
    return tuple(_quarter(today - relativedelta(months=3 * back)) for back in reversed(range(QUARTERS)))


def _themes(reflections: Sequence[Reflection], quarters: tuple[tuple[int, int], ...]) -> tuple[Theme, ...]:
    written: dict[str, str] = {}  # each tag as it was first written
    counts: Counter[tuple[str, tuple[int, int]]] = Counter()
    for one in sorted(reflections, key=lambda one: (one.day, one.id)):
        for tag in one.tags:
            written.setdefault(tag.casefold(), tag)
        for key in {tag.casefold() for tag in one.tags}:
            counts[key, _quarter(one.day)] += 1
    themes = [Theme(shown, tuple(counts[key, quarter] for quarter in quarters)) for key, shown in written.items()]
    used = [theme for theme in themes if any(theme.counts)]
    return tuple(sorted(used, key=lambda theme: (-sum(theme.counts), theme.tag.casefold()))[:MOST_THEMES])


def in_words(shown: Progress) -> str:
    """The same as the picture, as text: its alternative text too."""
    days = shown.year.asked / HOURS_A_DAY
    lines = [
        _(
            "From {first} to {last}: {hours} hours. The Researcher Concordat asks for {days} days of development a "
            "year; at {length} hours a day that is {asked} hours.",
            first=day(shown.year_from), last=day(shown.day), hours=number(shown.year.done),
            days=number(days), length=HOURS_A_DAY, asked=number(shown.year.asked),
        )
    ]  # fmt: skip
    if shown.fraction != 1:
        lines[0] += " " + _("(Reckoned for {percent}% of full time.)", percent=number(shown.fraction * 100))
    accounts = ngettext("{n} reflection", "{n} reflections", int(shown.accounts.done))
    lines.append(
        _(
            "From {first} to {last}: {hours} hours, of which {participatory} participatory, and {accounts}. "
            "For revalidation the NMC asks for {asked} hours, of which {part} participatory, and {count} reflective "
            "accounts in three years.",
            first=day(shown.nmc_from), last=day(shown.day), hours=number(shown.hours.done),
            participatory=number(shown.participatory.done), accounts=accounts, asked=NMC_HOURS,
            part=NMC_PARTICIPATORY, count=NMC_ACCOUNTS,
        )
    )  # fmt: skip
    for theme in shown.themes:
        when = [
            _("{quarter}: {count}", quarter=_named(quarter), count=count)
            for quarter, count in zip(shown.quarters, theme.counts, strict=True)
            if count
        ]
        lines.append(_("{tag}: {when}.", tag=theme.tag, when="; ".join(when)))
    return "\n".join(lines)


def _named(quarter: tuple[int, int]) -> str:
    return _("Q{quarter} {year}", quarter=quarter[1], year=quarter[0])


def drawn(shown: Progress) -> bytes:
    """The picture, a PNG, in the spoken language. Takes about half a second: not for the loop."""
    rows = len(shown.themes)
    figure = sheet(8, 3.2 + (0.9 + 0.42 * rows if rows else 0))
    if not rows:
        _bars(figure.add_subplot(), shown)
        return png(figure)
    above, below = figure.subplots(2, 1, height_ratios=[3, 0.8 + 0.45 * rows])
    _bars(above, shown)
    _dots(below, shown)
    return png(figure)


def _bars(axes: Any, shown: Progress) -> None:
    """A line for each count: how much there is of what is asked for, both as numbers too."""
    lines = [
        (_("Hours in 12 months"), shown.year),
        (_("Hours in 3 years"), shown.hours),
        (_("Participatory hours"), shown.participatory),
        (_("Reflections"), shown.accounts),
    ]
    for row, (_name, beside) in enumerate(lines):
        part = min(float(beside.done / beside.asked), 1.0)
        axes.plot([0, 1], [row, row], color=FAINT, linewidth=9, solid_capstyle="butt")
        axes.plot([0, part], [row, row], color=ACCENT, linewidth=9, solid_capstyle="butt")
        said = _("{done} beside {asked}", done=number(beside.done), asked=number(beside.asked))
        axes.annotate(said, (1.03, row), va="center", fontsize=10, color=INK)
    axes.set_yticks(range(len(lines)), [name for name, _beside in lines], color=INK, fontsize=10)
    axes.set_xticks([])
    axes.set_xlim(0, 1.35)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_title(_("Hours and reflections"), color=INK, fontsize=13, loc="left", pad=10)
    bare(axes)


def _dots(axes: Any, shown: Progress) -> None:
    """A line of quarters for each theme: the more reflections, the greater the dot, with their number in it."""
    most = max(max(theme.counts) for theme in shown.themes)
    for row, theme in enumerate(shown.themes):
        axes.plot([0, len(shown.quarters) - 1], [row, row], color=FAINT, linewidth=2, zorder=1)
        for column, count in enumerate(theme.counts):
            if count:
                axes.plot([column], [row], "o", markersize=11 + 9 * count / most, color=ACCENT, zorder=2)
                axes.annotate(str(count), (column, row), ha="center", va="center", fontsize=9, color=PAPER, zorder=3)
    # What people typed is never taken for a formula, and has no letters that the typeface lacks.
    names = [_short(printable(theme.tag)) for theme in shown.themes]
    axes.set_yticks(range(len(names)), names, color=INK, fontsize=10, parse_math=False)
    axes.set_xticks(range(len(shown.quarters)), map(_named, shown.quarters), color=INK, fontsize=8)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(-0.5, len(shown.quarters) - 0.5)
    axes.set_title(_("Themes"), color=INK, fontsize=13, loc="left", pad=10)
    bare(axes)


def _short(tag: str) -> str:
    line = " ".join(tag.split())
    return line if len(line) <= 24 else line[:23] + "…"
