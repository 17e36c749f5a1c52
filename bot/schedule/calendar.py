"""iCalendar (RFC 5545): what calendars subscribe to, and what people already have in them.

Each date is an event of its own with its zone's rules beside it, so that any calendar shows the right local hour,
and a date that moved or was cancelled is changed where it stands.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard
from icalendar.prop import vDuration

from bot.schedule.local import zone_of

PRODUCT = "-//Heronry//Meetings//EN"
REFRESH = timedelta(hours=4)
"""How often a calendar may look again; Google's own pace is slower whatever is said."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. ``local`` is a wall time in ``zone``; ``sequence`` grows with each change, ``uid`` never changes;
    ``alarm`` is how long before it a calendar reminds of it, if at all."""

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    local: datetime
    zone: str
    minutes: int
    description: str = ""
    place: str = ""
    link: str = ""
    cancelled: bool = False
    alarm: timedelta | None = None


def written(name: str, entries: Sequence[Entry]) -> bytes:
    """A calendar with these events, in UTF-8. The same events give the same bytes."""
    calendar = Calendar()
    _add(calendar, "prodid", PRODUCT)
    _add(calendar, "version", "2.0")
    _add(calendar, "calscale", "GREGORIAN")
    _add(calendar, "method", "PUBLISH")
    _add(calendar, "x-wr-calname", name)
    _add(calendar, "refresh-interval", vDuration(REFRESH), VALUE="DURATION")
    for zone in sorted({entry.zone for entry in entries}):
        calendar.add_component(_zone(zone, [entry.local for entry in entries if entry.zone == zone]))
    for entry in entries:
        calendar.add_component(_event(entry))
    return calendar.to_ical()


def _add(component: Component, name: str, value: object, **parameters: str) -> None:
    component.add(name, value, parameters=parameters)  # pyright: ignore[reportUnknownMemberType]


def _event(entry: Entry) -> Event:
    event = Event()
    start = entry.local.replace(tzinfo=zone_of(entry.zone))
    # Minutes that pass, not those on the clock: they differ on the night that the clocks change.
    end = (start.astimezone(UTC) + timedelta(minutes=entry.minutes)).astimezone(zone_of(entry.zone))
    _add(event, "uid", entry.uid)
    _add(event, "sequence", entry.sequence)
    _add(event, "dtstamp", entry.changed_at.astimezone(UTC))
    _add(event, "last-modified", entry.changed_at.astimezone(UTC))
    _add(event, "summary", entry.title)
    _add(event, "dtstart", start)
    _add(event, "dtend", end)
    _add(event, "status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for field, value in (("description", entry.description), ("location", entry.place), ("url", entry.link)):
        if value:
            _add(event, field, value)
    if entry.alarm is not None:
        alarm = Alarm()
        _add(alarm, "action", "DISPLAY")
        _add(alarm, "description", entry.title)
        _add(alarm, "trigger", -entry.alarm)
        event.add_component(alarm)
    return event


def _zone(name: str, locals_: Sequence[datetime]) -> Timezone:
    """A zone's rules for as long as they are needed, one observance for each clock change.

    Neither lists of dates nor recurrence rules in them: calendars in wide use read only the first of a list.
    """
    zone = Timezone()
    _add(zone, "tzid", name)
    start = datetime(min(locals_).year, 1, 1, tzinfo=UTC)
    end = datetime(max(locals_).year + 1, 1, 1, tzinfo=UTC)
    zone.add_component(_observance(name, start, before=start))
    for change in _changes(name, start, end):
        zone.add_component(_observance(name, change, before=change - timedelta(minutes=1)))
    return zone


def _observance(name: str, at: datetime, before: datetime) -> TimezoneStandard | TimezoneDaylight:
    there, was = at.astimezone(zone_of(name)), before.astimezone(zone_of(name)).utcoffset() or timedelta()
    made = TimezoneDaylight() if there.dst() else TimezoneStandard()
    _add(made, "dtstart", (at + was).replace(tzinfo=None))
    _add(made, "tzoffsetfrom", was)
    _add(made, "tzoffsetto", there.utcoffset() or timedelta())
    _add(made, "tzname", there.tzname() or name)
    return made


def _changes(name: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments, to the minute, at which clocks in a zone change."""
    day, minute, zone = timedelta(days=1), timedelta(minutes=1), zone_of(name)
    while start < end:
        if start.astimezone(zone).utcoffset() != (start + day).astimezone(zone).utcoffset():
            low, high = start, start + day
            while high - low > minute:
                middle = low + (high - low) // 2 // minute * minute
                same = middle.astimezone(zone).utcoffset() == low.astimezone(zone).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high
        start += day


def etag(document: bytes) -> str:
    """What tells one state of a calendar from another (RFC 9110, 8.8.3)."""
    return f'"{hashlib.sha256(document).hexdigest()[:32]}"'
