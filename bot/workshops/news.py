"""What there is to tell of workshops: those whose sign-up has opened, whose sign-up ends, that take place, and that
don't after all, or at another time."""

from bot.community.news import IS_MOVED, IS_OFF, Item, News, Span
from bot.schedule.local import stamp
from bot.storage.database import Database
from bot.texts import N_
from bot.workshops import repository
from bot.workshops.models import WorkshopRow


class WorkshopNews:
    """Workshops to come (``Source``). One is told from when its sign-up opens, as its announcement is."""

    feature = "workshops"
    title = N_("Workshops")
    command = "/workshops list"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        async with self._database.read() as session:
            rows = await repository.open_to_come(session, guild_id, span.until)
            gone = await repository.called_off(session, guild_id, span.since, span.until)
        moved = [row for row in rows if _was_moved(row, span)]
        as_planned = [row for row in rows if row not in moved]
        coming = [Item(row.title, row.at) for row in as_planned if row.at <= span.ahead]
        later = [row for row in as_planned if row.at > span.ahead]
        fresh = [Item(row.title, row.at, N_("sign-up has opened")) for row in later if _is_new(row, span)]
        ending = [
            Item(row.title, row.at, N_("sign-up closes {when}", when=stamp(row.closes_at, "f")))
            for row in later
            if span.until < row.closes_at <= span.ahead and not _is_new(row, span)
        ]
        changed = [Item(row.title, row.at, IS_OFF) for row in gone] + [
            Item(row.title, row.at, IS_MOVED) for row in moved
        ]
        return News(fresh, coming + ending, changed)


def _is_new(row: WorkshopRow, span: Span) -> bool:
    return span.since <= max(row.opens_at, row.created_at)


def _was_moved(row: WorkshopRow, span: Span) -> bool:
    """Whether it was told at another time before; one that is new is new at the time that it has now."""
    return row.moved_at is not None and span.since <= row.moved_at < span.until and not _is_new(row, span)
