"""What people do themselves: join, leave, upload, invite and remove bots, arrange their server."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.driver import Refused
from tests.sandbox.wire import Bot, Socket
from tests.sandbox.worlds import BEN_ID, BOT_ID, GENERAL_ID, GUILD_ID, TOKEN

GUILD = f"/guilds/{GUILD_ID}"


async def test_joining_shows_discords_message(sandbox: Sandbox) -> None:
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    await ben.request("DELETE", f"/users/@me{GUILD}")
    with pytest.raises(Refused):
        await ben.request("GET", GUILD)
    await ben.request("PUT", f"{GUILD}/members/@me")
    joined = await ada.sees(lambda message: message.payload["type"] == 7)
    assert joined.author == "Ben"


async def test_the_banned_stay_out(sandbox: Sandbox) -> None:
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    await ada.request("PUT", f"{GUILD}/bans/{BEN_ID}", {})
    with pytest.raises(Refused) as refused:
        await ben.request("PUT", f"{GUILD}/members/@me")
    assert refused.value.code == 40007
    await ada.request("DELETE", f"{GUILD}/bans/{BEN_ID}")
    await ben.request("PUT", f"{GUILD}/members/@me")


async def test_a_bot_is_removed_and_invited_again(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    socket = await Socket.open(sandbox, session)
    await socket.identify(TOKEN)
    await ada.request("DELETE", f"{GUILD}/members/{BOT_ID}")
    assert (await socket.until("GUILD_DELETE"))["id"] == str(GUILD_ID)
    invitation = {"guild_id": str(GUILD_ID), "permissions": "2048"}
    with pytest.raises(Refused):
        await ben.request("POST", f"/oauth2/authorize?client_id={BOT_ID}", invitation)
    await ada.request("POST", f"/oauth2/authorize?client_id={BOT_ID}", invitation)
    guild = await socket.until("GUILD_CREATE")
    own = [role for role in guild["roles"] if role.get("tags")]
    assert [role["permissions"] for role in own if role["tags"]["bot_id"] == str(BOT_ID)] == ["2048"]
    sandbox.assert_no_violations()


async def test_people_arrange_what_they_may(sandbox: Sandbox, bot: Bot) -> None:
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    made = await ada.request("POST", f"{GUILD}/channels", {"name": "new-room", "type": 0})
    await ben.event(lambda event: event.name == "CHANNEL_CREATE" and event.data["id"] == made["id"])
    hidden = {"type": 0, "allow": "0", "deny": str(1 << 10)}
    await ada.request("PUT", f"/channels/{made['id']}/permissions/{GUILD_ID}", hidden)
    await ben.event(lambda event: event.name == "CHANNEL_DELETE" and event.data["id"] == made["id"])
    with pytest.raises(LookupError):
        await ben.writes("Anyone?", channel="new-room")
    with pytest.raises(Refused):
        await ben.request("POST", f"{GUILD}/channels", {"name": "mine", "type": 0})
    role = await ada.request("POST", f"{GUILD}/roles", {"name": "Reader"})
    await ada.request("PUT", f"{GUILD}/members/{BEN_ID}/roles/{role['id']}")
    assert role["id"] in (await bot.get(f"{GUILD}/members/{BEN_ID}"))["roles"]
    sandbox.assert_no_violations()


async def test_typing_is_seen(sandbox: Sandbox) -> None:
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    await ben.request("POST", f"/channels/{GENERAL_ID}/typing")
    event = await ada.event(lambda event: event.name == "TYPING_START")
    assert event.data["user_id"] == str(BEN_ID)


async def test_what_did_not_happen_is_told(sandbox: Sandbox) -> None:
    ben = await sandbox.person("Ben")
    with pytest.raises(AssertionError, match="did not see a message with 'Nothing'"):
        await ben.sees("Nothing", within=0.01)
    with pytest.raises(LookupError):
        await sandbox.person("Nobody")


async def test_people_close_their_messages_and_choose_their_language(sandbox: Sandbox, bot: Bot) -> None:
    ben = await sandbox.person("Ben")
    channel = await bot.done("POST", "/users/@me/channels", {"recipient_id": str(BEN_ID)})
    place = f"/channels/{channel['id']}/messages"
    await bot.done("POST", place, {"content": "Hello"})
    await ben.sees("Hello")
    await ben.request("PATCH", "/users/@me/settings", {"default_guilds_restricted": True, "locale": "cy"})
    await bot.turned_down("POST", place, {"content": "Hello?"}, 403, 50007)
    assert (await ben.request("GET", "/users/@me"))["locale"] == "cy"


async def test_the_page_is_served(sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
    async with session.get(f"{sandbox.url}/") as response:
        assert response.status == 200
        assert "<html" in await response.text()
        assert {"default-src 'self'", "frame-ancestors 'none'"} <= set(policy(response))
    async with session.get(f"{sandbox.url}/app.js") as response:
        assert "default-src 'self'" in policy(response)
    async with session.get(f"{sandbox.url}/cdn/attachments/1/2/x.html") as response:
        assert "sandbox" in policy(response)


def policy(response: aiohttp.ClientResponse) -> list[str]:
    return response.headers["Content-Security-Policy"].split("; ")


async def test_a_direct_message_appears_with_its_first_words(
    sandbox: Sandbox, bot: Bot, session: aiohttp.ClientSession
) -> None:
    """People are told of the channel: who opens it at once, the other when something is said. Bots are not told."""
    socket = await Socket.open(sandbox, session)
    await socket.identify(TOKEN, 1 << 12)
    ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
    place = (await ben.request("POST", "/users/@me/channels", {"recipient_id": str(BOT_ID)}))["id"]
    assert (await ben.event(lambda event: event.name == "CHANNEL_CREATE")).data["id"] == place
    await ben.writes("Hello", dm="Tester")
    assert (await socket.receive())["d"]["channel_id"] == place
    place = (await bot.done("POST", "/users/@me/channels", {"recipient_id": str(ada.id)}))["id"]
    assert all(event.name != "CHANNEL_CREATE" for event in ada.events)
    await bot.done("POST", f"/channels/{place}/messages", {"content": "Hello"})
    await ada.sees("Hello")
    assert [event.name for event in ada.events if event.name.endswith("_CREATE")][-2:] == [
        "CHANNEL_CREATE",
        "MESSAGE_CREATE",
    ]
