"""The clock, what is behind the scenes, files and changes of one's own, and a channel longer than is drawn."""

import pytest
from playwright.async_api import FilePayload, Page, expect

from sandbox import Sandbox
from sandbox.app import PAGE
from tests.page.browser import PATIENCE, box, command, newest
from tests.page.conftest import Visit
from tests.page.test_keyboard import AXE, NO_AXE, violations
from tests.page.world import LONG_CHANNEL

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_page_stays_small() -> None:
    assert sum(path.stat().st_size for path in PAGE.iterdir()) < 200_000


async def clock(page: Page) -> None:
    await page.get_by_role("button", name="Time travel").click()


async def test_time_goes_on_to_a_day_and_never_back(visit: Visit, sandbox: Sandbox) -> None:
    """Without a bot that says what it delivers, time travels all the same; every window hears of it."""
    page, other = await visit("Ada Okafor"), await visit("Ben Hughes")
    before = sandbox.now()
    await clock(page)
    panel = page.get_by_role("dialog", name="Time travel")
    await expect(panel).to_contain_text("the present")
    await expect(panel.get_by_role("button", name="To the next delivery")).to_be_disabled()
    await panel.get_by_role("button", name="An hour on").click()
    await expect(panel.get_by_role("status")).to_contain_text("Arrived")
    await panel.get_by_label("Or to").fill("2020-01-01T10:00")
    await panel.get_by_role("button", name="Go there").click()
    await expect(panel.get_by_role("alert")).to_contain_text("only goes forward")
    assert 3600 <= sandbox.now() - before < 3700
    await expect(other.locator("#travel")).to_contain_text("1 hour ahead of this computer", timeout=PATIENCE)
    # A command's own three seconds and what is written go on as before, dated by the new time.
    await page.keyboard.press("Escape")
    await command(page, "/who query: later")
    await expect(newest(page)).to_contain_text("Looking for later")


async def test_behind_the_scenes(visit: Visit, sandbox: Sandbox) -> None:
    sandbox.service.journal.clear()
    page = await visit("Ada Okafor")
    await page.get_by_role("button", name="Behind the scenes").click()
    scenes = page.get_by_role("complementary", name="Behind the scenes")
    await expect(scenes.get_by_role("button", name="Close", exact=True)).to_be_focused()
    await command(page, "/who query: what is said")
    entry = scenes.get_by_role("listitem").filter(has_text="INTERACTION_CREATE").first
    await entry.get_by_text("INTERACTION_CREATE").click()
    await expect(entry.get_by_role("region", name="Payload")).to_contain_text("what is said")
    await scenes.get_by_text("Trouble for the bot").click()
    await scenes.get_by_role("button", name="Answer its next three requests with 500").click()
    await expect(scenes.get_by_role("status")).to_contain_text("1 fault in force")
    assert sandbox.service.faults.report()["faults"][0]["who"] == "Tester"
    await scenes.get_by_role("button", name="Mend everything").click()
    await expect(scenes.get_by_role("status")).to_have_text("Mended.")
    if AXE.is_file():
        await clock(page)
        assert await violations(page) == []
    await page.keyboard.press("Escape")
    await scenes.get_by_role("button", name="Close", exact=True).click()
    await expect(page.get_by_role("button", name="Behind the scenes")).to_be_focused()


@pytest.mark.skipif(not AXE.is_file(), reason=NO_AXE)
async def test_axe_finds_nothing_in_the_dark_on_a_phone(visit: Visit) -> None:
    page = await visit("Ada Okafor", color_scheme="dark", viewport={"width": 360, "height": 720})
    await page.get_by_role("button", name="Behind the scenes").click()
    await page.get_by_text("Trouble for the bot").click()
    await page.get_by_role("button", name="Mend everything").wait_for()
    assert await violations(page) == []
    await clock(page)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_sending_files_and_changing_what_one_wrote(visit: Visit) -> None:
    page, other = await visit("Ada Okafor"), await visit("Ben Hughes")
    await page.get_by_label("Attach files").set_input_files(
        FilePayload(name="plan.csv", mimeType="text/csv", buffer=b"day,what\n1,read\n")
    )
    await expect(page.get_by_text("With plan.csv")).to_be_visible()
    await box(page).fill("My pln")
    await box(page).press("Enter")
    await expect(newest(other).get_by_role("link", name="plan.csv")).to_be_visible()
    await newest(page).click(button="right")
    await page.get_by_role("menuitem", name="Edit message").click()
    await expect(box(page)).to_have_value("My pln")
    await box(page).fill("My plan")
    await box(page).press("Enter")
    await expect(newest(other)).to_contain_text("My plan (edited)")
    await expect(newest(other).get_by_role("link", name="plan.csv")).to_be_visible()
    await newest(page).click(button="right")
    await page.get_by_role("menuitem", name="Edit message").click()
    await page.keyboard.press("Escape")
    await expect(box(page)).to_have_value("")
    await newest(other).click(button="right")
    await expect(other.get_by_role("menuitem", name="Copy ID")).to_be_visible()
    await expect(other.get_by_role("menuitem", name="Edit message")).to_have_count(0)


async def test_a_long_channel_is_drawn_where_one_looks(visit: Visit, sandbox: Sandbox) -> None:
    """Up to the first message and down again: nothing is missing, doubled or out of order on the way."""
    page = await visit("Ben Hughes", "methods")
    names = "[...document.querySelectorAll('.messages .text')].map((one) => one.textContent)"
    await newest(page).wait_for()
    for _ in range(60):
        await page.evaluate("document.getElementById('scroller').scrollBy(0, -900)")
        await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 20)))")
        if await page.get_by_text("This is the beginning of #methods.").count():
            break
    await expect(page.get_by_text("This is the beginning of #methods.")).to_be_visible()
    shown = await page.evaluate(names)
    assert shown[:LONG_CHANNEL] == [f"Note {number}." for number in range(len(shown))][:LONG_CHANNEL]
    await box(page).fill("And one more")
    await box(page).press("Enter")
    await expect(newest(page)).to_contain_text("And one more")
    await expect(newest(page)).to_be_in_viewport()
