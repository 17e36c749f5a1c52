"""The table of digests."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class DigestRow(Base):
    """A digest that comes in a rhythm: to one person, or to a channel.

    ``since`` is where what hasn't been told yet begins. ``last_at`` is when the latest was due that stands in the
    outbox, under ``last_key``.
    """

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("guild_id", "member_id"),
        Index("ix_digests_guild_id_next_at", "guild_id", "next_at"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    member_id: Mapped[Person | None]
    channel_id: Mapped[Snowflake | None]
    rhythm: Mapped[str]
    zone: Mapped[str]
    planned_with: Mapped[str]
    next_at: Mapped[datetime]
    since: Mapped[datetime]
    last_at: Mapped[Moment | None]
    last_key: Mapped[str]
    created_at: Mapped[datetime]
