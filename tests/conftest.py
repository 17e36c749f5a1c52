"""What every test may ask for: databases of both kinds, a clock, services over them."""

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from pydantic import SecretStr

from bot.clock import SetClock
from bot.config import Settings, load_settings
from bot.services import Services, services
from bot.storage.database import Database
from bot.storage.sealed import new_key
from tests.compiled import compile_once
from tests.databases import MISSING, Databases, postgresql_programs, postgresql_server

MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30
SLOW = hypothesis.HealthCheck.too_slow

# Tried by chance, but not against the clock: a loaded machine is no fault of what is tried.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[SLOW])
hypothesis.settings.load_profile("untimed")

compile_once()
gc.set_threshold(50_000, 20, 50)  # an eighth of the time went into looking for garbage


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Function]) -> None:
    """Lay aside with the long ones what is long on PostgreSQL, and runs on SQLite in every run."""
    for item in items:
        on_postgresql = getattr(item, "callspec", None) and item.callspec.params.get("databases") == "postgresql"
        if on_postgresql and item.get_closest_marker("long_on_postgresql"):
            item.add_marker("long")


def pytest_configure() -> None:
    """Keep the tests' files in memory where there is room: they commit many thousand times, and no disk is tried."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return Databases(tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture(scope="session")
def postgresql_databases(tmp_path_factory: pytest.TempPathFactory) -> Generator[Databases]:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip(MISSING)
    with postgresql_server(programs) as socket:
        yield Databases(tmp_path_factory.mktemp("postgresql"), socket)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Each kind of database in turn: what passes on one must pass on the other."""
    return request.getfixturevalue(f"{request.param}_databases")


@pytest.fixture
async def database(databases: Databases) -> AsyncGenerator[Database]:
    opened = Database(await databases.fresh())
    yield opened
    await opened.close()


@pytest.fixture
def clock() -> SetClock:
    """A Tuesday in autumn, shortly before the group meets."""
    return SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that touch nothing outside the test's own folder."""
    return load_settings(None, data_dir=tmp_path / "data", keys_file=tmp_path / "heronry.keys", heronry_keys=new_key())


@pytest.fixture
async def built(databases: Databases, settings: Settings, clock: SetClock) -> AsyncGenerator[Services]:
    """Every service over a fresh database of each kind."""
    address = await databases.fresh()
    async with services(settings.model_copy(update={"database_url": SecretStr(address)}), clock) as made:
        yield made
