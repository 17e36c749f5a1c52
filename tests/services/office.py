"""One process's runner over the services, for the tests of what is delivered."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.clock import SetClock
from bot.community.standing import Person, Standing
from bot.delivery.kinds import Delivery, Draft, Kind, NotSent, Reason, Unclear
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.delivery.sending import Letter
from bot.services import Services
from bot.texts import N_
from tests.services.people import GUILD
from tests.services.post import PostOffice

CHANNEL, MEMBER = 500, 700
FACILITATOR = Person(GUILD, 9, Standing.FACILITATOR)
NOTE = "note"
FAST = Limits(per_second=5_000)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Office:
    """One process's runner over the services, with a post office and a real clock that tests move."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.real = SetClock(datetime(2030, 1, 1, tzinfo=UTC))
        self.says: Callable[[Delivery], object | None] = lambda delivery: f"said {delivery.subject_id}"
        self.runner = self.another()

    def another(self) -> Runner:
        """A process of its own over the same database and post office."""
        return Runner(
            self.built.database, self.built.community, self.built.outbox.kinds, self.post, self.clock,
            real=self.real, limits=FAST,
        )  # fmt: skip

    async def _prepare(self, delivery: Delivery) -> object | None:
        return self.says(delivery)

    def kind(self, **rules: object) -> None:
        kind = Kind(NOTE, N_("Notes"), self._prepare, useful_for=HOUR)
        self.built.outbox.kinds[NOTE] = replace(kind, **rules)  # pyright: ignore[reportArgumentType]

    async def put(self, *drafts: Draft) -> None:
        async with self.built.database.begin() as session:
            await self.built.outbox.put(session, GUILD, *drafts)

    async def rows(self) -> list[DeliveryRow]:
        async with self.built.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))

    async def ends(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.reason) for row in await self.rows()]

    async def later(self, step: timedelta) -> None:
        """Time passes, on both clocks, and the runner works."""
        self.clock.move_by(step)
        self.real.move_by(step)
        await self.runner.tick()

    def draft(self, n: int = 1, **changes: object) -> Draft:
        usual = Draft(f"note:{n}", NOTE, n, self.clock.now(), channel_id=CHANNEL + n)
        return replace(usual, **changes)  # pyright: ignore[reportArgumentType]

    def direct(self, n: int = 1, **changes: object) -> Draft:
        return self.draft(n, channel_id=None, member_id=MEMBER + n, **changes)


def breaks(_letter: Letter) -> None:
    raise Unclear


def refuses(reason: Reason, **how: bool) -> Callable[[Letter], None]:
    def refuse(_letter: Letter) -> None:
        raise NotSent(reason, **how)

    return refuse
