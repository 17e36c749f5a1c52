"""Tables of a community's settings and of what its members have chosen."""

from datetime import datetime, time

from sqlalchemy import JSON, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText

Changes = dict[str, list[str | None]]
"""What was changed: each name with its value before and after."""


class CommunityRow(Base):
    """One server's settings; there is a row once ``/setup`` has been done."""

    __tablename__ = "communities"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    zone: Mapped[str]
    locale: Mapped[str]
    facilitators_role_id: Mapped[Snowflake | None]
    members_role_id: Mapped[Snowflake | None]
    notices_channel_id: Mapped[Snowflake | None]
    features_off: Mapped[list[str]] = mapped_column(JSON)


class PreferencesRow(Base):
    """What one person chose in one community; absent means the defaults."""

    __tablename__ = "preferences"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    zone: Mapped[str | None]
    locale: Mapped[str | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    away_until: Mapped[Moment | None]


class ConsentRow(Base):
    """A person's yes to one kind of direct message; no row means no."""

    __tablename__ = "consents"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(primary_key=True)
    given_at: Mapped[datetime]


class ApartRow(Base):
    """Whom one person would rather not be put together with, sealed (``bot.community.avoiding``)."""

    __tablename__ = "apart_lists"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    kept: Mapped[Sealed] = mapped_column(SealedText(owner="member_id", row=None))


class MembershipRow(Base):
    """When a person on record was last looked for on their server, and since when they haven't been there."""

    __tablename__ = "memberships"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    checked_at: Mapped[datetime]
    missing_since: Mapped[Moment | None]


class AuditRow(Base):
    """A change an administrator or facilitator made; who made it is forgotten on erasure."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_guild_id_at", "guild_id", "at"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    at: Mapped[datetime]
    actor_id: Mapped[Person | None]
    action: Mapped[str]
    detail: Mapped[Changes] = mapped_column(JSON)


class MediaRow(Base):
    """A file's bytes, cleaned (``bot.community.media``). Whose they are is known to what they belong to."""

    __tablename__ = "media"

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    type: Mapped[str]
    name: Mapped[str]
    alt: Mapped[str]
    size: Mapped[int]
