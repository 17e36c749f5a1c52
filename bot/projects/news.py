"""What there is to tell of projects: those that have come in."""

from bot.community.news import Item, News, Span
from bot.projects import repository
from bot.storage.database import Database
from bot.texts import N_


class ProjectNews:
    """Projects that the group has taken in (``Source``). Who is in them isn't told."""

    feature = "projects"
    title = N_("Projects")
    command = "/projects list"

    def __init__(self, database: Database) -> None:
        self._database = database

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        async with self._database.read() as session:
            rows = await repository.begun(session, guild_id, span.since, span.until)
        return News([Item(row.title) for row in rows])
