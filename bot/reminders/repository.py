"""Every query on reminders."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.reminders.models import ReminderRow

AT_ONCE = 200
"""Reminders planned in one transaction."""


async def reminder(session: AsyncSession, guild_id: int, reminder_id: int) -> ReminderRow | None:
    row = await session.get(ReminderRow, reminder_id)
    return row if row is not None and row.guild_id == guild_id else None


async def own(session: AsyncSession, guild_id: int, author_id: int, states: Sequence[str]) -> Sequence[ReminderRow]:
    """Someone's own reminders in these states, oldest first."""
    query = select(ReminderRow).where(
        ReminderRow.guild_id == guild_id,
        ReminderRow.author_id == author_id,
        ReminderRow.private_text.is_not(None),
        ReminderRow.state.in_(states),
    )
    return (await session.scalars(query.order_by(ReminderRow.id))).all()


async def of_group(session: AsyncSession, guild_id: int, states: Sequence[str]) -> Sequence[ReminderRow]:
    """The group's reminders in these states, oldest first."""
    query = select(ReminderRow).where(
        ReminderRow.guild_id == guild_id, ReminderRow.private_text.is_(None), ReminderRow.state.in_(states)
    )
    return (await session.scalars(query.order_by(ReminderRow.id))).all()


async def to_plan(session: AsyncSession, state: str, now: datetime, tzdata: str) -> Sequence[ReminderRow]:
    """Reminders whose next dates the outbox doesn't hold yet, or holds by other rules of time zones."""
    query = (
        select(ReminderRow)
        .where(
            ReminderRow.state == state,
            ReminderRow.plan_at.is_not(None),
            or_(ReminderRow.plan_at <= now, ReminderRow.planned_with != tzdata),
        )
        .order_by(ReminderRow.plan_at, ReminderRow.id)
        .limit(AT_ONCE)
    )
    return (await session.scalars(query)).all()


async def delete_ended(session: AsyncSession, states: Sequence[str], before: datetime) -> None:
    """Delete what ended, or was never finished, before a moment."""
    ended = func.coalesce(ReminderRow.planned_until, ReminderRow.created_at) < before
    await session.execute(delete(ReminderRow).where(ReminderRow.state.in_(states), ended))


async def by_author(session: AsyncSession, guild_id: int, author_id: int) -> Sequence[ReminderRow]:
    query = select(ReminderRow).where(ReminderRow.guild_id == guild_id, ReminderRow.author_id == author_id)
    return (await session.scalars(query.order_by(ReminderRow.id))).all()


async def delete_own(session: AsyncSession, guild_id: int, author_id: int) -> None:
    """Delete someone's own reminders; the group's that they made stay, without their name."""
    theirs = (ReminderRow.guild_id == guild_id, ReminderRow.author_id == author_id)
    await session.execute(delete(ReminderRow).where(*theirs, ReminderRow.private_text.is_not(None)))
    await session.execute(update(ReminderRow).where(*theirs).values(author_id=None))
