"""Documented limits on how many, and what is closed, locked or somebody else's."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.driver import Refused
from sandbox.gateway import connection
from sandbox.model import ChannelType, Message
from tests.sandbox.wire import Bot, Socket
from tests.sandbox.worlds import BEN_ID, GENERAL_ID, GUILD_ID, MEETING, OTHER_BOT_ID, STAFF_ID, TOKEN

GENERAL = f"/channels/{GENERAL_ID}"
GUILD = f"/guilds/{GUILD_ID}"
THREADS = f"{GENERAL}/threads"


async def said(bot: Bot) -> Message:
    """A message of the bot's, as the world keeps it."""
    id = (await bot.done("POST", f"{GENERAL}/messages", {"content": "Said"}))["id"]
    return bot.sandbox.service.world.channel(GENERAL_ID).messages[int(id)]


async def test_twenty_different_reactions(bot: Bot) -> None:
    message = await said(bot)
    message.reactions = {f"emoji{number}": [BEN_ID] for number in range(20)}
    await bot.refused("PUT", f"{GENERAL}/messages/{message.id}/reactions/%F0%9F%91%8D/@me", None, 400, 30010)


async def test_two_hundred_and_fifty_pins(bot: Bot) -> None:
    message, channel = await said(bot), bot.sandbox.service.world.channel(GENERAL_ID)
    for number in range(250):
        channel.messages[number] = Message(number, channel.id, BEN_ID, pinned_at=1.0)
    await bot.refused("PUT", f"{GENERAL}/messages/pins/{message.id}", None, 400, 30003)


async def test_a_system_message_cannot_be_pinned(bot: Bot) -> None:
    message = await said(bot)
    message.type = 7
    await bot.refused("PUT", f"{GENERAL}/messages/pins/{message.id}", None, 403, 50021)


async def test_threads_have_bounds_and_locks(bot: Bot, watcher: Bot) -> None:
    thread = await bot.done("POST", THREADS, {"name": "Talk", "type": 11})
    place = f"/channels/{thread['id']}"
    await watcher.done("POST", f"{place}/messages", {"content": "In here"})
    await watcher.refused("PATCH", place, {"name": "Mine"}, 403, 50013)
    await watcher.refused("DELETE", place, None, 403, 50013)
    await bot.done("PATCH", place, {"locked": True})
    await watcher.refused("POST", f"{place}/messages", {"content": "Locked?"}, 400, 160005)
    await bot.done("PATCH", place, {"archived": True})
    await bot.refused("PUT", f"{place}/thread-members/{BEN_ID}", None, 400, 50083)
    await watcher.refused("PATCH", place, {"archived": False}, 403, 50013)
    await bot.refused("PUT", f"{GENERAL}/thread-members/{BEN_ID}", None, 400, 50024)


