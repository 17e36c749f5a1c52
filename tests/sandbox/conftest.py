"""The sandbox, running, with Discord's own description where there is one."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from sandbox import Options, Sandbox
from tests.sandbox.asked import ASK, Asked
from tests.sandbox.wire import Bot, Control, Socket
from tests.sandbox.worlds import BOT_ID, OTHER_TOKEN, TOKEN, small

NEIGHBOUR = Path(__file__).parents[3] / "shared" / "discord" / "openapi.json"


def description() -> Path | None:
    """Discord's OpenAPI description: named by SANDBOX_OPENAPI, or beside the project."""
    named = os.environ.get("SANDBOX_OPENAPI")
    path = Path(named) if named else NEIGHBOUR
    return path if path.is_file() else None


@pytest.fixture
async def sandbox() -> AsyncGenerator[Sandbox]:
    async with Sandbox(small(), Options(openapi=description())) as running:
        yield running


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def bot(sandbox: Sandbox, session: aiohttp.ClientSession) -> Bot:
    """The bot with a facilitator's permissions and no privileged intents."""
    return Bot(sandbox, session, f"Bot {TOKEN}")


@pytest.fixture
def watcher(sandbox: Sandbox, session: aiohttp.ClientSession) -> Bot:
    """The bot with every intent and a plain member's permissions."""
    return Bot(sandbox, session, f"Bot {OTHER_TOKEN}")


@pytest.fixture
def control(sandbox: Sandbox, session: aiohttp.ClientSession) -> Control:
    return Control(sandbox, session)


@pytest.fixture
def anyone(sandbox: Sandbox, session: aiohttp.ClientSession) -> Bot:
    """Requests without a token."""
    return Bot(sandbox, session, "")


@pytest.fixture
async def asked(sandbox: Sandbox, bot: Bot, anyone: Bot, session: aiohttp.ClientSession) -> Asked:
    await bot.done("PUT", f"/applications/{BOT_ID}/commands", [ASK])
    socket = await Socket.open(sandbox, session)
    await socket.identify(TOKEN)
    return Asked(bot, anyone, socket)
