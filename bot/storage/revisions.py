"""Read models kept in the process, and how they notice each committed change.

A write calls ``bump`` in its own transaction. The process that wrote refreshes its
read models before the use case returns; another process (a second bot, the command
line) is noticed by ``tick``: on SQLite a look at ``PRAGMA data_version`` (4 µs),
on PostgreSQL a look at the table. Either way only what moved is read again.
"""

from typing import Protocol

from sqlalchemy import BigInteger, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Snowflake
from bot.storage.database import CHANGED, Change, Database


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
        self._watch: AsyncConnection | None = None
        self._data_version: int | None = None
        database.after_commit(self._refresh)

    def add(self, model: ReadModel) -> None:
        self._models[model.model] = model

    async def load(self) -> None:
        """Read everything, once, at the start."""
        async with self._database.read() as session:
            self._seen = await _revisions(session)
            for model in self._models.values():
                await model.load(session, None)

    async def _refresh(self, changed: set[Change]) -> None:
        async with self._database.read() as session:
            self._seen |= {c: r for c, r in (await _revisions(session)).items() if c in changed}
            for guild_id, name in changed:
                if name in self._models:
                    await self._models[name].load(session, guild_id)

    async def tick(self) -> None:
        """Notice what other processes have changed since the last look."""
        if self._database.is_sqlite and not await self._moved():
            return
        async with self._database.read() as session:
            now = await _revisions(session)
        changed = {change for change, revision in now.items() if self._seen.get(change) != revision}
        if changed:
            await self._refresh(changed)

    async def _moved(self) -> bool:
        # data_version tells of other connections' commits, so the one that asks must stay open.
        if self._watch is None:
            self._watch = await self._database.reader.connect()
        version = (await self._watch.exec_driver_sql("PRAGMA data_version")).scalar_one()
        await self._watch.rollback()
        moved, self._data_version = version != self._data_version, version
        return moved

    async def close(self) -> None:
        if self._watch is not None:
            await self._watch.close()


async def _revisions(session: AsyncSession) -> dict[Change, int]:
    rows = await session.execute(select(Revision.guild_id, Revision.model, Revision.revision))
    return {(guild_id, model): revision for guild_id, model, revision in rows}
