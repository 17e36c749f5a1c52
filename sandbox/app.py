"""The sandbox put together: one server for REST, gateway, CDN, page and its own routes."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import orjson
from aiohttp import web

from sandbox import upkeep
from sandbox.cdn import Cdn
from sandbox.clock import Clock
from sandbox.control import Control
from sandbox.driver import Person
from sandbox.faults import Faults, parse
from sandbox.gateway.connection import Setting
from sandbox.gateway.hub import Hub
from sandbox.gateway.server import Gateway
from sandbox.interactions import answer, begin
from sandbox.journal import Journal, Violation
from sandbox.journey import Companion, Journeys
from sandbox.limits import Limits
from sandbox.model import State
from sandbox.payloads.messages import Messages
from sandbox.rest import (
    channels,
    commands,
    crossposts,
    events,
    guilds,
    intake,
    members,
    messages,
    offers,
    reactions,
    roles,
    threads,
    users,
    webhooks,
)
from sandbox.rest.server import Rest
from sandbox.rules.openapi import Description
from sandbox.seed import load
from sandbox.service import NONCE_REMEMBERED, Service
from sandbox.wire import JSON
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
TABLES = [
    users.routes,
    commands.routes,
    offers.routes,
    guilds.routes,
    channels.routes,
    messages.routes,
    roles.routes,
    members.routes,
    reactions.routes,
    threads.routes,
    events.routes,
    crossposts.routes,
    begin.routes,
    answer.routes,
    webhooks.routes,
]
BACKLOG = 1024
POLICY = "default-src 'self'; frame-ancestors 'none'; object-src 'none'; base-uri 'none'; form-action 'none'"


@dataclass(slots=True, frozen=True)
class Options:
    """`port` 0 takes a free one. Without `checks` and `limits` it is quick and forgiving: for benchmarks alone.
    `openapi` is Discord's own description of its API, to hold requests and responses against. `nonce_seconds` is how
    long a message's nonce is remembered."""

    host: str = "127.0.0.1"
    port: int = 0
    checks: bool = True
    limits: bool = True
    openapi: Path | None = None
    nonce_seconds: float = NONCE_REMEMBERED

    @classmethod
    def from_environment(cls) -> Options:
        """The defaults, with the description that `SANDBOX_OPENAPI` names."""
        named = os.environ.get("SANDBOX_OPENAPI")
        return cls(openapi=Path(named) if named else None)


