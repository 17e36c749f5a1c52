"""Many questions at once, from the command line: JSON lines in, JSON lines out."""

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bot.community.standing import Person, Standing
from bot.directory.answers import Match
from bot.directory.service import DirectoryService
from bot.errors import UserError

MOST = 10
"""People named for one question."""
NOBODY = 1
"""A member's id that is nobody's: the command line asks with a facilitator's eyes, as no one in particular."""


def answers(directory: DirectoryService, guild_id: int, lines: Iterable[str]) -> Iterator[str]:
    """For each line ``{"id": …, "query": …}`` one ``{"id": …, "results": […], "ms": …}``: members' ids, best first.

    Ids are strings, since many readers of JSON round such long numbers. ``ms`` is the search alone. A line that
    can't be read, or a question that is none, has no results and says why in ``error``.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer(directory, guild_id, line), ensure_ascii=False)


def found(directory: DirectoryService, guild_id: int, query: str) -> tuple[Match, ...]:
    """The people who fit, best first, at most ``MOST``. Raises ``InvalidInput`` for a question that is none."""
    return directory.best(Person(guild_id, NOBODY, Standing.FACILITATOR), query, MOST)


def _answer(directory: DirectoryService, guild_id: int, line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
        identity, query = asked["id"], str(asked["query"])
    except (ValueError, TypeError, KeyError):
        return {"id": None, "results": [], "ms": 0.0, "error": 'not a line like {"id": 1, "query": "who knows NVivo?"}'}
    start = time.perf_counter()
    try:
        matches, refused = found(directory, guild_id, query), {}
    except UserError as error:
        matches, refused = (), {"error": str(error.message)}
    ms = round((time.perf_counter() - start) * 1_000, 3)
    return {"id": identity, "results": [str(match.profile.member_id) for match in matches], "ms": ms} | refused


def as_json(query: str, matches: Iterable[Match]) -> str:
    """One question's answer, with why each person is named."""
    people = [
        {
            "member_id": str(match.profile.member_id),
            "display_name": match.profile.display_name,
            "skills": [{"name": skill.name, "how": skill.how, "level": skill.level} for skill in match.skills],
        }
        for match in matches
    ]
    return json.dumps({"query": query, "results": people}, ensure_ascii=False, indent=2)
