"""How fast Discord may be asked for things that nobody is waiting for."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers that the engine keeps to.

    ``per_second`` of Discord's 50 requests (https://discord.com/developers/docs/topics/rate-limits): a tenth is
    left to people's interactions. ``counted`` may be on their way, or answered within the last second.
    ``nonce`` is how long Discord is taken to remember a message's nonce ("a few
    minutes", says its documentation). ``openings`` new channels of direct messages are opened in a minute at
    most; Discord doesn't say when it calls that too many.
    """

    per_second: float = 45
    counted: int = 50
    at_once: int = 48
    nonce: timedelta = timedelta(minutes=2)
    openings: int = 10


class Pacer:
    """Lets requests through evenly, ``share`` of the permitted number a second.

    What leaves evenly may arrive in a heap, when the network or Discord pauses. Discord counts a request at some
    moment between its start and its answer: while those on their way and those answered within the last second
    are ``counted`` at most, it can't count more than that in any second.
    """

    SLACK = 2
    """Turns that may follow at once after a pause: a timer is never exact."""

    def __init__(self, per_second: float, counted: int) -> None:
        self._per_second = per_second
        self._counted = asyncio.Semaphore(counted)
        self._next = 0.0
        self.share = 1.0

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """Wait for the next turn; the request is made, and answered, within."""
        loop = asyncio.get_running_loop()
        step = 1 / (self._per_second * self.share)
        now = loop.time()
        mine = max(self._next, now - self.SLACK * step)
        self._next = mine + step
        if mine > now:
            await asyncio.sleep(mine - now)
        await self._counted.acquire()
        try:
            yield
        finally:
            loop.call_later(1.0, self._counted.release)


class Openings:
    """How many channels of direct messages may be opened now."""

    WITHIN = timedelta(minutes=1)
    CALM = timedelta(hours=1)
    """How long the pace stays lower after Discord said that it was too fast."""

    def __init__(self, a_minute: int) -> None:
        self._usual = self._now = a_minute
        self._slower_until: datetime | None = None

    def too_fast(self, now: datetime) -> None:
        """Discord refused one: half as many for an hour."""
        self._now = max(1, self._now // 2)
        self._slower_until = now + self.CALM

    def left(self, opened_in_the_last_minute: int, now: datetime) -> int:
        """How many more may be opened."""
        if self._slower_until is not None and not now <= self._slower_until <= now + self.CALM:
            self._now, self._slower_until = self._usual, None
        return max(0, self._now - opened_in_the_last_minute)
