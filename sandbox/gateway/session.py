"""A session outlives its connection: it numbers its events and keeps the latest for a RESUME."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.gateway.codes import Intent
from sandbox.world import Actor

REPLAYABLE = 1_000
"""Events kept for a RESUME; one that asks for older ones must identify afresh."""
REPLAYABLE_BYTES = 4 << 20


class Outlet(Protocol):
    """A connection that takes frames without waiting."""

    def push(self, frame: bytes) -> None: ...


@dataclass(slots=True, eq=False)
class Session:
    """`intents` is `Intent.EVERYTHING` for people; `shard` is (index, count)."""

    id: str
    actor: Actor
    intents: int
    shard: tuple[int, int] = (0, 1)
    outlet: Outlet | None = None
    sequence: int = 0
    left_at: float | None = None
    """When its connection ended; None while there is one."""
    _sent: deque[tuple[int, bytes]] = field(default_factory=deque[tuple[int, bytes]])
    _sent_bytes: int = 0

    @property
    def is_person(self) -> bool:
        return self.actor.application is None

    def covers(self, guild_id: int | None) -> bool:
        """Whether a server's (or, with None, a DM's) events come to this shard."""
        index, count = self.shard
        return (0 if guild_id is None else (guild_id >> 22) % count) == index

    def wants(self, intent: int) -> bool:
        return self.is_person or not intent or bool(self.intents & intent)

    def reads_content(self) -> bool:
        return self.is_person or bool(self.intents & Intent.MESSAGE_CONTENT)

    def dispatch(self, name: str, data: bytes) -> None:
        """Sends an event whose payload is already JSON."""
        self.sequence += 1
        frame = b'{"op":0,"s":%d,"t":"%s","d":%s}' % (self.sequence, name.encode(), data)
        self._sent.append((self.sequence, frame))
        self._sent_bytes += len(frame)
        while len(self._sent) > REPLAYABLE or (self._sent_bytes > REPLAYABLE_BYTES and len(self._sent) > 1):
            self._sent_bytes -= len(self._sent.popleft()[1])
        if self.outlet is not None:
            self.outlet.push(frame)

    def missed(self, sequence: int) -> list[bytes] | None:
        """The frames after `sequence`, or None if they are no longer all there."""
        oldest = self._sent[0][0] if self._sent else self.sequence + 1
        if sequence > self.sequence or sequence < oldest - 1:
            return None
        return [frame for number, frame in self._sent if number > sequence]
