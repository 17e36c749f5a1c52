"""Finding, filling in and running commands."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from sandbox import Sandbox
from tests.page.browser import box, command, newest
from tests.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_newcomers_question(visit: Visit) -> None:
    """Typed as any guide writes it, keyboard only, answered privately."""
    ada, ben = await visit("Ada Okafor"), await visit("Ben Hughes")
    await box(ada).focus()
    await ada.keyboard.type("/who query: who knows NVivo?")
    await expect(ada.get_by_role("combobox", name="query")).to_have_value("who knows NVivo?")
    await ada.keyboard.press("Enter")
    answer = newest(ada).filter(has_text="Looking for who knows NVivo?, 5 at most")
    await expect(answer).to_contain_text("Ada Okafor used /who")
    await expect(answer).to_contain_text("Only you can see this")
    await expect(ben.get_by_text("Looking for")).to_have_count(0)
    await answer.get_by_role("button", name="Dismiss message").click()
    await expect(answer).to_have_count(0)
    await expect(box(ada)).to_be_focused()


@pytest.mark.parametrize(
    ("before", "after"),
    [("/who que", "ry: who knows NVivo?"), ("/who query: who ", "knows NVivo?"), ("/who who kn", "ows NVivo?")],
)
async def test_typing_faster_than_the_commands_load(visit: Visit, before: str, after: str) -> None:
    """Not a letter is lost when the form opens in the middle of a word."""
    page = await visit("Ada Okafor")
    loaded = asyncio.Event()

    async def slowly(route: Route) -> None:
        await loaded.wait()
        await route.continue_()

    await page.route("**/application-command-index", slowly)
    await box(page).focus()
    await page.keyboard.type(before)
    loaded.set()
    query = page.get_by_role("combobox", name="query")
    await expect(query).to_be_focused()
    await page.keyboard.type(after)
    await expect(query).to_have_value("who knows NVivo?")


async def test_the_list_filters_while_typing(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("/")
    commands = page.get_by_role("listbox", name="Commands")
    await expect(commands.get_by_role("option", name="/who Find people who can help")).to_be_visible()
    # Facilitators' commands are not offered to newcomers.
    await expect(commands.get_by_role("option", name="/manage")).to_have_count(0)
    await box(page).fill("/wh")
    await expect(commands.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(commands).to_be_hidden()
    await expect(box(page)).to_have_value("/wh")


async def test_facilitators_are_offered_theirs(visit: Visit) -> None:
    page = await visit("Carys Llewellyn")
    await box(page).fill("/manage")
    await expect(page.get_by_role("option", name="/manage For facilitators")).to_be_visible()


async def test_choosing_with_the_arrow_keys(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).focus()
    await page.keyboard.type("/e")
    first = page.get_by_role("listbox", name="Commands").get_by_role("option", selected=True)
    await expect(first).to_contain_text("/echo")
    await page.keyboard.press("ArrowDown")
    await expect(first).to_contain_text("/everything")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("form", name="Command /echo")).to_be_visible()
    await expect(page.get_by_role("combobox", name="text")).to_be_focused()


async def test_autocomplete_while_typing(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("/who ")
    query = page.get_by_role("combobox", name="query")
    await expect(query).to_be_focused()
    await page.keyboard.type("inter")
    await expect(page.get_by_role("option")).to_have_text(["Interviews"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(query).to_have_value("Interviews")
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Looking for Interviews")


async def test_errors_in_words_before_anything_is_sent(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("/who ")
    await page.get_by_label("limit").fill("eleven")
    await page.get_by_role("button", name="Send").click()
    form = page.get_by_role("form", name="Command /who")
    await expect(form.get_by_text("This option is required. Specify a value.")).to_be_visible()
    await expect(form.get_by_text("Enter a whole number.")).to_be_visible()
    await expect(page.get_by_role("combobox", name="query")).to_be_focused()
    await page.get_by_label("limit").fill("11")
    await page.get_by_role("button", name="Send").click()
    await expect(form.get_by_text("Must be 10 or less.")).to_be_visible()


async def test_every_kind_of_option(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("/options title: A title")
    await expect(page.get_by_label("title")).to_have_value("A title")
    await page.get_by_role("combobox", name="colour").click()
    await page.get_by_role("option", name="Blue").click()
    await page.get_by_role("button", name="Add option amount").click()
    await page.get_by_label("amount").fill("2.5")
    await page.get_by_role("button", name="Add option place").click()
    await page.keyboard.type("meth")
    await page.get_by_role("option", name="#methods").click()
    await page.get_by_role("button", name="Add option role").click()
    await page.keyboard.type("Facil")
    await page.get_by_role("option", name="Facilitator").click()
    await page.get_by_role("button", name="Add option paper").click()
    await page.get_by_label("paper").set_input_files(
        {"name": "draft.txt", "mimeType": "text/plain", "buffer": b"Draft"}
    )
    await page.get_by_role("button", name="Send").click()
    await expect(newest(page)).to_contain_text("Got ['b', 'A title', 2.5, 'methods', 'Facilitator', 'draft.txt']")


async def test_a_choice_that_is_not_on_the_list(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("/options title: A title")
    await page.get_by_role("combobox", name="colour").fill("mauve")
    await page.get_by_label("title").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Choose one from the list.")).to_be_visible()


async def test_thinking_and_then_the_answer(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await command(page, "/slow")
    await expect(newest(page)).to_contain_text("Done")


async def test_the_application_did_not_respond(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit("Ada Okafor")
    await command(page, "/mute")
    await expect(newest(page)).to_contain_text("Sending /mute…")
    sandbox.advance(3)
    await expect(newest(page)).to_contain_text("/mute: The application did not respond.")


async def test_commands_on_people_and_messages(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    greeting = page.get_by_role("article", name="Carys Llewellyn").first
    await greeting.get_by_role("button", name="Carys Llewellyn", exact=True).click()
    await page.get_by_role("menu", name="Carys Llewellyn").get_by_role("menuitem", name="Wave").click()
    await expect(newest(page)).to_contain_text("Waved at Carys Llewellyn")
    await greeting.click(button="right")
    await page.get_by_role("menu", name="Message by Carys Llewellyn").get_by_role("menuitem", name="Quote").click()
    await expect(newest(page).locator("blockquote")).to_have_text("Good morning, everyone")


async def test_leaving_a_command_goes_back_to_writing(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("/who ")
    await page.get_by_role("combobox", name="query").press("Escape")
    await page.keyboard.press("Escape")
    await expect(box(page)).to_be_focused()
    await expect(page.get_by_role("form", name="Command /who")).to_have_count(0)
