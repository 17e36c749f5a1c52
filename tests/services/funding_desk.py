"""A group's funding calls, with a post and a clock: what tests of them share."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Standing
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.funding.entries import About, Call, Terms
from bot.funding.managing import TypedDates
from bot.funding.notices import Due
from bot.services import Services
from tests.services.passing import live_until
from tests.services.people import CAM, person
from tests.services.post import PostOffice
from tests.services.server import Server

FACILITATOR = person(CAM, Standing.FACILITATOR)
CORE = About("CORE community projects", "CORE", "https://www.example.org/core", "£240,000", "up to £40K per project")
DATES = TypedDates("1 March 2027 17:00", "", "15 February 2027", "", "research.office@example.org")
PASSED = TypedDates("1 March 2026")
MEMBERS = 5
"""The role of those who are members."""


class Desk:
    """The group's calls, a post, a clock, and who its people are by the time that something goes out."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.server = Server(built, MEMBERS)
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def begins(self, *agreeing: int) -> None:
        owner = person(1, Standing.ADMINISTRATOR)
        await self.built.community.change(owner, lambda before: replace(before, members_role_id=MEMBERS))
        for one in agreeing:
            await self.built.community.choose(
                person(one), lambda _: Preferences(consents=frozenset({"funding", "introductions"}))
            )

    async def has(self, about: About = CORE, dates: TypedDates = DATES, terms: Terms | None = None) -> Call:
        """A call that was put in and kept."""
        call = await self.built.funding_calls.begin(FACILITATOR, about)
        await self.built.funding_calls.date(FACILITATOR, call.id, dates)
        if terms:
            await self.built.funding_calls.limit(FACILITATOR, call.id, terms)
        return await self.built.funding_calls.keep(FACILITATOR, call.id)

    async def comes_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        await self._lives()

    async def _lives(self) -> None:
        await self.built.funding_calls.tick()
        await self.built.funding_notices.tick()
        await self.built.funding_searches.tick()
        await self.runner.tick()

    async def lives_until(self, moment: datetime) -> None:
        await live_until(self.built, self.clock, moment, self._lives, timedelta(days=1))

    def heard(self, member: int) -> list[object]:
        return [letter.result for letter in self.post.posted[member + 1]]

    def reminded(self, member: int) -> list[tuple[str, str]]:
        return [(one.name, one.lead) for one in self.heard(member) if isinstance(one, Due)]
