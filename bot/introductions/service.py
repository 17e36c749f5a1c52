"""Introductions' use cases: asking, answering, and an answer that always comes.

Nobody is written to who didn't say yes to it: a request comes by direct message to those who ticked such
messages, and otherwise waits for their next visit. Nobody is told no: whoever can't just now, doesn't answer, or
would rather not, looks the same to the one who asked, who is offered another way each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Person, Standing
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.errors import InvalidInput, NotFound
from bot.introductions import repository
from bot.introductions.models import IntroductionRow
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, Place
from bot.texts import N_

ASKED, ANSWERED = "introduction:asked", "introduction:answered"
PURPOSE = "introductions"
A_DAY, OPEN_AT_ONCE = 3, 5
OPEN_FOR, KEPT = timedelta(days=7), timedelta(days=30)
LONGEST = 600
"""Characters of a request."""
DAY = timedelta(days=1)


class State(StrEnum):
    """Where a request stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    NOT_NOW = "not now"
    EXPIRED = "expired"


class AnswerBy(StrEnum):
    """Where the asker wants the answer."""

    MESSAGE = "message"
    VISIT = "visit"


class Names(Protocol):
    """What is needed of the directory: who people are, and who else fits."""

    def name_of(self, guild_id: int, member_id: int) -> str | None:
        """A listed person's display name; None when they aren't listed."""
        ...

    def may_find(self, person: Person, member_id: int) -> bool:
        """Whether someone can be found by this person."""
        ...

    def others(self, person: Person, about: str, besides: frozenset[int]) -> tuple[str, ...]:
        """Names of a few others who fit, best first."""
        ...

    async def pause(self, person: Person, until: datetime) -> None:
        """Let nobody find the person until then."""
        ...


@dataclass(frozen=True, slots=True)
class Room:
    """How many more requests a person may make: today, and open at the same time."""

    today: int
    open: int


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of asking: to whom it goes, and whether by direct message or at their next visit."""

    name: str
    by_message: bool
    answer_by: AnswerBy


@dataclass(frozen=True, slots=True)
class Request:
    """A request as the one who is asked sees it."""

    introduction_id: int
    guild_id: int
    asker_id: int
    about: str
    note: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer as the one who asked sees it. ``asked_id`` when they said yes; ``others`` when it's another way."""

    name: str
    about: str
    asked_id: int | None
    others: tuple[str, ...]


