"""A real browser at the real page, with a real bot behind it: one of each for a module, a window for each test."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright

from sandbox import Options, Sandbox
from tests.page.bot import add_commands
from tests.page.world import community
from tests.sandbox.discordpy import TinyBot, running

CHROMIUM = shutil.which("chromium")
MISSING = "The page's tests need Chromium. On Debian or Ubuntu: apt-get install chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 10_000
"""Milliseconds to wait for something to appear: generous, as a machine under load is slow."""

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
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        await chromium.close()


@pytest_asyncio.fixture(loop_scope="module")
async def visit(sandbox: Sandbox, bot: TinyBot, browser: Browser) -> AsyncIterator[Visit]:
    """`await visit("Ada Okafor", "welcome")` gives a window with that person in that channel, or the chooser for
    None. No script may fail in it and nothing may break its Content-Security-Policy."""
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_window(person: str | None = "Ada Okafor", channel: str = "welcome", **settings: object) -> Page:
        context = await browser.new_context(locale="en-GB", timezone_id="Europe/London", **settings)  # pyright: ignore[reportArgumentType]
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message.text) else None)
        await page.goto(sandbox.url + "/" + (_address(sandbox, person, channel) if person else ""))
        if person:
            await page.get_by_role("heading", name=f"#{channel}").wait_for()
        return page

    yield open_window
    for context in contexts:
        await context.close()
    assert troubles == []


def _is_trouble(text: str) -> bool:
    # A refused request is the server's answer, and shown in words; the browser logs it all the same.
    return "Failed to load resource" not in text and "WebSocket connection" not in text


def _address(sandbox: Sandbox, person: str, channel: str) -> str:
    state = sandbox.service.world.state
    user = next(one for one in state.users.values() if one.global_name == person)
    place = next(one for one in state.channels.values() if one.name == channel)
    return f"#as={user.id}&channel={place.id}"


def box(page: Page) -> Locator:
    """Where messages and commands are typed."""
    return page.locator("#message-box")


async def command(page: Page, typed: str) -> None:
    """Types a whole command, as a person copies it from a guide, and sends it."""
    await box(page).fill(typed + " ")
    form = page.get_by_role("form", name="Command /")
    await form.get_by_role("button", name="Send").click()
    await form.wait_for(state="detached")


def newest(page: Page) -> Locator:
    """The newest message."""
    return page.get_by_role("article").last


async def until(condition: Callable[[], bool]) -> None:
    """Waits until something on the server's side has happened."""
    async with asyncio.timeout(PATIENCE / 1000):
        while not condition():  # noqa: ASYNC110 - the sandbox offers no event for this
            await asyncio.sleep(0.01)
