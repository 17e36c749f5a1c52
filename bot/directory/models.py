"""Tables of the skills directory."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class ProfileRow(Base):
    """One person's directory entry. Without ``consented_at`` it is hidden from everyone."""

    __tablename__ = "profiles"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    display_name: Mapped[str]
    pronouns: Mapped[str]
    role: Mapped[str]
    career_stage: Mapped[str | None]
    settings: Mapped[list[str]] = mapped_column(JSON)
    interests: Mapped[str] = mapped_column(Text)
    bio: Mapped[str] = mapped_column(Text)
    open_to: Mapped[list[str]] = mapped_column(JSON)
    findable_by_newcomers: Mapped[bool]
    paused_until: Mapped[Moment | None]
    confirmed_on: Mapped[date | None]
    consented_at: Mapped[Moment | None]
    updated_at: Mapped[datetime]
    visibility: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    skills: Mapped[list["ProfileSkillRow"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ProfileSkillRow.position"
    )


class UnclaimedRow(Base):
    """A row of a list that named no Discord account. ``entry`` is None once someone has claimed it; their name
    stays, so that the list can be brought in again."""

    __tablename__ = "unclaimed_entries"
    __table_args__ = (UniqueConstraint("guild_id", "name"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    name: Mapped[str]
    entry: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    added_at: Mapped[datetime]
    claimed_by: Mapped[Person | None]


class KeptTermRow(Base):
    """A word for a skill that the vocabulary lacks, and that a facilitator wants to stay as it is."""

    __tablename__ = "kept_terms"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True)


class SeekerRow(Base):
    """Somebody looked for a term that nobody has; who, only as a keyed hash made for this term."""

    __tablename__ = "wanted_seekers"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True)
    seeker: Mapped[str] = mapped_column(primary_key=True)


class WantedTermRow(Base):
    """A term that enough people have looked for, and nobody has."""

    __tablename__ = "wanted_terms"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    term: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[date]


class ProfileSkillRow(Base):
    """One skill of a person, in the order they gave them."""

    __tablename__ = "profile_skills"
    __table_args__ = (
        ForeignKeyConstraint(
            ["guild_id", "member_id"], ["profiles.guild_id", "profiles.member_id"], ondelete="CASCADE"
        ),
    )

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[str]
    position: Mapped[int]
