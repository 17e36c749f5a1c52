"""One copy of the database: making it, looking into it, putting it back.

On SQLite a copy is made with SQLite's own online backup and is a database file; on
PostgreSQL pg_dump makes it and psql puts it back. Either way it is taken while
others write, and holds what was committed at one moment. What this module raises is
a ``StartupError``: one line for whoever hosts Heronry.
"""

import asyncio
import os
import re
import shutil
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.errors import StartupError

DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
OWN_TABLES = {"alembic_version", "revisions"}
"""What every version of Heronry's database has: how a copy of it is told from another's."""
NO_VERSION = "none"
RESTORING = "heronry_restoring"
"""A table that stands in a PostgreSQL database from the moment a copy is back until the erasures made since are."""
CHUNK = 1 << 16
IN_USE = "Another program has the database open; stop Heronry, and close whatever else it is."


@dataclass(frozen=True, slots=True)
class Contents:
    """What a copy says of itself: its database's version, and when it was taken, if it knows."""

    revision: str
    taken_at: datetime | None


@contextmanager
def worded(what: str) -> Generator[None]:
    """Raise what SQLite or the system refuses as one line that begins with ``what``."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise StartupError(f"{what}: {reason}.") from error


async def make(url: URL, target: Path, now: datetime) -> None:
    """Copy the database to ``target``, which must not exist, for its owner alone, and flush it to the disk."""
    with worded("No copy of the database could be made"):
        target.touch(mode=0o600, exist_ok=False)
        if url.get_backend_name() == "sqlite":
            await asyncio.to_thread(copy_sqlite, Path(url.database or ""), target, now)
        else:
            await _dump(url, target)
        await asyncio.to_thread(flush, target)


async def look_into(copy: Path, *, sqlite: bool) -> Contents:
    """Open a copy and go through all of it. Raises ``StartupError`` for one that isn't whole or isn't Heronry's."""
    if not copy.is_file():
        raise StartupError(f"There is no file {copy}.")
    with worded(f"{copy} can't be used as a backup"):
        if sqlite:
            return await asyncio.to_thread(_look_into_sqlite, copy)
        return await _look_into_dump(copy)


def flush(path: Path) -> None:
    """Have the system write a file, or a folder's list of files, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# SQLite


def _existing(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)


def copy_sqlite(source: Path, target: Path, now: datetime | None = None) -> None:
    """Copy with SQLite's own online backup; ``now`` is written into the copy as the moment it was taken.

    The moment is the file's ``user_version`` (which SQLite leaves to applications): whole minutes
    since 1970, rounded down, since it holds 32 bits. Without ``now`` it is cleared.
    """
    mode = "rw" if os.access(source, os.W_OK) else "ro"
    with closing(_existing(source, mode)) as old, closing(sqlite3.connect(target)) as copy:
        old.backup(copy)
        # One file, whole in itself: no log beside it to be lost or mixed up.
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute(f"PRAGMA user_version={int(now.timestamp()) // 60 if now else 0}")


def _look_into_sqlite(copy: Path) -> Contents:
    with_log = any(map(Path.exists, beside(copy)))
    with closing(_existing(copy, "ro")) as opened:

        def ask(pragma: str) -> Any:
            return opened.execute(f"PRAGMA {pragma}").fetchall()[0][0]

        # SQLite reads a last page that was cut short as if zeros followed.
        whole = with_log or copy.stat().st_size == ask("page_count") * ask("page_size")
        if ask("integrity_check(1)") != "ok" or not whole:
            raise StartupError(f"{copy} can't be used as a backup: it is damaged.")
        tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not tables >= OWN_TABLES:
            raise StartupError(f"{copy} can't be used as a backup: it isn't one of Heronry's.")
        versions = opened.execute("SELECT version_num FROM alembic_version").fetchall()
        minutes: int = ask("user_version")
    revision: str = versions[0][0] if versions else NO_VERSION
    return Contents(revision, datetime.fromtimestamp(minutes * 60, UTC) if minutes > 0 else None)


def beside(path: Path) -> list[Path]:
    """The files that SQLite keeps beside a database while it is open, or after a crash."""
    return [path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal")]


def discard(path: Path) -> None:
    """Delete an SQLite database and what is beside it."""
    for each in (*beside(path), path):
        each.unlink(missing_ok=True)


def _begins_as_sqlite(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def staged(path: Path) -> Path:
    """Where a backup is made ready to take the place of the SQLite database at ``path``."""
    return path.with_name(f"{path.name}.restoring")


def settle(path: Path) -> None:
    """Write an SQLite database's log into it, if there is one. Raises ``StartupError`` while it is in use."""
    if not path.exists() or not _begins_as_sqlite(path):
        return  # opened, a file that isn't SQLite's any more would cost it its log, which may be all that is left
    try:
        with closing(_existing(path, "rw")) as old:
            old.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise StartupError(IN_USE) from None
        raise StartupError(f"The database can't be used: {error}. See DATABASE_URL and DATA_DIR.") from error
    except sqlite3.DatabaseError:
        pass  # too damaged to be opened, which may be why it is to be replaced


def swap(path: Path) -> None:
    """Put the staged database in an SQLite database's place, in one step, and nothing of the old one beside it:
    a log that outlives its database would be played into the next one."""
    with worded("The database couldn't be replaced; it is as it was"):
        settle(path)
        for left in beside(path):
            left.unlink(missing_ok=True)
        os.replace(staged(path), path)
        flush(path.parent)


