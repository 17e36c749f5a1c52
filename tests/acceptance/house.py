"""The whole house for acceptance tests: the stand-in, the sample community and the real bot."""

import asyncio
import atexit
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.app import run
from bot.clock import Clock, SetClock, SystemClock
from bot.community.settings import PURPOSES, Area
from bot.config import Settings
from bot.delivery.runner import Runner
from bot.delivery.sending import Messenger
from bot.demo.community import load
from bot.demo.run import seed, settings_for
from bot.services import Services
from bot.ui.permissions import needed
from sandbox.app import Options, Sandbox
from sandbox.driver import Form, Person
from tests.acceptance.furnished import furnish, keep

TOKEN = "acceptance-token"
ROOT = Path(__file__).parents[2]
OPENAPI = ROOT.parent / "shared" / "discord" / "openapi.json"
SAMPLE = load()

NEWCOMER, MEMBER, FACILITATOR = "Amina Farouk", "Winston Cole", "Shabnam Karimi"
ADMINISTRATOR = SAMPLE.owner.name


class House:
    """The stand-in with Heronry connected to it; people act through ``person``."""

    def __init__(self, sandbox: Sandbox, settings: Settings) -> None:
        self.sandbox, self.settings, self.sample = sandbox, settings, SAMPLE
        self.services: Services | None = None
        self._runner: Runner | None = None
        self.clock: Clock = SystemClock()
        self._people: dict[str, Person] = {}
        self._bot: asyncio.Task[None] | None = None
        self._stop = asyncio.Event()

    def change(self, **settings: Any) -> None:
        """Give the bot other settings, before it starts."""
        self.settings = self.settings.model_copy(update=settings)

    async def person(self, name: str) -> Person:
        """Someone of the sample community, connected once."""
        if name not in self._people:
            self._people[name] = await self.sandbox.person(name)
        return self._people[name]

    async def start(self) -> None:
        """Start the bot and wait until it is connected. Raises whatever stops it."""
        ready, self._stop = asyncio.Event(), asyncio.Event()

        async def prepare(built: Services) -> None:
            self.services = built
            make = built.runner

            def runner(messenger: Messenger) -> Runner:
                self._runner = make(messenger)
                return self._runner

            built.runner = runner  # pyright: ignore[reportAttributeAccessIssue]
            if not furnished:
                await seed(built, self.sample)
                keep(self.settings, self.clock)

        furnished = furnish(self.settings, self.clock)
        running = run(self.settings, self.clock, stop=self._stop, prepare=prepare, ready=ready.set)
        self._bot = asyncio.create_task(running)
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait({self._bot, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if self._bot.done():
            await self.ends()

    async def later(self, span: timedelta) -> None:
        """Time passes, and the bot does what falls due."""
        await self.at(self.clock.now() + span)

    async def at(self, moment: datetime) -> None:
        """Let the bot live through a moment."""
        assert isinstance(self.clock, SetClock), "ask for the fixture ``still``"
        self.clock.move_to(moment)
        built = self.services
        assert built is not None
        for feature in (built.reminders, built.meetings, built.answers, built.notices):
            await feature.tick()
        await built.workshop_places.tick()
        await built.group_keeper.tick()
        await built.group_keeper.keep_threads(built.threads)
        for tick in (built.workshop_notices.tick, built.afterwards.tick):
            await tick()
        for tick in (built.funding_calls.tick, built.funding_notices.tick, built.funding_searches.tick):
            await tick()
        await built.digest_sending.tick()
        await built.checkin_settings.tick()
        await built.checkins.tick()
        await built.reflection.tick()
        await built.announcing.tick()
        await self.runner.tick()
        await built.sharing.tick()
        await built.welcome.tick()

    @property
    def runner(self) -> Runner:
        """What empties the running bot's outbox."""
        assert self._runner is not None
        return self._runner

    async def ends(self) -> None:
        """Wait until the bot ends by itself. Raises whatever it ended with."""
        bot, self._bot = self._bot, None
        assert bot is not None
        await bot

    async def stop(self) -> None:
        """Stop the bot as a signal would."""
        self._stop.set()
        if self._bot is not None:
            await self._bot
            self._bot = None


async def agrees(person: Person, purpose: str) -> None:
    """Someone says yes to one kind of direct message, and to no other of its area."""
    form = await person.presses(await person.types("/preferences"), "Direct messages")
    assert isinstance(form, Form)
    areas = [one.area for one in PURPOSES if one.name == purpose]
    await person.fills_in(form, {form.fields[list(Area).index(areas[0])].label: [purpose]})


@asynccontextmanager
async def house(folder: Path, world: dict[str, Any] | None = None, *, limits: bool = True) -> AsyncGenerator[House]:
    """The stand-in, its traffic checked against Discord's own description where that is present; no bot yet.

    ``limits=False`` lifts its rate limits, for tests that post much and are about something else.
    """
    options = Options(port=0, openapi=OPENAPI if OPENAPI.exists() else None, limits=limits)
    async with Sandbox(world or SAMPLE.world_seed(TOKEN, needed().value), options) as sandbox:
        made = House(sandbox, settings_for(sandbox, folder, TOKEN))
        try:
            yield made
        finally:
            await made.stop()


@cache
def _compiled() -> str:
    """A folder for what Python compiles, where it may leave nothing beside the sources; gone with this process."""
    folder = tempfile.mkdtemp(prefix="heronry-compiled-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


class BotProcess:
    """Heronry as a process of its own, to be killed."""

    def __init__(self, settings: Settings) -> None:
        self.environment = os.environ | {
            "DISCORD_TOKEN": settings.discord_token.get_secret_value(),
            "DATA_DIR": str(settings.data_dir),
            "KEYS_FILE": str(settings.keys_file),
            "DISCORD_API_URL": settings.discord_api_url,
            "DISCORD_GATEWAY_URL": settings.discord_gateway_url,
            "DISCORD_CDN_URL": settings.discord_cdn_url,
        }
        if sys.dont_write_bytecode:
            # To compile everything anew takes a process 15 s, and some tests start a dozen.
            self.environment |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _compiled()}
        self._process: asyncio.subprocess.Process | None = None
        self.output = ""

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """The command line, with arguments."""
        return [sys.executable, "-m", "bot", *arguments]

    async def start(self, *, wait_until_connected: bool = True) -> None:
        """Start it and, unless told otherwise, wait until it says that it is connected."""
        self._process = await asyncio.create_subprocess_exec(
            *self.command("run"),
            env=self.environment, cwd=ROOT, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        while wait_until_connected and "connected; on" not in self.output:
            line = await self._errors.readline()
            assert line, f"it ended before it was connected:\n{self.output}"
            self.output += line.decode()

    @property
    def _errors(self) -> asyncio.StreamReader:
        assert self._process is not None
        assert self._process.stderr is not None
        return self._process.stderr

    async def ends(self) -> int:
        """Wait for its end; the exit code. What it printed is in ``output``."""
        assert self._process is not None
        self.output += (await self._errors.read()).decode()
        return await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL: no chance to tidy up."""
        self.strike()
        await self.ends()

    def strike(self) -> None:
        """SIGKILL, from within whatever it has just caused; ``ends`` waits for it."""
        assert self._process is not None
        self._process.kill()

    async def terminate(self) -> int:
        """SIGTERM: a graceful stop; the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        return await self.ends()
