"""Engines and sessions: one writer on SQLite, ordinary transactions on PostgreSQL.

SQLite lets one connection write at a time. A transaction that first reads and then
writes can fail at the write however long it waits, so every writing transaction
begins with ``BEGIN IMMEDIATE`` and they queue for one connection; readers have
connections of their own and, in WAL mode, wait for nobody.
"""

import logging
import math
import sqlite3
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import event, func, select
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from bot.errors import UserError
from bot.texts import N_

log = logging.getLogger(__name__)

BUSY_TIMEOUT_MS = 1_500
"""How long another program's hold on SQLite is waited out: people must hear of it within Discord's 3 seconds."""
QUEUE_SECONDS = 60
"""How long a write waits for those before it: a whole community pressing at once on a slow machine is let through.

What is asked is acknowledged before, so nobody's press runs out; a writer that hangs is ``BUSY_TIMEOUT_MS``'s.
"""
Change = tuple[int, str]
"""``(guild_id, model)`` of a read model that a transaction changed."""
_asked_at: ContextVar[float] = ContextVar("asked_at", default=math.inf)
"""When the transaction that begins was asked for, on the monotonic clock."""
CHANGED = "changed read models"


class StorageUnavailable(UserError):
    """The database did not take it: locked, full, read-only or gone. Nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Heronry can't reach its records just now, so nothing was changed. "
                "Please try again in a minute; if it goes on, tell whoever looks after Heronry."
            )
        )


def _sqlite_engine(url: URL, *, writes: bool) -> AsyncEngine:
    engine = create_async_engine(
        url, pool_size=1 if writes else 4, max_overflow=0, pool_timeout=QUEUE_SECONDS, hide_parameters=True
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: object, _record: object) -> None:  # pyright: ignore[reportUnusedFunction]
        # The driver would begin transactions of its own, and too late; "begin" below does it.
        connection.isolation_level = None  # pyright: ignore[reportAttributeAccessIssue]
        cursor = connection.cursor()  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType,reportUnknownVariableType]
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"query_only={'OFF' if writes else 'ON'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")  # pyright: ignore[reportUnknownMemberType]
        cursor.close()  # pyright: ignore[reportUnknownMemberType]

    # Whoever queued behind a write that waited in vain is refused with it: or else each would wait as long again,
    # and a person's write, behind them all, too long for them to hear of it.
    refused_at = 0.0

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction]
        nonlocal refused_at
        if not writes:
            connection.exec_driver_sql("BEGIN")
            return
        if _asked_at.get() < refused_at:
            raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError:
            refused_at = time.monotonic()
            raise

    return engine


class Database:
    """Opens transactions. ``begin`` to write, ``read`` to look."""

    def __init__(self, address: str) -> None:
        self.url = make_url(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.writer = _sqlite_engine(self.url, writes=True)
            self.reader = _sqlite_engine(self.url, writes=False)
        else:
            self.writer = create_async_engine(self.url, pool_pre_ping=True, hide_parameters=True)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self._writing = async_sessionmaker(self.writer, expire_on_commit=False)
        self._reading = async_sessionmaker(self.reader, expire_on_commit=False)
        self._log_holds_erased = False
        self._closed = False
        self._after_commit: Callable[[set[Change]], Awaitable[None]] | None = None

    def after_commit(self, refresh: Callable[[set[Change]], Awaitable[None]]) -> None:
        """Call ``refresh`` with what each committed transaction changed, before ``begin`` returns."""
        self._after_commit = refresh

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncSession]:
        """One writing transaction; commits at the end, rolls back on an exception.

        Raises ``StorageUnavailable`` when the database itself refuses.
        """
        async with self._transaction(self._writing) as session:
            yield session
        changed: set[Change] = session.info.get(CHANGED, set())
        if changed and self._after_commit:
            await self._after_commit(changed)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession]:
        """One reading transaction: a consistent view; writing in it fails."""
        async with self._transaction(self._reading) as session:
            yield session

    @asynccontextmanager
    async def _transaction(self, sessions: async_sessionmaker[AsyncSession]) -> AsyncGenerator[AsyncSession]:
        if self._closed:
            raise StorageUnavailable
        try:
            _asked_at.set(time.monotonic())
            async with sessions.begin() as session:
                yield session
        except (DBAPIError, PoolTimeout, OSError) as error:
            raise _worded(error) from error

    async def truncate_log(self) -> None:
        """After an erasure: empty SQLite's write-ahead log, which still holds what was erased.

        Whoever is reading holds it up; then ``tick`` tries again until it is done.
        """
        if not self.is_sqlite:
            return
        self._log_holds_erased = True
        async with self.writer.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                [(busy, _pages, _moved)] = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError:
                return
        self._log_holds_erased = bool(busy)

    async def tick(self) -> None:
        """Empty the log if an earlier try was held up."""
        if self._log_holds_erased:
            await self.truncate_log()

    async def close(self) -> None:
        """Close every connection; whoever comes later is refused instead of opening it again."""
        self._closed = True
        await self.reader.dispose()
        await self.writer.dispose()


async def lock_community(session: AsyncSession, guild_id: int) -> None:
    """Let one writer at a time into a community's data, until the transaction ends.

    PostgreSQL would let two first writes insert the same row; on SQLite the writer is alone anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(guild_id)))


def _worded(error: Exception) -> Exception:
    """A refusal of the database as people should hear it; a programming error as it is."""
    if isinstance(error, DBAPIError) and not _is_outage(error):
        return error
    # One line, and of the database's own words the first alone: a second may quote the row.
    cause = error.orig if isinstance(error, DBAPIError) else error
    log.error("the database refused: %s", str(cause).partition("\n")[0])
    return StorageUnavailable()


def _is_outage(error: DBAPIError) -> bool:
    reason = str(error.orig).lower()
    outages = ("locked", "full", "readonly", "read-only", "unable to open", "disk i/o", "no such table")
    return error.connection_invalidated or any(sign in reason for sign in outages)
