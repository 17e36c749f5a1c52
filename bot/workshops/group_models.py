"""Tables of a workshop's groups: how they were made, what each is, who sits in which; and the rounds of the day."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, Snowflake


class GroupingRow(Base):
    """A workshop's groups as a whole: proposed, later published. ``revision`` goes up with every change.

    ``least`` and ``most`` are how many sit in one; ``wanted`` how many groups somebody asked for, None for as many as
    suit. ``trouble`` says why a thread is missing (``Trouble``).
    """

    __tablename__ = "workshop_groupings"

    workshop_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    guild_id: Mapped[Snowflake]
    state: Mapped[str]
    seed: Mapped[int]
    least: Mapped[int]
    most: Mapped[int]
    wanted: Mapped[int | None]
    revision: Mapped[int]
    threads: Mapped[bool]
    trouble: Mapped[str]
    made_at: Mapped[datetime]
    published_at: Mapped[Moment | None]


class GroupRow(Base):
    """One group. Its number is never given twice in a grouping."""

    __tablename__ = "workshop_groups"

    workshop_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    guild_id: Mapped[Snowflake]
    topic: Mapped[str | None]
    room: Mapped[str]
    thread_id: Mapped[Snowflake | None]


class SeatRow(Base):
    """Who sits in which group; ``group_number`` is None for whoever has no group (yet, or any more).

    ``leads`` were named by facilitators to lead one. ``told`` is the group of which the person has heard, and
    ``thread_group`` the one whose thread they were let into. ``kept_out_at`` is when it was last tried in vain to let
    them into their group's, since they may not see its channel; None for everyone else.
    """

    __tablename__ = "workshop_seats"
    __table_args__ = (Index("ix_workshop_seats_guild_id_member_id", "guild_id", "member_id"),)

    workshop_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    guild_id: Mapped[Snowflake]
    group_number: Mapped[int | None]
    leads: Mapped[bool]
    told: Mapped[int | None]
    thread_group: Mapped[int | None]
    kept_out_at: Mapped[Moment | None]


class RoundsRow(Base):
    """The rounds of a workshop's day, which a facilitator started; ``stopped`` by hand, or never."""

    __tablename__ = "workshop_rounds"

    workshop_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    guild_id: Mapped[Snowflake]
    started_at: Mapped[datetime]
    minutes: Mapped[int]
    rounds: Mapped[int]
    sequence: Mapped[int]
    stopped: Mapped[bool]
