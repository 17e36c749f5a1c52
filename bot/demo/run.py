"""Puts the stand-in and the bot together: the one place, besides tests, that knows both."""

import asyncio
import os
import secrets
import sys
import tempfile
import webbrowser
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from bot.app import Services, run
from bot.checkins import answers
from bot.checkins.answers import Tally
from bot.checkins.entries import RoundState, Schedule
from bot.checkins.service import new_round
from bot.community.standing import Person, Standing
from bot.config import Settings, load_settings
from bot.demo.community import Sample, load
from bot.errors import StartupError
from bot.reminders.entries import Reminder, Where
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
            await run(
                settings, prepare=lambda built: seed(built, sample), ready=lambda: _announce(sandbox.url, browser)
            )


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
    )


async def seed(built: Services, sample: Sample) -> None:
    """Fill an empty database with the sample, through the services that people use."""
    guild = sample.guild_id
    if built.community.community(guild).set_up:
        return
    owner = Person(guild, sample.owner.id, Standing.ADMINISTRATOR)
    await built.community.set_up(owner, sample.settings)
    await built.directory.import_entries(guild, sample.profiles, consented=True)
    await _seed_reminders(built, sample)
    await _seed_check_ins(built, sample)


async def _seed_reminders(built: Services, sample: Sample) -> None:
    guild = sample.guild_id
    for one in sample.group_reminders:
        facilitator = Person(guild, sample.people[one.author].id, Standing.FACILITATOR)
        where = Where(sample.channels[one.channel].id)
        made = await built.reminders.draft(facilitator, one.when, one.what, where)
        assert isinstance(made, Reminder), f"{one.when} has two readings"
        await built.reminders.keep(facilitator, made.id)
    for own in sample.own_reminders:
        member = Person(guild, sample.people[own.person].id, Standing.MEMBER)
        await built.reminders.remind(member, own.when, own.what)


async def _seed_check_ins(built: Services, sample: Sample) -> None:
    told = sample.check_ins
    facilitator = Person(sample.guild_id, sample.people[told.author].id, Standing.FACILITATOR)
    channel_id = sample.channels[told.channel].id
    made = await built.checkin_settings.draft(facilitator, told.when, channel_id, told.words)
    assert isinstance(made, Schedule), f"{told.when} has two readings"
    await built.checkin_settings.keep(facilitator, made.id)
    opened_at, tally = built.clock.now() - timedelta(weeks=told.weeks_ago), Tally()
    for one in told.answers:
        tally.add(one)
    async with built.database.begin() as session:
        ended = new_round(sample.guild_id, opened_at, channel_id=channel_id, prompt=told.words)
        session.add(ended)
        await session.flush()
        ended.collects, ended.opened_on = True, opened_at.date()
        answers.keep(built.keyring, ended, tally, ())
        answers.close(built.keyring, ended)
        ended.state = RoundState.CLOSED


def _announce(url: str, browser: bool) -> None:
    sys.stdout.write(f"Heronry is waiting for you at {url}\nPress Ctrl+C to stop.\n")
    sys.stdout.flush()
    if browser and _has_a_screen():
        # Starting a browser takes a while, and must not hold up the bot.
        asyncio.get_running_loop().run_in_executor(None, webbrowser.open, url)


def _has_a_screen() -> bool:
    # Without one, Python would open a text browser over the terminal the demo runs in.
    return sys.platform != "linux" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
