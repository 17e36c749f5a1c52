"""What facilitators set about check-ins: the rhythm, whether meetings are followed, from how many on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkins import repository
from bot.checkins.entries import (
    AFTER_MEETING,
    Asked,
    Overview,
    Schedule,
    ScheduleGone,
    ScheduleState,
    checked_prompt,
    with_budget,
)
from bot.checkins.models import CheckInScheduleRow, CheckInSettingsRow
from bot.checkins.service import CheckInsService, Ending, new_round
from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.small_numbers import THRESHOLD, raised
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.schedule.local import local_time, tzdata_version
from bot.schedule.recurrence import Recurrence, preview
from bot.schedule.series import read_or_ask, recurrence_of
from bot.storage.database import Database, lock_community
from bot.texts import N_

DRAFTS_KEPT = timedelta(days=1)
OFTEN = timedelta(days=6)
"""Rounds closer together than this would pester people; a week has its clock changes."""


class Meetings(Protocol):
    """What is needed of the meetings, where a community follows them: those that end about now. They are asked each
    time, so that one that was moved or cancelled meanwhile is where it is, whoever moved it."""

    async def ending_between(
        self, session: AsyncSession, guild_id: int, since: datetime, until: datetime
    ) -> Sequence[Ending]:
        """The meetings that stand and end after ``since``, and until then."""
        ...


class CheckInsScheduling:
    """How a community's check-ins are set. Everything here raises ``NotAllowed`` for anyone but facilitators."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        checkins: CheckInsService,
        meetings: Meetings,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._checkins = checkins
        self.meetings = meetings

    async def draft(self, person: Person, when: str, channel_id: int, prompt: str) -> Schedule | Asked:
        """A rhythm for a channel, to be looked at before it is kept. A time with two readings is asked about.

        Raises ``InvalidInput`` for what can't be used, and for a rhythm that would pester people.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        prompt = checked_prompt(prompt)
        recurrence, question = read_or_ask(when, zone, now)
        if question is None:
            recurrence = _gentle(recurrence, now)
        async with self._database.begin() as session:
            row = CheckInScheduleRow(
                guild_id=person.guild_id, channel_id=channel_id, prompt=prompt, first=recurrence.first.isoformat(),
                zone=recurrence.zone, rule=recurrence.rule, state=ScheduleState.DRAFT, next_at=None,
                planned_with=tzdata_version(), created_at=now,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            begun = await repository.begun(session, person.guild_id)
        return Asked(row.id, question) if question else self._schedule(row, begun)

    async def choose(self, person: Person, schedule_id: int, when: str) -> Schedule:
        """Say which time a draft meant. Raises ``ScheduleGone``, or as ``draft`` does."""
        zone, now = self._community.community(person.guild_id).zone, self._clock.now()
        recurrence = _gentle(recurrence_of(when, zone, now), now)
        async with self._database.begin() as session:
            row = await self._draft_row(session, person, schedule_id)
            row.first, row.zone, row.rule = recurrence.first.isoformat(), recurrence.zone, recurrence.rule
            begun = await repository.begun(session, person.guild_id)
        return self._schedule(row, begun)

    async def keep(self, person: Person, schedule_id: int) -> Schedule:
        """Make a draft the community's rhythm, in place of the one it has. Raises ``ScheduleGone``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._draft_row(session, person, schedule_id)
            coming = _recurrence(row).next_after(self._clock.now())
            if coming is None:
                raise InvalidInput(N_("Every date of it has passed. Please give it another time."))
            await repository.delete_active(session, person.guild_id)
            row.state, row.next_at = ScheduleState.ACTIVE, coming.at
            begun = await repository.begun(session, person.guild_id)
        return self._schedule(row, begun)

    async def drop(self, person: Person, schedule_id: int) -> None:
        """Throw a draft away. Raises ``ScheduleGone``."""
        async with self._database.begin() as session:
            await session.delete(await self._draft_row(session, person, schedule_id))

    async def stop(self, person: Person) -> Overview:
        """Ask in the channel no more. A round that is open goes on to its end."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            await repository.delete_active(session, person.guild_id)
        return await self.overview(person)

    async def follow_meetings(self, person: Person, on: bool) -> Overview:
        """Ask after each meeting, or no more."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        guild_id = person.guild_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            settings = await self._settings(session, guild_id)
            settings.after_meetings = on
            await session.flush()
            await repository.delete_planned(session, guild_id)
        return await self.overview(person)

    async def require_raise(self, person: Person, threshold: int) -> None:
        """Before somebody is asked whether they are sure: raises as ``raise_threshold`` does."""
        raised((await self.overview(person)).threshold, threshold)

    async def raise_threshold(self, person: Person, threshold: int) -> Overview:
        """Show pictures from so many answers on, in rounds that open from now on.

        Raises ``InvalidInput`` when that would lower it.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            settings = await self._settings(session, person.guild_id)
            settings.threshold = raised(settings.threshold, threshold)
        return await self.overview(person)

    async def overview(self, person: Person) -> Overview:
        """How check-ins are set. Of an open round it says until when, and nothing else."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            row = await repository.active_schedule(session, person.guild_id)
            settings = await repository.settings(session, person.guild_id)
            rounds = await repository.open_rounds(session, person.guild_id)
            begun = await repository.begun(session, person.guild_id)
        now = self._clock.now()
        return Overview(
            schedule=self._schedule(row, begun) if row else None,
            after_meetings=settings is not None and settings.after_meetings,
            threshold=settings.threshold if settings else THRESHOLD,
            open_until=max((one.closes_at for one in rounds if one.collects and one.closes_at > now), default=None),
        )

    async def tick(self) -> None:
        """Open the rounds of every rhythm whose time has come, and forget drafts that nobody kept."""
        now = self._clock.now()
        async with self._database.read() as session:
            due = await repository.schedules_due(session, now, tzdata_version())
        for guild_id, schedule_id in due:
            async with self._database.begin() as session:
                await lock_community(session, guild_id)
                row = await repository.schedule(session, guild_id, schedule_id)
                if row is not None and row.next_at is not None:
                    await self._go_on(session, row, now)
        await self._look_at_meetings(now)
        async with self._database.begin() as session:
            await repository.delete_drafts(session, now - DRAFTS_KEPT)

    async def _look_at_meetings(self, now: datetime) -> None:
        """Plan a round for each meeting that ends about now, where meetings are followed."""
        async with self._database.read() as session:
            following = await repository.following_meetings(session)
        since, until = now - AFTER_MEETING * 2, now + AFTER_MEETING
        for guild_id in following:
            async with self._database.read() as session:
                ending = await self.meetings.ending_between(session, guild_id, since, until)
                if not await self._checkins.is_behind(session, guild_id, ending):
                    continue
            async with self._database.begin() as session:
                await lock_community(session, guild_id)
                ending = await self.meetings.ending_between(session, guild_id, since, until)
                await self._checkins.follow(session, guild_id, ending)

    async def _go_on(self, session: AsyncSession, row: CheckInScheduleRow, now: datetime) -> None:
        if row.next_at is not None and row.next_at <= now:
            opened = new_round(row.guild_id, row.next_at, channel_id=row.channel_id, prompt=row.prompt)
            session.add(opened)
            await session.flush()
            await self._checkins.open(session, opened)
        coming = _recurrence(row).next_after(now)
        if coming is None:
            await session.delete(row)
        else:
            row.next_at, row.planned_with = coming.at, tzdata_version()

    async def _draft_row(self, session: AsyncSession, person: Person, schedule_id: int) -> CheckInScheduleRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.schedule(session, person.guild_id, schedule_id)
        if row is None or row.state != ScheduleState.DRAFT:
            raise ScheduleGone
        return row

    async def _settings(self, session: AsyncSession, guild_id: int) -> CheckInSettingsRow:
        row = await repository.settings(session, guild_id)
        if row is None:
            row = CheckInSettingsRow(guild_id=guild_id, threshold=THRESHOLD, after_meetings=False)
            session.add(row)
        return row

    def _schedule(self, row: CheckInScheduleRow, begun: Sequence[date]) -> Schedule:
        recurrence = _recurrence(row)
        zone = self._community.community(row.guild_id).zone
        coming = preview(recurrence, self._clock.now())
        days = [local_time(one.occurrence.at, zone).date() for one in coming]
        return Schedule(row.id, row.channel_id, row.prompt, recurrence, with_budget(coming, begun, days))


def _recurrence(row: CheckInScheduleRow) -> Recurrence:
    return Recurrence(datetime.fromisoformat(row.first), row.zone, row.rule)


def _gentle(recurrence: Recurrence, now: datetime) -> Recurrence:
    """Raises ``InvalidInput`` for more often than once a week."""
    if recurrence.is_closer_than(OFTEN, now):
        raise InvalidInput(
            N_("That is more often than once a week, and would be a burden. Please choose something gentler.")
        )
    return recurrence
