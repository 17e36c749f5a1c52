"""Settings for a database that a test opens, closes and puts another in place of; and runners over the services."""

from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.clock import SetClock
from bot.community.settings import Community
from bot.config import Settings
from bot.meetings import notices
from bot.services import Services
from tests.databases import Databases
from tests.services.commons import Commons
from tests.services.diary import ADMIN, NOTICES, START, Diary
from tests.services.gazette import Gazette
from tests.services.newsroom import Newsroom
from tests.services.office import Office
from tests.services.people import GUILD
from tests.services.studio import START as WORKSHOPS_START
from tests.services.studio import Studio


@pytest.fixture
async def house(databases: Databases, settings: Settings) -> Settings:
    """Settings for a fresh database of each kind."""
    return settings.model_copy(update={"database_url": SecretStr(await databases.fresh())})


@pytest.fixture
async def sqlite_house(sqlite_databases: Databases, settings: Settings) -> Settings:
    return settings.model_copy(update={"database_url": SecretStr(await sqlite_databases.fresh())})


@pytest.fixture
async def office(built: Services, clock: SetClock) -> AsyncGenerator[Office]:
    made = Office(built, clock)
    made.kind()
    yield made
    await made.runner.stop(timedelta(seconds=1))


@pytest.fixture
async def newsroom(built: Services, clock: SetClock) -> AsyncGenerator[Newsroom]:
    made = Newsroom(built, clock)
    await made.set_up()
    yield made
    await made.runner.stop(timedelta(seconds=1))


@pytest.fixture
async def gazette(built: Services, clock: SetClock) -> Gazette:
    made = Gazette(built, clock)
    await made.set_up()
    return made


@pytest.fixture
async def diary(built: Services, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> Diary:
    monkeypatch.setattr(notices, "AHEAD", timedelta(days=20))  # so that time can go by in longer steps
    clock.move_to(START)
    await built.community.set_up(
        ADMIN, Community(GUILD, members_role_id=10, facilitators_role_id=11, notices_channel_id=NOTICES)
    )
    return Diary(built, clock)


@pytest.fixture
async def commons(built: Services, clock: SetClock) -> Commons:
    """A group with a space of its own, and Ada and Ben on its rota."""
    made = Commons(built, clock)
    await made.begin()
    return made


@pytest.fixture
async def studio(built: Services, clock: SetClock) -> Studio:
    clock.move_to(WORKSHOPS_START)
    await built.community.set_up(ADMIN, Community(GUILD, members_role_id=10, facilitators_role_id=11))
    return Studio(built, clock)
