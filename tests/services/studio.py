"""A community that holds workshops: its services with a runner, through whose life a test lets time go by."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.clock import SetClock
from bot.community.standing import Person, Standing
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.services import Services
from bot.workshops.entries import Mine, Notice, Role, SignUp, Wish, Workshop
from bot.workshops.times import Asked
from tests.services.passing import live_until
from tests.services.people import ADA, person
from tests.services.post import PostOffice

FACILITATOR = person(9, Standing.FACILITATOR)
CHANNEL = 500
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
START = datetime(2027, 1, 4, 10, tzinfo=UTC)
AT = datetime(2027, 2, 1, 14, tzinfo=UTC)
WISH = Wish("Careers", "1 February 2027 14:00", CHANNEL, places=2, mentors=1, closes="25 January 2027 10:00")


def member(n: int) -> Person:
    """The n-th of many members."""
    return person(ADA + n)


class Studio:
    """``passes`` lets time go by as the bot lives through it."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.runner = Runner(
            built.database,
            built.community,
            built.outbox.kinds,
            self.post,
            clock,
            limits=Limits(per_second=5_000, openings=5_000),
        )

    async def kept(self, **changes: object) -> Workshop:
        """A workshop, drafted and kept."""
        made = await self.drafted(**changes)
        assert isinstance(made, Workshop)
        return await self.built.workshops.keep(FACILITATOR, made.id)

    async def drafted(self, **changes: object) -> Workshop | Asked:
        return await self.built.workshops.draft(FACILITATOR, replace(WISH, **changes))  # pyright: ignore[reportArgumentType]

    async def passes(self, until: datetime, step: timedelta = DAY) -> None:
        """Let time go by, from one thing that is due to the next, at most ``step`` at once."""
        await live_until(self.built, self.clock, until, self.lives, step)

    async def lives(self) -> None:
        built = self.built
        for tick in (
            built.workshop_places.tick, built.group_keeper.tick, built.workshop_notices.tick, built.afterwards.tick,
            self.runner.tick,
        ):  # fmt: skip
            await tick()

    async def joins(self, n: int, workshop: Workshop, role: Role = Role.PARTICIPANT, **said: object) -> Mine:
        """The n-th member signs up, and wants to hear by direct message."""
        await self.built.community.choose(member(n), lambda p: replace(p, consents=frozenset({"workshops"})))
        return await self.built.workshop_places.sign_up(member(n), workshop.id, role, SignUp(**said))  # pyright: ignore[reportArgumentType]

    async def standing(self, n: int, workshop: Workshop) -> Mine:
        return await self.built.workshop_places.standing(member(n), workshop.id)

    def said(self, kind: str) -> list[tuple[int | None, Notice]]:
        """To whom what was said of a kind."""
        found = [(one.delivery.member_id, one.result) for one in self.post.letters if one.delivery.kind == kind]
        return [(who, what) for who, what in found if isinstance(what, Notice)]

    def told(self, kind: str) -> list[int | None]:
        """Who, as the n of ``member``, was sent something of a kind; None for the channel."""
        return sorted((who - ADA if who else None for who, _what in self.said(kind)), key=lambda one: one or 0)
