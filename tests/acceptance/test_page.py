"""The page with Heronry behind it, in a real browser, by keyboard alone: what someone who tries the demo meets."""

from collections.abc import AsyncGenerator

import pytest
from icalendar import Calendar
from playwright.async_api import Page, expect

from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House
from tests.page.browser import CHROMIUM, MISSING, box, chromium, enter, newest, tab_to, windows

QUESTION = "/who query: who knows NVivo?"


@pytest.fixture
async def page() -> AsyncGenerator[Page]:
    if CHROMIUM is None:
        pytest.skip(MISSING)
    async with chromium() as browser, windows(browser) as open_window:
        yield await open_window()


async def run(page: Page, typed: str) -> None:
    """Types a whole command and sends it, without a mouse."""
    await expect(box(page)).to_be_focused()
    await page.keyboard.type(typed)
    # The form opens when the command is recognised; what was typed meanwhile ends up in its field.
    await page.get_by_role("form", name=f"Command {typed.split()[0]}").wait_for()
    await page.keyboard.press("Enter")


async def test_a_newcomer_chooses_who_she_is_and_asks(page: Page, home: House) -> None:
    await page.goto(home.sandbox.url)
    await page.get_by_label("Find someone").focus()
    await page.keyboard.type("amina")
    await tab_to(page, page.get_by_role("link", name=NEWCOMER))
    await page.keyboard.press("Enter")
    await run(page, QUESTION)

    answer = newest(page).filter(has_text="Only you can see this")
    await expect(answer.get_by_role("heading", name="who knows NVivo?")).to_be_visible()
    named = set(await answer.locator("strong").all_inner_texts())
    hidden = {profile.display_name for profile in SAMPLE.profiles if not profile.findable_by_newcomers}
    assert "Tomasz Wilk" in named
    assert named.isdisjoint(hidden)
    await expect(answer).to_contain_text("Ask for an introduction")
    await expect(answer.get_by_role("button", name="Show entry")).to_have_count(0)


async def test_a_member_opens_the_entry_of_someone_who_can_help(page: Page, home: House) -> None:
    await enter(page, home.sandbox, MEMBER, "methods-help")
    await run(page, QUESTION)
    answer = newest(page).filter(has_text="Only you can see this")
    await expect(answer).to_contain_text("can teach NVivo")
    name = await answer.locator("strong").last.inner_text()
    # Backwards from the message box: the first button met is that of the last person shown.
    await tab_to(page, answer.get_by_role("button", name="Show entry").last, key="Shift+Tab")
    await page.keyboard.press("Enter")

    entry = newest(page).filter(has_text="Open to")
    await expect(entry).to_contain_text("Only you can see this")
    await expect(entry.get_by_role("heading")).to_contain_text(name)


async def test_setting_up_again_keeps_what_was_chosen(page: Page, home: House) -> None:
    await enter(page, home.sandbox, ADMINISTRATOR, "facilitators")
    await run(page, "/setup ")
    form = page.get_by_role("dialog", name="Set up Heronry")
    await expect(form.get_by_role("combobox", name="Members' role")).to_have_value("Members")
    await expect(form.get_by_role("combobox", name="Facilitators' role")).to_have_value("Facilitators")
    await tab_to(page, form.get_by_label("Time zone"))
    await page.keyboard.press("Control+a")
    await page.keyboard.type("Dublin")
    await tab_to(page, form.get_by_role("button", name="Submit"))
    await page.keyboard.press("Enter")

    settings = newest(page).filter(has_text="Settings of this server")
    await expect(settings).to_contain_text("Members: @Members")
    await expect(settings).to_contain_text("Time zone: Europe/Dublin")
    assert home.services is not None
    assert home.services.community.community(SAMPLE.guild_id).members_role_id == SAMPLE.settings.members_role_id


async def test_a_member_answers_an_announcement_and_takes_it_into_her_calendar(page: Page, home: House) -> None:
    await enter(page, home.sandbox, FACILITATOR, "general")
    meeting = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Reflective space")).last
    await expect(meeting).to_contain_text("1 going")
    await expect(meeting).to_contain_text("Where: The small seminar room")
    await tab_to(page, meeting.get_by_role("button", name="Going"), key="Shift+Tab", within=60)
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("You answered: Going.")
    await expect(meeting).to_contain_text("2 going")

    await meeting.get_by_role("button", name="Add to calendar").click()
    given = newest(page).filter(has_text="Only you can see this").filter(has_text="Open this file")
    async with page.expect_download() as download:
        await given.get_by_role("link", name="meeting.ics").click()
    [event] = Calendar.from_ical((await (await download.value).path()).read_bytes()).events
    assert str(event["summary"]) == "Reflective space"
