"""Workshops' use cases for facilitators: planned, looked at before it is kept, moved, given more or fewer places,
cancelled. ``places.py`` has who comes, ``asking.py`` the questions, ``afterwards.py`` what follows.

The groups are another's: it reads ``roster.py`` and each workshop's ``group_size``.
"""

import secrets
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.schedule import series as typed
from bot.schedule.leads import before, read_duration
from bot.schedule.local import local_time, moment_of
from bot.storage.database import Database, lock_community
from bot.texts import N_
from bot.workshops import repository
from bot.workshops.entries import (
    Giving,
    Label,
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
from bot.workshops.rows import workshop_of

__all__ = ["FEATURE", "WorkshopsService"]

DEFAULT_MINUTES = 120
CLOSES = "2d"
"""How long before it sign-up closes, unless a facilitator says otherwise."""
DRAFTS_KEPT = timedelta(days=1)
RECENT = timedelta(days=120)


class Settles(Protocol):
    """What offers places that have come free."""

    async def settle(self, session: AsyncSession, row: WorkshopRow) -> None: ...


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

    async def draft(self, person: Person, wish: Wish) -> Workshop:
        """A workshop to be looked at before it is kept (``keep``).

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for what can't be used; a time with two
        readings is one of these, and says so.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = self._new_row(person, wish)
        async with self._database.begin() as session:
            session.add(row)
            await session.flush()
        return workshop_of(row)

    def _new_row(self, person: Person, wish: Wish) -> WorkshopRow:
        counted(wish.places, wish.mentors, wish.group_size)
        now, zone = self._clock.now(), self._community.community(person.guild_id).zone
        at = _moment(wish.when, zone, now)
        opens_at = _moment(wish.opens, zone, now) if wish.opens.strip() else now
        usual = max(before(local_time(at, zone), zone, CLOSES), min(at, opens_at + timedelta(minutes=1)))
        closes_at = _moment(wish.closes, zone, now) if wish.closes.strip() else usual
        _ordered(opens_at, closes_at, at, now)
        return WorkshopRow(
            guild_id=person.guild_id, author_id=person.member_id, title=titled(wish.title),
            description=checked("description", wish.description), topics=read_topics(wish.topics),
            room=checked("room", wish.room), channel_id=wish.channel_id, at=at, zone=zone,
            minutes=read_duration(wish.length) if wish.length.strip() else DEFAULT_MINUTES, places=wish.places,
            mentor_places=wish.mentors, group_size=wish.group_size, opens_at=opens_at, closes_at=closes_at,
            giving=Giving(wish.giving), label=Label(wish.label), state=State.DRAFT, seed=secrets.token_hex(16),
            drawn_at=None, sequence=0, created_at=now,
        )  # fmt: skip

    async def keep(self, person: Person, workshop_id: int) -> Workshop:
        """Make a draft real; it is announced when sign-up opens. Pressing twice does it once.

        Raises ``WorkshopGone``, ``InvalidInput`` when its time has passed meanwhile.
        """
        async with self._database.begin() as session:
            row = await self._row(session, person, workshop_id, State.DRAFT, State.ACTIVE)
            if row.state == State.DRAFT:
                _ordered(row.opens_at, row.closes_at, row.at, self._clock.now())
                row.state, row.created_at = State.ACTIVE, self._clock.now()
                await self._notices.announce(session, row)
        return workshop_of(row)

    async def throw_away(self, person: Person, workshop_id: int) -> None:
        """Drop a draft. Raises ``WorkshopGone``."""
        async with self._database.begin() as session:
            await session.delete(await self._row(session, person, workshop_id, State.DRAFT))

    # -- changing -----------------------------------------------------------------------------

    async def set_places(self, person: Person, workshop_id: int, places: int | None, mentors: int | None) -> Workshop:
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
            await self._places.settle(session, row)
            await self._notices.renew(session, row)
        return workshop_of(row)

    async def move(self, person: Person, workshop_id: int, when: str) -> Workshop:
        """Give it another time; everyone who signed up is told once, and keeps their place.

        Raises ``WorkshopGone``, ``InvalidInput`` as ``draft`` does.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            at, was = _moment(when, row.zone, now), row.at
            if at <= max(now, row.opens_at):
                raise InvalidInput(N_("A workshop begins after its sign-up opens, and not in the past."))
            if at == was:
                return workshop_of(row)
            row.at, row.closes_at = at, min(row.closes_at, at)
            row.sequence += 1
            await self._notices.announce(session, row)
            await self._notices.renew(session, row)
            await self._notices.tell_change(session, row, was)
        return workshop_of(row)

    async def cancel(self, person: Person, workshop_id: int) -> Workshop:
        """Cancel it; everyone who signed up is told once, and what was offered no longer holds.

        Raises ``WorkshopGone``.
        """
        async with self._database.begin() as session:
            row = await self._ahead(session, person, workshop_id)
            row.state = State.CANCELLED
            row.sequence += 1
            await self._notices.forget(session, row)
            await self._notices.renew(session, row)
            await self._notices.tell_change(session, row, row.at)
        return workshop_of(row)

    # -- reading ------------------------------------------------------------------------------

    async def coming(self, person: Person) -> list[Workshop]:
        """Those ahead, and the one under way, soonest first; for facilitators those whose sign-up opens later too."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, person.guild_id, now - timedelta(days=1))
        return [one for one in map(workshop_of, rows) if one.ends_at > now]

    async def recent(self, person: Person) -> list[Workshop]:
        """Those that have begun, latest first."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, person.guild_id, now - RECENT, now)
        return [workshop_of(row) for row in rows][::-1]

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
            raise WorkshopGone
        return row

    async def _ahead(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        """One that can still be changed."""
        row = await self._row(session, person, workshop_id, State.ACTIVE)
        if row.at <= self._clock.now():
            raise InvalidInput(N_("That workshop has begun already."))
        return row


def _moment(text: str, zone: str, now: datetime) -> datetime:
    """A single moment, as typed. Raises ``InvalidInput``."""
    found = typed.recurrence_of(text, zone, now)
    if found.rule:
        raise InvalidInput(N_("Please give a single time, such as: 3 September 2026 10:00."))
    return moment_of(found.first, found.zone).at


def _ordered(opens_at: datetime, closes_at: datetime, at: datetime, now: datetime) -> None:
    """Raises ``InvalidInput`` for times that don't follow each other."""
    if at <= now:
        raise InvalidInput(N_("That time has passed already. Please choose one to come."))
    if closes_at <= max(opens_at, now):
        raise InvalidInput(N_("Sign-up would close before it opens. Please choose a later time for its end."))
    if closes_at > at:
        raise InvalidInput(N_("Sign-up has to close before the workshop begins."))
