"""Tables of workshops: what is planned, who has a place or waits for one, what was asked, how it was."""

from datetime import datetime

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText


class WorkshopRow(Base):
    """A workshop, or a draft of one. ``seed`` decides the draw of places; only its fingerprint is shown before.
    ``moved_at`` is when it was last given another time."""

    __tablename__ = "workshops"
    __table_args__ = (Index("ix_workshops_guild_id_at", "guild_id", "at"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    author_id: Mapped[Person | None]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(Text)
    topics: Mapped[list[str]] = mapped_column(JSON)
    room: Mapped[str]
    channel_id: Mapped[Snowflake]
    at: Mapped[datetime]
    zone: Mapped[str]
    minutes: Mapped[int]
    places: Mapped[int]
    mentor_places: Mapped[int]
    group_size: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    giving: Mapped[str]
    label: Mapped[str]
    state: Mapped[str]
    seed: Mapped[str]
    drawn_at: Mapped[Moment | None]
    sequence: Mapped[int]
    created_at: Mapped[datetime]
    moved_at: Mapped[Moment | None]
    cancelled_at: Mapped[Moment | None]


class PlaceRow(Base):
    """One person's sign-up for one workshop, as a participant or as a mentor, and where they stand.

    ``topics`` are those they would like to speak of; for a mentor, those they offer. ``needs`` are for facilitators
    alone. ``attended`` is None until somebody says so.
    """

    __tablename__ = "workshop_places"

    workshop_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    guild_id: Mapped[Snowflake]
    role: Mapped[str]
    standing: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[Moment | None]
    stage: Mapped[str]
    topics: Mapped[list[str]] = mapped_column(JSON)
    needs: Mapped[Sealed | None] = mapped_column(SealedText(owner="member_id", row="workshop_id"))
    attended: Mapped[bool | None]


class WorkshopQuestionRow(Base):
    """A question asked in advance. Who asked it is sealed, apart from the text, and forgotten after the workshop.

    ``goes_to`` is the group that it was passed on to, 0 for every group, None while facilitators keep it back;
    ``position`` is its place in the lists. ``into_id`` is the question that it was merged into.
    """

    __tablename__ = "workshop_questions"
    __table_args__ = (Index("ix_workshop_questions_workshop_id", "workshop_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    workshop_id: Mapped[int]
    author: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    text: Mapped[Sealed] = mapped_column(SealedText(owner=None))
    signed: Mapped[bool]
    asked_at: Mapped[datetime]
    goes_to: Mapped[int | None]
    position: Mapped[int | None]
    into_id: Mapped[Snowflake | None]


class WorkshopFeedbackRow(Base):
    """What was said of a workshop afterwards. While it is open, ``answers`` holds counts and ``answered`` who has
    answered: two sealed blocks that nothing joins. Both go when it closes; ``counts`` and ``lines`` are what may be
    shown, made then and never again."""

    __tablename__ = "workshop_feedback"

    workshop_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    guild_id: Mapped[Snowflake]
    state: Mapped[str]
    closes_at: Mapped[datetime]
    answers: Mapped[Sealed | None] = mapped_column(SealedText(owner=None, row="workshop_id"))
    answered: Mapped[Sealed | None] = mapped_column(SealedText(owner=None, row="workshop_id"))
    counts: Mapped[list[list[int]] | None] = mapped_column(JSON(none_as_null=True))
    lines: Mapped[Sealed | None] = mapped_column(SealedText(owner=None, row="workshop_id"))
