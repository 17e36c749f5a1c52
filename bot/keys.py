"""``heronry keys rotate``: a new key for private texts, and the old one gone once nothing needs it any more.

Nothing that is needed is thrown away before what replaces it has been proved: every text is opened with the keys
that are there before anything is changed, and again, from the committed database and with the new key alone, before
the old keys leave the file. Between the two it can be killed anywhere, and run again.
"""

import asyncio
from collections import Counter
from datetime import datetime

from sqlalchemy.engine import make_url

from bot.clock import Clock
from bot.config import Settings
from bot.errors import StartupError, UserError
from bot.storage import backup, copies
from bot.storage.database import Database
from bot.storage.hold import only_one
from bot.storage.keyfile import KeyFile
from bot.storage.migrate import Version, version_of
from bot.storage.rotation import Texts
from bot.storage.sealed import CannotOpen
from bot.tables import metadata

AFTER_ROTATION = "after-rotation"
"""The name of the backup that the new key opens."""


async def rotate(settings: Settings, clock: Clock) -> list[str]:
    """Change the key; what was done, in lines. Raises ``StartupError`` with what stands in the way."""
    if settings.heronry_keys.get_secret_value():
        raise StartupError(
            "The keys are in HERONRY_KEYS, which can't be changed from here. Write what it holds into KEYS_FILE, "
            "take HERONRY_KEYS out of the environment, run this again, and put the file's new content back.",
            exit_code=2,
        )
    file = KeyFile(settings.keys_file)
    with only_one(settings), file.alone():
        await _ready(settings)
        goes_on = file.under_way
        try:
            count = await _seal_anew(settings, file)
        except UserError as error:
            raise StartupError(str(error.message)) from error
        except CannotOpen:
            raise StartupError("A private text was changed meanwhile; stop Heronry, and try again.") from None
        now = clock.now()
        kept = await _keep(settings, now)
        await _company_gone(settings)  # whoever started meanwhile may hold the old keys alone
        file.drop_old()
    begun = "What was begun before is finished: every" if goes_on else "Every"
    until = now + backup.KEPT
    return [
        f"{begun} private text ({count}) is sealed with a new key, and was opened with it alone.",
        kept,
        f"Copy {settings.keys_file} now to where you keep its copy. Backups from before today need the old key: "
        f"keep its copy as well, until they are gone ({until:%d %B %Y}), and then destroy it.",
    ]


async def _ready(settings: Settings) -> None:
    await _company_gone(settings)
    database = Database(settings.database)
    try:
        if await version_of(database) is not Version.CURRENT:
            raise StartupError("The database isn't there, or not of this version; start Heronry once, then stop it.")
    finally:
        await database.close()


async def _company_gone(settings: Settings) -> None:
    """On PostgreSQL, where several may be at work: a Heronry that runs knows the keys of its start alone."""
    database = Database(settings.database)
    try:
        for last in (False, False, False, True):
            try:
                return None if database.is_sqlite else await copies.refuse_company(database.writer)
            except StartupError:
                if last:
                    raise
            await asyncio.sleep(0.3)  # a connection of our own, closed just now, is counted for a moment
    finally:
        await database.close()


async def _seal_anew(settings: Settings, file: KeyFile) -> int:
    """Add the key unless it was added before, seal everything with it, and prove it; how many texts there are."""
    database = Database(settings.database)
    try:
        texts = Texts(database, metadata)
        _all_open(await texts.shut(file.keyring()), alone=False)
        if not file.under_way:
            file.add()
        await texts.seal_anew(file.keyring())
        await database.truncate_log()  # it still holds what the old key opens
    finally:
        await database.close()
    database = Database(settings.database)
    try:
        texts = Texts(database, metadata)
        _all_open(await texts.shut(file.first_alone()), alone=True)
        return await texts.count()
    finally:
        await database.close()


def _all_open(shut: Counter[str], *, alone: bool) -> None:
    if not shut:
        return
    where = ", ".join(f"{table}: {count}" for table, count in sorted(shut.items()))
    if alone:
        raise StartupError(f"Not every text opens with the new key alone ({where}), so the old ones stay; try again.")
    raise StartupError(
        f"A key is missing or wrong: some private texts don't open ({where}). Nothing was changed. "
        "Put that key's line from its copy into the key file, below the first, and try again."
    )


async def _keep(settings: Settings, now: datetime) -> str:
    kept = await backup.keep(make_url(settings.database), settings.data_dir / "backups", AFTER_ROTATION, now)
    return f"A backup that the new key opens is kept in {kept}."
