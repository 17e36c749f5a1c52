"""A storm: deliveries are planted, processes are killed, Discord stumbles; and what arrived is counted.

Everything that is chosen comes from one seed, which is printed when something doesn't add up.
"""

import asyncio
import json
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from bot.clock import SystemClock
from bot.config import Settings
from bot.delivery.kinds import Draft, State
from bot.delivery.models import DeliveryRow
from bot.delivery.service import Outbox
from bot.demo.run import settings_for
from bot.services import services
from bot.storage.database import Database, StorageUnavailable
from bot.ui.permissions import needed
from sandbox.app import Options, Sandbox
from tests.acceptance.house import OPENAPI, SAMPLE, TOKEN, BotProcess
from tests.chaos.bot import REPEATED, SILENT, planted
from tests.chaos.facilitator import Arrived, Facilitator

NONCE, LEASE = 2.0, 4.0
"""Seconds that the bot takes Discord to remember a nonce, and that a claim holds."""
REMEMBERED = 3.0
"""Seconds that the sandbox does remember it: always longer."""
CHANNELS, MUTE = 60, 12
"""Channels, and how many of them don't let the bot read their history."""
EACH = 45
"""Deliveries planted in each round."""
READ_HISTORY = 1 << 16
POSTING, EDITING = ("POST", "/channels/*/messages"), ("PATCH", "/channels/*/messages/*")
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "status", "status": 429, "retry_after": 0.3},
    {"kind": "status", "status": 429, "retry_after": 0.3, "scope": "global"},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502},
    {"kind": "status", "status": 503},
    {"kind": "drop", "when": "before"},
    {"kind": "drop", "when": "after"},
    {"kind": "delay", "seconds": 0.4},
)


class ChaosProcess(BotProcess):
    """The bot of the storm."""

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [BotProcess.command()[0], "-m", "tests.chaos.bot"]


