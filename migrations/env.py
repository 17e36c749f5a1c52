"""Alembic's entry point: runs on the connection it is handed, or on Heronry's own database."""

import asyncio
from typing import Literal, cast

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from bot.config import load_settings
from bot.storage.database import Database
from bot.tables import metadata


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write our own column types as what they are in the database: a migration stands without the code."""
    if kind == "type" and type(item).__module__.startswith("bot.") and isinstance(item, TypeDecorator):
        return f"sa.{cast('object', item.impl)!r}"
    return False


def run(connection: Connection) -> None:
    # SQLite can't alter most of a table in place: batches copy it instead.
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, render_item=plain_type)
    with context.begin_transaction():
        context.run_migrations()


async def run_on_own_database() -> None:
    database = Database(load_settings().database)
    async with database.writer.begin() as connection:
        await connection.run_sync(run)
    await database.close()


handed: Connection | None = context.config.attributes.get("connection")
if handed is not None:
    run(handed)
else:
    asyncio.run(run_on_own_database())
