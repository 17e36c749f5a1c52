"""A real browser at the page: how it is started, how a window opens, and what may not happen in one."""

from __future__ import annotations

import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright

from sandbox import Sandbox

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

OpenWindow = Callable[..., Awaitable[Page]]


@asynccontextmanager
async def chromium(*flags: str) -> AsyncGenerator[Browser]:
    """Debian's Chromium, without a screen; with further command-line flags."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=[*FLAGS, *flags])
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def windows(browser: Browser) -> AsyncGenerator[OpenWindow]:
    """`await open_window(viewport=…)` gives an empty window that shares nothing with the others.

    Raises AssertionError at the end when a script failed in one or broke its Content-Security-Policy.
    """
    troubles: list[str] = []
    contexts: list[BrowserContext] = []

    async def open_window(**settings: object) -> Page:
        context = await browser.new_context(locale="en-GB", timezone_id="Europe/London", **settings)  # pyright: ignore[reportArgumentType]
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message.text) else None)
        return page

    try:
        yield open_window
    finally:
        for context in contexts:
            await context.close()
    assert troubles == []


def _is_trouble(text: str) -> bool:
    # A refused request is the server's answer, and shown in words; the browser logs it all the same.
    return "Failed to load resource" not in text and "WebSocket connection" not in text


async def enter(page: Page, sandbox: Sandbox, person: str, channel: str) -> None:
    """Goes straight to a channel as a person, both by their names."""
    state = sandbox.service.world.state
    user = next(one for one in state.users.values() if one.global_name == person)
    place = next(one for one in state.channels.values() if one.name == channel)
    await page.goto(f"{sandbox.url}/#as={user.id}&channel={place.id}")
    await page.get_by_role("heading", name=f"#{channel}").wait_for()


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


async def tab_to(page: Page, target: Locator, *, key: str = "Tab", within: int = 30) -> None:
    """Presses `key` until `target` has the focus. Raises AssertionError when it isn't reached."""
    for _ in range(within):
        await page.keyboard.press(key)
        if await target.evaluate("it => it === document.activeElement"):
            return
    raise AssertionError(f"{within} times {key}, and the focus is not where it should be")
