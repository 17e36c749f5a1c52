"""Asking through a facilitator: the rota knows who asks, the group doesn't need to; answers come back the same way."""

import json
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.leavers import MembershipCheck
from bot.community.signposts import Signposts
from bot.community.standing import Person
from bot.delivery.kinds import Delivery, Draft, Kind, Unsure
from bot.delivery.service import Outbox
from bot.errors import InvalidInput
from bot.storage.database import Database, lock_community
from bot.storage.sealed import CannotOpen, Keyring, NoKey, Place
from bot.support import repository
from bot.support.entries import (
    OPEN_AT_ONCE,
    PURPOSE,
    QUESTIONS_KEPT,
    Answered,
    Duty,
    NoRota,
    NotOnRota,
    Over,
    Question,
    Relayed,
    Rota,
    Talk,
    Wish,
    checked,
)
from bot.support.models import NoteRow, QuestionRow
from bot.support.service import SupportService
from bot.texts import N_

ASKED, FURTHER, RELAY, ANSWER = "support:question", "support:further", "support:relay", "support:answer"
KINDS = (ASKED, FURTHER, RELAY, ANSWER)
BEGINNING = 120
"""Characters of a question that remind its asker which it was."""


class AskingService:
    """Questions to the rota, passed on as their askers wish."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        outbox: Outbox,
        keyring: Keyring,
        support: SupportService,
        signposts: Signposts,
    ) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox
        self._keyring = keyring
        self._support = support
        self._signposts = signposts
        outbox.register(
            Kind(ASKED, N_("Questions to the rota"), self.prepare, useful_for=timedelta(days=14),
                 unsure=Unsure.REPEAT),
            Kind(FURTHER, N_("Messages to the rota"), self.prepare_further, useful_for=timedelta(days=14),
                 unsure=Unsure.REPEAT),
            Kind(RELAY, N_("Questions passed on to the group"), self.prepare_relay, useful_for=timedelta(days=2)),
            Kind(ANSWER, N_("Answers from the rota"), self.prepare_answer, useful_for=timedelta(days=60),
                 unsure=Unsure.REPEAT, purpose=PURPOSE, keep=True, private=True),
        )  # fmt: skip

    async def require_open(self, person: Person) -> Rota:
        """Before anybody writes anything. Raises ``NoRota``, ``NoKey``, and ``InvalidInput`` for too many at once."""
        if not self._keyring:
            raise NoKey
        async with self._database.read() as session:
            rota = await self._support.rota_in(session, person.guild_id)
            await self._refuse_too_many(session, person)
        if not rota.members:
            raise NoRota(self._signposts.line())
        return rota

    async def _refuse_too_many(self, session: AsyncSession, person: Person) -> None:
        rows = await repository.questions_of(session, person.guild_id, person.member_id)
        if sum(row.state == Talk.OPEN for row in rows) >= OPEN_AT_ONCE:
            raise InvalidInput(
                N_("{n} of your questions are open. Please wait until the rota has answered one.", n=OPEN_AT_ONCE)
            )

    async def ask(self, person: Person, text: str, wish: Wish, name: str) -> None:
        """Ask the rota; ``name`` is what it knows the asker by. Raises as ``require_open``, and ``InvalidInput``."""
        text = checked(text)
        now, guild_id = self._clock.now(), person.guild_id
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            rota = await self._support.rota_in(session, guild_id)
            if not rota.members:
                raise NoRota(self._signposts.line())
            await self._refuse_too_many(session, person)
            row = QuestionRow(
                guild_id=guild_id, asker_id=person.member_id, wish=wish, state=Talk.OPEN, generation=None,
                made_at=now, latest_at=now, relayed_at=None,
            )  # fmt: skip
            session.add(row)
            await session.flush()
            row.body = self._keyring.seal(json.dumps({"text": text, "name": name[:100]}), _place(row))
        self._support.fresh.add(guild_id)

    async def write_back(self, person: Person, question_id: int, text: str) -> None:
        """The asker goes on with the talk. Raises ``Over`` when it is, and ``InvalidInput``."""
        text = checked(text)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.question(session, person.guild_id, question_id)
            if row is None or row.asker_id != person.member_id or row.state != Talk.OPEN:
                raise Over
            await self._add(session, row, text, from_rota=False)
        self._support.fresh.add(person.guild_id)

    async def _add(self, session: AsyncSession, row: QuestionRow, text: str, *, from_rota: bool) -> NoteRow:
        now = self._clock.now()
        note = NoteRow(
            guild_id=row.guild_id, question_id=row.id, asker_id=row.asker_id, from_rota=from_rota, generation=None,
            made_at=now,
        )  # fmt: skip
        session.add(note)
        await session.flush()
        note.body = self._keyring.seal(text, note_place(note))
        row.latest_at = now
        return note

    async def bring(self, session: AsyncSession, rota: Rota, generation: int) -> None:
        """Bring what isn't in the rota's thread yet (``Bringing``)."""
        thread_id, guild_id = rota.space.thread_id, rota.space.guild_id
        if thread_id is None or not rota.members:
            return
        rows = await repository.questions(session, guild_id, (Talk.OPEN,))
        notes = await repository.notes_about(session, [row.id for row in rows])
        new: list[tuple[str, QuestionRow | NoteRow]] = [(ASKED, row) for row in rows if row.generation != generation]
        new += [(FURTHER, note) for note in notes if not note.from_rota and note.generation != generation]
        for kind, one in new:
            one.generation = generation
            draft = Draft(f"{kind}:{one.id}:{generation}", kind, one.id, self._clock.now(), channel_id=thread_id)
            await self._outbox.put(session, guild_id, draft)

    # -- for the rota -----------------------------------------------------------------------

    async def relay(self, person: Person, question_id: int) -> int:
        """Pass a question on to the group, as its asker wishes, once; the channel.

        Raises ``NotOnRota``, ``Over``, and ``InvalidInput`` when the asker doesn't wish it, or there is no space.
        """
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, question_id)
            settings = await repository.settings(session, person.guild_id)
            if row.wish == Wish.NOT:
                raise InvalidInput(N_("This one is for the rota alone: its asker doesn't wish it to be passed on."))
            if settings is None or settings.space_id is None:
                raise InvalidInput(N_("No channel is set for the space yet: /manage-support agreement"))
            if row.relayed_at is None:
                row.relayed_at = now
                draft = Draft(f"relay:{row.id}", RELAY, row.id, now, channel_id=settings.space_id)
                await self._outbox.put(session, person.guild_id, draft)
            return settings.space_id

    async def question(self, person: Person, question_id: int) -> Question:
        """For the rota, before a form about it is opened. Raises ``NotOnRota``, ``Over``."""
        async with self._database.read() as session:
            return self._shown(await self._row(session, person, question_id))

    async def open_for(self, person: Person) -> list[Question]:
        """The questions that are open, oldest first. Raises ``NotOnRota``."""
        async with self._database.read() as session:
            if await self._support.require_duty(session, person) is not Duty.ROTA:
                return []
            rows = await repository.questions(session, person.guild_id, (Talk.OPEN,))
        return [self._shown(row) for row in rows]

    async def answer(self, person: Person, question_id: int, text: str, check: MembershipCheck | None = None) -> bool:
        """Answer the asker, in the rota's name; whether they are still on the server, as far as ``check`` can tell.

        Raises ``NotOnRota``, ``Over``, ``InvalidInput``.
        """
        text = checked(text)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, question_id)
            note = await self._add(session, row, text, from_rota=True)
            draft = Draft(f"answer:{note.id}", ANSWER, note.id, note.made_at, member_id=row.asker_id)
            await self._outbox.put(session, person.guild_id, draft)
        return check is None or await check.is_member(person.guild_id, row.asker_id) is not False

    async def close(self, person: Person, question_id: int) -> None:
        """End the talk. Raises ``NotOnRota``, ``Over``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            (await self._row(session, person, question_id)).state = Talk.CLOSED

    async def _row(self, session: AsyncSession, person: Person, question_id: int) -> QuestionRow:
        if await self._support.require_duty(session, person) is not Duty.ROTA:
            raise NotOnRota
        row = await repository.question(session, person.guild_id, question_id)
        if row is None or row.state != Talk.OPEN:
            raise Over
        return row

    # -- an end -----------------------------------------------------------------------------

    async def forget(self, session: AsyncSession, guild_id: int, member_id: int) -> None:
        """Have whatever still waits about someone's questions sent no more; the rows are deleted with the person."""
        rows = await repository.questions_of(session, guild_id, member_id)
        await self._cancel(session, guild_id, [row.id for row in rows])

    async def _cancel(self, session: AsyncSession, guild_id: int, question_ids: Collection[int]) -> None:
        notes = await repository.notes_about(session, question_ids)
        subjects = [(kind, id) for kind in (ASKED, RELAY) for id in question_ids]
        subjects += [(kind, note.id) for kind in (FURTHER, ANSWER) for note in notes]
        for kind, subject in subjects:
            await self._outbox.cancel(session, guild_id, kind, subject)
            if kind == ANSWER:
                await self._outbox.drop_waiting(session, guild_id, kind, subject)

    async def purge(self) -> None:
        """Forget questions some time after the last word about them."""
        async with self._database.begin() as session:
            rows = await repository.old_questions(session, self._clock.now() - QUESTIONS_KEPT)
            for guild_id in {row.guild_id for row in rows}:
                await self._cancel(session, guild_id, [row.id for row in rows if row.guild_id == guild_id])
            await repository.delete_questions(session, [row.id for row in rows])

    # -- what is said when it is sent --------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Question | None:
        """The question as it stands; None once it is over, or for a thread that isn't the rota's any more."""
        async with self._database.read() as session:
            row = await repository.question(session, delivery.guild_id, delivery.subject_id)
            rota = await self._support.rota_in(session, delivery.guild_id)
        if row is None or row.state != Talk.OPEN or delivery.channel_id != rota.space.thread_id:
            return None
        return self._shown(row)

    async def prepare_further(self, delivery: Delivery) -> Question | None:
        async with self._database.read() as session:
            note = await repository.note(session, delivery.guild_id, delivery.subject_id)
            row = await repository.question(session, delivery.guild_id, note.question_id) if note else None
            rota = await self._support.rota_in(session, delivery.guild_id)
        if row is None or note is None or row.state != Talk.OPEN or delivery.channel_id != rota.space.thread_id:
            return None
        return self._shown(row, further=self.note_text(note) or "")

    async def prepare_relay(self, delivery: Delivery) -> Relayed | None:
        async with self._database.read() as session:
            row = await repository.question(session, delivery.guild_id, delivery.subject_id)
        if row is None or row.relayed_at is None:
            return None
        text = self.body(row).get("text")
        return Relayed(text, row.asker_id if row.wish == Wish.SIGNED else None) if text else None

    async def prepare_answer(self, delivery: Delivery) -> Answered | None:
        async with self._database.read() as session:
            note = await repository.note(session, delivery.guild_id, delivery.subject_id)
            row = await repository.question(session, delivery.guild_id, note.question_id) if note else None
        text = self.note_text(note) if note else None
        if row is None or text is None:
            return None
        return Answered(row.guild_id, row.id, self.body(row).get("text", "")[:BEGINNING], text)

    def _shown(self, row: QuestionRow, *, further: str = "") -> Question:
        body = self.body(row)
        return Question(
            row.guild_id, row.id, further or body.get("text", ""), body.get("name", ""), Wish(row.wish),
            row.relayed_at is not None, bool(further),
        )  # fmt: skip

    def body(self, row: QuestionRow) -> dict[str, str]:
        """What was asked and under which name; empty when it can't be opened."""
        try:
            return json.loads(self._keyring.open(row.body, _place(row))) if row.body else {}
        except (CannotOpen, NoKey):
            return {}

    def note_text(self, note: NoteRow) -> str | None:
        try:
            return self._keyring.open(note.body, note_place(note)) if note.body else None
        except (CannotOpen, NoKey):
            return None


def _place(row: QuestionRow) -> Place:
    return Place("support_questions.body", row.asker_id, row.id)


def note_place(note: NoteRow) -> Place:
    return Place("support_notes.body", note.asker_id, note.id)
