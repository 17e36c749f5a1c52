"""Time travel: the world's time goes forward from one thing that falls due to the next, until it is there.

The sandbox knows what falls due of its own. What a bot means to do, and when, only whoever runs the bot knows:
they hand in a `Companion` (`heronry demo` does), which is told at every stop and says where the next one is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Protocol

from sandbox.service import Service
from sandbox.wire import JSON, timestamp

HOUR, DAY = 3600.0, 86400.0
STOPS = 120
"""How often a journey stops where nothing is known to fall due, between once an hour and once a day: what a bot does
by the clock and has told nobody of is late by no more than that."""
OVERDUE = 60.0
"""Seconds to go on by when what was due could not be done yet, as at a bot's own pace for direct messages; twice as
many each time, up to an hour: nothing that is stuck may hold up a journey."""
FARTHEST_DELIVERY = 400 * DAY
"""How far ahead the next delivery is looked for: what comes once a year is still found."""
FARTHEST = 30 * 365 * DAY


class Companion(Protocol):
    """A bot, as far as time concerns it. Its clock must be the sandbox's (`Sandbox.now`)."""

    async def arrive(self) -> None:
        """Do what has fallen due by now, and return when it is done. Raises `Stalled` when it can't be done."""
        ...

    async def next_at(self) -> float | None:
        """When the next thing that waits falls due, in Unix seconds; None when nothing waits."""
        ...

    async def waiting(self) -> list[JSON]:
        """What waits, soonest first, for the page: `{"at": Unix seconds, "what": text, "where": text}`."""
        ...


class Stalled(Exception):
    """Time can't go on; the text says why, and what to do."""


class Journeys:
    """At most one journey at a time. Without a `companion` time still travels, past whatever no bot is asked about."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self.companion: Companion | None = None
        self._under_way: asyncio.Task[None] | None = None
        self._to: float | None = None
        self._said = ""
        self._patience = OVERDUE / 2

    def begin(self, to: object) -> None:
        """Set out for a moment (Unix seconds), or for `"next"`: the next delivery. Raises ValueError."""
        if self.travelling:
            raise ValueError("Time is travelling already; wait, or stop it.")
        now = self._service.clock.now()
        if to == "next":
            if self.companion is None:
                raise ValueError("No bot has said what it will deliver; choose a moment instead.")
            work = self._to_the_next()
        elif not isinstance(to, int | float) or isinstance(to, bool):
            raise ValueError('`to` must be a moment in Unix seconds, or "next"')
        elif to < now:
            raise ValueError("Time only goes forward here. To begin anew, start the sandbox again.")
        elif not to - now <= FARTHEST:
            raise ValueError("That is more than thirty years ahead; choose a nearer day.")
        else:
            self._to = float(to)
            work = self._until(self._to)
        self._said = ""
        self._under_way = asyncio.create_task(self._go(work))

    @property
    def travelling(self) -> bool:
        return self._under_way is not None

    def stop(self) -> None:
        """Stay where time has got to."""
        if self._under_way is not None:
            self._under_way.cancel()

    async def ended(self) -> str:
        """Wait for the journey's end: why it ended early, or nothing."""
        if self._under_way is not None:
            await asyncio.wait({self._under_way})
        return self._said

    def report(self) -> JSON:
        """Where time is: `ahead` are seconds beyond the computer's own; `said` is how the last journey ended, if it
        didn't end as it should have."""
        clock = self._service.clock
        return {
            "now": clock.now(),
            "ahead": clock.ahead,
            "travelling": self.travelling,
            "to": self._to,
            "companion": self.companion is not None,
            "said": self._said,
        }

    async def waiting(self) -> list[JSON]:
        found = await self.companion.waiting() if self.companion else []
        return [one | {"at": timestamp(one["at"])} for one in found]

    async def _go(self, work: Coroutine[Any, Any, None]) -> None:
        limits = self._service.limits
        limits.lifted = True
        try:
            await work
        except Stalled as stalled:
            self._said = str(stalled)
        except asyncio.CancelledError:
            self._said = "Stopped on the way."
        finally:
            limits.lifted = False
            self._under_way, self._to = None, None

    async def _until(self, to: float) -> None:
        clock = self._service.clock
        stride = min(DAY, max(HOUR, (to - clock.now()) / STOPS))
        while (left := to - clock.now()) > 0:
            await self._stop_at(min(to, clock.now() + stride), left)

    async def _to_the_next(self) -> None:
        clock = self._service.clock
        last = clock.now() + FARTHEST_DELIVERY
        while (now := clock.now()) < last:
            due = await self._next_at()
            # A bot may plan but a few days ahead: what it has told nobody of yet may fall due on the way.
            await self._stop_at(now + DAY if due is None else min(due, now + DAY), last - now)
            if due is not None and due <= clock.now():
                return
        raise Stalled("Nothing waits to be delivered.")

    async def _next_at(self) -> float | None:
        return await self.companion.next_at() if self.companion else None

    async def _stop_at(self, wanted: float, at_most: float) -> None:
        """Go to the moment, or to what falls due before it, and have it done."""
        clock = self._service.clock
        now, due = clock.now(), await self._next_at()
        self._patience = OVERDUE / 2 if due is None or due > now else min(HOUR, 2 * self._patience)
        if due is not None and due < wanted:
            wanted = due if due > now else now + self._patience
        clock.travel(max(0.0, min(wanted - clock.now(), at_most)))
        if self.companion:
            await self.companion.arrive()
        await asyncio.sleep(0)  # people come in between
