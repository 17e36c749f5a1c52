"""A database is made, upgraded after a copy, or refused; the models and the migrations agree."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.errors import StartupError
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.migrate import Version, bring_up_to_date, version_of
from bot.tables import metadata
from tests.databases import Databases

NOW = datetime(2026, 11, 3, tzinfo=UTC)


async def test_the_migrations_make_exactly_what_the_models_say(database: Database) -> None:
    def differences(connection: Connection) -> object:
        return compare_metadata(MigrationContext.configure(connection), metadata)

    async with database.reader.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_database_is_made_and_then_left_alone(databases: Databases, tmp_path: Path) -> None:
    database = Database(await databases.empty())
    assert await version_of(database) is Version.NONE
    await bring_up_to_date(database, tmp_path / "copies", NOW)
    assert await version_of(database) is Version.CURRENT
    await bring_up_to_date(database, tmp_path / "copies", NOW)
    assert not (tmp_path / "copies").exists(), "nothing was upgraded, so nothing was copied"
    await database.close()


async def test_a_newer_database_is_refused_untouched(database: Database, tmp_path: Path) -> None:
    async with database.writer.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert await version_of(database) is Version.NEWER
    with pytest.raises(StartupError, match="newer Heronry"):
        await bring_up_to_date(database, tmp_path, NOW)


async def test_an_older_database_is_copied_before_it_is_upgraded(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.writer.begin() as connection:
        await connection.execute(text("INSERT INTO revisions VALUES (1, 'planted', 42)"))
    monkeypatch.setattr(migrate, "head", lambda: "0000next")
    monkeypatch.setattr(migrate.command, "upgrade", nothing)
    assert await version_of(database) is Version.OLDER
    await bring_up_to_date(database, tmp_path / "copies", NOW)
    [copy] = (tmp_path / "copies").glob("before-*")
    assert copy.name.startswith("before-0000next-20261103")
    assert copy.stat().st_mode & 0o077 == 0, "for its owner alone"
    if database.is_sqlite:
        with sqlite3.connect(copy) as opened:
            assert opened.execute("SELECT revision FROM revisions").fetchall() == [(42,)]
        opened.close()
    else:
        assert copy.read_bytes().startswith(b"PGDMP")


def nothing(_config: object, _revision: str) -> None:
    """An upgrade with no steps."""


@pytest.mark.parametrize(
    "address",
    ["sqlite+aiosqlite:////nowhere/at/all.db", "postgresql+asyncpg://heronry@127.0.0.1:1/none"],
)
async def test_a_database_that_cannot_be_reached_is_one_clear_line(address: str, tmp_path: Path) -> None:
    database = Database(address)
    with pytest.raises(StartupError, match="can't be used"):
        await bring_up_to_date(database, tmp_path, NOW)
    await database.close()


async def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("This is a shopping list, not a database.\n" * 100)
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/x.db")
    with pytest.raises(StartupError, match="not a database"):
        await bring_up_to_date(database, tmp_path, NOW)
    await database.close()
