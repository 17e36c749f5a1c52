"""The gateway, frame by frame: what closes it, what each session gets, what is replayed."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from tests.sandbox.wire import Bot, Json, Socket
from tests.sandbox.worlds import BEN_ID, GENERAL_ID, GUILD_ID, OTHER_TOKEN, STAFF_ID, TOKEN

GUILDS, MEMBERS, PRESENCES, MESSAGES, DIRECT, CONTENT = 1, 1 << 1, 1 << 8, 1 << 9, 1 << 12, 1 << 15
LOGIN: Json = {"token": TOKEN, "intents": 1, "properties": {}}


async def test_hello_ready_and_the_servers(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    socket = await Socket.open(sandbox, session)
    assert (await socket.receive())["d"]["heartbeat_interval"] == 41250
    await socket.send(1, None)
    assert (await socket.receive())["op"] == 11
    ready = await socket.identify(TOKEN)
    assert ready["guilds"] == [{"id": str(GUILD_ID), "unavailable": True}]
    guild = await socket.until("GUILD_CREATE")
    assert (guild["member_count"], len(guild["members"]), len(guild["channels"])) == (5, 1, 2)


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, {**LOGIN, "token": "wrong"}, 4004),
        (2, {**LOGIN, "intents": "many"}, 4013),
        (2, {**LOGIN, "intents": 1 << 40}, 4013),
        (2, {**LOGIN, "intents": MEMBERS}, 4014),
        (2, {**LOGIN, "intents": CONTENT}, 4014),
        (2, {**LOGIN, "shard": [2, 2]}, 4010),
        (2, "not an object", 4002),
        (2, {**LOGIN, "presence": "online"}, 4002),
        (3, {"status": "online"}, 4003),
        (99, None, 4003),
    ],
)
async def test_a_wrong_first_frame_closes(
    sandbox: Sandbox, session: aiohttp.ClientSession, op: int, data: Any, code: int
) -> None:
    socket = await Socket.open(sandbox, session)
    await socket.send(op, data)
    assert await socket.closes() == code
    assert [violation.code for violation in sandbox.violations] == [code]


@pytest.mark.parametrize(
    ("op", "data", "code"),
    [
        (2, LOGIN, 4005),
        (99, None, 4001),
        (8, {"guild_id": str(GUILD_ID), "query": "", "limit": 0}, 4014),
        (8, {"guild_id": str(GUILD_ID), "user_ids": ["ben"]}, 4002),
        (8, {"guild_id": str(GUILD_ID), "query": "be", "limit": "few"}, 4002),
    ],
)
async def test_a_wrong_later_frame_closes(
    sandbox: Sandbox, session: aiohttp.ClientSession, op: int, data: Any, code: int
) -> None:
    socket = await Socket.open(sandbox, session)
    await socket.identify(TOKEN)
    await socket.send(op, data)
    assert await socket.closes() == code
    assert [violation.code for violation in sandbox.violations] == [code]


@pytest.mark.parametrize("text", ["{", "[]", '{"op": 1, "d": "' + "x" * 5000 + '"}'])
async def test_what_is_no_frame_is_a_decode_error(sandbox: Sandbox, session: aiohttp.ClientSession, text: str) -> None:
    socket = await Socket.open(sandbox, session)
    await socket.socket.send_str(text)
    assert await socket.closes() == 4002


async def test_too_many_frames_close(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    socket = await Socket.open(sandbox, session)
    await socket.identify(TOKEN)
    for _ in range(120):
        await socket.send(1, None)
    assert await socket.closes() == 4008


@pytest.mark.parametrize(("query", "code"), [("v=6&encoding=json", 4012), ("v=10&encoding=etf", 4002)])
async def test_other_versions_and_encodings_are_refused(
    sandbox: Sandbox, session: aiohttp.ClientSession, query: str, code: int
) -> None:
    assert await (await Socket.open(sandbox, session, query)).closes() == code


@pytest.mark.parametrize("compress", ["zlib-stream", "zstd-stream"])
async def test_transport_compression(sandbox: Sandbox, session: aiohttp.ClientSession, compress: str) -> None:
    socket = await Socket.open(sandbox, session, f"v=10&encoding=json&compress={compress}")
    await socket.identify(TOKEN)
    assert (await socket.until("GUILD_CREATE"))["name"] == "Herons"


async def test_a_resume_replays_what_was_missed(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    ben = await sandbox.person("Ben")
    first = await Socket.open(sandbox, session)
    ready = await first.identify(TOKEN, GUILDS | MESSAGES)
    await first.until("GUILD_CREATE")
    sandbox.cause(kind="close", code=4000, who="Tester")
    assert await first.closes() == 4000
    await ben.writes("One")
    await ben.writes("Two")
    second = await Socket.open(sandbox, session)
    await second.send(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 2})
    names = [(await second.receive())["t"] for _ in range(4)]
    assert names == [None, "MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
    sandbox.assert_no_violations()


async def test_a_resume_of_nothing_is_refused(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    socket = await Socket.open(sandbox, session)
    await socket.send(6, {"token": TOKEN, "session_id": "unknown", "seq": 1})
    assert (await socket.until_op(9))["d"] is False


async def test_a_resume_of_the_future_closes(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    first = await Socket.open(sandbox, session)
    ready = await first.identify(TOKEN)
    second = await Socket.open(sandbox, session)
    await second.send(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 999})
    assert await second.closes() == 4007


async def test_faults_of_the_gateway(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    socket = await Socket.open(sandbox, session)
    ready = await socket.identify(TOKEN)
    sandbox.cause(kind="reconnect")
    await socket.until_op(7)
    sandbox.cause(kind="invalid_session", resumable=False)
    assert (await socket.until_op(9))["d"] is False
    sandbox.cause(kind="refuse_resume")
    again = await Socket.open(sandbox, session)
    await again.send(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 1})
    assert (await again.until_op(9))["d"] is False


async def test_a_silent_gateway_says_nothing(sandbox: Sandbox, bot: Bot, session: aiohttp.ClientSession) -> None:
    """What happens meanwhile is numbered all the same: a RESUME brings it."""
    socket = await Socket.open(sandbox, session)
    ready = await socket.identify(TOKEN, GUILDS | MESSAGES)
    await socket.until("GUILD_CREATE")
    place = f"/channels/{GENERAL_ID}/messages"
    sandbox.cause(kind="silence")
    await bot.done("POST", place, {"content": "Unheard"})
    sandbox.cause(kind="talk")
    await bot.done("POST", place, {"content": "Heard"})
    frame = await socket.receive()
    assert (frame["d"]["content"], frame["s"]) == ("Heard", 4)
    again = await Socket.open(sandbox, session)
    await again.send(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": 2})
    assert (await again.until("MESSAGE_CREATE"))["content"] == "Unheard"
    sandbox.assert_no_violations()


async def test_intents_are_obeyed(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    """Without its intent an event does not come; a message without the content intent comes bare."""
    plain = await Socket.open(sandbox, session)
    await plain.identify(TOKEN, GUILDS)
    full = await Socket.open(sandbox, session)
    await full.identify(OTHER_TOKEN, GUILDS | MESSAGES | CONTENT)
    bare = await Socket.open(sandbox, session)
    await bare.identify(OTHER_TOKEN, GUILDS | MESSAGES)
    ben = await sandbox.person("Ben")
    await ben.writes("In full")
    assert (await full.until("MESSAGE_CREATE"))["content"] == "In full"
    assert (await bare.until("MESSAGE_CREATE"))["content"] == ""
    sandbox.cause(kind="reconnect", who="Tester")
    assert [(await plain.receive())["t"] for _ in range(2)] == ["GUILD_CREATE", None]


async def test_joins_and_leaves_need_the_members_intent(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    watcher = await Socket.open(sandbox, session)
    await watcher.identify(OTHER_TOKEN, GUILDS | MEMBERS)
    tester = await Socket.open(sandbox, session)
    await tester.identify(TOKEN, GUILDS | MESSAGES)
    ben = await sandbox.person("Ben")
    await ben.request("DELETE", f"/users/@me/guilds/{GUILD_ID}")
    assert (await watcher.until("GUILD_MEMBER_REMOVE"))["user"]["id"] == str(BEN_ID)
    await ben.request("PUT", f"/guilds/{GUILD_ID}/members/@me")
    assert (await watcher.until("GUILD_MEMBER_ADD"))["user"]["id"] == str(BEN_ID)
    seen = [await tester.receive()]
    while seen[-1]["t"] != "MESSAGE_CREATE":
        seen.append(await tester.receive())
    assert [frame["t"] for frame in seen] == ["GUILD_CREATE", "MESSAGE_CREATE"]
    assert (seen[-1]["d"]["type"], seen[-1]["d"]["author"]["id"]) == (7, str(BEN_ID))


async def test_members_on_request(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    socket = await Socket.open(sandbox, session)
    await socket.identify(OTHER_TOKEN, GUILDS | MEMBERS | PRESENCES)
    await socket.send(8, {"guild_id": str(GUILD_ID), "query": "", "limit": 0, "nonce": "all"})
    chunk = await socket.until("GUILD_MEMBERS_CHUNK")
    assert (len(chunk["members"]), chunk["chunk_count"], chunk["nonce"]) == (5, 1, "all")
    await socket.send(8, {"guild_id": str(GUILD_ID), "query": "be", "limit": 10})
    found = (await socket.until("GUILD_MEMBERS_CHUNK"))["members"]
    assert [member["user"]["username"] for member in found] == ["ben"]
    await socket.send(8, {"guild_id": str(GUILD_ID), "user_ids": [str(BEN_ID), "1"], "limit": 0})
    assert (await socket.until("GUILD_MEMBERS_CHUNK"))["not_found"] == ["1"]
    await socket.send(3, {"status": "idle", "activities": [], "since": None, "afk": False})
    while (seen := await socket.until("PRESENCE_UPDATE"))["status"] != "idle":
        pass
    assert seen["guild_id"] == str(GUILD_ID)


async def test_shards_share_the_servers_out(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    index = (GUILD_ID >> 22) % 2
    here, elsewhere = await Socket.open(sandbox, session), await Socket.open(sandbox, session)
    assert len((await here.identify(TOKEN, shard=[index, 2]))["guilds"]) == 1
    assert (await elsewhere.identify(TOKEN, shard=[1 - index, 2]))["guilds"] == []


async def test_hidden_channels_stay_hidden(sandbox: Sandbox, bot: Bot, session: aiohttp.ClientSession) -> None:
    """Ada writes where neither Ben nor the bot may look."""
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    socket = await Socket.open(sandbox, session)
    await socket.identify(OTHER_TOKEN, GUILDS | MESSAGES | CONTENT)
    await ada.writes("Among ourselves", channel=str(STAFF_ID))
    await ada.writes("For all", channel=str(GENERAL_ID))
    await ben.sees("For all")
    assert [one.text for one in ben.messages.values()] == ["For all"]
    assert (await socket.until("MESSAGE_CREATE"))["content"] == "For all"
    shown = ben.ready["guilds"][0]["channels"]
    assert [channel["name"] for channel in shown] == ["general"]


async def test_the_directory_of_gateways(bot: Bot) -> None:
    answer = await bot.get("/gateway/bot")
    assert answer["url"] == bot.sandbox.gateway_url
    assert answer["session_start_limit"]["max_concurrency"] == 1


async def test_a_thousand_connections(sandbox: Sandbox, bot: Bot) -> None:
    """Every one is greeted, and the sandbox still answers."""
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as many:
        sockets = await asyncio.gather(*(Socket.open(sandbox, many) for _ in range(1000)))
        hellos = await asyncio.gather(*(socket.receive() for socket in sockets))
        assert {hello["op"] for hello in hellos} == {10}
        assert (await bot.get("/users/@me"))["username"] == "Tester"
        await asyncio.gather(*(socket.socket.close() for socket in sockets))
