"""The tables of the welcome."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, Snowflake


class WelcomeRow(Base):
    """How a community greets. ``batch`` counts its greetings, the latest of which is due at ``batch_due``: whoever
    comes before then is greeted with it. ``pin_key`` is the delivery of a Start button that is still to be pinned."""

    __tablename__ = "welcome_settings"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    greets: Mapped[bool]
    words: Mapped[str] = mapped_column(Text)
    batch: Mapped[int]
    batch_due: Mapped[Moment | None]
    pin_key: Mapped[str]


class ArrivalRow(Base):
    """That somebody has come, for some days: they are greeted once, however often they come back."""

    __tablename__ = "welcome_arrivals"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    batch: Mapped[int]
