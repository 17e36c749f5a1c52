"""Rounds on the day: a facilitator starts them, and Heronry says in time when people move."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.storage.database import Database, lock_community
from bot.texts import N_
from bot.workshops import group_repository, repository
from bot.workshops.entries import State, WorkshopGone
from bot.workshops.group_entries import Rounds
from bot.workshops.group_models import RoundsRow
from bot.workshops.group_notices import GroupNotices, rounds_of
from bot.workshops.models import WorkshopRow
from bot.workshops.rows import workshop_of

EARLY, LATE = timedelta(minutes=30), timedelta(hours=2)
"""How long before its start, and after its planned end, a workshop's rounds may begin."""
MINUTES, ROUNDS = {"least": 2, "most": 120}, {"least": 1, "most": 12}


class RoundsService:
    """Rounds of so many minutes."""

    def __init__(self, database: Database, clock: Clock, notices: GroupNotices) -> None:
        self._database = database
        self._clock = clock
        self._notices = notices

    async def now(self, person: Person, workshop_id: int) -> Rounds | None:
        """The rounds that were started last; None where there were none. Raises ``NotAllowed``, ``WorkshopGone``."""
        async with self._database.read() as session:
            row = await self._row(session, person, workshop_id)
            found = await group_repository.rounds(session, row.guild_id, row.id)
        return rounds_of(row, found) if found is not None else None

    async def start(self, person: Person, workshop_id: int, minutes: int, rounds: int) -> Rounds:
        """Begin the first round now. Raises ``InvalidInput`` when it isn't the day, for numbers that make no sense,
        or while some run already."""
        for number, limits in ((minutes, MINUTES), (rounds, ROUNDS)):
            if not limits["least"] <= number <= limits["most"]:
                raise InvalidInput(N_("Rounds have from 2 to 120 minutes, and there are from 1 to 12 of them."))
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, workshop_id)
            if not row.at - EARLY <= now <= workshop_of(row).ends_at + LATE:
                raise InvalidInput(N_("Rounds begin on the day: from half an hour before the workshop."))
            known = await group_repository.rounds(session, row.guild_id, row.id)
            if known is not None and rounds_of(row, known).runs(now):
                raise InvalidInput(N_("Rounds are under way already. Stop them first to begin anew."))
            if known is None:
                known = RoundsRow(workshop_id=row.id, guild_id=row.guild_id, sequence=0)
                session.add(known)
            known.started_at, known.minutes, known.rounds = now, minutes, rounds
            known.sequence, known.stopped = known.sequence + 1, False
            begun = rounds_of(row, known)
            await self._notices.start_rounds(session, row, begun)
        return begun

    async def stop(self, person: Person, workshop_id: int) -> Rounds | None:
        """Say nothing more of rounds. Pressing twice does it once."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, workshop_id)
            known = await group_repository.rounds(session, row.guild_id, row.id)
            if known is None:
                return None
            known.stopped = True
            await self._notices.stop_rounds(session, row)
        return rounds_of(row, known)

    async def _row(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE:
            raise WorkshopGone
        return row
