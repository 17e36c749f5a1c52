"""What facilitators see of the outbox: how many deliveries there were, and what didn't arrive."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.delivery import repository
from bot.delivery.kinds import PROBLEMS, State, why
from bot.delivery.models import DeliveryRow
from bot.delivery.service import Outbox
from bot.errors import NotFound
from bot.storage.database import Database, lock_community
from bot.texts import N_, Message

PROBLEMS_SHOWN = 7
"""A message holds at most 40 components."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A delivery that didn't arrive, or may not have: what it was, for where, and why."""

    id: int
    title: Message
    channel_id: int | None
    due_at: datetime
    state: State
    why: Message | None
    can_send_again: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """How many of a server's deliveries wait, were sent or had problems, and the latest of those, newest first."""

    pending: int
    sent: int
    troubled: int
    problems: tuple[Problem, ...]


class ProblemsService:
    """Looks at what the outbox holds, and settles what didn't arrive."""

    def __init__(self, database: Database, clock: Clock, outbox: Outbox) -> None:
        self._database = database
        self._clock = clock
        self._outbox = outbox

    async def overview(self, person: Person) -> Overview:
        """For facilitators. Raises ``NotAllowed`` for others."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            counts = await repository.count(session, person.guild_id, self._outbox.private)
            rows = await repository.problems(session, person.guild_id, self._outbox.private, PROBLEMS_SHOWN)
        pending = counts.get(State.PENDING, 0) + counts.get(State.SENDING, 0)
        return Overview(
            pending=pending,
            sent=counts.get(State.SENT, 0),
            troubled=sum(counts.get(state, 0) for state in PROBLEMS),
            problems=tuple(map(self._problem, rows)),
        )

    async def send_again(self, person: Person, delivery_id: int) -> None:
        """Try a problem once more, from the beginning. Raises ``NotFound`` when it isn't one (any more)."""
        now = self._clock.now()
        async with self._database.begin() as session:
            row = await self._problem_row(session, person, delivery_id)
            row.state, row.ready_at, row.due_at = State.PENDING, now, max(row.due_at, now)
            row.reason = row.begun_at = row.reported_at = row.settled_at = None
            row.attempts = 0

    async def dismiss(self, person: Person, delivery_id: int) -> None:
        """Leave a problem be. Raises ``NotFound`` when it isn't one (any more)."""
        async with self._database.begin() as session:
            row = await self._problem_row(session, person, delivery_id)
            row.state = State.CANCELLED

    async def _problem_row(self, session: AsyncSession, person: Person, delivery_id: int) -> DeliveryRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        row = await session.get(DeliveryRow, delivery_id)
        known = row is not None and row.guild_id == person.guild_id and row.kind not in self._outbox.private
        if row is None or not known or row.state not in PROBLEMS:
            raise NotFound(N_("That is settled already. Type /manage-deliveries to see how things stand now."))
        return row

    def _problem(self, row: DeliveryRow) -> Problem:
        return Problem(
            id=row.id,
            title=self._outbox.title(row.kind),
            channel_id=row.channel_id,
            due_at=row.due_at,
            state=State(row.state),
            why=why(row.reason),
            can_send_again=row.kind in self._outbox.kinds,
        )
