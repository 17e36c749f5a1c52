"""Application commands."""

from collections.abc import Sequence

from sandbox.rules.problems import JSON, Problem


def command(payload: object, *, existing: Sequence[JSON] = (), guild: bool = False) -> list[Problem]:
    """`POST .../commands`: one command, beside the `existing` ones of the same scope.

    `guild` is true for a server's own commands.
    """
    return []


def edit_command(payload: object, current: JSON, *, guild: bool = False) -> list[Problem]:
    """`PATCH .../commands/{id}`: `current` is the command as it stands."""
    return []


def commands(payload: object, *, guild: bool = False) -> list[Problem]:
    """`PUT .../commands`: every command of a scope at once."""
    return []
