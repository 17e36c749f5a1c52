"""Channels, threads, scheduled events, webhooks, registered commands."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.driver import Refused
from sandbox.model import ChannelType, Overwrite
from tests.sandbox.wire import Bot
from tests.sandbox.worlds import BEN_ID, BOT_ID, CORA_ID, GENERAL_ID, GUILD_ID, MEETING

GUILD = f"/guilds/{GUILD_ID}"
GENERAL = f"/channels/{GENERAL_ID}"
EVENTS = f"{GUILD}/scheduled-events"
COMMANDS = f"/applications/{BOT_ID}/commands"


async def test_a_channel_is_made_changed_and_removed(bot: Bot) -> None:
    roles = bot.sandbox.service.world.guild(GUILD_ID).roles.values()
    next(role for role in roles if role.name == "Tester").permissions |= 1 << 4
    made = await bot.done("POST", f"{GUILD}/channels", {"name": "Quiet room", "type": 0, "topic": "Hush"})
    assert made["name"] == "quiet-room"
    place = f"/channels/{made['id']}"
    assert (await bot.done("PATCH", place, {"topic": "Shh"}))["topic"] == "Shh"
    deny = {"type": 0, "allow": "0", "deny": str(1 << 11)}
    await bot.done("PUT", f"{place}/permissions/{GUILD_ID}", deny)
    assert (await bot.get(place))["permission_overwrites"][0]["deny"] == str(1 << 11)
    await bot.done("DELETE", f"{place}/permissions/{GUILD_ID}")
    await bot.done("DELETE", place)
    await bot.turned_down("GET", place, None, 404, 10003)
    bot.sandbox.assert_no_violations()


async def test_a_channel_moves_into_a_category_and_takes_its_permissions(bot: Bot) -> None:
    category = await bot.done("POST", f"{GUILD}/channels", {"name": "Private Things", "type": 4})
    assert category["name"] == "Private Things"
    hidden = Overwrite(GUILD_ID, 0, 0, 1 << 11)
    bot.sandbox.service.world.channel(int(category["id"])).overwrites[GUILD_ID] = hidden
    move = {"id": str(GENERAL_ID), "parent_id": category["id"], "lock_permissions": True}
    await bot.done("PATCH", f"{GUILD}/channels", [move])
    general = await bot.get(GENERAL)
    assert (general["parent_id"], general["permission_overwrites"][0]["deny"]) == (category["id"], str(1 << 11))
    bot.sandbox.assert_no_violations()


async def test_a_name_changes_twice_in_ten_minutes(bot: Bot) -> None:
    for name in ("one", "two"):
        await bot.done("PATCH", GENERAL, {"name": name})
    answer = await bot.request("PATCH", GENERAL, {"name": "three"})
    assert answer.status == 429
    assert answer.body["retry_after"] > 500
    assert int(answer.headers["X-RateLimit-Remaining"]) > 0


async def test_a_private_thread_is_for_its_members(bot: Bot) -> None:
    thread = await bot.done("POST", f"{GENERAL}/threads", {"name": "Just us", "type": 12})
    ben, cora = await bot.sandbox.person("Ben"), await bot.sandbox.person("Cora")
    await bot.done("PUT", f"/channels/{thread['id']}/thread-members/{BEN_ID}")
    await bot.done("POST", f"/channels/{thread['id']}/messages", {"content": "Between us"})
    await ben.sees("Between us")
    assert [one.text for one in await ben.reads(channel=thread["id"])] == ["Between us"]
    with pytest.raises(AssertionError, match="50001"):
        await cora.reads(channel=thread["id"])
    assert all(one.text != "Between us" for one in cora.messages.values())
    bot.sandbox.assert_no_violations()


async def test_a_thread_from_a_message_bears_its_id(bot: Bot) -> None:
    said = await bot.done("POST", f"{GENERAL}/messages", {"content": "Discuss"})
    place = f"{GENERAL}/messages/{said['id']}/threads"
    thread = await bot.done("POST", place, {"name": "Discussion"})
    assert thread["id"] == said["id"]
    assert (await bot.get(f"{GENERAL}/messages/{said['id']}"))["thread"]["id"] == thread["id"]
    active = await bot.get(f"{GUILD}/threads/active")
    assert [one["id"] for one in active["threads"]] == [thread["id"]]
    await bot.done("PATCH", f"/channels/{thread['id']}", {"archived": True})
    assert (await bot.get(f"{GENERAL}/threads/archived/public"))["threads"][0]["id"] == thread["id"]
    bot.sandbox.assert_no_violations()
    await bot.refused("POST", place, {"name": "Again"}, 400, 160004)
    await bot.refused("PATCH", f"/channels/{thread['id']}", {"name": "Late"}, 400, 50083)


async def test_a_forum_post_is_a_thread_with_its_message(bot: Bot) -> None:
    general = bot.sandbox.service.world.channel(GENERAL_ID)
    general.type = int(ChannelType.FORUM)
    payload = {"name": "A project", "message": {"content": "What it is about"}}
    post = await bot.done("POST", f"{GENERAL}/threads", payload)
    assert (post["message"]["id"], post["message"]["content"]) == (post["id"], "What it is about")
    bot.sandbox.assert_no_violations()
    await bot.refused("POST", f"{GENERAL}/messages", {"content": "Loose"}, 400, 50008)
    await bot.refused("POST", f"{GENERAL}/threads", {"name": "Nothing said"}, 400, 50035)


async def test_an_event_is_made_moved_started_and_ended(bot: Bot) -> None:
    event = await bot.done("POST", EVENTS, MEETING)
    ben = await bot.sandbox.person("Ben")
    await ben.request("PUT", f"{EVENTS}/{event['id']}/users/@me")
    users = await bot.get(f"{EVENTS}/{event['id']}/users")
    assert [one["user"]["id"] for one in users] == [str(BEN_ID)]
    assert (await bot.get(f"{EVENTS}/{event['id']}?with_user_count=true"))["user_count"] == 1
    moved = await bot.done("PATCH", f"{EVENTS}/{event['id']}", {"entity_metadata": {"location": "Café"}})
    assert moved["entity_metadata"]["location"] == "Café"
    for status in (2, 3):
        await bot.done("PATCH", f"{EVENTS}/{event['id']}", {"status": status})
    bot.sandbox.assert_no_violations()
    await bot.refused("PATCH", f"{EVENTS}/{event['id']}", {"name": "Late"}, 400, 180000)


WRONG_EVENTS: list[dict[str, Any]] = [
    {"scheduled_start_time": "2001-01-05T14:00:00+00:00"},
    {"scheduled_end_time": "2100-01-05T13:00:00+00:00"},
    {"scheduled_end_time": None},
    {"entity_metadata": None},
    {"name": "x" * 101},
    {"recurrence_rule": {"start": MEETING["scheduled_start_time"], "frequency": 1, "interval": 2, "by_n_weekday": []}},
]


@pytest.mark.parametrize("wrong", WRONG_EVENTS)
async def test_a_wrong_event_is_refused(bot: Bot, wrong: dict[str, Any]) -> None:
    await bot.refused("POST", EVENTS, MEETING | wrong, 400, 50035)


async def test_at_most_a_hundred_events_are_open(bot: Bot) -> None:
    bot.sandbox.service.limits_on = False
    for number in range(100):
        await bot.done("POST", EVENTS, MEETING | {"name": f"Meeting {number}"})
    await bot.refused("POST", EVENTS, MEETING, 400, 30038)


async def test_a_webhook_posts_under_its_name(bot: Bot, anyone: Bot) -> None:
    hook = await bot.done("POST", f"{GENERAL}/webhooks", {"name": "Feed"})
    place = f"/webhooks/{hook['id']}/{hook['token']}"
    assert await anyone.done("POST", place, {"content": "Silent"}) is None
    sent = await anyone.done("POST", f"{place}?wait=true", {"content": "Said", "username": "Funding calls"})
    assert sent["author"]["username"] == "Funding calls"
    edited = await anyone.done("PATCH", f"{place}/messages/{sent['id']}", {"content": "Better"})
    assert edited["content"] == "Better"
    await anyone.done("DELETE", f"{place}/messages/{sent['id']}")
    bot.sandbox.assert_no_violations()
    await anyone.refused("POST", f"/webhooks/{hook['id']}/wrong", {"content": "x"}, 401, 50027)
    assert "wrong" not in bot.sandbox.violations[-1].path
    await bot.done("DELETE", f"/webhooks/{hook['id']}")
    await anyone.turned_down("POST", place, {"content": "x"}, 404, 10015)


async def test_a_channel_takes_its_webhooks_and_files_along(bot: Bot, anyone: Bot) -> None:
    hook = await bot.done("POST", f"{GENERAL}/webhooks", {"name": "Feed"})
    ben = await bot.sandbox.person("Ben")
    await ben.writes("Kept here", files={"a.txt": b"text"})
    await bot.done("DELETE", GENERAL)
    await anyone.turned_down("POST", f"/webhooks/{hook['id']}/{hook['token']}", {"content": "x"}, 404, 10015)
    assert bot.sandbox.service.world.state.attachments == {}
    bot.sandbox.assert_no_violations()


async def test_bulk_overwriting_keeps_namesakes_ids(bot: Bot) -> None:
    who = {"name": "who", "description": "Finds people"}
    first = await bot.done("PUT", COMMANDS, [who, {"name": "help", "description": "Helps"}])
    second = await bot.done("PUT", COMMANDS, [who])
    assert second == [first[0]]
    changed = await bot.done("POST", COMMANDS, who | {"description": "Finds anyone"})
    assert (changed["id"], changed["version"] != first[0]["version"]) == (first[0]["id"], True)
    assert [one["name"] for one in await bot.get(COMMANDS)] == ["who"]
    await bot.done("DELETE", f"{COMMANDS}/{changed['id']}")
    bot.sandbox.assert_no_violations()
    await bot.refused("GET", f"{COMMANDS}/{changed['id']}", None, 404, 10063)


WRONG_COMMANDS: list[dict[str, Any]] = [
    {"name": "Who Is", "description": "Spaces and capitals"},
    {"name": "who", "description": ""},
    {"name": "x" * 33, "description": "Too long"},
    {
        "name": "who",
        "description": "Required after optional",
        "options": [
            {"type": 3, "name": "a", "description": "a"},
            {"type": 3, "name": "b", "description": "b", "required": True},
        ],
    },
]


@pytest.mark.parametrize("wrong", WRONG_COMMANDS)
async def test_a_wrong_command_is_refused(bot: Bot, wrong: dict[str, Any]) -> None:
    await bot.refused("PUT", COMMANDS, [wrong], 400, 50035)


async def test_a_servers_own_command_is_offered_there_alone(bot: Bot) -> None:
    here = f"/applications/{BOT_ID}/guilds/{GUILD_ID}/commands"
    await bot.done("PUT", here, [{"name": "here", "description": "Only here"}])
    ben = await bot.sandbox.person("Ben")
    assert list(await ben.commands()) == ["here"]
    assert list(await ben.commands(in_dm=True)) == []


async def test_the_server_says_who_may_use_a_command(bot: Bot) -> None:
    """A facilitators' command is opened to one role, and closed in one channel; a bot cannot do so."""
    manage = {"name": "manage", "description": "Manages", "default_member_permissions": "32"}
    command = (await bot.done("PUT", COMMANDS, [manage]))[0]
    ada, ben = await bot.sandbox.person("Ada"), await bot.sandbox.person("Ben")
    assert await ben.commands() == {}
    place = f"/applications/{BOT_ID}{GUILD}/commands/{command['id']}/permissions"
    await bot.turned_down("GET", place, None, 404, 10066)
    members = next(role["id"] for role in await bot.get(f"{GUILD}/roles") if role["name"] == "Member")
    opened = {"permissions": [{"id": members, "type": 1, "permission": True}]}
    with pytest.raises(Refused):
        await ben.request("PUT", place, opened)
    assert (await ada.request("PUT", place, opened))["permissions"] == opened["permissions"]
    assert list(await ben.commands()) == ["manage"]
    closed = [*opened["permissions"], {"id": str(GENERAL_ID), "type": 3, "permission": False}]
    await ada.request("PUT", place, {"permissions": closed})
    with pytest.raises(Refused):
        await ben.types("/manage", channel="general")
    assert len(await bot.get(f"/applications/{BOT_ID}{GUILD}/commands/permissions")) == 1
    bot.sandbox.assert_no_violations()
    await bot.refused("PUT", place, opened, 403, 20001)


async def test_cora_is_a_member_like_any_other(bot: Bot) -> None:
    assert (await bot.get(f"{GUILD}/members/{CORA_ID}"))["user"]["username"] == "cora"
    counts = await bot.get(f"{GUILD}/roles/member-counts")
    assert sum(counts.values()) == 5
