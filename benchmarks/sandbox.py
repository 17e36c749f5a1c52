"""How quick and small the sandbox is: `python -m benchmarks sandbox`.

Four figures, each against what docs/sandbox.md promises: the median answer with every check on (and Discord's
own description, if SANDBOX_OPENAPI names it), requests a second with checks off, the time to start, and the
memory of one server with 20,000 members. The sandbox runs in a process of its own; Linux only.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import orjson

GUILD, CHANNEL, BOT, OWNER = 10**18, 10**18 + 1, 10**18 + 2, 10**18 + 3
TOKEN = "benchmark"
MEMBERS = 20_000
ROUNDS = 3_000
CLIENTS = 16
FIRST_MEMBER = 2 * 10**18


def seed(members: int) -> dict[str, Any]:
    """One server with a bot, its owner, a channel, and so many members."""
    people = [
        {"id": str(FIRST_MEMBER + n), "username": f"member{n}", "global_name": f"Member {n}"} for n in range(members)
    ]
    everyone = [*(person["id"] for person in people), str(BOT), str(OWNER)]
    return {
        "applications": [{"id": str(BOT), "name": "Bench", "token": TOKEN}],
        "users": [*people, {"id": str(OWNER), "username": "owner"}],
        "guilds": [
            {
                "id": str(GUILD),
                "name": "Bench",
                "owner_id": str(OWNER),
                "channels": [{"id": str(CHANNEL), "name": "general"}],
                "members": [{"user_id": id} for id in everyone],
            }
        ],
    }


@dataclass(frozen=True, slots=True)
class Running:
    url: str
    pid: int
    started_in: float
    """Seconds from the command to its first line."""

    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


@asynccontextmanager
async def running(world: dict[str, Any], *options: str) -> AsyncGenerator[Running]:
    """A sandbox in its own process, with the world that a seed describes."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        file.write(orjson.dumps(world))
        file.flush()
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "sandbox", "--port", "0", "--seed", file.name, *options),
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            url = (await process.stdout.readline()).decode().strip()
            yield Running(url, process.pid, time.perf_counter() - began)
        finally:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def client(sandbox: Running) -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(f"{sandbox.url}/", headers={"Authorization": f"Bot {TOKEN}"}) as session:
        yield session


async def post(session: aiohttp.ClientSession, number: int) -> None:
    body = {"content": f"Message {number}", "embeds": [{"title": "Who knows NVivo?", "description": "Ada does."}]}
    async with session.post(f"/api/v10/channels/{CHANNEL}/messages", json=body) as response:
        assert response.status == 200, await response.text()
        await response.read()


async def get(session: aiohttp.ClientSession, number: int) -> None:
    async with session.get(f"/api/v10/guilds/{GUILD}/members/{BOT}?n={number}") as response:
        assert response.status == 200, await response.text()
        await response.read()


async def latencies() -> tuple[float, float]:
    """Median milliseconds of a message posted and a member fetched, one after the other, checks on."""
    async with running(seed(100), "--no-limits") as sandbox, client(sandbox) as session:
        posts, gets = list[float](), list[float]()
        for number in range(ROUNDS):
            for act, taken in ((post, posts), (get, gets)):
                began = time.perf_counter()
                await act(session, number)
                taken.append((time.perf_counter() - began) * 1000)
        return statistics.median(posts), statistics.median(gets)


async def throughput() -> float:
    """Requests a second with checks off, from clients that each wait for their answer."""
    async with running(seed(100), "--no-limits", "--no-checks") as sandbox, client(sandbox) as session:
        numbers = iter(range(4 * ROUNDS))
        began = time.perf_counter()
        await asyncio.gather(*(_work(session, numbers) for _ in range(CLIENTS)))
        return 4 * ROUNDS / (time.perf_counter() - began)


async def _work(session: aiohttp.ClientSession, numbers: Iterable[int]) -> None:
    for number, act in zip(numbers, itertools.cycle((post, get)), strict=False):
        await act(session, number)


async def size() -> tuple[float, float]:
    """Resident megabytes with MEMBERS members and with none."""
    async with running(seed(0)) as empty, running(seed(MEMBERS)) as full:
        return full.memory(), empty.memory()


async def measure() -> int:
    """Prints the figures; 1 if one misses its mark."""
    async with running(seed(0)) as sandbox:
        start = sandbox.started_in
    posted, fetched = await latencies()
    rate = await throughput()
    full, empty = await size()
    rows = [
        ("start to first answer", f"{start:.2f} s", "under 1 s", start < 1),
        ("median, message posted, checks on", f"{posted:.2f} ms", "under 1 ms", posted < 1),
        ("median, member fetched, checks on", f"{fetched:.2f} ms", "under 1 ms", fetched < 1),
        ("requests a second, checks off", f"{rate:,.0f}", "2,000 or more", rate >= 2000),
        (f"memory with {MEMBERS:,} members", f"{full:.0f} MB", "under 100 MB", full < 100),
        ("of which without any", f"{empty:.0f} MB", "", True),
    ]
    for name, figure, mark, met in rows:
        print(f"{name:<36} {figure:>10}   {mark:<14} {'' if met else 'MISSED'}")
    return 0 if all(met for *_, met in rows) else 1


def main() -> None:
    sys.exit(asyncio.run(measure()))
