"""Without a mouse, on a narrow screen, and with axe looking."""

from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.page.browser import box, command, newest, tab_to
from tests.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

PHONE = {"width": 360, "height": 720}
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
NO_AXE = "axe-core is not there: npm install --no-save axe-core"


async def test_a_visit_by_keyboard_alone(visit: Visit) -> None:
    """Choose a person, ask, press a button of the answer, all by keys."""
    page = await visit(None)
    await page.get_by_label("Find someone").focus()
    await page.keyboard.type("ada")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("/styles")
    await page.get_by_role("option", name="/styles").wait_for()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Send")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Press one")
    await expect(box(page)).to_be_focused()
    await tab_to(page, newest(page).get_by_role("button", name="Edit"), key="Shift+Tab", within=4)
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Edited in place")


async def test_moving_among_messages_and_opening_their_menu(visit: Visit) -> None:
    page = await visit("Ada Okafor", "methods")
    await newest(page).focus()
    await page.keyboard.press("ArrowUp")
    await expect(page.get_by_role("article").nth(-2)).to_be_focused()
    await page.keyboard.press("Enter")
    menu = page.get_by_role("menu", name="Message by Ben Hughes")
    await expect(menu.get_by_role("menuitem").first).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(menu.get_by_role("menuitem").last).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)
    await expect(page.get_by_role("article").nth(-2)).to_be_focused()


async def test_skipping_to_the_message_box(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await page.get_by_role("button", name="Skip to writing").focus()
    await page.keyboard.press("Enter")
    await expect(box(page)).to_be_focused()


async def test_on_a_phone(visit: Visit) -> None:
    page = await visit(None, viewport=PHONE, has_touch=True)
    await page.get_by_role("link", name="Ada Okafor").tap()
    await page.get_by_role("link", name="methods").tap()
    await expect(page.get_by_role("heading", name="#methods")).to_be_visible()
    await expect(page.get_by_role("navigation", name="Channels")).to_be_hidden()
    await page.get_by_role("button", name="Channels").tap()
    await page.get_by_role("link", name="welcome").tap()
    await command(page, "/who query: who knows NVivo?")
    await expect(newest(page)).to_contain_text("Looking for who knows NVivo?")
    await page.get_by_role("button", name="People").tap()
    await expect(page.get_by_role("complementary", name="People here")).to_be_visible()
    await page.get_by_role("button", name="People").tap()
    await expect(newest(page)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def violations(page: Page) -> list[str]:
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("async () => (await axe.run()).violations")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.skipif(not AXE.is_file(), reason=NO_AXE)
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing(visit: Visit, theme: str) -> None:
    """On every screen: chooser, chat with all components, command list, form with errors, menu, modal."""
    chooser = await visit(None, color_scheme=theme)
    await chooser.get_by_role("main").wait_for()
    assert await violations(chooser) == []
    page = await visit("Ada Okafor", color_scheme=theme)
    for typed in ("/everything", "/styles", "/who query: hello"):
        await command(page, typed)
    await expect(newest(page)).to_contain_text("Only you can see this")
    await page.get_by_role("button", name="People").click()
    assert await violations(page) == []
    await box(page).fill("/")
    await page.get_by_role("option").first.wait_for()
    assert await violations(page) == []
    await box(page).fill("/options ")
    await page.get_by_role("button", name="Send").click()
    await page.get_by_role("combobox", name="colour").click()
    await page.get_by_role("option").first.wait_for()
    assert await violations(page) == []
    await page.get_by_role("button", name="Cancel").click()
    await newest(page).click(button="right")
    await page.get_by_role("menu").wait_for()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    for typed in ("/form", "/form second: True"):
        await command(page, typed)
        await page.get_by_role("dialog").get_by_role("button", name="Submit").click()
        assert await violations(page) == []
        await page.keyboard.press("Escape")
