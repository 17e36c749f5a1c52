"""What the welcome holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.texts import N_, Message
from bot.welcome import repository


class WelcomeData:
    """What the welcome holds about a person (``PersonalData``)."""

    feature = "welcome"
    claims = (Claim("welcome_arrivals", people=("member_id",), personal=("at",), impersonal=("guild_id", "batch")),)

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        row = await repository.arrival(session, guild_id, member_id)
        return Holding(N_("Welcome"), (N_("that you came lately, so that you are greeted once"),)) if row else None

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        row = await repository.arrival(session, guild_id, member_id)
        return {"arrived": row and {"at": row.at}}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await repository.forget_arrival(session, guild_id, member_id)
        return ()
