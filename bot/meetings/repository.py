"""Every query on the meetings' tables."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community import waitlist
from bot.meetings.entries import State
from bot.meetings.models import AnswerRow, ChoiceRow, FeedRow, OccurrenceRow, QuestionRow, SeriesRow

Date = tuple[OccurrenceRow, SeriesRow]
AT_ONCE = 50


async def series(session: AsyncSession, guild_id: int, series_id: int) -> SeriesRow | None:
    row = await session.get(SeriesRow, series_id)
    return row if row is not None and row.guild_id == guild_id else None


async def count_active(session: AsyncSession, guild_id: int) -> int:
    query = select(func.count()).where(SeriesRow.guild_id == guild_id, SeriesRow.state == State.ACTIVE)
    return (await session.scalar(query)) or 0


async def to_plan(session: AsyncSession, now: datetime, version: str) -> Sequence[SeriesRow]:
    """Series whose dates have to be extended, or were made by older rules of time zones."""
    due = (SeriesRow.plan_at <= now) | (SeriesRow.planned_with != version)
    query = select(SeriesRow).where(SeriesRow.state == State.ACTIVE, due).order_by(SeriesRow.id).limit(AT_ONCE)
    return (await session.scalars(query)).all()


async def delete_drafts(session: AsyncSession, before: datetime) -> None:
    await session.execute(delete(SeriesRow).where(SeriesRow.state == State.DRAFT, SeriesRow.created_at < before))


async def date(session: AsyncSession, guild_id: int, occurrence_id: int) -> Date | None:
    """One date with its series."""
    query = _dates().where(OccurrenceRow.guild_id == guild_id, OccurrenceRow.id == occurrence_id)
    found = (await session.execute(query)).first()
    return (found[0], found[1]) if found else None


async def dates(
    session: AsyncSession,
    guild_id: int | None,
    since: datetime,
    until: datetime | None = None,
    limit: int | None = None,
    states: Iterable[State] = (State.ACTIVE,),
) -> list[Date]:
    """Dates that begin in a time, in order; of every server without ``guild_id``."""
    query = _dates().where(OccurrenceRow.at >= since, OccurrenceRow.state.in_(list(states)))
    if guild_id is not None:
        query = query.where(OccurrenceRow.guild_id == guild_id)
    if until is not None:
        query = query.where(OccurrenceRow.at <= until)
    query = query.order_by(OccurrenceRow.at, OccurrenceRow.id).limit(limit)
    return [(found[0], found[1]) for found in await session.execute(query)]


async def of_series(session: AsyncSession, series_id: int, from_slot: str = "") -> Sequence[OccurrenceRow]:
    """A series' dates from a slot on, in the rule's order."""
    query = select(OccurrenceRow).where(OccurrenceRow.series_id == series_id, OccurrenceRow.slot >= from_slot)
    return (await session.scalars(query.order_by(OccurrenceRow.slot))).all()


async def made(session: AsyncSession, guild_id: int, since: datetime, until: datetime) -> Sequence[SeriesRow]:
    """Series that were kept from a moment on, before another, and go on."""
    query = select(SeriesRow).where(
        SeriesRow.guild_id == guild_id,
        SeriesRow.state == State.ACTIVE,
        SeriesRow.created_at >= since,
        SeriesRow.created_at < until,
    )
    return (await session.scalars(query.order_by(SeriesRow.created_at, SeriesRow.id))).all()


async def first_of(session: AsyncSession, series_id: int, after: datetime) -> OccurrenceRow | None:
    """A series' first date after a moment."""
    query = select(OccurrenceRow).where(
        OccurrenceRow.series_id == series_id, OccurrenceRow.state == State.ACTIVE, OccurrenceRow.at > after
    )
    return await session.scalar(query.order_by(OccurrenceRow.at).limit(1))


async def called_off(session: AsyncSession, guild_id: int, since: datetime, until: datetime) -> list[Date]:
    """Dates still to come that were cancelled from ``since`` on, before ``until``, in order."""
    query = _dates().where(
        OccurrenceRow.guild_id == guild_id,
        OccurrenceRow.state == State.CANCELLED,
        OccurrenceRow.changed_at >= since,
        OccurrenceRow.changed_at < until,
        OccurrenceRow.at > until,
    )
    return [(found[0], found[1]) for found in await session.execute(query.order_by(OccurrenceRow.at))]


async def moved(session: AsyncSession, guild_id: int, since: datetime, until: datetime) -> list[Date]:
    """Dates still to come, of series from before ``since``, that were given another time from then on, before
    ``until``, in order."""
    query = _dates().where(
        OccurrenceRow.guild_id == guild_id,
        OccurrenceRow.state == State.ACTIVE,
        SeriesRow.created_at < since,
        OccurrenceRow.moved_at >= since,
        OccurrenceRow.moved_at < until,
        OccurrenceRow.at > until,
    )
    return [(found[0], found[1]) for found in await session.execute(query.order_by(OccurrenceRow.at))]


