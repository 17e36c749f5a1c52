"""All periodic work in one table, each a ``tick`` that the clock calls, or a test, or the demo.

APScheduler is the clock, not the store: nothing is lost when it stops.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from bot.clock import SystemClock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """Something done again and again."""

    name: str
    every: timedelta
    tick: Callable[[], Awaitable[None]]


class Pace:
    """The pause between the steps of a long round: it leaves room for people, and a stop cuts it short."""

    def __init__(self, step: timedelta = timedelta(seconds=1)) -> None:
        self.step = step
        self._stopping = asyncio.Event()

    async def __call__(self) -> bool:
        """Pause; whether to go on. On real time: it is Discord's patience that is spared."""
        try:
            await asyncio.wait_for(self._stopping.wait(), self.step.total_seconds())
        except TimeoutError:
            return True
        return False

    def stop(self) -> None:
        self._stopping.set()


class Periodic:
    """The table at work. A late round is run late, never dropped; rounds of one work don't overlap."""

    def __init__(self, table: Sequence[Work]) -> None:
        self._table = {work.name: work for work in table}
        self._rounds: set[asyncio.Task[None]] = set()
        self._failing: set[str] = set()
        self._scheduler: Any = AsyncIOScheduler(timezone="UTC")
        for work in table:
            self._scheduler.add_job(
                self._round,
                "interval",
                args=[work],
                next_run_time=SystemClock().now(),  # the first round at once: a host may restart every day
                seconds=work.every.total_seconds(),
                id=work.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )

    @property
    def names(self) -> list[str]:
        """The works, in the table's order."""
        return list(self._table)

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self, within: timedelta) -> None:
        """No further rounds; those under way are waited for, since a cut query would hold up the database's closing."""
        self._scheduler.pause()
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=within.total_seconds())
        self._scheduler.shutdown(wait=False)

    async def round(self, name: str) -> None:
        """Do one round of a work now, as the clock would; for tests and the demo's time travel."""
        await self._round(self._table[name])

    async def _round(self, work: Work) -> None:
        task = asyncio.create_task(self._guarded(work), name=work.name)
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)
        await task

    async def _guarded(self, work: Work) -> None:
        # One failing round must not end the rounds, nor a hundred of them fill the log.
        try:
            await work.tick()
        except Exception:
            if work.name not in self._failing:
                log.exception("periodic work fails, and is tried again: %s", work.name)
            self._failing.add(work.name)
        else:
            if work.name in self._failing:
                log.warning("periodic work succeeds again: %s", work.name)
            self._failing.discard(work.name)
