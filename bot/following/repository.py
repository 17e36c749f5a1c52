"""Every query on who follows what."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.following.models import FollowRow


async def follows(session: AsyncSession, guild_id: int | None = None) -> Sequence[FollowRow]:
    """Everyone's, or a community's, by subject and person."""
    query = select(FollowRow).order_by(FollowRow.guild_id, FollowRow.subject, FollowRow.member_id)
    return (await session.scalars(query if guild_id is None else query.where(FollowRow.guild_id == guild_id))).all()


async def follow(session: AsyncSession, guild_id: int, member_id: int, subject: str) -> FollowRow | None:
    return await session.get(FollowRow, (guild_id, member_id, subject))


async def followed_by(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[FollowRow]:
    """What somebody follows, by subject."""
    query = select(FollowRow).where(FollowRow.guild_id == guild_id, FollowRow.member_id == member_id)
    return (await session.scalars(query.order_by(FollowRow.subject))).all()


async def delete_subject(session: AsyncSession, guild_id: int, subject: str) -> None:
    await session.execute(delete(FollowRow).where(FollowRow.guild_id == guild_id, FollowRow.subject == subject))


async def delete_member(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(delete(FollowRow).where(FollowRow.guild_id == guild_id, FollowRow.member_id == member_id))
