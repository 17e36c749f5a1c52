"""What a feature says of what it sends, and what can become of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.texts import N_, Message


class State(StrEnum):
    """Where a delivery stands. The first two are open; the rest are ends."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    WAITING = "waiting"
    """It can't come by direct message, and is shown to the person at their next visit."""
    CANCELLED = "cancelled"
    OBSOLETE = "obsolete"
    """When its time came there was nothing to say any more."""
    MISSED = "missed"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


PROBLEMS = (State.MISSED, State.FAILED, State.UNCERTAIN)
"""Ends that someone should hear of."""


class Reason(StrEnum):
    """Why a delivery ended as it did, or waits."""

    SERVER_GONE = "server_gone"
    CHANNEL_GONE = "channel_gone"
    PERSON_GONE = "person_gone"
    NO_PERMISSION = "no_permission"
    DIRECT_CLOSED = "direct_closed"
    NOT_AGREED = "not_agreed"
    AWAY = "away"
    REFUSED = "refused"
    UNPREPARED = "unprepared"
    UNKNOWN_KIND = "unknown_kind"
    TOO_LATE = "too_late"
    NO_HISTORY = "no_history"
    RESTORED = "restored"


WHY: dict[Reason, Message] = {
    Reason.SERVER_GONE: N_("Heronry isn't on the server any more."),
    Reason.CHANNEL_GONE: N_("The channel isn't there any more, or Heronry can't see it."),
    Reason.PERSON_GONE: N_("The person has left, or their account is gone."),
    Reason.NO_PERMISSION: N_("Heronry isn't allowed to write there. Allow it View Channel and Send Messages."),
    Reason.DIRECT_CLOSED: N_("The person takes no direct messages from this server."),
    Reason.NOT_AGREED: N_("The person doesn't want such direct messages."),
    Reason.AWAY: N_("The person is away."),
    Reason.REFUSED: N_("Discord refused it as it was."),
    Reason.UNPREPARED: N_("Something went wrong while it was being written; Heronry's log says what."),
    Reason.UNKNOWN_KIND: N_("This version of Heronry doesn't know what it is."),
    Reason.TOO_LATE: N_("Its time had passed before it could be sent."),
    Reason.NO_HISTORY: N_(
        "The connection broke while it was being sent, and Heronry may not read the channel's history to see "
        "whether it arrived. Allow it Read Message History."
    ),
    Reason.RESTORED: N_("It was due after the backup that was restored, so it may have been sent already."),
}
"""Each reason as facilitators read it, with what to do where something can be done."""


def why(reason: str | None) -> Message | None:
    """A stored reason in words; None for one that this version doesn't know."""
    return WHY[Reason(reason)] if reason in list(Reason) else None


class Act(StrEnum):
    """What a kind that ``edits`` may answer in place of something to say: the message goes, or, in an announcement
    channel, is published to the servers that follow it. To do either twice is as good as once."""

    DELETE = "delete"
    PUBLISH = "publish"


class Unsure(StrEnum):
    """What a kind prefers when nobody can tell whether it has arrived."""

    SILENCE = "silence"
    REPEAT = "repeat"


class WhenAway(StrEnum):
    """What becomes of a direct message to someone who is away."""

    SEND = "send"
    WAIT = "wait"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One thing to be sent, as its feature sees it: about which subject, for whom, when it was due.

    Exactly one of ``channel_id`` and ``member_id`` is set. ``detail`` is the feature's own word for which of
    a subject's deliveries it is.
    """

    id: int
    guild_id: int
    kind: str
    subject_id: int
    detail: str
    channel_id: int | None
    member_id: int | None
    due_at: datetime


Prepare = Callable[[Delivery], Awaitable[object | None]]
"""What there is to say as things stand now, as a plain result; None when it no longer applies.

Raises ``NotSent`` when that can't be told now.
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of delivery: how it is prepared, and the rules it is sent by.

    ``useful_for`` is how late it may be: beyond that it is missed, and reported. Direct messages need the
    consent ``purpose`` where there is one; ``quiet`` ones wait for the end of a person's quiet hours.
    ``keep`` shows it at the person's next visit when it can't come by direct message. What is ``private`` is
    no facilitator's business, however it ends. One that ``edits`` sends nothing: it brings up to date the message of
    the delivery whose number its ``detail`` is, or does to it what an ``Act`` says. ``posted`` is called when one has
    been written down as sent to a channel, by the process that sent it: for what is done next, and would be seen in
    the next round anyway.
    """

    name: str
    title: Message
    prepare: Prepare
    useful_for: timedelta
    unsure: Unsure = Unsure.SILENCE
    purpose: str | None = None
    quiet: bool = True
    away: WhenAway = WhenAway.WAIT
    keep: bool = False
    private: bool = False
    edits: bool = False
    posted: Callable[[], None] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a feature asks to be sent; ``key`` is unique in its server, whatever has become of the delivery.

    With ``visit`` it isn't sent at all, but waits for the person's next visit.
    """

    key: str
    kind: str
    subject_id: int
    due_at: datetime
    channel_id: int | None = None
    member_id: int | None = None
    detail: str = ""
    visit: bool = False


class NotSent(Exception):
    """It was certainly not sent. ``again`` says that a later try may succeed; ``opening`` that too many direct
    messages were opened at once."""

    def __init__(self, reason: Reason, *, again: bool = False, opening: bool = False) -> None:
        super().__init__(reason.value)
        self.reason, self.again, self.opening = reason, again, opening


class Unclear(Exception):
    """Nobody can tell now whether it was sent."""


class CannotLook(Exception):
    """A channel whose history may not be read: an empty answer there proves nothing."""
