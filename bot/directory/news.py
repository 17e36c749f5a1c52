"""What there is to tell of the directory: skills that many here have looked for, and nobody lists."""

from bot.community.news import Item, News, Span
from bot.directory import repository
from bot.directory.service import DirectoryService
from bot.storage.database import Database
from bot.texts import N_


class WantedNews:
    """Skills wanted (``Source``): terms of the vocabulary that at least eight people have looked for.

    One is told from the day after, so that nobody can tell by asking again whose question was the eighth.
    """

    feature = "directory"
    title = N_("Skills wanted: looked for here, and nobody lists them yet")
    command = "/profile edit"

    def __init__(self, database: Database, directory: DirectoryService) -> None:
        self._database = database
        self._directory = directory

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        async with self._database.read() as session:
            terms = await repository.wanted_since(session, guild_id, span.since.date(), span.until.date())
        known = self._directory.known_here(guild_id)
        return News([Item(term) for term in terms if term not in known])
