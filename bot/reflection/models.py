"""The tables of reflections. What people wrote is one sealed text a row: its title, tags and hours are in it too."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText

NUMBERED_ONCE = {"sqlite_autoincrement": True}
"""A number is never given again: an old card's button must not reach what somebody wrote later."""


class BookRow(Base):
    """That somebody has agreed to keep reflections here, and when."""

    __tablename__ = "reflection_books"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    agreed_at: Mapped[datetime]


class EntryRow(Base):
    """One reflection; ``version`` counts its changes, so that two windows don't overwrite one another."""

    __tablename__ = "reflection_entries"
    __table_args__ = (Index("ix_reflection_entries_member", "guild_id", "member_id"), NUMBERED_ONCE)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    member_id: Mapped[Person]
    content: Mapped[Sealed] = mapped_column(SealedText(owner="member_id"))
    version: Mapped[int]
    written_at: Mapped[datetime]


class DraftRow(Base):
    """A reflection whose last step isn't written yet; kept for a day from when a step was saved."""

    __tablename__ = "reflection_drafts"
    __table_args__ = (Index("ix_reflection_drafts_member", "guild_id", "member_id"), NUMBERED_ONCE)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    member_id: Mapped[Person]
    content: Mapped[Sealed] = mapped_column(SealedText(owner="member_id"))
    saved_at: Mapped[datetime]


class ShareRow(Base):
    """What of an entry its author has shown to the group, exactly as it was shown.

    Taken back, ``content`` and ``member_id`` are gone at once; the row stays until the message is. ``message_id``
    is noted here once it has arrived, since the outbox forgets after a while.
    """

    __tablename__ = "reflection_shares"
    __table_args__ = (Index("ix_reflection_shares_entry", "guild_id", "entry_id"), NUMBERED_ONCE)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    entry_id: Mapped[int] = mapped_column(BigInteger)
    member_id: Mapped[Person | None]
    channel_id: Mapped[Snowflake]
    content: Mapped[Sealed | None] = mapped_column(SealedText(owner="member_id"))
    state: Mapped[str]
    shared_at: Mapped[datetime]
    message_id: Mapped[Snowflake | None]


class GuideRow(Base):
    """A community's own reflective model. ``prompts`` is a list of ``[label, hint]``."""

    __tablename__ = "reflection_models"
    __table_args__ = (Index("ix_reflection_models_guild", "guild_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    title: Mapped[str]
    use: Mapped[str] = mapped_column(Text)
    prompts: Mapped[list[list[str]]] = mapped_column(JSON)


class SpaceRow(Base):
    """Where a community's reflections are shown: the channel or thread of its reflective space."""

    __tablename__ = "reflection_spaces"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    channel_id: Mapped[Snowflake]
