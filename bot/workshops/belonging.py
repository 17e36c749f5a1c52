"""The group that somebody is in, as they see it, and the threads that they may bring something into."""

from datetime import timedelta

from bot.clock import Clock
from bot.community.standing import Audience, Person, Standing, require
from bot.storage.database import Database
from bot.workshops import group_repository, repository
from bot.workshops.entries import State, WorkshopGone
from bot.workshops.group_entries import Own, Thread
from bot.workshops.group_notices import GroupNotices

AFTER = timedelta(days=14)
"""How long after a workshop something can be brought into its groups' threads: what was promised there."""


class OwnGroups:
    """One's own groups."""

    def __init__(self, database: Database, clock: Clock, notices: GroupNotices) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices

    async def own(self, person: Person, workshop_id: int) -> Own | None:
        """The group that the person is in; None until groups are published, or without one. Raises
        ``WorkshopGone``."""
        require(person.standing, Audience.MEMBER, set_up=True)
        async with self._database.read() as session:
            row = await repository.workshop(session, person.guild_id, workshop_id)
            if row is None or row.state != State.ACTIVE:
                raise WorkshopGone
            return await self._notices.own(session, row, person.member_id)

    async def all_own(self, person: Person) -> dict[int, Own]:
        """The groups that the person is in, by workshop."""
        found = dict[int, Own]()
        async with self._database.read() as session:
            for seat in await group_repository.seats_of(session, person.guild_id, person.member_id):
                row = await repository.workshop(session, person.guild_id, seat.workshop_id)
                own = await self._notices.own(session, row, person.member_id) if row is not None else None
                if own is not None and own.workshop.state is State.ACTIVE:
                    found[seat.workshop_id] = own
        return found

    async def with_threads(self, person: Person) -> list[Thread]:
        """The threads of groups that somebody is in, of all groups for facilitators, until two weeks after the
        workshop; the soonest workshop's first."""
        require(person.standing, Audience.MEMBER, set_up=True)
        async with self._database.read() as session:
            found = await group_repository.with_threads(session, person.guild_id, self._clock.now() - AFTER)
            seats = await group_repository.seats_of(session, person.guild_id, person.member_id)
        own = {(one.workshop_id, one.group_number) for one in seats}
        every = person.standing >= Standing.FACILITATOR
        return [
            Thread(row.title, group.number, group.thread_id)
            for row, group in found
            if group.thread_id is not None and (every or (row.id, group.number) in own)
        ]

    async def has_thread(self, guild_id: int, thread_id: int) -> bool:
        """Whether a thread is a group's, of a workshop that stands."""
        async with self._database.read() as session:
            found = await group_repository.with_threads(session, guild_id, self._clock.now() - AFTER)
        return any(group.thread_id == thread_id for _row, group in found)
