"""Query strings of listings."""

from collections.abc import Mapping

from sandbox.rules.problems import Problem


def history(query: Mapping[str, str]) -> list[Problem]:
    """`GET /channels/{id}/messages`: limit 1-100; one of before, after, around."""
    return []


def listing(query: Mapping[str, str], *, most: int) -> list[Problem]:
    """Any listing paged by `limit` (1 to `most`), `before` and `after`."""
    return []
