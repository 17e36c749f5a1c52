"""Messages: files, components, replies, mentions, nonces, reactions, pins, crossposts."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.driver import Refused
from tests.sandbox.wire import Bot
from tests.sandbox.worlds import BEN_ID, CORA_ID, GENERAL_ID, GUILD_ID

GENERAL = f"/channels/{GENERAL_ID}"
MESSAGES = f"{GENERAL}/messages"


async def send(bot: Bot, **payload: Any) -> Any:
    return await bot.done("POST", MESSAGES, payload)


WRONG: list[tuple[dict[str, Any], int]] = [
    ({}, 50006),
    ({"content": "x" * 2001}, 50035),
    ({"embeds": [{"title": "x" * 257}]}, 50035),
    ({"content": "both", "flags": 1 << 15, "components": [{"type": 10, "content": "x"}]}, 50035),
    ({"components": [{"type": 10, "content": "V2 without its flag"}]}, 50035),
    ({"content": "x", "nonce": "n" * 26}, 50035),
    ({"content": "x", "message_reference": {"message_id": "1"}, "allowed_mentions": {"parse": ["all"]}}, 50035),
    (
        {
            "content": "x",
            "components": [
                {
                    "type": 1,
                    "components": [
                        {"type": 2, "style": 1, "label": "One", "custom_id": "same"},
                        {"type": 2, "style": 1, "label": "Two", "custom_id": "same"},
                    ],
                }
            ],
        },
        50035,
    ),
]


@pytest.mark.parametrize(("payload", "code"), WRONG)
async def test_what_discord_refuses_is_refused(bot: Bot, payload: dict[str, Any], code: int) -> None:
    await bot.refused("POST", MESSAGES, payload, 400, code)
    assert len(await bot.get(MESSAGES)) == 1


async def test_malformed_json_is_refused(bot: Bot, session: aiohttp.ClientSession) -> None:
    headers = {"Authorization": "Bot " + bot.sandbox.service.world.state.applications[BOT].token}
    async with session.post(bot.sandbox.api_url + MESSAGES, data=b'{"content": ', headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)
    assert [violation.code for violation in bot.sandbox.violations] == [50109]


BOT = 900000000000000001


async def test_a_file_is_kept_and_its_address_runs_out(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    ben = await sandbox.person("Ben")
    said = await ben.writes("See this", files={"notes one.txt": b"Reflections"})
    file = said.payload["attachments"][0]
    assert (file["filename"], file["size"]) == ("notes_one.txt", 11)
    async with session.get(file["url"]) as response:
        assert await response.read() == b"Reflections"
    sandbox.advance(24 * 3600 + 1)
    async with session.get(file["url"]) as response:
        assert response.status == 404
    fresh = (await ben.reads(channel="general"))[-1].payload["attachments"][0]
    async with session.get(fresh["url"]) as response:
        assert response.status == 200
    async with session.get(fresh["url"].replace("hm=", "hm=0")) as response:
        assert response.status == 404


async def test_components_are_numbered_and_come_back(bot: Bot) -> None:
    components = [
        {"type": 17, "components": [{"type": 10, "content": "Hello"}, {"type": 10, "content": "x", "id": 2}]},
        {"type": 10, "content": "Marked", "id": 7},
    ]
    sent = await send(bot, components=components, flags=1 << 15)
    read = await bot.get(f"{MESSAGES}/{sent['id']}")
    inner = read["components"][0]["components"]
    assert [read["components"][0]["id"], inner[0]["id"], inner[1]["id"], read["components"][1]["id"]] == [1, 3, 2, 7]
    bot.sandbox.assert_no_violations()


async def test_only_allowed_mentions_ping(bot: Bot) -> None:
    text = f"<@{BEN_ID}> and <@{CORA_ID}> and @everyone"
    assert (await send(bot, content=text, allowed_mentions={"parse": []}))["mentions"] == []
    one = await send(bot, content=text, allowed_mentions={"users": [str(BEN_ID)]})
    assert [user["id"] for user in one["mentions"]] == [str(BEN_ID)]
    assert not (await send(bot, content=text))["mention_everyone"]


async def test_a_refused_reply_keeps_no_file(sandbox: Sandbox) -> None:
    ben = await sandbox.person("Ben")
    reply = {"content": "x", "message_reference": {"message_id": "5"}}
    with pytest.raises(Refused):
        await ben.request("POST", MESSAGES, reply, {"a.txt": b"text"})
    assert sandbox.service.world.state.attachments == {}


async def test_a_reply_shows_what_it_answers(bot: Bot) -> None:
    first = await send(bot, content="First")
    reply = await send(bot, content="Second", message_reference={"message_id": first["id"]})
    assert (reply["type"], reply["referenced_message"]["content"]) == (19, "First")
    gone = {"message_id": "123456789012345678", "fail_if_not_exists": False}
    assert (await send(bot, content="Third", message_reference=gone))["type"] == 0
    bot.sandbox.assert_no_violations()


async def test_a_nonce_is_enforced_for_three_minutes_and_not_shown_later(bot: Bot) -> None:
    payload = {"content": "Once", "nonce": "abc", "enforce_nonce": True}
    first, again = await send(bot, **payload), await send(bot, **payload)
    assert (first["id"], first["nonce"]) == (again["id"], "abc")
    assert "nonce" not in await bot.get(f"{MESSAGES}/{first['id']}")
    assert (await send(bot, content="Loose", nonce="abc"))["id"] != first["id"]
    bot.sandbox.advance(181)
    assert (await send(bot, **payload))["id"] != first["id"]


async def test_editing_keeps_what_is_not_named(bot: Bot) -> None:
    sent = await send(bot, content="Before", embeds=[{"title": "Stays"}])
    edited = await bot.done("PATCH", f"{MESSAGES}/{sent['id']}", {"content": "After"})
    assert (edited["content"], edited["embeds"][0]["title"]) == ("After", "Stays")
    assert edited["edited_timestamp"]
    bot.sandbox.assert_no_violations()


async def test_history_pages_as_asked(bot: Bot) -> None:
    bot.sandbox.service.limits_on = False
    ids = [(await send(bot, content=str(number)))["id"] for number in range(6)]
    assert [one["id"] for one in await bot.get(f"{MESSAGES}?limit=2")] == ids[:-3:-1]
    assert [one["id"] for one in await bot.get(f"{MESSAGES}?limit=2&before={ids[2]}")] == [ids[1], ids[0]]
    assert [one["id"] for one in await bot.get(f"{MESSAGES}?limit=2&after={ids[1]}")] == [ids[3], ids[2]]
    assert ids[3] in [one["id"] for one in await bot.get(f"{MESSAGES}?limit=3&around={ids[3]}")]
    await bot.refused("GET", f"{MESSAGES}?limit=101", None, 400, 50035)


async def test_reactions(bot: Bot) -> None:
    sent = await send(bot, content="Vote")
    place = f"{MESSAGES}/{sent['id']}/reactions"
    await bot.done("PUT", f"{place}/%F0%9F%91%8D/@me")
    read = await bot.get(f"{MESSAGES}/{sent['id']}")
    assert (read["reactions"][0]["emoji"]["name"], read["reactions"][0]["me"]) == ("👍", True)
    assert [user["id"] for user in await bot.get(f"{place}/%F0%9F%91%8D")] == [str(BOT)]
    bot.sandbox.advance(1)
    await bot.refused("PUT", f"{place}/thumbsup/@me", None, 400, 10014)
    bot.sandbox.advance(1)
    await bot.done("DELETE", f"{place}/%F0%9F%91%8D/@me")
    assert "reactions" not in await bot.get(f"{MESSAGES}/{sent['id']}")


@pytest.mark.parametrize("route", [f"{GENERAL}/messages/pins", f"{GENERAL}/pins"])
async def test_pins_old_and_new(bot: Bot, watcher: Bot, route: str) -> None:
    sent = await send(bot, content="Keep")
    await watcher.refused("PUT", f"{route}/{sent['id']}", None, 403, 50013)
    await bot.done("PUT", f"{route}/{sent['id']}")
    assert (await bot.get(f"{GENERAL}/messages/pins"))["items"][0]["message"]["id"] == sent["id"]
    assert [one["id"] for one in await bot.get(f"{GENERAL}/pins")] == [sent["id"]]
    assert (await bot.get(MESSAGES))[0]["type"] == 6
    await bot.done("DELETE", f"{route}/{sent['id']}")
    assert (await bot.get(f"{GENERAL}/messages/pins"))["items"] == []


async def test_a_crosspost_reaches_the_followers_once(bot: Bot) -> None:
    sandbox = bot.sandbox
    guild = sandbox.service.world.guild(GUILD_ID)
    next(role for role in guild.roles.values() if role.name == "Tester").permissions |= 8
    news = await bot.done("POST", f"/guilds/{GUILD_ID}/channels", {"name": "news", "type": 5})
    place = f"/channels/{news['id']}"
    await bot.done("POST", f"{place}/followers", {"webhook_channel_id": str(GENERAL_ID)})
    sent = await bot.done("POST", f"{place}/messages", {"content": f"News for <@{BEN_ID}>"})
    await bot.done("POST", f"{place}/messages/{sent['id']}/crosspost")
    copied = (await bot.get(MESSAGES))[0]
    assert (copied["content"], copied["mentions"], copied["flags"] & 2) == (sent["content"], [], 2)
    sandbox.assert_no_violations()
    await bot.refused("POST", f"{place}/messages/{sent['id']}/crosspost", None, 400, 40033)
    plain = await send(bot, content="Plain")
    await bot.refused("POST", f"{MESSAGES}/{plain['id']}/crosspost", None, 400, 50024)


async def test_direct_messages_may_be_closed(bot: Bot) -> None:
    channel = await bot.done("POST", "/users/@me/channels", {"recipient_id": str(CORA_ID)})
    place = f"/channels/{channel['id']}/messages"
    await bot.turned_down("POST", place, {"content": "Hello"}, 403, 50007)


async def test_many_new_direct_messages_at_once_are_refused(bot: Bot) -> None:
    state = bot.sandbox.service.world.state
    bot.sandbox.service.checks = False
    people = [type(state.users[BEN_ID])(id, f"person{id}") for id in range(10**17, 10**17 + 11)]
    state.users.update({one.id: one for one in people})
    for one in people[:-1]:
        await bot.done("POST", "/users/@me/channels", {"recipient_id": str(one.id)})
    bot.sandbox.advance(11)
    last = {"recipient_id": str(people[-1].id)}
    await bot.turned_down("POST", "/users/@me/channels", last, 403, 40003)
    bot.sandbox.advance(61)
    await bot.done("POST", "/users/@me/channels", last)
