"""Heronry travelling through time with the sandbox: one clock for both, and what falls due on the way is done."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from bot import timetable
from bot.delivery.kinds import Delivery
from bot.services import Services
from sandbox.app import Sandbox
from sandbox.journey import Stalled

SHOWN = 50
"""Deliveries that the page lists."""
PATIENCE = 15.0
"""Real seconds to wait for a connection that was lost: discord.py is back within a few."""


class SandboxClock:
    """The sandbox's time (``Clock``): it goes on by itself, and is pushed forward in the page."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._sandbox.now(), UTC)


class Fellow:
    """Heronry as the sandbox's ``Companion``."""

    def __init__(self, built: Services, sandbox: Sandbox, application_id: int) -> None:
        self._built, self._sandbox, self._application_id = built, sandbox, application_id

    async def arrive(self) -> None:
        """A round of everything that speaks to people or plans to. Copies and purges follow by themselves, within the
        hour; nobody watches for them, and a copy for each of 700 days would take longer than the journey."""
        await self._connected()
        work = self._built.work
        if work is None:
            raise Stalled("Heronry is just stopping, so time stands still here.")
        behind = {one.name for one in timetable.housekeeping(self._built)}
        for name in work.names:
            if name not in behind:
                await work.round(name)

    async def next_at(self) -> float | None:
        upcoming = await self._built.outbox.upcoming(1)
        return upcoming[0][0].timestamp() if upcoming else None

    async def waiting(self) -> list[dict[str, Any]]:
        outbox = self._built.outbox
        return [
            {"at": ready.timestamp(), "what": str(outbox.title(one.kind)), "where": self._where(one)}
            for ready, one in await outbox.upcoming(SHOWN)
        ]

    def _where(self, delivery: Delivery) -> str:
        state = self._sandbox.service.world.state
        if delivery.channel_id is not None:
            channel = state.channels.get(delivery.channel_id)
            return f"#{channel.name}" if channel else "a channel that is gone"
        user = state.users.get(delivery.member_id or 0)
        return f"{user.global_name or user.username}, by direct message" if user else "someone who is gone"

    async def _connected(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE
        while not self._sandbox.online(self._application_id):
            if loop.time() > until:
                raise Stalled("Heronry isn't connected, so nothing could be delivered. Time stands still here.")
            await asyncio.sleep(0.1)
