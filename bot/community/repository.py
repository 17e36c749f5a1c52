"""Every query on a community's settings and its people's choices."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.models import ApartRow, AuditRow, CommunityRow, ConsentRow, MediaRow, MembershipRow, PreferencesRow
from bot.storage.base import Base

Chosen = TypeVar("Chosen", PreferencesRow, ConsentRow)


async def communities(session: AsyncSession, guild_id: int | None = None) -> Sequence[CommunityRow]:
    query = select(CommunityRow)
    return (await session.scalars(query if guild_id is None else query.where(CommunityRow.guild_id == guild_id))).all()


async def chosen(
    session: AsyncSession, table: type[Chosen], guild_id: int | None = None, member_id: int | None = None
) -> Sequence[Chosen]:
    """Preferences or consents: everyone's, a community's, or one person's in it."""
    query = select(table)
    if guild_id is not None:
        query = query.where(table.guild_id == guild_id)
    if member_id is not None:
        query = query.where(table.member_id == member_id)
    return (await session.scalars(query)).all()


async def replace_consents(
    session: AsyncSession, guild_id: int, member_id: int, purposes: frozenset[str], now: datetime
) -> None:
    """Keep the consents among ``purposes`` with their dates, add the new, remove the rest."""
    mine = (ConsentRow.guild_id == guild_id, ConsentRow.member_id == member_id)
    await session.execute(delete(ConsentRow).where(*mine, ConsentRow.purpose.not_in(purposes)))
    given = set(await session.scalars(select(ConsentRow.purpose).where(*mine)))
    session.add_all(
        ConsentRow(guild_id=guild_id, member_id=member_id, purpose=purpose, given_at=now)
        for purpose in purposes - given
    )


async def apart(session: AsyncSession, guild_id: int | None = None, member_id: int | None = None) -> Sequence[ApartRow]:
    """Private lists: everyone's, a community's, or one person's own in it."""
    query = select(ApartRow)
    if guild_id is not None:
        query = query.where(ApartRow.guild_id == guild_id)
    if member_id is not None:
        query = query.where(ApartRow.member_id == member_id)
    return (await session.scalars(query)).all()


async def delete_apart(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(delete(ApartRow).where(ApartRow.guild_id == guild_id, ApartRow.member_id == member_id))


async def audit_entries(session: AsyncSession, guild_id: int, limit: int) -> Sequence[AuditRow]:
    """The latest entries, newest first."""
    query = select(AuditRow).where(AuditRow.guild_id == guild_id).order_by(AuditRow.id.desc()).limit(limit)
    return (await session.scalars(query)).all()


async def audit_entries_by(session: AsyncSession, guild_id: int, actor_id: int) -> Sequence[AuditRow]:
    query = select(AuditRow).where(AuditRow.guild_id == guild_id, AuditRow.actor_id == actor_id)
    return (await session.scalars(query.order_by(AuditRow.id))).all()


async def forget_actor(session: AsyncSession, guild_id: int, actor_id: int) -> int:
    """Keep a person's audit entries but not who made them; how many there were."""
    result = await session.execute(
        update(AuditRow)
        .where(AuditRow.guild_id == guild_id, AuditRow.actor_id == actor_id)
        .values(actor_id=None)
        .returning(AuditRow.id)
    )
    return len(result.all())


async def delete_person(session: AsyncSession, guild_id: int, member_id: int) -> None:
    """Remove a person's preferences and consents, and when they were last looked for."""
    for table in (PreferencesRow, ConsentRow, MembershipRow):
        await session.execute(delete(table).where(table.guild_id == guild_id, table.member_id == member_id))


async def people_in(
    session: AsyncSession, columns: Iterable[tuple[str, str]], member_id: int | None = None
) -> set[tuple[int, int]]:
    """Who is named in any of ``columns`` (tables and their columns that name a person): ``(guild_id, member_id)``.

    With ``member_id``, where this one person is.
    """
    people: set[tuple[int, int]] = set()
    for name, column in columns:
        table = Base.metadata.tables[name]
        named = select(table.c.guild_id, table.c[column]).where(table.c[column].is_not(None)).distinct()
        named = named if member_id is None else named.where(table.c[column] == member_id)
        people |= {(guild_id, member_id) for guild_id, member_id in await session.execute(named)}
    return people


async def memberships(session: AsyncSession) -> Sequence[MembershipRow]:
    """When each person on record was last looked for on their server."""
    return (await session.scalars(select(MembershipRow))).all()


async def membership(session: AsyncSession, guild_id: int, member_id: int) -> MembershipRow | None:
    return await session.get(MembershipRow, (guild_id, member_id))


async def missing(session: AsyncSession, guild_id: int) -> set[int]:
    """Who wasn't on the server when they were last looked for."""
    query = select(MembershipRow.member_id).where(
        MembershipRow.guild_id == guild_id, MembershipRow.missing_since.is_not(None)
    )
    return set(await session.scalars(query))


async def delete_memberships(session: AsyncSession, people: Collection[tuple[int, int]]) -> None:
    """Remove what is kept for looking for people of whom nothing else is held."""
    for guild_id, member_id in people:
        mine = (MembershipRow.guild_id == guild_id, MembershipRow.member_id == member_id)
        await session.execute(delete(MembershipRow).where(*mine))


async def media(session: AsyncSession, guild_id: int, media_id: int) -> MediaRow | None:
    row = await session.get(MediaRow, media_id)
    return row if row is not None and row.guild_id == guild_id else None


async def media_bytes(session: AsyncSession, guild_id: int) -> int:
    """How much a community's files take, in bytes."""
    return await session.scalar(select(func.sum(MediaRow.size)).where(MediaRow.guild_id == guild_id)) or 0


async def delete_media(session: AsyncSession, guild_id: int, media_id: int) -> None:
    await session.execute(delete(MediaRow).where(MediaRow.guild_id == guild_id, MediaRow.id == media_id))
