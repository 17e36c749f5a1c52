"""Read models kept in the process, and how they notice each committed change.

A write calls ``bump`` in its own transaction. The process that wrote refreshes its
read models before the use case returns; another process (a second bot, the command
line) is noticed by ``tick``: on SQLite a look at ``PRAGMA data_version`` (4 µs),
on PostgreSQL a look at the table. Either way only what moved is read again.
"""

import asyncio
import logging
from typing import Protocol

from sqlalchemy import BigInteger, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Snowflake
from bot.storage.database import CHANGED, Change, Database, StorageUnavailable

log = logging.getLogger(__name__)


class Revision(Base):
    """How often a server's read model has changed."""

    __tablename__ = "revisions"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(BigInteger)


async def bump(session: AsyncSession, guild_id: int, model: str) -> None:
    """Say, in the transaction that does it, that a server's read model changes."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else pg_insert
    await session.execute(
        insert(Revision)
        .values(guild_id=guild_id, model=model, revision=1)
        .on_conflict_do_update(
            index_elements=[Revision.guild_id, Revision.model], set_={"revision": Revision.revision + 1}
        )
    )
    session.info.setdefault(CHANGED, set()).add((guild_id, model))


class ReadModel(Protocol):
    """Something kept in memory from the database."""

    @property
    def model(self) -> str:
        """The name that writes bump."""
        ...

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read one server's part again, or everything when ``guild_id`` is None."""
        ...


class ReadModels:
    """All read models of the process, kept true."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._models: dict[str, ReadModel] = {}
        self._seen: dict[Change, int] = {}
        self._stale: set[Change] = set()
        # One reader at a time: a slow, older look must not overwrite a newer one.
        self._reading = asyncio.Lock()
        self._watch: AsyncConnection | None = None
        self._data_version: int | None = None
        database.after_commit(self._refresh)

    def add(self, model: ReadModel) -> None:
        self._models[model.model] = model

    async def load(self) -> None:
        """Read everything, once, at the start."""
        async with self._reading, self._database.read() as session:
            self._seen = await _revisions(session)
            for model in self._models.values():
                await model.load(session, None)

    async def _refresh(self, changed: set[Change]) -> None:
        # The change is committed: a failure to read it again is no failure of the change.
        self._stale |= changed
        try:
            await self._catch_up()
        except StorageUnavailable:
            log.warning("what changed could not be read again; the next round tries")

    async def tick(self) -> None:
        """Notice what other processes have changed since the last look, and what could not be read then."""
        version = await self._version()
        if version is not None and version == self._data_version and not self._stale:
            return
        async with self._database.read() as session:
            now = await _revisions(session)
        self._stale |= {change for change, revision in now.items() if self._seen.get(change) != revision}
        await self._catch_up()
        self._data_version = version

    async def _catch_up(self) -> None:
        """Read what is stale again; all of it stays stale when that fails."""
        async with self._reading:
            stale, self._stale = self._stale, set()
            if not stale:
                return
            try:
                async with self._database.read() as session:
                    revisions = await _revisions(session)
                    for guild_id, name in stale:
                        if name in self._models:
                            await self._models[name].load(session, guild_id)
            except BaseException:
                self._stale |= stale
                raise
            self._seen |= {change: revision for change, revision in revisions.items() if change in stale}

    async def _version(self) -> int | None:
        """SQLite's count of other connections' commits; None on PostgreSQL."""
        if not self._database.is_sqlite:
            return None
        # The count is the asking connection's own, so that one must stay open.
        if self._watch is None:
            self._watch = await self._database.reader.connect()
        version: int = (await self._watch.exec_driver_sql("PRAGMA data_version")).scalar_one()
        await self._watch.rollback()
        return version

    async def close(self) -> None:
        if self._watch is not None:
            await self._watch.close()


async def _revisions(session: AsyncSession) -> dict[Change, int]:
    rows = await session.execute(select(Revision.guild_id, Revision.model, Revision.revision))
    return {(guild_id, model): revision for guild_id, model, revision in rows}
