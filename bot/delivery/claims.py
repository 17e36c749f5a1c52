"""The runner's queries: claiming what is due under a fenced lease, and writing down what became of it.

A claim raises the row's ``fence``, and whoever writes its end must still hold that number: a process that
slept through its lease can change nothing any more. On PostgreSQL rows that another process is claiming are
skipped (``FOR UPDATE SKIP LOCKED``); on SQLite there is one writer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.kinds import Delivery, State
from bot.delivery.models import DeliveryRow, DirectChannelRow
from bot.delivery.repository import upsert
from bot.storage.base import UtcDateTime

LEASE = timedelta(seconds=60)
"""How long a claim holds unless renewed: longer than the 25 s that discord.py goes on trying."""
CANDIDATES = 200
"""Rows looked at for one claim; more than one of them may be for the same place."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery in this process's hands. ``begun_at`` (real time) is when a message may first have gone out;
    ``unresolved`` says that an earlier try ended without anyone knowing how."""

    delivery: Delivery
    direct_channel_id: int | None
    marker: int
    fence: int
    attempts: int
    begun_at: datetime
    unresolved: bool

    @property
    def target(self) -> int:
        """The channel or the person: one at a time is written to."""
        return self.delivery.channel_id or self.delivery.member_id or 0


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands in a channel, or (``under_way``) that may come to stand there."""

    channel_id: int
    message_id: int
    marker: int
    under_way: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claimed delivery: the columns to write, while the fence still holds."""

    id: int
    guild_id: int
    fence: int
    values: dict[str, Any] = field(default_factory=dict[str, Any])


def _due(now: datetime, real: datetime) -> ColumnElement[bool]:
    pending = and_(DeliveryRow.state == State.PENDING, DeliveryRow.ready_at <= now)
    return or_(pending, _orphaned(real))


def _orphaned(real: datetime) -> ColumnElement[bool]:
    # A lease further ahead than any can be was written before a clock was set back.
    lapsed = or_(DeliveryRow.leased_until < real, DeliveryRow.leased_until > real + 2 * LEASE)
    return and_(DeliveryRow.state == State.SENDING, lapsed)


async def anything_due(session: AsyncSession, now: datetime, real: datetime) -> bool:
    """Whether there may be something to claim; a look that keeps nobody from writing."""
    return (await session.scalar(select(DeliveryRow.id).where(_due(now, real)).limit(1))) is not None


async def claim(
    session: AsyncSession,
    *,
    me: str,
    now: datetime,
    real: datetime,
    lease: timedelta,
    limit: int,
    new_direct: int,
    busy: Collection[int],
) -> list[Claimed]:
    """Claim up to ``limit`` due deliveries, the earliest first, one for each channel or person.

    ``busy`` are channels and people that are being written to; at most ``new_direct`` go to people whose
    channel of direct messages isn't open yet.
    """
    found: dict[int, int] = {}
    for condition in (_orphaned(real), and_(DeliveryRow.state == State.PENDING, DeliveryRow.ready_at <= now)):
        if len(found) < limit:
            await _collect(session, condition, found, limit=limit, new_direct=new_direct, busy=busy)
    if not found:
        return []
    locked = list(
        await session.scalars(
            select(DeliveryRow.id)
            .where(DeliveryRow.id.in_(found.values()), _due(now, real))
            .with_for_update(skip_locked=True)
        )
    )
    begins = select(DeliveryRow.id, DeliveryRow.begun_at).where(DeliveryRow.id.in_(locked))
    begun = {id: at for id, at in await session.execute(begins)}  # noqa: C416 - rows aren't pairs to a type checker
    await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(locked))
        .values(
            state=State.SENDING,
            fence=DeliveryRow.fence + 1,
            attempts=DeliveryRow.attempts + 1,
            leased_by=me,
            leased_until=real + lease,
            begun_at=func.coalesce(DeliveryRow.begun_at, literal(real, UtcDateTime)),
        )
    )
    rows = await session.execute(
        select(DeliveryRow, DirectChannelRow.channel_id)
        .outerjoin(DirectChannelRow, _same_person())
        .where(DeliveryRow.id.in_(locked))
        .order_by(DeliveryRow.ready_at, DeliveryRow.id)
    )
    return [_claimed(row, direct, unresolved=begun[row.id] is not None, real=real) for row, direct in rows]


async def _collect(
    session: AsyncSession,
    condition: ColumnElement[bool],
    found: dict[int, int],
    *,
    limit: int,
    new_direct: int,
    busy: Collection[int],
) -> None:
    # Known channels first: what waits for a new channel to be opened must not hold up the rest.
    for opens in (False, True):
        most = min(limit, len(found) + new_direct) if opens else limit
        if len(found) >= most:
            continue
        new = and_(DeliveryRow.member_id.is_not(None), DirectChannelRow.channel_id.is_(None))
        query = (
            select(DeliveryRow.id, DeliveryRow.channel_id, DeliveryRow.member_id)
            .outerjoin(DirectChannelRow, _same_person())
            .where(condition, new if opens else ~new, _not_busy(busy, found))
            .order_by(DeliveryRow.ready_at, DeliveryRow.id)
            .limit(CANDIDATES)
        )
        for id, channel_id, member_id in await session.execute(query):
            if len(found) < most:
                found.setdefault(channel_id or member_id or 0, id)


def _not_busy(busy: Collection[int], found: Collection[int]) -> ColumnElement[bool]:
    places = {*busy, *found}
    return and_(
        or_(DeliveryRow.channel_id.is_(None), DeliveryRow.channel_id.not_in(places)),
        or_(DeliveryRow.member_id.is_(None), DeliveryRow.member_id.not_in(places)),
    )


def _same_person() -> ColumnElement[bool]:
    return and_(DirectChannelRow.guild_id == DeliveryRow.guild_id, DirectChannelRow.member_id == DeliveryRow.member_id)


def _claimed(row: DeliveryRow, direct: int | None, *, unresolved: bool, real: datetime) -> Claimed:
    return Claimed(
        delivery=plain(row),
        direct_channel_id=direct,
        marker=row.marker,
        fence=row.fence,
        attempts=row.attempts,
        begun_at=row.begun_at or real,
        unresolved=unresolved,
    )


def plain(row: DeliveryRow) -> Delivery:
    """A row as features see it."""
    return Delivery(
        id=row.id,
        guild_id=row.guild_id,
        kind=row.kind,
        subject_id=row.subject_id,
        detail=row.detail,
        channel_id=row.channel_id,
        member_id=row.member_id,
        due_at=row.due_at,
    )


async def renew(session: AsyncSession, me: str, ids: Collection[int], real: datetime, lease: timedelta) -> set[int]:
    """Lengthen the leases on what this process is sending; those that are still its own."""
    kept = await session.scalars(
        update(DeliveryRow)
        .where(DeliveryRow.id.in_(ids), DeliveryRow.leased_by == me, DeliveryRow.state == State.SENDING)
        .values(leased_until=real + lease)
        .returning(DeliveryRow.id)
    )
    return set(kept)


async def settle(session: AsyncSession, settled: Sequence[Settled]) -> None:
    """Write down ends. One whose fence was passed on, or whose row was erased meanwhile, changes nothing."""
    connection = await session.connection()
    for names in {tuple(sorted(one.values)) for one in settled}:
        statement = (
            update(DeliveryRow)
            .where(DeliveryRow.id == bindparam("the_id"), DeliveryRow.fence == bindparam("the_fence"))
            .where(DeliveryRow.state == State.SENDING)
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        alike = [one for one in settled if tuple(sorted(one.values)) == names]
        await connection.execute(
            statement,
            [
                {"the_id": one.id, "the_fence": one.fence} | {f"new_{name}": one.values[name] for name in names}
                for one in alike
            ],
        )


async def restart(session: AsyncSession, claimed: Claimed, real: datetime) -> bool:
    """Count a try from now on, after an earlier one proved not to have arrived; whether the claim still holds."""
    kept = await session.execute(
        update(DeliveryRow)
        .where(DeliveryRow.id == claimed.delivery.id, DeliveryRow.fence == claimed.fence)
        .values(begun_at=real)
        .returning(DeliveryRow.id)
    )
    return kept.first() is not None


async def release_all(session: AsyncSession) -> None:
    """Treat every lease as lapsed: on SQLite, where one process holds the database, they are a dead one's."""
    await session.execute(
        update(DeliveryRow).where(DeliveryRow.state == State.SENDING).values(leased_until=None, state=State.PENDING)
    )


