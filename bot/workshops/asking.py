"""Questions in advance, to be spoken of in the groups: signed or not, until two days before.

Facilitators see who asks; the group sees a name only where it is signed. Who asked is sealed apart from the text,
and forgotten once the workshop is over.
"""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.schedule.local import stamp
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place
from bot.texts import N_
from bot.workshops import repository
from bot.workshops.entries import LONGEST_QUESTION, MOST_QUESTIONS, Question, State, Workshop, WorkshopGone
from bot.workshops.models import WorkshopQuestionRow
from bot.workshops.rows import missed, workshop_of

OVER = timedelta(days=1)
"""After its start, a workshop's questions have no author any more."""
KEPT = timedelta(days=30)


class QuestionsService:
    """What people would like to hear about."""

    def __init__(self, database: Database, clock: Clock, keyring: Keyring) -> None:
        self._database = database
        self._clock = clock
        self._keyring = keyring

    async def before_asking(self, person: Person, workshop_id: int) -> Workshop:
        """The workshop, before somebody writes in vain. Raises as ``ask``."""
        async with self._database.read() as session:
            return await self._open(session, person, workshop_id)

    async def ask(self, person: Person, workshop_id: int, text: str, *, signed: bool) -> Workshop:
        """Keep a question for the facilitators.

        Raises ``WorkshopGone``, ``InvalidInput`` when it is too late, too long or one too many, ``NoKey`` when
        private texts are off.
        """
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            return await self.ask_in(session, person, workshop_id, text, signed=signed)

    async def ask_in(
        self, session: AsyncSession, person: Person, workshop_id: int, text: str, *, signed: bool
    ) -> Workshop:
        """Keep a question in a transaction that has locked the community. Raises as ``ask``, before it writes."""
        text = text.strip()
        if not text or len(text) > LONGEST_QUESTION:
            raise InvalidInput(N_("A question has from 1 to {limit} characters.", limit=LONGEST_QUESTION))
        workshop = await self._open(session, person, workshop_id)
        rows = await repository.questions(session, person.guild_id, workshop_id)
        if sum(self.author_of(one) == person.member_id for one in rows) >= MOST_QUESTIONS:
            raise InvalidInput(N_("You have asked {most} questions for this workshop already.", most=MOST_QUESTIONS))
        row = WorkshopQuestionRow(
            guild_id=person.guild_id, workshop_id=workshop_id, author=None, signed=signed,
            text=self._keyring.seal("", Place("workshop_questions.text", 0, 0)), asked_at=self._clock.now(),
            goes_to=None, position=None, into_id=None,
        )  # fmt: skip
        session.add(row)
        await session.flush()  # its number is part of where the texts belong
        row.text = self._keyring.seal(text, _place(row, "text"))
        row.author = self._keyring.seal(str(person.member_id), _place(row, "author"))
        return workshop

    async def questions(self, person: Person, workshop_id: int) -> list[Question]:
        """What was asked, for facilitators. Raises ``NotAllowed``, ``WorkshopGone``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            if await repository.workshop(session, person.guild_id, workshop_id) is None:
                raise WorkshopGone
            rows = await repository.questions(session, person.guild_id, workshop_id)
        return [
            Question(text, self.author_of(row), row.signed)
            for row in rows
            if (text := self.text_of(row)) is not None
        ]  # fmt: skip

    async def purge(self) -> None:
        """Forget authors once it is over, and the questions a month later."""
        now = self._clock.now()
        async with self._database.begin() as session:
            await repository.forget_authors(session, now - OVER)
            await repository.drop_questions(session, now - KEPT)

    # -- whose they are -----------------------------------------------------------------------

    async def of_person(self, session: AsyncSession, guild_id: int, member_id: int) -> list[WorkshopQuestionRow]:
        """The questions that can still be told to be somebody's."""
        rows = await repository.questions_with_author(session, guild_id)
        return [row for row in rows if self.author_of(row) == member_id]

    def author_of(self, row: WorkshopQuestionRow) -> int | None:
        """Who asked; None once it is forgotten, or can't be opened."""
        opened = None if row.author is None else self._opened(row, "author")
        return int(opened) if opened else None

    def text_of(self, row: WorkshopQuestionRow) -> str | None:
        """What was asked; None when it can't be opened."""
        return self._opened(row, "text")

    def _opened(self, row: WorkshopQuestionRow, column: str) -> str | None:
        try:
            return self._keyring.open(getattr(row, column), _place(row, column))
        except (CannotOpen, NoKey):
            return None

    async def _open(self, session: AsyncSession, person: Person, workshop_id: int) -> Workshop:
        require(person.standing, Audience.MEMBER, set_up=True)
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE:
            raise missed(row)
        workshop = workshop_of(row)
        if self._clock.now() >= workshop.questions_until:
            raise InvalidInput(
                N_("Questions in advance closed {when}. Please bring yours along and ask it there.",
                   when=stamp(workshop.questions_until))
            )  # fmt: skip
        return workshop


def _place(row: WorkshopQuestionRow, column: str) -> Place:
    return Place(f"workshop_questions.{column}", 0, row.id)
