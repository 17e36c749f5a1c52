"""What introductions hold about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.introductions import repository
from bot.introductions.service import IntroductionsService
from bot.texts import N_, Message

COLUMNS = ("about", "answer_by", "state", "made_at", "expires_at", "answered_at")


class IntroductionData:
    """What introductions hold about a person (``PersonalData``)."""

    feature = "introductions"
    claims = (
        Claim(
            "introductions",
            people=("asker_id", "asked_id"),
            personal=("note", *COLUMNS),
            impersonal=("id", "guild_id"),
        ),
    )

    def __init__(self, introductions: IntroductionsService) -> None:
        self._introductions = introductions

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.between(session, guild_id, member_id)
        if not rows:
            return None
        return Holding(
            N_("Introductions"),
            (N_("requests that you made or were sent in the last weeks, encrypted: {n}", n=len(rows)),),
        )

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        """What a person asked for whole; of what they were asked, what they were shown."""
        return {
            "introductions": [
                {"you": "asked" if row.asker_id == member_id else "were asked", "note": self._introductions.note(row)}
                | {name: getattr(row, name) for name in COLUMNS}
                for row in await repository.between(session, guild_id, member_id)
            ]
        }

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await self._introductions.forget(session, guild_id, member_id)
        return ()