@dataclass
class Storm:
    """One world, one database, and the processes that come and go."""

    sandbox: Sandbox
    settings: Settings
    database: Database
    seed: int
    planted: dict[int, tuple[int, str]] = field(default_factory=dict[int, tuple[int, str]])
    """Each delivery's channel and kind, by its number."""
    kills: int = 0
    minute: float = 60.0
    """Seconds of what the bot takes for a minute when it begins conversations."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.outbox = Outbox(self.database, SystemClock())
        self._troubled = [POSTING]
        self._calm = asyncio.Event()
        self._going: asyncio.Task[None] | None = None

    @property
    def mute(self) -> set[int]:
        """The channels whose history the bot may not read."""
        return {_channel(n) for n in range(CHANNELS - MUTE, CHANNELS)}

    async def plant(self, count: int = EACH) -> None:
        """Deliveries due at once, each in a channel drawn by chance."""
        now, drafts = SystemClock().now(), list[Draft]()
        for _ in range(count):
            number = len(self.planted) + 1
            channel = _channel(self.random.randrange(CHANNELS))
            kind = self.random.choice((SILENT, REPEATED))
            self.planted[number] = (channel, kind)
            drafts.append(Draft(f"chaos:{number}", kind, number, now, channel_id=channel))
        while True:
            try:
                async with self.database.begin() as session:
                    await self.outbox.put(session, SAMPLE.guild_id, *drafts)
            except StorageUnavailable:
                continue
            return

    def trouble(self) -> None:
        """Something goes wrong on the way to Discord, or in the gateway."""
        for _ in range(self.random.randrange(1, 5)):
            fault = self.random.choice(FAULTS)
            method, path = self.random.choice(self._troubled)
            self.sandbox.cause(method=method, path=path, who="Heronry", **fault)
        if self.random.random() < 0.3:
            self.sandbox.cause(kind="close", code=4000, who="Heronry")

    async def lock(self) -> None:
        """Another program holds SQLite's database for a moment."""
        path = make_url(self.settings.database).database
        if not self.database.is_sqlite or self.random.random() > 0.3:
            return
        other = sqlite3.connect(str(path), timeout=5)
        try:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(self.random.uniform(0.1, 1.8))
            other.rollback()
        except sqlite3.OperationalError:
            return
        finally:
            other.close()

    def process(self) -> ChaosProcess:
        process = ChaosProcess(self.settings)
        process.environment |= {
            "CHAOS_NONCE": str(NONCE),
            "CHAOS_LEASE": str(LEASE),
            "CHAOS_MINUTE": str(self.minute),
            "DATABASE_URL": self.settings.database_url.get_secret_value(),
        }
        return process

    async def moment(self) -> None:
        """A random while, in which the others work."""
        await asyncio.sleep(self.random.uniform(0.02, 1.2))

    @asynccontextmanager
    async def facilitated(self) -> AsyncGenerator[Facilitator]:
        """Meanwhile, from another process than the bot's, a facilitator goes on doing things to meetings."""
        async with services(self.settings, SystemClock(), held=True) as built:
            facilitator = Facilitator(built, SAMPLE.guild_id, random.Random(self.seed + 1))
            await facilitator.sets_up()
            self._troubled = [POSTING, EDITING]
            self._going = going = asyncio.create_task(self._goes_on(facilitator))
            try:
                yield facilitator
            finally:
                going.cancel()

    async def calms_down(self) -> None:
        """The facilitator ends what they are doing, and does nothing more."""
        self._calm.set()
        assert self._going is not None
        await self._going

    async def _goes_on(self, facilitator: Facilitator) -> None:
        while not self._calm.is_set():
            channel = _channel(facilitator.random.randrange(CHANNELS))
            await facilitator.does_something(channel)
            await asyncio.sleep(facilitator.random.uniform(0.1, 0.8))

    async def settled(self, within: float, kinds: str = "") -> None:
        """Wait until every delivery (of kinds whose name begins so) has come to an end."""
        async with asyncio.timeout(within):
            while await self._open(kinds):  # noqa: ASYNC110 - other processes change it
                await asyncio.sleep(0.2)

    async def _open(self, kinds: str) -> int:
        async with self.database.read() as session:
            is_open = DeliveryRow.state.in_((State.PENDING, State.SENDING)) & DeliveryRow.kind.startswith(kinds)
            return await session.scalar(select(func.count()).where(is_open)) or 0

    async def rows(self) -> list[DeliveryRow]:
        async with self.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.kind.in_((SILENT, REPEATED)))))

    def arrived(self) -> Counter[int]:
        """How often each number is to be read in the channel that it was meant for, or in another (as minus it)."""
        found: Counter[int] = Counter()
        channels = self.sandbox.service.world.state.channels
        texts = {
            id: [json.dumps(one.components) for one in channel.messages.values()] for id, channel in channels.items()
        }
        for number, (meant, _kind) in self.planted.items():
            for id, said in texts.items():
                times = sum(planted(number) in text for text in said)
                if times:
                    found[number if id == meant else -number] += times
        return found

    def told(self) -> dict[int, list[Arrived]]:
        """Every message on the server by the marker that it bears."""
        found: dict[int, list[Arrived]] = defaultdict(list)
        for id, channel in self.sandbox.service.world.state.channels.items():
            for one in channel.messages.values():
                at = datetime.fromtimestamp(self.sandbox.service.moment(one), UTC)
                for part in one.components:
                    found[int(part["id"])].append(Arrived(id, at, json.dumps(one.components, ensure_ascii=False)))
        return found

    @property
    def replay(self) -> str:
        return f"replay with CHAOS_SEED={self.seed} CHAOS_KILLS={self.kills}"

    async def verify(self) -> dict[str, int]:
        """Nothing lost, nothing twice; what may be uncertain is, as its kind prefers. Counts of each end."""
        arrived, rows = self.arrived(), {row.subject_id: row for row in await self.rows()}
        replay = self.replay
        assert all(number > 0 for number in arrived), f"in a wrong channel; {replay}"
        assert rows.keys() == self.planted.keys(), replay
        ends: Counter[str] = Counter()
        for number, (channel, kind) in self.planted.items():
            times, state = arrived[number], rows[number].state
            where = f"#{number} in {channel} ({kind}): {state} {rows[number].reason}, {times} times; {replay}"
            if channel not in self.mute:
                assert (state, times) == (State.SENT, 1), where
            elif kind == SILENT:
                assert times <= 1, where
                assert state in (State.SENT, State.UNCERTAIN), where
                assert times == 1 or state == State.UNCERTAIN, where
            else:
                assert state == State.SENT, where
                assert times >= 1, where
            ends[f"{state}{'' if channel not in self.mute else ' (mute)'}{' twice' if times > 1 else ''}"] += 1
        return dict(ends)


def _channel(number: int) -> int:
    return SAMPLE.guild_id + 900_000 + number


def _world() -> dict[str, Any]:
    world = SAMPLE.world_seed(TOKEN, needed().value)
    [guild] = world["guilds"]
    for number in range(CHANNELS):
        channel: dict[str, Any] = {"id": str(_channel(number)), "name": f"chaos-{number}", "type": "text"}
        if number >= CHANNELS - MUTE:
            deny = {"user_id": str(SAMPLE.application_id), "allow": "0", "deny": str(READ_HISTORY)}
            channel["overwrites"] = [deny, {"role": "@everyone", "allow": "0", "deny": str(READ_HISTORY)}]
        guild["channels"].append(channel)
    return world


@asynccontextmanager
async def storm(
    folder: Path, seed: int, database_url: str = "", world: dict[str, Any] | None = None
) -> AsyncGenerator[Storm]:
    """The sandbox with its channels (or with another ``world``), and the database they are planted in; no process
    yet."""
    options = Options(port=0, openapi=OPENAPI if OPENAPI.exists() else None, nonce_seconds=REMEMBERED)
    async with Sandbox(world or _world(), options) as sandbox:
        sandbox.service.faults.seed(seed)
        settings = settings_for(sandbox, folder, TOKEN)
        if database_url:
            settings = settings.model_copy(update={"database_url": SecretStr(database_url)})
        database = Database(settings.database)
        try:
            yield Storm(sandbox, settings, database, seed)
        finally:
            await database.close()
