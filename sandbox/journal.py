"""What happened: requests, events, and every time a client was told no for a fault of its own."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from sandbox.clock import Clock
from sandbox.wire import JSON, timestamp

KEPT = 5_000
"""Entries kept of each kind; older ones are forgotten, the violations' count is not."""
KEPT_WHOLE = 200
"""The latest entries of which what was said is kept too."""
LONGEST = 20_000
"""Characters shown of one."""


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
        self._whole: deque[tuple[int, Any]] = deque(maxlen=KEPT_WHOLE)
        self._number = 0
        self.forget_violations()
        self.tally: Counter[str] = Counter()
        """How often each kind of thing happened: `requests`, `events`, `429`, ..."""

    def forget_violations(self) -> None:
        self._violations: deque[Violation] = deque(maxlen=KEPT)
        self.violation_count = 0

    def request(
        self, who: str, method: str, path: str, status: int, milliseconds: float, *, asked: Any = None, told: Any = None
    ) -> None:
        """`asked` and `told` are the bodies of the request and its answer; they must not change afterwards."""
        self.tally["requests"] += 1
        self.tally[str(status)] += 1
        self._keep_whole({"asked": asked, "told": told})
        self._entries.append({
            "number": self._number,
            "at": self._clock.now(),
            "kind": "request",
            "who": who,
            "method": method,
            "path": path,
            "status": status,
            "ms": milliseconds,
        })  # fmt: skip

    def event(self, who: str, name: str, direction: str = "sent", *, told: Any = None) -> None:
        """Something over the gateway; `direction` is from the sandbox's side, `told` its payload."""
        self.tally["events"] += 1
        self._keep_whole({"told": told})
        self._entries.append({
            "number": self._number,
            "at": self._clock.now(), "kind": "event", "who": who, "name": name, "direction": direction,
        })  # fmt: skip

    def _keep_whole(self, said: JSON) -> None:
        self._number += 1
        self._whole.append((self._number, said))

    def whole(self, number: int) -> JSON:
        """What was said in one of the latest entries, each part as indented JSON. Raises LookupError for others."""
        said = next((said for one, said in self._whole if one == number), None)
        if said is None:
            raise LookupError("what was said is kept of the latest entries alone")
        return {part: _readable(value) for part, value in said.items() if value is not None}

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


def _readable(value: Any) -> str:
    text = (value if isinstance(value, bytes) else orjson.dumps(value)).decode()
    if len(text) > LONGEST:
        return f"{text[:LONGEST]}… ({len(text):,} characters)"
    return orjson.dumps(orjson.loads(text), option=orjson.OPT_INDENT_2).decode()
