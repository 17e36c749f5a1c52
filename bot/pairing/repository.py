"""Every query on peer pairing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.pairing.entries import ScheduleState
from bot.pairing.models import PairingGroupRow, PairingMemberRow, PairingPlaceRow, PairingScheduleRow

AT_ONCE = 100
"""Rounds made in one go."""


class Placed(NamedTuple):
    """Somebody's place: in which round and group, since when, and whether they met (None: not answered)."""

    number: int
    group_id: int
    member_id: int
    at: datetime
    met: bool | None


# -- schedules --------------------------------------------------------------------------


async def schedule(session: AsyncSession, guild_id: int, schedule_id: int) -> PairingScheduleRow | None:
    row = await session.get(PairingScheduleRow, schedule_id)
    return row if row is not None and row.guild_id == guild_id else None


async def active_schedule(session: AsyncSession, guild_id: int) -> PairingScheduleRow | None:
    """The rhythm that a community keeps to; there is one at most."""
    query = select(PairingScheduleRow).where(
        PairingScheduleRow.guild_id == guild_id, PairingScheduleRow.state == ScheduleState.ACTIVE
    )
    return (await session.scalars(query)).first()


async def delete_active(session: AsyncSession, guild_id: int) -> None:
    await session.execute(
        delete(PairingScheduleRow).where(
            PairingScheduleRow.guild_id == guild_id, PairingScheduleRow.state == ScheduleState.ACTIVE
        )
    )


async def delete_drafts(session: AsyncSession, before: datetime) -> None:
    """Delete drafts from before a moment that nobody kept."""
    await session.execute(
        delete(PairingScheduleRow).where(
            PairingScheduleRow.state == ScheduleState.DRAFT, PairingScheduleRow.created_at < before
        )
    )


async def schedules_due(
    session: AsyncSession, now: datetime, tzdata: str | None = None
) -> Sequence[PairingScheduleRow]:
    """Rhythms whose next round is due, or was planned by other rules of time zones (where ``tzdata`` is given)."""
    which = PairingScheduleRow.next_at <= now
    if tzdata is not None:
        which = or_(which, PairingScheduleRow.planned_with != tzdata)
    query = select(PairingScheduleRow).where(PairingScheduleRow.state == ScheduleState.ACTIVE, which)
    return (await session.scalars(query.order_by(PairingScheduleRow.next_at).limit(AT_ONCE))).all()


# -- people -----------------------------------------------------------------------------


async def member(session: AsyncSession, guild_id: int, member_id: int) -> PairingMemberRow | None:
    return await session.get(PairingMemberRow, (guild_id, member_id))


async def members(session: AsyncSession, guild_id: int) -> Sequence[PairingMemberRow]:
    query = select(PairingMemberRow).where(PairingMemberRow.guild_id == guild_id)
    return (await session.scalars(query.order_by(PairingMemberRow.member_id))).all()


async def count(session: AsyncSession, guild_id: int) -> int:
    """How many take part, those who snooze or rest among them."""
    query = select(func.count()).select_from(PairingMemberRow).where(PairingMemberRow.guild_id == guild_id)
    return await session.scalar(query) or 0


async def delete_member(session: AsyncSession, guild_id: int, member_id: int) -> None:
    mine = (PairingMemberRow.guild_id == guild_id, PairingMemberRow.member_id == member_id)
    await session.execute(delete(PairingMemberRow).where(*mine))


# -- groups -----------------------------------------------------------------------------


async def group(session: AsyncSession, guild_id: int, group_id: int) -> PairingGroupRow | None:
    row = await session.get(PairingGroupRow, group_id)
    return row if row is not None and row.guild_id == guild_id else None


async def last_number(session: AsyncSession, guild_id: int) -> int:
    """The number of the latest round; 0 before the first."""
    query = select(func.max(PairingGroupRow.number)).where(PairingGroupRow.guild_id == guild_id)
    return await session.scalar(query) or 0


async def places(session: AsyncSession, guild_id: int, group_id: int) -> Sequence[PairingPlaceRow]:
    """Who is in a group."""
    query = select(PairingPlaceRow).where(PairingPlaceRow.guild_id == guild_id, PairingPlaceRow.group_id == group_id)
    return (await session.scalars(query.order_by(PairingPlaceRow.member_id))).all()


async def all_places(session: AsyncSession, guild_id: int) -> Sequence[Placed]:
    """Everybody's places there are, oldest round first."""
    query = (
        select(
            PairingGroupRow.number, PairingPlaceRow.group_id, PairingPlaceRow.member_id,
            PairingPlaceRow.put_together_at, PairingPlaceRow.met,
        )
        .join(PairingPlaceRow, PairingPlaceRow.group_id == PairingGroupRow.id)
        .where(PairingGroupRow.guild_id == guild_id, PairingPlaceRow.guild_id == guild_id)
        .order_by(PairingGroupRow.number, PairingGroupRow.id)
    )  # fmt: skip
    return [Placed(*found) for found in await session.execute(query)]


async def places_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[PairingPlaceRow]:
    """Somebody's own places, newest first."""
    query = select(PairingPlaceRow).where(PairingPlaceRow.guild_id == guild_id, PairingPlaceRow.member_id == member_id)
    return (await session.scalars(query.order_by(PairingPlaceRow.group_id.desc()))).all()


async def delete_places(session: AsyncSession, guild_id: int, member_id: int) -> None:
    mine = (PairingPlaceRow.guild_id == guild_id, PairingPlaceRow.member_id == member_id)
    await session.execute(delete(PairingPlaceRow).where(*mine))


async def delete_old(session: AsyncSession, before: datetime) -> None:
    """Forget who was put together before a moment."""
    await session.execute(delete(PairingPlaceRow).where(PairingPlaceRow.put_together_at < before))
    await session.execute(delete(PairingGroupRow).where(PairingGroupRow.made_at < before))
