"""Bringing in a calendar that a group already has: each event becomes a draft, looked at and kept like any other."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput
from bot.meetings.entries import Asked, Wish
from bot.meetings.service import MeetingsService
from bot.schedule.calendar_reading import Found, NotTaken, read
from bot.texts import N_

MOST = 10
"""Drafts made of one file: each is looked at before it is kept."""


@dataclass(frozen=True, slots=True)
class Imported:
    """The drafts that a file became (number, title, how often), what wasn't taken, how many were beyond ``MOST``."""

    drafts: tuple[tuple[int, str, Found], ...]
    not_taken: tuple[NotTaken, ...]
    beyond: int


class MeetingImport:
    """Reads calendar files for facilitators."""

    def __init__(self, clock: Clock, community: CommunityService, meetings: MeetingsService) -> None:
        self._clock = clock
        self._community = community
        self._meetings = meetings

    async def bring_in(self, person: Person, data: bytes, channel_id: int) -> Imported:
        """Make drafts of a file's events. Raises ``NotAllowed``, ``InvalidInput`` for what is no calendar."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        reading = read(data, self._community.community(person.guild_id).zone, self._clock.now())
        drafts: list[tuple[int, str, Found]] = []
        refused = list(reading.not_taken)
        for found in reading.found[:MOST]:
            wish = Wish(
                title=found.title, when="", channel_id=channel_id, length=f"{found.minutes} min", room=found.place,
                link=found.link, recurrence=found.recurrence, description=found.description,
            )  # fmt: skip
            try:
                made = await self._meetings.draft(person, wish)
            except InvalidInput as wrong:
                refused.append(NotTaken(found.title, wrong.message))
                continue
            assert not isinstance(made, Asked), "a calendar says exactly when"
            drafts.append((made.series.id, found.title, found))
        if not drafts and not refused:
            raise InvalidInput(N_("There are no events in that calendar."))
        return Imported(tuple(drafts), tuple(refused), max(0, len(reading.found) - MOST))
