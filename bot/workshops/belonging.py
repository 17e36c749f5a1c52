"""The group that somebody is in, as they see it."""

from bot.community.standing import Audience, Person, require
from bot.storage.database import Database
from bot.workshops import group_repository, repository
from bot.workshops.entries import State, WorkshopGone
from bot.workshops.group_entries import Own
from bot.workshops.group_notices import GroupNotices


class OwnGroups:
    """One's own groups."""

    def __init__(self, database: Database, notices: GroupNotices) -> None:
        self._database = database
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
