"""Requests and responses against Discord's own OpenAPI description."""

from pathlib import Path

from sandbox.rules.problems import Problem


class Description:
    """Discord's OpenAPI 3.1 description, compiled lazily."""

    def __init__(self, path: Path) -> None:
        """Read the description at `path`. Raises FileNotFoundError, and ImportError without jsonschema-rs."""

    def request(self, method: str, path: str, body: object) -> list[Problem]:
        """`path` as in `/channels/123/messages`, without the version prefix."""
        return []

    def response(self, method: str, path: str, status: int, body: object) -> list[Problem]:
        """The same for what the sandbox answers; `body` is None for 204."""
        return []
