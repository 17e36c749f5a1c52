"""The tables of check-ins. None of them names a person."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText


class CheckInSettingsRow(Base):
    """What a community has chosen for all its check-ins; absent means the defaults."""

    __tablename__ = "checkin_settings"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    threshold: Mapped[int]
    after_meetings: Mapped[bool]


class CheckInScheduleRow(Base):
    """The rhythm that a channel is asked in, or a draft of one. ``first`` and ``rule`` as for reminders; an empty
    ``prompt`` means Heronry's own words. ``next_at`` is when the next round opens (None: it is a draft)."""

    __tablename__ = "checkin_schedules"
    __table_args__ = (Index("ix_checkin_schedules_next_at", "state", "next_at"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    channel_id: Mapped[Snowflake]
    prompt: Mapped[str] = mapped_column(Text)
    first: Mapped[str]
    zone: Mapped[str]
    rule: Mapped[str]
    state: Mapped[str]
    next_at: Mapped[Moment | None]
    planned_with: Mapped[str]
    created_at: Mapped[datetime]


class CheckInRoundRow(Base):
    """One time of asking: in a channel, or after a meeting (``occurrence_id``) by direct message.

    While it is open, ``answers`` holds how often each answer was given (never whose), and ``answered`` who has
    answered: two sealed blocks of their own, padded, with nothing to join them by. Both go when it closes, and
    ``energy``, ``support`` and ``lines`` are what may be shown, made then and never again. ``opened_on`` is the
    community's own day, by which the year's pictures are counted.
    """

    __tablename__ = "checkin_rounds"
    __table_args__ = (
        Index("ix_checkin_rounds_opens_at", "state", "opens_at"),
        Index("ix_checkin_rounds_guild", "guild_id", "state", "opens_at"),
        Index("ix_checkin_rounds_occurrence", "guild_id", "occurrence_id", unique=True),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    channel_id: Mapped[Snowflake | None]
    occurrence_id: Mapped[int | None] = mapped_column(BigInteger)
    prompt: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opened_on: Mapped[date | None]
    collects: Mapped[bool]
    threshold: Mapped[int]
    answers: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    answered: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    energy: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    support: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    lines: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
