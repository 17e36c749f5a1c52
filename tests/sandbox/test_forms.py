"""Modals: one after another, again, forgotten, held to their limits, with files."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from sandbox.driver import DidNotRespond, Refused
from tests.sandbox.asked import ANSWER, MODAL, PRIVATE, Asked, used
from tests.sandbox.wire import Bot
from tests.sandbox.worlds import BOT_ID


async def test_a_form_cannot_follow_a_form(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    form, _ = await used(ben, asked, MODAL)
    submitting = asyncio.create_task(ben.fills_in(form, {"Name": "Ben"}))
    interaction = await asked.taken()
    assert interaction["data"]["components"][0]["component"]["value"] == "Ben"
    await asked.anyone.refused("POST", asked.callback(interaction), MODAL, 400, 50035)
    await asked.anyone.done("POST", asked.callback(interaction), PRIVATE)
    assert (await submitting).text == "For you"
    with pytest.raises(Refused):
        await ben.fills_in(form, {"Name": "Twice"})


async def test_a_form_is_submitted_again_after_no_answer(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    form, _ = await used(ben, asked, MODAL)
    submitting = asyncio.create_task(ben.fills_in(form, {"Name": "Ben"}))
    await asked.taken()
    asked.sandbox.advance(3.1)
    with pytest.raises(DidNotRespond):
        await submitting
    again, _ = await asyncio.gather(ben.fills_in(form, {"Name": "Ben"}), asked.answers(PRIVATE))
    assert again.text == "For you"
    asked.sandbox.assert_no_violations()


async def test_a_form_nobody_submits_is_forgotten(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    await used(ben, asked, MODAL)
    asked.sandbox.advance(2 * 3600)
    await used(ben, asked, ANSWER)
    assert asked.sandbox.service.world.live.modals == {}


async def test_a_form_is_held_to_its_limits(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    form, _ = await used(ben, asked, MODAL)
    with pytest.raises(Refused):
        await ben.fills_in(form, {"Name": "Too long"})
    asked.sandbox.assert_no_violations()


async def test_files_come_with_a_command_and_a_form(asked: Asked, bot: Bot, session: aiohttp.ClientSession) -> None:
    """The person sends bytes; the application is told ids, names and where to fetch them."""
    option = {"type": 11, "name": "file", "description": "A file", "required": True}
    command = {"name": "read", "description": "Reads", "options": [option]}
    await bot.done("PUT", f"/applications/{BOT_ID}/commands", [command])
    upload = {"type": 18, "label": "Paper", "component": {"type": 19, "custom_id": "paper", "required": True}}
    modal = {"type": 9, "data": {"custom_id": "papers", "title": "Papers", "components": [upload]}}
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/read", file="0", files={"a.txt": b"First"}))
    interaction = await asked.answers(modal)
    data = interaction["data"]
    assert data["resolved"]["attachments"][data["options"][0]["value"]]["filename"] == "a.txt"
    submitting = asyncio.create_task(ben.fills_in(await waiting, {"Paper": ["0"]}, files={"b.txt": b"Second"}))
    submitted = await asked.answers(PRIVATE)
    id = submitted["data"]["components"][0]["component"]["values"][0]
    async with session.get(submitted["data"]["resolved"]["attachments"][id]["url"]) as response:
        assert await response.read() == b"Second"
    await submitting
    asked.sandbox.assert_no_violations()
