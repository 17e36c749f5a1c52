"""Where the time comes from.

Nothing else in the application reads the system's clock for what people see or
what falls due, so that a test, or the demo's time travel, can say what time it is.
Leases, nonces and interaction tokens belong to Discord and to other processes:
they run on real time and do not use this.
"""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows the time."""

    def now(self) -> datetime:
        """The present moment, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands still until it is told to move; for tests and the demo."""

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def move_by(self, step: timedelta) -> None:
        self._now += step
