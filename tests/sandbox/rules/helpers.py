"""Sound parts of requests, for tests to break one at a time."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sandbox.rules import Problem

JSON = dict[str, Any]
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
V2 = 1 << 15


def codes(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """`("embeds.0.title", "BASE_TYPE_MAX_LENGTH")` for each problem."""
    return [(".".join(map(str, problem.path)), problem.code) for problem in problems]


def button(**changes: Any) -> JSON:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **changes}


def select(**changes: Any) -> JSON:
    return {"type": 3, "custom_id": "pick", "options": options(3), **changes}


def options(count: int) -> list[JSON]:
    return [{"label": f"Option {n}", "value": str(n)} for n in range(count)]


def row(*children: JSON) -> JSON:
    return {"type": 1, "components": list(children)}


def words(content: str = "Hello") -> JSON:
    return {"type": 10, "content": content}


def rows(*children: JSON) -> JSON:
    """A message with one action row."""
    return {"components": [row(*children)]}


def layout(*components: JSON, **more: Any) -> JSON:
    """A Components V2 message."""
    return {"flags": V2, "components": list(components), **more}
