"""Every query on reflections. Each is about one person's own, or about what a community has set."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.reflection.entries import ShareState
from bot.reflection.models import BookRow, DraftRow, EntryRow, GuideRow, ShareRow, SpaceRow


async def book(session: AsyncSession, guild_id: int, member_id: int) -> BookRow | None:
    return await session.get(BookRow, (guild_id, member_id))


# -- entries and drafts -----------------------------------------------------------------


async def entries(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[EntryRow]:
    query = select(EntryRow).where(EntryRow.guild_id == guild_id, EntryRow.member_id == member_id)
    return (await session.scalars(query.order_by(EntryRow.id))).all()


async def entry(session: AsyncSession, guild_id: int, member_id: int, entry_id: int) -> EntryRow | None:
    """A person's own entry; None for one that isn't theirs."""
    row = await session.get(EntryRow, entry_id)
    return row if row is not None and (row.guild_id, row.member_id) == (guild_id, member_id) else None


async def count_entries(session: AsyncSession, guild_id: int, member_id: int) -> int:
    query = select(func.count()).select_from(EntryRow)
    return await session.scalar(query.where(EntryRow.guild_id == guild_id, EntryRow.member_id == member_id)) or 0


async def drafts(session: AsyncSession, guild_id: int, member_id: int, since: datetime) -> Sequence[DraftRow]:
    """A person's drafts that were saved since then, the latest first."""
    query = select(DraftRow).where(
        DraftRow.guild_id == guild_id, DraftRow.member_id == member_id, DraftRow.saved_at > since
    )
    return (await session.scalars(query.order_by(DraftRow.id.desc()))).all()


async def all_drafts(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[DraftRow]:
    query = select(DraftRow).where(DraftRow.guild_id == guild_id, DraftRow.member_id == member_id)
    return (await session.scalars(query.order_by(DraftRow.id))).all()


async def draft(
    session: AsyncSession, guild_id: int, member_id: int, draft_id: int, since: datetime
) -> DraftRow | None:
    """A person's own draft; None for one that isn't theirs, or was saved before."""
    row = await session.get(DraftRow, draft_id)
    mine = row is not None and (row.guild_id, row.member_id) == (guild_id, member_id) and row.saved_at > since
    return row if mine else None


async def has_drafts(session: AsyncSession, before: datetime) -> bool:
    """Whether there are drafts from before a moment."""
    query = select(DraftRow.id).where(DraftRow.saved_at <= before).limit(1)
    return await session.scalar(query) is not None


async def delete_drafts(session: AsyncSession, before: datetime) -> int:
    """Delete drafts from before a moment; how many."""
    done = await session.execute(delete(DraftRow).where(DraftRow.saved_at <= before).returning(DraftRow.id))
    return len(done.all())


async def delete_book(session: AsyncSession, guild_id: int, member_id: int) -> None:
    """Delete everything that somebody wrote, and that they agreed to keep it."""
    for table in (BookRow, EntryRow, DraftRow):
        await session.execute(delete(table).where(table.guild_id == guild_id, table.member_id == member_id))


# -- what is shown ----------------------------------------------------------------------


async def share(session: AsyncSession, guild_id: int, share_id: int) -> ShareRow | None:
    row = await session.get(ShareRow, share_id)
    return row if row is not None and row.guild_id == guild_id else None


async def shares(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[ShareRow]:
    """What of a person's is shown now."""
    query = select(ShareRow).where(ShareRow.guild_id == guild_id, ShareRow.member_id == member_id)
    return (await session.scalars(query.order_by(ShareRow.id))).all()


async def share_of(session: AsyncSession, guild_id: int, entry_id: int) -> ShareRow | None:
    """What is shown of an entry now."""
    query = select(ShareRow).where(
        ShareRow.guild_id == guild_id, ShareRow.entry_id == entry_id, ShareRow.state == ShareState.SHOWN
    )
    return (await session.scalars(query)).first()


async def take_back(session: AsyncSession, guild_id: int, member_id: int) -> Sequence[int]:
    """Take back everything that somebody has shown; the shares' numbers."""
    done = await session.execute(
        update(ShareRow)
        .where(ShareRow.guild_id == guild_id, ShareRow.member_id == member_id)
        .values(state=ShareState.TAKEN_BACK, content=None, member_id=None)
        .returning(ShareRow.id)
    )
    return [found for (found,) in done]


async def taken_back(session: AsyncSession, limit: int) -> Sequence[tuple[int, int]]:
    """What was taken back and may still stand in a channel: ``(guild_id, share_id)``."""
    query = select(ShareRow.guild_id, ShareRow.id).where(ShareRow.state == ShareState.TAKEN_BACK)
    return [(g, id) for g, id in await session.execute(query.order_by(ShareRow.id).limit(limit))]


async def unplaced(session: AsyncSession, limit: int) -> Sequence[ShareRow]:
    """What is shown, or on its way, and whose message isn't noted yet."""
    query = select(ShareRow).where(ShareRow.state == ShareState.SHOWN, ShareRow.message_id.is_(None))
    return (await session.scalars(query.order_by(ShareRow.id).limit(limit))).all()


# -- what a community has set -----------------------------------------------------------


async def guides(session: AsyncSession, guild_id: int | None) -> Sequence[GuideRow]:
    query = select(GuideRow).order_by(GuideRow.id)
    return (await session.scalars(query if guild_id is None else query.where(GuideRow.guild_id == guild_id))).all()


async def guide(session: AsyncSession, guild_id: int, guide_id: int) -> GuideRow | None:
    row = await session.get(GuideRow, guide_id)
    return row if row is not None and row.guild_id == guild_id else None


async def spaces(session: AsyncSession, guild_id: int | None) -> Sequence[SpaceRow]:
    query = select(SpaceRow)
    return (await session.scalars(query if guild_id is None else query.where(SpaceRow.guild_id == guild_id))).all()
