"""Every query on the tables of groups and rounds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.workshops.entries import State
from bot.workshops.group_entries import GroupingState
from bot.workshops.group_models import GroupingRow, GroupRow, RoundsRow, SeatRow
from bot.workshops.models import PlaceRow, WorkshopRow

TABLES = (SeatRow, GroupRow, GroupingRow, RoundsRow)


async def grouping(session: AsyncSession, guild_id: int, workshop_id: int) -> GroupingRow | None:
    row = await session.get(GroupingRow, workshop_id)
    return row if row is not None and row.guild_id == guild_id else None


async def groups(session: AsyncSession, workshop_id: int) -> Sequence[GroupRow]:
    query = select(GroupRow).where(GroupRow.workshop_id == workshop_id)
    return (await session.scalars(query.order_by(GroupRow.number))).all()


async def seats(session: AsyncSession, workshop_id: int) -> Sequence[SeatRow]:
    query = select(SeatRow).where(SeatRow.workshop_id == workshop_id)
    return (await session.scalars(query.order_by(SeatRow.member_id))).all()


async def seats_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[SeatRow]:
    query = select(SeatRow).where(SeatRow.guild_id == guild_id, SeatRow.member_id == member_id)
    return (await session.scalars(query.order_by(SeatRow.workshop_id))).all()


async def leading(session: AsyncSession, guild_id: int, workshop_id: int) -> frozenset[int]:
    """Who leads a group of a workshop, once its groups are published."""
    query = (
        select(SeatRow.member_id)
        .join(GroupingRow, GroupingRow.workshop_id == SeatRow.workshop_id)
        .where(
            SeatRow.guild_id == guild_id,
            SeatRow.workshop_id == workshop_id,
            SeatRow.leads.is_(True),
            GroupingRow.state == GroupingState.PUBLISHED,
        )
    )
    return frozenset((await session.scalars(query)).all())


async def lead_no_more(session: AsyncSession, row: WorkshopRow, member_id: int) -> None:
    """Somebody who may have led a group of a workshop doesn't any more; their seat is seen to with the others."""
    seat = await session.get(SeatRow, (row.id, member_id))
    found = await grouping(session, row.guild_id, row.id)
    if seat is not None and seat.leads and found is not None:
        seat.leads, seat.told = False, None  # should they sign up again, they are told anew
        found.revision += 1


async def grouped(session: AsyncSession, since: datetime) -> Sequence[tuple[WorkshopRow, GroupingRow]]:
    """Workshops with groups, in every server, that stand and begin after a moment."""
    query = (
        select(WorkshopRow, GroupingRow)
        .join(GroupingRow, GroupingRow.workshop_id == WorkshopRow.id)
        .where(WorkshopRow.state == State.ACTIVE, WorkshopRow.at >= since)
    )
    return [(row, grouping) for row, grouping in (await session.execute(query.order_by(WorkshopRow.at))).all()]


async def with_threads(session: AsyncSession, guild_id: int, since: datetime) -> Sequence[tuple[WorkshopRow, GroupRow]]:
    """Groups that have a thread, of workshops that stand, have published them and begin after a moment; in order."""
    query = (
        select(WorkshopRow, GroupRow)
        .join(GroupRow, GroupRow.workshop_id == WorkshopRow.id)
        .join(GroupingRow, GroupingRow.workshop_id == WorkshopRow.id)
        .where(
            WorkshopRow.guild_id == guild_id,
            WorkshopRow.state == State.ACTIVE,
            WorkshopRow.at >= since,
            GroupingRow.state == GroupingState.PUBLISHED,
            GroupRow.thread_id.is_not(None),
        )
    )
    found = await session.execute(query.order_by(WorkshopRow.at, WorkshopRow.id, GroupRow.number))
    return [(row, group) for row, group in found.all()]


async def sat_together(session: AsyncSession, row: WorkshopRow) -> Sequence[tuple[int, int, int]]:
    """Who sat in which group of earlier workshops, as workshop, group and member; not those who didn't come."""
    came = and_(PlaceRow.workshop_id == SeatRow.workshop_id, PlaceRow.member_id == SeatRow.member_id)
    query = (
        select(SeatRow.workshop_id, SeatRow.group_number, SeatRow.member_id)
        .join(WorkshopRow, WorkshopRow.id == SeatRow.workshop_id)
        .join(GroupingRow, GroupingRow.workshop_id == SeatRow.workshop_id)
        .outerjoin(PlaceRow, came)
        .where(
            SeatRow.guild_id == row.guild_id,
            SeatRow.group_number.is_not(None),
            GroupingRow.state == GroupingState.PUBLISHED,
            WorkshopRow.state == State.ACTIVE,
            WorkshopRow.at < row.at,
            WorkshopRow.id != row.id,
            or_(PlaceRow.attended.is_(None), PlaceRow.attended.is_(True)),
        )
    )
    return [(workshop, number, member) for workshop, number, member in (await session.execute(query)).all() if number]


async def rounds(session: AsyncSession, guild_id: int, workshop_id: int) -> RoundsRow | None:
    row = await session.get(RoundsRow, workshop_id)
    return row if row is not None and row.guild_id == guild_id else None


async def forget(session: AsyncSession, before: datetime) -> None:
    """Forget the groups of workshops that began before then."""
    past = select(WorkshopRow.id).where(WorkshopRow.at < before)
    for table in TABLES:
        await session.execute(delete(table).where(table.workshop_id.in_(past)))


async def erase_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(delete(SeatRow).where(SeatRow.guild_id == guild_id, SeatRow.member_id == member_id))