async def test_a_thousand_active_threads(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.rest.threads.MOST_ACTIVE", 1)
    await bot.done("POST", THREADS, {"name": "One", "type": 11})
    await bot.refused("POST", THREADS, {"name": "Two", "type": 11}, 400, 160006)


async def test_a_private_thread_is_opened_by_those_inside(bot: Bot, watcher: Bot) -> None:
    thread = await bot.done("POST", THREADS, {"name": "Closed", "type": 12, "invitable": False})
    place = f"/channels/{thread['id']}"
    await watcher.refused("GET", place, None, 403, 50001)
    await bot.done("PUT", f"{place}/thread-members/{OTHER_BOT_ID}")
    await watcher.refused("PUT", f"{place}/thread-members/{BEN_ID}", None, 403, 50013)
    await bot.done("PUT", f"{place}/thread-members/{BEN_ID}")
    members = await watcher.get(f"{place}/thread-members")
    assert len(members) == 3
    page = await watcher.get(f"{place}/thread-members?with_member=true&limit=1&after={members[0]['user_id']}")
    assert [one["member"]["user"]["id"] for one in page] == [members[1]["user_id"]]
    await watcher.refused("DELETE", f"{place}/thread-members/{BEN_ID}", None, 403, 50013)
    await bot.done("DELETE", f"{place}/thread-members/{BEN_ID}")
    await watcher.done("DELETE", f"{place}/thread-members/@me")


async def test_forum_tags_are_the_forums(bot: Bot, watcher: Bot) -> None:
    forum = bot.sandbox.service.world.channel(GENERAL_ID)
    forum.type = int(ChannelType.FORUM)
    forum.tags = [{"id": "77", "name": "Open", "moderated": True, "emoji_id": None, "emoji_name": None}]
    post = {"name": "Post", "message": {"content": "Text"}}
    await bot.refused("POST", THREADS, post | {"applied_tags": ["78"]}, 400, 10087)
    await watcher.refused("POST", THREADS, post | {"applied_tags": ["77"]}, 403, 50013)
    assert (await bot.done("POST", THREADS, post | {"applied_tags": ["77"]}))["applied_tags"] == ["77"]


async def test_others_events_need_a_permission(bot: Bot, watcher: Bot) -> None:
    event = await bot.done("POST", f"{GUILD}/scheduled-events", MEETING)
    place = f"{GUILD}/scheduled-events/{event['id']}"
    await watcher.refused("PATCH", place, {"name": "Mine"}, 403, 50013)
    await watcher.refused("DELETE", place, None, 403, 50013)
    await bot.done("DELETE", place)


async def test_an_event_in_a_hidden_channel_is_refused(bot: Bot) -> None:
    bot.sandbox.service.world.channel(STAFF_ID).type = int(ChannelType.VOICE)
    inside = MEETING | {"entity_type": 2, "channel_id": str(STAFF_ID), "entity_metadata": None}
    await bot.refused("POST", f"{GUILD}/scheduled-events", inside, 403, 50001)


async def test_a_category_takes_no_messages(bot: Bot) -> None:
    bot.sandbox.service.world.channel(GENERAL_ID).type = int(ChannelType.CATEGORY)
    await bot.refused("POST", f"{GENERAL}/messages", {"content": "x"}, 400, 50024)


async def test_slowmode_slows_people(sandbox: Sandbox) -> None:
    sandbox.service.world.channel(GENERAL_ID).slowmode = 10
    ben = await sandbox.person("Ben")
    await ben.writes("One")
    with pytest.raises(Refused) as refused:
        await ben.writes("Two")
    assert refused.value.code == 20016
    sandbox.advance(11)
    await ben.writes("Two")


async def test_a_file_has_its_bound(sandbox: Sandbox) -> None:
    ben = await sandbox.person("Ben")
    with pytest.raises(Refused) as refused:
        await ben.writes("Big", files={"big.bin": bytes((10 << 20) + 1)})
    assert (refused.value.status, refused.value.code) == (413, 40005)


async def test_in_a_direct_message_others_words_stay(bot: Bot) -> None:
    channel = await bot.done("POST", "/users/@me/channels", {"recipient_id": str(BEN_ID)})
    place = f"/channels/{channel['id']}"
    sent = await bot.done("POST", f"{place}/messages", {"content": "Hello"})
    ben = await bot.sandbox.person("Ben")
    reply = await ben.writes("Hello back", dm="Tester")
    await bot.done("DELETE", f"{place}/messages/{sent['id']}")
    await bot.refused("DELETE", f"{place}/messages/{reply.id}", None, 403, 50013)
    await bot.refused(
        "POST", f"{place}/messages/bulk-delete", {"messages": [str(1 << 62), str((1 << 62) + 1)]}, 403, 50013
    )


async def test_a_client_without_a_heartbeat_is_closed(
    sandbox: Sandbox, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEARTBEAT_MS", 20)
    socket = await Socket.open(sandbox, session)
    await socket.send(2, {"token": TOKEN, "intents": 1, "properties": {}})
    assert await socket.closes() == 4009
