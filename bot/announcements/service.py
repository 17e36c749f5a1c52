"""Announcements' use cases: writing one, looking at it, sending, changing and withdrawing it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import repository
from bot.announcements.entries import (
    MOST_CHANNELS,
    MOST_SUBJECTS,
    NOBODY,
    Announcement,
    AnnouncementGone,
    Draft,
    Followable,
    Ping,
    Said,
    State,
    Told,
    Wish,
    checked,
)
from bot.announcements.models import AnnouncementRow
from bot.announcements.planning import PUBLISHED, RENEWED, SAID, Planning, recurrence_of
from bot.clock import Clock
from bot.community import media
from bot.community.media import Media
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Act, Delivery, Kind
from bot.delivery.progress import estimate, progress
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.following.entries import PURPOSE, Way
from bot.following.service import Following
from bot.schedule.recurrence import Recurrence, parts_of
from bot.schedule.series import read_or_ask
from bot.schedule.words import Unclear
from bot.storage.database import Database, lock_community
from bot.texts import N_

FEATURE = "announcements"
USEFUL = timedelta(days=3)
"""How late one may come: very many direct messages take their time."""
SHOWN = (State.SCHEDULED, State.SENT, State.WITHDRAWN)
OUT = (State.SCHEDULED, State.SENT)


class AnnouncementsService:
    """The group's announcements, for facilitators."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        planning: Planning,
        following: Following,
        followable: Sequence[Followable],
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._planning = planning
        self._following = following
        self._followable = followable
        self._picture: tuple[int, Media] | None = None
        outbox.register(
            Kind(SAID, N_("Announcements"), self.prepare, USEFUL, purpose=PURPOSE, keep=True),
            # What is changed or withdrawn is so whether or not somebody sleeps.
            Kind(RENEWED, N_("Changed announcements"), self.prepare_change, USEFUL, quiet=False, edits=True),
            Kind(PUBLISHED, N_("Publishing of announcements"), self.prepare_publishing, USEFUL, edits=True),
        )

    def followed(self, guild_id: int) -> dict[str, str]:
        """What can be followed, by subject, with its name."""
        return {subject: name for one in self._followable for subject, name in one.subjects(guild_id).items()}

    # -- before it goes out -------------------------------------------------------------------

    async def compose(
        self,
        person: Person,
        wish: Wish,
        picture: tuple[bytes, str, str] | None = None,
        channels: Sequence[int] = (),
    ) -> Draft:
        """Write an announcement, to be looked at before it is sent. ``picture``: its bytes, name, alternative text.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for what can't be used.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        wish = checked(wish)
        recurrence, question = self._read(person, wish.when)
        kept = await asyncio.to_thread(media.cleaned, *picture) if picture else None
        if kept is not None and not kept.type.startswith("image/"):
            raise InvalidInput(
                N_("That isn't a picture. An announcement can show a JPEG, PNG or WebP; link to the rest.")
            )
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = AnnouncementRow(
                guild_id=person.guild_id, author_id=person.member_id, title=wish.title, text=wish.text,
                media_id=await media.keep(session, person.guild_id, kept) if kept else None,
                channels=list(channels), subjects=[], publish=[], publishing=False, pings_everyone=False,
                zone=self._community.community(person.guild_id).zone, rule="", planned_with="", state=State.DRAFT,
                version=0, created_at=self._clock.now(),
            )  # fmt: skip
            _retime(row, recurrence)
            session.add(row)
            await session.flush()
            return await self._draft(session, row, question)

    async def draft(self, person: Person, announcement_id: int) -> Draft:
        """One that isn't sent yet, as it stands. Raises ``AnnouncementGone``."""
        async with self._database.read() as session:
            return await self._draft(session, await self._look(session, person, announcement_id, State.DRAFT))

    async def address(
        self,
        person: Person,
        announcement_id: int,
        *,
        channels: Sequence[int] | None = None,
        subjects: Sequence[str] | None = None,
        publish: Sequence[int] | None = None,
        ping: Ping | None = None,
    ) -> Draft:
        """Say where a draft goes, and whom it pings there; what is left out stays. Raises ``AnnouncementGone``."""

        def change(row: AnnouncementRow) -> None:
            if channels is not None:
                row.channels = list(dict.fromkeys(channels))[:MOST_CHANNELS]
            if subjects is not None:
                known = self.followed(person.guild_id)
                row.subjects = [one for one in subjects if one in known][:MOST_SUBJECTS]
            wanted = row.publish if publish is None else publish
            row.publish = [one for one in wanted if one in row.channels]
            if ping is not None:
                row.pings_everyone, row.ping_role_id = ping.everyone, ping.role_id

        return await self._change(person, announcement_id, change)

    async def reword(self, person: Person, announcement_id: int, wish: Wish) -> Draft:
        """Give a draft other words and another time. Raises as ``compose`` does, and ``AnnouncementGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        wish = checked(wish)

        def change(row: AnnouncementRow) -> None:
            row.title, row.text = wish.title, wish.text

        return await self._change(person, announcement_id, change)

    async def retime(self, person: Person, announcement_id: int, when: str) -> Draft:
        """Say when a draft is sent (empty: at once). A time with two readings is asked about."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        recurrence, question = self._read(person, when)
        return await self._change(person, announcement_id, lambda row: _retime(row, recurrence), question)

    async def send(self, person: Person, announcement_id: int) -> Announcement:
        """Let a draft go out: at once, or when its time comes. Raises ``AnnouncementGone``, ``InvalidInput``."""
        async with self._database.begin() as session:
            row = await self._row(session, person, announcement_id, State.DRAFT)
            if not row.channels and not row.subjects:
                raise InvalidInput(N_("Choose at least one channel, or something that people follow, first."))
            recurrence = recurrence_of(row)
            if recurrence is not None and recurrence.next_after(self._clock.now()) is None:
                raise InvalidInput(N_("That time has passed. Please choose another one with “When”."))
            await self._planning.send(session, row)
            self._community.note(session, person, "announcement sent")
            return self._plain(row)

    async def throw_away(self, person: Person, announcement_id: int) -> None:
        """Forget a draft. Raises ``AnnouncementGone``."""
        async with self._database.begin() as session:
            await self._planning.delete(session, await self._row(session, person, announcement_id, State.DRAFT))

    def _read(self, person: Person, when: str) -> tuple[Recurrence | None, Unclear | None]:
        """What was typed of when: None at once. Raises ``InvalidInput``, also for a series without an end."""
        if not when.strip():
            return None, None
        zone = self._community.community(person.guild_id).zone
        found, question = read_or_ask(when, zone, self._clock.now())
        if question is not None:
            return None, question
        if found.rule and not parts_of(found.rule).keys() & {"UNTIL", "COUNT"}:
            raise InvalidInput(
                N_("An announcement that repeats needs an end, such as “until 1 June 2027” or “6 times”.")
            )
        return found, None

    # -- afterwards ---------------------------------------------------------------------------

    async def all(self, person: Person) -> list[Announcement]:
        """What is scheduled, the next first; then what was sent or withdrawn, the latest first."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.of_guild(session, person.guild_id, SHOWN)
        found = [self._plain(row) for row in rows]
        coming = [one for one in found if one.next_at is not None]
        coming.sort(key=lambda one: (one.next_at, one.id))
        return coming + [one for one in found if one.next_at is None]

    async def told(self, person: Person, announcement_id: int) -> Told:
        """What became of one that was sent: where it stands, and to how many it came. Raises ``AnnouncementGone``."""
        async with self._database.read() as session:
            row = await self._look(session, person, announcement_id, *SHOWN)
            return Told(self._plain(row), await progress(session, row.guild_id, SAID, row.id))

    async def edit(self, person: Person, announcement_id: int, wish: Wish) -> Announcement:
        """Change the words of one that is scheduled or sent: what is to come says them, and each message of
        Heronry's own that is out is changed. Raises ``AnnouncementGone``, ``InvalidInput``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        wish = checked(wish)
        async with self._database.begin() as session:
            row = await self._row(session, person, announcement_id, *OUT)
            if (row.title, row.text) != (wish.title, wish.text):
                row.title, row.text, row.version = wish.title, wish.text, row.version + 1
                await self._outbox.correct(session, row.guild_id, SAID, {row.id: row.version}, RENEWED)
            return self._plain(row)

    async def move(self, person: Person, announcement_id: int, when: str) -> Announcement:
        """Give one that waits another time. Raises ``AnnouncementGone``, ``InvalidInput``; ``Unclear`` for a time with
        two readings."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        recurrence, question = self._read(person, when)
        if question is not None:
            raise question
        if recurrence is None:
            raise InvalidInput(N_("Please say when, such as “tomorrow 9am”."))
        async with self._database.begin() as session:
            row = await self._row(session, person, announcement_id, State.SCHEDULED)
            _retime(row, recurrence)
            await self._planning.replan(session, row)
            return self._plain(row)

    async def withdraw(self, person: Person, announcement_id: int) -> Told:
        """Send nothing more of it, and delete each message of Heronry's own that is out, or may be; a second call
        changes nothing. Raises ``AnnouncementGone``."""
        async with self._database.begin() as session:
            row = await self._row(session, person, announcement_id, *SHOWN)
            if row.state != State.WITHDRAWN:
                row.state, row.next_at, row.publishing = State.WITHDRAWN, None, False
                row.version += 1
                await self._outbox.cancel(session, row.guild_id, PUBLISHED, row.id)
                await self._outbox.take_back(session, row.guild_id, SAID, row.id, row.version, RENEWED)
                self._community.note(session, person, "announcement withdrawn")
            return Told(self._plain(row), await progress(session, row.guild_id, SAID, row.id))

    async def stop_following(self, person: Person, announcement_id: int) -> None:
        """Somebody wants no more messages of what an announcement was about."""
        async with self._database.read() as session:
            row = await repository.announcement(session, person.guild_id, announcement_id)
        subjects = row.subjects if row else []
        for subject in self._planning.follows(person.guild_id, person.member_id, subjects):
            await self._following.unfollow(person, subject)

    # -- when the time comes ------------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Said | None:
        """What it says now; None when it was withdrawn, or goes there no longer."""
        async with self._database.read() as session:
            row = await repository.announcement(session, delivery.guild_id, delivery.subject_id)
            if row is None or row.state not in OUT or not self._offered(row.guild_id):
                return None
            return await self._said(session, row, delivery)

    async def prepare_change(self, delivery: Delivery) -> Said | Act | None:
        """What a message that is out says from now on, or that it goes."""
        async with self._database.read() as session:
            row = await repository.announcement(session, delivery.guild_id, delivery.subject_id)
            if row is None:
                return None
            if row.state == State.WITHDRAWN:
                return Act.DELETE
            said = Said(self._plain(row), await self._shown(session, row))
        names, member_id = self.followed(row.guild_id), delivery.member_id
        follows = self._planning.follows(row.guild_id, member_id, row.subjects) if member_id else []
        return replace(said, why=tuple(names[one] for one in follows if one in names))

    async def prepare_publishing(self, delivery: Delivery) -> Act | None:
        """That what stands in an announcement channel is published, unless it was withdrawn meanwhile."""
        async with self._database.read() as session:
            row = await repository.announcement(session, delivery.guild_id, delivery.subject_id)
        return Act.PUBLISH if row is not None and row.state in OUT and self._offered(row.guild_id) else None

    async def _said(self, session: AsyncSession, row: AnnouncementRow, delivery: Delivery) -> Said | None:
        if not self._planning.is_a_date(row, delivery):
            return None
        if delivery.channel_id is not None:
            there = delivery.channel_id in row.channels
            return Said(self._plain(row), await self._shown(session, row)) if there else None
        follows = self._planning.follows(row.guild_id, delivery.member_id or 0, row.subjects)
        if not follows:
            return None
        names = self.followed(row.guild_id)
        why = tuple(names[one] for one in follows if one in names)
        return Said(self._plain(row), await self._shown(session, row), why)

    def _offered(self, guild_id: int) -> bool:
        return self._community.community(guild_id).offers(FEATURE)

    async def _shown(self, session: AsyncSession, row: AnnouncementRow) -> Media | None:
        """Its picture; the last one is remembered, since one goes to many."""
        if row.media_id is None:
            return None
        if self._picture is None or self._picture[0] != row.media_id:
            found = await media.fetch(session, row.guild_id, row.media_id)
            if found is None:
                return None
            self._picture = (row.media_id, found)
        return self._picture[1]

    # -- rows and plain values ----------------------------------------------------------------

    async def _row(
        self, session: AsyncSession, person: Person, announcement_id: int, *states: State
    ) -> AnnouncementRow:
        await lock_community(session, person.guild_id)
        return await self._look(session, person, announcement_id, *states)

    async def _look(
        self, session: AsyncSession, person: Person, announcement_id: int, *states: State
    ) -> AnnouncementRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.announcement(session, person.guild_id, announcement_id)
        if row is None or row.state not in states:
            raise AnnouncementGone
        return row

    async def _change(
        self,
        person: Person,
        announcement_id: int,
        change: Callable[[AnnouncementRow], None],
        question: Unclear | None = None,
    ) -> Draft:
        async with self._database.begin() as session:
            row = await self._row(session, person, announcement_id, State.DRAFT)
            change(row)
            return await self._draft(session, row, question)

    async def _draft(self, session: AsyncSession, row: AnnouncementRow, question: Unclear | None = None) -> Draft:
        people = self._planning.people(row.guild_id, row.subjects)
        by_role = self._planning.people(row.guild_id, row.subjects, Way.ROLE)
        return Draft(
            announcement=self._plain(row),
            picture=await self._shown(session, row),
            estimate=await estimate(session, row.guild_id, people, self._clock.now()),
            by_role=len(by_role),
            followed=self.followed(row.guild_id),
            question=question,
        )

    def _plain(self, row: AnnouncementRow) -> Announcement:
        names: Mapping[str, str] = self.followed(row.guild_id)
        ping = Ping(row.pings_everyone, row.ping_role_id) if row.pings_everyone or row.ping_role_id else NOBODY
        return Announcement(
            id=row.id, guild_id=row.guild_id, author_id=row.author_id, title=row.title, text=row.text,
            has_picture=row.media_id is not None, channels=tuple(row.channels),
            subjects={one: names[one] for one in row.subjects if one in names}, publish=frozenset(row.publish),
            ping=ping, recurrence=recurrence_of(row), state=State(row.state), next_at=row.next_at, sent_at=row.sent_at,
        )  # fmt: skip


def _retime(row: AnnouncementRow, recurrence: Recurrence | None) -> None:
    if recurrence is None:
        row.first, row.rule = None, ""
    else:
        row.first, row.zone, row.rule = recurrence.first.isoformat(), recurrence.zone, recurrence.rule
