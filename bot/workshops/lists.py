"""Questions in advance on their way to the groups: facilitators merge them, put them in order, and pass them on.

Nothing reaches a group before a facilitator has passed it on. A question that others were merged into has its
facilitator's wording and no author; those who signed one of them stand beside it. Which group somebody who didn't
sign sits in has no part in where theirs goes: a list with one question in it would say whose it is.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring, Place
from bot.texts import N_
from bot.workshops import group_repository, repository
from bot.workshops.asking import QuestionsService
from bot.workshops.entries import LONGEST_QUESTION, State, Workshop, WorkshopGone
from bot.workshops.group_entries import Listed
from bot.workshops.models import WorkshopQuestionRow, WorkshopRow
from bot.workshops.rows import workshop_of

EVERY = 0
"""Where a question goes that goes to every group."""


class QuestionGone(NotFound):
    """The question isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(
            N_("That question isn't there any more. Type /manage-workshops questions to see those there are.")
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A question as facilitators see it. ``goes_to`` is a group, ``EVERY`` or None; ``merged`` the texts it was made
    of. ``author_id`` is None for those, and once it is forgotten. It ``waits`` until it goes to a group that anybody
    is in."""

    id: int
    text: str
    author_id: int | None
    signed: bool
    goes_to: int | None
    merged: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """A workshop's questions: those passed on in their order, then the others as they came."""

    workshop: Workshop
    items: tuple[Item, ...]


class QuestionLists:
    """The lists that groups get."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring, questions: QuestionsService) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring
        self._questions = questions

    async def lists(self, person: Person, workshop_id: int) -> Lists:
        """For facilitators. Raises ``NotAllowed``, ``WorkshopGone``."""
        async with self._database.read() as session:
            row, rows = await self._rows(session, person, workshop_id)
            return await self._lists(session, row, rows)

    async def pass_on(self, person: Person, workshop_id: int, question_id: int | None, to: int | None) -> Lists:
        """Pass a question on to a group or to ``EVERY``, or keep it back (None); all that wait, without an id.

        Raises ``QuestionGone``, ``InvalidInput`` for a group that there isn't, or that everybody has left; as
        ``lists``.
        """
        async with self._database.begin() as session:
            row, rows = await self._changing(session, person, workshop_id)
            numbers = await _numbers(session, row)
            if to is not None and to not in numbers:
                raise InvalidInput(N_("There is no group {number}.", number=to))
            chosen = [_one(rows, question_id)] if question_id is not None else _waiting(rows, numbers)
            for one in chosen:
                if one.position is None or to is None:
                    one.position = None if to is None else _last(rows) + 1
                one.goes_to = to
            await self._renew(session, row)
            return await self._lists(session, row, rows)

    async def earlier(self, person: Person, workshop_id: int, question_id: int) -> Lists:
        """Move a question that was passed on one place up. Raises ``QuestionGone``; as ``lists``."""
        async with self._database.begin() as session:
            row, rows = await self._changing(session, person, workshop_id)
            one = _one(rows, question_id)
            before = [other for other in _ordered(rows) if other.position is not None and other.into_id is None]
            place = before.index(one) if one in before else 0
            if place:
                one.position, before[place - 1].position = before[place - 1].position, one.position
                await self._renew(session, row)
            return await self._lists(session, row, rows)

    async def merge(self, person: Person, workshop_id: int, question_ids: Iterable[int], text: str) -> Lists:
        """Put questions that ask the same into one, in a facilitator's words.

        Raises ``InvalidInput`` for fewer than two, or a text of no use; ``QuestionGone``, ``NoKey``; as ``lists``.
        """
        text = text.strip()
        if not text or len(text) > LONGEST_QUESTION:
            raise InvalidInput(N_("A question has from 1 to {limit} characters.", limit=LONGEST_QUESTION))
        async with self._database.begin() as session:
            row, rows = await self._changing(session, person, workshop_id)
            chosen = [_one(rows, one) for one in dict.fromkeys(question_ids)]
            if len(chosen) < 2:
                raise InvalidInput(N_("Please choose at least two questions that ask the same."))
            first = min(chosen, key=lambda one: (one.position is None, one.position, one.id))
            made = WorkshopQuestionRow(
                guild_id=row.guild_id, workshop_id=row.id, author=None, signed=False, asked_at=self._clock.now(),
                text=self._keyring.seal("", Place("workshop_questions.text", 0, 0)), goes_to=first.goes_to,
                position=first.position, into_id=None,
            )  # fmt: skip
            session.add(made)
            await session.flush()
            made.text = self._keyring.seal(text, Place("workshop_questions.text", 0, made.id))
            for one in chosen:
                parts = [part for part in rows if part.into_id == one.id]
                for part in parts or [one]:
                    part.into_id, part.goes_to, part.position = made.id, None, None
                if parts:
                    await session.delete(one)
            await self._renew(session, row)
            await session.flush()
            rows = await repository.questions(session, row.guild_id, row.id)
            return await self._lists(session, row, rows)

    async def take_apart(self, person: Person, workshop_id: int, question_id: int) -> Lists:
        """Undo a merging; its parts wait to be passed on again. Raises ``QuestionGone``; as ``lists``."""
        async with self._database.begin() as session:
            row, rows = await self._changing(session, person, workshop_id)
            one = _one(rows, question_id)
            parts = [part for part in rows if part.into_id == one.id]
            for part in parts:
                part.into_id = None
            if parts:
                await session.delete(one)
            await self._renew(session, row)
            await session.flush()
            rows = await repository.questions(session, row.guild_id, row.id)
            return await self._lists(session, row, rows)

    # -- for others, in their transactions ----------------------------------------------------

    async def of_group(self, session: AsyncSession, row: WorkshopRow, number: int) -> tuple[Listed, ...]:
        """What a group is to speak of, in order, with those who signed."""
        rows = await repository.questions(session, row.guild_id, row.id)
        found: list[Listed] = []
        for one in _ordered(rows):
            text = self._questions.text_of(one) if one.goes_to in (EVERY, number) and one.into_id is None else None
            if text is not None:
                asked = [one, *(part for part in rows if part.into_id == one.id)]
                signers = {author for part in asked if part.signed and (author := self._questions.author_of(part))}
                found.append(Listed(text, tuple(sorted(signers))))
        return tuple(found)

    async def waiting(self, session: AsyncSession, row: WorkshopRow) -> int:
        """How many questions no group has."""
        rows = await repository.questions(session, row.guild_id, row.id)
        return len(_waiting(rows, await _numbers(session, row))) if rows else 0

    async def take_back(self, session: AsyncSession, row: WorkshopRow) -> int:
        """Let what went to one group wait again, since the groups are others now; how many questions that were."""
        rows = [one for one in await repository.questions(session, row.guild_id, row.id) if one.goes_to]
        for one in rows:
            one.goes_to, one.position = None, None
        await session.flush()
        return len(rows)

    async def drop_merged(self, session: AsyncSession, guild_id: int, into: Iterable[int | None]) -> None:
        """After some questions were erased, drop what was merged from them alone."""
        for question_id in {one for one in into if one is not None}:
            one = await session.get(WorkshopQuestionRow, question_id)
            if one is not None and one.guild_id == guild_id:
                rows = await repository.questions(session, guild_id, one.workshop_id)
                if not any(part.into_id == one.id for part in rows):
                    await session.delete(one)

    # -- their rows ---------------------------------------------------------------------------

    async def _rows(
        self, session: AsyncSession, person: Person, workshop_id: int
    ) -> tuple[WorkshopRow, Sequence[WorkshopQuestionRow]]:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state == State.DRAFT:
            raise WorkshopGone
        return row, await repository.questions(session, row.guild_id, row.id)

    async def _changing(
        self, session: AsyncSession, person: Person, workshop_id: int
    ) -> tuple[WorkshopRow, Sequence[WorkshopQuestionRow]]:
        await lock_community(session, person.guild_id)
        return await self._rows(session, person, workshop_id)

    async def _renew(self, session: AsyncSession, row: WorkshopRow) -> None:
        """What a group's thread says is behind from now on; whoever keeps the threads brings it up to date."""
        grouping = await group_repository.grouping(session, row.guild_id, row.id)
        if grouping is not None:
            grouping.revision += 1

    async def _lists(self, session: AsyncSession, row: WorkshopRow, rows: Sequence[WorkshopQuestionRow]) -> Lists:
        waiting = {one.id for one in _waiting(rows, await _numbers(session, row))}
        items = [
            Item(
                one.id, text, self._questions.author_of(one), one.signed, one.goes_to,
                tuple(said for part in rows if part.into_id == one.id and (said := self._questions.text_of(part))),
                one.id in waiting,
            )
            for one in _ordered(rows)
            if one.into_id is None and (text := self._questions.text_of(one)) is not None
        ]  # fmt: skip
        return Lists(workshop_of(row), tuple(items))


def _ordered(rows: Iterable[WorkshopQuestionRow]) -> list[WorkshopQuestionRow]:
    return sorted(rows, key=lambda one: (one.position is None, one.position or 0, one.id))


async def _numbers(session: AsyncSession, row: WorkshopRow) -> set[int]:
    """Where questions can go: the groups that anybody is in, and ``EVERY``."""
    return {EVERY, *(one.group_number for one in await group_repository.seats(session, row.id) if one.group_number)}


def _waiting(rows: Iterable[WorkshopQuestionRow], numbers: Collection[int]) -> list[WorkshopQuestionRow]:
    return [one for one in rows if one.goes_to not in numbers and one.into_id is None]


def _last(rows: Iterable[WorkshopQuestionRow]) -> int:
    return max((one.position for one in rows if one.position is not None), default=0)


def _one(rows: Iterable[WorkshopQuestionRow], question_id: int) -> WorkshopQuestionRow:
    """One that stands by itself. Raises ``QuestionGone``."""
    for one in rows:
        if one.id == question_id and one.into_id is None:
            return one
    raise QuestionGone
