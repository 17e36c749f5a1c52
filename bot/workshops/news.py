"""What there is to tell of workshops: those whose sign-up has opened, whose sign-up ends, and that take place."""

from bot.community.news import Item, News, Span
from bot.schedule.local import stamp
from bot.storage.database import Database
from bot.texts import N_
from bot.workshops import repository


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
        coming = [Item(row.title, row.at) for row in rows if row.at <= span.ahead]
        later = [row for row in rows if row.at > span.ahead]
        fresh = [
            Item(row.title, row.at, N_("sign-up has opened"))
            for row in later
            if span.since <= max(row.opens_at, row.created_at)
        ]
        ending = [
            Item(row.title, row.at, N_("sign-up closes {when}", when=stamp(row.closes_at, "f")))
            for row in later
            if span.until < row.closes_at <= span.ahead and max(row.opens_at, row.created_at) < span.since
        ]
        return News(fresh, coming + ending)
