"""All periodic work in one table, each a ``tick`` that the clock calls, or a test, or the demo.

APScheduler is the clock, not the store: nothing is lost when it stops.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from bot.clock import SystemClock

log = logging.getLogger(__name__)


class Bell:
    """Has a work's next round come before its turn: something happened that it sees to. Silent while nothing runs."""

    def __init__(self) -> None:
        self._heard: Callable[[timedelta], None] | None = None

    def heard_by(self, heard: Callable[[timedelta], None]) -> None:
        self._heard = heard

    def ring(self, after: timedelta = timedelta()) -> None:
        """Ask for a round ``after`` a time; of several, the soonest counts."""
        if self._heard is not None:
            self._heard(after)


@dataclass(frozen=True, slots=True)
class Work:
    """Something done again and again, and whenever its ``bell`` is rung."""

    name: str
    every: timedelta
    tick: Callable[[], Awaitable[None]]
    bell: Bell | None = None


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
        self._turns = {work.name: asyncio.Lock() for work in table}
        self._rung: dict[str, asyncio.TimerHandle] = {}
        self._failing: set[str] = set()
        self._stopping = False
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
        for work in self._table.values():
            if work.bell is not None:
                work.bell.heard_by(partial(self._ring, work))

    async def stop(self, within: timedelta) -> None:
        """No further rounds; those under way are waited for, since a cut query would hold up the database's closing."""
        self._stopping = True
        self._scheduler.pause()
        for timer in self._rung.values():
            timer.cancel()
        if self._rounds:
            await asyncio.wait(self._rounds, timeout=within.total_seconds())
        self._scheduler.shutdown(wait=False)

    async def round(self, name: str) -> None:
        """Do one round of a work now, as the clock would; for tests and the demo's time travel."""
        await self._round(self._table[name])

    def _ring(self, work: Work, after: timedelta) -> None:
        loop, waits = asyncio.get_running_loop(), self._rung.get(work.name)
        at = loop.time() + after.total_seconds()
        if self._stopping or (waits is not None and waits.when() <= at):
            return
        if waits is not None:
            waits.cancel()
        self._rung[work.name] = loop.call_at(at, self._answer, work)

    def _answer(self, work: Work) -> None:
        del self._rung[work.name]
        self._begin(work)

    async def _round(self, work: Work) -> None:
        await self._begin(work)

    def _begin(self, work: Work) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._in_turn(work), name=work.name)
        self._rounds.add(task)
        task.add_done_callback(self._rounds.discard)
        return task

    async def _in_turn(self, work: Work) -> None:
        # One that is rung for while it goes on begins anew afterwards: it may have looked already.
        async with self._turns[work.name]:
            if not self._stopping:
                await self._guarded(work)

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
