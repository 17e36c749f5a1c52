"""The pace holds whenever Discord may count a request."""

import asyncio
from contextlib import AsyncExitStack

from bot.delivery.pace import Pacer


async def test_a_request_counts_from_its_start_until_a_second_after_its_answer() -> None:
    pacer, loop = Pacer(per_second=1_000_000, counted=3), asyncio.get_running_loop()
    begun = asyncio.Event()

    async def fourth() -> None:
        async with pacer.turn():
            begun.set()

    async with AsyncExitStack() as unanswered:
        for _ in range(3):
            await unanswered.enter_async_context(pacer.turn())
        waiting = asyncio.create_task(fourth())
        for _ in range(10):
            await asyncio.sleep(0)
        assert not begun.is_set()
        answered = loop.time()
    await asyncio.wait_for(waiting, timeout=10)
    assert loop.time() - answered >= 0.999
