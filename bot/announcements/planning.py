"""What of an announcement stands in the outbox: its channels' messages ahead of time, and its followers' when it is
due, all of a date in one transaction.

Each date goes once to each channel and to each person: the keys say which, so that whatever is planned again is left
alone. What follows comes by rounds: the next date of one that repeats, and the publishing of what has been posted. The
``bell`` is rung for one when something is planned or posted, and when a date comes.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.announcements.entries import Followers, State
from bot.announcements.models import AnnouncementRow
from bot.clock import Clock
from bot.community import leavers, media
from bot.delivery.kinds import Delivery, Draft
from bot.delivery.service import KEPT, Outbox
from bot.following.entries import Way
from bot.periodic import Bell
from bot.schedule.local import tzdata_version
from bot.schedule.recurrence import Recurrence
from bot.storage.database import Database, lock_community

SAID, RENEWED, PUBLISHED = "announcement:said", "announcement:renewed", "announcement:published"
DRAFTS_KEPT = timedelta(days=1)
LOOKED_AT = timedelta(minutes=1)
"""How often announcements are looked at, whatever happens; a date that comes sooner is waited for."""
BREATH = timedelta(seconds=0.5)
MOST_MISSED = 60
"""Dates that are made up for at a time, after a long outage."""


def recurrence_of(row: AnnouncementRow) -> Recurrence | None:
    """When it is said; None at once."""
    return Recurrence(datetime.fromisoformat(row.first), row.zone, row.rule) if row.first else None


def retime(row: AnnouncementRow, recurrence: Recurrence | None) -> None:
    """Say when it is said; at once for None."""
    if recurrence is None:
        row.first, row.rule = None, ""
    else:
        row.first, row.zone, row.rule = recurrence.first.isoformat(), recurrence.zone, recurrence.rule


class Planning:
    """Puts announcements into the outbox."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox, followers: Followers) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._followers = followers
        self.bell = Bell()

    async def people(
        self, session: AsyncSession, guild_id: int, subjects: Iterable[str], way: Way = Way.MESSAGE
    ) -> list[int]:
        """Who follows any of these in a way, each once; without those who have left, as far as Heronry knows."""
        found = {
            one.member_id
            for subject in subjects
            for one in self._followers.followers(guild_id, subject)
            if one.way is way
        }
        return sorted(found - await leavers.missing(session, guild_id))

    def follows(self, guild_id: int, member_id: int, subjects: Iterable[str]) -> list[str]:
        """Which of these somebody follows by message."""
        return [one for one in subjects if self._followers.way_of(guild_id, member_id, one) is Way.MESSAGE]

    async def send(self, session: AsyncSession, row: AnnouncementRow) -> None:
        """Have a kept announcement said: at once, or at its dates. One without a date to come is said no more."""
        now = self._clock.now()
        recurrence = recurrence_of(row)
        if recurrence is None:
            row.state, row.sent_at, row.next_at = State.SENT, now, None
            await self._put(session, row, now, people=True)
            return
        await self._plan_next(session, row, recurrence, now)

    async def replan(self, session: AsyncSession, row: AnnouncementRow) -> None:
        """Let its next date be what it says now. What of earlier dates is still on its way goes on."""
        if row.next_at is not None:
            await self._outbox.cancel_of(session, row.guild_id, SAID, row.id, _stamped(row.next_at))
        await self.send(session, row)

    @staticmethod
    def is_a_date(row: AnnouncementRow, delivery: Delivery) -> bool:
        """Whether a delivery is for a date that stands: one that has come, or the next."""
        gone_out = row.sent_at is not None and delivery.due_at <= row.sent_at
        return gone_out or (row.next_at is not None and delivery.detail == _stamped(row.next_at))

    async def _plan_next(self, session: AsyncSession, row: AnnouncementRow, dates: Recurrence, after: datetime) -> None:
        coming = dates.next_after(after)
        row.planned_with = tzdata_version()
        row.next_at = coming.at if coming else None
        row.state = State.SCHEDULED if coming else State.SENT
        if coming:
            await self._put(session, row, coming.at, people=False)

    async def _put(self, session: AsyncSession, row: AnnouncementRow, at: datetime, *, people: bool) -> None:
        detail = _stamped(at)
        key = f"announcement:{row.id}:{detail}"
        drafts = [Draft(f"{key}:channel:{one}", SAID, row.id, at, channel_id=one, detail=detail)
                  for one in row.channels]  # fmt: skip
        if people:
            drafts += [Draft(f"{key}:member:{one}", SAID, row.id, at, member_id=one, detail=detail)
                       for one in await self.people(session, row.guild_id, row.subjects)]  # fmt: skip
            row.publishing = bool(row.publish)
        await self._outbox.put(session, row.guild_id, *drafts)

    # -- rounds -------------------------------------------------------------------------------

    async def tick(self) -> None:
        """Send what is due to those who follow, plan next dates, and publish what has been posted."""
        async with self._database.read() as session:
            due = await repository.due(session, State.SCHEDULED, self._clock.now(), tzdata_version())
            publishing = await repository.publishing(session)
        for guild_id, number in due:
            async with self._database.begin() as session:
                await lock_community(session, guild_id)
                row = await repository.announcement(session, guild_id, number)
                if row is not None and row.state == State.SCHEDULED:
                    await self.go_on(session, row)
        for guild_id, number in publishing:
            async with self._database.begin() as session:
                await lock_community(session, guild_id)
                row = await repository.announcement(session, guild_id, number)
                if row is not None and row.publishing:
                    done = await self._outbox.follow_up(session, guild_id, SAID, number, row.publish, PUBLISHED)
                    row.publishing = not done
        await self._wait_for_the_next()

    async def _wait_for_the_next(self) -> None:
        async with self._database.read() as session:
            at = await repository.next_at(session, State.SCHEDULED)
        left = at - self._clock.now() if at is not None else LOOKED_AT
        if left < LOOKED_AT:
            self.bell.ring(max(left, BREATH))

    async def go_on(self, session: AsyncSession, row: AnnouncementRow) -> None:
        """Let the dates that have come be past, and plan the next, of one that is scheduled."""
        now, dates = self._clock.now(), recurrence_of(row)
        assert dates is not None, "what is scheduled has a date"
        if row.planned_with != tzdata_version() and row.next_at is not None and row.next_at > now:
            # Rules of time zones have changed: what stands in the outbox may be an hour off.
            await self.replan(session, row)
            return
        missed = 0
        while row.next_at is not None and row.next_at <= now and missed < MOST_MISSED:
            # Dates that passed while nothing ran are late, or missed and reported: the outbox decides.
            at, missed = row.next_at, missed + 1
            following = dates.next_after(at)
            last = following is None or following.at > now
            await self._put(session, row, at, people=last)
            row.sent_at = at
            await self._plan_next(session, row, dates, at)

    async def purge(self) -> None:
        """Forget drafts of yesterday, and what was said so long ago that the outbox has forgotten where."""
        now = self._clock.now()
        async with self._database.begin() as session:
            for guild_id, number in await repository.long_ago(session, now - DRAFTS_KEPT, now - KEPT):
                row = await repository.announcement(session, guild_id, number)
                if row is not None:
                    await self.delete(session, row)

    async def delete(self, session: AsyncSession, row: AnnouncementRow) -> None:
        """Forget an announcement, its picture with it."""
        if row.media_id is not None:
            await media.drop(session, row.guild_id, row.media_id)
        await session.delete(row)


async def after_restore(session: AsyncSession, _taken_at: datetime, now: datetime) -> str | None:
    """After a restore: what was due since the backup may have gone out already, and to whom isn't known any more, so
    that those dates are passed over. A line for whoever restores; None when there is nothing of the kind."""
    passed = 0
    for guild_id, number in await repository.due(session, State.SCHEDULED, now, tzdata_version(), most=None):
        row = await repository.announcement(session, guild_id, number)
        dates = recurrence_of(row) if row else None
        if row is None or dates is None or row.next_at is None or row.next_at > now:
            continue
        coming = dates.next_after(now)
        row.sent_at, row.next_at = row.next_at, coming.at if coming else None
        row.state = State.SCHEDULED if coming else State.SENT
        row.planned_with = ""  # so that the next date's messages are put into the outbox
        passed += 1
    return f"Announcements due meanwhile, which are not sent again: {passed}." if passed else None


def _stamped(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%S}"
