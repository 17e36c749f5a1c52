"""``heronry restore``: a backup in the database's place, without those who have had themselves erased since.

On SQLite all of it happens in a file of its own, which then takes the database's place
in one step. On PostgreSQL the copy goes in in one transaction, marked as half restored,
and the mark goes in the transaction that applies the erasures: until then Heronry
doesn't start. Either way a restore that is cut short brings nobody back.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncSession

from bot.announcements import planning as announcements
from bot.checkins import service as checkins
from bot.clock import Clock
from bot.community import ledger
from bot.community.ledger import Erasures
from bot.config import Settings
from bot.delivery import service as deliveries
from bot.digest import sending as digests
from bot.errors import StartupError, UserError
from bot.pairing import scheduling as pairing
from bot.services import Services
from bot.storage import backup, copies
from bot.storage.copies import Contents
from bot.storage.database import Database
from bot.storage.hold import only_one
from bot.storage.migrate import Version, standing, upgrade, version_of
from bot.storage.rotation import Texts
from bot.tables import metadata
from bot.workshops import afterwards as workshops

After = Callable[[AsyncSession, datetime, datetime], Awaitable[str | None]]
"""What else a restore changes, in the erasures' transaction: given the backup's moment and the present one, it
returns a line for whoever restores."""
AFTER: tuple[After, ...] = (
    deliveries.after_restore, checkins.after_restore, pairing.after_restore, workshops.after_restore,
    announcements.after_restore,
    digests.after_restore,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A backup that can be restored. ``taken_at`` is the earliest it can be when it ``says_when`` is False."""

    file: Path
    version: Version
    taken_at: datetime
    says_when: bool


async def plan(settings: Settings, file: Path, now: datetime) -> Plan:
    """Look a backup through. Raises ``StartupError`` for one that can't, or may no longer, be restored."""
    contents = await backup.look_into(file, sqlite=_is_sqlite(make_url(settings.database)))
    version = standing(contents.revision)
    if version is Version.NEWER:
        raise StartupError(f"{file} was made by a newer Heronry; update Heronry first.")
    return Plan(file, version, _earliest(contents, file, now), contents.taken_at is not None)


def _earliest(contents: Contents, file: Path, now: datetime) -> datetime:
    if contents.taken_at is None:
        return now - ledger.KEPT
    if contents.taken_at < now - ledger.KEPT:
        raise StartupError(
            f"{file} is from {contents.taken_at:%d %B %Y}, and Heronry remembers erasures for {ledger.KEPT.days} days: "
            "restoring it would bring back people who had themselves erased. Please delete it."
        )
    return min(contents.taken_at, now)


async def restore(settings: Settings, wanted: Plan, clock: Clock, after: Sequence[After] = ()) -> list[str]:
    """Put the backup in the database's place, keeping the present one as a backup; what was done, in lines.

    Raises ``StartupError`` when it can't be done. Then the database is as it was, or, on PostgreSQL
    alone, marked as half restored, so that nothing but another restore touches it.
    """
    with only_one(settings):
        erasures = await ledger.Ledger(settings.erasures_file, clock).read()
        work = _Restoring(settings, wanted, clock, erasures, after)
        return await (work.on_sqlite() if _is_sqlite(work.url) else work.on_postgresql())


class _Restoring:
    """One restore."""

    def __init__(
        self, settings: Settings, wanted: Plan, clock: Clock, erasures: Erasures | None, after: Sequence[After]
    ) -> None:
        self.url = make_url(settings.database)
        self._settings, self._wanted, self._clock = settings, wanted, clock
        self._folder = settings.data_dir / "backups"
        self._erasures, self._after = erasures, after

    async def on_sqlite(self) -> list[str]:
        path = Path(self.url.database or "")
        staged = copies.staged(path)
        try:
            with copies.worded("The backup can't be put beside the database"):
                await asyncio.to_thread(copies.settle, path)
                copies.discard(staged)
                staged.touch(mode=0o600)
                await asyncio.to_thread(copies.copy_sqlite, self._wanted.file, staged)
            lines = await self._finish(self.url.set(database=str(staged)))
            lines += [await self._keep_file(path)] if path.exists() else []
            await asyncio.to_thread(copies.swap, path)
        finally:
            copies.discard(staged)
        return lines

    async def on_postgresql(self) -> list[str]:
        database = Database(self._settings.database)
        try:
            await copies.refuse_company(database.writer)
            present = await version_of(database)
        finally:
            await database.close()
        # What is half restored isn't worth keeping: what stood there before it was kept then.
        kept = [] if present in (Version.NONE, Version.HALF_RESTORED) else [await self._keep()]
        await copies.load(self.url, self._wanted.file)
        return await self._finish(self.url) + kept

    async def _keep(self) -> str:
        kept = await backup.keep(self.url, self._folder, backup.BEFORE_RESTORE, self._clock.now())
        return f"The database as it was is kept in {kept}."

    async def _keep_file(self, path: Path) -> str:
        try:
            await copies.look_into(path, sqlite=True)
        except StartupError:  # which may be why it is replaced
            kept = await asyncio.to_thread(backup.keep_as_it_is, path, self._folder, self._clock.now())
            return f"The database as it was isn't whole; its files are kept as {kept}."
        return await self._keep()

    async def _finish(self, url: URL) -> list[str]:
        """Bring the database at ``url`` to the code's version, and apply what happened since its backup."""
        address = SecretStr(url.render_as_string(hide_password=False))
        built = Services(self._settings.model_copy(update={"database_url": address}), self._clock)
        try:
            await upgrade(built.database)
            async with built.database.begin() as session:
                lines = [await self._erase_again(built, session)]
                for further in self._after:
                    line = await further(session, self._wanted.taken_at, self._clock.now())
                    lines += [line] if line else []
                await copies.unmark(session)
            await built.database.truncate_log()
            lines += await _that_stay_shut(built)
        except UserError as error:
            raise StartupError(str(error.message)) from error
        finally:
            await built.database.close()
        upgraded = ["It was brought up to this version of Heronry."] if self._wanted.version is Version.OLDER else []
        return lines + upgraded

    async def _erase_again(self, built: Services, session: AsyncSession) -> str:
        if self._erasures is None:
            return (
                f"There is no record of erasures ({self._settings.erasures_file}), so none were applied again. "
                "If it was lost, people who had themselves erased may be back: please tell your group."
            )
        people = sorted(await built.privacy.on_record(session))
        back = [one for one in people if self._erasures.since(*one, self._wanted.taken_at)]
        for guild_id, member_id in back:
            await built.privacy.erase_in(session, guild_id, member_id)
        return f"Erasures made since then and applied again: {len(back)}."


async def _that_stay_shut(built: Services) -> list[str]:
    """A line on private texts that were sealed with a key that isn't here any more (``heronry keys rotate``)."""
    if not built.keyring:
        return []
    shut = await Texts(built.database, metadata).shut(built.keyring)
    if not shut:
        return []
    where = ", ".join(f"{table}: {count}" for table, count in sorted(shut.items()))
    return [
        f"Some private texts don't open with the keys here ({where}). If the key was changed since this backup, put "
        "the old key's line from its copy below the first in the key file, and run heronry keys rotate."
    ]


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
