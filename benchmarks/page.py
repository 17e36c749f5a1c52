"""How light the sandbox's page is: `python -m benchmarks page`.

Its files in all, its first paint, and the longest frame in Chromium's trace while a channel of 1,000 messages is
fetched by scrolling up through it, and scrolled down again. Needs Chromium.
"""

import asyncio
import sys
from typing import Any

import orjson
from playwright.async_api import Page

from benchmarks.sandbox import CHANNEL, OWNER, seed
from sandbox import Options, Sandbox
from sandbox.app import PAGE
from tests.page.browser import CHROMIUM, MISSING, chromium, windows

MESSAGES = 1_000
TEXTS = (
    "Who has a moment for a question about **sampling**?",
    "I have. What is it about?\n- purposive?\n- snowball?\nOr neither, and `convenience` with a *longer* name?",
    "> Who has a moment\nThank you, <@1000000000000000003>. See <t:1796229000:F>, <t:1796229000:R>.",
    "```\nlibrary(survival)\nfit <- survfit(Surv(time, status) ~ sex, data = lung)\n```\n-# from the third session",
    "## Notes\n1. Read the protocol\n2. ||Don't panic||\n3. https://example.org/a/long/address?with=parameters",
)
TASK = "RunTask"
"""What Chromium's trace calls everything its main thread does in one go: a frame can't come in between."""


def world() -> dict[str, Any]:
    """A channel with 1,000 messages of every kind of text, a few minutes apart."""
    made = seed(0)
    made["users"][-1]["token"] = "owner"
    made["guilds"][0]["messages"] = [
        {
            "channel": "general",
            "author_id": str(OWNER),
            "content": TEXTS[number % len(TEXTS)],
            "at": f"2026-05-{1 + number // 50:02}T{8 + number % 50 // 6:02}:{number % 6 * 10:02}:00Z",
        }
        for number in range(MESSAGES)
    ]
    return made


async def paint(page: Page, sandbox: Sandbox) -> float:
    """Milliseconds to the first contentful paint of a channel."""
    await page.goto(f"{sandbox.url}/#as={OWNER}&channel={CHANNEL}")
    await page.get_by_role("article").last.wait_for()
    found = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    return float(found)


async def longest_task(page: Page, step: int) -> float:
    """Milliseconds of the longest task on the page's main thread while it scrolls by so many pixels a frame, to the
    end."""
    browser = page.context.browser
    assert browser is not None
    await browser.start_tracing(page=page, categories=["devtools.timeline", "toplevel"])
    await page.evaluate(
        """async (step) => {
            const scroller = document.getElementById('scroller');
            const still = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            for (let idle = 0; idle < 60; ) {
                const before = scroller.scrollTop;
                scroller.scrollBy(0, step);
                await still();
                idle = scroller.scrollTop === before ? idle + 1 : 0;
            }
        }""",
        step,
    )
    return _longest(orjson.loads(await browser.stop_tracing())["traceEvents"])


def _longest(events: list[dict[str, Any]]) -> float:
    mains = {
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "thread_name" and one["args"].get("name") == "CrRendererMain"
    }
    tasks = [one for one in events if TASK in one.get("name", "") and (one["pid"], one["tid"]) in mains]
    # The thread's own time where the trace has it: what else the machine is busy with is not the page's fault.
    return max(one.get("tdur", one.get("dur", 0)) for one in tasks) / 1000


async def measure() -> int:
    """Prints the figures; 1 if one misses its mark."""
    size = sum(path.stat().st_size for path in PAGE.iterdir()) / 1000
    async with (
        Sandbox(world(), Options(limits=False)) as sandbox,
        chromium() as browser,
        windows(browser) as open_window,
    ):
        page = await open_window()
        painted = await paint(page, sandbox)
        up = await longest_task(page, -600)
        assert await page.get_by_text("This is the beginning of #general.").count(), "not all were fetched"
        down = await longest_task(page, 600)
    rows = [
        ("all its files", f"{size:.0f} kB", "under 200 kB", size < 200),
        ("first paint", f"{painted:.0f} ms", "under 1 s", painted < 1000),
        ("longest task, 1,000 messages fetched", f"{up:.0f} ms", "under 50 ms", up < 50),
        ("longest task, scrolled through", f"{down:.0f} ms", "under 50 ms", down < 50),
    ]
    for name, figure, mark, met in rows:
        print(f"{name:<38} {figure:>8}   {mark:<14} {'' if met else 'MISSED'}")
    return 0 if all(met for *_, met in rows) else 1


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit(MISSING)
    sys.exit(asyncio.run(measure()))
