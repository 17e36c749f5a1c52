"""Every query on introductions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.introductions.models import IntroductionRow

AT_ONCE = 200
"""Introductions that expire in one transaction."""


async def introduction(session: AsyncSession, guild_id: int, introduction_id: int) -> IntroductionRow | None:
    row = await session.get(IntroductionRow, introduction_id)
    return row if row is not None and row.guild_id == guild_id else None


async def asked_by(session: AsyncSession, guild_id: int, asker_id: int) -> Sequence[IntroductionRow]:
    """What someone has asked for, newest first."""
    query = select(IntroductionRow).where(IntroductionRow.guild_id == guild_id, IntroductionRow.asker_id == asker_id)
    return (await session.scalars(query.order_by(IntroductionRow.id.desc()))).all()


async def between(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[IntroductionRow]:
    """Where someone asks or is asked, oldest first."""
    mine = or_(IntroductionRow.asker_id == member_id, IntroductionRow.asked_id == member_id)
    query = select(IntroductionRow).where(IntroductionRow.guild_id == guild_id, mine)
    return (await session.scalars(query.order_by(IntroductionRow.id))).all()


async def expired(session: AsyncSession, state: str, now: datetime) -> Sequence[IntroductionRow]:
    query = select(IntroductionRow).where(IntroductionRow.state == state, IntroductionRow.expires_at <= now)
    return (await session.scalars(query.order_by(IntroductionRow.id).limit(AT_ONCE))).all()


async def delete_ended(session: AsyncSession, open_state: str, before: datetime) -> None:
    await session.execute(
        delete(IntroductionRow).where(IntroductionRow.state != open_state, IntroductionRow.expires_at < before)
    )


async def delete_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    mine = or_(IntroductionRow.asker_id == member_id, IntroductionRow.asked_id == member_id)
    await session.execute(delete(IntroductionRow).where(IntroductionRow.guild_id == guild_id, mine))
