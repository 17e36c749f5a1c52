"""One process on one SQLite file: a bot, a restore, a change of keys."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.engine import make_url

from bot.config import Settings
from bot.errors import StartupError


@contextmanager
def only_one(settings: Settings) -> Generator[None]:
    """Hold an SQLite database for this process alone; PostgreSQL is made for several.

    Raises ``StartupError`` when another Heronry holds it, or its folder can't be written.
    """
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite":
        yield
        return
    path = Path(f"{url.database}.lock")
    try:
        if not settings.database_url.get_secret_value():
            settings.data_dir.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=True)  # the lock would make missing folders, and a wrong DATABASE_URL with them
        lock = FileLock(path)
        lock.acquire(timeout=0)
    except Timeout:
        raise StartupError(
            "Another Heronry is already running on this database; stop that one first, "
            "or give this one its own DATA_DIR."
        ) from None
    except OSError as error:
        raise StartupError(f"The database's folder can't be written: {error.strerror} ({path.parent}).") from None
    try:
        yield
    finally:
        lock.release()
