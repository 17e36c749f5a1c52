"""Telling facilitators what didn't arrive: in the channel chosen in ``/setup``, through the outbox itself."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.delivery import repository
from bot.delivery.kinds import Delivery, Draft, Kind, State, why
from bot.delivery.service import Outbox
from bot.storage.database import Database
from bot.texts import N_, Message

KIND = "delivery:report"
APART = timedelta(minutes=15)
"""Between two reports to one server: one cause often stops many deliveries."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """How many of one kind ended in one way, for one reason, in one channel (None: direct messages)."""

    title: Message
    channel_id: int | None
    state: State
    why: Message | None
    count: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one notice says, most frequent first."""

    troubles: tuple[Trouble, ...]


class Reports:
    """Gathers what facilitators haven't heard of yet."""

    def __init__(self, database: Database, community: CommunityService, outbox: Outbox, clock: Clock) -> None:
        self._database = database
        self._community = community
        self._outbox = outbox
        self._clock = clock
        self._latest: dict[int, datetime] = {}
        outbox.register(
            Kind(KIND, N_("Notices to facilitators"), self.prepare, useful_for=timedelta(days=7), private=True)
        )

    async def tick(self) -> None:
        """Put a notice for each server with something new into the outbox, and mark it as told."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.unreported(session, self._outbox.private)
        guilds = {row.guild_id for row in rows}
        for guild_id in guilds:
            channel_id = self._community.community(guild_id).notices_channel_id
            latest = self._latest.get(guild_id)
            if channel_id is None or (latest is not None and timedelta() <= now - latest < APART):
                continue
            self._latest[guild_id] = now
            ids = [row.id for row in rows if row.guild_id == guild_id]
            async with self._database.begin() as session:
                await repository.mark_reported(session, ids, now)
                key = f"report:{now.isoformat()}"
                draft = Draft(key, KIND, 0, now, channel_id=channel_id, detail=now.isoformat())
                await self._outbox.put(session, guild_id, draft)

    async def prepare(self, delivery: Delivery) -> Report | None:
        """What there is to tell: that which nobody has dealt with meanwhile."""
        told_at = datetime.fromisoformat(delivery.detail)
        async with self._database.read() as session:
            rows = await repository.reported_at(session, delivery.guild_id, told_at)
        found = Counter((row.kind, row.channel_id, row.state, row.reason) for row in rows)
        troubles = tuple(
            Trouble(self._outbox.title(kind), channel_id, State(state), why(reason), count)
            for (kind, channel_id, state, reason), count in found.most_common()
        )
        return Report(troubles) if troubles else None
