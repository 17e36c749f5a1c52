"""What Discord does by itself as time passes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sandbox import Sandbox
from tests.sandbox.wire import Bot, Control
from tests.sandbox.worlds import GENERAL_ID, GUILD_ID, STAFF_ID

HOUR = 3600.0
EVENTS = f"/guilds/{GUILD_ID}/scheduled-events"


def at(sandbox: Sandbox, hours: float) -> str:
    return datetime.fromtimestamp(sandbox.service.clock.now() + hours * HOUR, UTC).isoformat()


async def meeting(bot: Bot, **changes: Any) -> dict[str, Any]:
    event: dict[str, Any] = {
        "name": "Reading group",
        "privacy_level": 2,
        "entity_type": 3,
        "scheduled_start_time": at(bot.sandbox, 1),
        "scheduled_end_time": at(bot.sandbox, 2),
        "entity_metadata": {"location": "Library"},
    }
    return await bot.done("POST", EVENTS, event | changes)


async def status(bot: Bot, event: dict[str, Any]) -> int:
    return (await bot.get(f"{EVENTS}/{event['id']}"))["status"]


async def test_an_event_elsewhere_begins_and_ends_by_itself(bot: Bot) -> None:
    event = await meeting(bot)
    ada = await bot.sandbox.person("Ada")
    assert await status(bot, event) == 1
    bot.sandbox.advance(HOUR + 1)
    assert await status(bot, event) == 2
    bot.sandbox.advance(HOUR)
    assert await status(bot, event) == 3
    assert await bot.get(EVENTS) == []
    await ada.event(lambda event: event.name == "GUILD_SCHEDULED_EVENT_UPDATE" and event.data["status"] == 3)
    bot.sandbox.assert_no_violations()


async def test_a_moved_event_begins_at_its_new_time(bot: Bot) -> None:
    event = await meeting(bot)
    later = {"scheduled_start_time": at(bot.sandbox, 3), "scheduled_end_time": at(bot.sandbox, 4)}
    await bot.done("PATCH", f"{EVENTS}/{event['id']}", later)
    bot.sandbox.advance(HOUR + 1)
    assert await status(bot, event) == 1
    bot.sandbox.advance(2 * HOUR)
    assert await status(bot, event) == 2


async def test_an_event_in_a_channel_lapses_if_nobody_begins_it(bot: Bot) -> None:
    room = bot.sandbox.service.world.channel(STAFF_ID)
    room.type = 2
    room.overwrites.clear()
    event = await meeting(bot, entity_type=2, channel_id=str(STAFF_ID), entity_metadata=None)
    bot.sandbox.advance(HOUR + 1)
    assert await status(bot, event) == 1
    bot.sandbox.advance(3 * HOUR)
    assert await status(bot, event) == 4


async def test_a_deleted_event_stays_so(bot: Bot) -> None:
    event = await meeting(bot)
    await bot.done("DELETE", f"{EVENTS}/{event['id']}")
    bot.sandbox.advance(2 * HOUR)
    await bot.turned_down("GET", f"{EVENTS}/{event['id']}", None, 404, 10070)


async def test_a_quiet_thread_is_archived(bot: Bot) -> None:
    start = {"name": "Talk", "type": 11, "auto_archive_duration": 60}
    thread = await bot.done("POST", f"/channels/{GENERAL_ID}/threads", start)
    place = f"/channels/{thread['id']}"
    bot.sandbox.advance(0.9 * HOUR)
    await bot.done("POST", f"{place}/messages", {"content": "Still here"})
    bot.sandbox.advance(0.9 * HOUR)
    assert not (await bot.get(place))["thread_metadata"]["archived"]
    bot.sandbox.advance(0.2 * HOUR)
    assert (await bot.get(place))["thread_metadata"]["archived"]
    await bot.done("POST", f"{place}/messages", {"content": "Again"})
    assert not (await bot.get(place))["thread_metadata"]["archived"]


@pytest.mark.parametrize("reload", [True, False])
async def test_a_loaded_state_goes_on(bot: Bot, control: Control, reload: bool) -> None:
    event = await meeting(bot)
    if reload:
        state = (await control.request("GET", "/state")).body
        await control.request("POST", "/state", state)
    bot.sandbox.advance(HOUR + 1)
    assert await status(bot, event) == 2
