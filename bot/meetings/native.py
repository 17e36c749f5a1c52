"""Discord's own scheduled events, kept in step with the next dates of each series.

What Heronry wrote is remembered. Where an event says something else by now, a person has changed it in Discord's own
screen: facilitators are asked which is right, and nothing is overwritten. The attendees' link never stands in one.
"""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.meetings import repository
from bot.meetings.entries import Meeting, MeetingGone, State
from bot.meetings.models import OccurrenceRow
from bot.meetings.rows import meeting_of
from bot.meetings.service import MeetingsService
from bot.storage.database import Database, lock_community
from bot.texts import N_

log = logging.getLogger(__name__)

EVENT_CHANGED = "meeting:event-changed"
EACH = 3
"""Dates of a series that have an event: Discord keeps at most 100 open ones for a server."""
AT_ONCE = 4
"""Events made for a server in one round: more would be waited for by whoever stops the bot, since Discord lets few be
made in a minute."""
NOT_NOW = timedelta(minutes=10)
"""An event that is about to begin isn't made any more: Discord refuses one in the past."""


@dataclass(frozen=True, slots=True)
class Event:
    """A scheduled event as far as Heronry cares. ``voice_id`` or ``place`` says where."""

    name: str
    starts_at: datetime
    ends_at: datetime
    description: str
    voice_id: int | None
    place: str

    def said(self) -> dict[str, str]:
        """What is compared: Discord keeps whole seconds."""
        return {
            "name": self.name, "starts": f"{int(self.starts_at.timestamp())}",
            "place": str(self.voice_id or self.place),
        }  # fmt: skip


class Events(Protocol):
    """Discord's scheduled events."""

    def servers(self) -> Collection[int]:
        """The servers that can be reached just now."""
        ...

    async def all(self, guild_id: int) -> dict[int, Event] | None:
        """The open events of a server by their numbers; None when that can't be told."""
        ...

    async def create(self, guild_id: int, event: Event) -> int | None:
        """A new event's number; None when it wasn't made, or nobody can tell."""
        ...

    async def edit(self, guild_id: int, event_id: int, event: Event) -> bool: ...

    async def delete(self, guild_id: int, event_id: int) -> None: ...


class NoEvents:
    """Before there is a connection (``Events``)."""

    def servers(self) -> Collection[int]:
        return ()

    async def all(self, guild_id: int) -> dict[int, Event] | None:
        return None

    async def create(self, guild_id: int, event: Event) -> int | None:
        return None

    async def edit(self, guild_id: int, event_id: int, event: Event) -> bool:
        return False

    async def delete(self, guild_id: int, event_id: int) -> None:
        return None


@dataclass(frozen=True, slots=True)
class EventChanged:
    """Somebody changed or removed an event in Discord's own screen; ``now`` is None when it is gone."""

    meeting: Meeting
    now: Event | None


class NativeEvents:
    """Keeps Discord's events in step, and asks where a person had another idea."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, meetings: MeetingsService
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._meetings = meetings
        self._seen: dict[int, Event | None] = {}
        outbox.register(
            Kind(EVENT_CHANGED, N_("Events that somebody changed"), self.prepare, useful_for=timedelta(days=7))
        )

    async def tick(self, events: Events) -> None:
        """One round over every server that can be reached."""
        for guild_id in events.servers():
            if self._community.community(guild_id).offers("meetings"):
                await self._round(events, guild_id)

    async def _round(self, events: Events, guild_id: int) -> None:
        now = self._clock.now()
        async with self._database.read() as session:
            states = (State.ACTIVE, State.CANCELLED, State.SKIPPED)
            dates = await repository.dates(session, guild_id, now - timedelta(days=1), states=states)
        if not dates:
            return
        open_ones = await events.all(guild_id)
        if open_ones is None:
            return
        count: dict[int, int] = {}
        made = 0
        for row, series in dates:
            meeting = meeting_of(row, series)
            if row.state != State.ACTIVE or meeting.ends_at <= now:
                if row.event_id is not None:
                    await self._remove(events, row, open_ones)
                continue
            count[series.id] = count.get(series.id, 0) + 1
            new = row.event_id is None
            if count[series.id] <= EACH and row.at > now + NOT_NOW and not (new and made >= AT_ONCE):
                made += new
                await self._keep(events, row, meeting, open_ones)

    async def _remove(self, events: Events, row: OccurrenceRow, open_ones: dict[int, Event]) -> None:
        if row.event_id in open_ones and row.state != State.ACTIVE:
            await events.delete(row.guild_id, row.event_id)
        await self._write(row.id, event_id=None, event_written=None)

    async def _keep(self, events: Events, row: OccurrenceRow, meeting: Meeting, open_ones: dict[int, Event]) -> None:
        wanted = event_of(meeting)
        if row.event_id is None:
            # A request whose answer was lost may have made it already: its marker tells.
            made = next((number for number, one in open_ones.items() if marker(meeting) in one.description), None)
            made = made or await events.create(row.guild_id, wanted)
            if made is not None:
                await self._write(row.id, event_id=made, event_written=wanted.said())
            return
        found = open_ones.get(row.event_id)
        if found is None or found.said() != row.event_written:
            await self._ask(row, found)
        elif wanted.said() != row.event_written and await events.edit(row.guild_id, row.event_id, wanted):
            await self._write(row.id, event_id=row.event_id, event_written=wanted.said())

    async def _ask(self, row: OccurrenceRow, found: Event | None) -> None:
        """Ask facilitators once about each state that a person has put an event into."""
        self._seen[row.id] = found
        state = _fingerprint(found)
        notices = self._community.community(row.guild_id).notices_channel_id
        if row.event_asked == state or notices is None:
            return
        key = f"meeting-occurrence:{row.id}:event:{row.event_id}:{state}"
        draft = Draft(key, EVENT_CHANGED, row.id, self._clock.now(), channel_id=notices, detail=state)
        async with self._database.begin() as session:
            await self._outbox.put(session, row.guild_id, draft)
            kept = await session.get(OccurrenceRow, row.id)
            if kept is not None:
                kept.event_asked = state

    async def prepare(self, delivery: Delivery) -> EventChanged | None:
        """The question; None when it was settled meanwhile."""
        async with self._database.read() as session:
            found = await repository.date(session, delivery.guild_id, delivery.subject_id)
        if found is None or found[0].event_asked != delivery.detail or found[0].state != State.ACTIVE:
            return None
        return EventChanged(meeting_of(*found), self._seen.get(found[0].id))

    async def take_over(self, person: Person, meeting_id: int) -> Meeting:
        """Let the meeting be as somebody has changed its event: moved to its time. Raises ``MeetingGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        found = self._seen.get(meeting_id)
        if found is None:
            raise MeetingGone
        meeting = await self._meetings.meeting(person, meeting_id)
        if found.starts_at != meeting.at:
            when = f"{found.starts_at:%Y-%m-%dT%H:%M}Z"
            meeting = await self._meetings.move(person, meeting_id, when, following=False)
        if found.name != meeting.details.title:
            meeting = await self._meetings.edit(
                person, meeting_id, meeting.version, {"title": found.name}, following=False
            )
        await self._write(meeting_id, event_written=found.said(), event_asked="")
        return meeting

    async def put_back(self, person: Person, meeting_id: int, events: Events) -> Meeting:
        """Write the event anew as the meeting says, or make it again. Raises ``MeetingGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        meeting = await self._meetings.meeting(person, meeting_id)
        async with self._database.read() as session:
            row = await session.get(OccurrenceRow, meeting_id)
        wanted = event_of(meeting)
        if row is not None and row.event_id is not None:
            done = await events.edit(person.guild_id, row.event_id, wanted)
            number = row.event_id if done else await events.create(person.guild_id, wanted)
            await self._write(meeting_id, event_id=number, event_written=wanted.said(), event_asked="")
        return meeting

    async def _write(self, row_id: int, **values: object) -> None:
        async with self._database.begin() as session:
            row = await session.get(OccurrenceRow, row_id)
            if row is not None:
                await lock_community(session, row.guild_id)
                for name, value in values.items():
                    setattr(row, name, value)


def event_of(meeting: Meeting) -> Event:
    """A date as Discord shows it; where there is no room, Discord wants a place all the same."""
    details = meeting.details
    place = details.room or ("online" if meeting.has_link else "—")
    description = f"{details.description[:900]}\n\n{marker(meeting)}".strip()
    return Event(details.title, meeting.at, meeting.ends_at, description, details.voice_id, place[:100])


def marker(meeting: Meeting) -> str:
    """What tells an event from those of others, for when the answer to its making was lost."""
    return f"Heronry #{meeting.id}"


def _fingerprint(event: Event | None) -> str:
    return hashlib.sha256(repr(event and event.said()).encode()).hexdigest()[:16]
