"""Bringing a database to the code's version, after taking a copy of it.

A database newer than the code is refused: an old program must not write to it.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

import migrations
from bot.errors import StartupError
from bot.storage import backup
from bot.storage.copies import RESTORING
from bot.storage.database import Database

SCRIPTS = Path(migrations.__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


@cache
def _scripts() -> ScriptDirectory:
    """The migrations as they stand on disk; read once, since each is compiled anew at every reading."""
    return ScriptDirectory.from_config(_config())


def head() -> str:
    """The revision the code expects."""
    revision = _scripts().get_current_head()
    assert revision is not None, "there is at least one migration"
    return revision


class Version(Enum):
    """How a database stands to the code."""

    NONE = "there is none yet"
    OLDER = "older than the code"
    CURRENT = "of the code's version"
    NEWER = "newer than the code"
    HALF_RESTORED = "a backup whose restoring was cut short"


async def version_of(database: Database) -> Version:
    """How the database stands to the code. Raises ``StartupError`` when it can't be reached."""
    with _worded():
        if database.is_sqlite:
            path = Path(database.url.database or "")
            if not path.parent.is_dir():
                raise FileNotFoundError(f"there is no folder {path.parent}")
            if not path.exists():
                return Version.NONE
        async with database.reader.connect() as connection:
            current = await connection.run_sync(_current)
            if not database.is_sqlite and await connection.run_sync(_is_half_restored):
                return Version.HALF_RESTORED
    return standing(current)


def standing(revision: str | None) -> Version:
    """How a database of this revision stands to the code."""
    if revision is None:
        return Version.NONE
    if revision == head():
        return Version.CURRENT
    return Version.OLDER if revision in {script.revision for script in _scripts().walk_revisions()} else Version.NEWER


async def bring_up_to_date(database: Database, copies: Path, now: datetime) -> None:
    """Create, upgrade or accept the database; afterwards it is at ``head()``.

    Raises ``StartupError`` when it is newer than the code, can't be reached, or can't
    be written or copied.
    """
    version = await version_of(database)
    if version is Version.CURRENT:
        return
    if version is Version.NEWER:
        raise StartupError("The database was made by a newer Heronry; update Heronry, or point DATABASE_URL elsewhere.")
    if version is Version.HALF_RESTORED:
        raise StartupError("Restoring a backup was cut short; run heronry restore again before anything else.")
    if version is Version.OLDER:
        await backup.keep(database.url, copies, f"before-{head()}", now)
    await upgrade(database)


async def upgrade(database: Database) -> None:
    """Bring the database to ``head()``, from whatever version the code knows. Raises ``StartupError``."""
    with _worded():
        async with database.writer.begin() as connection:
            await connection.run_sync(lambda sync: command.upgrade(_config(sync), "head"))


async def ensure_writable(database: Database) -> None:
    """Raise ``StartupError`` when the database can be read but not written."""
    with _worded():
        async with database.writer.begin() as connection:
            if database.is_sqlite:
                # BEGIN IMMEDIATE alone succeeds on a file that may not be written.
                await connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
                await connection.rollback()


@contextmanager
def _worded() -> Generator[None]:
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StartupError(f"The database can't be used: {cause}. See DATABASE_URL and DATA_DIR.") from error


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _is_half_restored(connection: Connection) -> bool:
    return inspect(connection).has_table(RESTORING)
