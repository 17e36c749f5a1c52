"""The first screen, and going from one person to another."""

import pytest
from playwright.async_api import expect

from tests.page.conftest import Visit
from tests.page.world import NEWCOMER_NOTE

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_people_are_grouped_by_kind_with_their_notes(visit: Visit) -> None:
    page = await visit(None)
    await expect(page.get_by_role("heading", level=2)).to_have_text(
        ["Newcomers", "Members", "Facilitators", "Administrators"]
    )
    await expect(page.get_by_role("link", name="Ada Okafor")).to_contain_text(NEWCOMER_NOTE)


async def test_finding_someone(visit: Visit) -> None:
    page = await visit(None)
    await page.get_by_label("Find someone").fill("nurse")
    await expect(page.get_by_role("main").get_by_role("link")).to_have_count(1)
    await expect(page.get_by_role("link", name="Ben Hughes")).to_be_visible()


async def test_choosing_and_switching(visit: Visit) -> None:
    page = await visit(None)
    await page.get_by_role("link", name="Ada Okafor").click()
    await expect(page.get_by_role("heading", name="#welcome")).to_be_visible()
    await expect(page).to_have_title("welcome · Herons · Ada Okafor · Sandbox")
    await page.get_by_role("link", name="Switch person").click()
    await page.get_by_role("link", name="Carys Llewellyn").click()
    await expect(page.get_by_role("region", name="You")).to_contain_text("Carys Llewellyn")


async def test_each_person_sees_their_own_channels(visit: Visit) -> None:
    newcomer, facilitator = await visit("Ada Okafor"), await visit("Carys Llewellyn")
    channels = newcomer.get_by_role("navigation", name="Channels")
    await expect(channels.get_by_role("link", name="methods")).to_be_visible()
    await expect(channels.get_by_role("link", name="facilitators")).to_have_count(0)
    await expect(facilitator.get_by_role("link", name="facilitators")).to_be_visible()


async def test_a_reload_keeps_person_and_channel(visit: Visit) -> None:
    page = await visit("Ben Hughes", "methods")
    await page.reload()
    await expect(page.get_by_role("heading", name="#methods")).to_be_visible()
    await expect(page.get_by_role("region", name="You")).to_contain_text("Ben Hughes")


async def test_the_theme_is_remembered(visit: Visit) -> None:
    page = await visit("Ada Okafor", color_scheme="light")
    background = "getComputedStyle(document.body).backgroundColor"
    light = await page.evaluate(background)
    await page.get_by_role("button", name="Dark").click()
    dark = await page.evaluate(background)
    await page.reload()
    await expect(page.get_by_role("button", name="Dark", pressed=True)).to_be_visible()
    assert await page.evaluate(background) == dark != light
