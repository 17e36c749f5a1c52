"""The table of who follows what."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Person, Snowflake


class FollowRow(Base):
    """That somebody follows a subject, and how they hear of it. Not following is no row."""

    __tablename__ = "follows"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    way: Mapped[str]
    since: Mapped[datetime]
