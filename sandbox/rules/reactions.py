"""Emoji, as reactions name them and components carry them."""

from sandbox.rules.problems import Problem


def reaction(emoji: str) -> list[Problem]:
    """The emoji segment of a reaction's path, already percent-decoded: a Unicode emoji or `name:id`."""
    return []
