"""Announcements before they go out: written, looked at, addressed, and sent or thrown away."""

import asyncio
from collections.abc import Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.announcements.entries import (
    MOST_CHANNELS,
    MOST_SUBJECTS,
    NOBODY,
    Announcement,
    Draft,
    NewPicture,
    Ping,
    State,
    Wish,
    checked,
)
from bot.announcements.models import AnnouncementRow
from bot.announcements.planning import Planning, recurrence_of, retime
from bot.announcements.saying import Saying, cleaned, depict
from bot.announcements.service import found, locked, read_when
from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.progress import estimate
from bot.errors import InvalidInput
from bot.following.entries import Way
from bot.schedule.words import Unclear
from bot.storage.database import Database, lock_community
from bot.texts import N_


class Drafting:
    """What facilitators write and haven't sent yet."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, planning: Planning, saying: Saying
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._planning = planning
        self._saying = saying

    async def compose(
        self, person: Person, wish: Wish, picture: NewPicture | None = None, channels: Sequence[int] = ()
    ) -> Draft:
        """Write an announcement, to be looked at before it is sent.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for what can't be used.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        wish = checked(wish)
        zone = self._community.community(person.guild_id).zone
        recurrence, question = read_when(wish.when, zone, self._clock.now())
        kept = await asyncio.to_thread(cleaned, picture)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = AnnouncementRow(
                guild_id=person.guild_id, author_id=person.member_id, title=wish.title, text=wish.text, media_id=None,
                channels=list(channels), subjects=[], publish=[], publishing=False, pings_everyone=False,
                zone=zone, rule="", planned_with="", state=State.DRAFT, version=0, created_at=self._clock.now(),
            )  # fmt: skip
            retime(row, recurrence)
            await depict(session, row, kept, picture or NewPicture())
            session.add(row)
            await session.flush()
            return await self._draft(session, row, question)

    async def own(self, person: Person) -> list[Announcement]:
        """What somebody has written and not sent, the latest first; drafts are kept for a day."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.drafts_of(session, person.guild_id, person.member_id)
        return [self._saying.plain(row) for row in rows]

    async def draft(self, person: Person, announcement_id: int) -> Draft:
        """One that isn't sent yet, as it stands. Raises ``AnnouncementGone``."""
        async with self._database.read() as session:
            return await self._draft(session, await found(session, person, announcement_id, State.DRAFT))

    async def address(
        self,
        person: Person,
        announcement_id: int,
        *,
        channels: Sequence[int] | None = None,
        subjects: Sequence[str] | None = None,
        instead_of: Sequence[str] | None = None,
        publish: Sequence[int] | None = None,
        ping: Ping | None = None,
    ) -> Draft:
        """Say where a draft goes, and whom it pings there; what is left out stays. ``subjects`` take the place of
        those ``instead_of`` which they were chosen (all, unless said). Raises ``AnnouncementGone``; ``InvalidInput``
        for too many."""

        def change(row: AnnouncementRow) -> None:
            if channels is not None:
                row.channels = list(dict.fromkeys(channels))[:MOST_CHANNELS]
            if subjects is not None:
                row.subjects = self._subjects(person.guild_id, row.subjects, subjects, instead_of)
            wanted = row.publish if publish is None else publish
            row.publish = [one for one in wanted if one in row.channels]
            if ping is not None or not row.channels:  # without a channel there is nobody to ping
                whom = ping or NOBODY
                row.pings_everyone, row.ping_role_id = whom.everyone, whom.role_id

        return await self._change(person, announcement_id, change)

    def _subjects(
        self, guild_id: int, before: Sequence[str], chosen: Sequence[str], instead_of: Sequence[str] | None
    ) -> list[str]:
        known = self._saying.names(guild_id)
        others = [] if instead_of is None else [one for one in before if one not in instead_of]
        wanted = [one for one in dict.fromkeys([*others, *chosen]) if one in known]
        if len(wanted) > MOST_SUBJECTS:
            raise InvalidInput(
                N_("An announcement goes to the followers of at most {most}. Please choose fewer.", most=MOST_SUBJECTS)
            )
        return wanted

    async def reword(
        self, person: Person, announcement_id: int, wish: Wish, picture: NewPicture | None = None
    ) -> Draft:
        """Give a draft other words, or another picture. Raises as ``compose`` does, and ``AnnouncementGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        wish = checked(wish)
        kept = await asyncio.to_thread(cleaned, picture)
        async with self._database.begin() as session:
            row = await locked(session, person, announcement_id, State.DRAFT)
            row.title, row.text = wish.title, wish.text
            await depict(session, row, kept, picture or NewPicture())
            return await self._draft(session, row)

    async def retime(self, person: Person, announcement_id: int, when: str) -> Draft:
        """Say when a draft is sent (empty: at once). A time with two readings is asked about."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        zone = self._community.community(person.guild_id).zone
        recurrence, question = read_when(when, zone, self._clock.now())

        def change(row: AnnouncementRow) -> None:
            if question is None:  # or else it stays as it was until there is an answer
                retime(row, recurrence)

        return await self._change(person, announcement_id, change, question)

    async def send(self, person: Person, announcement_id: int) -> Announcement:
        """Let a draft go out: at once, or when its time comes. Raises ``AnnouncementGone``, ``InvalidInput``."""
        async with self._database.begin() as session:
            row = await locked(session, person, announcement_id, State.DRAFT)
            known = self._saying.names(person.guild_id)
            if not row.channels and not any(one in known for one in row.subjects):
                raise InvalidInput(N_("Choose at least one channel, or something that people follow, first."))
            recurrence = recurrence_of(row)
            if recurrence is not None and recurrence.next_after(self._clock.now()) is None:
                raise InvalidInput(N_("That time has passed. Please choose another one with “When”."))
            await self._planning.send(session, row)
            self._community.note(session, person, "announcement sent")
            sent = self._saying.plain(row)
        self._planning.bell.ring()
        return sent

    async def throw_away(self, person: Person, announcement_id: int) -> None:
        """Forget a draft. Raises ``AnnouncementGone``."""
        async with self._database.begin() as session:
            await self._planning.delete(session, await locked(session, person, announcement_id, State.DRAFT))

    async def _change(
        self,
        person: Person,
        announcement_id: int,
        change: Callable[[AnnouncementRow], None],
        question: Unclear | None = None,
    ) -> Draft:
        async with self._database.begin() as session:
            row = await locked(session, person, announcement_id, State.DRAFT)
            change(row)
            return await self._draft(session, row, question)

    async def _draft(self, session: AsyncSession, row: AnnouncementRow, question: Unclear | None = None) -> Draft:
        people = await self._planning.people(session, row.guild_id, row.subjects)
        by_role = await self._planning.people(session, row.guild_id, row.subjects, Way.ROLE)
        return Draft(
            announcement=self._saying.plain(row),
            picture=await self._saying.shown(session, row),
            estimate=await estimate(session, row.guild_id, people, self._clock.now()),
            by_role=len(by_role),
            followed=self._saying.followed(row.guild_id),
            roles=self._saying.roles(row.guild_id, row.subjects),
            question=question,
        )
