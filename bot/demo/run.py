"""Puts the stand-in and the bot together: the one place, besides tests, that knows both."""

import asyncio
import gc
import os
import secrets
import sys
import tempfile
import webbrowser
from contextlib import ExitStack
from pathlib import Path

from bot.app import run
from bot.community.standing import Person, Standing
from bot.config import Settings, load_settings
from bot.demo.community import Sample, load
from bot.demo.season import CHAPTERS
from bot.demo.travel import Fellow, SandboxClock
from bot.errors import StartupError
from bot.services import Services
from bot.sight import start_logging
from bot.storage.sealed import create_key_file
from bot.ui.permissions import needed
from sandbox.app import Options, Sandbox

LOCALHOST = "127.0.0.1"


async def run_demo(*, port: int, browser: bool, data: Path | None) -> None:
    """Run until interrupted; prints one address. Without ``data`` everything is thrown away afterwards.

    Raises ``StartupError`` when the port is taken or the folder can't be written.
    """
    sample = load()
    token = secrets.token_urlsafe(32)
    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="heronry-demo-")))
        try:
            sandbox = Sandbox(sample.world_seed(token, needed().value), Options(port=port, host=LOCALHOST))
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise StartupError(f"Port {port} can't be used ({reason}); choose another with --port.") from None
        try:
            settings = settings_for(sandbox, folder, token)
        except OSError as error:
            raise StartupError(f"{folder} can't be used for data ({error.strerror}).") from None
        start_logging("warning", "text", token)
        async with sandbox:

            async def prepare(built: Services) -> None:
                await seed(built, sample)
                sandbox.accompany(Fellow(built, sandbox, sample.application_id))

            # What is kept belongs to the day that was reached: an earlier one would find everything sent already.
            reached = folder / "seconds-ahead"
            sandbox.skip(float(reached.read_text()) if reached.exists() else 0.0)
            try:
                clock = SandboxClock(sandbox)
                await run(settings, clock, prepare=prepare, ready=lambda: _announce(sandbox.url, browser))
            finally:
                reached.write_text(str(sandbox.ahead))


def settings_for(sandbox: Sandbox, folder: Path, token: str) -> Settings:
    """Settings that point the bot at the stand-in, with a key of its own for private texts."""
    data, keys = folder / "data", folder / "heronry.keys"
    folder.mkdir(parents=True, exist_ok=True)
    if not keys.exists():
        create_key_file(keys)
    # Each one is said here: a real database or key named in the environment is none of the demo's business.
    return load_settings(
        env_file=None,
        discord_token=token,
        data_dir=data,
        database_url="",
        keys_file=keys,
        heronry_keys="",
        discord_api_url=sandbox.api_url,
        discord_gateway_url=sandbox.gateway_url,
        discord_cdn_url=sandbox.cdn_url,
        metrics_port=None,
        public_port=None,
        public_url=None,
    )


async def seed(built: Services, sample: Sample) -> None:
    """Fill an empty database with the sample, through the services that people use."""
    guild = sample.guild_id
    if built.community.community(guild).set_up:
        return
    owner = Person(guild, sample.owner.id, Standing.ADMINISTRATOR)
    await built.community.set_up(owner, sample.settings)
    for tell in CHAPTERS:
        await tell(built, sample)


def _announce(url: str, browser: bool) -> None:
    gc.enable()  # cli.py has switched it off for the start
    sys.stdout.write(f"Heronry is waiting for you at {url}\nPress Ctrl+C to stop.\n")
    sys.stdout.flush()
    if browser and _has_a_screen():
        # Starting a browser takes a while, and must not hold up the bot.
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, url)


def _has_a_screen() -> bool:
    # Without one, Python would open a text browser over the terminal the demo runs in.
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
