"""The sandbox's time: real time that may be pushed forward, never back."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox import snowflake


@dataclass(order=True, slots=True)
class Timer:
    """Something to do at a moment (Unix seconds), unless cancelled first."""

    due: float
    number: int
    action: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class Pulse:
    """Real time plus what `advance` has added; timers fire as their moment passes either way."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._timers: list[Timer] = []
        self._numbers = itertools.count()
        self._alarm: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Unix seconds."""
        return time.time() + self._offset

    @property
    def ahead(self) -> float:
        """Seconds by which it has been pushed forward."""
        return self._offset

    def later(self, delay: float, action: Callable[[], None]) -> Timer:
        """Runs `action` in `delay` seconds; needs a running event loop."""
        timer = Timer(self.now() + delay, next(self._numbers), action)
        heapq.heappush(self._timers, timer)
        if self._timers[0] is timer:
            self._wind()
        return timer

    def advance(self, seconds: float) -> None:
        """Moves time forward at once and runs what falls due. Raises ValueError for a step back or out of time."""
        self._require_forward(seconds)
        self._offset += seconds
        self.ring()

    def _require_forward(self, seconds: float) -> None:
        if not seconds >= 0:
            raise ValueError("time does not go back")
        if self.now() + seconds >= snowflake.END:
            raise ValueError("Discord's ids end in 2154")

    def stop(self) -> None:
        """Forgets every timer."""
        self._timers.clear()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def ring(self) -> None:
        """Runs what is due."""
        while self._timers and (self._timers[0].cancelled or self._timers[0].due <= self.now()):
            timer = heapq.heappop(self._timers)
            if not timer.cancelled:
                timer.action()
        self._wind()

    def _wind(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if self._timers:
            wait = max(0.0, self._timers[0].due - self.now())
            self._alarm = asyncio.get_running_loop().call_later(wait, self.ring)


class Clock(Pulse):
    """What the world's time is: message ids, events, quiet threads.

    Its `pulse` is what goes on between a client and the sandbox: the 3 s and 15 min of an interaction, nonces, rate
    limits, sessions, links to files. `travel` leaves the pulse alone, so that two years may pass in the world while
    nobody's press of a button is too late; `advance` moves both.
    """

    def __init__(self) -> None:
        super().__init__()
        self.pulse = Pulse()

    def now(self) -> float:
        return self.pulse.now() + self._offset

    @property
    def ahead(self) -> float:
        return self.pulse.ahead + self._offset

    def advance(self, seconds: float) -> None:
        self._require_forward(seconds)
        self.pulse.advance(seconds)
        self.ring()

    def travel(self, seconds: float) -> None:
        """Moves the world's time alone. Raises ValueError as `advance` does."""
        super().advance(seconds)

    def stop(self) -> None:
        super().stop()
        self.pulse.stop()
