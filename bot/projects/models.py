"""The tables of projects."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Person, SerialKey, Snowflake


class ProjectRow(Base):
    """A project: what the group says of it. Who is in it stands in its people."""

    __tablename__ = "projects"
    __table_args__ = (Index("ix_projects_guild_id", "guild_id"),)

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    title: Mapped[str]
    short: Mapped[str] = mapped_column(default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    partners: Mapped[str] = mapped_column(default="")
    status: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(JSON, default=list)
    places: Mapped[list[str]] = mapped_column(JSON, default=list)
    links: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    wanted: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(default="")
    thread_id: Mapped[Snowflake | None]
    role_id: Mapped[Snowflake | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)


class ProjectPersonRow(Base):
    """That somebody is in a project's team, or leads it."""

    __tablename__ = "project_people"
    __table_args__ = (Index("ix_project_people_guild_id_member_id", "guild_id", "member_id"),)

    project_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    guild_id: Mapped[Snowflake]
    leads: Mapped[bool]
    since: Mapped[datetime]


class ProjectPictureRow(Base):
    """That a picture (``media``) belongs to a project."""

    __tablename__ = "project_pictures"
    __table_args__ = (Index("ix_project_pictures_guild_id", "guild_id"),)

    media_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    guild_id: Mapped[Snowflake]
    project_id: Mapped[int] = mapped_column(BigInteger)
