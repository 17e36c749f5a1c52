"""The tables of announcements and topics."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class TopicRow(Base):
    """What members can follow: a name, a line about it, and perhaps a role on Discord that comes with it."""

    __tablename__ = "announcement_topics"
    __table_args__ = (Index("ix_announcement_topics_guild", "guild_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    name: Mapped[str]
    about: Mapped[str]
    role_id: Mapped[Snowflake | None]


class AnnouncementRow(Base):
    """An announcement. Without a ``first`` wall time it is for at once; ``rule`` is an RRULE or empty.

    ``publish`` are those of its channels whose message is published to the servers that follow them, and
    ``publishing`` says that some of that is still to do. ``next_at`` is the next date that hasn't gone out; ``version``
    goes up with each change of what was sent, and of its picture.
    """

    __tablename__ = "announcements"
    __table_args__ = (
        Index("ix_announcements_due", "state", "next_at"),
        Index("ix_announcements_author", "guild_id", "author_id"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    author_id: Mapped[Person | None]
    title: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    media_id: Mapped[int | None] = mapped_column(BigInteger)
    channels: Mapped[list[int]] = mapped_column(JSON)
    subjects: Mapped[list[str]] = mapped_column(JSON)
    publish: Mapped[list[int]] = mapped_column(JSON)
    publishing: Mapped[bool]
    pings_everyone: Mapped[bool]
    ping_role_id: Mapped[Snowflake | None]
    first: Mapped[str | None]
    zone: Mapped[str]
    rule: Mapped[str]
    state: Mapped[str]
    next_at: Mapped[Moment | None]
    planned_with: Mapped[str]
    sent_at: Mapped[Moment | None]
    version: Mapped[int]
    created_at: Mapped[datetime]