class Sandbox:
    """A local Discord: `async with Sandbox(seed) as sandbox:` and `sandbox.url` is its address.

    `seed` is the seed itself or the path of its file. Raises SeedError, OSError if the port is taken or a
    file is not there, and ModuleNotFoundError if a description is to be used without jsonschema-rs.
    """

    def __init__(self, seed: JSON | Path, options: Options | None = None) -> None:
        self._options = options or Options.from_environment()
        self._description = described(self._options.openapi) if self._options.openapi else None
        # Kept as text for resets: parsed, the seed of a large server takes several times the room.
        self._seed = seed.read_bytes() if isinstance(seed, Path) else orjson.dumps(seed)
        state = self._fresh()
        self._socket = socket.create_server((self._options.host, self._options.port), backlog=BACKLOG)
        port = self._socket.getsockname()[1]
        self._people: list[Person] = []
        self.service = service = self._service(f"http://{self._options.host}:{port}", state)
        setting = Setting(
            world=service.world,
            hub=service.hub,
            journal=service.journal,
            faults=service.faults,
            url=service.gateway_url,
            limits=service.limits_on,
        )
        self._gateway = Gateway(setting)
        self._journeys = Journeys(service)
        self._control = Control(service, self._gateway, self._journeys, self._fresh)

    def _service(self, url: str, state: State) -> Service:
        clock = Clock()
        world = World(clock)
        world.replace(state)
        journal = Journal(clock)
        cdn = Cdn(world, f"{url}/cdn")
        messages_shown = Messages(world, cdn)
        return Service(
            url=url,
            clock=clock,
            world=world,
            journal=journal,
            faults=Faults(),
            cdn=cdn,
            messages=messages_shown,
            hub=Hub(world, journal, messages_shown),
            limits=Limits(),
            checks=self._options.checks,
            limits_on=self._options.limits,
            nonce_seconds=self._options.nonce_seconds,
        )

    def _fresh(self) -> State:
        return load(orjson.loads(self._seed))

    @property
    def url(self) -> str:
        return self.service.url

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/v10"

    @property
    def gateway_url(self) -> str:
        return self.service.gateway_url

    @property
    def cdn_url(self) -> str:
        return f"{self.url}/cdn"

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.SockSite(self._runner, self._socket, backlog=BACKLOG).start()
        upkeep.watch_all(self.service)
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._journeys.stop()
        await self._journeys.ended()
        for person in self._people:
            await person.leave()
        self._gateway.cut_all()
        self.service.clock.stop()
        await self._runner.cleanup()

    def _application(self) -> web.Application:
        rest = Rest(self.service, TABLES, self._description)
        app = web.Application(client_max_size=intake.LARGEST_BODY)
        app.router.add_route("*", "/api/{path:.*}", rest.handle)
        app.router.add_get("/gateway", self._gateway.handle)
        app.router.add_get("/gateway/", self._gateway.handle)
        app.router.add_get("/cdn/{path:.*}", self.service.cdn.serve)
        app.add_routes(self._control.routes())
        if PAGE.is_dir():
            app.router.add_get("/", _index)
            app.router.add_static("/", PAGE)
        app.on_response_prepare.append(_guard)
        return app

    async def person(self, name: str) -> Person:
        """Someone of the seed, by display name or username, connected and ready to act. Raises LookupError."""
        person = await Person.named(self.url, name)
        self._people.append(person)
        return person

    @property
    def violations(self) -> list[Violation]:
        """What clients were refused for faults of their own."""
        return self.service.journal.violations

    def assert_no_violations(self) -> None:
        """How an acceptance test ends. Raises AssertionError, one line for each."""
        lines = [f"{v.who}: {v.method} {v.path}: {v.code} {v.rule}: {v.detail}" for v in self.violations]
        if lines:
            raise AssertionError("\n".join([f"{len(lines)} violations", *lines]))

    def cause(self, **fault: Any) -> int:
        """Trouble, as `POST /sandbox/faults` takes it: `cause(kind="close", code=4000)`."""
        return self._control.apply(parse(fault))

    def advance(self, seconds: float) -> None:
        """Moves the sandbox's clocks forward."""
        self.service.clock.advance(seconds)

    def now(self) -> float:
        """The world's time in Unix seconds: what a bot's clock must show if it is to travel along."""
        return self.service.clock.now()

    @property
    def ahead(self) -> float:
        """Seconds by which the world's time is ahead of the computer's: to be given to `skip` by whoever goes on with
        what was kept from an earlier run."""
        return self.service.clock.ahead

    def skip(self, seconds: float) -> None:
        """The world's time jumps, and no bot is told. Raises ValueError for a step back."""
        self.service.clock.travel(seconds)

    def online(self, application_id: int) -> bool:
        """Whether an application's bot is connected to the gateway."""
        return self.service.hub.online(self.service.world.state.applications[application_id].user_id)

    async def travel(self, to: float | str) -> str:
        """The world's time goes on to a moment (Unix seconds), or to the `"next"` delivery, as the page has it do.
        Why it ended early, or nothing. Raises ValueError."""
        self._journeys.begin(to)
        return await self._journeys.ended()

    def accompany(self, companion: Companion) -> None:
        """Have a bot told whenever time travels."""
        self._journeys.companion = companion


@cache
def described(openapi: Path) -> Description:
    """Read once, however many sandboxes a test run starts."""
    return Description(openapi)


async def _guard(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing from elsewhere runs in the page or frames it, whatever a message holds. The CDN has its own policy."""
    if not request.path.startswith("/api/"):
        response.headers.setdefault("Content-Security-Policy", POLICY)


async def _index(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html")
