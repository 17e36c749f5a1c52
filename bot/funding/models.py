"""The tables of funding calls, of who is interested in them, and of looking for people to apply with."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class FundingCallRow(Base):
    """A call. ``sponsor`` and ``internal`` are ``day|zone`` or ``day and time|zone``, or empty: wall times, since
    the rules of zones may change."""

    __tablename__ = "funding_calls"
    __table_args__ = (Index("ix_funding_calls_guild", "guild_id", "state"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    added_by: Mapped[Person | None]
    state: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    funder: Mapped[str]
    link: Mapped[str]
    amount: Mapped[str]
    ceiling: Mapped[str]
    sponsor: Mapped[str]
    internal: Mapped[str]
    contact: Mapped[str]
    eligibility: Mapped[str] = mapped_column(Text)
    stages: Mapped[list[str]] = mapped_column(JSON)
    organisations: Mapped[list[str]] = mapped_column(JSON)
    regions: Mapped[list[str]] = mapped_column(JSON)
    phase: Mapped[str]
    timed_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class FundingChannelRow(Base):
    """In which channel a community has new calls posted; without a row in none."""

    __tablename__ = "funding_channels"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    channel_id: Mapped[Snowflake]


class FundingInterestRow(Base):
    """How somebody stands to a call: interested, applying, or neither; and whether they want to hear of it."""

    __tablename__ = "funding_interests"
    __table_args__ = (Index("ix_funding_interests_member", "guild_id", "member_id"),)

    call_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    guild_id: Mapped[Snowflake]
    stance: Mapped[str]
    muted: Mapped[bool]
    since: Mapped[datetime]


class FundingSearchRow(Base):
    """Somebody looks for people to apply with, who know one of these skills."""

    __tablename__ = "funding_searches"
    __table_args__ = (Index("ix_funding_searches_member", "guild_id", "member_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    call_id: Mapped[int] = mapped_column(BigInteger)
    member_id: Mapped[Person]
    skills: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class FundingApproachRow(Base):
    """Somebody who was asked whether they would apply with whoever looks; ``skill`` is what they know of it."""

    __tablename__ = "funding_approaches"
    __table_args__ = (Index("ix_funding_approaches_asked", "guild_id", "asked_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    search_id: Mapped[int] = mapped_column(BigInteger)
    asked_id: Mapped[Person]
    skill: Mapped[str]
    state: Mapped[str]
    made_at: Mapped[datetime]
    answered_at: Mapped[Moment | None]
