"""What the outbox costs and how it delivers, beside APScheduler's own stores: `python -m benchmarks delivery`.

Three promises: 100,000 deliveries that wait add less than 10 % to the start and under 5 MB; 10,000 that are due
at one instant in 2,000 channels leave at 43 a second or more (Discord lets 50 through, the runner takes 45), none
twice, and Discord never says that it was too fast; the bot's loop is held up for less than 50 ms meanwhile.

The bot and the sandbox (with Discord's limits on) are processes of their own; Linux only. It takes a quarter of
an hour: DELIVERY_SCALE=0.1 makes every number a tenth, and each is printed as it was.
"""

import asyncio
import json
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp

from benchmarks.outbox import KIND
from benchmarks.sandbox import Running, running
from bot.config import load_settings
from bot.delivery.kinds import Draft
from bot.services import services
from bot.storage.sealed import create_key_file
from bot.ui.permissions import needed
from sandbox.snowflake import moment

SCALE = float(os.environ.get("DELIVERY_SCALE", "1"))
WAITING, DUE = int(100_000 * SCALE), int(10_000 * SCALE)
CHANNELS, EACH_SERVER = 2_000, 500
"""Discord lets a server have 500 channels."""
STARTS = 7
"""How often each start is timed, in turn with the one that it is compared with."""
SETTLED = 2.0
"""Seconds after a start at which its memory is read: every periodic work has had its first round."""
BOT, OWNER, SERVER, CHANNEL = (10**18 + n for n in (0, 1, 1_000, 10_000))
"""Ids of the past, since those that the sandbox makes are greater than all that it knows."""
TOKEN = "benchmark"


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the report; ``met`` is None for what nothing was promised of."""

    name: str
    value: str
    mark: str = ""
    met: bool | None = None


def world() -> dict[str, Any]:
    """The sandbox's seed: four servers with 500 channels each."""
    return {
        "applications": [{"id": str(BOT), "name": "Bench", "token": TOKEN}],
        "users": [{"id": str(OWNER), "username": "owner"}],
        "guilds": [
            {
                "id": str(SERVER + server),
                "name": f"Bench {server}",
                "owner_id": str(OWNER),
                "channels": [
                    {"id": str(CHANNEL + number), "name": f"channel-{number}"}
                    for number in range(server * EACH_SERVER, (server + 1) * EACH_SERVER)
                ],
                "members": [{"user_id": str(OWNER)}, {"user_id": str(BOT), "permissions": str(needed().value)}],
            }
            for server in range(CHANNELS // EACH_SERVER)
        ],
    }


# -- processes ---------------------------------------------------------------------------


class Process:
    """One of ``benchmarks.outbox``."""

    def __init__(self, process: asyncio.subprocess.Process, began: float) -> None:
        self._process = process
        self._began = began
        self.heard_after = 0.0
        """Seconds from the command until it spoke last."""

    async def hears(self) -> dict[str, Any]:
        """The next thing it says."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        assert line, "it ended without a word"
        self.heard_after = time.perf_counter() - self._began
        return json.loads(line)

    async def memory(self) -> float:
        """Resident megabytes, once it has come to rest."""
        await asyncio.sleep(SETTLED)
        return Running("", self._process.pid, 0).memory()

    async def ends(self) -> dict[str, Any]:
        """Have it end; its last words."""
        self.close()
        return await self.hears()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()


@asynccontextmanager
async def process(
    name: str, *arguments: object, environment: Mapping[str, str] | None = None
) -> AsyncGenerator[Process]:
    """One of them, with what its environment has besides; it is ended and waited for."""
    began = time.perf_counter()
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.outbox", name, *map(str, arguments)),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env={**os.environ, **(environment or {})},
    )  # fmt: skip
    one = Process(started, began)
    try:
        yield one
    finally:
        one.close()
        await started.wait()


# -- Heronry -----------------------------------------------------------------------------


class House:
    """A folder of the bot's own, and the environment in which it finds that and the sandbox."""

    def __init__(self, folder: Path, sandbox: Running) -> None:
        folder.mkdir()
        create_key_file(folder / "keys")
        self.data = folder / "data"
        self.environment = {
            "DISCORD_TOKEN": TOKEN,
            "DATA_DIR": str(self.data),
            "DATABASE_URL": "",
            "KEYS_FILE": str(folder / "keys"),
            "HERONRY_KEYS": "",
            "DISCORD_API_URL": f"{sandbox.url}/api/v10",
            "DISCORD_GATEWAY_URL": f"{sandbox.url.replace('http', 'ws', 1)}/gateway",
            "DISCORD_CDN_URL": f"{sandbox.url}/cdn",
        }

    async def plant(self, first: int, count: int, due: datetime) -> float:
        """Deliveries in channels drawn by chance; the seconds it took, a thousand in a transaction."""
        settings = load_settings(None, **{name.lower(): value for name, value in self.environment.items()})
        drawn, began = random.Random(first), time.perf_counter()
        async with services(settings) as built:
            for start in range(first, first + count, 1_000):
                async with built.database.begin() as session:
                    drafts: dict[int, list[Draft]] = {}
                    for number in range(start, min(start + 1_000, first + count)):
                        channel = drawn.randrange(CHANNELS)
                        draft = Draft(f"bench:{number}", KIND, number, due, channel_id=CHANNEL + channel)
                        drafts.setdefault(SERVER + channel // EACH_SERVER, []).append(draft)
                    for server, some in drafts.items():
                        await built.outbox.put(session, server, *some)
        return time.perf_counter() - began

    def left(self, due: datetime) -> int:
        """How many of those that fell due have not come to an end; tried again counts as due."""
        database = sqlite3.connect(self.data / "heronry.db", timeout=10)
        try:
            [(left,)] = database.execute(
                "SELECT count(*) FROM deliveries WHERE state IN ('pending', 'sending') AND ready_at < ?",
                (f"{due + timedelta(hours=1):%Y-%m-%d %H:%M:%S}",),
            )
            return left
        finally:
            database.close()


# -- what is measured --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the command until it was ready, and resident megabytes a little later."""

    seconds: float
    memory: float


async def start(name: str, *arguments: object, environment: Mapping[str, str] | None = None) -> Start:
    async with process(name, *arguments, environment=environment) as one:
        await one.hears()
        return Start(one.heard_after, await one.memory())


def middle(starts: Sequence[Start]) -> Start:
    return Start(median(one.seconds for one in starts), median(one.memory for one in starts))


async def heronry_starts(empty: House, full: House, planting: float) -> list[Figure]:
    """With so many that wait and with none, in turn."""
    pairs = [
        (
            await start("heronry", 0, environment=empty.environment),
            await start("heronry", 0, environment=full.environment),
        )
        for _ in range(STARTS)
    ]
    none, many = middle([pair[0] for pair in pairs]), middle([pair[1] for pair in pairs])
    added = median(second.seconds / first.seconds for first, second in pairs) - 1
    memory = many.memory - none.memory
    return [
        Figure(f"Heronry, start with {WAITING:,} waiting", f"{many.seconds:.2f} s", f"none: {none.seconds:.2f} s"),
        Figure("  more by, pair by pair", f"{added:.1%}", "under 10 %", added < 0.1),
        Figure("  memory, more by", f"{memory:.1f} MB", "under 5 MB", memory < 5),
        Figure("  putting them in, once", f"{planting:.1f} s"),
    ]


async def stores_start(folder: Path) -> list[Figure]:
    """APScheduler's: what is in memory is put in anew at each start, what is in SQL once."""
    figures: list[Figure] = []
    for store, name in (("memory", "memory store"), (str(folder / "jobs.db"), "SQL store")):
        none, filling = await start("later", store, 0), await start("later", store, WAITING)
        many = filling if store == "memory" else await start("later", store, 0)
        figures += [
            Figure(f"APScheduler's {name}, start", f"{many.seconds:.2f} s", f"none: {none.seconds:.2f} s"),
            Figure("  memory, more by", f"{many.memory - none.memory:.1f} MB"),
            Figure("  putting them in", f"{filling.seconds - none.seconds:.1f} s"),
        ]
    return figures


async def heronry_delivers(house: House, sandbox: Running) -> list[Figure]:
    """Those that are due, from the bot to the sandbox; what arrived is counted there, by its text."""
    due = datetime.now(UTC) + timedelta(seconds=15 + DUE / 1_000)
    await house.plant(WAITING, DUE, due)
    async with (
        aiohttp.ClientSession(sandbox.url) as session,
        process("idle", due.timestamp()) as idle,
        process("heronry", due.timestamp(), environment=house.environment) as bot,
    ):
        await bot.hears()
        assert datetime.now(UTC) < due, "planting took so long that they were due before the bot was there"
        while house.left(due):  # noqa: ASYNC110 - another process changes it
            await asyncio.sleep(1)
        lag, noise = await bot.ends(), await idle.ends()
        async with session.get("/sandbox/log?limit=0") as answer:
            tally = (await answer.json())["tally"]
        async with session.get("/sandbox/state") as answer:
            moments, texts = arrived(await answer.json())
    seconds = moments[-1] - moments[0]
    rate, twice = (len(moments) - 1) / seconds, len(moments) - len(texts)
    return [
        Figure(f"Heronry, {DUE:,} due at once took", f"{seconds:.1f} s", f"{WAITING:,} more wait"),
        Figure("  a second", f"{rate:.1f}", "43 or more", rate >= 43),
        Figure("  arrived", f"{len(texts):,}", "each", len(texts) == DUE),
        Figure("  arrived twice", f"{twice}", "none", twice == 0),
        Figure("  429s", f"{tally.get('429', 0)}", "none", not tally.get("429")),
        *lags(lag, own_under=50),
        Figure("An idle loop beside it, late by at most", f"{noise['most']:.1f} ms", "the machine's noise"),
        Figure("    but for 1 time in 1,000", f"{noise['most_but_one_in_1000']:.1f} ms"),
    ]


def lags(lag: Mapping[str, float], own_under: float | None = None) -> list[Figure]:
    own = lag["own"]
    mark, met = ("", None) if own_under is None else (f"under {own_under} ms", own < own_under)
    return [
        Figure("  held up its loop by computing, at most", f"{own:.1f} ms", mark, met),
        Figure("    with waits for a processor", f"{lag['most']:.1f} ms"),
        Figure("    but for 1 time in 1,000", f"{lag['most_but_one_in_1000']:.1f} ms"),
    ]


def arrived(state: dict[str, Any]) -> tuple[list[float], set[str]]:
    """When each message was posted (Unix seconds, in order), and the different texts among them."""
    messages = [one for channel in state["channels"].values() for one in channel["messages"].values()]
    texts = {said for one in messages for said in re.findall(r"Delivery #\d+#", json.dumps(one["components"]))}
    return sorted(moment(one["id"]) for one in messages), texts


async def stores_deliver(folder: Path) -> list[Figure]:
    """So many jobs due at once, each of which does nothing: no request, no pace."""
    figures: list[Figure] = []
    for store, name in (("memory", "memory store"), (str(folder / "due.db"), "SQL store")):
        async with process("at_once", store, DUE) as one:
            said = await one.hears()
        figures += [
            Figure(f"APScheduler's {name}, {DUE:,} jobs took", f"{said['seconds']:.1f} s", "they do nothing"),
            *lags(said),
        ]
    return figures


async def measure() -> int:
    """Prints the figures; 1 if one misses its mark."""
    met = True

    def report(figures: Sequence[Figure]) -> None:
        nonlocal met
        for one in figures:
            print(f"{one.name:<48} {one.value:>10}   {one.mark:<18} {'MISSED' if one.met is False else ''}", flush=True)
            met = met and one.met is not False

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with running(world()) as sandbox:
            empty, full = House(folder / "empty", sandbox), House(folder / "full", sandbox)
            in_a_year = datetime.now(UTC) + timedelta(days=365)
            await empty.plant(0, 0, in_a_year)
            planting = await full.plant(0, WAITING, in_a_year)
            report(await heronry_starts(empty, full, planting))
            report(await stores_start(folder))
            report(await heronry_delivers(full, sandbox))
            report(await stores_deliver(folder))
    return 0 if met else 1


def main() -> None:
    sys.exit(asyncio.run(measure()))
