"""What facilitators set about peer pairing: the rhythm. And when its time comes, a round."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.small_numbers import THRESHOLD
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.pairing import repository
from bot.pairing.entries import ASKED_AFTER, Asked, Overview, Schedule, ScheduleGone, ScheduleState
from bot.pairing.models import PairingScheduleRow
from bot.pairing.rounds import PairingRounds
from bot.pairing.service import FEATURE, USEFUL
from bot.schedule.local import tzdata_version
from bot.schedule.recurrence import Recurrence, preview
from bot.schedule.series import read_or_ask, recurrence_of
from bot.storage.database import Database, lock_community
from bot.texts import N_

DRAFTS_KEPT = timedelta(days=1)
OFTEN = timedelta(days=13)
"""Rounds closer together than this would leave no time to meet; a fortnight has its clock changes."""


class PairingScheduling:
    """How a community's pairing is set. Everything but ``tick`` raises ``NotAllowed`` for anyone but facilitators."""

    def __init__(self, database: Database, clock: Clock, community: CommunityService, rounds: PairingRounds) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._rounds = rounds

    async def draft(self, person: Person, when: str) -> Schedule | Asked:
        """A rhythm, to be looked at before it is kept. A time with two readings is asked about.

        Raises ``InvalidInput`` for what can't be used, and for a rhythm that would pester people.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        recurrence, question = read_or_ask(when, zone, now)
        if question is None:
            recurrence = _gentle(recurrence, now)
        async with self._database.begin() as session:
            row = PairingScheduleRow(
                guild_id=person.guild_id, first=recurrence.first.isoformat(), zone=recurrence.zone,
                rule=recurrence.rule, state=ScheduleState.DRAFT, next_at=None, planned_with=tzdata_version(),
                created_at=now,
            )  # fmt: skip
            session.add(row)
            await session.flush()
        return Asked(row.id, question) if question else self._schedule(row)

    async def choose(self, person: Person, schedule_id: int, when: str) -> Schedule:
        """Say which time a draft meant. Raises ``ScheduleGone``, or as ``draft`` does."""
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        recurrence = _gentle(recurrence_of(when, zone, now), now)
        async with self._database.begin() as session:
            row = await self._draft_row(session, person, schedule_id)
            row.first, row.zone, row.rule = recurrence.first.isoformat(), recurrence.zone, recurrence.rule
        return self._schedule(row)

    async def keep(self, person: Person, schedule_id: int) -> None:
        """Make a draft the community's rhythm, in place of the one it has. Raises ``ScheduleGone``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._draft_row(session, person, schedule_id)
            coming = _recurrence(row).next_after(self._clock.now())
            if coming is None:
                raise InvalidInput(N_("Every date of it has passed. Please give it another time."))
            await repository.delete_active(session, person.guild_id)
            row.state, row.next_at = ScheduleState.ACTIVE, coming.at

    async def drop(self, person: Person, schedule_id: int) -> None:
        """Throw a draft away. Raises ``ScheduleGone``."""
        async with self._database.begin() as session:
            await session.delete(await self._draft_row(session, person, schedule_id))

    async def stop(self, person: Person) -> Overview:
        """Put nobody together any more. Whoever is together stays so, and nobody is taken out."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            await repository.delete_active(session, person.guild_id)
        return await self.overview(person)

    async def overview(self, person: Person) -> Overview:
        """How pairing is set, and how many take part, from eight on: not who, not who is with whom."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            row = await repository.active_schedule(session, person.guild_id)
            people = await repository.count(session, person.guild_id)
        return Overview(self._schedule(row) if row else None, people if people >= THRESHOLD else None, THRESHOLD)

    async def tick(self) -> None:
        """Make the rounds whose time has come, and forget drafts that nobody kept."""
        now = self._clock.now()
        async with self._database.read() as session:
            due = await repository.schedules_due(session, now, tzdata_version())
        for row in due:
            await self._go_on(row, now)
        async with self._database.begin() as session:
            await repository.delete_drafts(session, now - DRAFTS_KEPT)

    async def _go_on(self, seen: PairingScheduleRow, now: datetime) -> None:
        guild_id, due_at = seen.guild_id, seen.next_at
        assert due_at is not None, "what is active has a next date"
        offered = self._community.community(guild_id).offers(FEATURE)
        # After a long outage nobody is served by a round that should have been weeks ago.
        wanted = offered and due_at <= now < due_at + USEFUL
        made = await self._rounds.arranged(guild_id) if wanted else None
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.schedule(session, guild_id, seen.id)
            if row is None or row.next_at != due_at:
                return  # stopped meanwhile, or another process was quicker
            coming = _recurrence(row).next_after(now)
            if made is not None:
                await self._rounds.make(
                    session, guild_id, made, due_at, _asks_at(due_at, coming.at if coming else None)
                )
            if coming is None:
                await session.delete(row)
            else:
                row.next_at, row.planned_with = coming.at, tzdata_version()

    async def _draft_row(self, session: AsyncSession, person: Person, schedule_id: int) -> PairingScheduleRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.schedule(session, person.guild_id, schedule_id)
        if row is None or row.state != ScheduleState.DRAFT:
            raise ScheduleGone
        return row

    def _schedule(self, row: PairingScheduleRow) -> Schedule:
        recurrence = _recurrence(row)
        return Schedule(row.id, recurrence, preview(recurrence, self._clock.now()))


async def after_restore(session: AsyncSession, taken_at: datetime, now: datetime) -> str | None:
    """A round that was due since the backup was made already, and people were told: it isn't made a second time, with
    other pairs. A line for whoever restores."""
    due = await repository.schedules_due(session, now)
    for row in due:
        coming = _recurrence(row).next_after(now)
        if coming is None:
            await session.delete(row)
        else:
            row.next_at = coming.at
    return f"Rounds of peer pairing that were due since the backup, and aren't made again: {len(due)}." if due else None


def _asks_at(due_at: datetime, next_at: datetime | None) -> datetime:
    """When people are asked whether they met: in good time before the next round."""
    return due_at + (min(ASKED_AFTER, (next_at - due_at) * 3 / 4) if next_at else ASKED_AFTER)


def _recurrence(row: PairingScheduleRow) -> Recurrence:
    return Recurrence(datetime.fromisoformat(row.first), row.zone, row.rule)


def _gentle(recurrence: Recurrence, now: datetime) -> Recurrence:
    """Raises ``InvalidInput`` for more often than once a fortnight."""
    if recurrence.is_closer_than(OFTEN, now):
        raise InvalidInput(
            N_("That is more often than every two weeks, which leaves no time to meet. Please choose less often.")
        )
    return recurrence
