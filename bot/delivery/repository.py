"""Every query on the outbox that features and people cause; those of the runner stand in ``claims.py``."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.kinds import PROBLEMS, Delivery, Reason, State
from bot.delivery.models import CancellationRow, DeliveryRow, DirectChannelRow

CHUNK = 1_000
"""Rows that one transaction changes at most, so that nobody waits long for the one writer."""
ROWS_AT_ONCE = 100
"""Rows put in with one call, before others have a turn."""


def upsert(session: AsyncSession, table: Any) -> Any:
    """An ``INSERT`` that can say what happens on a conflict, in the database's own dialect."""
    return (sqlite_insert if session.get_bind().dialect.name == "sqlite" else pg_insert)(table)


async def put(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add deliveries. One whose key is known already is re-timed while nothing has become of it, and left alone
    once something has; a cancelled one stands again."""
    statement = upsert(session, DeliveryRow)
    renewed = ("due_at", "ready_at", "channel_id", "member_id", "detail", "state", "reason", "settled_at")
    statement = statement.on_conflict_do_update(
        index_elements=[DeliveryRow.guild_id, DeliveryRow.key],
        set_={name: statement.excluded[name] for name in renewed},
        where=or_(DeliveryRow.state == State.PENDING, DeliveryRow.state == State.CANCELLED),
    )
    # Run again for each row: to put together one statement for hundreds would hold up everybody for 0.2 s.
    connection = await session.connection()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        await connection.execute(statement, list(rows[start : start + ROWS_AT_ONCE]))


async def cancel(
    session: AsyncSession,
    guild_id: int,
    kind: str,
    subject_id: int,
    up_to: int,
    now: datetime,
    *,
    untried: bool = False,
    detail: str | None = None,
) -> int:
    """Cancel at most ``CHUNK`` of a subject's pending deliveries with ids up to ``up_to``; how many. ``untried``
    spares those of which an earlier try may have arrived, ``detail`` all that have another."""
    pending = (
        select(DeliveryRow.id)
        .where(
            DeliveryRow.guild_id == guild_id,
            DeliveryRow.kind == kind,
            DeliveryRow.subject_id == subject_id,
            DeliveryRow.state == State.PENDING,
            DeliveryRow.id <= up_to,
            DeliveryRow.begun_at.is_(None) if untried else true(),
            DeliveryRow.detail == detail if detail is not None else true(),
        )
        .limit(CHUNK)
    )
    done = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(pending.scalar_subquery()), DeliveryRow.state == State.PENDING)
        .values(state=State.CANCELLED, settled_at=now)
        .returning(DeliveryRow.id)
    )
    return len(done.all())


async def pending(session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> Sequence[DeliveryRow]:
    query = select(DeliveryRow).where(
        DeliveryRow.guild_id == guild_id, DeliveryRow.kind == kind, DeliveryRow.subject_id == subject_id
    )
    return (await session.scalars(query.where(DeliveryRow.state == State.PENDING).order_by(DeliveryRow.id))).all()


async def begun(
    session: AsyncSession, guild_id: int, kind: str, subjects: Iterable[int], now: datetime
) -> Sequence[DeliveryRow]:
    """What was sent about some subjects, or may have been, or is just being written."""
    under_way = DeliveryRow.begun_at.is_not(None) | (DeliveryRow.due_at <= now)
    sent = (DeliveryRow.state == State.SENT) | (DeliveryRow.state == State.SENDING)
    query = select(DeliveryRow).where(
        DeliveryRow.guild_id == guild_id,
        DeliveryRow.kind == kind,
        DeliveryRow.subject_id.in_(list(subjects)),
        sent | ((DeliveryRow.state == State.PENDING) & under_way),
    )
    return (await session.scalars(query.order_by(DeliveryRow.id))).all()


async def about(session: AsyncSession, guild_id: int, kind: str, subject_id: int) -> Sequence[DeliveryRow]:
    """Everything of a kind about a subject, the oldest first."""
    query = select(DeliveryRow).where(
        DeliveryRow.guild_id == guild_id, DeliveryRow.kind == kind, DeliveryRow.subject_id == subject_id
    )
    return (await session.scalars(query.order_by(DeliveryRow.id))).all()


async def have_direct(session: AsyncSession, guild_id: int) -> set[int]:
    """Those in a server whose channel of direct messages is open."""
    query = select(DirectChannelRow.member_id).where(DirectChannelRow.guild_id == guild_id)
    return set(await session.scalars(query))


async def awaited(session: AsyncSession, now: datetime) -> set[tuple[int, int]]:
    """Servers and people whose direct messages are due and wait for their turn."""
    query = select(DeliveryRow.guild_id, DeliveryRow.member_id).where(
        DeliveryRow.state == State.PENDING, DeliveryRow.member_id.is_not(None), DeliveryRow.ready_at <= now
    )
    return {(guild_id, member_id) for guild_id, member_id in await session.execute(query) if member_id is not None}


async def has_newer(session: AsyncSession, delivery: Delivery) -> bool:
    query = select(DeliveryRow.id).where(
        DeliveryRow.guild_id == delivery.guild_id,
        DeliveryRow.kind == delivery.kind,
        DeliveryRow.subject_id == delivery.subject_id,
        DeliveryRow.channel_id == delivery.channel_id,
        DeliveryRow.member_id == delivery.member_id,
        DeliveryRow.id > delivery.id,
    )
    return (await session.scalar(query.limit(1))) is not None


async def newest_id(session: AsyncSession) -> int:
    return (await session.scalar(select(func.max(DeliveryRow.id)))) or 0


async def cancel_later(session: AsyncSession, guild_id: int, kind: str, subject_id: int, up_to: int) -> None:
    await session.merge(CancellationRow(guild_id=guild_id, kind=kind, subject_id=subject_id, up_to=up_to))


async def cancelled_all(session: AsyncSession, guild_id: int, kind: str, subject_id: int, up_to: int) -> None:
    """Strike a cancellation that is done, unless it was widened meanwhile."""
    await session.execute(
        delete(CancellationRow).where(
            CancellationRow.guild_id == guild_id,
            CancellationRow.kind == kind,
            CancellationRow.subject_id == subject_id,
            CancellationRow.up_to <= up_to,
        )
    )


async def cancellations(session: AsyncSession) -> Sequence[CancellationRow]:
    return (await session.scalars(select(CancellationRow))).all()


async def by_key(session: AsyncSession, guild_id: int, key: str) -> DeliveryRow | None:
    query = select(DeliveryRow).where(DeliveryRow.guild_id == guild_id, DeliveryRow.key == key)
    return (await session.scalars(query)).first()


async def waiting(
    session: AsyncSession, guild_id: int | None = None, member_id: int | None = None
) -> Sequence[DeliveryRow]:
    """What people are to be shown at their next visit."""
    query = select(DeliveryRow).where(DeliveryRow.state == State.WAITING).order_by(DeliveryRow.due_at, DeliveryRow.id)
    if guild_id is not None:
        query = query.where(DeliveryRow.guild_id == guild_id)
    if member_id is not None:
        query = query.where(DeliveryRow.member_id == member_id)
    return (await session.scalars(query)).all()


async def drop_waiting(session: AsyncSession, guild_id: int, kind: str, subject_id: int, now: datetime) -> None:
    await session.execute(
        update(DeliveryRow)
        .where(
            DeliveryRow.guild_id == guild_id,
            DeliveryRow.kind == kind,
            DeliveryRow.subject_id == subject_id,
            DeliveryRow.state == State.WAITING,
        )
        .values(state=State.OBSOLETE, settled_at=now)
    )


async def problems(session: AsyncSession, guild_id: int, private: Iterable[str], limit: int) -> Sequence[DeliveryRow]:
    """A server's latest problems, newest first, but for those that are nobody else's business."""
    query = (
        select(DeliveryRow)
        .where(DeliveryRow.guild_id == guild_id, DeliveryRow.state.in_(PROBLEMS), DeliveryRow.kind.not_in(private))
        .order_by(DeliveryRow.settled_at.desc(), DeliveryRow.id.desc())
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def count(session: AsyncSession, guild_id: int, private: Iterable[str]) -> dict[str, int]:
    """A server's deliveries by state, but for those that are nobody else's business."""
    query = (
        select(DeliveryRow.state, func.count())
        .where(DeliveryRow.guild_id == guild_id, DeliveryRow.kind.not_in(private))
        .group_by(DeliveryRow.state)
    )
    return {state: number for state, number in await session.execute(query)}  # noqa: C416 - a row is no pair to a type checker


async def upcoming(session: AsyncSession, limit: int) -> Sequence[DeliveryRow]:
    query = (
        select(DeliveryRow)
        .where(DeliveryRow.state == State.PENDING)
        .order_by(DeliveryRow.ready_at, DeliveryRow.id)
        .limit(limit)
    )
    return (await session.scalars(query)).all()


async def unreported(session: AsyncSession, silent: Iterable[str]) -> Sequence[DeliveryRow]:
    """Problems that facilitators haven't been told of, at most ``CHUNK``; ``silent`` kinds are never told."""
    query = (
        select(DeliveryRow)
        .where(
            DeliveryRow.state.in_(PROBLEMS), DeliveryRow.reported_at.is_(None), DeliveryRow.kind.not_in(list(silent))
        )
        .order_by(DeliveryRow.id)
        .limit(CHUNK)
    )
    return (await session.scalars(query)).all()


async def mark_reported(session: AsyncSession, ids: Sequence[int], moment: datetime) -> None:
    await session.execute(update(DeliveryRow).where(DeliveryRow.id.in_(ids)).values(reported_at=moment))


async def reported_at(session: AsyncSession, guild_id: int, moment: datetime) -> Sequence[DeliveryRow]:
    query = select(DeliveryRow).where(
        DeliveryRow.guild_id == guild_id, DeliveryRow.state.in_(PROBLEMS), DeliveryRow.reported_at == moment
    )
    return (await session.scalars(query.order_by(DeliveryRow.id))).all()


async def purge(session: AsyncSession, before: datetime) -> int:
    """Delete at most ``CHUNK`` deliveries that ended before a moment, what still waits for someone apart."""
    ended = (
        select(DeliveryRow.id)
        .where(DeliveryRow.state.not_in((State.PENDING, State.SENDING, State.WAITING)), DeliveryRow.settled_at < before)
        .limit(CHUNK)
    )
    gone = await session.execute(
        delete(DeliveryRow).where(DeliveryRow.id.in_(ended.scalar_subquery())).returning(DeliveryRow.id)
    )
    return len(gone.all())


async def restored(session: AsyncSession, now: datetime) -> int:
    """After a restore: what was due meanwhile may have been sent already; how many."""
    done = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.state.in_((State.PENDING, State.SENDING)), DeliveryRow.due_at <= now)
        .values(state=State.UNCERTAIN, reason=Reason.RESTORED, settled_at=now, leased_by=None, leased_until=None)
        .returning(DeliveryRow.id)
    )
    return len(done.all())


async def of_person(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[DeliveryRow]:
    query = select(DeliveryRow).where(DeliveryRow.guild_id == guild_id, DeliveryRow.member_id == member_id)
    return (await session.scalars(query.order_by(DeliveryRow.id))).all()


async def direct_channels_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[DirectChannelRow]:
    query = select(DirectChannelRow).where(
        DirectChannelRow.guild_id == guild_id, DirectChannelRow.member_id == member_id
    )
    return (await session.scalars(query)).all()


async def delete_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    """Remove what was, or is, to be sent to a person, and where."""
    for table in (DeliveryRow, DirectChannelRow):
        await session.execute(delete(table).where(table.guild_id == guild_id, table.member_id == member_id))
