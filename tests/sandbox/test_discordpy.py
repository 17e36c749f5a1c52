"""Real discord.py on the sandbox, with people driving it."""

from __future__ import annotations

import discord
import pytest

from sandbox import Sandbox, limits
from sandbox.driver import DidNotRespond
from tests.sandbox.discordpy import running
from tests.sandbox.worlds import GENERAL_ID, GUILD_ID, OTHER_TOKEN


async def test_logs_in_and_registers_its_commands(sandbox: Sandbox) -> None:
    async with running(sandbox) as bot:
        assert [guild.name for guild in bot.guilds] == ["Herons"]
        assert bot.guilds[0].me.guild_permissions.manage_events
        ada = await sandbox.person("Ada")
        assert {"echo", "panel", "slow", "mute", "manage", "Quote"} == set(await ada.commands())
    sandbox.assert_no_violations()


async def test_answers_privately(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
        answer = await ada.types("/echo", text="who knows NVivo?")
        assert answer.text == "who knows NVivo?"
        assert answer.ephemeral
        said = await ben.writes("Hello")
        await ben.sees("Hello")
        assert answer.id not in ben.messages
        assert [one.text for one in await ada.reads(channel="general")] == ["Good morning", "Hello"]
        assert said.author == "Ben"
    sandbox.assert_no_violations()


async def test_completes_while_typing(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ada = await sandbox.person("Ada")
        assert await ada.completions("/echo", text="re") == {"red": "red", "green": "green"}
        assert await ada.completions("/echo", text="red") == {"red": "red"}
    sandbox.assert_no_violations()


async def test_buttons_menus_and_forms(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ben = await sandbox.person("Ben")
        panel = await ben.types("/panel")
        assert [button.label for button in panel.buttons] == ["Count", "Ask"]
        panel = await ben.presses(panel, "Count")
        panel = await ben.presses(panel, "Count")
        assert panel.text.startswith("Pressed 2")
        assert (await ben.chooses(panel, "Pick one", ["Blue"])).text == "Picked b"
        form = await ben.presses(panel, "Ask")
        assert form.title == "Ask away"
        assert [field.label for field in form.fields] == ["Your question"]
        answer = await ben.fills_in(form, {"Your question": "Why?"})
        assert answer.text == "You asked: Why?"
        assert answer.ephemeral
    sandbox.assert_no_violations()


async def test_defers_then_follows_up(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ada = await sandbox.person("Ada")
        answer = await ada.types("/slow")
        assert answer.text == "Done"
        assert answer.ephemeral
    sandbox.assert_no_violations()


async def test_says_that_the_application_did_not_respond(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ada = await sandbox.person("Ada")
        sandbox.service.clock.later(0.2, lambda: sandbox.advance(3))
        with pytest.raises(DidNotRespond):
            await ada.types("/mute")


async def test_commands_are_offered_by_permission(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ada, ben = await sandbox.person("Ada"), await sandbox.person("Ben")
        assert "manage" not in await ben.commands()
        assert (await ada.types("/manage", who="Ben")).text == "Managing Ben"
    sandbox.assert_no_violations()


async def test_context_menus_see_the_message(sandbox: Sandbox) -> None:
    async with running(sandbox):
        ben = await sandbox.person("Ben")
        said = await ben.writes("Quote me")
        assert (await ben.uses("Quote", said)).text == "> Quote me"
    sandbox.assert_no_violations()


async def test_a_direct_message_reaches_the_bot_and_back(sandbox: Sandbox) -> None:
    async with running(sandbox) as bot:
        ben = await sandbox.person("Ben")
        user = await bot.fetch_user(ben.id)
        await user.send("Hello Ben", nonce="n1")
        await ben.sees("Hello Ben")
        assert (await bot.seen.get()).content == "Hello Ben"
        assert (await ben.types("/echo", dm=str(bot.application_id), text="hi")).text == "hi"
    sandbox.assert_no_violations()


async def test_resumes_and_misses_nothing(sandbox: Sandbox) -> None:
    intents = discord.Intents.default()
    intents.message_content = True
    async with running(sandbox, OTHER_TOKEN, intents) as bot:
        ben = await sandbox.person("Ben")
        sandbox.cause(kind="close", code=4000, who="Watcher")
        await ben.writes("Said meanwhile")
        await bot.resumed.wait()
        assert (await bot.seen.get()).content == "Said meanwhile"
    sandbox.assert_no_violations()


async def test_content_is_kept_from_a_bot_without_the_intent(sandbox: Sandbox) -> None:
    async with running(sandbox) as bot:
        ben = await sandbox.person("Ben")
        await ben.writes("Secret")
        assert (await bot.seen.get()).content == ""
        await ben.writes(f"<@{bot.application_id}> for you")
        assert "for you" in (await bot.seen.get()).content
        channel = bot.get_channel(GENERAL_ID)
        assert isinstance(channel, discord.TextChannel)
        assert [message.content async for message in channel.history(limit=1, oldest_first=True)] == [""]
    sandbox.assert_no_violations()


async def test_a_wrong_token_is_refused_and_counted(sandbox: Sandbox) -> None:
    with pytest.raises(discord.LoginFailure):
        async with running(sandbox, "wrong"):
            pytest.fail("logged in with a wrong token")
    assert [violation.rule for violation in sandbox.violations] == ["unauthorized"]


async def test_privileged_intents_must_be_switched_on(sandbox: Sandbox) -> None:
    intents = discord.Intents.default()
    intents.members = True
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(sandbox, intents=intents):
            pytest.fail("logged in with an intent that is off")
    assert [violation.code for violation in sandbox.violations] == [4014]


async def test_a_nonce_keeps_a_message_from_being_sent_twice(sandbox: Sandbox) -> None:
    async with running(sandbox) as bot:
        channel = bot.get_partial_messageable(GENERAL_ID, guild_id=GUILD_ID)
        first, second = await channel.send("Once", nonce=7), await channel.send("Once", nonce=7)
        assert first.id == second.id
        sandbox.advance(181)
        assert (await channel.send("Once", nonce=7)).id != first.id
        assert "nonce" not in await bot.http.get_message(GENERAL_ID, first.id)
    sandbox.assert_no_violations()


async def test_the_headers_hold_it_back_so_that_it_meets_no_429(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two messages in 0.3 s: discord.py waits for each window as the headers tell it to."""
    monkeypatch.setitem(limits.KNOWN, ("POST", limits.MESSAGES), (2, 0.3))
    async with running(sandbox) as bot:
        channel = bot.get_partial_messageable(GENERAL_ID, guild_id=GUILD_ID)
        began = sandbox.service.clock.now()
        sent = [await channel.send(str(number)) for number in range(5)]
        assert sandbox.service.clock.now() - began >= 0.6
        assert len({message.id for message in sent}) == 5
        assert sandbox.service.journal.tally["429"] == 0
    sandbox.assert_no_violations()


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_429_is_waited_out(sandbox: Sandbox, scope: str) -> None:
    async with running(sandbox) as bot:
        sandbox.cause(kind="status", status=429, retry_after=0.05, scope=scope, path="/channels/*/messages")
        channel = bot.get_partial_messageable(GENERAL_ID, guild_id=GUILD_ID)
        await channel.send("Once")
        history = sandbox.service.world.channel(GENERAL_ID).messages.values()
        assert [message.content for message in history].count("Once") == 1
        assert sandbox.service.journal.tally["429"] == 1
    sandbox.assert_no_violations()


async def test_an_unbuilt_route_is_counted(sandbox: Sandbox) -> None:
    async with running(sandbox) as bot:
        with pytest.raises(discord.HTTPException) as refused:
            await bot.http.get_template("abc")
        assert refused.value.status == 501
    assert [violation.rule for violation in sandbox.violations] == ["unbuilt"]