class IntroductionsService:
    """Requests and their answers."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        keyring: Keyring,
        names: Names,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._keyring = keyring
        self._names = names
        outbox.register(
            Kind(
                ASKED, N_("Requests for an introduction"), self.prepare_request, useful_for=OPEN_FOR,
                purpose=PURPOSE, keep=True, private=True,
            ),
            Kind(
                ANSWERED, N_("Answers to such requests"), self.prepare_answer, useful_for=KEPT, keep=True, private=True,
            ),
        )  # fmt: skip

    async def room(self, person: Person) -> Room:
        """How many more requests the person may make."""
        async with self._database.read() as session:
            return self._room(await repository.asked_by(session, person.guild_id, person.member_id))

    def _room(self, rows: Sequence[IntroductionRow]) -> Room:
        since = self._clock.now() - DAY
        today = sum(row.made_at > since for row in rows)
        is_open = sum(row.state == State.OPEN for row in rows)
        return Room(max(0, A_DAY - today), max(0, OPEN_AT_ONCE - is_open))

    async def ask(self, person: Person, member_id: int, about: str, note: str, answer_by: AnswerBy) -> Sent:
        """Ask someone for an introduction.

        Raises ``NotFound`` when they can't be found any more, ``InvalidInput`` for too many, for a second to the
        same person, and for a text that can't be used.
        """
        note = _checked(note)
        name = self._names.name_of(person.guild_id, member_id)
        if name is None or not self._names.may_find(person, member_id):
            raise NotFound(
                N_("They can't be asked any more. They may have removed their entry, paused it, or left the group.")
            )
        if member_id == person.member_id:
            raise InvalidInput(N_("That is you. You know each other already."))
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            rows = await repository.asked_by(session, person.guild_id, person.member_id)
            _refuse_too_many(self._room(rows))
            if any(row.asked_id == member_id and row.state == State.OPEN for row in rows):
                raise InvalidInput(N_("You have asked them already. They haven't answered yet; the answer will come."))
            row = IntroductionRow(
                guild_id=person.guild_id, asker_id=person.member_id, asked_id=member_id, about=about[:100],
                answer_by=answer_by, state=State.OPEN, made_at=now, expires_at=now + OPEN_FOR,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            row.note = self._keyring.seal(note, _place(row))
            draft = Draft(f"introduction:{row.id}:asked", ASKED, row.id, now, member_id=member_id)
            await self._outbox.put(session, person.guild_id, draft)
        chosen = self._community.preferences(person.guild_id, member_id)
        return Sent(name, PURPOSE in chosen.consents, answer_by)

    async def accept(self, person: Person, introduction_id: int) -> int:
        """Say yes; who asked. Raises ``NotFound`` when it is answered already, or over."""
        return await self._answer(person, introduction_id, State.ACCEPTED)

    async def not_now(self, person: Person, introduction_id: int) -> int:
        """Say that it doesn't suit; who asked, who is told so kindly. Raises as ``accept``."""
        return await self._answer(person, introduction_id, State.NOT_NOW)

    async def pause(self, person: Person, introduction_id: int, span: timedelta) -> datetime:
        """As ``not_now``, and be found by nobody for a while; until when. Raises as ``accept``."""
        await self._answer(person, introduction_id, State.NOT_NOW)
        until = self._clock.now() + span
        await self._names.pause(person, until)
        return until

    async def _answer(self, person: Person, introduction_id: int, state: State) -> int:
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.introduction(session, person.guild_id, introduction_id)
            if row is None or row.asked_id != person.member_id or row.state != State.OPEN:
                raise NotFound(N_("That request is answered already, or over. There is nothing left to do."))
            await self._end(session, row, state)
        return row.asker_id

    async def _end(self, session: AsyncSession, row: IntroductionRow, state: State) -> None:
        now = self._clock.now()
        row.state, row.answered_at = state, now
        await self._outbox.cancel(session, row.guild_id, ASKED, row.id)
        await self._outbox.drop_waiting(session, row.guild_id, ASKED, row.id)
        visit = row.answer_by == AnswerBy.VISIT
        draft = Draft(f"introduction:{row.id}:answered", ANSWERED, row.id, now, member_id=row.asker_id, visit=visit)
        await self._outbox.put(session, row.guild_id, draft)

    async def tick(self) -> None:
        """Answer for those who haven't within a week, and forget what is long over."""
        now, done = self._clock.now(), repository.AT_ONCE
        while done == repository.AT_ONCE:
            async with self._database.begin() as session:
                rows = await repository.expired(session, State.OPEN, now)
                for row in rows:
                    await self._end(session, row, State.EXPIRED)
                done = len(rows)
        async with self._database.begin() as session:
            await repository.delete_ended(session, State.OPEN, now - KEPT)

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> None:
        """Erase the requests that someone made or was sent, with whatever still waits about them."""
        for row in await repository.between(session, guild_id, member_id):
            for kind in (ASKED, ANSWERED):
                await self._outbox.cancel(session, guild_id, kind, row.id)
                await self._outbox.drop_waiting(session, guild_id, kind, row.id)
        await repository.delete_person(session, guild_id, member_id)

    # -- what is said when it is sent ------------------------------------------------------

    async def prepare_request(self, delivery: Delivery) -> Request | None:
        """The request as it stands; None once it is answered or over."""
        async with self._database.read() as session:
            row = await repository.introduction(session, delivery.guild_id, delivery.subject_id)
        if row is None or row.state != State.OPEN:
            return None
        return Request(row.id, row.guild_id, row.asker_id, row.about, self.note(row) or "", row.expires_at)

    async def prepare_answer(self, delivery: Delivery) -> Answer | None:
        """The answer to the one who asked. No, not now and silence all say the same."""
        async with self._database.read() as session:
            row = await repository.introduction(session, delivery.guild_id, delivery.subject_id)
        if row is None:
            return None
        name = self._names.name_of(row.guild_id, row.asked_id) or ""
        if row.state == State.ACCEPTED:
            return Answer(name, row.about, row.asked_id, ())
        # Whoever asked may be a newcomer: they are offered only whom everyone may find.
        asker = Person(row.guild_id, row.asker_id, Standing.NEWCOMER)
        others = self._names.others(asker, row.about, frozenset({row.asked_id, row.asker_id})) if row.about else ()
        return Answer(name, row.about, None, others)

    def note(self, row: IntroductionRow) -> str | None:
        """What the asker wrote; None when it can't be opened."""
        try:
            return self._keyring.open(row.note, _place(row)) if row.note else None
        except CannotOpen:
            return None


def _checked(note: str) -> str:
    note = note.strip()
    if not note:
        raise InvalidInput(N_("Please write a line or two: what you'd like help with, and who you are."))
    if len(note) > LONGEST:
        raise InvalidInput(N_("That's a long message. Please say it in fewer than {limit} characters.", limit=LONGEST))
    return note


def _refuse_too_many(room: Room) -> None:
    if room.today == 0:
        raise InvalidInput(
            N_("You have asked {most} people in the last day. Please wait until tomorrow, or ask a facilitator.",
               most=A_DAY)
        )  # fmt: skip
    if room.open == 0:
        raise InvalidInput(
            N_("{most} of your requests wait for an answer. Please ask again when one has come.", most=OPEN_AT_ONCE)
        )


def _place(row: IntroductionRow) -> Place:
    return Place("introductions.note", row.asker_id, row.id)
