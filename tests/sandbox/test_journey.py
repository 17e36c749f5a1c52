"""Time travel: what falls due is done in order, and nobody's press of a button is too late for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.journey import DAY, HOUR, Stalled
from sandbox.wire import timestamp
from tests.sandbox.wire import Bot, Control
from tests.sandbox.worlds import GENERAL_ID, GUILD_ID, MEETING

EVENTS = f"/guilds/{GUILD_ID}/scheduled-events"
MESSAGES = f"/channels/{GENERAL_ID}/messages"


class Postman:
    """A bot that has to post at certain moments; `stuck` has nothing done, `lost` has it break down."""

    def __init__(self, sandbox: Sandbox, *due: float) -> None:
        self.sandbox, self.due = sandbox, sorted(due)
        self.done: list[float] = []
        self.stops: list[float] = []
        self.stuck = self.lost = False

    async def arrive(self) -> None:
        now = self.sandbox.now()
        self.stops.append(now)
        if self.lost:
            raise Stalled("The postman is ill.")
        while not self.stuck and self.due and self.due[0] <= now:
            self.done.append(self.due.pop(0))

    async def next_at(self) -> float | None:
        return self.due[0] if self.due else None

    async def waiting(self) -> list[dict[str, Any]]:
        return [{"at": at, "what": "A letter", "where": "#general"} for at in self.due]


@pytest.fixture
async def start(sandbox: Sandbox) -> AsyncIterator[float]:
    yield sandbox.now()
    sandbox.assert_no_violations()


async def test_what_falls_due_is_done_when_it_falls_due(sandbox: Sandbox, control: Control, start: float) -> None:
    postman = Postman(sandbox, start + 90, start + 5 * HOUR, start + 3 * DAY)
    sandbox.accompany(postman)
    assert await sandbox.travel(start + DAY) == ""
    where = (await control.request("GET", "/clock")).body
    assert len(postman.done) == 2
    for due in postman.done:
        assert any(0 <= stop - due < 5 for stop in postman.stops), "it stops right there"
    assert 0 <= where["now"] - (start + DAY) < 5
    assert where["ahead"] == pytest.approx(DAY, abs=5)
    waiting = (await control.request("GET", "/waiting")).body
    assert [one["what"] for one in waiting] == ["A letter"]


async def test_to_the_next_delivery_and_no_further(sandbox: Sandbox, start: float) -> None:
    postman = Postman(sandbox, start + 40 * DAY, start + 41 * DAY)
    sandbox.accompany(postman)
    assert await sandbox.travel("next") == ""
    assert postman.done == [start + 40 * DAY]
    assert sandbox.now() < start + 40 * DAY + 10
    postman.due.clear()
    assert await sandbox.travel("next") == "Nothing waits to be delivered."


async def test_what_is_stuck_holds_up_nobody_and_what_breaks_ends_it(sandbox: Sandbox, start: float) -> None:
    postman = Postman(sandbox, start + 1)
    postman.stuck = True
    sandbox.accompany(postman)
    assert await sandbox.travel(start + 30 * DAY) == ""
    assert len(postman.stops) < 30 * 24 + 10
    postman.lost = True
    assert await sandbox.travel(sandbox.now() + DAY) == "The postman is ill."


async def test_time_goes_forward_alone_and_once_at_a_time(sandbox: Sandbox, control: Control, start: float) -> None:
    for wrong, words in (
        (start - 60, "only goes forward"),
        ("yesterday", "Unix seconds"),
        (True, "Unix seconds"),
        (start + 31 * 365 * DAY, "thirty years"),
        ("next", "No bot has said"),
    ):
        refused = await control.request("POST", "/clock", {"travel": wrong})
        assert refused.status == 400
        assert words in refused.body["error"]
    sandbox.accompany(Postman(sandbox))
    await control.request("POST", "/clock", {"travel": start + 2000 * DAY})
    again = await control.request("POST", "/clock", {"travel": start + 3000 * DAY})
    assert "travelling already" in again.body["error"]
    await control.request("POST", "/clock", {"stop": True})
    while (where := (await control.request("GET", "/clock")).body)["travelling"]:
        pass
    assert where["said"] == "Stopped on the way."


async def test_the_world_travels_and_the_pulse_does_not(sandbox: Sandbox, bot: Bot, start: float) -> None:
    """A message is dated by the world; its nonce is remembered by the pulse, whatever time it is."""
    letter = {"content": "Hello", "nonce": "1", "enforce_nonce": True}
    first = await bot.request("POST", MESSAGES, letter)
    await sandbox.travel(start + 400 * DAY)
    second = await bot.request("POST", MESSAGES, letter)
    assert second.body["id"] == first.body["id"]
    third = await bot.request("POST", MESSAGES, {"content": "A year later"})
    assert int(third.body["timestamp"][:4]) > int(first.body["timestamp"][:4])


async def test_the_worlds_own_events_begin_on_the_way(sandbox: Sandbox, bot: Bot, start: float) -> None:
    begins, ends = timestamp(start + 2 * HOUR), timestamp(start + 30 * DAY)
    event = MEETING | {"scheduled_start_time": begins, "scheduled_end_time": ends}
    made = await bot.request("POST", EVENTS, event)
    assert await sandbox.travel(start + DAY) == ""
    assert (await bot.get(f"{EVENTS}/{made.body['id']}"))["status"] == 2
    late = await bot.request("POST", EVENTS, event)
    assert late.status == 400, "what has begun can't be planned any more"
    sandbox.service.journal.forget_violations()


async def test_limits_are_lifted_on_the_way_and_said_to_be(sandbox: Sandbox, bot: Bot, start: float) -> None:
    class Sender(Postman):
        left: list[str]

        async def arrive(self) -> None:
            answers = [await bot.request("POST", MESSAGES, {"content": "Hello"}) for _ in range(8)]
            self.left = [one.headers["X-RateLimit-Remaining"] for one in answers]
            assert {one.status for one in answers} == {200}

    sender = Sender(sandbox)
    sandbox.accompany(sender)
    await sandbox.travel(start + 60)
    assert set(sender.left) == {"1000"}
    after = [(await bot.request("POST", MESSAGES, {"content": "Hello"})).status for _ in range(8)]
    assert 429 in after
