"""Settings for a database that a test opens, closes and puts another in place of."""

import pytest
from pydantic import SecretStr

from bot.config import Settings
from tests.databases import Databases


@pytest.fixture
async def house(databases: Databases, settings: Settings) -> Settings:
    """Settings for a fresh database of each kind."""
    return settings.model_copy(update={"database_url": SecretStr(await databases.fresh())})


@pytest.fixture
async def sqlite_house(sqlite_databases: Databases, settings: Settings) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(await sqlite_databases.fresh())})
