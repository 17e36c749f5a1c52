"""The sample community's database, filled once for each moment and copied from then on: to fill it takes a second."""

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import Clock, SetClock
from bot.config import Settings
from bot.demo import run as demo

GOOD_FOR = timedelta(minutes=2)
"""How far the clock of a copy's house may be from the one it was filled by: nothing in the sample is due sooner."""

DATABASE, KEYS = "heronry.db", "heronry.keys"


@dataclass(frozen=True, slots=True)
class Kept:
    """A folder with a copy in it, and the moment that it was filled at."""

    filled_at: datetime
    folder: Path


_kept: dict[str, Kept] = {}
"""By what a house's clock is, and the chapters that it was filled with."""


def furnish(settings: Settings, clock: Clock) -> bool:
    """Put a filled database and its key where ``settings`` look for them; whether there was one to put."""
    database, kept = _file(settings), _kept.get(_name(clock))
    if database is None or database.exists() or kept is None or clock.now() - kept.filled_at > GOOD_FOR:
        return False
    database.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept.folder / DATABASE, database)
    shutil.copy(kept.folder / KEYS, settings.keys_file)
    return True


def keep(settings: Settings, clock: Clock) -> None:
    """Take a copy of a database that was just filled, with its key."""
    database = _file(settings)
    if database is None:
        return
    folder = Path(tempfile.mkdtemp(prefix="heronry-sample-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(folder / DATABASE)) as target:
        source.backup(target)
    shutil.copy(settings.keys_file, folder / KEYS)
    _kept[_name(clock)] = Kept(clock.now(), folder)


def _file(settings: Settings) -> Path | None:
    """The database's file; None where a test names a database or keys of its own."""
    if settings.database_url.get_secret_value() or settings.heronry_keys.get_secret_value():
        return None
    return settings.data_dir / DATABASE if settings.keys_file.exists() else None


def _name(clock: Clock) -> str:
    time = f"{clock.now():%Y%m%dT%H%M%S}" if isinstance(clock, SetClock) else type(clock).__name__
    return " ".join([time, *(chapter.__name__ for chapter in demo.CHAPTERS)])
