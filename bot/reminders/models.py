"""The table of reminders."""

from datetime import datetime

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText


class ReminderRow(Base):
    """A reminder: someone's own (``private_text``, no channel), or the group's (``text``, in a channel).

    ``first`` is a wall time (ISO 8601, without a zone), ``rule`` an RRULE or empty. ``planned_until`` is the
    last occurrence that the outbox holds, ``plan_at`` when to look again (None: never), both moments.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        Index("ix_reminders_plan_at", "state", "plan_at"),
        Index("ix_reminders_author", "guild_id", "author_id"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    author_id: Mapped[Person | None]
    channel_id: Mapped[Snowflake | None]
    role_id: Mapped[Snowflake | None]
    text: Mapped[str | None] = mapped_column(Text)
    private_text: Mapped[Sealed | None] = mapped_column(SealedText(owner="author_id"))
    first: Mapped[str]
    zone: Mapped[str]
    rule: Mapped[str]
    state: Mapped[str]
    planned_until: Mapped[Moment | None]
    plan_at: Mapped[Moment | None]
    planned_with: Mapped[str]
    created_at: Mapped[datetime]
