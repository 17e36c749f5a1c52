"""What the digest holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.digest import repository
from bot.texts import N_, Message

COLUMNS = ("rhythm", "zone", "since", "last_at", "next_at", "created_at")


class DigestData:
    """What the digest holds about a person (``PersonalData``)."""

    feature = "digest"
    claims = (
        Claim(
            "digests",
            people=("member_id",),
            personal=COLUMNS,
            impersonal=("id", "guild_id", "channel_id", "planned_with", "last_key"),
        ),
    )

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        row = await repository.of_member(session, guild_id, member_id)
        line = N_("that you get it, how often, and when it came last")
        return Holding(N_("The digest"), (line,)) if row else None

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        row = await repository.of_member(session, guild_id, member_id)
        return {"subscription": row and {name: getattr(row, name) for name in COLUMNS}}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        await repository.delete_of_member(session, guild_id, member_id)
        return ()
