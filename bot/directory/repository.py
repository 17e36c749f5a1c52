"""Every query on the directory's tables."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bot.directory.models import KeptTermRow, ProfileRow, ProfileSkillRow, SeekerRow, UnclaimedRow, WantedTermRow

BATCH = 200
"""Rows fetched at a time: what is made of them holds everybody up for as long as it takes."""


async def profiles(session: AsyncSession, guild_id: int | None = None) -> AsyncIterator[Sequence[ProfileRow]]:
    """All entries of a server (or of every server), with their skills, a batch at a time."""
    place = tuple_(ProfileRow.guild_id, ProfileRow.member_id)
    query = select(ProfileRow).order_by(ProfileRow.guild_id, ProfileRow.member_id).limit(BATCH)
    if guild_id is not None:
        query = query.where(ProfileRow.guild_id == guild_id)
    rows = (await session.scalars(query)).all()
    while rows:
        yield rows
        last = rows[-1]
        rows = (await session.scalars(query.where(place > (last.guild_id, last.member_id)))).all()


async def profiles_of(session: AsyncSession, guild_id: int, members: Sequence[int]) -> Sequence[ProfileRow]:
    """The entries of these people, at most ``BATCH`` of them."""
    query = select(ProfileRow).where(ProfileRow.guild_id == guild_id, ProfileRow.member_id.in_(members))
    return (await session.scalars(query)).all()


async def counts(session: AsyncSession, guild_id: int) -> tuple[int, int, int]:
    """How many entries there are, how many of them are hidden, and how many listed ones newcomers may find."""
    agreed = ProfileRow.consented_at.is_not(None)
    query = select(
        func.count(),
        func.count().filter(~agreed),
        func.count().filter(agreed, ProfileRow.findable_by_newcomers.is_(True)),
    ).where(ProfileRow.guild_id == guild_id)
    found = (await session.execute(query)).one()
    return found[0], found[1], found[2]


async def profile(session: AsyncSession, guild_id: int, member_id: int) -> ProfileRow | None:
    return await session.get(ProfileRow, (guild_id, member_id))


async def kept_terms(session: AsyncSession, guild_id: int) -> set[str]:
    """Words that stay as people wrote them, in lower case."""
    return set(await session.scalars(select(KeptTermRow.term).where(KeptTermRow.guild_id == guild_id)))


async def wanted_since(session: AsyncSession, guild_id: int, since: date, until: date) -> Sequence[str]:
    """What was looked for by many from a day on, up to the one before ``until``."""
    query = select(WantedTermRow.term).where(
        WantedTermRow.guild_id == guild_id, WantedTermRow.since >= since, WantedTermRow.since < until
    )
    return (await session.scalars(query.order_by(WantedTermRow.since, WantedTermRow.term))).all()


async def wanted_terms(session: AsyncSession, guild_id: int) -> set[str]:
    return set(await session.scalars(select(WantedTermRow.term).where(WantedTermRow.guild_id == guild_id)))


async def sought_terms(session: AsyncSession, guild_id: int) -> set[str]:
    """Terms that somebody has looked for, and too few to show."""
    return set(await session.scalars(select(SeekerRow.term).where(SeekerRow.guild_id == guild_id)))


async def count_seeker(session: AsyncSession, guild_id: int, term: str, seeker: str) -> int:
    """Count one who looks for a term; how many different ones there are now."""
    await session.merge(SeekerRow(guild_id=guild_id, term=term, seeker=seeker))
    await session.flush()
    query = select(func.count()).where(SeekerRow.guild_id == guild_id, SeekerRow.term == term)
    return (await session.scalar(query)) or 0


async def forget_seekers(session: AsyncSession, guild_id: int, term: str, seeker: str | None = None) -> None:
    """Forget who looked for a term: everyone, or one."""
    mine = delete(SeekerRow).where(SeekerRow.guild_id == guild_id, SeekerRow.term == term)
    await session.execute(mine if seeker is None else mine.where(SeekerRow.seeker == seeker))


async def delete_profile(session: AsyncSession, guild_id: int, member_id: int) -> bool:
    """Remove an entry with its skills; whether there was one."""
    for table in (ProfileSkillRow, ProfileRow):
        mine = delete(table).where(table.guild_id == guild_id, table.member_id == member_id)
        gone = await session.scalars(mine.returning(table.member_id))
    return gone.first() is not None


async def unclaimed(session: AsyncSession, guild_id: int) -> Sequence[UnclaimedRow]:
    """Every row of a list that named no account, those claimed too, in the order they came."""
    query = select(UnclaimedRow).where(UnclaimedRow.guild_id == guild_id).order_by(UnclaimedRow.id)
    return (await session.scalars(query)).all()


async def claims_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[str]:
    """The names under which a list had a person."""
    query = select(UnclaimedRow.name).where(UnclaimedRow.guild_id == guild_id, UnclaimedRow.claimed_by == member_id)
    return (await session.scalars(query)).all()


async def forget_claims(session: AsyncSession, guild_id: int, member_id: int) -> None:
    """Forget which rows a person has claimed, and with them the names that they stood under."""
    mine = delete(UnclaimedRow).where(UnclaimedRow.guild_id == guild_id, UnclaimedRow.claimed_by == member_id)
    await session.execute(mine)


async def drop_unclaimed(session: AsyncSession, before: datetime) -> None:
    """Remove the rows that came before then and that nobody has claimed, on every server."""
    await session.execute(delete(UnclaimedRow).where(UnclaimedRow.added_at < before, UnclaimedRow.entry.is_not(None)))
