"""Every query on the welcome."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.welcome.models import ArrivalRow, WelcomeRow


async def settings(session: AsyncSession, guild_id: int) -> WelcomeRow | None:
    return await session.get(WelcomeRow, guild_id)


async def to_pin(session: AsyncSession) -> Sequence[WelcomeRow]:
    """Those of every server whose Start button is still to be pinned."""
    return (await session.scalars(select(WelcomeRow).where(WelcomeRow.pin_key != ""))).all()


async def arrival(session: AsyncSession, guild_id: int, member_id: int) -> ArrivalRow | None:
    return await session.get(ArrivalRow, (guild_id, member_id))


async def arrivals(session: AsyncSession, guild_id: int, batch: int) -> Sequence[ArrivalRow]:
    """Whom one greeting is for, in the order they came."""
    query = select(ArrivalRow).where(ArrivalRow.guild_id == guild_id, ArrivalRow.batch == batch)
    return (await session.scalars(query.order_by(ArrivalRow.at, ArrivalRow.member_id))).all()


async def forget_arrivals(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(ArrivalRow).where(ArrivalRow.at < before))


async def forget_arrival(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(delete(ArrivalRow).where(ArrivalRow.guild_id == guild_id, ArrivalRow.member_id == member_id))
