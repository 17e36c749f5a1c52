"""What is wrong with a request, and the body with which Discord says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

JSON: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]

INVALID_FORM_BODY = 50035


@dataclass(frozen=True, slots=True)
class Problem:
    """One refusal.

    `path` leads to the bad field (`("embeds", 0, "title")`); it is empty for the body as a whole.
    `code` is Discord's name for the failed check (`BASE_TYPE_MAX_LENGTH`), or, for a refusal that is
    not about a field, the digits of a JSON error code (`50006`): see `refusal`.
    """

    path: Path
    code: str
    message: str


def refusal(code: int, message: str) -> Problem:
    """A refusal of the request as a whole, known by a JSON error code rather than by a field."""
    return Problem((), str(code), message)


def under(step: str | int, problems: Iterable[Problem]) -> list[Problem]:
    """The same problems one step deeper. A refusal of the whole request stays what it is."""
    return [
        problem if problem.code.isdecimal() else Problem((step, *problem.path), problem.code, problem.message)
        for problem in problems
    ]


def error_body(problems: Sequence[Problem]) -> JSON:
    """The JSON body of the 400 response for `problems`, of which there is at least one.

    A refusal by JSON error code is the whole answer; otherwise every field's problems are nested under
    `errors`, as https://discord.com/developers/docs/reference#error-messages shows them.
    """
    for problem in problems:
        if problem.code.isdecimal():
            return {"message": problem.message, "code": int(problem.code)}
    errors: JSON = {}
    for problem in problems:
        node = errors
        for step in problem.path:
            node = cast("JSON", node.setdefault(str(step), {}))
        node.setdefault("_errors", []).append({"code": problem.code, "message": problem.message})
    return {"message": "Invalid Form Body", "code": INVALID_FORM_BODY, "errors": errors}
