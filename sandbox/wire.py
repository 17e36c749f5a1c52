"""What everything on the wire is made of: JSON objects, timestamps, ids."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]


def timestamp(seconds: float) -> str:
    """Unix seconds as Discord writes a time: ISO 8601 with microseconds and `+00:00`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def optional_timestamp(seconds: float | None) -> str | None:
    return None if seconds is None else timestamp(seconds)


def seconds_of(text: str) -> float:
    """Unix seconds of an ISO 8601 time; one without a zone is taken as UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def optional_id(value: object) -> int | None:
    """An id given as text, number or null. Raises ValueError for anything else."""
    return None if value is None else int(str(value))


def entries(payload: JSON, key: str) -> list[JSON]:
    """The list of objects under a key; empty if it is absent or null."""
    return payload.get(key) or []


def values(payload: JSON, key: str) -> list[Any]:
    """The same for a list of anything."""
    return payload.get(key) or []


def section(payload: JSON, key: str) -> JSON:
    """The object under a key; empty if it is absent or null."""
    return payload.get(key) or {}
