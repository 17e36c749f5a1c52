"""Periodic work that is rung for: sooner than its turn, once for many rings, and never two rounds at a time."""

import asyncio
from datetime import timedelta

from bot.periodic import Bell, Periodic, Work


class Worker:
    """Counts its rounds, each of which ends when it is let."""

    def __init__(self) -> None:
        self.bell, self.begun, self.at_once, self.most = Bell(), 0, 0, 0
        self.began, self.may_end = asyncio.Event(), asyncio.Event()
        self.may_end.set()
        self.periodic = Periodic([Work("work", timedelta(hours=1), self.tick, self.bell)])

    async def tick(self) -> None:
        self.begun += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.began.set()
        await self.may_end.wait()
        self.at_once -= 1

    async def begins(self) -> None:
        self.began.clear()
        await asyncio.wait_for(self.began.wait(), 10)


async def test_a_bell_brings_a_round_and_one_more_if_it_rings_meanwhile() -> None:
    worker = Worker()
    worker.bell.ring()  # nothing runs yet
    worker.periodic.start()
    await worker.begins()
    worker.may_end.clear()
    worker.bell.ring()
    await worker.begins()
    for _ in range(3):
        worker.bell.ring()
    await asyncio.sleep(0)
    worker.may_end.set()
    await worker.begins()
    await worker.periodic.stop(timedelta(seconds=10))
    assert (worker.begun, worker.most) == (3, 1)


async def test_the_soonest_of_several_rings_counts_and_none_after_the_end() -> None:
    worker = Worker()
    worker.periodic.start()
    await worker.begins()
    worker.bell.ring(timedelta(hours=1))
    worker.bell.ring(timedelta(milliseconds=5))
    worker.bell.ring(timedelta(hours=2))
    await worker.begins()
    worker.bell.ring(timedelta(milliseconds=5))
    await worker.periodic.stop(timedelta(seconds=10))
    await asyncio.sleep(0.02)
    assert worker.begun == 2
