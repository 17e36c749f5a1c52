"""Workshops' use cases for facilitators: planned, looked at before it is kept, moved, given more or fewer places,
cancelled. ``places.py`` has who comes, ``asking.py`` the questions, ``afterwards.py`` what follows.

The groups are another's: it reads ``roster.py`` and each workshop's ``group_size``.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.schedule.leads import read_duration
from bot.storage.database import Database, lock_community
from bot.texts import N_
from bot.workshops import repository, times
from bot.workshops.entries import (
    Conflict,
    Giving,
    Label,
    Role,
    State,
    Wish,
    Workshop,
    WorkshopGone,
    checked,
    counted,
    read_topics,
    titled,
)
from bot.workshops.models import WorkshopRow
from bot.workshops.notices import FEATURE, Notices
from bot.workshops.rows import counts_of, missed, times_of, workshop_of
from bot.workshops.times import Asked, Times, moment, ordered

__all__ = ["FEATURE", "WorkshopsService"]

DEFAULT_MINUTES = 120
DRAFTS_KEPT = timedelta(days=1)
RECENT = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Edited:
    """What a workshop is to say from now on; topics as typed."""

    title: str
    description: str
    topics: str
    room: str
    label: Label


@dataclass(frozen=True, slots=True)
class Resized:
    """A workshop with more or fewer places: how many were offered at once, and how many more hold one than there
    are now, of participants and of mentors."""

    workshop: Workshop
    offered: int = 0
    over: int = 0
    mentors_over: int = 0


class Settles(Protocol):
    """What offers places that have come free, and what holds them for less long when a workshop comes nearer."""

    async def settle(self, session: AsyncSession, row: WorkshopRow) -> int: ...
    async def shorten(self, session: AsyncSession, row: WorkshopRow) -> None: ...


class WorkshopsService:
    """Workshops, for facilitators; those ahead, for everyone."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, notices: Notices, places: Settles
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._notices = notices
        self._places = places

    # -- planning -----------------------------------------------------------------------------

    async def draft(self, person: Person, wish: Wish) -> Workshop | Asked:
        """A workshop to be looked at before it is kept (``keep``); or, when one of its times has two readings, the
        question which is meant (``choose``).

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for what can't be used.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        counted(wish.places, wish.mentors, wish.group_size)
        found = times.read(wish, self._community.community(person.guild_id).zone, self._clock.now())
        row = self._new_row(person, wish, found)
        async with self._database.begin() as session:
            session.add(row)
            await session.flush()
        return Asked(row.id, *found.unclear) if found.unclear else workshop_of(row)

    def _new_row(self, person: Person, wish: Wish, found: Times) -> WorkshopRow:
        return WorkshopRow(
            guild_id=person.guild_id, author_id=person.member_id, title=titled(wish.title),
            description=checked("description", wish.description), topics=read_topics(wish.topics),
            room=checked("room", wish.room), channel_id=wish.channel_id, at=found.at,
            zone=self._community.community(person.guild_id).zone,
            minutes=read_duration(wish.length) if wish.length.strip() else DEFAULT_MINUTES, places=wish.places,
            mentor_places=wish.mentors, group_size=wish.group_size, opens_at=found.opens_at,
            closes_at=found.closes_at, giving=Giving(wish.giving), label=Label(wish.label), state=State.DRAFT,
            seed=secrets.token_hex(16), drawn_at=None, sequence=0, created_at=self._clock.now(),
            moved_at=None, cancelled_at=None,
        )  # fmt: skip

    async def choose(self, person: Person, workshop_id: int, name: str, when: str) -> Workshop:
        """Say which of two times was meant: ``name`` is ``when``, ``opens`` or ``closes``.

        Raises ``WorkshopGone``, ``InvalidInput``.
        """
        async with self._database.begin() as session:
            row = await self._row(session, person, workshop_id, State.DRAFT)
            known = times_of(row)
            found = times.chosen(known, name, when, row.zone, self._clock.now())
            row.opens_at, row.closes_at, row.at = found.opens_at, found.closes_at, found.at
        return workshop_of(row)

    async def keep(self, person: Person, workshop_id: int) -> Workshop:
        """Make a draft real; it is announced when sign-up opens. Pressing twice does it once.

        Raises ``WorkshopGone``, ``InvalidInput`` when its time has passed meanwhile.
        """
        async with self._database.begin() as session:
            row = await self._row(session, person, workshop_id, State.DRAFT, State.ACTIVE)
            if row.state == State.DRAFT:
                ordered(times_of(row), self._clock.now())
                row.state, row.created_at = State.ACTIVE, self._clock.now()
                await self._notices.announce(session, row)
        return workshop_of(row)

    async def throw_away(self, person: Person, workshop_id: int) -> None:
        """Drop a draft. Raises ``WorkshopGone``."""
        async with self._database.begin() as session:
            await session.delete(await self._row(session, person, workshop_id, State.DRAFT))

    # -- changing -----------------------------------------------------------------------------

    async def edit(self, person: Person, workshop_id: int, version: int, wanted: Edited) -> Workshop:
        """Change what it says; those who signed up are told once when its place or its label is another.

        Raises ``WorkshopGone``, ``Conflict`` when somebody changed it since ``version``, ``InvalidInput``.
        """
        title, room = titled(wanted.title), checked("room", wanted.room)
        description, topics = checked("description", wanted.description), read_topics(wanted.topics)
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            if row.sequence != version:
                raise Conflict
            told = {"room"} if room != row.room else set[str]()
            told |= {"label"} if wanted.label != row.label else set[str]()
            row.title, row.description, row.topics, row.room = title, description, topics, room
            row.label = wanted.label
            row.sequence += 1
            await self._notices.renew(session, row)
            await self._notices.renew_groups(session, row)
            if told:
                await self._notices.tell_change(session, row, row.at, told)
        return workshop_of(row)

    async def set_closing(self, person: Person, workshop_id: int, closes: str) -> Workshop:
        """Close sign-up at another time; after a draw, those who come later get what is left.

        Raises ``WorkshopGone``, ``InvalidInput``.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            closes_at = moment(closes, row.zone, now)
            ordered(replace(times_of(row), closes_at=closes_at), now)
            row.closes_at = closes_at
            row.sequence += 1
            await self._notices.renew(session, row)
        return workshop_of(row)

    async def set_places(self, person: Person, workshop_id: int, places: int | None, mentors: int | None) -> Resized:
        """Raise or lower how many places there are; nobody who has one loses it, and free ones are offered.

        Raises ``WorkshopGone``, ``InvalidInput``.
        """
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            places = row.places if places is None else places
            mentors = row.mentor_places if mentors is None else mentors
            counted(places, mentors, row.group_size)
            row.places, row.mentor_places = places, mentors
            row.sequence += 1
            offered = await self._places.settle(session, row)
            await session.flush()
            counts = counts_of(await repository.places(session, row.id))
            await self._notices.renew(session, row)
        workshop = workshop_of(row)
        over = {role: max(0, counts.taken(role) - workshop.capacity(role)) for role in Role}
        return Resized(workshop, offered, over[Role.PARTICIPANT], over[Role.MENTOR])

    async def move(self, person: Person, workshop_id: int, when: str) -> Workshop:
        """Give it another time; everyone who signed up is told once, and keeps their place. An offer ends sooner
        when the workshop does, and sign-up closes sooner where it would no longer leave time for the draw.

        Raises ``WorkshopGone``, ``InvalidInput``; ``Unclear`` for a time with two readings.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            at, was = moment(when, row.zone, now), row.at
            if at <= max(now, row.opens_at):
                raise InvalidInput(N_("A workshop begins after its sign-up opens, and not in the past."))
            if at == was:
                return workshop_of(row)
            moved = replace(times_of(row), at=at)
            if row.closes_at > now:  # or else what is to be drawn is drawn within the minute
                moved = replace(moved, closes_at=min(row.closes_at, moved.latest))
                ordered(moved, now)
            row.at, row.closes_at, row.moved_at = at, min(moved.closes_at, at), now
            row.sequence += 1
            await self._places.shorten(session, row)
            await self._notices.announce(session, row)
            await self._notices.renew(session, row)
            await self._notices.renew_groups(session, row)
            await self._notices.tell_change(session, row, was)
        return workshop_of(row)

    async def cancel(self, person: Person, workshop_id: int) -> Workshop:
        """Cancel it; everyone who signed up is told once, and what was offered no longer holds.

        Raises ``WorkshopGone``.
        """
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            row.state, row.cancelled_at = State.CANCELLED, self._clock.now()
            row.sequence += 1
            await self._notices.forget(session, row)
            await self._notices.renew(session, row)
            await self._notices.tell_change(session, row, row.at)
        return workshop_of(row)

    # -- reading ------------------------------------------------------------------------------

    async def coming(self, person: Person) -> list[Workshop]:
        """Those ahead, and the one under way, soonest first. One whose sign-up opens later is seen by facilitators,
        and by whoever is signed up for it already."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, person.guild_id, now - timedelta(days=1))
            own = {one.workshop_id for one in await repository.places_of(session, person.guild_id, person.member_id)}
        shown = [row for row in rows if person.standing >= Audience.FACILITATOR or row.opens_at <= now or row.id in own]
        return [one for one in map(workshop_of, shown) if one.ends_at > now]

    async def recent(self, person: Person) -> list[Workshop]:
        """Those that have begun, latest first."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, person.guild_id, now - RECENT, now)
        return [workshop_of(row) for row in rows][::-1]

    async def cancelled(self, person: Person) -> list[Workshop]:
        """Those that were cancelled of late, latest first: for who hasn't heard of it. Raises ``NotAllowed`` for anyone
        but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.cancelled(session, person.guild_id, self._clock.now() - RECENT)
        return [workshop_of(row) for row in rows]

    async def workshop(self, person: Person, workshop_id: int) -> Workshop:
        """One of them. Raises ``WorkshopGone``."""
        async with self._database.read() as session:
            row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state == State.DRAFT:
            raise WorkshopGone
        return workshop_of(row)

    async def purge(self) -> None:
        """Forget drafts that nobody kept."""
        async with self._database.begin() as session:
            await repository.delete_drafts(session, self._clock.now() - DRAFTS_KEPT)

    async def _row(self, session: AsyncSession, person: Person, workshop_id: int, *states: State) -> WorkshopRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state not in states:
            raise missed(row)
        return row

    async def _ahead(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        """One that can still be changed."""
        row = await self._row(session, person, workshop_id, State.ACTIVE)
        if row.at <= self._clock.now():
            raise InvalidInput(N_("That workshop has begun already."))
        return row
