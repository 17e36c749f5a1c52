"""Every query on the workshops' tables."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.workshops.entries import Giving, Standing, State
from bot.workshops.models import PlaceRow, WorkshopFeedbackRow, WorkshopQuestionRow, WorkshopRow


async def workshop(session: AsyncSession, guild_id: int, workshop_id: int) -> WorkshopRow | None:
    row = await session.get(WorkshopRow, workshop_id)
    return row if row is not None and row.guild_id == guild_id else None


async def workshops(
    session: AsyncSession, guild_id: int | None, since: datetime, until: datetime | None = None
) -> Sequence[WorkshopRow]:
    """Those that stand and begin in a time, in order; of every server without ``guild_id``."""
    query = select(WorkshopRow).where(WorkshopRow.state == State.ACTIVE, WorkshopRow.at >= since)
    if guild_id is not None:
        query = query.where(WorkshopRow.guild_id == guild_id)
    if until is not None:
        query = query.where(WorkshopRow.at <= until)
    return (await session.scalars(query.order_by(WorkshopRow.at, WorkshopRow.id))).all()


async def to_draw(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Workshops whose window has closed, and whose places are still to be drawn."""
    query = select(WorkshopRow.id).where(
        WorkshopRow.state == State.ACTIVE,
        WorkshopRow.giving == Giving.FAIR,
        WorkshopRow.drawn_at.is_(None),
        WorkshopRow.closes_at <= now,
    )
    return (await session.scalars(query)).all()


async def before(session: AsyncSession, guild_id: int, at: datetime) -> WorkshopRow | None:
    """The last workshop that took place before a moment."""
    query = select(WorkshopRow).where(
        WorkshopRow.guild_id == guild_id, WorkshopRow.state == State.ACTIVE, WorkshopRow.at < at
    )
    return await session.scalar(query.order_by(WorkshopRow.at.desc(), WorkshopRow.id.desc()).limit(1))


async def open_to_come(session: AsyncSession, guild_id: int, now: datetime) -> Sequence[WorkshopRow]:
    """Those to come whose sign-up opened before a moment, in order."""
    query = select(WorkshopRow).where(
        WorkshopRow.guild_id == guild_id,
        WorkshopRow.state == State.ACTIVE,
        WorkshopRow.at > now,
        WorkshopRow.opens_at < now,
        WorkshopRow.created_at < now,
    )
    return (await session.scalars(query.order_by(WorkshopRow.at, WorkshopRow.id))).all()


async def called_off(session: AsyncSession, guild_id: int, since: datetime, until: datetime) -> Sequence[WorkshopRow]:
    """Those still to come that were cancelled from ``since`` on, before ``until``, after they had been announced."""
    query = select(WorkshopRow).where(
        WorkshopRow.guild_id == guild_id,
        WorkshopRow.state == State.CANCELLED,
        WorkshopRow.cancelled_at >= since,
        WorkshopRow.cancelled_at < until,
        WorkshopRow.cancelled_at >= WorkshopRow.opens_at,
        WorkshopRow.at > until,
    )
    return (await session.scalars(query.order_by(WorkshopRow.at, WorkshopRow.id))).all()


async def cancelled(session: AsyncSession, guild_id: int, since: datetime) -> Sequence[WorkshopRow]:
    """Those that were cancelled from a moment on, the latest first."""
    query = select(WorkshopRow).where(
        WorkshopRow.guild_id == guild_id, WorkshopRow.state == State.CANCELLED, WorkshopRow.cancelled_at >= since
    )
    return (await session.scalars(query.order_by(WorkshopRow.cancelled_at.desc(), WorkshopRow.id))).all()


async def delete_drafts(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(WorkshopRow).where(WorkshopRow.state == State.DRAFT, WorkshopRow.created_at < before))


# -- places ---------------------------------------------------------------------------------------


async def places(session: AsyncSession, workshop_id: int) -> Sequence[PlaceRow]:
    """Everybody who signed up, in the order they came."""
    query = select(PlaceRow).where(PlaceRow.workshop_id == workshop_id)
    return (await session.scalars(query.order_by(PlaceRow.since, PlaceRow.member_id))).all()


async def place(session: AsyncSession, guild_id: int, workshop_id: int, member_id: int) -> PlaceRow | None:
    row = await session.get(PlaceRow, (workshop_id, member_id))
    return row if row is not None and row.guild_id == guild_id else None


async def places_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[PlaceRow]:
    query = select(PlaceRow).where(PlaceRow.guild_id == guild_id, PlaceRow.member_id == member_id)
    return (await session.scalars(query.order_by(PlaceRow.workshop_id))).all()


