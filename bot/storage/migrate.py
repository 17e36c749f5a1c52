"""Bringing a database to the code's version, after taking a copy of it.

A database newer than the code is refused: an old program must not write to it.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

import migrations
from bot.errors import StartupError
from bot.storage.database import Database

KEPT = timedelta(days=30)
"""How long a copy taken before an upgrade is kept: as long as a backup, no longer."""

SCRIPTS = Path(migrations.__file__).parent


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


def head() -> str:
    """The revision the code expects."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None, "there is at least one migration"
    return revision


def _known() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


class Version(Enum):
    """How a database stands to the code."""

    NONE = "there is none yet"
    OLDER = "older than the code"
    CURRENT = "of the code's version"
    NEWER = "newer than the code"


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
    if current is None:
        return Version.NONE
    if current == head():
        return Version.CURRENT
    return Version.OLDER if current in _known() else Version.NEWER


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
    with _worded():
        if version is Version.OLDER:
            await _take_copy(database.url, copies, f"before-{head()}-{now:%Y%m%dT%H%M%SZ}")
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


async def _take_copy(url: URL, copies: Path, name: str) -> None:
    copies.mkdir(parents=True, exist_ok=True)
    if url.get_backend_name() == "sqlite":
        await asyncio.to_thread(_copy_sqlite, Path(url.database or ""), copies / f"{name}.db")
    else:
        await _dump_postgresql(url, copies / f"{name}.dump")


def _copy_sqlite(source: Path, target: Path) -> None:
    # SQLite's own online backup: consistent even while another process writes.
    with sqlite3.connect(source) as old, sqlite3.connect(target) as copy:
        old.backup(copy)
    old.close()
    copy.close()
    target.chmod(0o600)


async def _dump_postgresql(url: URL, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise StartupError(
            "The database needs an upgrade, and a copy is taken first, but pg_dump isn't installed "
            "(on Debian: apt-get install postgresql-client)."
        )
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    process = await asyncio.create_subprocess_exec(
        program, "--format=custom", f"--file={target}", address, env=environment,
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, complaint = await process.communicate()
    if process.returncode:
        raise StartupError(f"No copy could be taken before the upgrade: {complaint.decode().strip()}")
    target.chmod(0o600)


def drop_old_copies(copies: Path, now: datetime) -> None:
    """Delete the copies older than ``KEPT``."""
    for path in copies.glob("before-*"):
        if path.stat().st_mtime < (now - KEPT).timestamp():
            path.unlink(missing_ok=True)
