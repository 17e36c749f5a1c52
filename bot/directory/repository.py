"""Every query on the directory's tables."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.directory.models import KeptTermRow, ProfileRow, ProfileSkillRow, SeekerRow, WantedTermRow


async def profiles(session: AsyncSession, guild_id: int | None = None) -> Sequence[ProfileRow]:
    """All entries of a server (or of every server), with their skills."""
    query = select(ProfileRow).order_by(ProfileRow.guild_id, ProfileRow.member_id)
    return (await session.scalars(query if guild_id is None else query.where(ProfileRow.guild_id == guild_id))).all()


async def profile(session: AsyncSession, guild_id: int, member_id: int) -> ProfileRow | None:
    return await session.get(ProfileRow, (guild_id, member_id))


async def kept_terms(session: AsyncSession, guild_id: int) -> set[str]:
    """Words that stay as people wrote them, in lower case."""
    return set(await session.scalars(select(KeptTermRow.term).where(KeptTermRow.guild_id == guild_id)))


async def wanted_terms(session: AsyncSession, guild_id: int) -> set[str]:
    return set(await session.scalars(select(WantedTermRow.term).where(WantedTermRow.guild_id == guild_id)))


async def sought_terms(session: AsyncSession, guild_id: int) -> set[str]:
    """Terms that somebody has looked for, and too few to show."""
    return set(await session.scalars(select(SeekerRow.term).where(SeekerRow.guild_id == guild_id)))


async def count_seeker(session: AsyncSession, guild_id: int, term: str, seeker: str) -> int:
    """Count one who looks for a term; how many different ones there are now."""
    await session.merge(SeekerRow(guild_id=guild_id, term=term, seeker=seeker))
    await session.flush()
    query = select(func.count()).where(SeekerRow.guild_id == guild_id, SeekerRow.term == term)
    return (await session.scalar(query)) or 0


async def forget_seekers(session: AsyncSession, guild_id: int, term: str, seeker: str | None = None) -> None:
    """Forget who looked for a term: everyone, or one."""
    mine = delete(SeekerRow).where(SeekerRow.guild_id == guild_id, SeekerRow.term == term)
    await session.execute(mine if seeker is None else mine.where(SeekerRow.seeker == seeker))


async def delete_profile(session: AsyncSession, guild_id: int, member_id: int) -> bool:
    """Remove an entry with its skills; whether there was one."""
    for table in (ProfileSkillRow, ProfileRow):
        mine = delete(table).where(table.guild_id == guild_id, table.member_id == member_id)
        gone = await session.scalars(mine.returning(table.member_id))
    return gone.first() is not None
