"""`python -m tests.screenshots` takes every picture in README.md and docs/ anew: of the page, with Heronry behind it;
with names of pictures behind it, those alone.

The community, the people and the moment are always the same; a browser with other fonts draws other pictures.
Look at each before you commit it.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from bot.demo.travel import Fellow, SandboxClock
from sandbox.clock import Clock
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, ROOT, House, house
from tests.page.browser import chromium, command, enter, newest, windows

PICTURES = ROOT / "docs" / "pictures"
LARGEST = 150_000
"""Bytes: a README keeps nobody waiting."""
MOMENT = datetime(2026, 6, 12, 14, 5, tzinfo=ZoneInfo("Europe/London"))
"""The day of the sample community's last message."""

WRITING_HOUR = "Thursday, 18 June 2026 at 10:00"
"""When the group's reminder of it is due."""

PHONE: dict[str, Any] = {"viewport": {"width": 412, "height": 880}, "device_scale_factor": 1.5, "has_touch": True}
SAME_EACH_TIME = ("--num-raster-threads=1", "--disable-partial-raster", "--disable-checker-imaging")
"""Without these a few pixels on round corners differ by a shade from one time to the next."""
QUESTION = "/who query: who knows NVivo?"


def wide(height: int, **more: Any) -> dict[str, Any]:
    """A window on a desk, as high as what it has to show."""
    return {"viewport": {"width": 1120, "height": height}} | more


class ThatDay(Clock):
    """The stand-in's time: ``MOMENT``, until somebody travels on from it."""

    def now(self) -> float:
        return MOMENT.timestamp() + self.ahead


async def ask(page: Page) -> Locator:
    """Asks who knows NVivo; the answer."""
    await command(page, QUESTION)
    answer = newest(page).filter(has_text="Only you can see this")
    await answer.wait_for()
    return answer


async def question(page: Page, home: House) -> None:
    await enter(page, home.sandbox, NEWCOMER, "welcome")
    await ask(page)


async def entry(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "methods-help")
    await (await ask(page)).get_by_role("button", name="Show entry").first.click()
    await newest(page).filter(has_text="Open to").wait_for()


async def setup(page: Page, home: House) -> None:
    await enter(page, home.sandbox, ADMINISTRATOR, "facilitators")
    await command(page, "/setup")
    await page.get_by_role("dialog", name="Set up Heronry").wait_for()


async def preferences(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "general")
    await command(page, "/preferences")
    await newest(page).filter(has_text="Your preferences").wait_for()


async def members_answer(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "methods-help")
    await ask(page)


async def reminder(page: Page, home: House) -> None:
    await enter(page, home.sandbox, FACILITATOR, "facilitators")
    when = "every other month, first Tuesday, 14:00"
    await command(page, f"/manage-reminders create when: {when} what: The seminar begins. channel: general")
    await newest(page).filter(has_text="Is this right?").wait_for()


async def own_entry(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "general")
    await command(page, "/profile edit")
    await newest(page).filter(has_text="Each part is a form").wait_for()


async def overview(page: Page, home: House) -> None:
    await enter(page, home.sandbox, FACILITATOR, "facilitators")
    await command(page, "/manage-directory overview")
    await newest(page).filter(has_text="Only you can see this").wait_for()


async def meeting(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "general")
    await newest(page).filter(has_text="Reflective space").wait_for()


async def pulse(page: Page, home: House) -> None:
    await enter(page, home.sandbox, FACILITATOR, "facilitators")
    await command(page, "/manage-checkins pulse")
    await newest(page).filter(has_text="Only you can see this").wait_for()


async def rehearsal(page: Page, home: House) -> None:
    """On, from one delivery to the next, to the group's own reminder on Thursday."""
    await enter(page, home.sandbox, FACILITATOR, "general")
    await page.get_by_role("button", name="Time travel").click()
    arrived, before = page.get_by_role("status").filter(has_text="Arrived: "), ""
    while WRITING_HOUR not in before:
        await page.get_by_role("button", name="To the next delivery").click()
        await expect(arrived).not_to_have_text(before, timeout=60_000)
        before = await arrived.inner_text()
    await newest(page).filter(has_text="Writing hour").wait_for()


SCENES: dict[str, tuple[Callable[[Page, House], Awaitable[None]], dict[str, Any]]] = {
    "question": (question, wide(800)),
    "entry": (entry, wide(644)),
    "setup": (setup, wide(740)),
    "preferences": (preferences, wide(740)),
    "reminder": (reminder, wide(720)),
    "own-entry": (own_entry, wide(740)),
    "phone": (question, PHONE),
    "dark": (members_answer, wide(944, color_scheme="dark")),
    "overview": (overview, wide(640)),
    "meeting": (meeting, wide(740)),
    "pulse": (pulse, wide(740)),
    "rehearsal": (rehearsal, wide(590)),
}
"""Each picture's name, what leads to it, and the window it is taken in; what moves time on comes last."""


async def main() -> None:
    """Take them all. Raises AssertionError when one is too large, a script failed or a request was refused."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, patch("sandbox.app.Clock", ThatDay):
        async with house(Path(folder)) as home, chromium(*SAME_EACH_TIME) as browser, windows(browser) as open_window:
            home.clock = SandboxClock(home.sandbox)
            await home.start()
            assert home.services is not None
            home.sandbox.accompany(Fellow(home.services, home.sandbox, home.sample.application_id))
            for name, (scene, window) in SCENES.items():
                if sys.argv[1:] and name not in sys.argv[1:]:
                    continue
                page = await open_window(**window)
                await page.clock.set_fixed_time(MOMENT)
                await scene(page, home)
                picture = PICTURES / f"{name}.png"
                await page.screenshot(path=picture, animations="disabled", caret="hide")
                assert picture.stat().st_size < LARGEST, f"{picture.name} is larger than {LARGEST} bytes"
            home.sandbox.assert_no_violations()


if __name__ == "__main__":
    asyncio.run(main())
