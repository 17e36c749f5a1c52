"""What happened: requests, events, and every time a client was told no for a fault of its own."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass

from sandbox.clock import Clock
from sandbox.wire import JSON, timestamp

KEPT = 5_000
"""Entries kept of each kind; older ones are forgotten, the violations' count is not."""


@dataclass(slots=True, frozen=True)
class Violation:
    """One refusal: who did what, which rule of Discord's it broke (`rule`), and Discord's answer (`code`)."""

    at: str
    who: str
    method: str
    path: str
    code: int
    rule: str
    detail: str


class Journal:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.clear()

    def clear(self) -> None:
        self._entries: deque[JSON] = deque(maxlen=KEPT)
        self.forget_violations()
        self.tally: Counter[str] = Counter()
        """How often each kind of thing happened: `requests`, `events`, `429`, ..."""

    def forget_violations(self) -> None:
        self._violations: deque[Violation] = deque(maxlen=KEPT)
        self.violation_count = 0

    def request(self, who: str, method: str, path: str, status: int, milliseconds: float) -> None:
        self.tally["requests"] += 1
        self.tally[str(status)] += 1
        self._entries.append({
            "at": self._clock.now(),
            "kind": "request",
            "who": who,
            "method": method,
            "path": path,
            "status": status,
            "ms": milliseconds,
        })  # fmt: skip

    def event(self, who: str, name: str, direction: str = "sent") -> None:
        """Something over the gateway; `direction` is from the sandbox's side."""
        self.tally["events"] += 1
        self._entries.append({
            "at": self._clock.now(), "kind": "event", "who": who, "name": name, "direction": direction,
        })  # fmt: skip

    def violation(self, who: str, method: str, path: str, code: int, rule: str, detail: str = "") -> None:
        """Counts one. `rule` is short and stable, to be asserted on: `permissions`, `50035`, `openapi`, ..."""
        self.violation_count += 1
        at = timestamp(self._clock.now())
        self._violations.append(Violation(at, who, method, path, code, rule, detail))

    def entries(self, limit: int = KEPT) -> list[JSON]:
        """The latest entries, oldest first, with times written out."""
        latest = list(self._entries)[-limit:] if limit else []
        return [entry | {"at": timestamp(entry["at"])} for entry in latest]

    @property
    def violations(self) -> list[Violation]:
        return list(self._violations)

    def violations_report(self) -> JSON:
        """The body of `GET /sandbox/violations`."""
        return {"count": self.violation_count, "violations": [asdict(one) for one in self._violations]}
