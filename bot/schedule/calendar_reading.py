"""Reading an .ics that a group already has: what of it can become a meeting here."""

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event
from icalendar.error import GloballyUniqueTZIDGuessed

from bot.errors import InvalidInput
from bot.schedule.local import local_time
from bot.schedule.recurrence import Recurrence, by_rule
from bot.texts import N_, Message

MAX_BYTES = 1_000_000
MOST_EVENTS = 200
DEFAULT_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Found:
    """An event that can become a meeting. ``recurrence`` is in its own zone, or the community's."""

    title: str
    recurrence: Recurrence
    minutes: int
    description: str
    place: str
    link: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """An event that can't, and why."""

    title: str
    why: Message


@dataclass(frozen=True, slots=True)
class Reading:
    found: tuple[Found, ...]
    not_taken: tuple[NotTaken, ...]


class _Refused(Exception):
    def __init__(self, why: Message) -> None:
        super().__init__(why.msgid)
        self.why = why


def read(data: bytes, zone: str, now: datetime) -> Reading:
    """The events of a calendar file that are still to come.

    Raises ``InvalidInput`` for a file that is huge, or isn't one.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInput(N_("That file is larger than 1 MB. Please export only the group's meetings."))
    if b"BEGIN:VCALENDAR" not in data[:2_000].upper():
        raise InvalidInput(N_("That isn't a calendar file. Export one as .ics from your calendar's settings."))
    if data.upper().count(b"BEGIN:") > 20 * MOST_EVENTS:
        raise InvalidInput(N_("That calendar holds very many things. Please export only the group's meetings."))
    try:
        with warnings.catch_warnings():
            # A vendor's name of a zone is taken for the zone that it ends in, as we mean it to be.
            warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
            events = Calendar.from_ical(data).events
    except (ValueError, KeyError, IndexError, RecursionError):
        raise InvalidInput(N_("That calendar file can't be read. Please export it again as .ics.")) from None
    found: list[Found] = []
    refused: list[NotTaken] = []
    for event in events[:MOST_EVENTS]:
        title = " ".join(_text(event, "summary").split())[:100]
        try:
            found.append(_found(event, title, zone, now))
        except _Refused as reason:
            refused.append(NotTaken(title, reason.why))
        except InvalidInput as reason:
            refused.append(NotTaken(title, reason.message))
    return Reading(tuple(found), tuple(refused))


def _said(event: Event, name: str) -> Any:
    return event.get(name)  # pyright: ignore[reportUnknownMemberType]


def _text(event: Event, name: str) -> str:
    return str(_said(event, name) or "")


def _found(event: Event, title: str, zone: str, now: datetime) -> Found:
    if not title:
        raise _Refused(N_("it has no title"))
    if _text(event, "status").upper() == "CANCELLED":
        raise _Refused(N_("it was cancelled"))
    if "recurrence-id" in event:
        raise _Refused(N_("it is one changed date of a series; move that date after the import"))
    first, itself = _start(event, zone)
    recurrence = _recurrence(event, first, itself)
    if recurrence.next_after(now) is None:
        raise _Refused(N_("all of it has passed"))
    links = re.findall(r"https?://[^\s<>\"]+", " ".join(_text(event, k) for k in ("url", "location")))
    return Found(
        title=title,
        recurrence=recurrence,
        minutes=_minutes(event, first),
        description=_text(event, "description").strip()[:1_000],
        place="" if links else " ".join(_text(event, "location").split())[:100],
        link=links[0][:500] if links else "",
    )


def _start(event: Event, zone: str) -> tuple[datetime, str]:
    """The first wall time, and its zone."""
    start = _said(event, "dtstart")
    value = getattr(start, "dt", None)
    if not isinstance(value, date):
        raise _Refused(N_("it has no beginning"))
    if not isinstance(value, datetime):
        raise _Refused(N_("it lasts all day; give it a time with /manage-meetings schedule"))
    named = getattr(value.tzinfo, "key", None)
    if value.tzinfo is None or not isinstance(named, str) or named == "UTC":
        # A name that nobody knows, or a moment without a place: read where the group is.
        return (value, zone) if value.tzinfo is None else (local_time(value, zone), zone)
    return value.replace(tzinfo=None), named


def _recurrence(event: Event, first: datetime, zone: str) -> Recurrence:
    rule = _said(event, "rrule")
    first = first.replace(second=0, microsecond=0)
    if rule is None:
        return Recurrence(first, zone)
    if isinstance(rule, list) or _said(event, "rdate") is not None:
        raise _Refused(N_("its dates follow no single rule"))
    return by_rule(first, zone, rule.to_ical().decode())


def _minutes(event: Event, first: datetime) -> int:
    end, duration = getattr(_said(event, "dtend"), "dt", None), getattr(_said(event, "duration"), "dt", None)
    length = duration
    if isinstance(end, datetime):
        length = end.replace(tzinfo=None) - first.replace(tzinfo=None)
    minutes = int(length.total_seconds() // 60) if isinstance(length, timedelta) else DEFAULT_MINUTES
    return minutes if 5 <= minutes <= 24 * 60 else DEFAULT_MINUTES
