"""Every query on announcements and topics."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements.models import AnnouncementRow, TopicRow

AT_ONCE = 50
"""Announcements looked at in one round."""


async def announcement(session: AsyncSession, guild_id: int, announcement_id: int) -> AnnouncementRow | None:
    row = await session.get(AnnouncementRow, announcement_id)
    return row if row is not None and row.guild_id == guild_id else None


async def drafts_of(session: AsyncSession, guild_id: int, author_id: int) -> Sequence[AnnouncementRow]:
    """What somebody has written and not sent, the latest first."""
    query = select(AnnouncementRow).where(
        AnnouncementRow.guild_id == guild_id, AnnouncementRow.author_id == author_id, AnnouncementRow.state == "draft"
    )
    return (await session.scalars(query.order_by(AnnouncementRow.id.desc()))).all()


async def of_guild(session: AsyncSession, guild_id: int, states: Sequence[str]) -> Sequence[AnnouncementRow]:
    """A server's announcements in these states, the newest first."""
    query = select(AnnouncementRow).where(AnnouncementRow.guild_id == guild_id, AnnouncementRow.state.in_(states))
    return (await session.scalars(query.order_by(AnnouncementRow.id.desc()))).all()


async def sent_between(
    session: AsyncSession, guild_id: int, states: Sequence[str], since: datetime, until: datetime
) -> Sequence[AnnouncementRow]:
    """What was last sent from ``since`` on and before ``until``, the oldest first."""
    query = select(AnnouncementRow).where(
        AnnouncementRow.guild_id == guild_id,
        AnnouncementRow.state.in_(states),
        AnnouncementRow.sent_at >= since,
        AnnouncementRow.sent_at < until,
    )
    return (await session.scalars(query.order_by(AnnouncementRow.sent_at, AnnouncementRow.id))).all()


async def due(
    session: AsyncSession, state: str, now: datetime, tzdata: str, most: int | None = AT_ONCE
) -> Sequence[tuple[int, int]]:
    """Servers and numbers of scheduled announcements whose date has come, or was reckoned by other rules of time
    zones."""
    query = (
        select(AnnouncementRow.guild_id, AnnouncementRow.id)
        .where(
            AnnouncementRow.state == state,
            or_(AnnouncementRow.next_at <= now, AnnouncementRow.planned_with != tzdata),
        )
        .order_by(AnnouncementRow.next_at, AnnouncementRow.id)
        .limit(most)
    )
    return [(guild_id, number) for guild_id, number in await session.execute(query)]


async def next_at(session: AsyncSession, state: str) -> datetime | None:
    """When the next date of any comes."""
    return await session.scalar(select(func.min(AnnouncementRow.next_at)).where(AnnouncementRow.state == state))


async def publishing(session: AsyncSession) -> Sequence[tuple[int, int]]:
    """Servers and numbers of announcements that may have something to publish."""
    query = select(AnnouncementRow.guild_id, AnnouncementRow.id).where(AnnouncementRow.publishing.is_(True))
    return [(guild_id, number) for guild_id, number in await session.execute(query)]


async def long_ago(session: AsyncSession, drafts: datetime, ended: datetime) -> Sequence[tuple[int, int]]:
    """Servers and numbers of drafts begun, and of announcements last sent, before a moment."""
    last = func.coalesce(AnnouncementRow.sent_at, AnnouncementRow.created_at)
    query = select(AnnouncementRow.guild_id, AnnouncementRow.id).where(
        or_(
            (AnnouncementRow.state == "draft") & (AnnouncementRow.created_at < drafts),
            AnnouncementRow.state.in_(("sent", "withdrawn")) & (last < ended),
        )
    )
    return [(guild_id, number) for guild_id, number in await session.execute(query.limit(AT_ONCE))]


async def by_author(session: AsyncSession, guild_id: int, author_id: int) -> Sequence[AnnouncementRow]:
    query = select(AnnouncementRow).where(AnnouncementRow.guild_id == guild_id, AnnouncementRow.author_id == author_id)
    return (await session.scalars(query.order_by(AnnouncementRow.id))).all()


async def forget_author(session: AsyncSession, guild_id: int, author_id: int) -> None:
    theirs = (AnnouncementRow.guild_id == guild_id, AnnouncementRow.author_id == author_id)
    await session.execute(update(AnnouncementRow).where(*theirs).values(author_id=None))


async def topics(session: AsyncSession, guild_id: int | None = None) -> Sequence[TopicRow]:
    query = select(TopicRow).order_by(TopicRow.guild_id, func.lower(TopicRow.name), TopicRow.id)
    return (await session.scalars(query if guild_id is None else query.where(TopicRow.guild_id == guild_id))).all()


async def topic(session: AsyncSession, guild_id: int, topic_id: int) -> TopicRow | None:
    row = await session.get(TopicRow, topic_id)
    return row if row is not None and row.guild_id == guild_id else None


async def delete_topic(session: AsyncSession, guild_id: int, topic_id: int) -> None:
    await session.execute(delete(TopicRow).where(TopicRow.guild_id == guild_id, TopicRow.id == topic_id))
