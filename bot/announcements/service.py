"""Announcements' use cases once they are on their way: looking at them, changing, moving and withdrawing them.

``drafting.py`` has what comes before, ``saying.py`` what each message says.
"""

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.announcements.entries import (
    Announcement,
    AnnouncementGone,
    NewPicture,
    State,
    Told,
    Wish,
    checked,
)
from bot.announcements.models import AnnouncementRow
from bot.announcements.planning import PUBLISHED, RENEWED, SAID, Planning, retime
from bot.announcements.saying import FEATURE, OUT, Saying, cleaned, depict
from bot.clock import Clock
from bot.community.media import Media
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.progress import progress
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.following.service import Following
from bot.schedule.recurrence import Recurrence, parts_of
from bot.schedule.series import read_or_ask
from bot.schedule.words import Unclear
from bot.storage.database import Database, lock_community
from bot.texts import N_

__all__ = ["FEATURE", "RENEWED", "SAID", "AnnouncementsService", "found", "locked", "read_when"]

SHOWN = (State.SCHEDULED, State.SENT, State.WITHDRAWN)


class AnnouncementsService:
    """The group's announcements that are scheduled, sent or withdrawn, for facilitators."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        planning: Planning,
        saying: Saying,
        following: Following,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._planning = planning
        self._saying = saying
        self._following = following

    async def all(self, person: Person) -> list[Announcement]:
        """What is scheduled, the next first; then what was sent or withdrawn, the latest first."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.of_guild(session, person.guild_id, SHOWN)
        there = [self._saying.plain(row) for row in rows]
        coming = [one for one in there if one.next_at is not None]
        coming.sort(key=lambda one: (one.next_at, one.id))
        return coming + [one for one in there if one.next_at is None]

    async def told(self, person: Person, announcement_id: int) -> Told:
        """What became of one that was sent: where it stands, and to how many it came. Raises ``AnnouncementGone``."""
        async with self._database.read() as session:
            row = await found(session, person, announcement_id, *SHOWN)
            return Told(self._saying.plain(row), await progress(session, row.guild_id, SAID, row.id))

    async def changeable(self, person: Person, announcement_id: int) -> tuple[Announcement, Media | None]:
        """One that can be changed, with its picture. Raises ``AnnouncementGone``, also for one that was withdrawn."""
        async with self._database.read() as session:
            row = await found(session, person, announcement_id, *OUT)
            return self._saying.plain(row), await self._saying.shown(session, row)

    async def edit(
        self, person: Person, announcement_id: int, wish: Wish, picture: NewPicture | None = None
    ) -> Announcement:
        """Change words or picture of one that is scheduled or sent: what is to come says them, and each message of
        Heronry's own that is out is changed. Raises ``AnnouncementGone``, ``InvalidInput``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        wish = checked(wish)
        kept = await asyncio.to_thread(cleaned, picture)
        async with self._database.begin() as session:
            row = await locked(session, person, announcement_id, *OUT)
            depicted = await depict(session, row, kept, picture or NewPicture())
            if depicted or (row.title, row.text) != (wish.title, wish.text):
                row.title, row.text, row.version = wish.title, wish.text, row.version + 1
                await self._outbox.correct(session, row.guild_id, SAID, {row.id: row.version}, RENEWED)
            return self._saying.plain(row)

    async def move(self, person: Person, announcement_id: int, when: str) -> Announcement:
        """Give one that waits another time. Raises ``AnnouncementGone``, ``InvalidInput``; ``Unclear`` for a time with
        two readings."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        recurrence, question = read_when(when, self._community.community(person.guild_id).zone, self._clock.now())
        if question is not None:
            raise question
        if recurrence is None:
            raise InvalidInput(N_("Please say when, such as “tomorrow 9am”."))
        async with self._database.begin() as session:
            row = await locked(session, person, announcement_id, *OUT)
            if row.next_at is not None and row.next_at <= self._clock.now():
                await self._planning.go_on(session, row)  # it is just going out, and must not do so again
            if row.state == State.SENT:
                raise InvalidInput(N_("It has gone out already, so its time can't be changed any more; its words can."))
            retime(row, recurrence)
            await self._planning.replan(session, row)
            moved = self._saying.plain(row)
        self._planning.bell.ring()
        return moved

    async def withdraw(self, person: Person, announcement_id: int) -> Told:
        """Send nothing more of it, and delete each message of Heronry's own that is out, or may be; a second call
        changes nothing. Raises ``AnnouncementGone``."""
        async with self._database.begin() as session:
            row = await locked(session, person, announcement_id, *SHOWN)
            if row.state != State.WITHDRAWN:
                row.state, row.next_at, row.publishing = State.WITHDRAWN, None, False
                row.version += 1
                await self._outbox.cancel(session, row.guild_id, PUBLISHED, row.id)
                await self._outbox.take_back(session, row.guild_id, SAID, row.id, row.version, RENEWED)
                self._community.note(session, person, "announcement withdrawn")
            return Told(self._saying.plain(row), await progress(session, row.guild_id, SAID, row.id))

    async def stop_following(self, person: Person, announcement_id: int) -> bool:
        """Somebody wants no more messages of what an announcement was about; whether that is known still."""
        async with self._database.read() as session:
            row = await repository.announcement(session, person.guild_id, announcement_id)
        if row is None:
            return False
        for subject in self._planning.follows(person.guild_id, person.member_id, row.subjects):
            await self._following.unfollow(person, subject)
        return True


# -- shared with drafting.py ----------------------------------------------------------------------


async def locked(session: AsyncSession, person: Person, announcement_id: int, *states: State) -> AnnouncementRow:
    """As ``found``, for whoever is about to change it."""
    await lock_community(session, person.guild_id)
    return await found(session, person, announcement_id, *states)


async def found(session: AsyncSession, person: Person, announcement_id: int, *states: State) -> AnnouncementRow:
    """An announcement in one of these states. Raises ``AnnouncementGone``; ``NotAllowed`` but for facilitators."""
    require(person.standing, Audience.FACILITATOR, set_up=True)
    row = await repository.announcement(session, person.guild_id, announcement_id)
    if row is None or row.state not in states:
        raise AnnouncementGone
    return row


def read_when(when: str, zone: str, now: datetime) -> tuple[Recurrence | None, Unclear | None]:
    """What was typed of when: None at once; a question for what has two readings. Raises ``InvalidInput``, also for a
    series without an end."""
    if not when.strip():
        return None, None
    read, question = read_or_ask(when, zone, now)
    if question is not None:
        return None, question
    if read.rule and not parts_of(read.rule).keys() & {"UNTIL", "COUNT"}:
        raise InvalidInput(N_("An announcement that repeats needs an end, such as “until 1 June 2027” or “6 times”."))
    return read, None
