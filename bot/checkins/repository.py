"""Every query on check-ins."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.checkins.entries import RoundState, ScheduleState
from bot.checkins.models import CheckInRoundRow, CheckInScheduleRow, CheckInSettingsRow

AT_ONCE = 200
"""Rounds opened or closed in one go."""
OVER = (RoundState.CLOSED, RoundState.LOST)


async def settings(session: AsyncSession, guild_id: int) -> CheckInSettingsRow | None:
    return await session.get(CheckInSettingsRow, guild_id)


# -- schedules --------------------------------------------------------------------------


async def schedule(session: AsyncSession, guild_id: int, schedule_id: int) -> CheckInScheduleRow | None:
    row = await session.get(CheckInScheduleRow, schedule_id)
    return row if row is not None and row.guild_id == guild_id else None


async def active_schedule(session: AsyncSession, guild_id: int) -> CheckInScheduleRow | None:
    """The rhythm that a community keeps to; there is one at most."""
    query = select(CheckInScheduleRow).where(
        CheckInScheduleRow.guild_id == guild_id, CheckInScheduleRow.state == ScheduleState.ACTIVE
    )
    return (await session.scalars(query)).first()


async def delete_active(session: AsyncSession, guild_id: int) -> None:
    await session.execute(
        delete(CheckInScheduleRow).where(
            CheckInScheduleRow.guild_id == guild_id, CheckInScheduleRow.state == ScheduleState.ACTIVE
        )
    )


async def schedules_due(session: AsyncSession, now: datetime, tzdata: str) -> Sequence[tuple[int, int]]:
    """Schedules whose next round is due, or was planned by other rules of time zones: ``(guild_id, id)``."""
    query = (
        select(CheckInScheduleRow.guild_id, CheckInScheduleRow.id)
        .where(
            CheckInScheduleRow.state == ScheduleState.ACTIVE,
            CheckInScheduleRow.next_at.is_not(None),
            or_(CheckInScheduleRow.next_at <= now, CheckInScheduleRow.planned_with != tzdata),
        )
        .order_by(CheckInScheduleRow.next_at, CheckInScheduleRow.id)
        .limit(AT_ONCE)
    )
    return [(guild_id, id) for guild_id, id in await session.execute(query)]


async def delete_drafts(session: AsyncSession, before: datetime) -> None:
    """Delete drafts from before a moment that nobody kept."""
    await session.execute(
        delete(CheckInScheduleRow).where(
            CheckInScheduleRow.state == ScheduleState.DRAFT, CheckInScheduleRow.created_at < before
        )
    )


# -- rounds -----------------------------------------------------------------------------


async def round_of(session: AsyncSession, guild_id: int, round_id: int) -> CheckInRoundRow | None:
    row = await session.get(CheckInRoundRow, round_id)
    return row if row is not None and row.guild_id == guild_id else None


async def following_meetings(session: AsyncSession) -> Sequence[int]:
    """The communities that ask after each meeting."""
    query = select(CheckInSettingsRow.guild_id).where(CheckInSettingsRow.after_meetings)
    return (await session.scalars(query)).all()


async def after_meetings(session: AsyncSession, guild_id: int) -> Sequence[CheckInRoundRow]:
    """The rounds that belong to a meeting each."""
    query = select(CheckInRoundRow).where(
        CheckInRoundRow.guild_id == guild_id, CheckInRoundRow.occurrence_id.is_not(None)
    )
    return (await session.scalars(query)).all()


async def delete_planned(session: AsyncSession, guild_id: int) -> None:
    """Delete the rounds after meetings that haven't opened yet."""
    await session.execute(
        delete(CheckInRoundRow).where(CheckInRoundRow.guild_id == guild_id, CheckInRoundRow.state == RoundState.PLANNED)
    )


async def to_open(session: AsyncSession, now: datetime) -> Sequence[tuple[int, int]]:
    """Planned rounds whose time has come: ``(guild_id, id)``."""
    query = select(CheckInRoundRow.guild_id, CheckInRoundRow.id).where(
        CheckInRoundRow.state == RoundState.PLANNED, CheckInRoundRow.opens_at <= now
    )
    return [(g, id) for g, id in await session.execute(query.order_by(CheckInRoundRow.opens_at).limit(AT_ONCE))]


async def to_close(session: AsyncSession, now: datetime) -> Sequence[tuple[int, int]]:
    """Open rounds whose time is over: ``(guild_id, id)``."""
    query = select(CheckInRoundRow.guild_id, CheckInRoundRow.id).where(
        CheckInRoundRow.state == RoundState.OPEN, CheckInRoundRow.closes_at <= now
    )
    return [(g, id) for g, id in await session.execute(query.order_by(CheckInRoundRow.closes_at).limit(AT_ONCE))]


async def open_rounds(session: AsyncSession, guild_id: int) -> Sequence[CheckInRoundRow]:
    """The rounds that are open, or waiting to be closed, oldest first."""
    query = select(CheckInRoundRow).where(
        CheckInRoundRow.guild_id == guild_id, CheckInRoundRow.state == RoundState.OPEN
    )
    return (await session.scalars(query.order_by(CheckInRoundRow.opens_at, CheckInRoundRow.id))).all()


async def begun(session: AsyncSession, guild_id: int) -> list[date]:
    """The days on which rounds began that have led to a picture, or still may."""
    query = select(CheckInRoundRow.opened_on).where(
        CheckInRoundRow.guild_id == guild_id,
        CheckInRoundRow.opened_on.is_not(None),
        CheckInRoundRow.collects,
        or_(CheckInRoundRow.state.in_((RoundState.OPEN, RoundState.LOST)), CheckInRoundRow.energy.is_not(None)),
    )
    return [day for day in await session.scalars(query) if day is not None]


async def closed(session: AsyncSession, guild_id: int, offset: int) -> tuple[CheckInRoundRow | None, int]:
    """The closed round at a place, newest first, of those that asked for answers; and how many there are."""
    which = (CheckInRoundRow.guild_id == guild_id, CheckInRoundRow.state.in_(OVER), CheckInRoundRow.collects)
    count = await session.scalar(select(func.count()).select_from(CheckInRoundRow).where(*which))
    query = select(CheckInRoundRow).where(*which).order_by(CheckInRoundRow.opens_at.desc(), CheckInRoundRow.id.desc())
    return (await session.scalars(query.offset(offset).limit(1))).first(), count or 0


async def delete_closed(session: AsyncSession, before: datetime) -> None:
    await session.execute(
        delete(CheckInRoundRow).where(CheckInRoundRow.state.in_(OVER), CheckInRoundRow.closes_at < before)
    )


async def close_unseen(session: AsyncSession, now: datetime) -> int:
    """Close what should have closed by now without a picture; how many."""
    done = await session.execute(
        update(CheckInRoundRow)
        .where(CheckInRoundRow.state == RoundState.OPEN, CheckInRoundRow.closes_at <= now)
        .values(state=RoundState.LOST, answers=None, answered=None)
        .returning(CheckInRoundRow.id)
    )
    return len(done.all())
