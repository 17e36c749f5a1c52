"""What there is to tell of announcements: those for whoever hears of a topic or a project in the digest alone."""

from bot.announcements import repository
from bot.announcements.entries import State
from bot.community.news import Item, News, Span
from bot.following.entries import Way
from bot.following.service import Following
from bot.storage.database import Database
from bot.texts import N_

STATES = (State.SENT, State.SCHEDULED)
"""One that repeats is scheduled until its last date."""


class AnnouncementNews:
    """What was announced to those who follow something in the digest (``Source``); a channel follows nothing."""

    feature = "announcements"
    title = N_("Announced, of what you follow")
    command = "/topics"

    def __init__(self, database: Database, following: Following) -> None:
        self._database = database
        self._following = following

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        if member_id is None:
            return News()
        chosen = self._following.subjects_of(guild_id, member_id)
        subjects = {subject for subject, way in chosen.items() if way is Way.DIGEST}
        async with self._database.read() as session:
            rows = await repository.sent_between(session, guild_id, STATES, span.since, span.until)
        heard = [row for row in rows if subjects.intersection(row.subjects)]
        # The newest first: where there isn't room for all, the oldest is missed least.
        return News([Item(f"{row.title}: {row.text}", whole=True) for row in reversed(heard)])
