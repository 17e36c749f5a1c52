"""Databases for tests: built by running the migrations once, then copied."""

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.storage.database import Database
from bot.storage.migrate import bring_up_to_date

MISSING = "PostgreSQL's server isn't installed; on Debian: apt-get install postgresql"


def postgresql_programs() -> Path | None:
    """The folder of Debian's server binaries, or of whichever are on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def postgresql_server(programs: Path) -> Generator[Path]:
    """A private server on a Unix socket, gone afterwards; the folder of its socket."""
    # PostgreSQL refuses to run as root; a container's tests often do.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="heronry-pg-") as name:
        folder = Path(name)
        if user:
            folder.chmod(0o755)
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)

        def run(program: str, *arguments: str) -> None:
            subprocess.run(
                [programs / program, *arguments], user=user, check=True, cwd=folder, stdout=subprocess.DEVNULL
            )

        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
        run("initdb", "-D", f"{folder}/data", "-U", "heronry", "--auth=trust", "--no-sync", "--locale=C.UTF-8")
        run("pg_ctl", "-D", f"{folder}/data", "-o", options, "-w", "-l", f"{folder}/log", "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")


class Databases:
    """Hands out fresh databases of one kind."""

    def __init__(self, folder: Path, socket: Path | None) -> None:
        self._folder, self._socket = folder, socket
        self._template: str | None = None

    def _address(self, name: str) -> str:
        if self._socket is None:
            return f"sqlite+aiosqlite:///{self._folder / name}.db"
        return f"postgresql+asyncpg://heronry@/{name}?host={self._socket}"

    async def empty(self) -> str:
        """The address of a database with nothing in it."""
        name = f"test_{uuid.uuid4().hex}"
        if self._socket is not None:
            await self._administer(f"CREATE DATABASE {name}")
        return self._address(name)

    async def fresh(self) -> str:
        """The address of a database at the code's version, empty of rows."""
        if self._template is None:
            self._template = await self.empty()
            database = Database(self._template)
            await bring_up_to_date(database, self._folder, datetime(2026, 1, 1, tzinfo=UTC))
            await database.truncate_log()
            await database.close()
        name = f"test_{uuid.uuid4().hex}"
        if self._socket is None:
            source = self._template.removeprefix("sqlite+aiosqlite:///")
            await asyncio.to_thread(shutil.copy, source, self._folder / f"{name}.db")
        else:
            template = make_url(self._template).database
            await self._administer(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._address(name)

    async def _administer(self, statement: str) -> None:
        engine = create_async_engine(self._address("postgres"), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()
