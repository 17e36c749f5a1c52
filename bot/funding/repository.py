"""Every query on funding calls, interests and searches."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.funding.models import (
    FundingApproachRow,
    FundingCallRow,
    FundingChannelRow,
    FundingInterestRow,
    FundingSearchRow,
)

AT_ONCE = 200
"""Rows changed in one transaction by the clock's work."""


async def calls(session: AsyncSession, guild_id: int | None) -> Sequence[FundingCallRow]:
    """Every call, or a community's, oldest first."""
    query = select(FundingCallRow).order_by(FundingCallRow.id)
    if guild_id is not None:
        query = query.where(FundingCallRow.guild_id == guild_id)
    return (await session.scalars(query)).all()


async def call(session: AsyncSession, guild_id: int, call_id: int) -> FundingCallRow | None:
    row = await session.get(FundingCallRow, call_id)
    return row if row is not None and row.guild_id == guild_id else None


async def channel(session: AsyncSession, guild_id: int) -> FundingChannelRow | None:
    """Where a community has new calls posted."""
    return await session.get(FundingChannelRow, guild_id)


async def delete_call(session: AsyncSession, guild_id: int, call_id: int) -> None:
    mine = (FundingCallRow.guild_id == guild_id, FundingCallRow.id == call_id)
    await session.execute(delete(FundingCallRow).where(*mine))
    await session.execute(
        delete(FundingInterestRow).where(FundingInterestRow.guild_id == guild_id, FundingInterestRow.call_id == call_id)
    )


async def added_by(session: AsyncSession, guild_id: int, member_id: int) -> int:
    """How many calls somebody put in."""
    query = select(func.count()).where(FundingCallRow.guild_id == guild_id, FundingCallRow.added_by == member_id)
    return await session.scalar(query) or 0


async def forget_adder(session: AsyncSession, guild_id: int, member_id: int) -> None:
    """Keep the calls that somebody put in, but not that they did."""
    theirs = (FundingCallRow.guild_id == guild_id, FundingCallRow.added_by == member_id)
    await session.execute(update(FundingCallRow).where(*theirs).values(added_by=None))


# -- who is interested ------------------------------------------------------------------------


async def interest(session: AsyncSession, guild_id: int, call_id: int, member_id: int) -> FundingInterestRow | None:
    row = await session.get(FundingInterestRow, (call_id, member_id))
    return row if row is not None and row.guild_id == guild_id else None


async def interests_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[FundingInterestRow]:
    """How somebody stands to calls, the latest choice first."""
    query = select(FundingInterestRow).where(
        FundingInterestRow.guild_id == guild_id, FundingInterestRow.member_id == member_id
    )
    order = (FundingInterestRow.since.desc(), FundingInterestRow.call_id)
    return (await session.scalars(query.order_by(*order))).all()


async def following(session: AsyncSession, call_ids: Collection[int]) -> Sequence[FundingInterestRow]:
    """Everyone who is interested in, or applying to, these calls and wants to hear of them."""
    query = select(FundingInterestRow).where(
        FundingInterestRow.call_id.in_(call_ids),
        FundingInterestRow.stance != "",
        FundingInterestRow.muted.is_(False),
    )
    return (await session.scalars(query.order_by(FundingInterestRow.call_id, FundingInterestRow.member_id))).all()


async def forget_interest(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(
        delete(FundingInterestRow).where(
            FundingInterestRow.guild_id == guild_id, FundingInterestRow.member_id == member_id
        )
    )


async def forget_interests_in(session: AsyncSession, call_ids: Collection[int]) -> None:
    await session.execute(delete(FundingInterestRow).where(FundingInterestRow.call_id.in_(call_ids)))


# -- looking for people to apply with ---------------------------------------------------------


async def search(session: AsyncSession, guild_id: int, search_id: int) -> FundingSearchRow | None:
    row = await session.get(FundingSearchRow, search_id)
    return row if row is not None and row.guild_id == guild_id else None


async def searches_of(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[FundingSearchRow]:
    """What somebody has looked for, newest first."""
    query = select(FundingSearchRow).where(
        FundingSearchRow.guild_id == guild_id, FundingSearchRow.member_id == member_id
    )
    return (await session.scalars(query.order_by(FundingSearchRow.id.desc()))).all()


async def ended_searches(session: AsyncSession, state: str, now: datetime) -> Sequence[FundingSearchRow]:
    query = select(FundingSearchRow).where(FundingSearchRow.state == state, FundingSearchRow.expires_at <= now)
    return (await session.scalars(query.order_by(FundingSearchRow.id).limit(AT_ONCE))).all()


async def approach(session: AsyncSession, guild_id: int, approach_id: int) -> FundingApproachRow | None:
    row = await session.get(FundingApproachRow, approach_id)
    return row if row is not None and row.guild_id == guild_id else None


async def approaches(session: AsyncSession, search_id: int) -> Sequence[FundingApproachRow]:
    """Who was asked for a search, in order."""
    query = select(FundingApproachRow).where(FundingApproachRow.search_id == search_id)
    return (await session.scalars(query.order_by(FundingApproachRow.id))).all()


async def approaches_to(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[FundingApproachRow]:
    """What somebody was asked, newest first."""
    query = select(FundingApproachRow).where(
        FundingApproachRow.guild_id == guild_id, FundingApproachRow.asked_id == member_id
    )
    return (await session.scalars(query.order_by(FundingApproachRow.id.desc()))).all()


async def asked_among(
    session: AsyncSession, guild_id: int, people: Collection[int]
) -> Sequence[tuple[FundingApproachRow, FundingSearchRow]]:
    """What these people were asked, each with the search that it was for."""
    query = (
        select(FundingApproachRow, FundingSearchRow)
        .join(FundingSearchRow, FundingSearchRow.id == FundingApproachRow.search_id)
        .where(FundingApproachRow.guild_id == guild_id, FundingApproachRow.asked_id.in_(people))
    )
    return [(one, search) for one, search in await session.execute(query)]


async def delete_searches(session: AsyncSession, search_ids: Collection[int]) -> None:
    """Delete searches, and what was asked for them."""
    await session.execute(delete(FundingApproachRow).where(FundingApproachRow.search_id.in_(search_ids)))
    await session.execute(delete(FundingSearchRow).where(FundingSearchRow.id.in_(search_ids)))


async def delete_approaches_to(session: AsyncSession, guild_id: int, member_id: int) -> None:
    await session.execute(
        delete(FundingApproachRow).where(
            FundingApproachRow.guild_id == guild_id, FundingApproachRow.asked_id == member_id
        )
    )


async def old_searches(session: AsyncSession, before: datetime) -> Sequence[int]:
    """Searches that ended before a moment."""
    query = select(FundingSearchRow.id).where(FundingSearchRow.expires_at < before)
    return (await session.scalars(query.limit(AT_ONCE))).all()
