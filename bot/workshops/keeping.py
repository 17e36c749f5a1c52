"""Groups kept in step by themselves: with who comes, with their posts, and with their threads."""

import asyncio
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.storage.database import Database, lock_community
from bot.texts import _, speaking
from bot.workshops import group_repository, repository
from bot.workshops.entries import State
from bot.workshops.gathering import Gathered, Gathering
from bot.workshops.group_entries import ChangedMeanwhile, NoGroups, Trouble
from bot.workshops.group_models import GroupRow, SeatRow
from bot.workshops.group_notices import GroupNotices, known
from bot.workshops.group_rows import Kept, keep, kept, lead
from bot.workshops.models import WorkshopRow
from bot.workshops.rows import workshop_of
from bot.workshops.settling import settled

log = logging.getLogger(__name__)

KEPT = timedelta(days=365)
"""How long it is known who was in a group with whom, so that the next groups are others."""
BUDGET = 60
"""Requests to Discord in one round: a workshop of 300 has its threads within a quarter of an hour."""
WALK = 3
"""Requests for one person: out of one thread, who they are, and into another."""
LONGEST = timedelta(days=1)
"""No workshop goes on for longer."""
AGAIN = timedelta(hours=1)
"""After which it is tried again to let in somebody who couldn't see their thread's channel."""
IN, NOT_HERE, CANNOT_SEE = "in", "not here", "cannot see"


class Threads(Protocol):
    """Discord's private threads."""

    def servers(self) -> Collection[int]:
        """The servers that can be reached just now."""
        ...

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | str:
        """The number of Heronry's own private thread of that name, made if there is none; or why there is none:
        ``thread`` and ``parent`` until somebody changes something in Discord."""
        ...

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> str:
        """``in``, ``not here`` or ``cannot see``; anything else is worth another try."""
        ...

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool: ...


@dataclass(slots=True)
class Walk:
    """Somebody's way from one thread into another. ``groups`` are the workshop's, by number."""

    row: WorkshopRow
    groups: dict[int, GroupRow]
    seat: SeatRow

    @property
    def leads_somewhere(self) -> bool:
        here = self.groups.get(self.seat.group_number or 0)
        if self.seat.thread_group is None:
            return here is not None and here.thread_id is not None
        return self.seat.thread_group != self.seat.group_number


