"""What peer support holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.storage.database import lock_community
from bot.support import repository
from bot.support.asking import AskingService
from bot.support.service import SupportService
from bot.support.unsigned import UnsignedService
from bot.support.worries import WorriesService
from bot.texts import N_, Message

WORRY = ("channel_id", "message_id", "state", "made_at", "seen_at", "closed_at")
QUESTION = ("wish", "state", "made_at", "latest_at", "relayed_at")
NOTE = ("from_rota", "made_at")


class SupportData:
    """What peer support holds about a person (``PersonalData``)."""

    feature = "support"
    claims = (
        Claim(
            "support_acceptances",
            people=("member_id",),
            personal=("version", "accepted_at"),
            impersonal=("guild_id",),
        ),
        Claim(
            "support_rota",
            people=("member_id",),
            personal=("duty", "since"),
            impersonal=("guild_id", "generation", "leaving"),
        ),
        # The record is what the rota did, and may speak of others: it is the group's, and never exported.
        Claim(
            "support_worries",
            people=("reporter_id",),
            personal=("body", *WORRY),
            impersonal=("id", "guild_id", "record", "route", "generation"),
        ),
        Claim(
            "support_questions",
            people=("asker_id",),
            personal=("body", *QUESTION),
            impersonal=("id", "guild_id", "generation"),
        ),
        Claim(
            "support_notes",
            people=("asker_id",),
            personal=("body", *NOTE),
            impersonal=("id", "guild_id", "question_id", "generation"),
        ),
    )

    def __init__(
        self, support: SupportService, worries: WorriesService, asking: AskingService, unsigned: UnsignedService
    ) -> None:
        self._support = support
        self._worries = worries
        self._asking = asking
        self._unsigned = unsigned

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        accepted = await repository.acceptance(session, guild_id, member_id)
        duty = await repository.on_rota(session, guild_id, member_id)
        worries = await repository.worries_of(session, guild_id, member_id)
        questions = await repository.questions_of(session, guild_id, member_id)
        notes = await repository.notes_of(session, guild_id, member_id)
        unsigned = len(await self._unsigned.held(session, guild_id, member_id))
        if not (accepted or duty or worries or questions or notes or unsigned):
            return None
        lines = [
            N_("that you accepted the space's agreement, and when") if accepted else None,
            N_("that you are on the rota, or its second contact") if duty else None,
            N_("worries that you passed on to the rota, encrypted: {n}", n=len(worries)) if worries else None,
            N_("questions that you asked through the rota, encrypted: {n}", n=len(questions)) if questions else None,
            N_("questions that you asked without a name, encrypted: {n}", n=unsigned) if unsigned else None,
            N_("messages between you and the rota about them, encrypted: {n}", n=len(notes)) if notes else None,
        ]
        return Holding(N_("Peer support"), tuple(line for line in lines if line))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        accepted = await repository.acceptance(session, guild_id, member_id)
        duty = await repository.on_rota(session, guild_id, member_id)
        return {
            "agreement": accepted and {"version": accepted.version, "accepted_at": accepted.accepted_at},
            "duty": duty and {"duty": duty.duty, "since": duty.since},
            "worries": [
                {"body": self._worries.words(row)} | {name: getattr(row, name) for name in WORRY}
                for row in await repository.worries_of(session, guild_id, member_id)
            ],
            "questions": [
                {"body": self._asking.body(row).get("text")} | {name: getattr(row, name) for name in QUESTION}
                for row in await repository.questions_of(session, guild_id, member_id)
            ],
            "unsigned": [
                {"text": one.text, "answer": one.answer, "made_at": one.made_at, "opened_at": one.opened_at}
                for one in await self._unsigned.held(session, guild_id, member_id)
            ],
            "messages": [
                {"body": self._asking.note_text(row)} | {name: getattr(row, name) for name in NOTE}
                for row in await repository.notes_of(session, guild_id, member_id)
            ],
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await lock_community(session, guild_id)
        duty = await repository.on_rota(session, guild_id, member_id)
        settings = await repository.settings(session, guild_id)
        passed_on = await self._worries.forget(session, guild_id, member_id)
        await self._asking.forget(session, guild_id, member_id)
        await self._unsigned.forget(session, guild_id, member_id)
        await repository.delete_person(session, guild_id, member_id)
        if duty is not None and settings is not None:
            # They may still be in the rota's thread: what comes from now on is said in another.
            await self._support.begin_anew(session, settings)
        if not passed_on:
            return ()
        return (
            N_(
                "That a worry was passed on, and what was done about it, is kept until 12 months are over, "
                "without your name and words."
            ),
        )
