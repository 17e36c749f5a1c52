"""A facilitator's afternoon in the page: she rehearses a reminder, and time goes on until it comes.

What is scheduled is one line of ``SCHEDULED``: a new feature that sends something later adds its own.
"""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from playwright.async_api import Locator, Page, expect

from bot.demo.travel import Fellow, SandboxClock
from sandbox.journey import HOUR
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, House
from tests.page.browser import CHROMIUM, MISSING, PATIENCE, OpenWindow, chromium, command, enter, newest, windows


class Scheduled(NamedTuple):
    """How a command is answered once it is kept, and what everyone reads when its time has come; whether it asks
    first, and whether its time is so far off that it is come to by its day, a Monday."""

    kept: str
    said: list[str]
    asks: bool = True
    on_monday: bool = False


SCHEDULED = {
    "/manage-reminders create when: in 2 hours what: Bring your questions. channel: general": Scheduled(
        "It will be sent", ["Bring your"],
    ),
    "/manage-meetings schedule title: Tea and tables when: in 2 hours channel: general reminders: at start": Scheduled(
        "It is scheduled", ["Tea and tables", "It begins now."],
    ),
    "/manage-digest channel: general": Scheduled(
        "every Monday", ["What is new, and what comes next", "Meetings"], asks=False, on_monday=True,
    ),
}  # fmt: skip
"""What a facilitator types, the soonest first."""


@pytest.fixture
async def open_window() -> AsyncGenerator[OpenWindow]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    async with chromium() as browser, windows(browser) as opener:
        yield opener


async def begin(home: House) -> None:
    """The bot starts, and goes along through time."""
    await home.start()
    assert home.services is not None
    home.sandbox.accompany(Fellow(home.services, home.sandbox, home.sample.application_id))


async def travel(page: Page, way: str) -> None:
    """Opens the clock, goes on, and waits until time has arrived."""
    await page.get_by_role("button", name="Time travel").click()
    await page.get_by_role("button", name=way).click()
    await expect(page.get_by_text("Arrived:")).to_be_visible(timeout=PATIENCE)
    await page.keyboard.press("Escape")


async def travel_to_monday(page: Page, now: float) -> None:
    """As ``travel``, to ten in the morning of the next Monday in the page's zone."""
    here = datetime.fromtimestamp(now, UTC)
    monday = here.date() + timedelta(days=7 - here.weekday())
    await page.get_by_role("button", name="Time travel").click()
    await page.get_by_label("Or to").fill(f"{monday}T10:00")
    await page.get_by_role("button", name="Go there").click()
    await expect(page.get_by_text("Arrived:")).to_be_visible(timeout=12 * PATIENCE)
    await page.keyboard.press("Escape")


def telling(page: Page, said: list[str]) -> Locator:
    """The message that says all this."""
    message = page.get_by_role("article")
    for words in said:
        message = message.filter(has_text=words)
    return message


def posted(home: House, said: list[str]) -> bool:
    """Whether some message in #general says all this."""
    general = home.sandbox.service.world.state.channels[home.sample.channels["general"].id]
    texts = [str(one.components) for one in general.messages.values()]
    return any(all(words in text for words in said) for text in texts)


async def pressed(message: Locator, label: str) -> None:
    await message.get_by_role("button", name=label).click()


async def test_a_facilitator_rehearses_and_a_member_edits(open_window: OpenWindow, empty_house: House) -> None:
    """Two windows; the bot restarts in between, and a button from before goes on working."""
    home = empty_house
    home.clock = SandboxClock(home.sandbox)
    await begin(home)
    facilitator, newcomer = await open_window(), await open_window()
    await enter(facilitator, home.sandbox, FACILITATOR, "facilitators")
    await enter(newcomer, home.sandbox, NEWCOMER, "general")
    began = home.sandbox.now()

    for typed, one in SCHEDULED.items():
        await command(facilitator, typed)
        if one.asks:
            await pressed(newest(facilitator).filter(has_text="Is this right?"), "Keep it")
        await expect(newest(facilitator)).to_contain_text(one.kept)
    for one in SCHEDULED.values():
        while not one.on_monday and not posted(home, one.said):  # others may be due before it
            assert home.sandbox.now() - began < 3 * HOUR
            await travel(facilitator, "To the next delivery")
        if not one.on_monday:
            await expect(telling(newcomer, one.said)).to_be_visible()
    # The other window has heard that time went on.
    await expect(newcomer.locator("#travel")).to_contain_text("hours ahead of this computer", timeout=PATIENCE)

    member = await open_window()
    await enter(member, home.sandbox, MEMBER, "general")
    await command(member, "/profile edit")
    steps = newest(member).filter(has_text="Each part is a form")
    await steps.wait_for()
    await home.stop()
    await begin(home)
    await pressed(steps, "Interests and story")
    form = member.get_by_role("dialog", name="Interests and story")
    await form.get_by_label("Interests").fill("Herons of the Ravensbourne")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)
    await command(member, "/profile view")
    await expect(newest(member)).to_contain_text("Herons of the Ravensbourne")

    later = [one for one in SCHEDULED.values() if one.on_monday]
    await travel_to_monday(facilitator, home.sandbox.now())
    assert all(posted(home, one.said) for one in later)
    for one in later:
        await expect(telling(newcomer, one.said)).to_be_visible()
