"""Heronry travelling through time with the sandbox, as in the demo: everything that falls due is really delivered."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.demo.travel import Fellow, SandboxClock
from sandbox.journey import DAY
from tests.acceptance.house import FACILITATOR, MEMBER, House, house

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as made:
        made.clock = SandboxClock(made.sandbox)
        await made.start()
        assert made.services is not None
        made.sandbox.accompany(Fellow(made.services, made.sandbox, made.sample.application_id))
        yield made
        made.sandbox.assert_no_violations()


@pytest.mark.long
async def test_what_falls_due_is_delivered_on_the_way(home: House) -> None:
    """To the next delivery, then ten weeks of weekly reminders within seconds: in order, each dated by its day."""
    assert home.services is not None
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    fellow = Fellow(home.services, home.sandbox, home.sample.application_id)
    assert home.services.work is not None
    await home.services.work.round("deliver what is due")  # what the season has just announced
    waiting = await fellow.waiting()
    assert [one["at"] for one in waiting] == sorted(one["at"] for one in waiting)
    assert {"#general", "#announcements", f"{MEMBER}, by direct message"} <= {one["where"] for one in waiting}
    assert await home.sandbox.travel("next") == ""
    assert 0 <= home.sandbox.now() - waiting[0]["at"] < 10
    assert waiting[0] not in await fellow.waiting()

    before = len(await facilitator.reads(channel="general"))
    await member.types("/remind", when="in 5 days", what="Water the beans")
    assert await home.sandbox.travel(home.sandbox.now() + 70 * DAY) == ""
    said = [one for one in (await facilitator.reads(channel="general"))[before:] if "Reminder for" in one.text]
    hours = [datetime.fromisoformat(one.payload["timestamp"]).astimezone(LONDON) for one in said]
    assert len(hours) == 10
    assert hours == sorted(hours)
    assert {(hour.weekday(), hour.hour, hour.minute) for hour in hours} == {(3, 10, 0)}
    assert "Water the beans" in (await member.sees("Water the beans")).text
