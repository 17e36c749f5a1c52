"""Every query on digests."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.digest.models import DigestRow


async def digest(session: AsyncSession, guild_id: int, digest_id: int) -> DigestRow | None:
    row = await session.get(DigestRow, digest_id)
    return row if row is not None and row.guild_id == guild_id else None


async def of_member(session: AsyncSession, guild_id: int, member_id: int) -> DigestRow | None:
    query = select(DigestRow).where(DigestRow.guild_id == guild_id, DigestRow.member_id == member_id)
    return await session.scalar(query)


async def in_channel(session: AsyncSession, guild_id: int) -> DigestRow | None:
    """The community's own; there is one at most."""
    query = select(DigestRow).where(DigestRow.guild_id == guild_id, DigestRow.member_id.is_(None))
    return await session.scalar(query.order_by(DigestRow.id).limit(1))


async def near(session: AsyncSession, guild_id: int, until: datetime, tzdata: str) -> Sequence[DigestRow]:
    """Those due by then, or planned by other rules of time zones."""
    due = or_(DigestRow.next_at <= until, DigestRow.planned_with != tzdata)
    query = select(DigestRow).where(DigestRow.guild_id == guild_id, due)
    return (await session.scalars(query.order_by(DigestRow.next_at, DigestRow.id))).all()


async def due_anywhere(session: AsyncSession, now: datetime) -> Sequence[DigestRow]:
    """For a restore, which goes through every server."""
    return (await session.scalars(select(DigestRow).where(DigestRow.next_at <= now))).all()


async def delete_of_member(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(delete(DigestRow).where(DigestRow.guild_id == guild_id, DigestRow.member_id == member_id))
