"""The folder of backups: one a day, one before each upgrade and each restore, none for longer than a month.

A backup is written under a temporary name, looked through, and only then given its
own: what bears a backup's name can be restored. The name says when it was taken, by
the clock that was passed in; so does the file itself (``copies``), should it be renamed.
"""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import AsyncFileLock, Timeout
from sqlalchemy.engine import URL

from bot.errors import StartupError
from bot.storage import copies
from bot.storage.copies import Contents

KEPT = timedelta(days=30)
"""How long a backup is kept, whatever it was made for."""
EVERY = timedelta(days=1)
"""How old the newest daily backup is before the next is due."""
DAILY, ASKED, BEFORE_RESTORE = "heronry", "heronry-asked", "before-restore"
"""Names; one that was asked for counts as the day's as well, and never meets it in the same second."""
_STAMP = "%Y%m%dT%H%M%SZ"
_NAMED = re.compile(r"-(\d{8}T\d{6}Z)\.(?:db|dump)(?:-wal|-shm|-journal)?$")
_WAIT = 30  # seconds for another process's backup to be finished


def moment_of(path: Path) -> datetime | None:
    """When a backup was taken, by its name; None for a name that doesn't say."""
    named = _NAMED.search(path.name)
    try:
        return datetime.strptime(named[1], _STAMP).replace(tzinfo=UTC) if named else None
    except ValueError:
        return None


def newest(folder: Path, now: datetime) -> datetime | None:
    """When the newest daily backup was taken; None when there is none. One from the future doesn't count."""
    moments = [moment_of(path) for path in folder.glob(f"{DAILY}-*")]
    return max((moment for moment in moments if moment is not None and moment <= now), default=None)


async def daily(url: URL, folder: Path, now: datetime) -> datetime:
    """Take the day's backup unless there is one; when the newest was taken. Raises ``StartupError``."""
    async with _alone(folder):
        latest = newest(folder, now)
        if latest is not None and now - latest < EVERY:
            return latest
        await _take_into(url, folder, DAILY, now)
    return now


async def keep(url: URL, folder: Path, name: str, now: datetime) -> Path:
    """Take a backup into ``folder`` as ``NAME-MOMENT``, checked. Raises ``StartupError``, and then leaves nothing."""
    async with _alone(folder):
        return await _take_into(url, folder, name, now)


async def _take_into(url: URL, folder: Path, name: str, now: datetime) -> Path:
    for left in folder.glob(".*.part*"):  # by a backup that was killed
        left.unlink(missing_ok=True)
    return await take(url, folder / f"{name}-{now:{_STAMP}}{_ending(url)}", now)


async def take(url: URL, target: Path, now: datetime) -> Path:
    """Take a backup to ``target`` (a file, or a folder to put it in), checked. Raises ``StartupError``."""
    if target.is_dir():
        target /= f"{DAILY}-{now:{_STAMP}}{_ending(url)}"
    if target.exists():
        raise StartupError(f"{target} exists already; a backup is never written over.")
    part = target.with_name(f".{target.name}.part")
    copies.discard(part)
    try:
        await copies.make(url, part, now)
        await copies.look_into(part, sqlite=url.get_backend_name() == "sqlite")
        with copies.worded("No copy of the database could be made"):
            os.rename(part, target)
            await asyncio.to_thread(copies.flush, target.parent)
    finally:
        copies.discard(part)
    return target


def keep_as_it_is(path: Path, folder: Path, now: datetime) -> Path:
    """Keep an SQLite database that can't be read whole, with the files beside it, byte by byte."""
    kept = folder / f"{BEFORE_RESTORE}-{now:{_STAMP}}.db"
    with copies.worded("The database as it is can't be kept, so it isn't replaced"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for source, target in zip([path, *copies.beside(path)], [kept, *copies.beside(kept)], strict=True):
            if source.exists():
                shutil.copyfile(source, target)
                target.chmod(0o600)
                copies.flush(target)
    return kept


async def look_into(path: Path, *, sqlite: bool) -> Contents:
    """What a backup says of itself; its name goes before its inside as to when it was taken.

    A PostgreSQL dump's inside knows real time alone. Raises ``StartupError`` for what is no backup.
    """
    contents = await copies.look_into(path, sqlite=sqlite)
    return Contents(contents.revision, moment_of(path) or contents.taken_at)


def drop_old(folder: Path, now: datetime) -> None:
    """Delete every backup older than ``KEPT``: by its name, which copying the folder doesn't change."""
    for path in folder.glob("*"):
        moment = moment_of(path)
        if moment is not None and moment < now - KEPT:
            path.unlink(missing_ok=True)


def _ending(url: URL) -> str:
    return ".db" if url.get_backend_name() == "sqlite" else ".dump"


@asynccontextmanager
async def _alone(folder: Path) -> AsyncGenerator[None]:
    """One backup at a time, so that the bot's own and the command line's don't tidy each other's away."""
    with copies.worded(f"{folder} can't be written"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        async with AsyncFileLock(folder / ".lock", timeout=_WAIT):
            yield
    except Timeout:
        raise StartupError("Another backup is being made; try again when it is finished.") from None
    except OSError as error:
        raise StartupError(f"{folder} can't be written: {error.strerror}.") from None
