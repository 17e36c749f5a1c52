"""Lost connections, drafts, two windows."""

import pytest
from playwright.async_api import WebSocketRoute, expect

from sandbox import Sandbox
from tests.page.browser import box, command, newest
from tests.page.conftest import Visit

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOST = "Connection lost"


async def test_says_so_comes_back_and_keeps_what_was_typed(visit: Visit, sandbox: Sandbox) -> None:
    page = await visit("Ada Okafor")
    await command(page, "/echo text: private")
    await box(page).fill("Half a thought")
    away = True

    async def gateway(socket: WebSocketRoute) -> None:
        if away:
            await socket.close()
        else:
            socket.connect_to_server()

    await page.route_web_socket("**/gateway**", gateway)
    assert sandbox.cause(kind="close", code=4000, who="Ada Okafor") == 1
    await expect(page.get_by_text(LOST)).to_be_visible()
    ben = await sandbox.person("Ben Hughes")
    await ben.writes("Said meanwhile")
    away = False
    await page.get_by_role("button", name="Try now").click()
    await expect(page.get_by_text(LOST)).to_be_hidden()
    await expect(newest(page)).to_contain_text("Said meanwhile")
    await expect(page.get_by_role("article").filter(has_text="private")).to_be_visible()
    await expect(box(page)).to_have_value("Half a thought")


async def test_a_message_that_could_not_be_sent_stays(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await page.route("**/messages", lambda route: route.abort())
    await box(page).fill("Not lost")
    await box(page).press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    await expect(box(page)).to_have_value("Not lost")
    await page.unroute_all()
    await box(page).press("Enter")
    await expect(newest(page)).to_contain_text("Not lost")
    await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_have_count(0)


async def test_a_form_that_could_not_be_sent_stays(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await page.route("**/interactions", lambda route: route.abort())
    await box(page).fill("/echo text: still here")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    await expect(page.get_by_role("combobox", name="text")).to_have_value("still here")


async def test_drafts_wait_in_their_channels(visit: Visit) -> None:
    page = await visit("Ada Okafor")
    await box(page).fill("A draft")
    await page.get_by_role("link", name="methods").click()
    await expect(page.get_by_role("heading", name="#methods")).to_be_visible()
    await expect(box(page)).to_have_value("")
    await page.get_by_role("link", name="welcome").click()
    await expect(box(page)).to_have_value("A draft")


async def test_two_people_side_by_side(visit: Visit) -> None:
    ada, carys = await visit("Ada Okafor"), await visit("Carys Llewellyn")
    await command(ada, "/panel")
    panel = newest(carys).filter(has_text="Pressed 0")
    await panel.get_by_role("button", name="Count").click()
    await expect(newest(ada)).to_contain_text("Pressed 1")
    await newest(ada).get_by_role("button", name="Count").click()
    await expect(newest(carys)).to_contain_text("Pressed 2")


async def test_a_sandbox_that_is_not_there(visit: Visit) -> None:
    page = await visit(None)
    await page.route("**/sandbox/people", lambda route: route.abort())
    await page.reload()
    await expect(page.get_by_role("heading", name="The sandbox is not answering")).to_be_visible()
    await page.unroute_all()
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
