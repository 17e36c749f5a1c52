"""Writing a reflection: begun, step by step, and kept. ``book.py`` reads and changes what is there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Person
from bot.errors import InvalidInput
from bot.reflection import repository, rows
from bot.reflection.entries import (
    DRAFTS_KEPT,
    Answer,
    Draft,
    DraftGone,
    Launch,
    Locked,
    NotAgreed,
    Reflection,
    Written,
    WrittenAlready,
)
from bot.reflection.guides import Guide, GuideGone
from bot.reflection.guiding import GuidesService
from bot.reflection.models import BookRow, DraftRow, EntryRow
from bot.schedule.local import local_time
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring, NoKey, Sealed
from bot.texts import N_

FEATURE = "reflection"
MOST_ENTRIES, MOST_DRAFTS = 5_000, 5
UNSEALED = Sealed(b"")
"""Stands in a row until it has its number, which its seal is bound to."""


class Held(Protocol):
    """A meeting that a reflection can be about."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def zone(self) -> str: ...


class Meetings(Protocol):
    """What is needed of the meetings: those that have begun of late, the latest first."""

    async def recent(self, person: Person, limit: int = 25) -> Sequence[Held]: ...


class ReflectionService:
    """Reflections while they are written. Each is its author's alone."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        keyring: Keyring,
        guides: GuidesService,
        meetings: Meetings,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._keyring = keyring
        self._guides = guides
        self._meetings = meetings

    # -- beginning ------------------------------------------------------------------------

    async def meetings(self, person: Person) -> Sequence[Held]:
        """The meetings that can be written about, the latest first."""
        return await self._meetings.recent(person)

    async def launch(self, person: Person, guide_id: str = "", meeting_id: int = 0) -> Launch:
        """What stands before anything is written. Raises ``GuideGone``, ``NoKey``."""
        if not self._keyring:
            raise NoKey
        guide = self._guides.guide(person.guild_id, guide_id)
        about, _day = await self._about(person, meeting_id)
        async with self._database.read() as session:
            agreed = await repository.book(session, person.guild_id, person.member_id) is not None
            drafts = await self._drafts(session, person)
        return Launch(
            guild_id=person.guild_id,
            guide=guide,
            guides=self._guides.guides(person.guild_id),
            meeting_id=meeting_id if about else 0,
            about=about,
            drafts=drafts,
            agreed=agreed,
        )

    async def agree(self, person: Person) -> None:
        """Record that somebody wants reflections to be kept here."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            if await repository.book(session, person.guild_id, person.member_id) is None:
                agreed_at = self._clock.now()
                session.add(BookRow(guild_id=person.guild_id, member_id=person.member_id, agreed_at=agreed_at))

    def guide(self, person: Person, guide_id: str) -> Guide:
        """The model whose first step is written now. Raises ``GuideGone``, ``NoKey``; before anybody writes."""
        if not self._keyring:
            raise NoKey
        return self._guides.guide(person.guild_id, guide_id)

    async def draft(self, person: Person, draft_id: int) -> tuple[Draft, Guide | None]:
        """A draft to be gone on with, and its model if that is still there. Raises ``DraftGone``, ``Locked``."""
        async with self._database.read() as session:
            draft = rows.draft_of(self._keyring, await self._draft_row(session, person, draft_id))
        try:
            return draft, self._guides.guide(person.guild_id, draft.guide_id)
        except GuideGone:
            return draft, None

    # -- writing --------------------------------------------------------------------------

    async def write(self, person: Person, guide_id: str, meeting_id: int, written: Written) -> Draft | Reflection:
        """Save a first step: a draft if there are more steps, or else the reflection itself.

        Raises ``GuideGone``, ``NotAgreed``, ``NoKey``, ``InvalidInput`` when nothing was written or the book is full.
        """
        guide = self._guides.guide(person.guild_id, guide_id)
        about, day = await self._about(person, meeting_id)
        answers = _answers(guide, 0, written)
        if not answers and len(guide.steps) == 1:
            raise InvalidInput(N_("Nothing was written, so nothing was saved."))
        draft = Draft(
            id=0,
            guide_id=guide.id,
            model=str(guide.title),
            about=about,
            day=day,
            done=1,
            steps=len(guide.steps),
            answers=answers,
            until=self._clock.now() + DRAFTS_KEPT,
        )
        async with self._database.begin() as session:
            await self._require_agreed(session, person)
            if draft.done == draft.steps:
                return await self._keep(session, person, draft)
            return await self._keep_draft(session, person, draft)

    async def go_on(self, person: Person, draft_id: int, step: int, written: Written) -> Draft | Reflection:
        """Save a further step; after the last it is a reflection, and no draft any more.

        Raises ``DraftGone``, ``WrittenAlready``, ``NotAgreed``, ``Locked``, ``GuideGone``.
        """
        async with self._database.begin() as session:
            await self._require_agreed(session, person)
            row = await self._draft_row(session, person, draft_id)
            draft = rows.draft_of(self._keyring, row)
            if draft.done != step:
                raise WrittenAlready
            guide = self._guides.guide(person.guild_id, draft.guide_id)
            draft = replace(draft, done=step + 1, answers=draft.answers + _answers(guide, step, written))
            if draft.done < min(draft.steps, len(guide.steps)):
                row.saved_at = self._clock.now()
                rows.keep_draft(self._keyring, row, draft)
                return rows.draft_of(self._keyring, row)
            await session.delete(row)
            return await self._keep(session, person, draft)

    async def finish(self, person: Person, draft_id: int) -> Reflection:
        """Keep a draft as it is. Raises ``DraftGone``, ``Locked``, ``InvalidInput`` when nothing is written in it."""
        async with self._database.begin() as session:
            await self._require_agreed(session, person)
            row = await self._draft_row(session, person, draft_id)
            draft = rows.draft_of(self._keyring, row)
            await session.delete(row)
            return await self._keep(session, person, draft)

    async def drop(self, person: Person, draft_id: int) -> None:
        """Throw a draft away. Raises ``DraftGone``."""
        async with self._database.begin() as session:
            await session.delete(await self._draft_row(session, person, draft_id))
        await self._database.truncate_log()

    async def tick(self) -> None:
        """Drop drafts that have lain for a day."""
        async with self._database.read() as session:
            stale = await repository.has_drafts(session, self._clock.now() - DRAFTS_KEPT)
        if not stale:
            return
        async with self._database.begin() as session:
            await repository.delete_drafts(session, self._clock.now() - DRAFTS_KEPT)
        await self._database.truncate_log()

    # -- rows -----------------------------------------------------------------------------

    async def _keep_draft(self, session: AsyncSession, person: Person, draft: Draft) -> Draft:
        since = self._clock.now() - DRAFTS_KEPT
        if len(await repository.drafts(session, person.guild_id, person.member_id, since)) >= MOST_DRAFTS:
            raise InvalidInput(
                N_(
                    "You have {most} unfinished reflections already. Please finish or drop one first: /reflect start "
                    "shows them.",
                    most=MOST_DRAFTS,
                )
            )
        row = DraftRow(
            guild_id=person.guild_id, member_id=person.member_id, content=UNSEALED, saved_at=self._clock.now()
        )
        session.add(row)
        await session.flush()
        rows.keep_draft(self._keyring, row, draft)
        return rows.draft_of(self._keyring, row)

    async def _keep(self, session: AsyncSession, person: Person, draft: Draft) -> Reflection:
        if not draft.answers:
            raise InvalidInput(N_("Nothing was written, so nothing was saved."))
        if await repository.count_entries(session, person.guild_id, person.member_id) >= MOST_ENTRIES:
            raise InvalidInput(
                N_("Your book is full: it holds {most} reflections. Please delete some first.", most=MOST_ENTRIES)
            )
        now = self._clock.now()
        row = EntryRow(
            guild_id=person.guild_id, member_id=person.member_id, content=UNSEALED, version=1, written_at=now
        )
        session.add(row)
        await session.flush()
        said = Reflection(
            id=row.id, written_at=now, day=draft.day, model=draft.model, title="", answers=draft.answers,
            about=draft.about,
        )  # fmt: skip
        rows.keep(self._keyring, row, said)
        return said

    async def _draft_row(self, session: AsyncSession, person: Person, draft_id: int) -> DraftRow:
        since = self._clock.now() - DRAFTS_KEPT
        row = await repository.draft(session, person.guild_id, person.member_id, draft_id, since)
        if row is None:
            raise DraftGone
        return row

    async def _drafts(self, session: AsyncSession, person: Person) -> tuple[Draft, ...]:
        found: list[Draft] = []
        since = self._clock.now() - DRAFTS_KEPT
        for row in await repository.drafts(session, person.guild_id, person.member_id, since):
            try:
                found.append(rows.draft_of(self._keyring, row))
            except Locked:
                continue  # it can't be gone on with, and goes by itself
        return tuple(found)

    async def _require_agreed(self, session: AsyncSession, person: Person) -> None:
        await lock_community(session, person.guild_id)
        if await repository.book(session, person.guild_id, person.member_id) is None:
            raise NotAgreed

    async def _about(self, person: Person, meeting_id: int) -> tuple[str, date]:
        """The meeting's title, and the day that is reflected on: the meeting's, or today where the person is."""
        if meeting_id:
            for one in await self._meetings.recent(person):
                if one.id == meeting_id:
                    return one.title, local_time(one.at, one.zone).date()
        return "", local_time(self._clock.now(), self._community.zone_of(person)).date()


def _answers(guide: Guide, step: int, written: Written) -> tuple[Answer, ...]:
    """What was written in a step, each with its prompt as it was put; what was left empty isn't there."""
    prompts = guide.steps[step]
    return tuple(
        Answer(str(prompts[place].label), text.strip())
        for place, text in sorted(written.items())
        if place < len(prompts) and text.strip()
    )
