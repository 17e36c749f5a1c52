"""A community that meets: its services with a runner, through whose life a test lets time go by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.clock import SetClock
from bot.community.standing import Person, Standing
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.meetings.entries import Meeting, Notice, Preview, Wish
from bot.services import Services
from tests.services.passing import live_until
from tests.services.people import person
from tests.services.post import PostOffice

FACILITATOR, ADMIN = person(9, Standing.FACILITATOR), person(1, Standing.ADMINISTRATOR)
CHANNEL, NOTICES = 500, 501
PATTERN = "first Tuesday every other month at 14:00 from 1 September 2026"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2026, 7, 1, 12, tzinfo=UTC)


class Diary:
    """The services with a runner; ``passes`` lets time go by as the bot lives through it."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def passes(self, until: datetime, step: timedelta = timedelta(days=15)) -> None:
        """Let time go by, from one thing that is due to the next, at most ``step`` at once."""
        await live_until(self.built, self.clock, until, self._lives, step)

    async def _lives(self) -> None:
        for tick in (self.built.meetings.tick, self.built.answers.tick, self.built.notices.tick, self.runner.tick):
            await tick()

    async def kept(self, when: str = PATTERN, **wish: object) -> Meeting:
        """A series, drafted and kept; its first date."""
        made = await self.built.meetings.draft(FACILITATOR, Wish("HIRG", when, CHANNEL, **wish))  # pyright: ignore[reportArgumentType]
        assert isinstance(made, Preview)
        await self.built.meetings.keep(FACILITATOR, made.series.id)
        return (await self.built.meetings.coming(FACILITATOR))[0]

    async def reminds(self, *people: Person, leads: str = "") -> None:
        for one in people:
            await self.built.community.choose(one, lambda p: replace(p, consents=frozenset({"meetings"})))
            if leads:
                await self.built.answers.choose_leads(one, leads)

    def said(self, kind: str) -> list[Notice]:
        found = [letter.result for letter in self.post.letters if letter.delivery.kind == kind]
        return [one for one in found if isinstance(one, Notice)]
