"""Funding calls' use cases for facilitators: putting one in step by step, changing it, and laying it aside."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotFound
from bot.funding import repository
from bot.funding.deadlines import read
from bot.funding.entries import (
    About,
    Call,
    CallGone,
    Dates,
    Duplicate,
    State,
    Terms,
    checked_about,
    checked_contact,
    checked_terms,
    same,
)
from bot.funding.models import FundingCallRow
from bot.funding.notices import Notices
from bot.funding.posting import Posting
from bot.funding.rows import call_of, new_row, write_about, write_dates, write_terms
from bot.funding.service import MODEL, FundingService
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

MOST_OPEN = 200
DRAFTS_KEPT = timedelta(days=1)
INTEREST_KEPT = timedelta(days=90)
"""How long it is known who was interested in a call that is closed."""
ASKED_FOR = timedelta(minutes=15)
"""How long deadlines that have passed wait, in memory alone, for a facilitator to say that they are meant."""


@dataclass(frozen=True, slots=True)
class TypedDates:
    """Deadlines and zones as they were typed; an empty zone is the group's."""

    sponsor: str = ""
    sponsor_zone: str = ""
    internal: str = ""
    internal_zone: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Passed:
    """These deadlines have passed: saving them closes the call, so it is asked first. ``token`` says yes to it."""

    call: Call
    dates: Dates
    token: str


