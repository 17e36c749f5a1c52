"""Taking backups and bringing them back, in few words."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.clock import SetClock
from bot.config import Settings
from bot.restore import After, plan, restore
from bot.services import Services, services
from bot.storage import backup
from tests.services.people import GUILD

NOW = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@asynccontextmanager
async def opened(house: Settings, clock: SetClock) -> AsyncGenerator[Services]:
    async with services(house, clock) as built:
        await built.ledger.open()
        yield built


def folder(house: Settings) -> Path:
    return house.data_dir / "backups"


def listing(house: Settings, kind: str = "*") -> list[Path]:
    return sorted(path for path in folder(house).glob(kind) if path.name != ".lock")


async def kept(house: Settings, at: datetime) -> Path:
    return await backup.keep(make_url(house.database), folder(house), backup.DAILY, at)


async def brought_back(house: Settings, file: Path, clock: SetClock, *after: After) -> list[str]:
    return await restore(house, await plan(house, file, clock.now()), clock, after)


async def names(house: Settings, clock: SetClock, guild_id: int = GUILD) -> set[int]:
    async with opened(house, clock) as built, built.database.read() as session:
        return {member for guild, member in await built.privacy.on_record(session) if guild == guild_id}


def path_of(house: Settings) -> Path:
    return Path(make_url(house.database).database or "")
