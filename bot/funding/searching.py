"""Looking for people to apply with: by the directory's skills, and neither is named before both have said yes.

Whoever looks says which skills are missing, and that whoever says yes may learn their name. A few who list one of
them, and are open to collaboration, are then asked, without a name. The first word that the one who looks hears is
of somebody who said yes; whether anybody was asked, said no or didn't answer, nobody learns.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import leavers
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotFound
from bot.following.readers import Readers
from bot.funding import repository
from bot.funding.entries import Call, State
from bot.funding.models import FundingApproachRow, FundingSearchRow
from bot.funding.rows import call_of
from bot.funding.service import FEATURE, FundingService
from bot.funding.together import ApproachState, Request, Search, SearchState, Together
from bot.storage.database import Database, lock_community
from bot.texts import N_

ASKED, FOUND, NOBODY = "funding:asked", "funding:found", "funding:nobody"
PURPOSE = "introductions"
"""Those who agreed to requests for an introduction by direct message are asked and answered so; others at their next
visit."""
OPEN_FOR, KEPT = timedelta(days=14), timedelta(days=30)
MOST_SKILLS, MOST_ASKED, OPEN_AT_ONCE = 5, 3, 3
MOST_WAITING = 3
"""Requests that wait for one person's answer, whoever looks: beyond them they aren't asked."""
LONGEST = 300
"""Characters of the skills, as they are typed."""


class Colleagues(Protocol):
    """What is needed of the directory: what skills are called, and who has them and is open to work."""

    def skill_meant(self, typed: str) -> str | None:
        """The vocabulary's name for a skill; None for one that it lacks."""
        ...

    def open_to_work(self, person: Person, skill: str) -> tuple[int, ...]:
        """Others who list a skill and are open to collaboration, as far as the person may find them, best first."""
        ...


class KeptApart(Protocol):
    """What is needed of people's private lists."""

    def pairs(self, guild_id: int, among: Collection[int]) -> frozenset[frozenset[int]]:
        """Which two of these people are never put together."""
        ...