class ManagingService:
    """Putting calls in, changing them, and laying them aside."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        funding: FundingService,
        notices: Notices,
        posting: Posting,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._funding = funding
        self._notices = notices
        self._posting = posting
        self._asked: dict[str, tuple[int, int, Dates, datetime]] = {}

    def call(self, person: Person, call_id: int) -> Call:
        """A call in any state, from memory. Raises ``NotAllowed``, ``CallGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        return self._funding.call(person, call_id)

    def all(self, person: Person) -> list[Call]:
        """Every call, open ones first. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        states = (State.OPEN, State.DRAFT, State.ARCHIVED)
        return [call for state in states for call in self._funding.of_group(person.guild_id, state)]

    # -- step by step -------------------------------------------------------------------------

    async def begin(self, person: Person, about: About) -> Call:
        """Begin a call, as a draft that only facilitators see. Raises ``InvalidInput``, also for one that is there."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        about = checked_about(about)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            rows = await repository.calls(session, person.guild_id)
            refuse_duplicate(rows, about, None)
            refuse_too_many(rows, 1)
            row = new_row(person.guild_id, person.member_id, about, self._clock.now())
            session.add(row)
            await session.flush()
            await bump(session, person.guild_id, MODEL)
        return call_of(row)

    async def describe(self, person: Person, call_id: int, about: About) -> Call:
        """Say anew what a call is. Raises ``CallGone``, ``InvalidInput``."""
        about = checked_about(about)
        async with self._database.begin() as session:
            row = await self._row(session, person, call_id)
            refuse_duplicate(await repository.calls(session, person.guild_id), about, call_id)
            write_about(row, about)
            await self._changed(session, row)
        return call_of(row)

    async def limit(self, person: Person, call_id: int, terms: Terms) -> Call:
        """Say anew who may apply. Raises ``CallGone``, ``InvalidInput``."""
        terms = checked_terms(terms)
        async with self._database.begin() as session:
            row = await self._row(session, person, call_id)
            write_terms(row, terms)
            await self._changed(session, row)
        return call_of(row)

    async def date(self, person: Person, call_id: int, typed: TypedDates) -> Call | Passed:
        """Set a call's deadlines; those who follow it hear once of a change. One that has passed is asked about first.

        Raises ``CallGone``, and ``InvalidInput`` for what can't be read.
        """
        call, dates = self.call(person, call_id), self.read(person, typed)
        if call.state is State.OPEN and dates.closed(self._clock.now()):
            return self._ask(call, dates)
        return await self._date(person, call_id, dates)

    def read(self, person: Person, typed: TypedDates) -> Dates:
        """Deadlines from what was typed. Raises ``InvalidInput``."""
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        return Dates(
            read(typed.sponsor, typed.sponsor_zone, zone, now), read(typed.internal, typed.internal_zone, zone, now),
            checked_contact(typed.contact),
        )  # fmt: skip

    def _ask(self, call: Call, dates: Dates) -> Passed:
        token, now = secrets.token_hex(8), self._clock.now()
        self._asked = {one: kept for one, kept in self._asked.items() if kept[3] > now}
        self._asked[token] = (call.guild_id, call.id, dates, now + ASKED_FOR)
        return Passed(call, dates, token)

    async def close_by(self, person: Person, token: str) -> Call:
        """Save the deadlines that have passed, as asked, and lay the call aside. Raises ``NotFound``, ``CallGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        guild_id, call_id, dates, until = self._asked.get(token, (0, 0, Dates(), self._clock.now()))
        if guild_id != person.guild_id or until <= self._clock.now():
            raise NotFound(N_("That was a while ago. Nothing was changed; /manage-funding edit begins again."))
        del self._asked[token]
        return await self._date(person, call_id, dates)

    async def _date(self, person: Person, call_id: int, dates: Dates) -> Call:
        async with self._database.begin() as session:
            row = await self._row(session, person, call_id)
            before = await self.redate(session, row, dates)
            reopened = before.state is State.ARCHIVED and row.state == State.OPEN
            if reopened:
                refuse_too_many(await repository.calls(session, person.guild_id), 0)
            after = call_of(row)
            await self._posting.tell(session, row.guild_id, [after] if reopened else [], [(before, after)])
        return after

    async def redate(self, session: AsyncSession, row: FundingCallRow, dates: Dates) -> Call:
        """Set deadlines in the caller's transaction: one that has passed closes the call, one that is still to come
        opens it again, and those who follow it hear of it. The call as it was before."""
        before, now = call_of(row), self._clock.now()
        write_dates(row, dates, now)
        if dates.closed(now) and row.state == State.OPEN:
            row.state = State.ARCHIVED
        elif row.state == State.ARCHIVED and not dates.closed(now):
            row.state = State.OPEN  # a new round of a call that was closed, or one that has more time
        await self._changed(session, row)
        await self._notices.moved(session, before, call_of(row))
        return before

    async def keep(self, person: Person, call_id: int) -> Call:
        """Make a draft real: open, or archived at once when its deadline has passed. Raises ``CallGone``."""
        async with self._database.begin() as session:
            row = await self._row(session, person, call_id)
            if row.state == State.DRAFT:
                closed = call_of(row).dates.closed(self._clock.now())
                row.state = State.ARCHIVED if closed else State.OPEN
                row.timed_at = self._clock.now()
                await self._changed(session, row)
                if not closed:
                    await self._posting.tell(session, row.guild_id, [call_of(row)])
        return call_of(row)

    async def throw_away(self, person: Person, call_id: int) -> None:
        """Delete a draft. Raises ``CallGone`` for anything else."""
        async with self._database.begin() as session:
            row = await self._row(session, person, call_id)
            if row.state != State.DRAFT:
                raise CallGone
            await repository.delete_call(session, person.guild_id, call_id)
            await bump(session, person.guild_id, MODEL)

    async def archive(self, person: Person, call_id: int) -> Call:
        """Lay a call aside: it is listed no more, and nobody is reminded of it. Raises ``CallGone``."""
        async with self._database.begin() as session:
            row = await self._row(session, person, call_id)
            if row.state == State.DRAFT:
                raise InvalidInput(N_("That call is a draft still. Keep it first, or throw it away."))
            await self._lay_aside(session, row)
        return call_of(row)

    async def _lay_aside(self, session: AsyncSession, row: FundingCallRow) -> None:
        row.state = State.ARCHIVED
        await self._changed(session, row)
        await self._notices.stop(session, row.guild_id, row.id)

    async def _changed(self, session: AsyncSession, row: FundingCallRow) -> None:
        row.version, row.changed_at = row.version + 1, self._clock.now()
        await self._posting.renew(session, row)
        await bump(session, row.guild_id, MODEL)

    async def _row(self, session: AsyncSession, person: Person, call_id: int) -> FundingCallRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        row = await repository.call(session, person.guild_id, call_id)
        if row is None:
            raise CallGone
        return row

    # -- by the clock -------------------------------------------------------------------------

    async def tick(self) -> None:
        """Lay aside what has closed, and drop drafts that nobody finished."""
        now = self._clock.now()
        closed = [one for one in self._funding.every(State.OPEN) if one.dates.closed(now)]
        stale = [one for one in self._funding.every(State.DRAFT) if one.changed_at < now - DRAFTS_KEPT]
        for call in (*closed, *stale):
            async with self._database.begin() as session:
                await lock_community(session, call.guild_id)
                row = await repository.call(session, call.guild_id, call.id)
                if row is None or row.version != call.version:
                    continue  # it was changed meanwhile
                if call.state is State.OPEN:
                    await self._lay_aside(session, row)
                else:
                    await repository.delete_call(session, call.guild_id, call.id)
                    await bump(session, call.guild_id, MODEL)

    async def purge(self) -> None:
        """Forget who was interested in what closed long ago."""
        before = self._clock.now() - INTEREST_KEPT
        old = [one.id for one in self._funding.every(State.ARCHIVED) if one.changed_at < before]
        for start in range(0, len(old), repository.AT_ONCE):
            async with self._database.begin() as session:
                await repository.forget_interests_in(session, old[start : start + repository.AT_ONCE])


def refuse_duplicate(rows: Iterable[FundingCallRow], about: About, besides: int | None) -> None:
    """Raise ``Duplicate`` for a call that is there; next year's round of an archived one may be called the same."""
    for row in rows:
        if row.id != besides and row.state != State.ARCHIVED and same(call_of(row).about, about):
            raise Duplicate(row.title)


def refuse_too_many(rows: Iterable[FundingCallRow], more: int) -> None:
    """Raise ``InvalidInput`` when there would be more calls than a group can look through."""
    if sum(row.state != State.ARCHIVED for row in rows) + more > MOST_OPEN:
        raise InvalidInput(N_("The group has {most} calls already. Please archive some first.", most=MOST_OPEN))
