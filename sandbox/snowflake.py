"""Discord's ids: milliseconds since 2015 in the upper 42 bits, a counter below."""

from __future__ import annotations

from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000
"""2015-01-01T00:00:00Z (https://discord.com/developers/docs/reference#snowflakes)."""

END = (EPOCH_MS + (1 << 42)) / 1000
"""Unix seconds at which 42 bits no longer hold the milliseconds."""


def at(seconds: float) -> int:
    """The smallest id of a moment given in Unix seconds."""
    return (int(seconds * 1000) - EPOCH_MS) << 22


def moment(id: int) -> float:
    """The Unix seconds at which an id was made."""
    return ((id >> 22) + EPOCH_MS) / 1000


class Snowflakes:
    """Hands out ids that only ever grow."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> int:
        self._last = max(at(self._now()), self._last + 1)
        return self._last

    def skip_past(self, id: int) -> None:
        """Never hand out `id` or less: a loaded state has used them."""
        self._last = max(self._last, id)
