"""Who has left is found by asking, a few at a time, and erased when they have been gone for 30 days."""

from collections.abc import Collection
from datetime import timedelta

import pytest

from bot import timetable
from bot.clock import SetClock
from bot.community import leavers
from bot.community.leavers import GRACE, RESTED
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, profile

DAY = timedelta(days=1)


class Roll:
    """Who is on the servers; whom it is asked about is in ``asked``."""

    def __init__(self, *present: tuple[int, int]) -> None:
        self.present = set(present)
        self.silent: set[tuple[int, int]] = set()
        self.asked: list[tuple[int, int]] = []
        self.online = {GUILD}

    def servers(self) -> Collection[int]:
        return self.online

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        self.asked.append((guild_id, member_id))
        return None if (guild_id, member_id) in self.silent else (guild_id, member_id) in self.present


async def on() -> bool:
    """No pause, and no stop."""
    return True


async def listed(built: Services, *people: int, guild_id: int = GUILD) -> None:
    await built.directory.import_entries(guild_id, [profile(one) for one in people], consented=True)


async def days(built: Services, clock: SetClock, number: int, roll: Roll) -> None:
    """That many days pass, with a round after the first, every fifth from then on, and the last."""
    begun = clock.now()
    for day in sorted({*range(1, number, 5), number}):
        clock.move_to(begun + day * DAY)
        await built.leavers.tick(roll, on)


async def held(built: Services, member_id: int, guild_id: int = GUILD) -> bool:
    return any(holding.title.msgid == "Directory" for holding in await built.privacy.summary(guild_id, member_id))


async def test_whoever_is_gone_for_thirty_days_is_erased_and_on_record(built: Services, clock: SetClock) -> None:
    await listed(built, ADA, BEN)
    roll = Roll((GUILD, BEN))
    await built.leavers.tick(roll, on)
    await days(built, clock, GRACE.days - 1, roll)
    assert await held(built, ADA)
    await days(built, clock, 1, roll)
    assert await built.privacy.summary(GUILD, ADA) == []
    assert await held(built, BEN)
    erasures = await built.ledger.read()
    assert erasures is not None
    assert erasures.since(GUILD, ADA, clock.now() - DAY)
    assert not erasures.since(GUILD, BEN, clock.now() - DAY)


async def test_a_return_starts_the_clock_afresh(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    roll = Roll()
    await days(built, clock, 20, roll)
    roll.present = {(GUILD, ADA)}
    await days(built, clock, 1, roll)
    roll.present = set()
    await days(built, clock, GRACE.days, roll)
    assert await held(built, ADA)
    await days(built, clock, 1, roll)
    assert not await held(built, ADA)


async def test_not_knowing_changes_nothing(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    roll = Roll()
    roll.silent = {(GUILD, ADA)}
    await days(built, clock, 60, roll)
    assert len(roll.asked) == 13, "in every round"
    assert await held(built, ADA)
    roll.silent = set()
    await days(built, clock, 1, roll)
    assert await held(built, ADA), "the 30 days begin with the first look that finds them gone"


async def test_being_gone_long_ago_is_not_enough_without_being_gone_now(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    roll = Roll()
    await days(built, clock, 1, roll)
    roll.silent = {(GUILD, ADA)}
    await days(built, clock, 60, roll)
    assert await held(built, ADA)


async def test_a_server_that_removed_heronry_is_left_out(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    await listed(built, ADA, BEN, guild_id=OTHER_GUILD)
    roll = Roll((GUILD, ADA))
    await days(built, clock, 60, roll)
    assert {guild_id for guild_id, _member in roll.asked} == {GUILD}
    assert await held(built, ADA, OTHER_GUILD)
    assert await held(built, BEN, OTHER_GUILD)


async def test_someone_gone_from_one_server_stays_on_the_other(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    await listed(built, ADA, guild_id=OTHER_GUILD)
    roll = Roll((OTHER_GUILD, ADA))
    roll.online = {GUILD, OTHER_GUILD}
    await days(built, clock, GRACE.days + 1, roll)
    assert not await held(built, ADA)
    assert await held(built, ADA, OTHER_GUILD)


async def test_nobody_is_looked_for_twice_within_a_few_hours(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    roll = Roll((GUILD, ADA))
    for _round in range(3):
        await built.leavers.tick(roll, on)
    clock.move_by(RESTED - timedelta(seconds=1))
    await built.leavers.tick(roll, on)
    assert len(roll.asked) == 1
    clock.move_by(timedelta(seconds=1))
    await built.leavers.tick(roll, on)
    assert len(roll.asked) == 2


async def test_with_more_people_than_a_round_has_room_for_everyone_has_their_turn(
    built: Services, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leavers, "BUDGET", 2)
    await listed(built, *(ADA + number for number in range(5)))
    roll = Roll()

    async def a_second() -> bool:
        clock.move_by(timedelta(seconds=1))
        return True

    for number in range(1, 6):
        clock.move_by(DAY)
        await built.leavers.tick(roll, a_second)
        assert len(roll.asked) == 2 * number
    assert {roll.asked.count((GUILD, ADA + number)) for number in range(5)} == {2}


async def test_a_stop_in_the_middle_keeps_what_was_seen(built: Services) -> None:
    await listed(built, ADA, BEN, CAM)
    roll = Roll()
    steps = iter([True, False])

    async def until_the_second() -> bool:
        return next(steps)

    await built.leavers.tick(roll, until_the_second)
    assert roll.asked == [(GUILD, ADA), (GUILD, BEN)]
    await built.leavers.tick(roll, on)
    assert roll.asked[2:] == [(GUILD, CAM)]


async def test_a_look_is_shown_exported_and_forgotten_when_nothing_else_is_held(
    built: Services, clock: SetClock
) -> None:
    await listed(built, ADA)
    roll = Roll((GUILD, ADA))
    await built.leavers.tick(roll, on)
    [holding, _directory] = await built.privacy.summary(GUILD, ADA)
    assert "still on this server" in str(holding.lines)
    assert b"checked_at" in await built.privacy.export(GUILD, ADA)
    async with built.database.begin() as session:
        for data in built.privacy.registered:
            if data.feature == "directory":
                await data.erase(session, GUILD, ADA)
    await days(built, clock, 1, roll)
    assert await built.privacy.summary(GUILD, ADA) == []


async def test_before_there_is_a_connection_nobody_is_looked_for(built: Services, clock: SetClock) -> None:
    await listed(built, ADA)
    await next(work for work in timetable.housekeeping(built) if work.name == "look who has left").tick()
    roll = Roll((GUILD, ADA))
    await built.leavers.tick(roll, on)
    assert roll.asked == [(GUILD, ADA)]
