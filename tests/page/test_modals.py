"""Modals: every input kind, errors in words, nothing typed is lost."""

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from tests.page.browser import box, command, newest
from tests.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def opened(page: Page, typed: str = "/form") -> Locator:
    await command(page, typed)
    dialog = page.get_by_role("dialog", name="Edit your profile")
    await dialog.wait_for()
    return dialog


async def test_texts_and_selects(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    dialog = await opened(page)
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await expect(dialog.locator("strong", has_text="like")).to_be_visible()
    await page.keyboard.type("Ada")
    await dialog.get_by_label("Bio").fill("Two\nlines")
    await dialog.get_by_role("combobox", name="Setting").click()
    await page.get_by_role("option", name="Community").click()
    await dialog.get_by_role("combobox", name="Colleague").fill("carys")
    await page.get_by_role("option", name="Carys Llewellyn").click()
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog).to_have_count(0)
    await expect(newest(page)).to_contain_text(
        "Entered: {'Name': 'Ada', 'Bio': 'Two\\nlines', 'Setting': ['Community'], 'Colleague': ['carys']}"
    )


async def test_choices_boxes_and_files(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    dialog = await opened(page, "/form second: True")
    await dialog.get_by_role("group", name="Stage").get_by_label("PhD").check()
    await dialog.get_by_role("group", name="Open to").get_by_label("Reading a draft").check()
    await dialog.get_by_role("checkbox", name="Newcomers may find me").check()
    await dialog.get_by_label("CV").set_input_files(FilePayload(name="cv.txt", mimeType="text/plain", buffer=b"CV"))
    await dialog.get_by_role("button", name="Submit").click()
    await expect(newest(page)).to_contain_text(
        "Entered: {'Stage': 'PhD', 'Open to': ['Reading a draft'], 'Newcomers may find me': True, 'CV': ['cv.txt']}"
    )


async def test_what_is_missing_is_said_where_it_is_missing(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    dialog = await opened(page)
    await dialog.get_by_role("button", name="Submit").click()
    await expect(dialog.get_by_label("Name")).to_be_focused()
    await expect(dialog.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_label("Name")).to_have_accessible_description("About name This field is required.")
    await expect(dialog.get_by_text("Make a choice.")).to_be_visible()


async def test_escape_does_not_throw_away_what_was_written(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    dialog = await opened(page)
    await dialog.get_by_label("Name").fill("Ada")
    await page.keyboard.press("Escape")
    await expect(dialog.get_by_text("Cancel once more to discard")).to_be_visible()
    await expect(dialog.get_by_label("Name")).to_have_value("Ada")
    await dialog.get_by_role("button", name="Cancel").click()
    await expect(dialog).to_have_count(0)


async def test_focus_returns_and_stays_inside_while_open(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    dialog = await opened(page)
    for _ in range(12):
        await page.keyboard.press("Tab")
    # Beyond the last field lies the browser itself, never the page under the dialog.
    assert await page.evaluate(
        "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
    )
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(box(page)).to_be_focused()
