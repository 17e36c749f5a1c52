"""The page with Heronry behind it, in a real browser, by keyboard alone: what someone who tries the demo meets."""

import re
from collections.abc import AsyncGenerator

import pytest
from playwright.async_api import Page, expect

from tests.acceptance.house import ADMINISTRATOR, MEMBER, NEWCOMER, SAMPLE, House
from tests.page.browser import CHROMIUM, MISSING, box, chromium, enter, newest, tab_to, windows

QUESTION = "/who query: who knows NVivo?"


@pytest.fixture
async def page() -> AsyncGenerator[Page]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    async with chromium() as browser, windows(browser) as open_window:
        yield await open_window()


async def test_a_newcomer_chooses_who_she_is_and_asks(page: Page, home: House) -> None:
    await page.goto(home.sandbox.url)
    await page.get_by_label("Find someone").focus()
    await page.keyboard.type("amina")
    await tab_to(page, page.get_by_role("link", name=NEWCOMER))
    await page.keyboard.press("Enter")
    await expect(box(page)).to_be_focused()
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")

    answer = newest(page)
    await expect(answer).to_contain_text("Only you can see this")
    await expect(answer.get_by_role("heading", name="who knows NVivo?")).to_be_visible()
    named = set(await answer.locator("strong").all_inner_texts())
    willing = {profile.display_name for profile in SAMPLE.profiles if profile.findable_by_newcomers}
    assert "Tomasz Wilk" in named & willing
    assert named.isdisjoint({profile.display_name for profile in SAMPLE.profiles} - willing)
    await expect(answer).to_contain_text("ask a facilitator to introduce you")
    await expect(answer.get_by_role("button", name="Show entry")).to_have_count(0)


async def test_a_member_looks_at_the_entry_of_someone_who_can_help(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "methods-help")
    await expect(box(page)).to_be_focused()
    await page.keyboard.type(QUESTION)
    await page.keyboard.press("Enter")
    answer = newest(page)
    await expect(answer).to_contain_text("Only you can see this")
    await tab_to(page, answer.get_by_role("button", name="Show entry").first, key="Shift+Tab")
    await page.keyboard.press("Enter")

    entry = newest(page).filter(has_text="Last confirmed")
    await expect(entry).to_contain_text("Only you can see this")
    first = re.search(r"\*\*(.+?)\*\*", "")  # replaced below
    del first


async def test_an_administrator_corrects_the_time_zone(page: Page, home: House) -> None:
    await enter(page, home.sandbox, ADMINISTRATOR, "facilitators")
