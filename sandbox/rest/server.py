"""From an HTTP request to its answer: find the route, know the caller, apply it, check it, write it down."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Mapping
from urllib.parse import unquote

import orjson
from aiohttp import web

from sandbox.errors import ApiError, unauthorized
from sandbox.faults import Fault
from sandbox.limits import limited
from sandbox.rest import intake
from sandbox.rest.call import Call, Reply
from sandbox.rest.router import Route, Router, Routes
from sandbox.rules.openapi import Description
from sandbox.service import Service
from sandbox.world import Actor

_log = logging.getLogger(__name__)
VERSION = re.compile(r"v\d+")
JSON_TYPE = {"Content-Type": "application/json"}
"""Exactly so: with a charset behind it discord.py takes the body for plain text."""
TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)([^/]+)")
CHANNEL = "/channels/{channel_id}"
ASKED = web.RequestKey("asked", object)
"""Where a request's body is kept for the journal."""


class Rest:
    """`description` is Discord's own, if there is one to hold requests and answers against."""

    def __init__(self, service: Service, tables: list[Routes], description: Description | None) -> None:
        self._service = service
        self._router = Router(tables)
        self._description = description if service.checks else None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers any request under `/api`."""
        started = time.perf_counter()
        path = _unversioned(request.rel_url.raw_path)
        authorization = request.headers.get("Authorization", "")
        actor = self._service.world.actor(authorization) if authorization else None
        who = self._who(actor, path)
        struck = self._service.faults.strikes(who, request.method, path)
        reply = await self._trouble(request, struck) or await self._answer(request, path, actor, who)
        if any(fault.kind == "drop" for fault in struck) and request.transport:
            request.transport.abort()
        elapsed = (time.perf_counter() - started) * 1000
        body = None if reply.body is None else orjson.dumps(reply.body)
        asked = request.get(ASKED)
        status = reply.status
        self._service.journal.request(
            who, request.method, hidden(path), status, round(elapsed, 3), asked=asked, told=body
        )
        if body is None:
            return web.Response(status=reply.status, headers=reply.headers)
        return web.Response(status=reply.status, body=body, headers=reply.headers | JSON_TYPE)

    def _who(self, actor: Actor | None, path: str) -> str:
        """A name for the log: the caller's, or that of the application whose interaction a path's token is of."""
        if actor is not None:
            return actor.name
        match = TOKEN_IN_PATH.match(path)
        interaction = self._service.world.live.tokens.get(match.group(2)) if match else None
        return self._service.world.state.applications[interaction.application_id].name if interaction else "?"

    async def _trouble(self, request: web.Request, struck: list[Fault]) -> Reply | None:
        """What injected faults answer in the place of the route, if they do."""
        for fault in struck:
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            elif fault.kind == "drop" and fault.when == "before":
                return Reply(0)
            elif fault.kind == "status":
                return _made_up(fault)
        return None

    async def _answer(self, request: web.Request, path: str, actor: Actor | None, who: str) -> Reply:
        segments = [unquote(segment) for segment in path.strip("/").split("/")]
        found = self._router.find(request.method, segments)
        headers: dict[str, str] = {}
        try:
            if found is None:
                raise ApiError(501, 0, f"{request.method} {path} is not built in this sandbox")
            route, parameters = found
            _admit(route, actor, claimed="Authorization" in request.headers)
            payload, uploads = await intake.read(request)
            request[ASKED] = payload
            call = Call(self._service, request.method, path, parameters, request.query, payload, uploads, actor)
            headers = self._limit(route, call, parameters)
            self._check_request(call)
            return self._apply(route, call, headers)
        except ApiError as error:
            self._count(error, actor, who, request.method, path)
            return Reply(error.status, error.body, headers | error.headers)

    def _limit(self, route: Route, call: Call, parameters: Mapping[str, str]) -> dict[str, str]:
        """Bots and webhooks are limited; people click no faster than they do."""
        actor = call.maybe_actor
        if not self._service.limits_on or (actor and not actor.application):
            return {}
        caller = str(actor.user.id) if actor else "?"
        renames = (route.method, route.template) == ("PATCH", CHANNEL) and bool(call.body.keys() & {"name", "topic"})
        return self._service.limits.take(caller, route, parameters, self._service.clock.pulse.now(), renames=renames)

    def _apply(self, route: Route, call: Call, headers: dict[str, str]) -> Reply:
        try:
            result = route.handler(call)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            _log.exception("%s %s", call.method, hidden(call.path))
            raise ApiError(500, 0, f"the sandbox itself failed: {error!r}") from error
        if call.method == "GET":
            call.check([])  # after the rules of its own, which know Discord's wording
        reply = result if isinstance(result, Reply) else Reply(204 if result is None else 200, result)
        self._check_reply(call, reply)
        return Reply(reply.status, reply.body, headers)

    def _check_request(self, call: Call) -> None:
        """Holds what bots send against Discord's description; people's clients use routes that are not in it."""
        if self._description is None or (call.maybe_actor and not call.maybe_actor.application):
            return
        call.described = self._description.request(call.method, call.path, call.payload, call.query)
        if call.method == "DELETE":
            call.check([])

    def _check_reply(self, call: Call, reply: Reply) -> None:
        """What the sandbox gets wrong itself is counted too, under a rule of its own."""
        if self._description is None:
            return
        for problem in self._description.response(call.method, call.path, reply.status, reply.body):
            self._service.journal.violation(
                "the sandbox", call.method, hidden(call.path), reply.status, "openapi-response", str(problem)
            )

    def _count(self, error: ApiError, actor: Actor | None, who: str, method: str, path: str) -> None:
        """A person's refusals are no violations: their client would have greyed the button out."""
        is_person = actor is not None and actor.application is None
        if error.status >= 500 or not (error.innocent or is_person):
            self._service.journal.violation(who, method, hidden(path), error.code, rule_of(error), error.message)


def _admit(route: Route, actor: Actor | None, *, claimed: bool) -> None:
    if actor is None and (claimed or route.needs_token):
        raise unauthorized()
    if route.people_only and actor and actor.application:
        raise ApiError(403, 20001, "Bots cannot use this endpoint")


def _made_up(fault: Fault) -> Reply:
    if fault.status == 429:
        error = limited(fault.retry_after, fault.scope, {})
        return Reply(429, error.body, error.headers)
    return Reply(fault.status, {"message": f"{fault.status}: trouble on demand", "code": 0})


def rule_of(error: ApiError) -> str:
    """A short name for what was broken, for tests to assert on."""
    if error.status == 501:
        return "unbuilt"
    if error.status == 500:
        return "sandbox"
    return {401: "unauthorized", 413: "too large"}.get(error.status, str(error.code))


def hidden(path: str) -> str:
    """A path without the secret that webhooks and interactions carry in it."""
    return TOKEN_IN_PATH.sub(r"\1…", path)


def _unversioned(raw_path: str) -> str:
    rest = raw_path.removeprefix("/api").strip("/")
    first, _, behind = rest.partition("/")
    return f"/{behind}" if VERSION.fullmatch(first) else f"/{rest}"
