"""A real browser at the real page, with a real bot behind it: one of each for a module, a window for each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from sandbox import Options, Sandbox
from tests.page.bot import add_commands
from tests.page.browser import CHROMIUM, MISSING, PATIENCE, chromium, enter, windows
from tests.page.world import community
from tests.sandbox.discordpy import TinyBot, running

Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(community(), Options(limits=False)) as running_sandbox:
        yield running_sandbox
        # Whatever people do in the page, it asks for nothing that Discord would refuse.
        running_sandbox.assert_no_violations()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(sandbox: Sandbox) -> AsyncIterator[TinyBot]:
    async with running(sandbox) as ready:
        add_commands(ready)
        await ready.tree.sync()
        yield ready


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def visit(sandbox: Sandbox, bot: TinyBot, browser: Browser) -> AsyncIterator[Visit]:
    """`await visit("Ada Okafor", "welcome")` gives a window with that person in that channel, or the chooser for
    None. No script may fail in it and nothing may break its Content-Security-Policy."""
    async with windows(browser) as open_window:

        async def visiting(person: str | None = "Ada Okafor", channel: str = "welcome", **settings: object) -> Page:
            page = await open_window(**settings)
            if person:
                await enter(page, sandbox, person, channel)
            else:
                await page.goto(sandbox.url)
            return page

        yield visiting


async def until(condition: Callable[[], bool]) -> None:
    """Waits until something on the server's side has happened."""
    async with asyncio.timeout(PATIENCE / 1000):
        while not condition():  # noqa: ASYNC110 - the sandbox offers no event for this
            await asyncio.sleep(0.01)
