"""Interactions: one reply in three seconds, fifteen minutes for the rest, ephemeral for one person alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sandbox.driver import DidNotRespond, Refused
from tests.sandbox.asked import ANSWER, ASK, BUTTONS, PRIVATE, Asked, used
from tests.sandbox.wire import Bot
from tests.sandbox.worlds import BOT_ID, GENERAL_ID


async def test_there_is_one_reply(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    shown, interaction = await used(ben, asked, ANSWER)
    assert shown.text == "Here"
    asked.sandbox.assert_no_violations()
    await asked.anyone.refused("POST", asked.callback(interaction), ANSWER, 400, 40060)
    violation = asked.sandbox.violations[-1]
    assert (violation.who, interaction["token"] in violation.path) == ("Tester", False)


async def test_a_reply_after_three_seconds_is_too_late(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    interaction = await asked.taken()
    asked.sandbox.advance(3.1)
    with pytest.raises(DidNotRespond):
        await waiting
    await asked.anyone.refused("POST", asked.callback(interaction), ANSWER, 404, 10062)


async def test_a_reply_to_what_came_while_away_is_no_violation(asked: Asked) -> None:
    """The bot was disconnected: it hears of the interaction by its RESUME, too late and without fault."""
    ben = await asked.sandbox.person("Ben")
    asked.sandbox.cause(kind="close", code=4000, who="Tester")
    await asked.socket.closes()
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    await ben.event(lambda event: event.name == "INTERACTION_CREATE")
    asked.sandbox.advance(3.1)
    with pytest.raises(DidNotRespond):
        await waiting
    interaction = next(iter(asked.sandbox.service.world.live.interactions.values()))
    place = f"/interactions/{interaction.id}/{interaction.token}/callback"
    await asked.anyone.turned_down("POST", place, ANSWER, 404, 10062)


async def test_an_unknown_interaction_is_refused(asked: Asked) -> None:
    await asked.anyone.refused("POST", f"/interactions/{10**17}/token/callback", ANSWER, 404, 10062)


async def test_the_token_is_good_for_fifteen_minutes(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    _, interaction = await used(ben, asked, ANSWER)
    original = f"{asked.webhook(interaction)}/messages/@original"
    await asked.anyone.done("PATCH", original, {"content": "Better"})
    await ben.sees("Better")
    more = await asked.anyone.done("POST", asked.webhook(interaction), {"content": "More"})
    assert more["message_reference"]["message_id"] == (await asked.anyone.get(original))["id"]
    asked.sandbox.advance(15 * 60)
    await asked.anyone.turned_down("PATCH", original, {"content": "Late"}, 401, 50027)
    await asked.anyone.turned_down("POST", asked.webhook(interaction), {"content": "Late"}, 401, 50027)


async def test_ephemeral_messages_are_one_persons(asked: Asked) -> None:
    ben, cora = await asked.sandbox.person("Ben"), await asked.sandbox.person("Cora")
    shown, interaction = await used(ben, asked, PRIVATE)
    assert shown.ephemeral
    await asked.bot.turned_down("GET", f"/channels/{GENERAL_ID}/messages/{shown.id}", None, 404, 10008)
    assert str(shown.id) not in str(await asked.bot.get(f"/channels/{GENERAL_ID}/messages"))
    own = f"{asked.webhook(interaction)}/messages/@original"
    assert (await asked.anyone.get(own))["content"] == "For you"
    await ben.writes("Public")
    await cora.sees("Public")
    assert shown.id not in cora.messages
    await asked.anyone.done("DELETE", own)
    await ben.event(lambda event: event.name == "MESSAGE_DELETE")
    assert shown.id not in ben.messages


async def test_a_deferred_reply_keeps_its_first_visibility(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    interaction = await asked.answers({"type": 5, "data": {"flags": 64}})
    await asked.anyone.done("POST", asked.webhook(interaction), {"content": "Done"})
    shown = await waiting
    assert shown.ephemeral
    assert shown.text == "Done"
    asked.sandbox.assert_no_violations()


@pytest.mark.parametrize("reply", [{"type": 7, "data": {"content": "x"}}, {"type": 6}, {"type": 1}, {"type": 99}])
async def test_a_command_takes_no_update(asked: Asked, reply: dict[str, Any]) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    interaction = await asked.taken()
    await asked.anyone.refused("POST", asked.callback(interaction), reply, 400, 50035)
    await asked.anyone.done("POST", asked.callback(interaction), ANSWER)
    await waiting


async def test_a_half_filled_command_is_completed(asked: Asked, bot: Bot) -> None:
    """While someone types, what is required may still be missing."""
    first = {"type": 3, "name": "first", "description": "First", "required": True}
    second = {"type": 3, "name": "second", "description": "Second", "autocomplete": True}
    await bot.done(
        "PUT", f"/applications/{BOT_ID}/commands", [{"name": "pick", "description": "x", "options": [first, second]}]
    )
    ben = await asked.sandbox.person("Ben")
    choices = {"type": 8, "data": {"choices": [{"name": "Red", "value": "red"}]}}
    offered, _ = await asyncio.gather(ben.completions("/pick", second="r"), asked.answers(choices))
    assert offered == {"Red": "red"}
    with pytest.raises(Refused):
        await ben.types("/pick", second="red")
    asked.sandbox.assert_no_violations()


async def test_an_activity_is_not_built(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    interaction = await asked.taken()
    await asked.anyone.refused("POST", asked.callback(interaction), {"type": 12}, 501, 0)
    await asked.anyone.done("POST", asked.callback(interaction), ANSWER)
    await waiting


async def test_people_press_what_is_there_and_theirs(asked: Asked) -> None:
    ben, cora = await asked.sandbox.person("Ben"), await asked.sandbox.person("Cora")
    private = {"type": 4, "data": {"content": "x", "flags": 64, "components": BUTTONS}}
    shown, _ = await used(ben, asked, private)
    with pytest.raises(AssertionError, match="greyed out"):
        await ben.presses(shown, "Grey")
    with pytest.raises(AssertionError, match="no button"):
        await ben.presses(shown, "Missing")
    with pytest.raises(Refused) as refused:
        await cora.presses(shown, "Go")
    assert refused.value.code == 10008
    pressed, _ = await asyncio.gather(
        ben.presses(shown, "Go"), asked.answers({"type": 7, "data": {"content": "Gone", "components": []}})
    )
    assert (pressed.id, pressed.text, pressed.buttons) == (shown.id, "Gone", [])
    asked.sandbox.assert_no_violations()


async def test_the_outcome_is_told_if_asked_for(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    interaction = await asked.taken()
    told = await asked.anyone.done("POST", f"{asked.callback(interaction)}?with_response=true", ANSWER)
    assert told["resource"]["message"]["content"] == "Here"
    assert told["interaction"]["response_message_id"] == str((await waiting).id)
    asked.sandbox.assert_no_violations()


async def test_an_option_must_be_the_commands(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    with pytest.raises(LookupError):
        await ben.types("/ask", who="x")
    with pytest.raises(LookupError):
        await ben.types("/tell")


async def test_in_a_direct_message_there_is_no_server(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x", dm=BOT_ID))
    interaction = await asked.answers(ANSWER)
    assert "guild_id" not in interaction
    assert (interaction["user"]["username"], interaction["context"]) == ("ben", 1)
    assert (await waiting).text == "Here"


async def test_people_and_places_are_resolved(asked: Asked, bot: Bot) -> None:
    named = [("who", 6), ("where", 7), ("role", 8)]
    options = [{"type": kind, "name": name, "description": name} for name, kind in named]
    tell = {"name": "tell", "description": "Tells", "options": options}
    await bot.done("PUT", f"/applications/{BOT_ID}/commands", [tell])
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/tell", who="Cora", where="general", role="Member"))
    resolved = (await asked.answers(ANSWER))["data"]["resolved"]
    await waiting
    assert [one["username"] for one in resolved["users"].values()] == ["cora"]
    assert [one["name"] for one in resolved["channels"].values()] == ["general"]
    assert [one["name"] for one in resolved["roles"].values()] == ["Member"]
    assert list(resolved["members"]) == list(resolved["users"])


async def test_a_follow_up_needs_a_first_reply(asked: Asked) -> None:
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/ask", what="x"))
    interaction = await asked.taken()
    await asked.anyone.refused("POST", asked.webhook(interaction), {"content": "First"}, 404, 10015)
    await asked.anyone.done("POST", asked.callback(interaction), ANSWER)
    await waiting


async def test_subcommands_are_typed_by_their_path(asked: Asked, bot: Bot) -> None:
    inner = {"type": 1, "name": "plan", "description": "Plans", "options": ASK["options"]}
    meeting = {"name": "meeting", "description": "Meetings", "options": [inner]}
    await bot.done("PUT", f"/applications/{BOT_ID}/commands", [meeting])
    ben = await asked.sandbox.person("Ben")
    waiting = asyncio.create_task(ben.types("/meeting plan", what="reading"))
    option = (await asked.answers(ANSWER))["data"]["options"][0]
    assert (option["name"], option["options"][0]["value"]) == ("plan", "reading")
    assert (await waiting).payload["interaction"]["name"] == "meeting plan"
    with pytest.raises(LookupError, match="no subcommand"):
        await ben.types("/meeting cancel")
    asked.sandbox.assert_no_violations()
