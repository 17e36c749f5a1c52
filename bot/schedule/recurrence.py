"""What recurs: a first wall time, a zone and a rule (RFC 5545, RRULE); never a list of moments.

Wall time stays the same across clock changes, so "the first Tuesday at 14:00" is at 13:00 UTC in summer and at
14:00 in winter. The calendar's arithmetic is python-dateutil's, in wall time; what a wall time means is
``bot.schedule.local``'s. As RFC 5545 has it, a month without a 31st or a fifth Tuesday is passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfoNotFoundError

from dateutil.rrule import rrule, rrulestr

from bot.errors import InvalidInput
from bot.schedule.local import Occurrence, local_time, moment_of, offset, zone_of
from bot.texts import N_

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
MOST = 1_000
"""Occurrences of a series that says how many it has."""
LOOKED_THROUGH = 30
"""Dates of a rhythm that are looked through for how close together they lie."""
HORIZON = timedelta(days=100 * 366)
"""How far ahead a rule is followed: one that never fires must not be followed for ever."""
LEAP_YEARS, WEEKDAYS = timedelta(days=9 * 366), timedelta(days=41 * 366)
"""Within so long every rule comes that ever does: leap days are at most 8 years apart, and weekdays fall on the same
dates after at most 40."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A series. ``first`` is a wall time without a zone; an empty ``rule`` means once."""

    first: datetime
    zone: str
    rule: str = ""

    def occurrences(self, after: datetime | None = None) -> Iterator[Occurrence]:
        """The occurrences in order, those later than the moment ``after`` alone where it is given."""
        for local in self.wall_times(after):
            occurrence = moment_of(local, self.zone)
            if after is None or occurrence.at > after:
                yield occurrence

    def wall_times(self, after: datetime | None, within: timedelta = HORIZON) -> Iterator[datetime]:
        """The wall times of the rule, from about the moment ``after`` on, for ``within`` from the first at most."""
        if not self.rule:
            yield self.first
            return
        rule = self._calendar(within)
        if after is None:
            yield from rule
            return
        # A day's room, since wall time and moments may order differently around a clock change.
        start = local_time(after, self.zone) - timedelta(days=1)
        yield from rule.xafter(start, inc=True)  # pyright: ignore[reportUnknownMemberType]

    def _calendar(self, within: timedelta) -> rrule:
        made = rrulestr(self.rule, dtstart=self.first)
        assert isinstance(made, rrule), "rules are checked before they are kept"
        ends = parts_of(self.rule).keys() & {"UNTIL", "COUNT"}
        return made if ends else made.replace(until=self.first + within)

    def upcoming(self, now: datetime, n: int) -> tuple[Occurrence, ...]:
        """The next ``n`` occurrences."""
        return tuple(islice(self.occurrences(now), n))

    def is_closer_than(self, apart: timedelta, now: datetime) -> bool:
        """Whether any two of the next dates lie closer together than that; 30 of them are looked through."""
        coming = [one.at for one in self.upcoming(now, LOOKED_THROUGH)]
        return any(later - earlier < apart for earlier, later in pairwise(coming))

    def next_after(self, moment: datetime) -> Occurrence | None:
        """The first occurrence later than a moment; None when there is none."""
        return next(self.occurrences(moment), None)

    def shifted(self, was: datetime, first: datetime) -> "Recurrence":
        """The same rhythm from ``first`` on, to which the date ``was`` has moved: on its weekday, or its day."""
        parts = parts_of(self.rule)
        if was.date() != first.date():
            if parts.get("FREQ") == "WEEKLY" and "," not in parts.get("BYDAY", ""):
                parts["BYDAY"] = DAYS[first.weekday()]
            elif parts.get("FREQ") == "MONTHLY" and "BYDAY" in parts:
                parts["BYDAY"] = f"{_nth(first)}{DAYS[first.weekday()]}"
            elif parts.get("FREQ") == "MONTHLY":
                parts["BYMONTHDAY"] = str(first.day)
        return replace(self, first=first, rule=";".join(f"{name}={value}" for name, value in parts.items()))

    def until(self, last: date) -> "Recurrence":
        """This series, ending with ``last`` (a day in its zone)."""
        return replace(self, rule=f"{_without(self.rule, 'UNTIL', 'COUNT')};UNTIL={last:%Y%m%d}T235959")

    def times(self, count: int) -> "Recurrence":
        """This series with ``count`` occurrences in all. Raises ``InvalidInput`` for none, or for very many."""
        if not 1 <= count <= MOST:
            raise InvalidInput(
                N_("A series can have from 1 to {most} dates. Give an end date for a longer one.", most=MOST)
            )
        return replace(self, rule=f"{_without(self.rule, 'UNTIL', 'COUNT')};COUNT={count}")


@dataclass(frozen=True, slots=True)
class Previewed:
    """An occurrence as a preview shows it, with its distance from UTC; ``changed`` when that is another than before."""

    occurrence: Occurrence
    offset: str
    changed: bool


def preview(recurrence: Recurrence, now: datetime, n: int = 6) -> tuple[Previewed, ...]:
    """The next ``n`` occurrences, each with whether the clocks changed since the one before."""
    shown: list[Previewed] = []
    for occurrence in recurrence.upcoming(now, n):
        distance = offset(occurrence.at, recurrence.zone)
        shown.append(Previewed(occurrence, distance, bool(shown) and shown[-1].offset != distance))
    return tuple(shown)


