"""Tables of meetings: series, their dates, who comes, what was asked, and calendar addresses."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText


class SeriesRow(Base):
    """A meeting and its rhythm. ``first`` is a wall time in ``zone``; an empty ``rule`` means once."""

    __tablename__ = "meeting_series"
    __table_args__ = (Index("ix_meeting_series_state_plan_at", "state", "plan_at"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    author_id: Mapped[Person | None]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    agenda: Mapped[str] = mapped_column(Text)
    room: Mapped[str]
    voice_id: Mapped[Snowflake | None]
    link: Mapped[Sealed | None] = mapped_column(SealedText(owner="guild_id"))
    capacity: Mapped[int | None]
    minutes: Mapped[int]
    first: Mapped[str]
    zone: Mapped[str]
    rule: Mapped[str]
    channel_id: Mapped[Snowflake]
    role_id: Mapped[Snowflake | None]
    leads: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str]
    version: Mapped[int]
    planned_until: Mapped[Moment | None]
    plan_at: Mapped[Moment | None]
    planned_with: Mapped[str]
    created_at: Mapped[datetime]


class OccurrenceRow(Base):
    """One date. ``slot`` is the wall time that the rule gave it and ``local`` the one it has now; ``overrides``
    what it says otherwise than its series. ``moved_at`` is when it was last given another time."""

    __tablename__ = "meeting_occurrences"
    __table_args__ = (
        UniqueConstraint("series_id", "slot"),
        Index("ix_meeting_occurrences_guild_id_at", "guild_id", "at"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    series_id: Mapped[int]
    slot: Mapped[str]
    local: Mapped[str]
    at: Mapped[datetime]
    overrides: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str]
    sequence: Mapped[int]
    changed_at: Mapped[datetime]
    moved_at: Mapped[Moment | None]
    speaker: Mapped[str]
    speaker_id: Mapped[Person | None]
    speaker_state: Mapped[str]
    attended: Mapped[int | None]
    notes: Mapped[str] = mapped_column(Text)
    event_id: Mapped[Snowflake | None]
    event_written: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    event_asked: Mapped[str]


class AnswerRow(Base):
    """What one person said of one date, and where they stand in line for a place."""

    __tablename__ = "meeting_answers"

    occurrence_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    guild_id: Mapped[Snowflake]
    answer: Mapped[str]
    standing: Mapped[str | None]
    since: Mapped[datetime]
    until: Mapped[Moment | None]
    muted: Mapped[bool]


class QuestionRow(Base):
    """A question to the speaker, asked beforehand, or (``topic``) what somebody would like to talk about; who said it
    is forgotten with it."""

    __tablename__ = "meeting_questions"
    __table_args__ = (Index("ix_meeting_questions_occurrence_id", "occurrence_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    occurrence_id: Mapped[int]
    author_id: Mapped[Person]
    text: Mapped[Sealed] = mapped_column(SealedText(owner="author_id"))
    asked_at: Mapped[datetime]
    topic: Mapped[bool] = mapped_column(default=False, server_default=false())


class ChoiceRow(Base):
    """When one person wants to be reminded of meetings; no row means the community's way."""

    __tablename__ = "meeting_choices"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    leads: Mapped[list[str]] = mapped_column(JSON)


class FeedRow(Base):
    """A secret calendar address: a person's own, or without ``member_id`` the community's. Only its hash is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (UniqueConstraint("guild_id", "member_id"),)

    digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    guild_id: Mapped[Snowflake]
    member_id: Mapped[Person | None]
    made_at: Mapped[datetime]
