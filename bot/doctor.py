"""``heronry check``: what is missing or wrong, in plain words, before anyone meets it."""

import os
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from bot.clock import SystemClock
from bot.community.ledger import Ledger
from bot.community.signposts import Signposts
from bot.config import Settings
from bot.errors import StartupError
from bot.storage.database import Database
from bot.storage.keyfile import KeyFile
from bot.storage.migrate import Version, ensure_writable, version_of
from bot.storage.sealed import load_keyring
from bot.ui.addresses import reach_gateway
from bot.ui.permissions import NEEDED, missing_in


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``line`` says what to do when it isn't ``fine``."""

    fine: bool
    line: str


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything Heronry needs; never raises for what it finds."""
    findings = [
        _folder(settings),
        await _database(settings),
        _keys(settings),
        await _erasures(settings),
        _signposts(settings),
    ]
    return findings + [finding async for finding in _discord(settings)]


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding(False, f"Folder: {folder} can't be made ({error.strerror}); set DATA_DIR to one that can.")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(False, f"Folder: {folder} can't be written; set DATA_DIR to one that can.")
    return Finding(True, f"Folder: {folder} can be written.")


async def _database(settings: Settings) -> Finding:
    database = Database(settings.database)
    try:
        version = await version_of(database)
        if version is Version.CURRENT:
            await ensure_writable(database)
    except StartupError as error:
        return Finding(False, f"Database: {error}")
    finally:
        await database.close()
    return {
        Version.NONE: Finding(True, "Database: none yet; it is made at the first start."),
        Version.OLDER: Finding(True, "Database: older than this Heronry; upgraded at the next start, after a copy."),
        Version.CURRENT: Finding(True, "Database: there, and of this version."),
        Version.HALF_RESTORED: Finding(False, "Database: restoring a backup was cut short; run heronry restore again."),
        Version.NEWER: Finding(False, "Database: made by a newer Heronry; update Heronry, or set DATABASE_URL."),
    }[version]


def _keys(settings: Settings) -> Finding:
    try:
        keyring = load_keyring(settings.keys_file, settings.heronry_keys.get_secret_value())
    except StartupError as error:
        return Finding(False, f"Keys: {error}")
    if not settings.heronry_keys.get_secret_value() and keyring and KeyFile(settings.keys_file).under_way:
        return Finding(False, "Keys: a change of key was cut short; stop Heronry, and run heronry keys rotate again.")
    if keyring:
        return Finding(True, "Keys: private texts can be kept.")
    return Finding(True, "Keys: none, so private texts are switched off; heronry keys create makes one.")


async def _erasures(settings: Settings) -> Finding:
    ledger = Ledger(settings.erasures_file, SystemClock())
    try:
        found = await ledger.read()
    except StartupError as error:
        return Finding(False, f"Erasures: {error}")
    if not os.access(ledger.path.parent, os.W_OK | os.X_OK):
        return Finding(False, f"Erasures: {ledger.path} can't be written; put KEYS_FILE into a folder that can.")
    if found is None:
        return Finding(True, "Erasures: no record of them yet; it is made at the first start.")
    return Finding(True, "Erasures: their record is there, and whole.")


def _signposts(settings: Settings) -> Finding:
    try:
        entries = Signposts(settings.signposts_file).entries
    except StartupError as error:
        return Finding(False, f"Signposts: {error}")
    today = SystemClock().now().date()
    if old := [one.name for one in entries if one.stale(today)]:
        return Finding(True, f"Signposts: {len(entries)}; please look these up, then note the day: {', '.join(old)}.")
    return Finding(True, f"Signposts: {len(entries)}, each checked in the last six months.")


async def _discord(settings: Settings) -> AsyncIterator[Finding]:
    if not settings.discord_token.get_secret_value():
        yield Finding(False, "Token: DISCORD_TOKEN is empty; docs/hosting.md says where to find it.")
        return
    try:
        async with _asking(settings) as ask:
            me = await ask("/users/@me")
            yield Finding(True, f"Token: Discord knows it; Heronry is called {me['username']} there.")
            yield _intents(int((await ask("/applications/@me")).get("flags") or 0))
            servers = await ask("/users/@me/guilds")
            await reach_gateway(settings.discord_gateway_url)
            yield Finding(True, "Gateway: it can be reached.")
    except (KeyError, TypeError, AttributeError):
        yield Finding(False, f"Token: what answers at {settings.discord_api_url} isn't Discord; see DISCORD_API_URL.")
        return
    except StartupError as error:
        yield Finding(False, f"Token: {error}")
        return
    if not servers:
        yield Finding(False, "Servers: none yet; open the link that heronry invite prints.")
    for server in servers:
        yield _server(server)


PRIVILEGED = (1 << 12) | (1 << 13) | (1 << 14) | (1 << 15) | (1 << 18) | (1 << 19)
"""Application flags that say a privileged intent is on (Discord's documentation, Application flags)."""


def _intents(flags: int) -> Finding:
    if flags & PRIVILEGED:
        return Finding(True, "Intents: privileged ones are on; Heronry needs none, so you can switch them off.")
    return Finding(True, "Intents: no privileged one is on, and Heronry needs none.")


def _server(server: dict[str, Any]) -> Finding:
    missing = missing_in(discord.Permissions(int(server["permissions"])))
    if not missing:
        return Finding(True, f"Permissions: all there on {server['name']}.")
    names = ", ".join(str(need.name) for need in NEEDED if need.bit in missing)
    return Finding(False, f"Permissions: {server['name']} doesn't give {names}; open heronry invite's link again.")


async def application_id(settings: Settings) -> int:
    """The id of the application the token belongs to. Raises ``StartupError`` when it can't be had."""
    if not settings.discord_token.get_secret_value():
        raise StartupError("DISCORD_TOKEN is empty; docs/hosting.md says where to find it.", exit_code=2)
    async with _asking(settings) as ask:
        return int((await ask("/applications/@me"))["id"])


@asynccontextmanager
async def _asking(settings: Settings) -> AsyncGenerator[Any]:
    headers = {"Authorization": f"Bot {settings.discord_token.get_secret_value()}"}
    timeout = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:

        async def ask(path: str) -> Any:
            try:
                async with session.get(settings.discord_api_url + path) as response:
                    if response.status == 401:
                        raise StartupError("Discord doesn't know this token; check DISCORD_TOKEN.", exit_code=2)
                    if response.status != 200:
                        raise StartupError(f"Discord answered {response.status}; try again in a minute.")
                    return await response.json()
            except (TimeoutError, aiohttp.ClientError, ValueError):
                raise StartupError(f"Discord can't be reached at {settings.discord_api_url}.") from None

        yield ask
