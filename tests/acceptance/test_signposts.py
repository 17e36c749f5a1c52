"""``/support now`` is there for anyone, anywhere, whatever else is broken; facilitators hear of old entries."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SetClock
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, TOKEN, House
from tests.acceptance.test_trouble import locked


@pytest.mark.parametrize("name", [NEWCOMER, MEMBER, FACILITATOR, ADMINISTRATOR])
async def test_it_is_there_for_anyone_and_only_they_see_it(home: House, name: str) -> None:
    shown = await (await home.person(name)).types("/support now")
    assert shown.ephemeral
    for said in ("116 123", "999", "SHOUT to 85258", "option 2", "not an emergency service"):
        assert said in shown.text
    assert len(shown.text) < 4_000
    assert shown.pings == set()


async def test_it_is_there_in_a_direct_message(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    shown = await newcomer.types("/support now", dm="Heronry")
    assert "116 123" in shown.text


async def test_it_is_there_while_the_database_is_not(home: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    async with locked(home.settings.data_dir / "heronry.db"):
        assert "116 123" in (await (await home.person(NEWCOMER)).types("/support now")).text


async def test_it_is_there_where_nothing_is_set_up(empty_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def nothing(*_arguments: object) -> None:
        return None

    monkeypatch.setattr("tests.acceptance.house.seed", nothing)
    await empty_house.start()
    assert "116 123" in (await (await empty_house.person(NEWCOMER)).types("/support now")).text


async def test_a_hosts_own_file_is_used_and_a_mistake_in_it_shows_to_facilitators(
    empty_house: House, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    entry = (
        '[[signpost]]\nname = "Staff *support*"\nkind = "own"\nphone = "020"\nhours = "9 to 5"\n'
        'nations = ["UK"]\naudiences = ["staff"]\nlast_checked = 2026-11-01\n'
    )
    path.write_text(entry)
    empty_house.change(signposts_file=path)
    await empty_house.start()
    member, facilitator = await empty_house.person(MEMBER), await empty_house.person(FACILITATOR)
    shown = await member.types("/support now")
    assert r"Staff \*support\*" in shown.text
    assert "116 123" not in shown.text
    path.write_text(entry + "oops")
    assert empty_house.services is not None
    await empty_house.services.signposts.tick()
    assert r"Staff \*support\*" in (await member.types("/support now")).text
    assert "has a mistake" in (await facilitator.types("/manage-support signposts")).text


async def test_facilitators_see_how_old_each_is_and_hear_of_it_once_a_month(empty_house: House) -> None:
    clock = SetClock(datetime(2026, 11, 28, 12, tzinfo=UTC))
    empty_house.clock = clock
    await empty_house.start()
    services = empty_house.services
    assert services is not None
    facilitator = await empty_house.person(FACILITATOR)
    ages = await facilitator.types("/manage-support signposts")
    assert "Samaritans: checked 28 November 2026" in ages.text
    assert "NHS 111: nobody has checked it yet" in ages.text
    told: list[str] = []
    for _ in range(45):
        await services.signposting.tick()
        await empty_house.runner.tick()
        told = [one.text for one in await facilitator.reads(channel="facilitators") if "places to turn to" in one.text]
        clock.move_by(timedelta(days=1))
    assert len(told) == 2, "on the first Mondays of December and January"
    assert "NHS 111" in told[0]
    assert "Samaritans" not in told[0]
    clock.move_by(timedelta(days=183))
    await services.signposting.tick()
    clock.move_by(timedelta(days=31))
    await services.signposting.tick()
    await empty_house.runner.tick()
    last = await facilitator.sees("Samaritans: checked 28 November 2026: please look again")
    assert last.pings == set()
    assert TOKEN not in last.text
