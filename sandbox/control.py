"""The sandbox's own routes, under `/sandbox`: no part of Discord, for tests, the page and the curious."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

import orjson
from aiohttp import web

from sandbox import store, upkeep
from sandbox.faults import ON_GATEWAY, Fault, parse
from sandbox.gateway.server import Gateway
from sandbox.journey import Journeys
from sandbox.model import State
from sandbox.seed import load
from sandbox.service import Service
from sandbox.wire import JSON, entries

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Control:
    """`fresh` makes the state to which a reset returns."""

    def __init__(self, service: Service, gateway: Gateway, journeys: Journeys, fresh: Callable[[], State]) -> None:
        self._service = service
        self._journeys = journeys
        self._gateway = gateway
        self._fresh = fresh

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/people", self.people),
            web.get("/sandbox/state", self.state),
            web.post("/sandbox/state", _explaining(self.load)),
            web.post("/sandbox/reset", _explaining(self.reset)),
            web.get("/sandbox/violations", self.violations),
            web.delete("/sandbox/violations", self.forget),
            web.get("/sandbox/log", _explaining(self.log)),
            web.get("/sandbox/log/{number}", _explaining(self.whole)),
            web.get("/sandbox/waiting", self.waiting),
            web.get("/sandbox/faults", self.faults),
            web.post("/sandbox/faults", _explaining(self.cause)),
            web.delete("/sandbox/faults", self.mend),
            web.get("/sandbox/clock", self.clock),
            web.post("/sandbox/clock", _explaining(self.move)),
        ]

    async def people(self, _request: web.Request) -> web.Response:
        """Everyone one may be, with their tokens, which are no secrets here."""
        return _json([self._person(id) for id, user in self._service.world.state.users.items() if not user.bot])

    def _person(self, id: int) -> JSON:
        world = self._service.world
        user = world.state.users[id]
        guilds: list[JSON] = []
        for guild in world.guilds_of(id):
            member = guild.members[id]
            names = [guild.roles[role].name for role in member.roles]
            guilds.append({"id": str(guild.id), "name": guild.name, "roles": names, "kind": member.kind})
        return {
            "id": str(id),
            "name": user.username,
            "display_name": user.global_name or user.username,
            "avatar": user.avatar,
            "token": user.token,
            "note": user.note,
            "guilds": guilds,
        }

    async def state(self, _request: web.Request) -> web.Response:
        return web.Response(body=store.save(self._service.world.state), content_type="application/json")

    async def load(self, request: web.Request) -> web.Response:
        """Replaces the state with one that `GET /sandbox/state` gave."""
        state = store.load(await request.read())
        self._replace(state)
        return _json({"guilds": len(state.guilds)})

    async def reset(self, request: web.Request) -> web.Response:
        """Back to the seed (or to the one in the body): everyone is disconnected, nothing is remembered."""
        body = await request.read()
        state = load(orjson.loads(body)) if body else self._fresh()
        self._replace(state)
        self._service.journal.clear()
        self._service.faults.clear()
        self._service.limits.clear()
        return _json({"guilds": len(state.guilds)})

    def _replace(self, state: State) -> None:
        self._service.world.replace(state)
        self._gateway.cut_all()
        self._service.hub.clear()
        upkeep.watch_all(self._service)

    async def violations(self, _request: web.Request) -> web.Response:
        return _json(self._service.journal.violations_report())

    async def forget(self, _request: web.Request) -> web.Response:
        """Starts the count afresh; the log stays."""
        self._service.journal.forget_violations()
        return _json({"count": 0})

    async def log(self, request: web.Request) -> web.Response:
        """The latest entries; `?limit=` of them, and a tally of everything."""
        limit = int(request.query.get("limit", "1000"))
        journal = self._service.journal
        return _json({"tally": dict(journal.tally), "entries": journal.entries(limit)})

    async def faults(self, _request: web.Request) -> web.Response:
        """Those in force, and whom they may strike."""
        names = [application.name for application in self._service.world.state.applications.values()]
        return _json(self._service.faults.report() | {"applications": names})

    async def cause(self, request: web.Request) -> web.Response:
        """One fault, or `{"seed": n, "faults": [...]}`: all of them, or none if one is not understood."""
        body = cast("JSON", orjson.loads(await request.read()))
        seed = body.pop("seed", None)
        faults = [parse(entry) for entry in (entries(body, "faults") or [body])]
        if seed is not None:
            self._service.faults.seed(int(seed))
        return _json({"struck": sum(self.apply(fault) for fault in faults)})

    def apply(self, fault: Fault) -> int:
        """Puts a fault in force, or does it to the gateway at once; says how many connections it struck."""
        if fault.kind not in ON_GATEWAY:
            self._service.faults.add(fault)
            return 0
        at_once: dict[str, Callable[[], int]] = {
            "close": lambda: self._gateway.close(fault.code, fault.who),
            "reconnect": lambda: self._gateway.reconnect(fault.who),
            "invalid_session": lambda: self._gateway.invalidate(fault.who, resumable=fault.resumable),
            "refuse_resume": lambda: self._refuse_resumes(fault.times or 1),
            "silence": lambda: self._silence(True),
            "talk": lambda: self._silence(False),
        }
        return at_once[fault.kind]()

    def _refuse_resumes(self, times: int) -> int:
        self._service.faults.resumes_to_refuse = times
        return 0

    def _silence(self, silent: bool) -> int:
        self._service.faults.silent = silent
        return 0

    async def mend(self, _request: web.Request) -> web.Response:
        """No more faults."""
        self._service.faults.clear()
        return _json({})

    async def whole(self, request: web.Request) -> web.Response:
        """What was said in one of the log's latest entries: `{"asked", "told"}`, each as text."""
        return _json(self._service.journal.whole(int(request.match_info["number"])))

    async def waiting(self, _request: web.Request) -> web.Response:
        """What the companion means to deliver, soonest first."""
        return _json(await self._journeys.waiting())

    async def clock(self, _request: web.Request) -> web.Response:
        return _json(self._journeys.report())

    async def move(self, request: web.Request) -> web.Response:
        """`{"advance": seconds}`: every clock jumps, and what falls due happens. `{"travel": moment}` (Unix seconds, or
        `"next"`) sets out on a journey of the world's time alone, `{"stop": true}` ends it where it is."""
        body = cast("JSON", orjson.loads(await request.read()))
        if "travel" in body:
            self._journeys.begin(body["travel"])
        elif body.get("stop"):
            self._journeys.stop()
        else:
            self._service.clock.advance(float(body["advance"]))
        return _json(self._journeys.report())


def _json(body: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


def _explaining(handler: Handler) -> Handler:
    """Answers 400 with the reason where a handler cannot make sense of its request."""

    async def explained(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, status=400)

    return explained
