"""A deliberately wrong client is refused as by Discord, and counted: routes, permissions and the order of roles."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.model import ChannelType
from sandbox.store import save
from tests.sandbox.wire import Bot
from tests.sandbox.worlds import ADA_ID, BEN_ID, BOT_ID, CORA_ID, GENERAL_ID, GUILD_ID, MEETING, OTHER_BOT_ID, STAFF_ID

GUILD = f"/guilds/{GUILD_ID}"
GENERAL = f"/channels/{GENERAL_ID}"
STAFF = f"/channels/{STAFF_ID}"
BEN = f"{GUILD}/members/{BEN_ID}"
NOBODY = 123456789012345678
RECENT = 1 << 62
HELLO = {"content": "Hello"}

NEEDS_PERMISSION: list[tuple[str, str, Any]] = [
    ("POST", f"{GUILD}/channels", {"name": "new"}),
    ("PATCH", GENERAL, {"topic": "new"}),
    ("DELETE", GENERAL, None),
    ("PATCH", f"{GUILD}/channels", [{"id": str(GENERAL_ID), "position": 3}]),
    ("PUT", f"{GENERAL}/permissions/{GUILD_ID}", {"type": 0, "deny": "1024"}),
    ("POST", f"{GUILD}/roles", {"name": "New"}),
    ("PATCH", GUILD, {"name": "Other"}),
    ("DELETE", BEN, None),
    ("PUT", f"{GUILD}/bans/{BEN_ID}", {}),
    ("GET", f"{GUILD}/bans", None),
    ("PATCH", BEN, {"nick": "Benny"}),
    ("PATCH", BEN, {"communication_disabled_until": "2030-01-01T00:00:00+00:00"}),
    ("POST", f"{GENERAL}/messages/bulk-delete", {"messages": [str(RECENT), str(RECENT + 1)]}),
    ("POST", f"{GENERAL}/webhooks", {"name": "Hook"}),
    ("GET", f"{GUILD}/webhooks", None),
    ("POST", f"{GENERAL}/threads", {"name": "Secret", "type": 12}),
    ("GET", f"{GENERAL}/threads/archived/private", None),
    ("POST", f"{GUILD}/scheduled-events", MEETING),
    ("POST", f"{GENERAL}/messages", {"content": "x", "tts": True}),
]


@pytest.mark.parametrize(("method", "path", "body"), NEEDS_PERMISSION)
async def test_what_a_plain_member_may_not_do(watcher: Bot, method: str, path: str, body: Any) -> None:
    if "communication_disabled_until" in (body or {}):
        watcher.sandbox.service.checks = False
    await watcher.refused(method, path, body, 403, 50013)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("GET", STAFF, None), ("GET", f"{STAFF}/messages", None), ("POST", f"{STAFF}/messages", HELLO)],
)
async def test_a_hidden_channel_is_out_of_reach(bot: Bot, method: str, path: str, body: Any) -> None:
    await bot.refused(method, path, body, 403, 50001)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/channels/{NOBODY}", 10003),
        (f"/guilds/{NOBODY}", 10004),
        (f"{GUILD}/members/{NOBODY}", 10013),
        (f"{GENERAL}/messages/{NOBODY}", 10008),
        (f"/users/{NOBODY}", 10013),
        (f"{GUILD}/roles/{NOBODY}", 10011),
        (f"{GUILD}/scheduled-events/{NOBODY}", 10070),
    ],
)
async def test_what_may_have_been_deleted_meanwhile_is_no_violation(bot: Bot, path: str, code: int) -> None:
    await bot.turned_down("GET", path, None, 404, code)


async def test_an_id_must_be_one(bot: Bot) -> None:
    answer = await bot.refused("GET", "/channels/general", None, 400, 50035)
    assert "channel_id" in answer.body["errors"]


async def test_without_a_token_there_is_nothing(anyone: Bot) -> None:
    await anyone.refused("GET", "/users/@me", None, 401, 0)


async def test_another_applications_commands_are_not_ones_own(bot: Bot) -> None:
    await bot.refused("GET", f"/applications/{OTHER_BOT_ID}/commands", None, 403, 20012)


async def test_bots_may_not_use_peoples_routes(bot: Bot) -> None:
    await bot.refused("POST", "/interactions", {}, 403, 20001)


async def test_an_unbuilt_route_says_so(bot: Bot) -> None:
    await bot.refused("GET", "/stage-instances/1", None, 501, 0)
    assert bot.sandbox.violations[-1].rule == "unbuilt"


async def test_the_member_list_needs_its_intent(bot: Bot, watcher: Bot) -> None:
    await bot.refused("GET", f"{GUILD}/members?limit=10", None, 403, 50001)
    assert len(await watcher.get(f"{GUILD}/members?limit=10")) == 5


async def test_only_ones_own_messages_can_be_edited(bot: Bot) -> None:
    ben = await bot.sandbox.person("Ben")
    said = await ben.writes("Mine")
    await bot.refused("PATCH", f"{GENERAL}/messages/{said.id}", {"content": "Yours"}, 403, 50005)


async def test_others_messages_are_deleted_by_those_who_manage_them(bot: Bot, watcher: Bot) -> None:
    ben = await bot.sandbox.person("Ben")
    said = await ben.writes("Mine")
    await watcher.refused("DELETE", f"{GENERAL}/messages/{said.id}", None, 403, 50013)
    await bot.done("DELETE", f"{GENERAL}/messages/{said.id}")


async def test_history_is_empty_without_permission(bot: Bot) -> None:
    assert len(await bot.get(f"{GENERAL}/messages")) == 1
    everyone = bot.sandbox.service.world.guild(GUILD_ID).roles
    for role in everyone.values():
        role.permissions &= ~(1 << 16)
    assert await bot.get(f"{GENERAL}/messages") == []
    bot.sandbox.assert_no_violations()


async def test_a_time_out_leaves_reading_alone(sandbox: Sandbox, watcher: Bot) -> None:
    member = sandbox.service.world.guild(GUILD_ID).members[OTHER_BOT_ID]
    member.timed_out_until = sandbox.service.clock.now() + 60
    await watcher.refused("POST", f"{GENERAL}/messages", HELLO, 403, 50013)
    sandbox.advance(61)
    await watcher.done("POST", f"{GENERAL}/messages", HELLO)


# The order of roles


def role_id(sandbox: Sandbox, name: str) -> int:
    roles = sandbox.service.world.guild(GUILD_ID).roles.values()
    return next(role.id for role in roles if role.name == name)


async def test_roles_above_ones_own_are_out_of_reach(bot: Bot) -> None:
    above = role_id(bot.sandbox, "Facilitator")
    await bot.refused("PUT", f"{BEN}/roles/{above}", None, 403, 50013)
    await bot.refused("PATCH", f"{GUILD}/roles/{above}", {"name": "Mine"}, 403, 50013)
    await bot.refused("DELETE", f"{GUILD}/roles/{above}", None, 403, 50013)
    await bot.refused("PATCH", f"{GUILD}/roles", [{"id": str(above), "position": 1}], 403, 50013)
    await bot.refused("PATCH", BEN, {"roles": [str(above)]}, 403, 50013)


async def test_roles_below_are_given_and_taken(bot: Bot) -> None:
    below = role_id(bot.sandbox, "Member")
    await bot.done("DELETE", f"{BEN}/roles/{below}")
    assert (await bot.get(BEN))["roles"] == []
    await bot.done("PUT", f"{BEN}/roles/{below}")
    assert (await bot.get(BEN))["roles"] == [str(below)]
    bot.sandbox.assert_no_violations()


async def test_an_applications_own_role_and_everyone_cannot_be_given(bot: Bot) -> None:
    await bot.refused("PUT", f"{BEN}/roles/{role_id(bot.sandbox, 'Watcher')}", None, 400, 50028)
    await bot.refused("PUT", f"{BEN}/roles/{GUILD_ID}", None, 400, 50028)


async def test_nobody_grants_what_they_have_not(bot: Bot) -> None:
    await bot.refused("POST", f"{GUILD}/roles", {"name": "Boss", "permissions": "8"}, 403, 50013)
    overwrite = {"type": 0, "allow": str(1 << 17), "deny": "0"}
    await bot.refused("PUT", f"{GENERAL}/permissions/{GUILD_ID}", overwrite, 403, 50013)


async def test_the_owner_is_above_all(bot: Bot) -> None:
    guild = bot.sandbox.service.world.guild(GUILD_ID)
    guild.roles[role_id(bot.sandbox, "Tester")].permissions |= 8
    await bot.refused("DELETE", f"{GUILD}/members/{ADA_ID}", None, 403, 50013)
    await bot.done("DELETE", f"{GUILD}/members/{CORA_ID}")
    await bot.turned_down("GET", f"{GUILD}/members/{CORA_ID}", None, 404, 10007)


async def test_a_bot_cannot_leave_what_it_is_not_in(bot: Bot) -> None:
    await bot.done("DELETE", f"/users/@me{GUILD}")
    await bot.turned_down("GET", GUILD, None, 404, 10004)
    assert BOT_ID not in bot.sandbox.service.world.guild(GUILD_ID).members


# A request is applied whole or not at all


async def test_what_is_refused_in_part_is_not_done_in_part(bot: Bot) -> None:
    bot.sandbox.service.world.channel(STAFF_ID).type = int(ChannelType.VOICE)
    post = await bot.done("POST", f"{GENERAL}/threads", {"name": "Talk", "type": 11})
    event = await bot.done("POST", f"{GUILD}/scheduled-events", MEETING)
    above = str(role_id(bot.sandbox, "Facilitator"))
    grant = {"id": str(GUILD_ID), "type": 0, "allow": str(1 << 17)}
    moved = {"name": "New", "entity_type": 2, "channel_id": str(STAFF_ID), "entity_metadata": None}
    before = save(bot.sandbox.service.world.state)
    await bot.refused("PATCH", BEN, {"nick": "Benny", "roles": [above]}, 403, 50013)
    await bot.refused("PATCH", GENERAL, {"name": "new", "permission_overwrites": [grant]}, 403, 50013)
    await bot.refused("PATCH", f"/channels/{post['id']}", {"name": "New", "applied_tags": ["5"]}, 400, 10087)
    await bot.refused("PATCH", f"{GUILD}/scheduled-events/{event['id']}", moved, 403, 50001)
    assert save(bot.sandbox.service.world.state) == before
