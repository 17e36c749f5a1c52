"""The tables of peer pairing."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class PairingScheduleRow(Base):
    """The rhythm in which a community's people are put together, or a draft of one. ``first`` and ``rule`` as for
    reminders. ``next_at`` is when the next round is made (None: it is a draft)."""

    __tablename__ = "pairing_schedules"
    __table_args__ = (Index("ix_pairing_schedules_next_at", "state", "next_at"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    first: Mapped[str]
    zone: Mapped[str]
    rule: Mapped[str]
    state: Mapped[str]
    next_at: Mapped[Moment | None]
    planned_with: Mapped[str]
    created_at: Mapped[datetime]


class PairingMemberRow(Base):
    """Somebody who takes part. ``waits`` is how many rounds running they were left out. With too many rounds running
    that they didn't answer, counted from ``since`` on, they are ``resting``."""

    __tablename__ = "pairing_members"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    joined_at: Mapped[datetime]
    since: Mapped[datetime]
    snoozed_until: Mapped[Moment | None]
    waits: Mapped[int]
    resting: Mapped[bool]


class PairingGroupRow(Base):
    """Two or three people who were put together in a round (``made_at``), and when they are asked how it went.
    ``number`` counts a community's rounds."""

    __tablename__ = "pairing_groups"
    __table_args__ = (Index("ix_pairing_groups_guild", "guild_id", "number"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    number: Mapped[int]
    made_at: Mapped[datetime]
    asks_at: Mapped[datetime]
    icebreaker: Mapped[int]


class PairingPlaceRow(Base):
    """One person's place in a group, and what they said of it: whether they met (None: not answered)."""

    __tablename__ = "pairing_places"
    __table_args__ = (Index("ix_pairing_places_member", "guild_id", "member_id"),)

    group_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    guild_id: Mapped[Snowflake]
    put_together_at: Mapped[datetime]
    met: Mapped[bool | None]