async def in_line(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Workshops to come in which somebody waits, or has an offer."""
    query = (
        select(PlaceRow.workshop_id)
        .join(WorkshopRow, WorkshopRow.id == PlaceRow.workshop_id)
        .where(PlaceRow.standing.in_([Standing.OFFERED, Standing.WAITS]), WorkshopRow.at > now)
        .where(WorkshopRow.state == State.ACTIVE)
        .distinct()
    )
    return (await session.scalars(query)).all()


async def any_workshop(session: AsyncSession, workshop_id: int) -> WorkshopRow | None:
    """For periodic work, which goes through every server."""
    return await session.get(WorkshopRow, workshop_id)


# -- questions and feedback -----------------------------------------------------------------------


async def questions(session: AsyncSession, guild_id: int, workshop_id: int) -> Sequence[WorkshopQuestionRow]:
    query = select(WorkshopQuestionRow).where(
        WorkshopQuestionRow.guild_id == guild_id, WorkshopQuestionRow.workshop_id == workshop_id
    )
    return (await session.scalars(query.order_by(WorkshopQuestionRow.id))).all()


async def questions_with_author(session: AsyncSession, guild_id: int) -> Sequence[WorkshopQuestionRow]:
    """A server's questions whose author isn't forgotten yet."""
    query = select(WorkshopQuestionRow).where(
        WorkshopQuestionRow.guild_id == guild_id, WorkshopQuestionRow.author.is_not(None)
    )
    return (await session.scalars(query.order_by(WorkshopQuestionRow.id))).all()


async def forget_authors(session: AsyncSession, before: datetime) -> None:
    """Forget who asked the questions of workshops that began before then."""
    past = select(WorkshopRow.id).where(WorkshopRow.at < before)
    await session.execute(
        update(WorkshopQuestionRow)
        .where(WorkshopQuestionRow.workshop_id.in_(past), WorkshopQuestionRow.author.is_not(None))
        .values(author=None)
    )


async def drop_questions(session: AsyncSession, before: datetime) -> None:
    past = select(WorkshopRow.id).where(WorkshopRow.at < before)
    await session.execute(delete(WorkshopQuestionRow).where(WorkshopQuestionRow.workshop_id.in_(past)))


async def forget_needs(session: AsyncSession, before: datetime) -> None:
    """Access needs have done their work once a workshop is over."""
    past = select(WorkshopRow.id).where(WorkshopRow.at < before)
    await session.execute(
        update(PlaceRow).where(PlaceRow.workshop_id.in_(past), PlaceRow.needs.is_not(None)).values(needs=None)
    )


async def feedback(session: AsyncSession, guild_id: int, workshop_id: int) -> WorkshopFeedbackRow | None:
    row = await session.get(WorkshopFeedbackRow, workshop_id)
    return row if row is not None and row.guild_id == guild_id else None


async def open_feedback(session: AsyncSession, guild_id: int | None = None) -> Sequence[WorkshopFeedbackRow]:
    query = select(WorkshopFeedbackRow).where(WorkshopFeedbackRow.state == "open")
    if guild_id is not None:
        query = query.where(WorkshopFeedbackRow.guild_id == guild_id)
    return (await session.scalars(query)).all()


async def feedback_begun(session: AsyncSession, guild_id: int) -> Sequence[datetime]:
    """When the feedback closes, or closed, that has led to a picture or still may."""
    row = WorkshopFeedbackRow
    query = select(row.closes_at).where(
        row.guild_id == guild_id, or_(row.state.in_(("open", "lost")), row.counts.is_not(None))
    )
    return (await session.scalars(query)).all()


async def drop_feedback(session: AsyncSession, before: datetime) -> None:
    """Forget what came of feedback that closed before then."""
    row = WorkshopFeedbackRow
    await session.execute(delete(row).where(row.state != "open", row.closes_at < before))


# -- a person -------------------------------------------------------------------------------------


async def authored(session: AsyncSession, guild_id: int, member_id: int) -> int:
    """How many workshops someone has made."""
    made = select(func.count()).where(WorkshopRow.guild_id == guild_id, WorkshopRow.author_id == member_id)
    return (await session.scalar(made)) or 0


async def erase_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(delete(PlaceRow).where(PlaceRow.guild_id == guild_id, PlaceRow.member_id == member_id))
    await session.execute(
        update(WorkshopRow)
        .where(WorkshopRow.guild_id == guild_id, WorkshopRow.author_id == member_id)
        .values(author_id=None)
    )
