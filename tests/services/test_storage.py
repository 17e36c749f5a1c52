"""Storage keeps its promises on both databases: transactions, moments, revisions, outages."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from bot.community.models import AuditRow
from bot.services import Services
from bot.storage.database import Database, StorageUnavailable
from bot.storage.revisions import ReadModels, bump
from tests.databases import Databases
from tests.services.people import ADA, GUILD, person, profile

AT = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)


def entry(at: datetime = AT, action: str = "settings changed") -> AuditRow:
    return AuditRow(guild_id=GUILD, at=at, actor_id=ADA, action=action, detail={"zone": ["a", "b"]})


async def actions(database: Database) -> list[str]:
    async with database.read() as session:
        return list(await session.scalars(select(AuditRow.action).order_by(AuditRow.id)))


async def test_a_moment_comes_back_aware_and_in_utc(database: Database) -> None:
    async with database.begin() as session:
        session.add(entry(AT.astimezone(tz=None) + timedelta(0)))
    async with database.read() as session:
        at = (await session.scalars(select(AuditRow.at))).one()
    assert at == AT
    assert at.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        async with database.begin() as session:
            session.add(entry(AT.replace(tzinfo=None)))


async def test_an_exception_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            session.add(entry())
            await session.flush()
            raise RuntimeError
    assert await actions(database) == []


async def test_writers_that_first_read_queue_instead_of_failing(database: Database) -> None:
    async def count_and_add(n: int) -> None:
        async with database.begin() as session:
            await session.scalars(select(AuditRow.id).with_for_update())
            session.add(entry(action=str(n)))

    await asyncio.gather(*(count_and_add(n) for n in range(20)))
    assert sorted(await actions(database), key=int) == [str(n) for n in range(20)]


class Counted:
    """A read model that counts what it is told to load."""

    model = "counted"

    def __init__(self) -> None:
        self.loads: list[int | None] = []

    async def load(self, session: object, guild_id: int | None) -> None:
        self.loads.append(guild_id)


async def watching(database: Database) -> tuple[ReadModels, Counted]:
    models, counted = ReadModels(database), Counted()
    models.add(counted)
    await models.load()
    return models, counted


async def test_the_writers_own_read_models_are_fresh_when_the_write_returns(database: Database) -> None:
    models, counted = await watching(database)
    async with database.begin() as session:
        await bump(session, GUILD, "counted")
    assert counted.loads == [None, GUILD]
    await models.tick()
    assert counted.loads == [None, GUILD], "nothing else moved"
    await models.close()


async def test_a_model_that_could_not_be_read_is_read_by_the_next_round(database: Database) -> None:
    models, counted = await watching(database)
    await models.tick()
    load, failing = counted.load, True

    async def sometimes(session: object, guild_id: int | None) -> None:
        if failing:
            raise StorageUnavailable
        await load(session, guild_id)

    counted.load = sometimes
    async with database.begin() as session:
        await bump(session, GUILD, "counted")
    assert counted.loads == [None], "the write itself succeeded"
    failing = False
    await models.tick()
    assert counted.loads == [None, GUILD]
    await models.close()


async def test_the_last_of_many_writes_is_what_memory_holds(built: Services) -> None:
    await built.directory.import_entries(GUILD, [profile(ADA + n) for n in range(30)], consented=True)
    for round_ in range(6):
        wanted = [(n, bool((n + round_) % 2)) for n in range(8)]
        await asyncio.gather(*(built.entries.let_newcomers_find(person(ADA + n), tick) for n, tick in wanted))
        for n, tick in wanted:
            assert built.directory.entry(person(ADA), ADA + n).findable_by_newcomers is tick


async def test_another_processs_write_is_noticed(databases: Databases) -> None:
    address = await databases.fresh()
    here, there = Database(address), Database(address)
    models, counted = await watching(here)
    await models.tick()
    async with there.begin() as session:
        await bump(session, GUILD, "counted")
    assert counted.loads == [None]
    await models.tick()
    assert counted.loads == [None, GUILD]
    await models.close()
    await there.close()
    await here.close()


async def test_a_rolled_back_write_refreshes_nothing(database: Database) -> None:
    models, counted = await watching(database)
    with pytest.raises(RuntimeError):
        async with database.begin() as session:
            await bump(session, GUILD, "counted")
            raise RuntimeError
    await models.tick()
    assert counted.loads == [None]
    await models.close()


async def test_sqlite_is_durable_and_forgets_what_is_deleted(sqlite_databases: Databases) -> None:
    database = Database(await sqlite_databases.fresh())
    async with database.begin() as session:
        found = {
            name: (await session.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    await database.close()


async def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises(StorageUnavailable):
        async with database.read() as session:
            session.add(entry())
            await session.flush()


async def test_a_refused_write_logs_nothing_of_what_it_would_have_written(
    sqlite_databases: Databases, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(await sqlite_databases.fresh())
    with pytest.raises(StorageUnavailable):
        async with database.begin() as session:
            await session.execute(text("PRAGMA max_page_count=1"))
            session.add_all(entry(action="a private phrase" * 400) for _ in range(200))
    assert "full" in caplog.text
    assert "private phrase" not in caplog.text
    await database.close()


async def test_a_closed_database_is_not_opened_again(database: Database) -> None:
    await database.close()
    with pytest.raises(StorageUnavailable):
        async with database.begin() as session:
            session.add(entry())


async def test_a_log_held_up_by_a_reader_is_emptied_by_a_later_round(sqlite_databases: Databases) -> None:
    address = await sqlite_databases.fresh()
    database, path = Database(address), Path(address.removeprefix("sqlite+aiosqlite:///"))
    planted = "a phrase nobody else writes"
    async with database.begin() as session:
        session.add(entry(action=planted))
    async with database.read() as reader:
        await reader.scalars(select(AuditRow.id))
        async with database.begin() as session:
            await session.execute(text("DELETE FROM audit_entries"))
        await database.truncate_log()
        assert planted.encode() in path.with_name(f"{path.name}-wal").read_bytes(), "the reader holds it up"
    await database.tick()
    assert path.with_name(f"{path.name}-wal").read_bytes() == b""
    assert planted.encode() not in path.read_bytes()
    await database.close()


async def test_a_locked_database_is_a_clear_line_and_nothing_is_lost(
    sqlite_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.database.BUSY_TIMEOUT_MS", 50)
    address = await sqlite_databases.fresh()
    database = Database(address)
    other = sqlite3.connect(address.removeprefix("sqlite+aiosqlite:///"))
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageUnavailable, match="nothing was changed"):
        async with database.begin() as session:
            session.add(entry())
    other.rollback()
    other.close()
    async with database.begin() as session:
        session.add(entry())
    assert len(await actions(database)) == 1
    await database.close()


async def test_a_full_database_is_a_clear_line(sqlite_databases: Databases) -> None:
    database = Database(await sqlite_databases.fresh())
    with pytest.raises(StorageUnavailable):
        async with database.begin() as session:
            # SQLite itself says "database or disk is full" when a page limit is reached.
            await session.execute(text("PRAGMA max_page_count=1"))
            session.add_all(entry(action="x" * 4_000) for _ in range(200))
    await database.close()


async def test_a_read_only_database_is_a_clear_line(sqlite_databases: Databases) -> None:
    database = Database(await sqlite_databases.fresh())
    with pytest.raises(StorageUnavailable):
        async with database.begin() as session:
            await session.execute(text("PRAGMA query_only=ON"))
            session.add(entry())
    await database.close()


async def test_after_truncating_the_log_nothing_erased_is_left_in_any_file(sqlite_databases: Databases) -> None:
    address = await sqlite_databases.fresh()
    database = Database(address)
    planted = "a phrase nobody else writes"
    async with database.begin() as session:
        session.add(entry(action=planted))
    async with database.begin() as session:
        await session.execute(text("DELETE FROM audit_entries"))
    await database.truncate_log()
    path = Path(address.removeprefix("sqlite+aiosqlite:///"))
    files = list(path.parent.glob(f"{path.name}*"))
    assert path in files
    assert all(planted.encode() not in file.read_bytes() for file in files)
    await database.close()
