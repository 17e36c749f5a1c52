"""From an HTTP request to its answer: find the route, know the caller, apply it, check it, write it down."""

from __future__ import annotations

import logging
import re
import time
from urllib.parse import unquote

import orjson
from aiohttp import web

from sandbox.errors import ApiError, unauthorized
from sandbox.rest import intake
from sandbox.rest.call import Call, Reply
from sandbox.rest.router import Route, Router, Routes
from sandbox.rules import error_body
from sandbox.rules.openapi import Description
from sandbox.service import Service
from sandbox.world import Actor

_log = logging.getLogger(__name__)
VERSION = re.compile(r"v\d+")
JSON_TYPE = {"Content-Type": "application/json"}
"""Exactly so: with a charset behind it discord.py takes the body for plain text."""
TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/]+")


class Rest:
    def __init__(self, service: Service, tables: list[Routes], description: Description | None) -> None:
        self._service = service
        self._router = Router(tables)
        self._description = description

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answers any request under `/api`."""
        started = time.perf_counter()
        path = _unversioned(request.rel_url.raw_path)
        segments = [unquote(segment) for segment in path.strip("/").split("/")]
        authorization = request.headers.get("Authorization", "")
        actor = self._service.world.actor(authorization) if authorization else None
        who = actor.name if actor else "?"
        reply, headers = await self._answer(request, path, segments, actor, bool(authorization))
        elapsed = (time.perf_counter() - started) * 1000
        self._service.journal.request(who, request.method, hidden(path), reply.status, round(elapsed, 3))
        if reply.body is None:
            return web.Response(status=reply.status, headers=headers)
        return web.Response(status=reply.status, body=orjson.dumps(reply.body), headers=headers | JSON_TYPE)

    async def _answer(
        self, request: web.Request, path: str, segments: list[str], actor: Actor | None, claimed: bool
    ) -> tuple[Reply, dict[str, str]]:
        found = self._router.find(request.method, segments)
        try:
            if found is None:
                raise ApiError(501, 0, f"{request.method} {path} is not built in this sandbox")
            route, parameters = found
            if actor is None and (claimed or route.needs_token):
                raise unauthorized()
            if route.people_only and actor and actor.application:
                raise ApiError(403, 20001, "Bots cannot use this endpoint")
            payload, uploads = await intake.read(request)
            call = Call(self._service, request.method, path, parameters, request.query, payload, uploads, actor)
            return self._apply(route, call), {}
        except ApiError as error:
            self._count(error, actor, request.method, path)
            return Reply(error.status, error.body), error.headers

    def _apply(self, route: Route, call: Call) -> Reply:
        self._check_request(call)
        try:
            result = route.handler(call)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            _log.exception("%s %s", call.method, call.path)
            raise ApiError(500, 0, f"the sandbox itself failed: {error!r}") from error
        reply = result if isinstance(result, Reply) else Reply(204 if result is None else 200, result)
        self._check_reply(call, reply)
        return reply

    def _check_request(self, call: Call) -> None:
        if self._description and self._service.checks and call.maybe_actor and call.maybe_actor.application:
            problems = self._description.request(call.method, call.path, call.payload)
            if problems:
                raise ApiError(400, 50035, f"openapi: {problems[0]}", body=error_body(problems))

    def _check_reply(self, call: Call, reply: Reply) -> None:
        """What the sandbox gets wrong itself is counted too, under a rule of its own."""
        if not self._description or not self._service.checks:
            return
        for problem in self._description.response(call.method, call.path, reply.status, reply.body):
            self._service.journal.violation(
                "the sandbox", call.method, hidden(call.path), reply.status, "openapi-response", str(problem)
            )

    def _count(self, error: ApiError, actor: Actor | None, method: str, path: str) -> None:
        """A person's refusals are no violations: their client would have greyed the button out."""
        is_person = actor is not None and actor.application is None
        if error.status >= 500 or not (error.innocent or is_person):
            who = actor.name if actor else "?"
            rule = rule_of(error)
            self._service.journal.violation(who, method, hidden(path), error.code, rule, error.message)


def rule_of(error: ApiError) -> str:
    """A short name for what was broken, for tests to assert on."""
    if error.status == 501:
        return "unbuilt"
    if error.status == 500:
        return "sandbox"
    if error.message.startswith("openapi"):
        return "openapi"
    return {401: "unauthorized", 413: "too large", 429: "rate limit"}.get(error.status, str(error.code))


def hidden(path: str) -> str:
    """A path without the secret that webhooks and interactions carry in it."""
    return TOKEN_IN_PATH.sub(r"\1…", path)


def _unversioned(raw_path: str) -> str:
    rest = raw_path.removeprefix("/api")
    first, _, behind = rest.strip("/").partition("/")
    return f"/{behind}" if VERSION.fullmatch(first) else f"/{rest.strip('/')}"
