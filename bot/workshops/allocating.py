"""A workshop's groups, for facilitators: proposed, changed by hand, published.

What takes its time is computed in a thread and outside any transaction, from what was read at once; it is kept if all
that still holds. Refusals never say whose wish stands in the way: docs/decisions/0019.
"""

import asyncio
import secrets
from collections.abc import Collection
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotAllowed
from bot.storage.database import Database, lock_community
from bot.texts import N_
from bot.workshops import group_repository, repository
from bot.workshops.entries import State, WorkshopGone, checked
from bot.workshops.gathering import Gathered, Gathering
from bot.workshops.group_entries import (
    ByHand,
    ChangedMeanwhile,
    GroupingState,
    Groups,
    NoGroups,
    Preview,
    Shape,
    few_enough,
)
from bot.workshops.group_models import GroupingRow, GroupRow
from bot.workshops.group_notices import GroupNotices
from bot.workshops.group_rows import Kept, groups_of, keep, kept, lead, outline_of, usual
from bot.workshops.grouping import Allocation, allocate
from bot.workshops.grouping_costs import Wish
from bot.workshops.keeping import GroupKeeper
from bot.workshops.lists import QuestionLists
from bot.workshops.models import WorkshopRow
from bot.workshops.rows import workshop_of
from bot.workshops.tries import Tries

TRIES = 3
"""How often groups are made anew when people sign up or withdraw while they are made."""
SEEDS = 10**6
NOWHERE = "-"


