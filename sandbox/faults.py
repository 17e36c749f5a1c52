"""Trouble on demand: what goes wrong, on which route, how often. Seeded, so a run can be repeated."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from sandbox.wire import JSON

ON_REQUESTS = frozenset({"status", "drop", "delay"})
ON_GATEWAY = frozenset({"close", "reconnect", "invalid_session", "refuse_resume", "silence", "talk"})


@dataclass(slots=True)
class Fault:
    """One kind of trouble.

    On requests: `status` answers with `status` instead of acting; `drop` cuts the connection `when` the request
    is `before` or `after` being applied; `delay` holds the answer back `seconds`. They strike requests whose
    `method` and `path` (without `/api/v10`; `*` matches anything) fit: the first `skip` are spared, then each
    with `probability`, at most `times`.
    """

    kind: str
    method: str = "*"
    path: str = "*"
    who: str = "*"
    """The application's or person's name; bots and people alike by default."""
    status: int = 500
    when: str = "before"
    seconds: float = 0.0
    times: int | None = 1
    """None for ever."""
    skip: int = 0
    probability: float = 1.0
    retry_after: float = 1.0
    scope: str = "user"
    """Of a 429: `user`, `shared` or `global`."""
    code: int = 4000
    """Of a gateway close."""
    resumable: bool = False
    """Of an INVALID_SESSION."""

    def fits(self, who: str, method: str, path: str) -> bool:
        return (
            self.method in {"*", method}
            and fnmatchcase(path, self.path)
            and fnmatchcase(who, self.who)
            and self.times != 0
        )


class FaultError(ValueError):
    """A fault that is not one; the text says why."""


def parse(entry: JSON) -> Fault:
    """A fault as `POST /sandbox/faults` gives it. Raises FaultError."""
    known = {field.name for field in fields(Fault)}
    if unknown := set(entry) - known:
        raise FaultError(f"a fault has no {', '.join(sorted(unknown))}; it has {', '.join(sorted(known))}")
    kind = entry.get("kind")
    if kind not in ON_REQUESTS | ON_GATEWAY:
        raise FaultError(f"kind must be one of {', '.join(sorted(ON_REQUESTS | ON_GATEWAY))}")
    if entry.get("when", "before") not in {"before", "after"}:
        raise FaultError("when must be before or after")
    _require_wellformed(entry, kind)
    return Fault(**entry)


def _require_wellformed(entry: JSON, kind: str) -> None:
    usual = Fault(kind)
    for name, value in entry.items():
        standard: object = getattr(usual, name)
        wanted = type(standard)
        fits = isinstance(value, int | float) if wanted is float else isinstance(value, wanted)
        if not fits and (name, value) != ("times", None):
            raise FaultError(f"{name} must be of type {wanted.__name__}, not {value!r}")
    for name, low, high in (("status", 400, 599), ("code", 1000, 4999)):
        if not low <= entry.get(name, low) <= high:
            raise FaultError(f"{name} must be between {low} and {high}")


class Faults:
    """The requests' faults in force, in the order they were given, and two switches of the gateway."""

    def __init__(self) -> None:
        self.clear()

    def clear(self, seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable is the point
        self._in_force: list[Fault] = []
        self.resumes_to_refuse = 0
        self.silent = False

    def seed(self, seed: int) -> None:
        self._random.seed(seed)

    def add(self, fault: Fault) -> None:
        self._in_force.append(fault)

    def strikes(self, who: str, method: str, path: str) -> list[Fault]:
        """The faults that hit this request."""
        return [fault for fault in self._in_force if fault.fits(who, method, path) and self._hits(fault)]

    def _hits(self, fault: Fault) -> bool:
        if fault.skip:
            fault.skip -= 1
            return False
        if self._random.random() >= fault.probability:
            return False
        if fault.times is not None:
            fault.times -= 1
        return True

    def report(self) -> dict[str, Any]:
        return {
            "faults": [asdict(fault) for fault in self._in_force if fault.times != 0],
            "refuse_resume": self.resumes_to_refuse,
            "silent": self.silent,
        }
