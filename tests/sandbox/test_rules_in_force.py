"""Every rule is asked on its route: a wrong request is refused, counted, and changes nothing.

Without Discord's description, which would refuse many of these by itself and hide a rule that nobody asks.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from sandbox import Options, Sandbox
from sandbox.driver import Refused
from sandbox.store import save
from tests.sandbox.wire import Bot, Socket
from tests.sandbox.worlds import BEN_ID, BOT_ID, GENERAL_ID, GUILD_ID, MEETING, TOKEN, small

GUILD = f"/guilds/{GUILD_ID}"
GENERAL = f"/channels/{GENERAL_ID}"
COMMANDS = f"/applications/{BOT_ID}/commands"
LONG, LONG_NAME = "x" * 2001, "x" * 101
SELECT = {"type": 1, "components": [{"type": 3, "custom_id": "pick", "options": [{"label": "A", "value": "a"}]}]}
EMPTY_SELECT: dict[str, Any] = {"type": 1, "components": [{"type": 3, "custom_id": "pick", "options": []}]}
SILENT_BUTTON = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go"}]}
INPUT = {"type": 18, "label": "Name", "component": {"type": 4, "style": 1, "custom_id": "name"}}
MODAL = {"custom_id": "form", "title": "Form", "components": [INPUT]}
MANY_CHOICES = [{"name": str(number), "value": str(number)} for number in range(26)]
OPTION = {"type": 3, "name": "what", "description": "What", "autocomplete": True}


@pytest.fixture
async def sandbox() -> AsyncGenerator[Sandbox]:
    """One whose bot may do anything, so that only the rules stand in its way."""
    async with Sandbox(small(), Options(limits=False)) as running:
        roles = running.service.world.guild(GUILD_ID).roles.values()
        next(role for role in roles if role.name == "Tester").permissions |= 1 << 3
        yield running


@pytest.fixture
async def made(sandbox: Sandbox, bot: Bot, anyone: Bot, session: aiohttp.ClientSession) -> dict[str, str]:
    """Something of each kind to go wrong with: paths by name."""
    message = await bot.done("POST", f"{GENERAL}/messages", {"content": "Said", "components": [SELECT]})
    hook = await bot.done("POST", f"{GENERAL}/webhooks", {"name": "Feed"})
    by_hook = f"/webhooks/{hook['id']}/{hook['token']}"
    hooked = await anyone.done("POST", f"{by_hook}?wait=true", {"content": "Said"})
    thread = await bot.done("POST", f"{GENERAL}/threads", {"name": "Talk", "type": 11})
    role = await bot.done("POST", f"{GUILD}/roles", {"name": "Reader"})
    event = await bot.done("POST", f"{GUILD}/scheduled-events", MEETING)
    command = await bot.done("POST", COMMANDS, {"name": "ask", "description": "Asks", "options": [OPTION]})
    socket = await Socket.open(sandbox, session)
    await socket.identify(TOKEN)
    ben = await sandbox.person("Ben")

    async def interaction(kind: int, data: Any, **more: Any) -> dict[str, Any]:
        ids = {"application_id": str(BOT_ID), "guild_id": str(GUILD_ID), "channel_id": str(GENERAL_ID)}
        await ben.request("POST", "/interactions", {"type": kind, "data": data, **ids, **more})
        return await socket.until("INTERACTION_CREATE")

    use = {"id": command["id"], "name": "ask", "type": 1}
    asked, answered = await interaction(2, use), await interaction(2, use)
    pressed = {"component_type": 3, "custom_id": "pick", "values": ["a"]}
    pressing = await interaction(3, pressed, message_id=message["id"])
    typed = {"type": 3, "name": "what", "value": "w", "focused": True}
    typing = await interaction(4, use | {"options": [typed]})
    callbacks = {
        name: f"/interactions/{one['id']}/{one['token']}/callback"
        for name, one in (("asked", asked), ("answered", answered), ("pressing", pressing), ("typing", typing))
    }
    await anyone.done("POST", callbacks["answered"], {"type": 4, "data": {"content": "Here"}})
    return {
        "message": f"{GENERAL}/messages/{message['id']}",
        "hook": f"/webhooks/{hook['id']}",
        "by_hook": by_hook,
        "hooked": f"{by_hook}/messages/{hooked['id']}",
        "thread": f"/channels/{thread['id']}",
        "role": f"{GUILD}/roles/{role['id']}",
        "event": f"{GUILD}/scheduled-events/{event['id']}",
        "command": f"{COMMANDS}/{command['id']}",
        "follow_up": f"/webhooks/{BOT_ID}/{answered['token']}",
        **callbacks,
    }


WRONG: list[tuple[str, str, Any, str]] = [
    ("POST", f"{GENERAL}/messages", {"content": LONG}, "content"),
    ("POST", f"{GENERAL}/messages", {"embeds": [{"title": "x" * 257}]}, "embeds"),
    ("POST", f"{GENERAL}/messages", {"content": "x", "allowed_mentions": {"parse": ["all"]}}, "allowed_mentions"),
    ("POST", f"{GENERAL}/messages", {"content": "x", "components": [EMPTY_SELECT]}, "components"),
    ("POST", f"{GENERAL}/messages", {"content": "x", "components": [SILENT_BUTTON]}, "components"),
    ("POST", f"{GENERAL}/messages", {"content": "x", "attachments": [{"id": 0}]}, "attachments"),
    ("PATCH", "{message}", {"content": LONG}, "content"),
    ("POST", f"{GENERAL}/messages/bulk-delete", {"messages": "all"}, "messages"),
    ("POST", "{by_hook}", {"content": LONG}, "content"),
    ("POST", "{by_hook}", {"content": "x", "username": "x" * 81}, "username"),
    ("PATCH", "{hooked}", {"content": LONG}, "content"),
    ("POST", f"{GENERAL}/webhooks", {"name": "Clyde"}, "name"),
    ("PATCH", "{hook}", {"name": "x" * 81}, "name"),
    ("POST", COMMANDS, {"name": "Two Words", "description": "x"}, "name"),
    ("POST", COMMANDS, {"name": "x", "description": "x", "options": [{"type": 3, "name": "a"}]}, "options"),
    ("POST", f"/applications/{BOT_ID}{GUILD}/commands", {"name": "x" * 33, "description": "x"}, "name"),
    ("PUT", COMMANDS, [{"name": "x", "description": "x" * 101}], "0"),
    ("PUT", f"/applications/{BOT_ID}{GUILD}/commands", [{"name": "x", "description": ""}], "0"),
    ("PATCH", "{command}", {"description": ""}, "description"),
    ("POST", "{asked}", {"type": 7, "data": {"content": "x"}}, "type"),
    ("POST", "{asked}", {"type": 4, "data": {"content": LONG}}, "data"),
    ("POST", "{asked}", {"type": 5, "data": {"flags": "many"}}, "data"),
    ("POST", "{asked}", {"type": 9, "data": MODAL | {"title": "x" * 46}}, "data"),
    ("POST", "{asked}", {"type": 9, "data": MODAL | {"components": []}}, "data"),
    ("POST", "{pressing}", {"type": 7, "data": {"content": LONG}}, "data"),
    ("POST", "{typing}", {"type": 8, "data": {"choices": MANY_CHOICES}}, "data"),
    ("POST", "{typing}", {"type": 4, "data": {"content": "x"}}, "type"),
    ("POST", "{follow_up}", {"content": LONG}, "content"),
    ("PATCH", "{follow_up}/messages/@original", {"content": LONG}, "content"),
    ("POST", f"{GUILD}/channels", {"name": ""}, "name"),
    ("PATCH", GENERAL, {"topic": "x" * 1025}, "topic"),
    ("PATCH", f"{GUILD}/channels", [{"position": 1}], "0"),
    ("PATCH", f"{GUILD}/channels", [{"id": str(GENERAL_ID), "position": 3, "parent_id": str(GENERAL_ID)}], "parent_id"),
    ("PATCH", GENERAL, {"topic": "New", "parent_id": "5"}, "parent_id"),
    ("PUT", f"{GENERAL}/permissions/{GUILD_ID}", {"type": 2}, "type"),
    ("POST", f"{GENERAL}/threads", {"name": LONG_NAME, "type": 11}, "name"),
    ("POST", "{message}/threads", {"name": LONG_NAME}, "name"),
    ("PATCH", "{thread}", {"auto_archive_duration": 7}, "auto_archive_duration"),
    ("POST", f"{GUILD}/roles", {"name": LONG_NAME}, "name"),
    ("PATCH", "{role}", {"color": -1}, "color"),
    ("PATCH", f"{GUILD}/roles", [{"id": str(GUILD_ID), "position": -1}], "0"),
    ("PATCH", f"{GUILD}/members/{BEN_ID}", {"nick": "x" * 33}, "nick"),
    ("PATCH", f"{GUILD}/members/@me", {"nick": "x" * 33}, "nick"),
    (
        "PATCH",
        f"{GUILD}/members/{BEN_ID}",
        {"communication_disabled_until": "2100-01-01T00:00:00Z"},
        "communication_disabled_until",
    ),
    ("PUT", f"{GUILD}/bans/{BEN_ID}", {"delete_message_seconds": 604_801}, "delete_message_seconds"),
    ("PATCH", GUILD, {"name": "x"}, "name"),
    ("PATCH", GUILD, {"name": "Other", "system_channel_id": "5"}, "system_channel_id"),
    ("POST", f"{GUILD}/scheduled-events", MEETING | {"name": LONG_NAME}, "name"),
    ("PATCH", "{event}", {"description": "x" * 1001}, "description"),
    ("POST", "/users/@me/channels", {"recipient_id": "Ben"}, "recipient_id"),
    ("PATCH", "/users/@me", {"username": "x"}, "username"),
    ("PATCH", "/applications/@me", {"description": "x" * 401}, "description"),
    ("POST", f"{GENERAL}/followers", {"webhook_channel_id": "news"}, "webhook_channel_id"),
    ("GET", f"{GENERAL}/messages?limit=101", None, "limit"),
    ("GET", f"{GENERAL}/messages?before=5&after=4", None, "after"),
    ("GET", f"{GENERAL}/messages/pins?limit=51", None, "limit"),
    ("GET", "{message}/reactions/%F0%9F%91%8D?limit=101", None, "limit"),
    ("GET", f"{GENERAL}/threads/archived/public?limit=1", None, "limit"),
    ("GET", f"{GENERAL}/threads/archived/private?before=then", None, "before"),
    ("GET", f"{GENERAL}/users/@me/threads/archived/private?limit=101", None, "limit"),
    ("GET", "{thread}/thread-members?limit=101", None, "limit"),
    ("GET", f"{GUILD}/members?limit=1001", None, "limit"),
    ("GET", f"{GUILD}/members/search?query=b&limit=1001", None, "limit"),
    ("GET", f"{GUILD}/bans?limit=1001", None, "limit"),
    ("GET", "{event}/users?limit=101", None, "limit"),
    ("GET", "/users/@me/guilds?limit=201", None, "limit"),
]
POLL = {"question": {"text": "When?"}, "answers": [{"poll_media": {"text": "Now"}}], "duration": 24}
IN_VOICE = {"entity_type": 2, "channel_id": str(GENERAL_ID), "entity_metadata": None}
WHOLE: list[tuple[str, str, Any, int]] = [
    ("POST", f"{GENERAL}/messages", {}, 50006),
    ("PATCH", "{message}", {"content": "", "components": []}, 50006),
    ("POST", "{by_hook}", {}, 50006),
    ("PATCH", "{hooked}", {"content": ""}, 50006),
    ("POST", "{asked}", {"type": 4, "data": {}}, 50006),
    ("POST", f"{GUILD}/scheduled-events", MEETING | IN_VOICE, 50024),
    ("PATCH", "{event}", IN_VOICE, 50024),
    ("POST", "{follow_up}", {}, 50006),
    ("PUT", "{message}/reactions/nothing/@me", None, 10014),
    ("POST", f"{GENERAL}/messages/bulk-delete", {"messages": ["5", "6"]}, 50034),
]
"""Refused as a whole, under a code of their own."""


@pytest.mark.parametrize(("method", "path", "body", "field"), WRONG)
async def test_a_wrong_field_is_named(
    bot: Bot, made: dict[str, str], method: str, path: str, body: Any, field: str
) -> None:
    before = save(bot.sandbox.service.world.state)
    answer = await bot.refused(method, path.format(**made), body, 400, 50035)
    assert list(answer.body["errors"]) == [field]
    assert save(bot.sandbox.service.world.state) == before


@pytest.mark.parametrize(("method", "path", "body", "code"), WHOLE)
async def test_a_wrong_request_is_refused_as_a_whole(
    bot: Bot, made: dict[str, str], method: str, path: str, body: Any, code: int
) -> None:
    before = save(bot.sandbox.service.world.state)
    await bot.refused(method, path.format(**made), body, 400, code)
    assert save(bot.sandbox.service.world.state) == before


FORWARD = {"message_reference": {"type": 1, "message_id": "5", "channel_id": str(GENERAL_ID)}}


@pytest.mark.parametrize("body", [{"poll": POLL}, {"content": "x", "sticker_ids": ["5"]}, FORWARD])
async def test_what_is_not_built_says_so(bot: Bot, body: dict[str, Any]) -> None:
    before = save(bot.sandbox.service.world.state)
    await bot.refused("POST", f"{GENERAL}/messages", body, 501, 0)
    assert save(bot.sandbox.service.world.state) == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": 2, "data": {"id": "{command}", "name": "tell", "type": 1}},
        {"type": 2, "data": {"id": "{command}", "name": "ask", "type": 1, "options": [{"type": 4, "name": "what"}]}},
        {"type": 4, "data": {"id": "{command}", "name": "ask", "type": 1}},
        {"type": 3, "data": {"component_type": 2, "custom_id": "pick"}},
        {"type": 3, "data": {"component_type": 3, "custom_id": "pick", "values": ["b"]}},
        {"type": 3, "data": {"component_type": 3, "custom_id": "pick", "values": []}},
        {"type": 5, "data": {"id": "{modal}", "custom_id": "form", "components": []}},
        {"type": 5, "data": {"id": "{modal}", "custom_id": "other", "components": []}},
    ],
)
async def test_what_people_were_not_offered_is_refused(
    bot: Bot, anyone: Bot, made: dict[str, str], wrong: dict[str, Any]
) -> None:
    """Refused and not counted: people's clients offer nothing else."""
    await anyone.done("POST", made["asked"], {"type": 9, "data": MODAL})
    ids = {"{command}": made["command"].split("/")[-1], "{modal}": str(max(bot.sandbox.service.world.live.modals))}
    data = {key: ids.get(str(value), value) for key, value in wrong["data"].items()}
    place = {"application_id": str(BOT_ID), "guild_id": str(GUILD_ID), "channel_id": str(GENERAL_ID)}
    ben = await bot.sandbox.person("Ben")
    known = len(bot.sandbox.service.world.live.interactions)
    with pytest.raises(Refused) as refused:
        message_id = made["message"].split("/")[-1]
        await ben.request("POST", "/interactions", wrong | place | {"data": data, "message_id": message_id})
    assert (refused.value.status, refused.value.code) == (400, 50035)
    assert len(bot.sandbox.service.world.live.interactions) == known
    bot.sandbox.assert_no_violations()