class GroupsService:
    """Groups, from the first proposal until they are published and after."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gathering: Gathering,
        keeper: GroupKeeper,
        notices: GroupNotices,
        lists: QuestionLists,
    ) -> None:
        self._database = database
        self._clock = clock
        self._gathering = gathering
        self._keeper = keeper
        self._notices = notices
        self._lists = lists
        self._tries = Tries(clock)

    # -- looking ------------------------------------------------------------------------------

    async def look(self, person: Person, workshop_id: int) -> Groups:
        """How a workshop's groups are now, those who have come or gone seen to. Raises ``NotAllowed``,
        ``WorkshopGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await self._keeper.settle(person.guild_id, workshop_id)
        async with self._database.read() as session:
            row = await self._row(session, person, workshop_id)
            held = await kept(session, self._gathering, row)
            if held is None:
                return Groups(workshop_of(row), usual(row))
            return await self._groups(session, held)

    async def outline(self, person: Person, workshop_id: int) -> Groups:
        """As ``look`` for a form, which can't wait: as they are kept, without saying how good they are."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            row = await self._row(session, person, workshop_id)
            return await outline_of(session, row)

    # -- proposing ----------------------------------------------------------------------------

    async def propose(
        self, person: Person, workshop_id: int, shape: Shape | None = None, leads: Collection[int] | None = None
    ) -> Groups:
        """Make groups, in place of those that were proposed before; without a shape or leads, as they were, with a
        new seed.

        Raises ``InvalidInput`` where numbers allow no such groups, ``NoAllocation`` where nobody can be kept apart
        who has to be, ``NotAllowed`` once they are published, ``ChangedMeanwhile``, ``WorkshopGone``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        few_enough(leads or ())
        for _try in range(TRIES):
            async with self._database.read() as session:
                row, wanted, leading, gathered = await self._read(session, person, workshop_id, shape, leads)
            seed = secrets.randbelow(SEEDS) if wanted.seed is None else wanted.seed
            wish = Wish(wanted.least, wanted.most, gathered.apart, gathered.met, wanted.wanted)
            made = await asyncio.to_thread(allocate, gathered.seats, wish, seed)
            async with self._database.begin() as session:
                await lock_community(session, person.guild_id)
                row, _wanted, _leading, now = await self._read(session, person, workshop_id, shape, leads)
                if now == gathered:
                    held = await self._proposed(session, row, made, seed, leading, gathered)
                    returned = await self._lists.take_back(session, row)
                    return replace(await self._groups(session, held), returned=returned)
        raise ChangedMeanwhile

    async def _read(
        self,
        session: AsyncSession,
        person: Person,
        workshop_id: int,
        shape: Shape | None,
        leads: Collection[int] | None,
    ) -> tuple[WorkshopRow, Shape, frozenset[int], Gathered]:
        row = await self._ahead(session, person, workshop_id)
        grouping = await group_repository.grouping(session, row.guild_id, row.id)
        if grouping is not None and grouping.state == GroupingState.PUBLISHED:
            raise NotAllowed(
                N_("These groups are published, so they aren't made anew. Move people one by one, or exchange two.")
            )
        seats = await group_repository.seats(session, row.id)
        leading = frozenset(leads if leads is not None else (one.member_id for one in seats if one.leads))
        if shape is None:
            shape = usual(row) if grouping is None else Shape(grouping.least, grouping.most, grouping.wanted)
        return row, shape, leading, await self._gathering.gather(session, row, leading)

    async def _proposed(
        self, session: AsyncSession, row: WorkshopRow, made: Allocation, seed: int, leads: frozenset[int],
        gathered: Gathered,
    ) -> Kept:  # fmt: skip
        """Write a proposal down; rooms stay with their groups' numbers."""
        wish = made.wish
        grouping = await group_repository.grouping(session, row.guild_id, row.id)
        if grouping is None:
            grouping = GroupingRow(
                workshop_id=row.id, guild_id=row.guild_id, state=GroupingState.PROPOSED, revision=0, threads=False,
                trouble="", published_at=None,
            )  # fmt: skip
            session.add(grouping)
        grouping.seed, grouping.least, grouping.most, grouping.wanted = seed, wish.least, wish.most, wish.groups
        grouping.made_at = self._clock.now()
        topics = {group.number: group.topic for group in made.groups}
        groups: list[GroupRow] = []
        for one in await group_repository.groups(session, row.id):
            if one.number in topics:
                one.topic = topics[one.number]
                groups.append(one)
            else:
                await session.delete(one)
        held = Kept(row, grouping, groups, list(await group_repository.seats(session, row.id)), gathered)
        lead(session, held, leads)
        await keep(session, held, made.groups)
        return held

    # -- by hand ------------------------------------------------------------------------------

    async def preview(self, person: Person, workshop_id: int, change: ByHand) -> Preview:
        """What a change by hand would do, before it is kept.

        Raises ``UserError`` where sizes or people don't allow it, ``TooManyTries``, ``NoGroups``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await self._keeper.settle(person.guild_id, workshop_id)
        async with self._database.read() as session:
            held = await self._held(session, person, workshop_id)
            before = held.allocation()
            after = self._tries.changed(before, workshop_id, change, published=held.published)
            groups = await self._groups(session, held)
        was = before.group_of(change.member_id)
        now = after.group_of(change.member_id)
        assert was is not None
        assert now is not None
        circles = {one.number: one for one in groups.circles}
        return Preview(groups, change, circles[was.number], circles[now.number], after.quality.changes(before.quality))

    async def change(self, person: Person, workshop_id: int, revision: int, change: ByHand) -> Groups:
        """Keep a change by hand, if nothing else has changed since; whoever is in another published group now is told.

        Raises as ``preview``, and ``ChangedMeanwhile``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            held = await self._held(session, person, workshop_id)
            if held.grouping.revision != revision or not held.up_to_date:
                raise ChangedMeanwhile
            after = self._tries.changed(held.allocation(), workshop_id, change, published=held.published)
            await keep(session, held, after.groups)
            if held.published:
                await self._notices.tell(session, held)
            return await self._groups(session, held)

    async def set_leads(self, person: Person, workshop_id: int, revision: int, leads: Collection[int]) -> Groups:
        """Say who leads groups from now on, published or not; whoever does or doesn't any more is told, once.

        Raises ``InvalidInput``, ``ChangedMeanwhile`` if something else has changed since, ``NoGroups``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        few_enough(leads)
        async with self._database.read() as session:
            await self._ahead(session, person, workshop_id)
        await self._keeper.lead(person.guild_id, workshop_id, revision, frozenset(leads))
        return await self.look(person, workshop_id)

    async def set_rooms(self, person: Person, workshop_id: int, text: str) -> Groups:
        """Say where each group meets: one line for each, in their order; ``NOWHERE`` for none.

        Raises ``InvalidInput``, ``NoGroups``, ``WorkshopGone``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            held = await self._held(session, person, workshop_id)
            groups = [one for one in held.tables if one.members]
            lines = [checked("room", " ".join(one.split())).removeprefix(NOWHERE) for one in text.strip().split("\n")]
            if len(lines) > len(groups):
                raise InvalidInput(
                    N_("There are {lines} lines for {groups} groups. Please write one for each, in their order.",
                       lines=len(lines), groups=len(groups))
                )  # fmt: skip
            rooms = dict(zip((one.number for one in groups), lines, strict=False))
            for one in held.groups:
                one.room = rooms.get(one.number, "")
            held.grouping.revision += 1
            if held.published:
                await self._notices.renew(session, held.row, held.grouping)
        return await self.look(person, workshop_id)

    # -- publishing ---------------------------------------------------------------------------

    async def publish(self, person: Person, workshop_id: int, revision: int, *, threads: bool = False) -> Groups:
        """Let everybody know their group, once; pressing twice does it once. With ``threads`` each gets a private
        thread.

        Raises ``ChangedMeanwhile`` when they aren't what was looked at, ``NoGroups``, ``WorkshopGone``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            held = await self._held(session, person, workshop_id)
            if not held.published:
                if held.grouping.revision != revision or not held.up_to_date:
                    raise ChangedMeanwhile
                held.grouping.state, held.grouping.published_at = GroupingState.PUBLISHED, self._clock.now()
                held.grouping.threads, held.grouping.trouble = threads, ""
                held.grouping.revision += 1
                await keep(session, held, [one for one in held.tables if one.members])
                await self._notices.tell(session, held)
        return await self.look(person, workshop_id)

    async def add_threads(self, person: Person, workshop_id: int) -> Groups:
        """Have groups that were published without threads get one each with the next round, once.

        Raises ``ChangedMeanwhile`` where none are published, ``InvalidInput`` once it is over, ``WorkshopGone``.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._ahead(session, person, workshop_id)
            grouping = await group_repository.grouping(session, row.guild_id, row.id)
            if grouping is None or grouping.state != GroupingState.PUBLISHED:
                raise ChangedMeanwhile
            if not grouping.threads:
                grouping.threads, grouping.trouble = True, ""
        return await self.look(person, workshop_id)

    # -- their rows ---------------------------------------------------------------------------

    async def _groups(self, session: AsyncSession, held: Kept) -> Groups:
        return groups_of(held, self._clock.now(), await self._lists.waiting(session, held.row))

    async def _held(self, session: AsyncSession, person: Person, workshop_id: int) -> Kept:
        held = await kept(session, self._gathering, await self._ahead(session, person, workshop_id))
        if held is None:
            raise NoGroups
        return held

    async def _row(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE:
            raise WorkshopGone
        return row

    async def _ahead(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        """One that isn't over: groups may be changed until then."""
        row = await self._row(session, person, workshop_id)
        if workshop_of(row).ends_at <= self._clock.now():
            raise InvalidInput(N_("That workshop is over."))
        return row
