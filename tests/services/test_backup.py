"""A backup is whole or not there at all; there is one a day, and none for longer than thirty."""

import asyncio
import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import timetable
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import StartupError
from bot.storage import backup, copies, migrate
from tests.services.keeping import DAY, NOW, brought_back, folder, kept, listing, names, opened
from tests.services.people import ADA, BEN, GUILD, profile


async def test_a_backup_holds_everything_and_is_its_owners_alone(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        file = await kept(house, NOW)
        await built.directory.import_entries(GUILD, [profile(BEN)], consented=True)
    assert file.name.startswith("heronry-20261103T133000Z.")
    assert file.stat().st_mode & 0o077 == 0
    contents = await backup.look_into(file, sqlite=house.database.startswith("sqlite"))
    assert contents.revision == migrate.head()
    assert contents.taken_at == NOW
    assert listing(house) == [file], "nothing half done beside it"
    await brought_back(house, file, clock)
    assert await names(house, clock) == {ADA}


async def test_a_renamed_backup_still_says_when_it_was_taken(house: Settings, tmp_path: Path, clock: SetClock) -> None:
    async with opened(house, clock):
        file = (await kept(house, NOW)).rename(tmp_path / "copy")
    contents = await backup.look_into(file, sqlite=house.database.startswith("sqlite"))
    assert contents.taken_at is not None
    if house.database.startswith("sqlite"):
        assert contents.taken_at == NOW
    else:  # PostgreSQL's own clock is the computer's
        made = datetime.fromtimestamp(file.stat().st_mtime, UTC)
        assert abs(contents.taken_at - made) < timedelta(minutes=1)


async def test_there_is_one_a_day_however_often_the_host_restarts(house: Settings, clock: SetClock) -> None:
    for hours in (0, 1, 5, 23, 1, 10):
        clock.move_by(timedelta(hours=hours))
        async with opened(house, clock) as built:
            await next(work for work in timetable.housekeeping(built) if work.name.endswith("backup")).tick()
    assert len(listing(house, "heronry-*")) == 2


async def test_two_who_find_the_days_backup_due_take_one(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        url = built.database.url
        moments = await asyncio.gather(*(backup.daily(url, folder(house), NOW) for _each in range(3)))
    assert moments == [NOW] * 3
    assert len(listing(house)) == 1


async def test_backups_are_dropped_after_thirty_days_whatever_touched_them(house: Settings, clock: SetClock) -> None:
    folder(house).mkdir(parents=True)
    for name in ("heronry", "before-0002", "before-restore"):
        for days in (30, 31):
            (folder(house) / f"{name}-{NOW - days * DAY:%Y%m%dT%H%M%SZ}.db").touch()
    (folder(house) / f"before-restore-{NOW - 31 * DAY:%Y%m%dT%H%M%SZ}.db-wal").touch()
    (folder(house) / "the host's own notes.txt").touch()
    backup.drop_old(folder(house), NOW)
    left = {path.name.rsplit("-", 1)[0] for path in listing(house)}
    assert left == {"heronry", "before-0002", "before-restore", "the host's own notes.txt"}
    assert len(listing(house)) == 4


async def test_what_a_killed_backup_left_is_tidied_up_by_the_next(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock):
        folder(house).mkdir(parents=True)
        for name in (".heronry-20261102T133000Z.db.part", ".heronry-20261102T133000Z.db.part-wal"):
            (folder(house) / name).write_bytes(b"half of it")
        assert backup.newest(folder(house), NOW) is None
        file = await kept(house, NOW)
    assert listing(house) == [file]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_no_room_leaves_nothing_and_is_one_line(
    house: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    async with opened(house, clock):
        monkeypatch.setattr(copies, "flush", full)
        with pytest.raises(StartupError, match="No space left on device"):
            await kept(house, NOW)
        assert listing(house) == []
        monkeypatch.undo()
        await kept(house, NOW)


async def test_a_folder_that_cannot_be_made_is_one_line(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock):
        folder(house).write_text("a file in its place")
        with pytest.raises(StartupError, match="can't be written"):
            await kept(house, NOW)


async def test_a_copy_that_turns_out_bad_is_no_backup(
    house: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = copies.make

    async def badly(url: object, target: Path, now: datetime) -> None:
        await make(url, target, now)  # pyright: ignore[reportArgumentType]
        os.truncate(target, target.stat().st_size // 2)

    async with opened(house, clock):
        monkeypatch.setattr(copies, "make", badly)
        with pytest.raises(StartupError, match="can't be used as a backup"):
            await kept(house, NOW)
    assert listing(house) == []


async def test_nothing_is_written_over_and_a_folder_gets_a_file_of_its_own(
    house: Settings, tmp_path: Path, clock: SetClock
) -> None:
    async with opened(house, clock) as built:
        file = await backup.take(built.database.url, tmp_path, NOW)
        assert file.parent == tmp_path
        with pytest.raises(StartupError, match="exists already"):
            await backup.take(built.database.url, file, NOW)
        with pytest.raises(StartupError, match="No such file"):
            await backup.take(built.database.url, tmp_path / "nowhere" / "x.db", NOW)


async def test_a_backup_taken_amid_writes_is_whole(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:

        async def write() -> None:
            for number in range(40):
                await built.directory.import_entries(GUILD, [profile(ADA + number)], consented=True)

        writing = asyncio.create_task(write())
        files = [
            await backup.take(built.database.url, folder(house).parent / f"{number}.x", NOW) for number in range(3)
        ]
        await writing
    for file in files:
        await backup.look_into(file, sqlite=house.database.startswith("sqlite"))