class SearchingService:
    """Searches, and those who are asked."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        funding: FundingService,
        colleagues: Colleagues,
        apart: KeptApart,
        readers: Readers,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._funding = funding
        self._colleagues = colleagues
        self._apart = apart
        self._readers = readers
        outbox.register(
            Kind(ASKED, N_("Whether somebody would apply together"), self.prepare_request, useful_for=OPEN_FOR,
                 purpose=PURPOSE, keep=True, private=True),
            Kind(FOUND, N_("People who would apply together"), self.prepare_found, useful_for=KEPT,
                 purpose=PURPOSE, keep=True, private=True),
            Kind(NOBODY, N_("That nobody was found to apply with"), self.prepare_nobody, useful_for=KEPT,
                 purpose=PURPOSE, keep=True, private=True),
        )  # fmt: skip

    async def look(self, person: Person, call_id: int, typed: str) -> Search:
        """Look for people to apply with, by the skills that are missing, separated by commas.

        Raises ``CallGone``, ``NotFound`` when nobody who may be found lists one, ``InvalidInput`` for what can't be
        used and for too many at once.
        """
        require(person.standing, Audience.MEMBER, set_up=True)
        call, now = self._funding.call(person, call_id), self._clock.now()
        if call.state is not State.OPEN or call.dates.closed(now):
            raise InvalidInput(N_("This call is closed. Type /funding list to see those that are open."))
        skills = self._skills(typed)
        fitting = [(member, skill) for skill in skills for member in self._colleagues.open_to_work(person, skill)]
        if not fitting:
            raise NotFound(
                N_("Nobody in the directory lists that and is open to collaboration just now. Other words may help, "
                   "or ask the group in a channel.")
            )  # fmt: skip
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._new(session, person, call, skills)
            await self._approach(session, row, fitting)
        by_message = PURPOSE in self._community.preferences(person.guild_id, person.member_id).consents
        return Search(call, skills, row.expires_at, by_message)

    def _skills(self, typed: str) -> tuple[str, ...]:
        names = [" ".join(name.split()) for name in typed[:LONGEST].replace(";", ",").replace("\n", ",").split(",")]
        found = dict.fromkeys(self._colleagues.skill_meant(name) or name for name in names if any(
            character.isalnum() for character in name
        ))  # fmt: skip
        if not 1 <= len(found) <= MOST_SKILLS:
            raise InvalidInput(
                N_("Please name one to {most} skills that you are looking for, separated by commas.", most=MOST_SKILLS)
            )
        return tuple(found)

    async def _new(self, session: AsyncSession, person: Person, call: Call, skills: Sequence[str]) -> FundingSearchRow:
        now = self._clock.now()
        mine = [
            row for row in await repository.searches_of(session, person.guild_id, person.member_id)
            if row.state == SearchState.OPEN
        ]  # fmt: skip
        if any(row.call_id == call.id for row in mine):
            raise InvalidInput(N_("You are looking for people for this call already. You hear when somebody says yes."))
        if len(mine) >= OPEN_AT_ONCE:
            raise InvalidInput(
                N_("You are looking for people for {most} calls already. Please wait until one has ended.",
                   most=OPEN_AT_ONCE)
            )  # fmt: skip
        closes = call.dates.last
        row = FundingSearchRow(
            guild_id=person.guild_id, call_id=call.id, member_id=person.member_id, skills=list(skills),
            state=SearchState.OPEN, made_at=now, expires_at=min(closes, now + OPEN_FOR) if closes else now + OPEN_FOR,
        )  # fmt: skip
        session.add(row)
        await session.flush()
        return row

    async def _approach(self, session: AsyncSession, row: FundingSearchRow, fitting: Sequence[tuple[int, str]]) -> None:
        """Ask a few of those who fit, but nobody who is kept apart from the one who looks, muted the call, has been
        asked enough, or isn't there."""
        people = {member for member, _skill in fitting} | {row.member_id}
        apart = self._apart.pairs(row.guild_id, people)
        spared = await self._spared(session, row, people) | await leavers.missing(session, row.guild_id)
        asked: dict[int, str] = {}
        for member, skill in fitting:
            if len(asked) == MOST_ASKED:
                break
            if member in asked or member in spared or frozenset({member, row.member_id}) in apart:
                continue
            interest = await repository.interest(session, row.guild_id, row.call_id, member)
            if interest is None or not interest.muted:
                asked[member] = skill
        for member, skill in asked.items():
            one = FundingApproachRow(
                guild_id=row.guild_id, search_id=row.id, asked_id=member, skill=skill, state=ApproachState.ASKED,
                made_at=row.made_at,
            )  # fmt: skip
            session.add(one)
            await session.flush()
            draft = Draft(f"funding-approach:{one.id}:asked", ASKED, one.id, row.made_at, member_id=member)
            await self._outbox.put(session, row.guild_id, draft)

    async def _spared(self, session: AsyncSession, row: FundingSearchRow, people: Collection[int]) -> set[int]:
        """Who isn't asked (again): by the same person for the same call at all; by anybody for a call that they have
        said no to, or have a request for that waits; by anybody while many wait. For as long as searches are kept."""
        spared, waiting = set[int](), Counter[int]()
        for one, search in await repository.asked_among(session, row.guild_id, people):
            waits = one.state == ApproachState.ASKED and search.state == SearchState.OPEN
            waiting[one.asked_id] += waits
            same = search.call_id == row.call_id
            if same and (waits or one.state == ApproachState.DECLINED or search.member_id == row.member_id):
                spared.add(one.asked_id)
        return spared | {member for member, many in waiting.items() if many >= MOST_WAITING}

    async def answer(self, person: Person, approach_id: int, *, yes: bool) -> Together | None:
        """Say yes, and who looks, who hears as much at the same time; or no, of which they hear nothing.

        Raises ``NotFound`` when it is answered already, or over.
        """
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.approach(session, person.guild_id, approach_id)
            search = await repository.search(session, person.guild_id, row.search_id) if row else None
            if row is None or search is None or not self._answerable(row, search, person):
                raise NotFound(N_("That is answered already, or over. There is nothing left to do."))
            call = await repository.call(session, person.guild_id, search.call_id)
            now = self._clock.now()
            row.state, row.answered_at = ApproachState.ACCEPTED if yes else ApproachState.DECLINED, now
            await self._settle(session, row)
            if not yes or call is None:
                return None
            draft = Draft(f"funding-approach:{row.id}:found", FOUND, row.id, now, member_id=search.member_id)
            await self._outbox.put(session, person.guild_id, draft)
        return Together(call_of(call), search.member_id, row.skill)

    def _answerable(self, row: FundingApproachRow, search: FundingSearchRow, person: Person) -> bool:
        open_ = row.state == ApproachState.ASKED and search.state == SearchState.OPEN
        return open_ and row.asked_id == person.member_id and search.expires_at > self._clock.now()

    async def _settle(self, session: AsyncSession, row: FundingApproachRow) -> None:
        await self._outbox.cancel(session, row.guild_id, ASKED, row.id)
        await self._outbox.drop_waiting(session, row.guild_id, ASKED, row.id)

    async def tick(self) -> None:
        """End searches whose time is over, and forget those of long ago."""
        now, done = self._clock.now(), repository.AT_ONCE
        while done == repository.AT_ONCE:
            async with self._database.begin() as session:
                rows = await repository.ended_searches(session, SearchState.OPEN, now)
                for row in rows:
                    await self._end(session, row)
                done = len(rows)
        async with self._database.begin() as session:
            if old := await repository.old_searches(session, now - KEPT):
                await repository.delete_searches(session, old)

    async def _end(self, session: AsyncSession, row: FundingSearchRow) -> None:
        row.state = SearchState.OVER
        approaches = await repository.approaches(session, row.id)
        for one in approaches:
            await self._settle(session, one)
        if not any(one.state == ApproachState.ACCEPTED for one in approaches):
            key, now = f"funding-search:{row.id}:nobody", self._clock.now()
            await self._outbox.put(session, row.guild_id, Draft(key, NOBODY, row.id, now, member_id=row.member_id))

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> None:
        """Erase what somebody looked for and was asked, with whatever still waits about it."""
        searches = await repository.searches_of(session, guild_id, member_id)
        theirs = [one for row in searches for one in await repository.approaches(session, row.id)]
        for one in (*theirs, *await repository.approaches_to(session, guild_id, member_id)):
            await self._settle(session, one)
            await self._outbox.cancel(session, guild_id, FOUND, one.id)
            await self._outbox.drop_waiting(session, guild_id, FOUND, one.id)
        for row in searches:
            await self._outbox.cancel(session, guild_id, NOBODY, row.id)
            await self._outbox.drop_waiting(session, guild_id, NOBODY, row.id)
        await repository.delete_searches(session, [row.id for row in searches])
        await repository.delete_approaches_to(session, guild_id, member_id)

    # -- when the time comes --------------------------------------------------------------------

    async def prepare_request(self, delivery: Delivery) -> Request | None:
        """The request as it stands; None once it is answered or over, or whoever looks has left. Raises as
        ``Readers.may_read``."""
        found = await self._found(delivery)
        if found is None or found[0].state != ApproachState.ASKED or found[1].state != SearchState.OPEN:
            return None
        row, search, call = found
        async with self._database.read() as session:
            alone = search.member_id in await leavers.missing(session, delivery.guild_id)
        if alone or call.state is not State.OPEN or search.expires_at <= self._clock.now():
            return None
        return Request(row.id, call, row.skill, search.expires_at) if await self._may_read(delivery) else None

    async def prepare_found(self, delivery: Delivery) -> Together | None:
        """Who would apply with the one who looks; None when either has been erased since. Raises as
        ``Readers.may_read``."""
        found = await self._found(delivery)
        if found is None or found[0].state != ApproachState.ACCEPTED or not await self._may_read(delivery):
            return None
        return Together(found[2], found[0].asked_id, found[0].skill)

    async def prepare_nobody(self, delivery: Delivery) -> Search | None:
        """That nobody could just now. Raises as ``Readers.may_read``."""
        async with self._database.read() as session:
            row = await repository.search(session, delivery.guild_id, delivery.subject_id)
            call = await repository.call(session, delivery.guild_id, row.call_id) if row else None
        if row is None or call is None or not self._offered(delivery.guild_id) or not await self._may_read(delivery):
            return None
        return Search(call_of(call), tuple(row.skills), row.expires_at)

    async def _found(self, delivery: Delivery) -> tuple[FundingApproachRow, FundingSearchRow, Call] | None:
        async with self._database.read() as session:
            row = await repository.approach(session, delivery.guild_id, delivery.subject_id)
            search = await repository.search(session, delivery.guild_id, row.search_id) if row else None
            call = await repository.call(session, delivery.guild_id, search.call_id) if search else None
        if row is None or search is None or call is None or not self._offered(delivery.guild_id):
            return None
        return row, search, call_of(call)

    async def _may_read(self, delivery: Delivery) -> bool:
        assert delivery.member_id is not None, "what is said of a search goes to people"
        return await self._readers.may_read(delivery.guild_id, delivery.member_id)

    def _offered(self, guild_id: int) -> bool:
        return self._community.community(guild_id).offers(FEATURE)
