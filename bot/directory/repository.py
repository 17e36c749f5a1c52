"""Every query on the directory's tables."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.directory.models import KeptTermRow, ProfileRow, ProfileSkillRow


async def profiles(session: AsyncSession, guild_id: int | None = None) -> Sequence[ProfileRow]:
    """All entries of a server (or of every server), with their skills."""
    query = select(ProfileRow).order_by(ProfileRow.guild_id, ProfileRow.member_id)
    return (await session.scalars(query if guild_id is None else query.where(ProfileRow.guild_id == guild_id))).all()


async def profile(session: AsyncSession, guild_id: int, member_id: int) -> ProfileRow | None:
    return await session.get(ProfileRow, (guild_id, member_id))


async def kept_terms(session: AsyncSession, guild_id: int) -> set[str]:
    """Words that stay as people wrote them, in lower case."""
    return set(await session.scalars(select(KeptTermRow.term).where(KeptTermRow.guild_id == guild_id)))


async def delete_profile(session: AsyncSession, guild_id: int, member_id: int) -> bool:
    """Remove an entry with its skills; whether there was one."""
    for table in (ProfileSkillRow, ProfileRow):
        mine = delete(table).where(table.guild_id == guild_id, table.member_id == member_id)
        gone = await session.scalars(mine.returning(table.member_id))
    return gone.first() is not None
