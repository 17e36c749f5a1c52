"""Deadlines: a day or a wall time in its own zone, read from what people type, and when they are reminded of.

A deadline without a time of day is the end of that day where the funder says it is: a minute to midnight, so that
no calendar shows the day after.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta

from bot.community.settings import parse_zone
from bot.errors import InvalidInput
from bot.schedule import dates
from bot.schedule.dates import Left
from bot.schedule.local import day_in_words, in_words, local_time, moment_of
from bot.texts import N_, _

END_OF_DAY, MORNING = time(23, 59), time(9)
EARLIEST, AHEAD = 2000, 20
"""The first year that a deadline may be in, and for how many years from now it may be."""
LEADS: dict[str, relativedelta] = {
    "3m": relativedelta(months=3), "1m": relativedelta(months=1), "2w": relativedelta(weeks=2),
    "1w": relativedelta(weeks=1), "2d": relativedelta(days=2),
}  # fmt: skip
"""How long before each deadline people are reminded, the longest first."""
NONE = frozenset({"", "-", "none", "no deadline", "rolling", "open", "n/a", "no"})
ZONES = {
    "uk": "Europe/London", "bst": "Europe/London", "gmt/bst": "Europe/London", "gmt / bst": "Europe/London",
    "cet": "Europe/Brussels", "cest": "Europe/Brussels", "cet/cest": "Europe/Brussels",
    "et": "America/New_York", "eastern": "America/New_York", "pt": "America/Los_Angeles",
    "aoe": "Etc/GMT+12", "anywhere on earth": "Etc/GMT+12",
}  # fmt: skip
"""What funders call zones. That of "anywhere on Earth" is twelve hours behind UTC."""
_MIDNIGHT = re.compile(r"\b(?:midnight|24[:.]00|0?0[:.]00|12 ?am|12[:.]00 ?am)\b")


@dataclass(frozen=True, slots=True)
class Deadline:
    """``on`` is a day (``2026-12-01``) or a wall time (``2026-12-01T17:00``) in ``zone``."""

    on: str
    zone: str

    @property
    def timed(self) -> bool:
        """Whether a time of day was given."""
        return "T" in self.on

    @property
    def local(self) -> datetime:
        """The wall time, without its zone."""
        return datetime.fromisoformat(self.on) if self.timed else datetime.combine(self.day, END_OF_DAY)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on[:10])

    @property
    def at(self) -> datetime:
        """The moment that it means, in UTC."""
        return moment_of(self.local, self.zone).at

    @property
    def stored(self) -> str:
        """What tells it from another, in one word."""
        return f"{self.on}|{self.zone}"

    def due(self, lead: str) -> datetime:
        """When people are reminded: at nine in the morning in its zone, so long before its day in the calendar."""
        return moment_of(datetime.combine(self.day - LEADS[lead], MORNING), self.zone).at


def stored(text: str) -> Deadline | None:
    """What ``Deadline.stored`` gave; None for an empty text."""
    on, _bar, zone = text.partition("|")
    return Deadline(on, zone) if on else None


def reminders(deadline: Deadline, after: datetime) -> Iterator[tuple[str, datetime]]:
    """Each reminder still to come after a moment, with when it is due, the earliest first."""
    for lead in LEADS:
        due = deadline.due(lead)
        if after < due < deadline.at:
            yield lead, due


def read(text: str, zone: str, default_zone: str, now: datetime) -> Deadline | None:
    """The deadline that was typed, such as "1 December 2026 17:00"; None for none. One that has passed is read, too.

    Raises ``InvalidInput`` for what isn't a day, and for a zone that isn't one.
    """
    said = " ".join(text.casefold().split())
    if said in NONE:
        return None
    named = read_zone(zone, default_zone)
    said = re.sub(r"(?<=\d)[t ]0?0:00:00$", "", said)  # a day as spreadsheets write it
    said = re.sub(r"\b(\d{1,2}:\d\d):00\b", r"\1", said)
    if _MIDNIGHT.search(said):
        raise InvalidInput(
            N_("“{text}”: midnight can mean the start of that day or its end. Please write 23:59 for the end, or give "
               "the day alone, which means its end.", text=text.strip()[:60])
        )  # fmt: skip
    return _read(text, said, named, now)


def _read(text: str, said: str, zone: str, now: datetime) -> Deadline:
    left = Left(re.sub(r"^(?:by|before|closes|closing|until) ", "", dates.tidied(said)))
    try:
        at, left = dates.time_of_day(left)
        found, left = dates.day(left, local_time(now, zone))
    except (ValueError, OverflowError):
        raise InvalidInput(
            N_("There is no such day as in “{text}”. Please check the date.", text=text.strip()[:60])
        ) from None
    if found is None or left.words.strip(" ,") not in ("", "by", "at", "on"):
        raise InvalidInput(
            N_("I couldn't read “{text}” as a deadline. Write it like “1 December 2026 17:00”, or the day alone; the "
               "time zone goes into its own field.", text=text.strip()[:60])
        )  # fmt: skip
    if not EARLIEST <= found.year <= now.year + AHEAD:
        raise InvalidInput(N_("“{text}” is too far away to be a deadline. Please check the year.", text=text[:60]))
    on = f"{datetime.combine(found, at):%Y-%m-%dT%H:%M}" if at else f"{found:%Y-%m-%d}"
    return Deadline(on, zone)


def read_zone(text: str, default_zone: str) -> str:
    """The IANA zone that was typed, or that funders mean by what they write. Raises ``InvalidInput``."""
    said = " ".join(text.casefold().split())
    if not said:
        return default_zone
    return ZONES.get(said) or ZONES.get(said.removesuffix(" time")) or parse_zone(said.removesuffix(" time"))


def told(deadline: Deadline) -> str:
    """A deadline in words; one without a time says that it is the end of the day."""
    if deadline.timed:
        return in_words(deadline.at, deadline.zone)
    return _("the end of {day} ({zone})", day=day_in_words(deadline.at, deadline.zone), zone=deadline.zone)


def typed(deadline: Deadline | None) -> str:
    """A deadline as one could have typed it, in every language."""
    return deadline.on.replace("T", " ") if deadline else ""
