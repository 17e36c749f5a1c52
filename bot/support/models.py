"""The tables of peer support."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake
from bot.storage.sealed import Sealed, SealedText


class SupportSettingsRow(Base):
    """What a community has chosen for its space, and where the rota meets.

    ``space_id`` is the channel of the space, ``role_id`` what whoever accepts its agreement is given, ``desk_id`` the
    channel in which the rota's private thread stands, ``thread_id`` that thread once it is there. A ``generation`` is
    one such thread: another begins when it was deleted, or when somebody new must not read what stands in it.
    """

    __tablename__ = "support_settings"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    space_id: Mapped[Snowflake | None]
    role_id: Mapped[Snowflake | None]
    desk_id: Mapped[Snowflake | None]
    hours: Mapped[str]
    thread_id: Mapped[Snowflake | None]
    generation: Mapped[int]
    takes_unsigned: Mapped[bool] = mapped_column(server_default=false())


class AgreementRow(Base):
    """One version of the space's agreement; the highest holds."""

    __tablename__ = "support_agreements"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]


class AcceptanceRow(Base):
    """The latest version of the agreement that someone has accepted."""

    __tablename__ = "support_acceptances"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    version: Mapped[int]
    accepted_at: Mapped[datetime]


class RotaRow(Base):
    """Someone on the rota, or the second contact outside it. ``generation`` is the thread that they are in already;
    ``leaving`` that they are to be taken out of it, and are on the rota no more."""

    __tablename__ = "support_rota"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    duty: Mapped[str]
    since: Mapped[datetime]
    generation: Mapped[int | None]
    leaving: Mapped[bool]


class WorryRow(Base):
    """Someone is worried about a message. ``body`` holds their words and who must not hear of it; ``record`` who did
    what, and when. Neither the message nor its author's name is kept, only where it stands."""

    __tablename__ = "support_worries"
    __table_args__ = (
        Index("ix_support_worries_reporter", "guild_id", "reporter_id"),
        Index("ix_support_worries_made", "made_at"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    reporter_id: Mapped[Person | None]
    channel_id: Mapped[Snowflake]
    message_id: Mapped[Snowflake]
    body: Mapped[Sealed | None] = mapped_column(SealedText(owner="reporter_id"))
    record: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    state: Mapped[str]
    route: Mapped[str]
    generation: Mapped[int | None]
    made_at: Mapped[datetime]
    seen_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]


class QuestionRow(Base):
    """Something asked through a facilitator. ``wish`` says whether it may be passed on to the group, and how."""

    __tablename__ = "support_questions"
    __table_args__ = (
        Index("ix_support_questions_asker", "guild_id", "asker_id"),
        Index("ix_support_questions_latest", "latest_at"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    asker_id: Mapped[Person]
    body: Mapped[Sealed | None] = mapped_column(SealedText(owner="asker_id"))
    wish: Mapped[str]
    state: Mapped[str]
    generation: Mapped[int | None]
    made_at: Mapped[datetime]
    latest_at: Mapped[datetime]
    relayed_at: Mapped[Moment | None]


class UnsignedRow(Base):
    """A question without a name, also to the rota. No column names anybody: ``author`` is who asked, sealed, until 30
    days are over; ``pseudonym`` is what they are called that day. The answer waits here until its asker looks."""

    __tablename__ = "support_unsigned"
    __table_args__ = (Index("ix_support_unsigned_made", "guild_id", "made_at"), {"sqlite_autoincrement": True})

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    author: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    body: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    answer: Mapped[Sealed | None] = mapped_column(SealedText(owner=None))
    pseudonym: Mapped[str]
    state: Mapped[str]
    generation: Mapped[int | None]
    made_at: Mapped[datetime]
    relayed_at: Mapped[Moment | None]
    opened_at: Mapped[Moment | None]


class MuteRow(Base):
    """A pseudonym that the rota wants to hear no more of, for the day that it lasts."""

    __tablename__ = "support_mutes"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(primary_key=True)
    muted_at: Mapped[datetime]


class NoteRow(Base):
    """One more turn of the talk about a question: from the rota to the asker, or back."""

    __tablename__ = "support_notes"
    __table_args__ = (
        Index("ix_support_notes_asker", "guild_id", "asker_id"),
        Index("ix_support_notes_question", "question_id"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    question_id: Mapped[int] = mapped_column(BigInteger)
    asker_id: Mapped[Person]
    from_rota: Mapped[bool]
    body: Mapped[Sealed | None] = mapped_column(SealedText(owner="asker_id"))
    generation: Mapped[int | None]
    made_at: Mapped[datetime]
