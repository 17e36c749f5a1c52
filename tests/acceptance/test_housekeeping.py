"""What goes on without anyone asking: backups, and looking who has left; and bringing a backup back."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import timetable
from bot.clock import SetClock
from bot.periodic import Work
from sandbox.driver import Person
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, BotProcess, House

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command of the command line ended with and printed."""

    code: int
    output: str


async def heronry(home: House, *arguments: str) -> Ran:
    process = await asyncio.create_subprocess_exec(
        *BotProcess.command(*arguments),
        env=BotProcess(home.settings).environment, stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output, _ = await process.communicate()
    return Ran(process.returncode or 0, output.decode())


def work(home: House, name: str) -> Work:
    assert home.services is not None
    return next(work for work in timetable.housekeeping(home.services) if work.name == name)


def backups(home: House) -> list[Path]:
    return sorted((home.settings.data_dir / "backups").glob("heronry-*"))


async def erases(person: Person) -> None:
    await person.presses(await person.types("/privacy erase"), "Erase everything")


async def test_whoever_leaves_is_erased_thirty_days_later_and_whoever_comes_back_is_not(empty_house: House) -> None:
    home, clock = empty_house, SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))
    home.clock = clock
    home.sandbox.service.limits_on = False  # seventy people are looked for, three times
    await home.start()
    assert home.services is not None
    home.services.pace.step = timedelta(0)
    look = work(home, "look who has left")
    guild_id, privacy = home.sample.guild_id, home.services.privacy
    listed = {profile.display_name: profile.member_id for profile in home.sample.profiles}
    ordinary = [name for name in listed if name not in (home.sample.owner.name, FACILITATOR)]
    gone, back, stays = ordinary[:3]
    leavers = [await home.person(gone), await home.person(back)]
    for leaver in leavers:
        await leaver.request("DELETE", f"/users/@me/guilds/{guild_id}")
    await look.tick()
    clock.move_by(29 * DAY)
    await leavers[1].request("PUT", f"/guilds/{guild_id}/members/@me")
    await look.tick()
    assert len(await privacy.summary(guild_id, listed[gone])) > 0
    clock.move_by(DAY)
    await look.tick()
    assert await privacy.summary(guild_id, listed[gone]) == []
    assert len(await privacy.summary(guild_id, listed[back])) > 0
    assert len(await privacy.summary(guild_id, listed[stays])) > 0
    facilitator = await home.person(FACILITATOR)
    overview = (await facilitator.types("/manage-directory overview")).text
    assert str(len(listed) - 1) in overview


async def test_nobody_is_taken_for_gone_when_heronry_was_removed(empty_house: House) -> None:
    home, clock = empty_house, SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))
    home.clock = clock
    await home.start()
    assert home.services is not None
    home.services.pace.step = timedelta(0)
    guild_id = home.sample.guild_id
    owner = await home.person(home.sample.owner.name)
    await owner.request("DELETE", f"/guilds/{guild_id}/members/{home.sample.application_id}")
    someone = home.sample.profiles[0].member_id
    for _month in range(3):
        await work(home, "look who has left").tick()
        clock.move_by(31 * DAY)
    assert len(await home.services.privacy.summary(guild_id, someone)) > 0


@pytest.mark.parametrize("status", [403, 404])
async def test_a_discord_in_trouble_is_no_reason_to_erase(empty_house: House, status: int) -> None:
    home, clock = empty_house, SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))
    home.clock = clock
    await home.start()
    assert home.services is not None
    home.services.pace.step = timedelta(0)
    home.sandbox.cause(kind="status", status=status, method="GET", path="/guilds/*/members/*", times=None)
    for _month in range(3):
        await work(home, "look who has left").tick()
        clock.move_by(31 * DAY)
    summaries = [
        await home.services.privacy.summary(home.sample.guild_id, profile.member_id) for profile in home.sample.profiles
    ]
    assert all(summaries)


