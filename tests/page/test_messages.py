"""Reading and writing: history, what arrives live, answers, reactions, direct messages."""

import discord
import pytest
from playwright.async_api import expect

from sandbox import Sandbox
from tests.page.browser import box, newest
from tests.page.conftest import Visit
from tests.page.world import LONG_CHANNEL
from tests.sandbox.discordpy import TinyBot

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_history_with_author_time_and_markdown(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    greeting = page.get_by_role("article", name="Carys Llewellyn").first
    await expect(greeting.locator("strong", has_text="everyone")).to_be_visible()
    # 08:00 UTC in July is 09:00 in London.
    await expect(greeting.locator("time")).to_have_text("01/07/2025, 09:00")


async def test_older_messages_load_on_scrolling_up(visit: Visit) -> None:
    page = await visit("Ada Okafor", "methods")
    await expect(newest(page)).to_contain_text(f"Note {LONG_CHANNEL - 1}.")
    beginning = page.get_by_text("This is the beginning of #methods.")
    await page.get_by_role("region", name="Messages").hover()
    while not await beginning.is_visible():
        await page.mouse.wheel(0, -3000)
        await page.evaluate("new Promise(requestAnimationFrame)")
    await expect(page.get_by_text("Note 0.", exact=True)).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(LONG_CHANNEL)


async def test_a_message_reaches_both_windows_and_is_announced(visit: Visit) -> None:
    ada, ben = await visit("Ada Okafor"), await visit("Ben Hughes")
    await box(ada).fill("Hello, I am **new**")
    await box(ada).press("Enter")
    await expect(box(ada)).to_have_value("")
    await expect(newest(ben).locator("strong")).to_have_text(["new"])
    await expect(ben.get_by_role("log", name="Announcements")).to_contain_text("Ada Okafor: Hello, I am new")


async def test_unread_channels_are_marked(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit("Ada Okafor", "welcome")
    carys = await sandbox.person("Carys Llewellyn")
    await carys.writes("Over here", channel="methods")
    await page.get_by_role("link", name="methods (unread)").click()
    await expect(newest(page)).to_contain_text("Over here")
    await expect(page.get_by_role("link", name="methods (unread)")).to_have_count(0)


async def test_answering(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit("Ada Okafor")
    ben = await sandbox.person("Ben Hughes")
    await ben.writes("Anyone for lunch?")
    question = page.get_by_role("article").filter(has_text="Anyone for lunch?")
    await question.click(button="right")
    await page.get_by_role("menuitem", name="Answer").click()
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("Yes please")
    await page.keyboard.press("Enter")
    await expect(newest(page)).to_contain_text("Yes please")
    await expect(newest(page)).to_contain_text("In answer to Ben Hughes")


async def test_reacting(visit: Visit) -> None:
    ada, ben = await visit("Ada Okafor"), await visit("Ben Hughes")
    await box(ben).fill("Shall we meet earlier?")
    await box(ben).press("Enter")
    question = ada.get_by_role("article").filter(has_text="Shall we meet earlier?")
    await question.click(button="right")
    await ada.get_by_role("menuitem", name="React with 👍").click()
    await expect(question.get_by_role("button", name="👍, 1 reaction", pressed=True)).to_be_visible()
    await newest(ben).get_by_role("button", name="👍, 1 reaction", pressed=False).click()
    await question.get_by_role("button", name="👍, 2 reactions", pressed=True).click()
    await expect(question.get_by_role("button", name="👍, 1 reaction", pressed=False)).to_be_visible()


async def test_threads_and_posts(visit: Visit, bot: TinyBot) -> None:
    page = await visit("Ada Okafor")
    parents = {channel.name: channel for channel in bot.get_all_channels()}
    methods, questions = parents["methods"], parents["questions"]
    assert isinstance(methods, discord.TextChannel)
    assert isinstance(questions, discord.ForumChannel)
    thread = await methods.create_thread(name="NVivo tips", type=discord.ChannelType.public_thread)
    await thread.send("Begin with the codebook")
    await page.get_by_role("link", name="NVivo tips (thread)").click()
    await expect(page.get_by_role("heading", name="methods › NVivo tips")).to_be_visible()
    await expect(newest(page)).to_contain_text("Begin with the codebook")
    await questions.create_thread(name="Which software?", content="For interviews")
    await page.get_by_role("link", name="questions (forum)").click()
    await page.get_by_role("main").get_by_role("link", name="Which software?").click()
    await expect(newest(page)).to_contain_text("For interviews")


async def test_mentioning_someone(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("Thank you @Car")
    await page.get_by_role("option", name="Carys Llewellyn").click()
    await box(page).press("Enter")
    await expect(newest(page).get_by_role("button", name="@Carys Llewellyn")).to_be_visible()


async def test_where_one_may_not_write(visit: Visit) -> None:
    page = await visit("Ada Okafor", "notices")
    await expect(box(page)).to_have_attribute("aria-label", "Type / for commands")


async def test_a_direct_message(visit: Visit) -> None:
    ada, ben = await visit("Ada Okafor"), await visit("Ben Hughes")
    await ada.get_by_role("button", name="People").click()
    await ada.get_by_role("complementary").get_by_role("button", name="Ben Hughes").click()
    await ada.get_by_role("menuitem", name="Message").click()
    await expect(ada.get_by_role("heading", name="Ben Hughes", level=1)).to_be_visible()
    await box(ada).fill("Just between us")
    await box(ada).press("Enter")
    await ben.get_by_role("link", name="Ada Okafor (unread)").click()
    await expect(newest(ben)).to_contain_text("Just between us")


async def test_what_the_sandbox_refuses_stays_in_the_box(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("x" * 2001)
    await box(page).press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="too long: 2001")).to_be_visible()
    await expect(box(page)).to_have_value("x" * 2001)
