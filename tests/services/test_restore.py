"""A restore brings back everything but those who were erased since; what is no whole backup changes nothing."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncSession

from bot import timetable
from bot.clock import SetClock
from bot.community.ledger import KEPT
from bot.config import Settings
from bot.errors import StartupError
from bot.restore import plan, restore
from bot.storage import backup, copies, migrate
from bot.storage.database import Database
from bot.storage.hold import only_one
from bot.storage.migrate import Version, bring_up_to_date, version_of
from tests.databases import Databases
from tests.services.keeping import DAY, NOW, brought_back, folder, kept, listing, names, opened, path_of
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD, profile

Spoil = Callable[[Path], object]


async def test_whoever_was_erased_since_stays_erased_and_nobody_else(house: Settings, clock: SetClock) -> None:
    cam, dee = BEN + 1, BEN + 2
    async with opened(house, clock) as built:
        everyone = [profile(one) for one in (ADA, BEN, cam, dee)]
        await built.directory.import_entries(GUILD, everyone, consented=True)
        await built.directory.import_entries(OTHER_GUILD, everyone, consented=True)
        await built.privacy.erase(GUILD, cam)
        clock.move_by(DAY)
        await built.directory.import_entries(GUILD, [profile(cam)], consented=True)
        file = await kept(house, clock.now())
        clock.move_by(DAY)
        await built.privacy.erase(GUILD, ADA)
        await built.privacy.erase(OTHER_GUILD, BEN)
    lines = await brought_back(house, file, clock)
    assert lines[0] == "Erasures made since then and applied again: 2."
    assert "is kept in" in lines[1]
    assert await names(house, clock) == {BEN, cam, dee}
    assert await names(house, clock, OTHER_GUILD) == {ADA, cam, dee}


async def test_what_stood_there_is_kept_and_can_be_brought_back(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        file = await kept(house, NOW)
        clock.move_by(DAY)
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
    await brought_back(house, file, clock)
    assert await names(house, clock) == set()
    [before] = listing(house, "before-restore-*")
    clock.move_by(DAY)
    await brought_back(house, before, clock)
    assert await names(house, clock) == {ADA}


async def test_an_older_backup_is_brought_up_to_date(house: Settings, databases: Databases, clock: SetClock) -> None:
    address = await databases.empty()
    older = Database(address)
    async with older.writer.begin() as connection:
        await connection.run_sync(lambda sync: migrate.command.upgrade(migrate._config(sync), "0001"))  # pyright: ignore[reportPrivateUsage]
    await older.close()
    file = await backup.keep(make_url(address), folder(house), "before-0004", NOW)
    async with opened(house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
    lines = await brought_back(house, file, clock)
    assert "brought up to this version" in " ".join(lines)
    async with opened(house, clock) as built:
        assert await version_of(built.database) is Version.CURRENT
        async with built.database.read() as session:
            assert await built.privacy.on_record(session) == set()


async def test_what_else_a_restore_changes_is_changed_with_the_erasures(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock):
        file = await kept(house, NOW)
    clock.move_by(DAY)

    async def outbox(session: AsyncSession, taken_at: datetime, now: datetime) -> str | None:
        assert (taken_at, now) == (NOW, NOW + DAY)
        await session.execute(text("INSERT INTO revisions VALUES (1, 'restored', 7)"))
        return "One row changed."

    async def nothing(_session: AsyncSession, _taken_at: datetime, _now: datetime) -> str | None:
        return None

    assert "One row changed." in await brought_back(house, file, clock, outbox, nothing)
    async with opened(house, clock) as built, built.database.read() as session:
        assert (await session.execute(text("SELECT revision FROM revisions"))).scalars().all() == [7]


async def test_a_restore_that_fails_at_the_end_brings_nobody_back(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        file = await kept(house, NOW)
        clock.move_by(DAY)
        await built.privacy.erase(GUILD, ADA)

    async def broken(_session: AsyncSession, _taken_at: datetime, _now: datetime) -> str | None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await brought_back(house, file, clock, broken)
    if house.database.startswith("sqlite"):
        assert await names(house, clock) == set(), "as it was"
    else:
        with pytest.raises(StartupError, match="cut short"):
            await names(house, clock)
    await brought_back(house, file, clock)
    assert await names(house, clock) == set()


async def test_a_backup_taken_between_an_erasures_record_and_its_commit_brings_nobody_back(
    house: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: list[Path] = []
    async with opened(house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        note = built.ledger.note

        async def then_a_backup(guild_id: int, member_id: int) -> None:
            await note(guild_id, member_id)
            clock.move_by(timedelta(seconds=20))
            files.append(await kept(house, clock.now()))

        monkeypatch.setattr(built.ledger, "note", then_a_backup)
        await built.privacy.erase(GUILD, ADA)
    assert (await brought_back(house, files[0], clock))[0].endswith(": 1.")
    assert await names(house, clock) == set()


async def test_a_record_that_is_lost_is_said_and_one_that_is_damaged_stops_it(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        file = await kept(house, NOW)
    house.erasures_file.write_text("nonsense")
    with pytest.raises(StartupError, match="record of erasures is damaged"):
        await brought_back(house, file, clock)
    house.erasures_file.unlink()
    assert "There is no record of erasures" in (await brought_back(house, file, clock))[0]


async def test_a_backup_from_before_the_record_is_refused(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock):
        file = await kept(house, NOW)
    clock.move_by(KEPT)
    await plan(house, file, clock.now())
    clock.move_by(timedelta(seconds=1))
    with pytest.raises(StartupError, match="would bring back people"):
        await plan(house, file, clock.now())


async def test_a_backup_of_a_newer_heronry_is_refused(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        async with built.database.writer.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        file = await kept(house, NOW)
    with pytest.raises(StartupError, match="newer Heronry"):
        await plan(house, file, NOW)


def _overwrite(file: Path) -> None:
    """Zeros over one of SQLite's pages, or over a part of a dump's rows."""
    content = file.read_bytes()
    start, length = (5 * 4_096, 4_096) if content.startswith(b"SQLite") else (len(content) - 300, 200)
    file.write_bytes(content[:start] + bytes(length) + content[start + length :])


def _other_database(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE shopping (item TEXT)")
    other.close()


SPOILT: dict[str, Spoil] = {
    "cut in half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "a page short": lambda file: os.truncate(file, file.stat().st_size - 4_096),
    "a little short": lambda file: os.truncate(file, file.stat().st_size - 100),
    "overwritten": _overwrite,
    "empty": lambda file: os.truncate(file, 0),
    "gone": lambda file: file.unlink(),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
    "something else": lambda file: file.write_bytes(b"a shopping list, not a database\n" * 500),
    "noise": lambda file: file.write_bytes(os.urandom(50_000)),
    "another's database": lambda file: (file.unlink(), _other_database(file)),
}


@pytest.mark.parametrize("spoil", SPOILT)
async def test_what_is_no_whole_backup_is_refused_and_changes_nothing(
    house: Settings, clock: SetClock, spoil: str
) -> None:
    async with opened(house, clock) as built:
        for number in range(30):
            await built.directory.import_entries(GUILD, [profile(ADA + number)], consented=True)
        file = await kept(house, NOW)
    SPOILT[spoil](file)
    with pytest.raises(StartupError, match=r"can't be used as a backup|There is no file") as refused:
        await plan(house, file, NOW)
    assert "\n" not in str(refused.value)
    assert len(await names(house, clock)) == 30


async def test_the_other_kinds_backup_is_refused(
    house: Settings, sqlite_databases: Databases, tmp_path: Path, clock: SetClock
) -> None:
    if house.database.startswith("sqlite"):
        (tmp_path / "x").write_bytes(b"PGDMP" + bytes(10_000))
        other = tmp_path / "x"
    else:
        other = await backup.take(make_url(await sqlite_databases.fresh()), tmp_path / "x", NOW)
    with pytest.raises(StartupError, match="can't be used as a backup"):
        await plan(house, other, NOW)


async def test_it_refuses_while_another_heronry_runs(sqlite_house: Settings, clock: SetClock) -> None:
    async with opened(sqlite_house, clock):
        file = await kept(sqlite_house, NOW)
    with only_one(sqlite_house), pytest.raises(StartupError, match="Another Heronry is already running"):
        await brought_back(sqlite_house, file, clock)


async def test_it_refuses_while_any_program_has_the_database_open(house: Settings, clock: SetClock) -> None:
    async with opened(house, clock) as built:
        file = await kept(house, NOW)
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        with pytest.raises(StartupError, match="has the database open"):
            await brought_back(house, file, clock)
        assert [holding.title.msgid for holding in await built.privacy.summary(GUILD, ADA)] == ["Directory"]
    assert listing(house, "before-restore-*") == []
    await brought_back(house, file, clock)


# What is SQLite's own, and PostgreSQL's


async def test_nothing_of_the_old_database_is_left_beside_the_new(sqlite_house: Settings, clock: SetClock) -> None:
    path = path_of(sqlite_house)
    async with opened(sqlite_house, clock):
        file = await kept(sqlite_house, NOW)
    # As after a kill: a log that was never folded in, here of a change that the restore takes back.
    killed = sqlite3.connect(path)
    killed.execute("PRAGMA wal_autocheckpoint=0")
    killed.execute("INSERT INTO revisions VALUES (1, 'of the old one', 1)")
    killed.commit()
    saved = {each: each.read_bytes() for each in (path, *copies.beside(path)) if each.exists()}
    killed.close()
    for each, content in saved.items():
        each.write_bytes(content)
    assert len(saved) == 3
    await brought_back(sqlite_house, file, clock)
    assert [each.name for each in copies.beside(path) if each.exists()] == []
    with sqlite3.connect(path) as restored:
        assert restored.execute("SELECT count(*) FROM revisions").fetchall() == [(0,)]
        assert restored.execute("PRAGMA user_version").fetchall() == [(0,)]
    restored.close()
    assert path.stat().st_mode & 0o077 == 0
    [before] = listing(sqlite_house, "before-restore-*")
    with sqlite3.connect(before) as old:
        assert old.execute("SELECT model FROM revisions").fetchall() == [("of the old one",)]
    old.close()


async def test_a_damaged_database_is_replaced_and_its_files_are_kept(sqlite_house: Settings, clock: SetClock) -> None:
    path = path_of(sqlite_house)
    async with opened(sqlite_house, clock):
        file = await kept(sqlite_house, NOW)
    path.write_bytes(b"a disk's last words" * 500)
    beside = copies.beside(path)
    for each in beside:
        each.write_bytes(b"and more")
    lines = await brought_back(sqlite_house, file, clock)
    assert "isn't whole" in lines[-1]
    [before] = listing(sqlite_house, "before-restore-*.db")
    assert before.read_bytes().startswith(b"a disk's last words")
    assert {each.read_bytes() for each in copies.beside(before)} == {b"and more"}
    assert [each for each in copies.beside(path) if each.exists()] == []
    assert await names(sqlite_house, clock) == set()


async def test_a_backup_can_be_restored_where_there_is_nothing_yet(sqlite_house: Settings, clock: SetClock) -> None:
    async with opened(sqlite_house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        file = await kept(sqlite_house, NOW)
    path_of(sqlite_house).unlink()
    await brought_back(sqlite_house, file, clock)
    assert await names(sqlite_house, clock) == {ADA}


async def test_the_hosts_own_copy_that_says_nothing_gets_every_erasure(
    sqlite_house: Settings, clock: SetClock, tmp_path: Path
) -> None:
    async with opened(sqlite_house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA), profile(BEN)], consented=True)
    copied = Path(shutil.copy(path_of(sqlite_house), tmp_path / "copy.db"))
    async with opened(sqlite_house, clock) as built:
        await built.privacy.erase(GUILD, ADA)
    clock.move_by(30 * DAY)
    wanted = await plan(sqlite_house, copied, clock.now())
    assert not wanted.says_when
    await restore(sqlite_house, wanted, clock)
    assert list(tmp_path.glob("copy*")) == [copied], "nothing is left beside it"
    assert await names(sqlite_house, clock) == {BEN}


async def test_nothing_erased_is_left_in_the_restored_file(sqlite_house: Settings, clock: SetClock) -> None:
    planted = b"Walking interviews in Peckham"
    async with opened(sqlite_house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        file = await kept(sqlite_house, NOW)
        clock.move_by(DAY)
        await built.privacy.erase(GUILD, ADA)
    assert planted in file.read_bytes()
    await brought_back(sqlite_house, file, clock)
    assert planted not in path_of(sqlite_house).read_bytes()


async def test_what_a_killed_restore_left_is_tidied_up(sqlite_house: Settings, clock: SetClock) -> None:
    left = copies.staged(path_of(sqlite_house))
    for each in (left, *copies.beside(left)):
        each.write_bytes(b"people who were erased since")
    async with opened(sqlite_house, clock) as built:
        await next(work for work in timetable.housekeeping(built) if work.name.startswith("drop")).tick()
    assert list(left.parent.glob(f"{left.name}*")) == []


@pytest.mark.parametrize("reading", ["a dump cut short", "a pg_restore that was killed between two statements"])
async def test_a_dump_that_breaks_off_changes_nothing(
    postgresql_databases: Databases,
    settings: Settings,
    clock: SetClock,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    reading: str,
) -> None:
    house = settings.model_copy(update={"database_url": SecretStr(await postgresql_databases.fresh())})
    async with opened(house, clock) as built:
        await built.directory.import_entries(GUILD, [profile(ADA)], consented=True)
        file = await kept(house, NOW)
    if reading == "a dump cut short":
        os.truncate(file, file.stat().st_size - 100)
    else:
        killed = tmp_path / "pg_restore"
        killed.write_text("#!/bin/sh\necho 'CREATE TABLE half ();'\nkill -9 $$\n")
        killed.chmod(0o700)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(StartupError, match="is as it was"):
        await copies.load(make_url(house.database), file)
    assert await names(house, clock) == {ADA}


async def test_an_upgrade_of_a_half_restored_database_is_refused(
    postgresql_databases: Databases, tmp_path: Path
) -> None:
    database = Database(await postgresql_databases.fresh())
    async with database.writer.begin() as connection:
        await connection.execute(text(f"CREATE TABLE {copies.RESTORING} ()"))
    with pytest.raises(StartupError, match="run heronry restore again"):
        await bring_up_to_date(database, tmp_path, NOW)
    await database.close()
