"""Peer pairing as plain values: who takes part, who was put together, what is said of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import NotFound
from bot.schedule.recurrence import Previewed, Recurrence
from bot.schedule.words import Unclear
from bot.texts import N_, Message

SILENT_ROUNDS = 3
"""Unanswered rounds running after which somebody rests."""
ASKED_AFTER = timedelta(days=14)
"""From a round to the question whether they met; three quarters of the way to the next one where that is sooner."""
KEPT = timedelta(days=730)
"""How long it is known who was put together with whom."""

ICEBREAKERS: tuple[Message, ...] = (
    N_("What is a small thing about your work that you'd miss if it stopped?"),
    N_("Which paper, book or talk do you keep telling people about?"),
    N_("What did you think your work would be like, before you began?"),
    N_("What is something you're stuck on just now, big or small?"),
    N_("Whose work do you admire, and why?"),
    N_("What does a good working day look like for you?"),
    N_("What have you learned from somebody outside research?"),
    N_("Which question about health and fairness won't leave you alone?"),
    N_("What is one thing you'd change about how research is done here?"),
    N_("What helps you to keep going when a project drags?"),
    N_("Which skill would you like to have learned years ago?"),
    N_("What is a mistake that taught you something?"),
    N_("Where do you do your best thinking?"),
    N_("What would you like people in another role to understand about yours?"),
    N_("What are you looking forward to in the next few months?"),
    N_("Which place in your town should more researchers know?"),
)
"""One of these goes with each pairing. A new one is added at the end: groups keep theirs by number."""


class ScheduleState(StrEnum):
    """Where a rhythm stands; one that ends is deleted."""

    DRAFT = "draft"
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class Partner:
    """Whom somebody was put together with. ``name`` is their listed name, if they have one."""

    member_id: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Pairing:
    """A group of two or three, as one of them sees it. ``met`` is that person's own answer."""

    guild_id: int
    group_id: int
    partners: tuple[Partner, ...]
    icebreaker: Message
    made_at: datetime
    asks_at: datetime
    met: bool | None


@dataclass(frozen=True, slots=True)
class Unpaired:
    """Nobody was found for somebody this time; the same whatever the cause."""

    guild_id: int


@dataclass(frozen=True, slots=True)
class Rested:
    """Somebody didn't answer for a while, and is left in peace until they say so."""

    guild_id: int


class Standing(StrEnum):
    """How somebody stands to the pairing."""

    OUT = "out"
    IN = "in"
    SNOOZED = "snoozed"
    RESTING = "resting"


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own pairing: how one stands, whether messages come, the next round, and with whom one is now."""

    standing: Standing
    snoozed_until: datetime | None
    by_message: bool
    next_at: datetime | None
    now: Pairing | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rhythm and its next dates."""

    id: int
    recurrence: Recurrence
    dates: tuple[Previewed, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft whose time has two readings."""

    schedule_id: int
    question: Unclear


@dataclass(frozen=True, slots=True)
class Overview:
    """How a community's pairing is set, and how many take part; None for fewer than may be counted."""

    schedule: Schedule | None
    people: int | None
    least: int


class NotIn(NotFound):
    """The person doesn't take part."""

    def __init__(self) -> None:
        super().__init__(N_("You aren't in the peer pairing. Type /pairing join if you'd like to be."))


class Over(NotFound):
    """The group isn't there (any more), or isn't this person's."""

    def __init__(self) -> None:
        super().__init__(N_("This pairing is over. Type /pairing mine to see how things stand now."))


class ScheduleGone(NotFound):
    """The draft isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That isn't there any more. Type /manage-pairing schedule to begin again."))
