"""All periodic work in one table, each a ``tick`` that the clock calls, or a test, or the demo.

APScheduler is the clock, not the store: nothing is lost when it stops.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # pyright: ignore[reportMissingTypeStubs]

from bot.clock import SystemClock

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """Something done again and again."""

    name: str
    every: timedelta
    tick: Callable[[], Awaitable[None]]


async def _guarded(work: Work) -> None:
    # One failing round must not end the rounds: it is logged, and the next comes.
    try:
        await work.tick()
    except Exception:
        log.exception("periodic work failed: %s", work.name)


def schedule(table: Sequence[Work]) -> AsyncIOScheduler:
    """A started scheduler for the table. A late round is run late, never dropped; rounds don't overlap."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for work in table:
        scheduler.add_job(  # pyright: ignore[reportUnknownMemberType]
            _guarded,
            "interval",
            args=[work],
            next_run_time=SystemClock().now(),  # the first round at once: a host may restart every day
            seconds=work.every.total_seconds(),
            id=work.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler
