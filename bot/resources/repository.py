"""Every query on shared resources."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.models import MediaRow
from bot.resources.entries import State
from bot.resources.models import ResourceRow


class Listed(NamedTuple):
    """A resource, and its file's name, alternative text and size; never its bytes."""

    row: ResourceRow
    name: str | None
    alt: str | None
    size: int | None


_LISTED = select(ResourceRow, MediaRow.name, MediaRow.alt, MediaRow.size).outerjoin(
    MediaRow, (MediaRow.id == ResourceRow.media_id) & (MediaRow.guild_id == ResourceRow.guild_id)
)


async def listed(session: AsyncSession, guild_id: int | None = None, state: State | None = None) -> Sequence[Listed]:
    """Resources, oldest first: everyone's, or a community's; in any state, or in one."""
    query = _LISTED.order_by(ResourceRow.id)
    if guild_id is not None:
        query = query.where(ResourceRow.guild_id == guild_id)
    if state is not None:
        query = query.where(ResourceRow.state == state)
    return [Listed(*found) for found in await session.execute(query)]


async def added_by(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Listed]:
    """What somebody added, newest first."""
    query = _LISTED.where(ResourceRow.guild_id == guild_id, ResourceRow.added_by == member_id)
    return [Listed(*found) for found in await session.execute(query.order_by(ResourceRow.id.desc()))]


async def one(session: AsyncSession, guild_id: int, resource_id: int) -> Listed | None:
    """One with what there is to say of its file."""
    query = _LISTED.where(ResourceRow.guild_id == guild_id, ResourceRow.id == resource_id)
    found = (await session.execute(query)).first()
    return Listed(*found) if found is not None else None


async def resource(session: AsyncSession, guild_id: int, resource_id: int) -> ResourceRow | None:
    row = await session.get(ResourceRow, resource_id)
    return row if row is not None and row.guild_id == guild_id else None


async def approved(session: AsyncSession, guild_id: int, since: datetime, until: datetime) -> Sequence[ResourceRow]:
    """What can be found since a time: from ``since`` on, before ``until``, in order."""
    at = func.coalesce(ResourceRow.approved_at, ResourceRow.added_at)
    query = select(ResourceRow).where(
        ResourceRow.guild_id == guild_id, ResourceRow.state == State.APPROVED, at >= since, at < until
    )
    return (await session.scalars(query.order_by(at, ResourceRow.id))).all()


async def has_link(session: AsyncSession, guild_id: int, url: str) -> bool:
    query = (
        select(func.count()).select_from(ResourceRow).where(ResourceRow.guild_id == guild_id, ResourceRow.url == url)
    )
    return bool(await session.scalar(query))


async def forget_adder(session: AsyncSession, guild_id: int, member_id: int) -> int:
    """Keep what somebody added, but not that they did; how much there was."""
    done = await session.execute(
        update(ResourceRow)
        .where(ResourceRow.guild_id == guild_id, ResourceRow.added_by == member_id)
        .values(added_by=None)
        .returning(ResourceRow.id)
    )
    return len(done.all())


async def delete_resource(session: AsyncSession, guild_id: int, resource_id: int) -> None:
    await session.execute(delete(ResourceRow).where(ResourceRow.guild_id == guild_id, ResourceRow.id == resource_id))
