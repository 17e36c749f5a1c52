"""Whatever JSON arrives at whatever route: an answer of Discord's kind, never a failure of the sandbox's own."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest

from sandbox import Options, Sandbox
from sandbox.app import TABLES, described
from sandbox.rest.router import Route
from tests.sandbox.conftest import description
from tests.sandbox.wire import Bot
from tests.sandbox.worlds import ADA_ID, BEN_ID, BOT_ID, GENERAL_ID, GUILD_ID, TOKEN, small

BODIES: list[Any] = [
    None,
    {},
    [],
    "text",
    7,
    [{}],
    [None],
    {"name": None, "type": "x", "id": [], "data": 3},
    {"type": 2, "data": {}, "channel_id": str(GENERAL_ID), "application_id": str(BOT_ID)},
    {"type": 3, "data": {"custom_id": 4}, "channel_id": str(GENERAL_ID), "application_id": "x", "message_id": {}},
    {"content": {"a": 1}, "flags": "many", "components": [[]], "embeds": [7], "attachments": [{"id": "x"}]},
    {"name": "x", "type": 4.5, "permissions": "all", "position": "first", "permission_overwrites": [{}]},
    {"roles": ["x"], "nick": 5, "communication_disabled_until": "soon", "recipient_id": "nobody"},
    {"message": {"content": 5}, "name": "x", "applied_tags": ["x"], "auto_archive_duration": "long"},
    {"guild_id": "x", "permissions": "y", "webhook_channel_id": "z", "client_id": 1},
    {"permissions": [{"id": None}], "choices": 3, "options": [{"type": 3}]},
]
ROUTES = {f"{route.method} {route.template}": route for table in TABLES for route in table.all}


def path_of(route: Route, message_id: str) -> str:
    """A path to things that are there."""
    known = {
        "guild_id": GUILD_ID,
        "channel_id": GENERAL_ID,
        "message_id": message_id,
        "user_id": BEN_ID,
        "application_id": BOT_ID,
        "emoji": "%F0%9F%91%8D",
        "role_id": GUILD_ID,
        "overwrite_id": GUILD_ID,
    }
    path = route.template
    for name in [piece[1:-1] for piece in path.split("/") if piece.startswith("{")]:
        path = path.replace(f"{{{name}}}", str(known.get(name, "1")))
    return path


@pytest.mark.parametrize("name", sorted(ROUTES))
async def test_garbage_never_breaks_a_route(name: str, session: aiohttp.ClientSession) -> None:
    async with Sandbox(small(), Options(limits=False)) as sandbox:
        guild = sandbox.service.world.guild(GUILD_ID)
        for role in guild.roles.values():
            role.permissions |= 8
        message = next(iter(sandbox.service.world.channel(GENERAL_ID).messages))
        bot, person = Bot(sandbox, session, f"Bot {TOKEN}"), Bot(sandbox, session, "ada")
        assert guild.owner_id == ADA_ID
        for client in (bot, person):
            for body in BODIES:
                answer = await client.request(ROUTES[name].method, path_of(ROUTES[name], str(message)), body)
                assert answer.status < 500, (name, body, answer.body)


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if not ROUTES[name].people_only))
async def test_what_discord_describes_otherwise_never_succeeds(name: str, session: aiohttp.ClientSession) -> None:
    path_to_description = description()
    if path_to_description is None:
        pytest.skip("Discord's description is not here (SANDBOX_OPENAPI)")
    options = Options(limits=False, openapi=path_to_description)
    async with Sandbox(small(), options) as sandbox:
        for role in sandbox.service.world.guild(GUILD_ID).roles.values():
            role.permissions |= 8
        message = next(iter(sandbox.service.world.channel(GENERAL_ID).messages))
        bot, route = Bot(sandbox, session, f"Bot {TOKEN}"), ROUTES[name]
        path = path_of(route, str(message))
        for body in BODIES:
            wrong = described(path_to_description).request(route.method, path, body)
            answer = await bot.request(route.method, path, body)
            assert not wrong or answer.status >= 400, (body, wrong)
