"""What a reflection can be about: meetings and workshops, which know nothing of each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.community.standing import Person
from bot.meetings.service import MeetingsService
from bot.workshops.afterwards import AfterwardsService


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something that people came to, which a reflection can be about. A workshop's number is below 0, so that it
    isn't taken for a meeting's."""

    id: int
    title: str
    at: datetime
    zone: str


class Occasions:
    """Meetings and workshops as reflections know them, the latest first."""

    def __init__(self, meetings: MeetingsService, workshops: Callable[[], AfterwardsService]) -> None:
        self._meetings = meetings
        self._workshops = workshops

    async def recent(self, person: Person, limit: int = 25) -> Sequence[Occasion]:
        """Meetings that have begun of late, and workshops that the person came to."""
        meetings, workshops = await self._meetings.recent(person, limit), await self._workshops().attended(person)
        found = [Occasion(one.id, one.title, one.at, one.zone) for one in meetings]
        found += [Occasion(-one.id, one.title, one.at, one.zone) for one in workshops]
        return sorted(found, key=lambda one: one.at, reverse=True)[:limit]
