"""One way in for every press, choice and submitted form, before and after a restart.

A custom_id is ``feature:action`` and then the arguments, joined by ``:``. A cog's
method is marked with the ``feature:action`` it answers and whom it is for; the router
finds it by the custom_id alone, so nothing has to be remembered between the sending
of a button and its press, and a form opened before a restart is still received.
"""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from bot.community.standing import Audience

MAX_CUSTOM_ID = 100
"""Discord's limit, in characters."""

Handler = Callable[..., Awaitable[None]]
H = TypeVar("H", bound=Handler)
_MARK = "__heronry_route__"
_READABLE = " /+-.,;=<>"
"""What an argument may hold as it is; a colon would end it."""


@dataclass(frozen=True, slots=True)
class Route:
    """What answers a custom_id: whom it is for, and whether it is a form's."""

    name: str
    audience: Audience
    feature: str | None
    is_form: bool
    direct: bool = False


def pressed(name: str, audience: Audience, feature: str | None = None, *, direct: bool = False) -> Callable[[H], H]:
    """Mark a cog's method as answering a button or a select.

    It is called with the interaction and the custom_id's arguments (as ``int`` where
    annotated so); a select's choices are in the interaction. A ``direct`` one works in direct
    messages too, where Discord doesn't say which community is meant: the first argument of
    its custom_id is the server's id, which the method isn't given.
    """
    return _mark(Route(name, audience, feature, is_form=False, direct=direct))


def submitted(name: str, audience: Audience, feature: str | None = None, *, direct: bool = False) -> Callable[[H], H]:
    """Mark a cog's method as receiving a form: the interaction, a ``Filled``, then the arguments.

    ``direct`` as for ``pressed``.
    """
    return _mark(Route(name, audience, feature, is_form=True, direct=direct))


def _mark(route: Route) -> Callable[[H], H]:
    def mark(method: H) -> H:
        setattr(method, _MARK, route)
        return method

    return mark


def custom_id(name: str, *arguments: object) -> str:
    """The custom_id for a route and its arguments. Raises ``ValueError`` when Discord would refuse it."""
    made = ":".join([name, *(quote(str(argument), safe=_READABLE) for argument in arguments)])
    if len(made) > MAX_CUSTOM_ID:
        raise ValueError(f"a custom_id of {len(made)} characters: {made[:40]}…")
    return made


class Router:
    """The routes of all cogs."""

    def __init__(self) -> None:
        self._routes: dict[str, tuple[Route, Handler]] = {}

    def add(self, cog: object) -> None:
        """Take in a cog's marked methods. Raises ``ValueError`` when two answer the same name."""
        for _, method in inspect.getmembers(cog, inspect.ismethod):
            route: Route | None = getattr(method, _MARK, None)
            if route is None:
                continue
            if route.name in self._routes:
                raise ValueError(f"two methods answer {route.name}")
            self._routes[route.name] = (route, method)

    @property
    def routes(self) -> list[Route]:
        return [route for route, _ in self._routes.values()]

    def find(self, custom_id: str) -> tuple[Route, Handler, list[str]] | None:
        """The route and method for a custom_id, and its arguments; None when nothing answers it."""
        feature, _, rest = custom_id.partition(":")
        action, *arguments = rest.split(":")
        found = self._routes.get(f"{feature}:{action}")
        return (*found, [unquote(argument) for argument in arguments]) if found else None


def bound(handler: Handler, arguments: list[str], *, skip: int) -> list[Any] | None:
    """``arguments`` as the handler's annotations want them, after ``skip`` leading parameters.

    None when they don't fit: an old button, or one that was made up.
    """
    parameters = list(inspect.signature(handler).parameters.values())[skip:]
    if len(parameters) != len(arguments):
        return None
    try:
        return [
            int(argument) if parameter.annotation is int else argument
            for parameter, argument in zip(parameters, arguments, strict=True)
        ]
    except ValueError:
        return None