def _dates():
    return select(OccurrenceRow, SeriesRow).join(SeriesRow, SeriesRow.id == OccurrenceRow.series_id)


# -- answers ----------------------------------------------------------------------------------


async def answers(session: AsyncSession, occurrence_id: int) -> Sequence[AnswerRow]:
    """What everybody said of a date, in the order they came."""
    query = select(AnswerRow).where(AnswerRow.occurrence_id == occurrence_id)
    return (await session.scalars(query.order_by(AnswerRow.since, AnswerRow.member_id))).all()


async def answers_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[AnswerRow]:
    query = select(AnswerRow).where(AnswerRow.guild_id == guild_id, AnswerRow.member_id == member_id)
    return (await session.scalars(query)).all()


async def in_line(session: AsyncSession, now: datetime) -> Sequence[int]:
    """Dates to come in which somebody waits, or has an offer."""
    query = (
        select(AnswerRow.occurrence_id)
        .join(OccurrenceRow, OccurrenceRow.id == AnswerRow.occurrence_id)
        .where(AnswerRow.standing.in_([waitlist.Standing.OFFERED, waitlist.Standing.WAITS]), OccurrenceRow.at > now)
        .distinct()
    )
    return (await session.scalars(query)).all()


async def choices(session: AsyncSession, guild_id: int) -> dict[int, tuple[str, ...]]:
    """When people want to be reminded, by person."""
    rows = await session.scalars(select(ChoiceRow).where(ChoiceRow.guild_id == guild_id))
    return {row.member_id: tuple(row.leads) for row in rows}


async def choice(session: AsyncSession, guild_id: int, member_id: int) -> ChoiceRow | None:
    return await session.get(ChoiceRow, (guild_id, member_id))


# -- questions and addresses ------------------------------------------------------------------


async def questions(session: AsyncSession, occurrence_id: int, *, topics: bool = False) -> Sequence[QuestionRow]:
    """The questions to the speaker, or what people would like to talk about."""
    query = select(QuestionRow).where(QuestionRow.occurrence_id == occurrence_id, QuestionRow.topic.is_(topics))
    return (await session.scalars(query.order_by(QuestionRow.id))).all()


async def drop_topics(session: AsyncSession, occurrence_id: int, ids: Collection[int]) -> None:
    """Forget topics that stand on the agenda by now."""
    which = (QuestionRow.occurrence_id == occurrence_id, QuestionRow.topic.is_(True), QuestionRow.id.in_(ids))
    await session.execute(delete(QuestionRow).where(*which))


async def questions_of(session: AsyncSession, guild_id: int, author_id: int) -> Sequence[QuestionRow]:
    query = select(QuestionRow).where(QuestionRow.guild_id == guild_id, QuestionRow.author_id == author_id)
    return (await session.scalars(query.order_by(QuestionRow.id))).all()


async def drop_questions(session: AsyncSession, before: datetime) -> None:
    """Forget the questions to meetings that were before then."""
    past = select(OccurrenceRow.id).where(OccurrenceRow.at < before)
    await session.execute(delete(QuestionRow).where(QuestionRow.occurrence_id.in_(past)))


async def feed(session: AsyncSession, digest: bytes) -> FeedRow | None:
    return await session.get(FeedRow, digest)


async def feeds_of(session: AsyncSession, guild_id: int, member_id: int | None) -> Sequence[FeedRow]:
    return (await session.scalars(select(FeedRow).where(FeedRow.guild_id == guild_id, _whose(member_id)))).all()


async def drop_feed(session: AsyncSession, guild_id: int, member_id: int | None) -> None:
    await session.execute(delete(FeedRow).where(FeedRow.guild_id == guild_id, _whose(member_id)))


def _whose(member_id: int | None):
    return FeedRow.member_id.is_(None) if member_id is None else FeedRow.member_id == member_id


# -- a person -----------------------------------------------------------------------------------


async def authored(session: AsyncSession, guild_id: int, member_id: int) -> tuple[int, int]:
    """How many series someone has made, and at how many dates they speak."""
    made = select(func.count()).where(SeriesRow.guild_id == guild_id, SeriesRow.author_id == member_id)
    spoken = select(func.count()).where(OccurrenceRow.guild_id == guild_id, OccurrenceRow.speaker_id == member_id)
    return (await session.scalar(made)) or 0, (await session.scalar(spoken)) or 0


async def erase_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    for table, column in (
        (AnswerRow, AnswerRow.member_id), (QuestionRow, QuestionRow.author_id),
        (ChoiceRow, ChoiceRow.member_id), (FeedRow, FeedRow.member_id),
    ):  # fmt: skip
        await session.execute(delete(table).where(table.guild_id == guild_id, column == member_id))
    await session.execute(
        update(SeriesRow).where(SeriesRow.guild_id == guild_id, SeriesRow.author_id == member_id).values(author_id=None)
    )
    await session.execute(
        update(OccurrenceRow)
        .where(OccurrenceRow.guild_id == guild_id, OccurrenceRow.speaker_id == member_id)
        .values(speaker_id=None, speaker="", speaker_state="")
    )
