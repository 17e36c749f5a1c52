"""Statements compiled once for all the databases of a test run.

Each test opens a database of its own, and SQLAlchemy keeps what it compiles with the engine, by the dialect that it
compiled it for: a quarter of the time of most tests would go into compiling what the test before them had compiled.
"""

from typing import Any

from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util import LRUCache

from bot.storage import database

_compiled: LRUCache[Any, Any] = LRUCache(10_000)


def compile_once() -> None:
    """Have the engines of every ``Database`` that is opened from now on share what they compile with their kind."""
    for kind in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
        # Two of one kind are set up alike here, so what is compiled for one is right for the other.
        kind.__eq__ = _alike  # pyright: ignore[reportAttributeAccessIssue]
        kind.__hash__ = _by_kind  # pyright: ignore[reportAttributeAccessIssue]
    database.create_async_engine = _engine


def _alike(one: object, other: object) -> bool:
    return type(one) is type(other)


def _by_kind(one: object) -> int:
    return hash(type(one))


def _engine(*given: Any, **named: Any) -> AsyncEngine:
    return create_async_engine(*given, **named, execution_options={"compiled_cache": _compiled})
