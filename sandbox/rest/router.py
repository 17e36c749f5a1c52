"""Routes by method and template, found segment by segment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sandbox.rest.call import Call

Handler: TypeAlias = Callable[[Call], Any]
"""Answers a call at once, without awaiting, so that each request is applied whole: returns the JSON body,
None for 204, or a `Reply`. Raises ApiError."""


@dataclass(slots=True, frozen=True)
class Route:
    """`needs_token` is false where the path itself carries the secret."""

    method: str
    template: str
    handler: Handler
    needs_token: bool = True
    people_only: bool = False


class Routes:
    """One module's table, filled by decorators: `@routes.get("/channels/{channel_id}")`."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def route(
        self, method: str, template: str, *, needs_token: bool = True, people_only: bool = False
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.all.append(Route(method, template, handler, needs_token, people_only))
            return handler

        return register

    def get(self, template: str, **options: bool) -> Callable[[Handler], Handler]:
        return self.route("GET", template, **options)

    def post(self, template: str, **options: bool) -> Callable[[Handler], Handler]:
        return self.route("POST", template, **options)

    def put(self, template: str, **options: bool) -> Callable[[Handler], Handler]:
        return self.route("PUT", template, **options)

    def patch(self, template: str, **options: bool) -> Callable[[Handler], Handler]:
        return self.route("PATCH", template, **options)

    def delete(self, template: str, **options: bool) -> Callable[[Handler], Handler]:
        return self.route("DELETE", template, **options)


@dataclass(slots=True)
class _Node:
    literal: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    parameter: _Node | None = None
    routes: dict[str, tuple[Route, list[str]]] = field(default_factory=dict[str, tuple[Route, list[str]]])
    """By method, with the names of the parameters along the way."""


class Router:
    def __init__(self, tables: list[Routes]) -> None:
        self._root = _Node()
        for table in tables:
            for route in table.all:
                self._add(route)

    def _add(self, route: Route) -> None:
        node, names = self._root, list[str]()
        for segment in route.template.strip("/").split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.literal.setdefault(segment, _Node())
        node.routes[route.method] = (route, names)

    def find(self, method: str, segments: list[str]) -> tuple[Route, dict[str, str]] | None:
        """The route for the segments of a path and its parameters; a literal segment wins over a parameter."""
        return _find(self._root, method, segments, 0, [])


def _find(
    node: _Node, method: str, segments: list[str], at: int, values: list[str]
) -> tuple[Route, dict[str, str]] | None:
    if at == len(segments):
        found = node.routes.get(method)
        return (found[0], dict(zip(found[1], values, strict=True))) if found else None
    segment = segments[at]
    if segment in node.literal and (found := _find(node.literal[segment], method, segments, at + 1, values)):
        return found
    if node.parameter is not None:
        return _find(node.parameter, method, segments, at + 1, [*values, segment])
    return None
