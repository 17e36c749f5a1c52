"""The table of introductions."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText


class IntroductionRow(Base):
    """One person asks to be introduced to another. ``about`` is the skill they were found by, if any."""

    __tablename__ = "introductions"
    __table_args__ = (
        Index("ix_introductions_asker", "guild_id", "asker_id"),
        Index("ix_introductions_asked", "guild_id", "asked_id"),
        Index("ix_introductions_expiry", "state", "expires_at"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    asker_id: Mapped[Person]
    asked_id: Mapped[Person]
    about: Mapped[str]
    note: Mapped[Sealed | None] = mapped_column(SealedText(owner="asker_id"))
    answer_by: Mapped[str]
    state: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[Moment | None]