async def posted(session: AsyncSession, guild_id: int, delivery_id: int) -> Posted | None:
    """The message that a delivery has become, or may yet; None when there is none."""
    row = await session.get(DeliveryRow, delivery_id)
    if row is None or row.guild_id != guild_id:
        return None
    if row.state == State.SENDING or (row.state == State.PENDING and row.begun_at is not None):
        return Posted(0, 0, row.marker, under_way=True)
    if row.state != State.SENT or row.sent_in is None or row.message_id is None:
        return None
    return Posted(row.sent_in, row.message_id, row.marker)


async def processes(session: AsyncSession, me: str, real: datetime) -> int:
    """How many processes are sending just now, this one included."""
    others = await session.scalar(
        select(func.count(func.distinct(DeliveryRow.leased_by))).where(
            DeliveryRow.state == State.SENDING, DeliveryRow.leased_until >= real, DeliveryRow.leased_by != me
        )
    )
    return 1 + (others or 0)


async def opened_since(session: AsyncSession, start: datetime, end: datetime) -> int:
    """How many channels of direct messages were opened in a span of time."""
    query = select(func.count()).where(DirectChannelRow.opened_at > start, DirectChannelRow.opened_at <= end)
    return (await session.scalar(query)) or 0


async def remember_direct(session: AsyncSession, guild_id: int, member_id: int, channel_id: int, now: datetime) -> None:
    """Keep a person's channel of direct messages."""
    statement = upsert(session, DirectChannelRow).values(
        guild_id=guild_id, member_id=member_id, channel_id=channel_id, opened_at=now
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[DirectChannelRow.guild_id, DirectChannelRow.member_id],
            set_={"channel_id": channel_id, "opened_at": now},
        )
    )
