"""A community that checks in: its services with a runner, and people who answer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.checkins.answers import Tally, tally_of, who_answered
from bot.checkins.entries import Answer, Asked, Prompt, Schedule
from bot.checkins.models import CheckInRoundRow
from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Person, Standing
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.services import Services
from tests.services.passing import live_until
from tests.services.people import ADA, GUILD, person
from tests.services.post import PostOffice

FACILITATOR = person(9, Standing.FACILITATOR)
CHANNEL = 500
DAY = timedelta(days=1)
RHYTHM = "every other month, first Tuesday, 14:00"


def member(n: int) -> Person:
    """The n-th of many members."""
    return person(ADA + n)


@dataclass(frozen=True)
class Ending:
    """A meeting, and when it ends."""

    id: int
    ends_at: datetime


class Meetings:
    """A stand-in for the meetings' feature: it says what ends when."""

    def __init__(self, built: Services, *planned: Ending) -> None:
        self._ends = {one.id: one.ends_at for one in planned}
        built.checkin_settings.meetings = self

    async def ending_between(
        self, session: object, guild_id: int, since: datetime, until: datetime
    ) -> Sequence[Ending]:
        return [Ending(id, at) for id, at in self._ends.items() if since < at <= until]

    def moves(self, meeting: int, ends_at: datetime) -> None:
        self._ends[meeting] = ends_at

    def is_cancelled(self, meeting: int) -> None:
        del self._ends[meeting]


class Circle:
    """``passes`` lets time go by as the bot lives through it."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.service, self.settings = built.checkins, built.checkin_settings
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def is_set_up(self) -> None:
        owner = person(1, Standing.ADMINISTRATOR)
        await self.built.community.change(owner, lambda before: replace(before, members_role_id=GUILD))

    async def does_what_is_due(self) -> None:
        await self.settings.tick()
        await self.service.tick()
        await self.runner.tick()

    async def passes(self, span: timedelta, step: timedelta = DAY) -> None:
        await live_until(self.built, self.clock, self.clock.now() + span, self.does_what_is_due, step)

    async def keeps(self, when: str = RHYTHM, prompt: str = "") -> Schedule:
        made = await self.settings.draft(FACILITATOR, when, CHANNEL, prompt)
        assert not isinstance(made, Asked)
        return await self.settings.keep(FACILITATOR, made.id)

    async def opens(self) -> CheckInRoundRow:
        """The next round of a rhythm that is kept for it, opened."""
        if (await self.settings.overview(FACILITATOR)).schedule is None:
            await self.keeps()
        overview = await self.settings.overview(FACILITATOR)
        assert overview.schedule is not None
        self.clock.move_to(overview.schedule.dates[0].previewed.occurrence.at)
        await self.does_what_is_due()
        return (await self.rounds())[-1]

    async def answers(self, round_id: int, *given: Answer, start: int = 0) -> None:
        """Members answer, one after the other."""
        for n, one in enumerate(given, start):
            await self.service.answer(member(n), round_id, one)

    async def closes(self) -> None:
        self.clock.move_by(timedelta(days=7))
        await self.does_what_is_due()

    async def rounds(self) -> list[CheckInRoundRow]:
        async with self.built.database.read() as session:
            return list(await session.scalars(select(CheckInRoundRow).order_by(CheckInRoundRow.id)))

    def tally(self, row: CheckInRoundRow) -> Tally:
        """What the host, who has the key, could see of an open round."""
        return tally_of(self.built.keyring, row)

    def who(self, row: CheckInRoundRow) -> set[int]:
        return who_answered(self.built.keyring, row)

    async def chooses(self, who: Person, **chosen: object) -> None:
        await self.built.community.choose(who, lambda _: Preferences(**chosen))  # pyright: ignore[reportArgumentType]

    async def wants_check_ins(self, *people: Person) -> None:
        for one in people:
            await self.chooses(one, consents=frozenset({"check-ins"}))

    @property
    def asked(self) -> list[tuple[int, bool, datetime]]:
        """Whom, or which channel, was asked; whether again; for when."""
        found: list[tuple[int, bool, datetime]] = []
        for letter in self.post.letters:
            assert isinstance(letter.result, Prompt)
            delivery = letter.delivery
            found.append((delivery.member_id or delivery.channel_id or 0, letter.result.again, delivery.due_at))
        return found