# PostgreSQL


def _program(name: str) -> str:
    """A program of PostgreSQL's, from the path or where Debian keeps them (the newest)."""
    found = shutil.which(name)
    if found is None:
        versions = sorted(DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]), reverse=True)
        found = str(versions[0]) if versions else None
    if found is None:
        raise StartupError(
            f"PostgreSQL's {name} isn't installed, and copies of the database need it "
            "(on Debian: apt-get install postgresql-client)."
        )
    return found


def _address(url: URL) -> tuple[str, dict[str, str]]:
    """The database as PostgreSQL's programs want it, and their environment; the password is in that alone."""
    environment = os.environ | {"TZ": "UTC"} | ({"PGPASSWORD": url.password} if url.password else {})
    return url.set(drivername="postgresql", password=None).render_as_string(), environment


def _first_line(complaint: bytes) -> str:
    # A second line may quote a row.
    return complaint.decode(errors="replace").strip().partition("\n")[0] or "it doesn't say why"


async def _output(*command: str, environment: dict[str, str], keep: bool = True) -> tuple[bytes, str]:
    """What a program printed (if it is to be kept), and the first line of its complaint, empty if all went well."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE if keep else asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        output, complaint = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    return output, _first_line(complaint) if process.returncode else ""


async def _dump(url: URL, target: Path) -> None:
    address, environment = _address(url)
    _, complaint = await _output(
        _program("pg_dump"), "--format=custom", f"--file={target}", address, environment=environment
    )
    if complaint:
        raise StartupError(f"No copy of the database could be made: {complaint}")


async def _look_into_dump(copy: Path) -> Contents:
    with copy.open("rb") as file:
        if file.read(5) != b"PGDMP":
            raise StartupError(f"{copy} can't be used as a backup: it isn't one of Heronry's, for PostgreSQL.")
    environment = os.environ | {"TZ": "UTC"}
    restore = _program("pg_restore")
    listed, complaint = await _output(restore, "--list", str(copy), environment=environment)
    if not complaint:
        # The list stands at the head; only reading on to the end tells whether the rest is there.
        _, complaint = await _output(restore, "--file=-", str(copy), environment=environment, keep=False)
    if complaint:
        raise StartupError(f"{copy} can't be used as a backup: it is damaged ({complaint}).")
    contents = listed.decode(errors="replace")
    if not set(re.findall(r"TABLE DATA \S+ (\S+)", contents)) >= OWN_TABLES:
        raise StartupError(f"{copy} can't be used as a backup: it isn't one of Heronry's.")
    versions, _ = await _output(
        restore, "--data-only", "--table=alembic_version", "--file=-", str(copy), environment=environment
    )
    revision = re.search(r"^COPY [^\n]*alembic_version [^\n]*\n(\S+)\n", versions.decode(), re.MULTILINE)
    made = re.search(r"Archive created at (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", contents)
    taken_at = datetime.fromisoformat(made[1]).replace(tzinfo=UTC) if made else None
    return Contents(revision[1] if revision else NO_VERSION, taken_at)


EMPTY = """BEGIN;
SET LOCAL lock_timeout = '10s';
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE 'DROP TABLE IF EXISTS ' || name || ' CASCADE';
  END LOOP;
END $$;
"""
FULL = f"\nRESET search_path;\nCREATE TABLE {RESTORING} ();\nCOMMIT;\n"


async def load(url: URL, copy: Path) -> None:
    """Put a copy in place of all that a PostgreSQL database holds, in one transaction, marked ``RESTORING``.

    pg_restore writes the copy out as SQL and psql runs it; the end that commits is added only
    when pg_restore came to its own. Raises ``StartupError`` when nothing was changed.
    """
    address, environment = _address(url)
    reading = await asyncio.create_subprocess_exec(
        _program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(copy),
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    writing = await asyncio.create_subprocess_exec(
        _program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", address,
        env=environment, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert reading.stderr
    assert writing.stderr
    try:
        _, unread, refused = await asyncio.gather(
            _relay(reading, writing), reading.stderr.read(), writing.stderr.read()
        )
        if await reading.wait() or await writing.wait():
            reason = _first_line(refused or unread)
            raise StartupError(f"The backup couldn't be restored, and the database is as it was: {reason}")
    finally:
        for process in (reading, writing):
            if process.returncode is None:
                process.kill()


async def _relay(reading: asyncio.subprocess.Process, writing: asyncio.subprocess.Process) -> None:
    assert reading.stdout
    assert writing.stdin
    try:
        writing.stdin.write(EMPTY.encode())
        while chunk := await reading.stdout.read(CHUNK):
            writing.stdin.write(chunk)
            await writing.stdin.drain()
        if await reading.wait() == 0:
            writing.stdin.write(FULL.encode())
            await writing.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        reading.kill()  # psql gave up; what it says follows
    finally:
        writing.stdin.close()


async def unmark(session: AsyncSession) -> None:
    """Take ``RESTORING`` off, in the transaction that finishes a restore."""
    await session.execute(text(f"DROP TABLE IF EXISTS {RESTORING}"))


async def refuse_company(engine: AsyncEngine) -> None:
    """Raise ``StartupError`` while another program is connected to the PostgreSQL database."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    try:
        async with engine.connect() as connection:
            company = (await connection.execute(others)).scalar_one()
    except (SQLAlchemyError, OSError):
        return  # whoever looks next says that it can't be reached
    if company:
        raise StartupError(IN_USE)
