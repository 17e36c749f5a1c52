"""The processes that `python -m benchmarks delivery` measures: `python -m benchmarks.outbox NAME ARGUMENTS`.

Each prints what it has to say as lines of JSON, and ends when its input is closed. `heronry` is the whole bot,
with a kind of delivery that says its subject's number; `idle` does nothing but watch its loop, beside it; the
others are APScheduler on its own stores, with jobs that do nothing at all.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.jobstores.memory import MemoryJobStore  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # pyright: ignore[reportMissingTypeStubs]
from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]
from discord.ext import commands

from bot import app
from bot.clock import SystemClock
from bot.config import load_settings
from bot.delivery.kinds import Delivery, Kind
from bot.sight import start_logging
from bot.texts import N_
from bot.ui.cards import card, text
from bot.ui.client import Heronry
from bot.ui.messenger import Message, delivered

KIND = "bench"
STEP = 0.005
"""Seconds that the watch on a loop sleeps each time."""


def say(**what: Any) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


@dataclass(slots=True)
class Watch:
    """How late a loop wakes those who sleep: each time, in milliseconds.

    ``own`` is the most that this process spent computing within one delay: what is missing from the whole delay,
    it spent waiting for a processor, which is the machine's doing.
    """

    late: list[float] = field(default_factory=list[float])
    own: float = 0.0

    async def keep(self, begin: float) -> None:
        """Watch from a moment (Unix seconds) on, until cancelled."""
        await asyncio.sleep(max(0.0, begin - time.time()))
        while True:
            slept, computed = time.perf_counter(), time.process_time()
            await asyncio.sleep(STEP)
            late = (time.perf_counter() - slept - STEP) * 1000
            self.late.append(late)
            self.own = max(self.own, min(late, (time.process_time() - computed) * 1000))

    def report(self) -> dict[str, float]:
        late = sorted(self.late)
        return {"most": late[-1], "most_but_one_in_1000": late[-1 - len(late) // 1000], "own": self.own}


# -- Heronry -----------------------------------------------------------------------------


def wording(number: int) -> str:
    """What a delivery says; its own in every message, so that they can be told apart and counted."""
    return f"Delivery #{number}#"


class Planted(commands.Cog):
    """Renders the planted deliveries."""

    @delivered(KIND)
    def planted(self, _delivery: Delivery, said: str) -> Message:
        return Message(card(text(said)))


async def _prepare(delivery: Delivery) -> str:
    return wording(delivery.subject_id)


async def heronry(due: float) -> None:
    """The bot, as its environment says; says when it is connected, and in the end how its loop did from ``due`` on
    (Unix seconds; 0 for not at all)."""
    Heronry.SERVERS_ARRIVE_WITHIN = 0.05
    build, watch = app.build_client, Watch()

    def with_planted(built: app.Services, *arguments: Any) -> Heronry:
        built.outbox.register(Kind(KIND, N_("Planted"), _prepare, timedelta(days=1)))
        client = build(built, *arguments)
        client.messenger.add(Planted())
        return client

    app.build_client = with_planted
    settings = load_settings(None)
    start_logging("warning", "text", settings.discord_token.get_secret_value())
    stop = asyncio.Event()

    async def conduct() -> None:
        watching = asyncio.create_task(watch.keep(due)) if due else None
        await end()
        if watching:
            watching.cancel()
            say(**watch.report())
        stop.set()

    conducting = asyncio.create_task(conduct())
    await app.run(settings, SystemClock(), stop=stop, ready=lambda: say(ready=True))
    await conducting


async def end() -> None:
    """Wait until the input is closed."""
    await asyncio.to_thread(sys.stdin.read)


# -- beside it ---------------------------------------------------------------------------


async def idle(due: float) -> None:
    """Nothing but the watch: what this machine does to a loop that has nothing to do."""
    watch = Watch()
    watching = asyncio.create_task(watch.keep(due))
    await end()
    watching.cancel()
    say(**watch.report())


async def nothing(_number: int) -> None:
    """APScheduler's job: it sends nothing."""
    Done.count += 1
    Done.at = time.time()


class Done:
    count = 0
    at = 0.0


def scheduler(store: str) -> Any:
    """APScheduler on its memory store, or its SQL store on the SQLite file of that path."""
    kept: Any = MemoryJobStore() if store == "memory" else SQLAlchemyJobStore(f"sqlite:///{store}")
    return AsyncIOScheduler(timezone="UTC", jobstores={"default": kept})


def fill(made: Any, jobs: int, when: datetime) -> None:
    for number in range(jobs):
        made.add_job(nothing, "date", args=[number], run_date=when, id=str(number), misfire_grace_time=None)


async def later(store: str, jobs: int) -> None:
    """Start with so many jobs that are due in a year: a memory store is filled anew at every start, an SQL store
    holds them already unless ``jobs`` says that it is filled now."""
    made = scheduler(store)
    made.start()
    began = time.perf_counter()
    fill(made, jobs, datetime.now(UTC) + timedelta(days=365))
    filled = time.perf_counter() - began
    await asyncio.sleep(0)
    say(filled=filled)
    await end()


async def at_once(store: str, jobs: int) -> None:
    """So many jobs due at one instant: how long until all were begun, and how the loop did meanwhile."""
    made, watch = scheduler(store), Watch()
    made.start(paused=True)
    when = datetime.now(UTC) + timedelta(seconds=1)
    fill(made, jobs, when)
    watching = asyncio.create_task(watch.keep(time.time()))
    await asyncio.sleep(0.5)
    began = max(time.time(), when.timestamp())
    made.resume()
    while Done.count < jobs:  # noqa: ASYNC110 - nothing tells
        await asyncio.sleep(STEP)
    await asyncio.sleep(0.1)
    watching.cancel()
    say(seconds=Done.at - began, **watch.report())


def main(name: str, *arguments: str) -> None:
    match name:
        case "heronry":
            asyncio.run(heronry(float(arguments[0])))
        case "idle":
            asyncio.run(idle(float(arguments[0])))
        case "later":
            asyncio.run(later(arguments[0], int(arguments[1])))
        case _:
            asyncio.run(at_once(arguments[0], int(arguments[1])))


if __name__ == "__main__":
    main(*sys.argv[1:])
