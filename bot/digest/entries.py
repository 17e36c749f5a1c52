"""A digest as plain values."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.community.news import Item, Span
from bot.schedule.recurrence import Recurrence
from bot.texts import Message

MONDAY = datetime.combine(date(2026, 1, 5), time(9))
"""A first Monday of a month, 9:00: where both rhythms begin."""


class Rhythm(StrEnum):
    """How often it comes."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


RULES = {Rhythm.WEEKLY: "FREQ=WEEKLY;BYDAY=MO", Rhythm.MONTHLY: "FREQ=MONTHLY;BYDAY=1MO"}
PERIODS = {Rhythm.WEEKLY: timedelta(days=7), Rhythm.MONTHLY: timedelta(days=31)}


def dates_of(rhythm: Rhythm, zone: str) -> Recurrence:
    """Mondays at 9:00 in a zone, or the first of each month."""
    return Recurrence(MONDAY, zone, RULES[rhythm])


@dataclass(frozen=True, slots=True)
class Section:
    """What one feature has to tell, and the command that shows more of it."""

    title: Message
    command: str
    fresh: tuple[Item, ...]
    coming: tuple[Item, ...]
    changed: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What is new in a span and what comes; ``sections`` may be empty for one that somebody asks for."""

    guild_id: int
    span: Span
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Mine:
    """Whether one gets it, and when next. ``by_message`` is False when the consent was taken back elsewhere."""

    rhythm: Rhythm | None = None
    next_at: datetime | None = None
    by_message: bool = False


@dataclass(frozen=True, slots=True)
class InChannel:
    """Where the community's digest is posted, and when next."""

    channel_id: int
    rhythm: Rhythm
    next_at: datetime
