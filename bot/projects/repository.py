"""Every query on projects."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.models import MediaRow
from bot.projects.models import ProjectPersonRow, ProjectPictureRow, ProjectRow


async def projects(session: AsyncSession, guild_id: int | None = None) -> Sequence[ProjectRow]:
    """Everyone's, or a community's, oldest first."""
    query = select(ProjectRow).order_by(ProjectRow.id)
    return (await session.scalars(query if guild_id is None else query.where(ProjectRow.guild_id == guild_id))).all()


async def begun(session: AsyncSession, guild_id: int, since: datetime, until: datetime) -> Sequence[ProjectRow]:
    """Those that came in from ``since`` on and before ``until`` and aren't archived, oldest first."""
    query = select(ProjectRow).where(
        ProjectRow.guild_id == guild_id,
        ProjectRow.created_at >= since,
        ProjectRow.created_at < until,
        ProjectRow.archived_at.is_(None),
    )
    return (await session.scalars(query.order_by(ProjectRow.created_at, ProjectRow.id))).all()


async def project(session: AsyncSession, guild_id: int, project_id: int) -> ProjectRow | None:
    row = await session.get(ProjectRow, project_id)
    return row if row is not None and row.guild_id == guild_id else None


async def people(
    session: AsyncSession, guild_id: int | None = None, project_id: int | None = None
) -> Sequence[ProjectPersonRow]:
    """Who is in projects: in all, a community's, or one of its; in the order in which they came."""
    query = select(ProjectPersonRow).order_by(ProjectPersonRow.since, ProjectPersonRow.member_id)
    if guild_id is not None:
        query = query.where(ProjectPersonRow.guild_id == guild_id)
    if project_id is not None:
        query = query.where(ProjectPersonRow.project_id == project_id)
    return (await session.scalars(query)).all()


async def places_of(
    session: AsyncSession, guild_id: int, member_id: int
) -> Sequence[tuple[ProjectPersonRow, str | None]]:
    """In which projects somebody is, with their titles."""
    query = (
        select(ProjectPersonRow, ProjectRow.title)
        .outerjoin(
            ProjectRow,
            (ProjectRow.id == ProjectPersonRow.project_id) & (ProjectRow.guild_id == ProjectPersonRow.guild_id),
        )
        .where(ProjectPersonRow.guild_id == guild_id, ProjectPersonRow.member_id == member_id)
        .order_by(ProjectPersonRow.project_id)
    )
    return [(row, title) for row, title in await session.execute(query)]


async def delete_places(session: AsyncSession, guild_id: int, member_id: int, project_id: int | None = None) -> None:
    """Take somebody out of all projects, or of one."""
    query = delete(ProjectPersonRow).where(
        ProjectPersonRow.guild_id == guild_id, ProjectPersonRow.member_id == member_id
    )
    await session.execute(query if project_id is None else query.where(ProjectPersonRow.project_id == project_id))


async def pictures(session: AsyncSession, guild_id: int | None = None) -> Sequence[tuple[ProjectPictureRow, str]]:
    """Projects' pictures with their alternative texts, oldest first; never their bytes."""
    query = (
        select(ProjectPictureRow, MediaRow.alt)
        .join(
            MediaRow,
            (MediaRow.id == ProjectPictureRow.media_id) & (MediaRow.guild_id == ProjectPictureRow.guild_id),
        )
        .order_by(ProjectPictureRow.media_id)
    )
    if guild_id is not None:
        query = query.where(ProjectPictureRow.guild_id == guild_id)
    return [(row, alt) for row, alt in await session.execute(query)]


async def delete_picture(session: AsyncSession, guild_id: int, media_id: int) -> None:
    await session.execute(
        delete(ProjectPictureRow).where(ProjectPictureRow.guild_id == guild_id, ProjectPictureRow.media_id == media_id)
    )
