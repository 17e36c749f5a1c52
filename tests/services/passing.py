"""Time that goes by for a community in a test, from one thing that falls due to the next."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.clock import SetClock
from bot.delivery.models import DeliveryRow
from bot.services import Services


async def live_until(
    built: Services, clock: SetClock, until: datetime, lives: Callable[[], Awaitable[None]], step: timedelta
) -> None:
    """Move the clock to each moment when a delivery falls due, and by ``step`` at most, so that nothing comes late;
    at each, and to begin with, ``lives`` does what the bot would."""
    await lives()
    while (now := clock.now()) < until:
        async with built.database.read() as session:
            pending = select(func.min(DeliveryRow.ready_at)).where(
                DeliveryRow.state == "pending", DeliveryRow.ready_at > now
            )
            due = await session.scalar(pending)
        clock.move_to(min(until, now + step, due or until))
        await lives()
