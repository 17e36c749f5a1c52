"""What people would like to talk about at the next meeting, and how it gets onto its agenda.

Kept as questions to the speaker are: sealed, with who said it for the facilitators, forgotten 30 days after the
meeting. On the agenda, which everyone reads, it stands without a name.
"""

from dataclasses import dataclass

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotFound
from bot.meetings import repository
from bot.meetings.entries import LIMITS, Meeting, MeetingGone
from bot.meetings.hosting import HostingService
from bot.meetings.service import MeetingsService
from bot.storage.database import Database
from bot.texts import N_

LONGEST_TOPIC = 200


@dataclass(frozen=True, slots=True)
class Topic:
    """What somebody would like to talk about."""

    id: int
    author_id: int
    text: str


class TopicsService:
    """Topics for the agenda."""

    def __init__(self, database: Database, clock: Clock, meetings: MeetingsService, hosting: HostingService) -> None:
        self._database = database
        self._clock = clock
        self._meetings = meetings
        self._hosting = hosting

    async def raise_topic(self, person: Person, text: str) -> Meeting:
        """Say what one would like to talk about at the next meeting; which that is.

        Raises ``NotFound`` when none is planned, ``InvalidInput`` for what can't be used, ``NoKey``.
        """
        text = " ".join(text.split())
        if not text or len(text) > LONGEST_TOPIC:
            raise InvalidInput(N_("Please say it in 1 to {limit} characters.", limit=LONGEST_TOPIC))
        coming = [one for one in await self._meetings.coming(person, 5) if one.at > self._clock.now()]
        if not coming:
            raise NotFound(N_("No meeting is planned just now. Please try again once one is."))
        await self._hosting.ask(person, coming[0].id, text, topic=True)
        return coming[0]

    async def topics(self, person: Person, meeting_id: int) -> list[Topic]:
        """What people would like to talk about, earliest first. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            if await repository.date(session, person.guild_id, meeting_id) is None:
                raise MeetingGone
            rows = await repository.questions(session, meeting_id, topics=True)
        return [
            Topic(row.id, row.author_id, text) for row in rows if (text := self._hosting.opened(row)) is not None
        ]  # fmt: skip

    async def put_on_agenda(self, person: Person, meeting_id: int) -> Meeting:
        """Put them onto the date's agenda, without names; from then on they stand there alone.

        Raises ``NotFound`` when there are none (any more), ``InvalidInput`` when they don't fit, ``Conflict``.
        """
        found = await self.topics(person, meeting_id)
        if not found:
            raise NotFound(N_("There is nothing to put onto the agenda: it may have been done already."))
        meeting = await self._meetings.meeting(person, meeting_id)
        agenda = "\n".join([meeting.details.agenda, *(f"- {topic.text}" for topic in found)]).strip()
        if len(agenda) > LIMITS["agenda"]:
            raise InvalidInput(
                N_("They don't fit onto the agenda, which has {limit} characters. Please shorten it first.",
                   limit=LIMITS["agenda"])
            )  # fmt: skip
        changed = await self._meetings.edit(person, meeting_id, meeting.version, {"agenda": agenda}, following=False)
        async with self._database.begin() as session:
            await repository.drop_topics(session, meeting_id, [topic.id for topic in found])
        return changed
