"""What there is to tell of resources: those that can be found since."""

from bot.community.news import Item, News, Span
from bot.resources import repository
from bot.storage.database import Database
from bot.texts import N_


class ResourceNews:
    """Resources that facilitators have looked through (``Source``). Who shared one isn't told."""

    feature = "resources"
    title = N_("Resources")
    command = "/resources find"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        async with self._database.read() as session:
            rows = await repository.approved(session, guild_id, span.since, span.until)
        return News([Item(row.title, link=row.url) for row in rows])
