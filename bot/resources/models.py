"""The tables of shared resources."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class ResourceRow(Base):
    """A link (``url``) or a file (``media_id``) that somebody shared. ``added_by`` is forgotten with the person.
    ``approved_at`` is None for what waits, and for what was approved before that was kept."""

    __tablename__ = "resources"
    __table_args__ = (Index("ix_resources_guild", "guild_id", "state"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    added_by: Mapped[Person | None]
    added_at: Mapped[datetime]
    approved_at: Mapped[Moment | None]
    state: Mapped[str]
    title: Mapped[str]
    url: Mapped[str]
    note: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)
    media_id: Mapped[int | None] = mapped_column(BigInteger)