class GroupKeeper:
    """What happens to groups without anybody asking."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, gathering: Gathering, notices: GroupNotices
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._gathering = gathering
        self._notices = notices
        self._seen = dict[int, tuple[Gathered, int]]()
        """Who came, and the revision, when a workshop's groups were last looked at: nothing to do for the same."""

    async def tick(self) -> None:
        """Find groups for those who have come to have a place, and close up after those who withdrew."""
        now = self._clock.now()
        async with self._database.read() as session:
            found = await group_repository.grouped(session, now - LONGEST)
        going_on = [row for row, _grouping in found if workshop_of(row).ends_at > now]
        self._seen = {row.id: self._seen[row.id] for row in going_on if row.id in self._seen}
        for row in going_on:
            await self.settle(row.guild_id, row.id)

    async def settle(self, guild_id: int, workshop_id: int) -> None:
        """Bring one workshop's groups up to date; whoever is in another published group now is told, once."""
        async with self._database.read() as session:
            held = await self._held(session, guild_id, workshop_id)
        if held is None or self._seen.get(workshop_id) == (held.gathered, held.grouping.revision):
            return
        wanted = await asyncio.to_thread(settled, held.tables, held.gathered, held.wish)
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            again = await self._held(session, guild_id, workshop_id)
            if again is None or again.gathered != held.gathered or again.grouping.revision != held.grouping.revision:
                return  # the next round sees to it
            before = [one for one in again.tables if one.members]
            seated = {one.member_id for one in again.seats}
            if before != list(wanted.allocation.groups) or not set(wanted.lost) <= seated:
                await keep(session, again, wanted.allocation.groups)
            if again.published:
                await self._notices.tell(session, again)
            self._seen[workshop_id] = (again.gathered, again.grouping.revision)

    async def lead(self, guild_id: int, workshop_id: int, revision: int, leads: Collection[int]) -> None:
        """Let others lead a workshop's groups: whoever is new finds a group, and whoever had no place besides leaves.

        Raises ``NoGroups``; ``ChangedMeanwhile`` when they aren't at that revision any more.
        """
        async with self._database.read() as session:
            held = await self._held(session, guild_id, workshop_id, leads)
        if held is None:
            raise NoGroups
        wanted = await asyncio.to_thread(settled, held.tables, held.gathered, held.wish)
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            again = await self._held(session, guild_id, workshop_id, leads)
            if again is None or again.grouping.revision != revision or again.gathered != held.gathered:
                raise ChangedMeanwhile
            was = {one.member_id: known(one) for one in again.seats if one.leads != (one.member_id in leads)}
            was |= dict.fromkeys(set(leads) - {one.member_id for one in again.seats}, "")
            if not was:
                return
            lead(session, again, leads)
            await keep(session, again, wanted.allocation.groups)
            if again.published:
                await self._notices.tell(session, again, was)

    async def _held(
        self, session: AsyncSession, guild_id: int, workshop_id: int, leads: Collection[int] | None = None
    ) -> Kept | None:
        row = await repository.workshop(session, guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE or workshop_of(row).ends_at <= self._clock.now():
            return None
        return await kept(session, self._gathering, row, leads)

    async def purge(self) -> None:
        """Forget long past groups, and who was with whom."""
        async with self._database.begin() as session:
            await group_repository.forget(session, self._clock.now() - KEPT)

    # -- threads ------------------------------------------------------------------------------

    async def keep_threads(self, threads: Threads) -> None:
        """Open the threads that published groups are to have, and let people in and out: so much in one round."""
        now, budget, again = self._clock.now(), BUDGET, list[tuple[datetime, Walk]]()
        async with self._database.read() as session:
            found = await group_repository.grouped(session, now - LONGEST)
        for row, grouping in found:
            if grouping.threads and row.guild_id in threads.servers() and workshop_of(row).ends_at > now:
                budget, kept_out = await self._keep_threads_of(threads, row, budget)
                again += [(at, walk) for at, walk in kept_out if now - at >= AGAIN]
        # Those kept out come last, so that however many they are, nobody waits for them.
        for _at, walk in sorted(again, key=lambda one: one[0])[: max(0, budget) // WALK]:
            await self._walk(threads, walk)

    async def _keep_threads_of(
        self, threads: Threads, row: WorkshopRow, budget: int
    ) -> tuple[int, list[tuple[datetime, Walk]]]:
        """What is left of the budget; and who couldn't be let in before, with when that was tried last."""
        async with self._database.read() as session:
            groups = {one.number: one for one in await group_repository.groups(session, row.id)}
            seats = await group_repository.seats(session, row.id)
        wanted = {seat.group_number for seat in seats} - {None}
        for number, group in groups.items():
            if group.thread_id is None and number in wanted and budget > 0:
                budget -= 1
                if not await self._open(threads, row, group):
                    break  # no other could be opened either, but those that are there are looked after
        kept_out = list[tuple[datetime, Walk]]()
        for seat in seats:
            walk = Walk(row, groups, seat)
            if seat.kept_out_at is not None:
                kept_out.append((seat.kept_out_at, walk))
            elif walk.leads_somewhere and budget > 0:
                budget -= WALK
                await self._walk(threads, walk)
        return budget, kept_out

    async def _open(self, threads: Threads, row: WorkshopRow, group: GroupRow) -> bool:
        """One group's thread. The workshop's number is in its name, so that none of another workshop's is found."""
        with speaking(self._community.community(row.guild_id).locale):
            name = _("{title} · group {number} ({id})", title=row.title[:60], number=group.number, id=row.id)
        made = await threads.open(row.guild_id, row.channel_id, name)
        if isinstance(made, str) and made not in list(Trouble):
            return False  # later, perhaps
        async with self._database.begin() as session:
            await lock_community(session, row.guild_id)
            grouping = await group_repository.grouping(session, row.guild_id, row.id)
            found = await session.get(GroupRow, (row.id, group.number))
            if grouping is None or found is None:
                return False
            grouping.trouble = made if isinstance(made, str) else ""
            if isinstance(made, int):
                found.thread_id = group.thread_id = made
                await self._notices.begin_thread(session, row, made)
        return isinstance(made, int)

    async def _walk(self, threads: Threads, walk: Walk) -> None:
        """Lead somebody out of the thread they were in and into their group's."""
        row, seat, groups = walk.row, walk.seat, walk.groups
        left, here = groups.get(seat.thread_group or 0), groups.get(seat.group_number or 0)
        out = left is None or left.thread_id is None
        if left is not None and left.thread_id is not None:
            out = await threads.take_out(row.guild_id, left.thread_id, seat.member_id)
        there, kept_out_at = None if out else seat.thread_group, seat.kept_out_at
        if out and here is not None and here.thread_id is not None:
            entry = await threads.let_in(row.guild_id, here.thread_id, seat.member_id)
            # Whoever isn't here isn't asked in again until they change groups.
            there = here.number if entry in (IN, NOT_HERE) else None
            kept_out = there is None and (entry == CANNOT_SEE or kept_out_at is not None)
            kept_out_at = self._clock.now() if kept_out else None
        async with self._database.begin() as session:
            await lock_community(session, row.guild_id)
            found = await session.get(SeatRow, (row.id, seat.member_id))
            if found is not None:
                found.thread_group = there
                # Who is in another group meanwhile hasn't been tried there.
                found.kept_out_at = kept_out_at if found.group_number == seat.group_number else None
