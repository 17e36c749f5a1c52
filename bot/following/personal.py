"""What following holds about a person: in words, as a file, and gone."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.privacy import Claim, Holding
from bot.following import repository
from bot.following.entries import Way
from bot.following.service import Following
from bot.texts import N_, Message

CHOSEN = ("subject", "way", "since")


class FollowingData:
    """What a person follows (``PersonalData``)."""

    feature = "following"
    claims = (Claim("follows", people=("member_id",), personal=CHOSEN, impersonal=("guild_id",)),)

    def __init__(self, following: Following) -> None:
        self._following = following

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        rows = await repository.followed_by(session, guild_id, member_id)
        if not rows:
            return None
        return Holding(N_("What you follow"), (N_("projects and topics, and how you hear of them: {n}", n=len(rows)),))

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        rows = await repository.followed_by(session, guild_id, member_id)
        return {"follows": [{name: getattr(row, name) for name in CHOSEN} for row in rows]}

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        rows = await repository.followed_by(session, guild_id, member_id)
        await self._following.forget(session, guild_id, member_id)
        if all(row.way != Way.ROLE for row in rows):
            return ()
        return (
            N_(
                "Roles of projects and topics that you have on Discord stay on you until you, or a facilitator, take "
                "them off: Discord keeps those, and Heronry doesn't."
            ),
        )
