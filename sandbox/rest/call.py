"""One request as its handler sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from sandbox import rules
from sandbox.errors import ApiError, invalid_field, unauthorized
from sandbox.model import Application, Channel, Guild, Member, Message, User
from sandbox.wire import JSON, seconds_of
from sandbox.world import Actor, World

if TYPE_CHECKING:
    from sandbox.service import Service


@dataclass(slots=True)
class Upload:
    """A file of a multipart request: its name, type and bytes."""

    filename: str
    content_type: str | None
    data: bytes


@dataclass(slots=True)
class Reply:
    """An answer with a status other than 200 and 204."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class Call:
    service: Service
    method: str
    path: str
    """Without `/api/v10`."""
    parameters: Mapping[str, str]
    query: Mapping[str, str]
    payload: Any = None
    """The parsed JSON body, whatever it is; see `body`."""
    uploads: dict[int, Upload] = field(default_factory=dict[int, Upload])
    maybe_actor: Actor | None = None
    described: list[rules.Problem] = field(default_factory=list[rules.Problem])
    """What Discord's own description has against the body."""

    @property
    def world(self) -> World:
        return self.service.world

    @property
    def actor(self) -> Actor:
        if self.maybe_actor is None:
            raise unauthorized()
        return self.maybe_actor

    @property
    def user(self) -> User:
        return self.actor.user

    @property
    def body(self) -> JSON:
        """The body as an object; an absent one is empty. Raises 50109 for anything else."""
        if self.payload is None:
            return {}
        if not isinstance(self.payload, dict):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return cast("JSON", self.payload)

    @property
    def items(self) -> list[JSON]:
        """The body as a list of objects. Raises 50109 for anything else."""
        listed = cast("list[object]", self.payload) if isinstance(self.payload, list) else None
        if listed is None or not all(isinstance(item, dict) for item in listed):
            raise ApiError(400, 50109, "The request body contains invalid JSON.")
        return cast("list[JSON]", listed)

    @property
    def files(self) -> dict[int, str]:
        """File names by their number, as the rules want them."""
        return {number: upload.filename for number, upload in self.uploads.items()}

    def id(self, name: str) -> int:
        """An id in the path. 50035 if it is not one."""
        return self.snowflake(name, self.parameters[name])

    def body_id(self, name: str) -> int:
        """An id in the body. 50035 if it is missing or is not one."""
        return id_in(self.body, name)

    def query_id(self, name: str) -> int | None:
        value = self.query.get(name)
        return None if value is None else self.snowflake(name, value)

    def query_time(self, name: str) -> float | None:
        """An ISO 8601 time in the query, in Unix seconds."""
        value = self.query.get(name)
        try:
            return None if value is None else seconds_of(value)
        except ValueError as error:
            raise invalid_field(name, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}.") from error

    def query_flag(self, name: str) -> bool:
        return self.query.get(name, "").lower() in {"true", "1"}

    def query_number(self, name: str, default: int) -> int:
        value = self.query.get(name)
        if value is None:
            return default
        if not value.isdecimal():
            raise invalid_field(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        return int(value)

    @staticmethod
    def snowflake(name: str, value: str) -> int:
        if not value.isdecimal() or len(value) > 20:
            raise invalid_field(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return int(value)

    def check(self, problems: list[rules.Problem]) -> None:
        """Refuses the request if a rule found something, or else if Discord's description did.

        In that order, because the rules know Discord's codes and wording. Every route that takes a body calls this
        before it changes anything, with an empty list if no rule is about it.
        """
        problems = problems or self.described
        if problems and self.service.checks:
            body = rules.error_body(problems)
            first = problems[0]
            where = ".".join(str(step) for step in first.path)
            detail = f"{body['message']}: {where}: {first.message}" if where else first.message
            raise ApiError(400, int(body["code"]), detail, body=body)

    def application(self, name: str = "application_id") -> Application:
        """The application in the path, which must be the caller's own (20012)."""
        application = self.actor.application
        if application is None or application.id != self.id(name):
            raise ApiError(403, 20012, "You are not authorized to perform this action on this application")
        return application

    def guild(self, needed: int = 0) -> Guild:
        """The server in the path, which the caller is in and where they have all of `needed`."""
        guild = self.world.guild_for(self.id("guild_id"), self.actor)
        if needed:
            self.world.require_in_guild(self.actor, guild, needed)
        return guild

    def channel(self, needed: int = 0) -> Channel:
        """The channel in the path, which the caller may see and where they have all of `needed`."""
        return self.world.visible_channel(self.id("channel_id"), self.actor, needed)

    def member(self, guild: Guild) -> Member:
        return self.world.member(guild, self.id("user_id"))

    def message(self, channel: Channel) -> Message:
        return self.world.message(channel, self.id("message_id"))


def id_in(payload: JSON, name: str) -> int:
    """An id under a key of a request. 50035 if it is missing or is not one."""
    value = payload.get(name)
    if value is None:
        raise invalid_field(name, "BASE_TYPE_REQUIRED", "This field is required")
    return Call.snowflake(name, str(value))