def daily(first: datetime, zone: str, interval: int = 1) -> Recurrence:
    return Recurrence(first, zone, _rule("DAILY", interval))


def weekly(first: datetime, zone: str, interval: int = 1, days: tuple[int, ...] = ()) -> Recurrence:
    """Every ``interval`` weeks on the first one's weekday, or on ``days`` (0 is Monday)."""
    names = ",".join(DAYS[day] for day in days) or DAYS[first.weekday()]
    return Recurrence(first, zone, _rule("WEEKLY", interval, BYDAY=names))


def monthly_by_weekday(
    first: datetime, zone: str, interval: int = 1, ordinal: int | None = None, weekday: int | None = None
) -> Recurrence:
    """Every ``interval`` months on a weekday of the month: the first Tuesday, the last Friday (-1).

    Without an ``ordinal`` or a ``weekday`` (0 is Monday) they are the first date's, where a fifth means the last.
    """
    nth = ordinal or _nth(first)
    day = DAYS[first.weekday() if weekday is None else weekday]
    return Recurrence(first, zone, _rule("MONTHLY", interval, BYDAY=f"{nth}{day}"))


def _nth(day: date) -> int:
    """Which of its weekday in the month a day is; a fifth is the last (-1)."""
    nth = (day.day - 1) // 7 + 1
    return -1 if nth == 5 else nth


def monthly_by_day(first: datetime, zone: str, interval: int = 1) -> Recurrence:
    """Every ``interval`` months on the first one's day; months without it are passed over."""
    return Recurrence(first, zone, _rule("MONTHLY", interval, BYMONTHDAY=str(first.day)))


def yearly(first: datetime, zone: str, interval: int = 1) -> Recurrence:
    """Every ``interval`` years on the first one's date; 29 February comes in leap years alone."""
    return Recurrence(first, zone, _rule("YEARLY", interval))


def by_rule(first: datetime, zone: str, text: str) -> Recurrence:
    """A series from an RRULE that somebody typed, checked.

    Raises ``InvalidInput`` for what isn't one, for one that comes more often than daily, and for one that
    never comes.
    """
    rule = text.strip().upper().removeprefix("RRULE:")
    parts = parts_of(rule)
    wrong = N_(
        "“{rule}” isn't a rule I can follow. A rule looks like FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU; "
        "it repeats daily, weekly, monthly or yearly.",
        rule=text.strip()[:100],
    )
    if len(rule) > 200 or not parts.keys() <= PARTS or parts.get("FREQ") not in FREQUENCIES:
        raise InvalidInput(wrong)
    if parts["FREQ"] in ("DAILY", "WEEKLY") and "BYMONTHDAY" in parts:
        raise InvalidInput(wrong)  # MONTHLY says the same, without looking at every day
    if not re.fullmatch(r"[1-9]\d{0,2}", parts.get("INTERVAL", "1")):
        raise InvalidInput(wrong)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until_in(parts["UNTIL"], zone)
    made = Recurrence(first, zone, ";".join(f"{name}={value}" for name, value in parts.items()))
    try:
        comes = next(made.wall_times(None, WEEKDAYS if "BYDAY" in parts else LEAP_YEARS), None)
        if "COUNT" in parts:
            made.times(int(parts["COUNT"]))
    except (ValueError, TypeError, AssertionError, OverflowError, ZoneInfoNotFoundError):
        raise InvalidInput(wrong) from None
    if comes is None:
        raise InvalidInput(N_("With this rule no date ever comes. Please check its days and its end."))
    return replace(made, first=comes)


def _until_in(text: str, zone: str) -> str:
    """An UNTIL as the wall time it means: dateutil wants it like the first date, without a zone."""
    if text.endswith("Z") and len(text) == 16:
        try:
            moment = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError:
            return text
        return f"{moment.astimezone(zone_of(zone)):%Y%m%dT%H%M%S}"
    return f"{text}T235959" if len(text) == 8 else text


def _rule(frequency: str, interval: int, **parts: str) -> str:
    named = {"FREQ": frequency} | ({"INTERVAL": str(interval)} if interval > 1 else {}) | parts
    return ";".join(f"{name}={value}" for name, value in named.items())


def parts_of(rule: str) -> dict[str, str]:
    """A rule's parts by name: ``{"FREQ": "DAILY"}``."""
    split = (part.partition("=") for part in rule.split(";"))
    return {name: value for name, _equals, value in split}


def _without(rule: str, *names: str) -> str:
    return ";".join(part for part in rule.split(";") if part.partition("=")[0] not in names)


def first_on_or_after(anchor: date, at: time, recurrence: Recurrence, now: datetime) -> Recurrence:
    """The series with its first date on ``anchor`` or later that is still to come.

    ``recurrence`` says the rule; its interval counts from the date that is found here.
    """
    every = replace(
        recurrence,
        first=datetime.combine(anchor, at),
        rule=_without(recurrence.rule, "INTERVAL", "UNTIL", "COUNT"),
    )
    found = next((one for one in every.occurrences() if one.at > now), None)
    if found is None:
        raise InvalidInput(N_("With this rule no date ever comes. Please check its days and its end."))
    return replace(recurrence, first=found.local)
