"""What messages hold: embeds, buttons, selects, Components V2."""

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox import Sandbox
from tests.page.browser import box, command, newest
from tests.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def everything(page: Page) -> Locator:
    await command(page, "/everything")
    message = page.get_by_role("article").filter(has=page.get_by_role("heading", name="Who can help")).last
    await message.wait_for()
    return message


async def test_components_v2(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    message = await everything(page)
    await expect(message.locator("strong", has_text="Carys Llewellyn")).to_be_visible()
    await expect(message.get_by_role("separator")).to_have_count(2)
    await expect(message.get_by_role("img", name="A teal square")).to_be_visible()
    gallery = message.get_by_role("img", name="A wide teal field")
    await gallery.scroll_into_view_if_needed()
    await page.wait_for_function("image => image.naturalWidth > 0", arg=await gallery.element_handle())
    async with page.expect_download() as download:
        await message.get_by_role("link", name="meeting.ics").click()
    assert (await download.value).suggested_filename == "meeting.ics"
    await message.get_by_role("button", name="Ask for an introduction").click()
    await expect(newest(page)).to_contain_text("Introduction asked for")
    await expect(newest(page)).to_contain_text("In answer to Tester Who can help")


async def test_an_answer_to_ones_own_press_is_shown_wherever_one_was_reading(visit: Visit) -> None:
    page = await visit("Ada Okafor", viewport={"width": 1000, "height": 300})
    message = await everything(page)
    await message.get_by_role("button", name="Ask for an introduction").click()
    await expect(newest(page)).to_contain_text("Introduction asked for")
    await expect(newest(page)).to_be_in_viewport()


@pytest.mark.parametrize(
    ("select", "typed", "option", "answer"),
    [
        ("People", "ben", "Ben Hughes", "Chosen: ben"),
        ("Roles", "fac", "Facilitator", "Chosen: Facilitator"),
        ("Places", "#meth", "#methods", "Chosen: methods"),
        ("Anyone", "mem", "Member", "Chosen: Member"),
    ],
)
async def test_selects_filled_by_the_server(visit: Visit, select: str, typed: str, option: str, answer: str) -> None:
    page = await visit("Ada Okafor")
    message = await everything(page)
    await message.get_by_role("combobox", name=select).click()
    await page.keyboard.type(typed)
    await page.get_by_role("option", name=option).first.click()
    await expect(newest(page)).to_contain_text(answer)


async def test_several_choices_are_sent_together_by_keyboard(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    message = await everything(page)
    skills = message.get_by_role("combobox", name="Skills")
    await skills.focus()
    await page.keyboard.press("ArrowDown")
    await page.get_by_role("option", name="NVivo").wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("option", selected=True)).to_have_count(2)
    await page.keyboard.press("Escape")
    await expect(newest(page)).to_contain_text("Chosen: NVivo, Interviews")


async def test_buttons_of_every_style_and_an_embed(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await command(page, "/styles")
    message = newest(page).filter(has_text="Press one")
    await expect(message.get_by_text("An embed")).to_be_visible()
    await expect(message.get_by_role("term")).to_have_text("Setting")
    await expect(message.get_by_role("link", name="Guide")).to_have_attribute("href", "https://example.org/guide")
    await expect(message.get_by_role("link", name="Guide")).to_have_attribute("rel", "noopener noreferrer nofollow")
    await expect(message.get_by_role("button", name="Closed")).to_be_disabled()
    await message.get_by_role("button", name="Edit").press("Enter")
    await expect(newest(page)).to_contain_text("Edited in place")
    # The message was drawn anew under the keyboard: the button still has the focus.
    await expect(newest(page).get_by_role("button", name="Edit")).to_be_focused()


async def test_a_press_that_nobody_answers(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit("Ada Okafor")
    await command(page, "/styles")
    message = newest(page).filter(has_text="Press one")
    button = message.get_by_role("button", name="Ignore")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    sandbox.advance(3)
    await expect(message.get_by_role("alert")).to_have_text("The application did not respond.")
    await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_unknown_component_is_named(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    shown = await page.evaluate("""async () => {
        const { messageComponents } = await import('/components.js');
        return messageComponents([{ type: 77 }], {}).map((node) => node.textContent);
    }""")
    assert shown == ["Unknown component (type 77)"]
    await expect(box(page)).to_be_visible()
