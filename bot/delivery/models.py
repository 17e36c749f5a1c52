"""Tables of the outbox."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import Base, Moment, Person, SerialKey, Snowflake


class DeliveryRow(Base):
    """One thing to send to one channel or one person, once.

    What is to be said isn't here: the feature is asked for it when it is sent. ``ready_at`` is the moment
    from which it may be tried (``due_at``, or later after a failure or for someone's quiet hours), on the
    application's clock; ``leased_until`` and ``begun_at`` are real time, since other processes and
    Discord share them.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("guild_id", "key"),
        Index("ix_deliveries_state_ready_at", "state", "ready_at"),
        Index("ix_deliveries_subject", "guild_id", "kind", "subject_id"),
        Index("ix_deliveries_member", "guild_id", "member_id"),
    )

    id: Mapped[SerialKey]
    guild_id: Mapped[Snowflake]
    key: Mapped[str]
    kind: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    detail: Mapped[str]
    channel_id: Mapped[Snowflake | None]
    member_id: Mapped[Person | None]
    due_at: Mapped[datetime]
    ready_at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str | None]
    attempts: Mapped[int]
    marker: Mapped[int]
    fence: Mapped[int]
    leased_by: Mapped[str | None]
    leased_until: Mapped[Moment | None]
    begun_at: Mapped[Moment | None]
    settled_at: Mapped[Moment | None]
    sent_in: Mapped[Snowflake | None]
    message_id: Mapped[Snowflake | None]
    reported_at: Mapped[Moment | None]


class CancellationRow(Base):
    """More deliveries about one subject than one transaction should touch are to be cancelled, bit by bit."""

    __tablename__ = "delivery_cancellations"

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    up_to: Mapped[int] = mapped_column(BigInteger)
    """The newest delivery that was meant: one written afterwards stays."""


class DirectChannelRow(Base):
    """A person's channel of direct messages, once opened: opening many at once gets a bot quarantined."""

    __tablename__ = "direct_channels"
    __table_args__ = (Index("ix_direct_channels_opened_at", "opened_at"),)

    guild_id: Mapped[Snowflake] = mapped_column(primary_key=True)
    member_id: Mapped[Person] = mapped_column(primary_key=True)
    channel_id: Mapped[Snowflake]
    opened_at: Mapped[datetime]
