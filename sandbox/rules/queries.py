"""Query strings of listings."""

from collections.abc import Mapping

from sandbox.rules.fields import bad, length_problem, snowflake, timestamp
from sandbox.rules.problems import Problem, under

_MARKERS = ("before", "after", "around")


def history(query: Mapping[str, str]) -> list[Problem]:
    """`GET /channels/{id}/messages`: limit 1 to 100; one of before, after and around."""
    found = listing(query, most=100)
    given = [name for name in _MARKERS if query.get(name)]
    if not found and len(given) > 1:
        return bad("BASE_TYPE_MUTUALLY_EXCLUSIVE", f"{' and '.join(given)} are mutually exclusive", given[1])
    return found


def listing(query: Mapping[str, str], *, most: int, least: int = 1) -> list[Problem]:
    """Any listing paged by `limit` (`least` to `most`), `before` and `after`."""
    found = _limit(query, least, most)
    for name in _MARKERS:
        if query.get(name):
            found += under(name, snowflake(query[name]))
    return found


def by_time(query: Mapping[str, str], *, most: int, least: int = 1) -> list[Problem]:
    """A listing whose `before` is an ISO 8601 time: pins, archived threads."""
    before = query.get("before")
    return _limit(query, least, most) + (under("before", timestamp(before)) if before else [])


def _limit(query: Mapping[str, str], least: int, most: int) -> list[Problem]:
    limit = query.get("limit")
    return [] if limit is None else under("limit", _number(limit, least, most))


def _number(value: str, least: int, most: int) -> list[Problem]:
    if not (value.isascii() and value.isdecimal()) or length_problem(len(value), 1, 9):
        return bad("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    if int(value) < least:
        return bad("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
    if int(value) > most:
        return bad("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
    return []