async def test_a_stop_cuts_a_round_short_without_an_error(empty_house: House, caplog: pytest.LogCaptureFixture) -> None:
    await empty_house.start()
    assert empty_house.services is not None
    built = empty_house.services
    built.pace.step = timedelta(hours=1)
    asked, is_member = asyncio.Event(), built.members.is_member

    async def noticed(guild_id: int, member_id: int) -> bool | None:
        asked.set()
        return await is_member(guild_id, member_id)

    built.members.is_member = noticed  # pyright: ignore[reportAttributeAccessIssue]
    assert built.work is not None
    looking = asyncio.create_task(built.work.round("look who has left"))
    await asked.wait()
    async with asyncio.timeout(10):
        await empty_house.stop()
        await looking
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_backup_while_it_runs_and_once_a_day_by_itself(home: House, tmp_path: Path) -> None:
    await work(home, "take the day's backup").tick()
    [daily] = backups(home)
    ran = await heronry(home, "backup", "--to", str(tmp_path / "mine.db"))
    assert ran.code == 0, ran.output
    assert str(tmp_path / "mine.db") in ran.output
    assert "delete it within 30 days" in ran.output
    again = await heronry(home, "backup", "--to", str(tmp_path / "mine.db"))
    assert (again.code, again.output.count("\n")) == (1, 1)
    assert "exists already" in again.output
    await work(home, "take the day's backup").tick()
    assert backups(home) == [daily]


async def test_a_backup_that_fails_is_in_the_log_and_the_next_is_made(
    home: House, caplog: pytest.LogCaptureFixture
) -> None:
    assert home.services is not None
    await work(home, "take the day's backup").tick()
    folder = home.settings.data_dir / "backups"
    aside = folder.rename(folder.with_name("aside"))
    folder.write_text("in the way")
    periodic = home.services.work
    assert periodic is not None
    with caplog.at_level(logging.WARNING):
        await periodic.round("take the day's backup")
        await periodic.round("take the day's backup")
        assert caplog.text.count("periodic work fails") == 1
        assert "can't be written" in caplog.text
        folder.unlink()
        await periodic.round("take the day's backup")
        assert "periodic work succeeds again: take the day's backup" in caplog.text
    assert len(backups(home)) == 1
    assert aside.exists()


@pytest.mark.long
async def test_erased_stays_erased_when_an_older_backup_is_restored(home: House) -> None:
    member, newcomer = await home.person(MEMBER), await home.person(NEWCOMER)
    found = (await newcomer.types("/who", query="who knows NVivo?")).text
    assert (await heronry(home, "backup")).code == 0
    file = str(backups(home)[-1])
    await erases(member)

    running = await heronry(home, "restore", file, "--yes")
    assert running.code == 1
    assert "Another Heronry is already running" in running.output
    await home.stop()
    asked = await heronry(home, "restore", file)
    assert asked.code == 1, "nobody said yes"
    restored = await heronry(home, "restore", file, "--yes")
    assert restored.code == 0, restored.output
    assert "Erasures made since then and applied again: 1." in restored.output
    assert MEMBER not in restored.output
    assert "before-restore-" in restored.output

    bot = BotProcess(home.settings)
    await bot.start()
    assert "Nothing. Heronry holds nothing" in (await member.types("/privacy summary")).text
    assert (await newcomer.types("/who", query="who knows NVivo?")).text == found
    assert await bot.terminate() == 0


async def test_a_restore_of_what_is_no_backup_is_one_line(home: House, tmp_path: Path) -> None:
    await home.stop()
    (tmp_path / "x.db").write_text("not a backup")
    ran = await heronry(home, "restore", str(tmp_path / "x.db"), "--yes")
    assert (ran.code, ran.output.count("\n")) == (1, 1)
    assert "can't be used as a backup" in ran.output


@pytest.mark.long
async def test_a_record_of_erasures_that_is_damaged_stops_the_start(home: House) -> None:
    await home.stop()
    home.settings.erasures_file.write_text("nonsense\n")
    bot = BotProcess(home.settings)
    await bot.start(wait_until_connected=False)
    assert await bot.ends() == 1
    [line] = bot.output.splitlines()
    assert line.startswith("The record of erasures is damaged")
