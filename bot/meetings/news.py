"""What there is to tell of meetings: in the digest, and to somebody who looks round for the first time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from bot.clock import Clock
from bot.community.news import IS_MOVED, IS_MOVED_AND_LATER, IS_OFF, IS_OFF_AND_LATER, Item, News, Span
from bot.community.standing import Person
from bot.meetings import repository
from bot.meetings.entries import State
from bot.meetings.rows import meeting_of
from bot.storage.database import Database
from bot.texts import N_, Message


class MeetingNews:
    """Dates that come, series that are new, dates that were called off or moved (``Source``)."""

    feature = "meetings"
    title = N_("Meetings")
    command = "/meetings list"

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        async with self._database.read() as session:
            rows = await repository.dates(session, guild_id, span.until, span.ahead)
            made = await repository.made(session, guild_id, span.since, span.until)
            firsts = [await repository.first_of(session, series.id, span.ahead) for series in made]
            gone = await repository.called_off(session, guild_id, span.since, span.until)
            moved = await repository.moved(session, guild_id, span.since, span.until)
        told = {row.id for row, _series in moved}
        coming = [meeting_of(*found) for found in rows if found[0].id not in told]
        shown = {one.series_id for one in coming}
        # A new series whose first date comes before the next digest stands among what comes already.
        fresh = [
            Item(series.title, first.at, N_("new, from then on") if series.rule else N_("new"))
            for series, first in zip(made, firsts, strict=True)
            if series.id not in shown and first is not None
        ]
        changed = _changed(gone, IS_OFF, IS_OFF_AND_LATER) + _changed(moved, IS_MOVED, IS_MOVED_AND_LATER)
        return News(fresh, [Item(one.title, one.at) for one in coming], changed)

    async def next_for(self, person: Person) -> tuple[str, datetime, bool] | None:
        """The next date's title and time, and whether the person has answered it; None when none is planned."""
        async with self._database.read() as session:
            found = await repository.dates(session, person.guild_id, self._clock.now(), limit=1, states=(State.ACTIVE,))
            if not found:
                return None
            row, series = found[0]
            answers = await repository.answers(session, row.id)
        answered = any(one.member_id == person.member_id and one.answer for one in answers)
        return meeting_of(row, series).title, row.at, answered


def _changed(dates: Sequence[repository.Date], once: Message, several: Message) -> list[Item]:
    """What was called off or moved, a series with all its later dates on one line."""
    meetings = [meeting_of(*found) for found in dates]
    counts = Counter(one.series_id for one in meetings)
    firsts = {one.series_id: one for one in reversed(meetings)}
    return [Item(one.title, one.at, several if counts[one.series_id] > 1 else once) for one in firsts.values()][::-1]
