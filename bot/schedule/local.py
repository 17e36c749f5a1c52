"""Local wall times and the moments that they mean.

A wall time that a clock change skips means the moment that it would have been, as RFC 5545 (3.3.5) has it:
half past one on 28 March 2027 in London is 01:30 UTC, and clocks show 02:30. One that comes twice means the
first. A person who types such a time is asked (``bot.schedule.words``); a series goes by this rule.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from zoneinfo import ZoneInfo, reset_tzpath

from babel.dates import format_date

from bot.texts import _, babel_locale

# The rules come from the pinned tzdata package on every host: what ``tzdata_version`` says is what is used.
reset_tzpath(())


class Nature(StrEnum):
    """How a wall time stands to the clock changes of its zone."""

    PLAIN = "plain"
    SKIPPED = "skipped"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A wall time (``local``, without a zone) and the moment in UTC that it means."""

    local: datetime
    at: datetime
    nature: Nature = Nature.PLAIN


def zone_of(name: str) -> ZoneInfo:
    """An IANA zone. Raises ``ZoneInfoNotFoundError``."""
    return ZoneInfo(name)


@cache
def tzdata_version() -> str:
    """The version of the time zones' rules: when it changes, what was planned by the old ones is planned anew."""
    return version("tzdata")


def moment_of(local: datetime, zone: str) -> Occurrence:
    """The moment that a wall time in a zone means."""
    there = zone_of(zone)
    first, second = local.replace(tzinfo=there, fold=0), local.replace(tzinfo=there, fold=1)
    at = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return Occurrence(local, at)
    exists = at.astimezone(there).replace(tzinfo=None) == local
    return Occurrence(local, at, Nature.TWICE if exists else Nature.SKIPPED)


def readings(local: datetime, zone: str) -> tuple[datetime, ...]:
    """Every moment that a wall time could mean to a person: one, or two around a clock change, earlier first."""
    there = zone_of(zone)
    return tuple(sorted({local.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1)}))


def local_time(at: datetime, zone: str) -> datetime:
    """What clocks in a zone show at a moment, without the zone."""
    return at.astimezone(zone_of(zone)).replace(tzinfo=None)


def offset(at: datetime, zone: str) -> str:
    """The zone's distance from UTC at a moment: ``UTC+1``, ``UTC-3:30``, ``UTC+0``."""
    distance = at.astimezone(zone_of(zone)).utcoffset() or timedelta()
    minutes = round(distance.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def in_words(at: datetime, zone: str) -> str:
    """A moment as people in a zone say it: ``Tuesday 3 November 2026 at 14:00 (Europe/London, UTC+0)``."""
    return _(
        "{day} at {time} ({zone}, {offset})",
        day=day_in_words(at, zone),
        time=f"{local_time(at, zone):%H:%M}",
        zone=zone,
        offset=offset(at, zone),
    )


def day_in_words(at: datetime, zone: str) -> str:
    """The day of a moment in a zone, in the spoken language: ``Tuesday 3 November 2026``."""
    return format_date(at.astimezone(zone_of(zone)), "EEEE d MMMM y", locale=babel_locale())


def stamp(at: datetime, style: str = "F") -> str:
    """A moment that Discord shows in each reader's own zone (https://discord.com/developers/docs/reference)."""
    return f"<t:{int(at.timestamp())}:{style}>"
