"""Rate limits as Discord's, and trouble on demand."""

from __future__ import annotations

import aiohttp
import pytest

from sandbox import Sandbox
from sandbox.faults import FaultError
from tests.sandbox.wire import Bot, Control, Json
from tests.sandbox.worlds import GENERAL_ID, GUILD_ID, STAFF_ID

MESSAGES = f"/channels/{GENERAL_ID}/messages"
HELLO = {"content": "Hello"}


async def test_five_messages_in_five_seconds(bot: Bot) -> None:
    for left in (4, 3, 2, 1, 0):
        answer = await bot.request("POST", MESSAGES, HELLO)
        assert answer.headers["X-RateLimit-Limit"] == "5"
        assert answer.headers["X-RateLimit-Remaining"] == str(left)
    limited = await bot.request("POST", MESSAGES, HELLO)
    assert limited.status == 429
    assert limited.body["global"] is False
    assert 0 < limited.body["retry_after"] <= 5
    assert limited.headers["Via"]
    assert limited.headers["X-RateLimit-Scope"] == "user"
    assert limited.headers["X-RateLimit-Bucket"] == answer.headers["X-RateLimit-Bucket"]
    assert len(await bot.get(MESSAGES)) == 6
    bot.sandbox.advance(5.1)
    assert (await bot.request("POST", MESSAGES, HELLO)).headers["X-RateLimit-Remaining"] == "4"
    bot.sandbox.assert_no_violations()


async def test_a_bucket_is_per_channel_and_per_caller(bot: Bot, watcher: Bot) -> None:
    bot.sandbox.service.world.channel(STAFF_ID).overwrites.clear()
    for _ in range(5):
        await bot.done("POST", MESSAGES, HELLO)
    await bot.done("POST", f"/channels/{STAFF_ID}/messages", HELLO)
    await watcher.done("POST", MESSAGES, HELLO)


async def test_fifty_requests_a_second_overall(bot: Bot, anyone: Bot) -> None:
    for number in range(50):
        path = "/users/@me" if number % 2 else "/users/@me/guilds"
        assert (await bot.request("GET", path)).status == 200
    limited = await bot.request("GET", f"/guilds/{GUILD_ID}")
    assert (limited.status, limited.body["global"]) == (429, True)
    assert limited.headers["X-RateLimit-Scope"] == "global"
    assert limited.headers["X-RateLimit-Global"] == "true"
    callback = await anyone.request("POST", "/interactions/1/token/callback", {"type": 4, "data": HELLO})
    assert callback.status == 404
    bot.sandbox.advance(1.1)
    await bot.get(f"/guilds/{GUILD_ID}")


async def test_people_are_not_limited(sandbox: Sandbox) -> None:
    ben = await sandbox.person("Ben")
    for number in range(10):
        await ben.writes(str(number))


async def test_a_status_strikes_as_often_as_it_was_told(bot: Bot) -> None:
    bot.sandbox.cause(kind="status", status=503, method="POST", path="/channels/*/messages", skip=1, times=2)
    answers = [(await bot.request("POST", MESSAGES, HELLO)).status for _ in range(4)]
    assert answers == [200, 503, 503, 200]
    assert len(await bot.get(MESSAGES)) == 3
    bot.sandbox.assert_no_violations()


async def test_a_429_looks_like_discords(bot: Bot) -> None:
    bot.sandbox.cause(kind="status", status=429, retry_after=2.5, scope="shared")
    answer = await bot.request("GET", "/users/@me")
    assert (answer.status, answer.body["retry_after"]) == (429, 2.5)
    assert answer.headers["X-RateLimit-Scope"] == "shared"
    assert answer.headers["Via"]
    bot.sandbox.assert_no_violations()


@pytest.mark.parametrize(("when", "sent"), [("before", 1), ("after", 2)])
async def test_a_dropped_connection_leaves_it_open_whether_it_was_applied(bot: Bot, when: str, sent: int) -> None:
    bot.sandbox.cause(kind="drop", when=when, method="POST", path=MESSAGES)
    with pytest.raises(aiohttp.ClientError):
        await bot.request("POST", MESSAGES, HELLO)
    assert len(await bot.get(MESSAGES)) == sent
    bot.sandbox.assert_no_violations()


async def test_a_delay_holds_the_answer_back(bot: Bot) -> None:
    bot.sandbox.cause(kind="delay", seconds=0.05, path="/users/@me")
    await bot.get("/users/@me")
    slow = bot.sandbox.service.journal.entries()[-1]
    assert slow["ms"] >= 50


async def test_faults_strike_whom_they_name_and_repeat_by_seed(bot: Bot, watcher: Bot) -> None:
    async def struck() -> list[int]:
        bot.sandbox.service.faults.clear(seed=4)
        bot.sandbox.cause(kind="status", status=500, who="Tester", times=None, probability=0.5)
        return [(await bot.request("GET", "/users/@me")).status for _ in range(12)]

    first = await struck()
    assert set(first) == {200, 500}
    assert await struck() == first
    assert (await watcher.request("GET", "/users/@me")).status == 200


async def test_faults_over_the_wire(control: Control, bot: Bot) -> None:
    body = {"seed": 1, "faults": [{"kind": "status", "status": 502}, {"kind": "delay", "seconds": 0}]}
    assert (await control.request("POST", "/faults", body)).status == 200
    assert len((await control.request("GET", "/faults")).body["faults"]) == 2
    assert (await bot.request("GET", "/users/@me")).status == 502
    assert (await control.request("DELETE", "/faults")).status == 200
    assert (await bot.request("GET", "/users/@me")).status == 200
    wrongs: list[Json] = [
        {"kind": "gremlins"},
        {"kind": "status", "staus": 500},
        {"kind": "status", "status": "many"},
        {"kind": "drop", "when": "never"},
        {"kind": "status", "status": 7},
        {"kind": "close", "code": 99_999},
    ]
    for wrong in wrongs:
        refused = await control.request("POST", "/faults", wrong)
        assert (refused.status, "error" in refused.body) == (400, True)


def test_a_fault_that_is_none_says_why(sandbox: Sandbox) -> None:
    with pytest.raises(FaultError, match="kind must be one of"):
        sandbox.cause(kind="gremlins")
