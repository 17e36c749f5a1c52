"""Workshops as plain values, and what may be asked of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.community.typed import fitting
from bot.errors import InvalidInput, NotFound, UserError
from bot.schedule.local import stamp
from bot.texts import N_, Message
from bot.workshops.drawing import Lots

if TYPE_CHECKING:
    from bot.workshops.group_entries import Own

LIMITS = {"title": 100, "room": 100, "description": 1_000, "needs": 500}
"""Characters."""
MOST_PLACES, MOST_MENTORS = 300, 100
LEAST_GROUP, MOST_GROUP = 5, 7
MOST_TOPICS, LONGEST_TOPIC = 10, 80
LONGEST_QUESTION, MOST_QUESTIONS = 500, 5
QUESTIONS_CLOSE = timedelta(hours=48)
"""How long before the start: the mentors should have time to read them."""


class State(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    CANCELLED = "cancelled"


class Giving(StrEnum):
    """How places are given."""

    FIRST = "first"
    FAIR = "fair"


class Label(StrEnum):
    """What may be passed on of what was said."""

    CHATHAM = "chatham"
    CONFIDENTIAL = "confidential"


class Role(StrEnum):
    PARTICIPANT = "participant"
    MENTOR = "mentor"


class Standing(StrEnum):
    """Where someone stands; ``APPLIED`` waits for the draw, ``LAPSED`` let an offer pass."""

    APPLIED = "applied"
    HOLDS = "holds"
    OFFERED = "offered"
    WAITS = "waits"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a facilitator asks for; the times as typed, empty ``opens`` is now, and ``closes`` two days before."""

    title: str
    when: str
    channel_id: int
    places: int
    mentors: int
    group_size: int = 6
    opens: str = ""
    closes: str = ""
    giving: str = Giving.FIRST
    label: str = Label.CHATHAM
    length: str = ""
    room: str = ""
    topics: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """A workshop. ``seed`` is empty until places have been drawn by it; ``fingerprint`` is its SHA-256 in hex."""

    id: int
    guild_id: int
    title: str
    description: str
    topics: tuple[str, ...]
    room: str
    channel_id: int
    at: datetime
    zone: str
    minutes: int
    places: int
    mentor_places: int
    group_size: int
    opens_at: datetime
    closes_at: datetime
    giving: Giving
    label: Label
    state: State
    fingerprint: str
    seed: str
    drawn_at: datetime | None
    sequence: int

    @property
    def ends_at(self) -> datetime:
        return self.at + timedelta(minutes=self.minutes)

    @property
    def questions_until(self) -> datetime:
        return self.at - QUESTIONS_CLOSE

    @property
    def awaits_draw(self) -> bool:
        return self.giving is Giving.FAIR and self.drawn_at is None

    def capacity(self, role: Role) -> int:
        return self.places if role is Role.PARTICIPANT else self.mentor_places


@dataclass(frozen=True, slots=True)
class Counts:
    """How many hold a place (or are offered one), and how many wait for one or for the draw."""

    participants: int = 0
    mentors: int = 0
    waiting: int = 0

    def taken(self, role: Role) -> int:
        return self.participants if role is Role.PARTICIPANT else self.mentors


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody fills in. ``topics`` are chosen from the workshop's, or a mentor's own words; ``question`` is
    asked in advance, ``signed`` or not."""

    stage: str = ""
    topics: Sequence[str] = ()
    needs: str = ""
    question: str = ""
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """Where one person stands with one workshop. ``ahead`` is their place in line (1 is next) when they wait.
    ``unasked`` is why a question that came with signing up isn't kept; ``asks`` whether one could be; ``over`` whether
    the workshop has ended; ``late`` whether it is so near that no free place is offered any more."""

    workshop: Workshop
    counts: Counts
    role: Role | None = None
    standing: Standing | None = None
    ahead: int | None = None
    offered_until: datetime | None = None
    stage: str = ""
    topics: tuple[str, ...] = ()
    needs: str = ""
    attended: bool | None = None
    unasked: Message | None = None
    asks: bool = False
    over: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of a workshop when its time comes. ``drawn`` is how many took part in the draw, ``own`` the group
    of whoever is reminded; ``changed`` what is another now besides its time: ``room``, ``label``; ``listed`` that a
    facilitator signed them up; ``lots`` what came of the draw for each role."""

    workshop: Workshop
    counts: Counts
    mine: Mine | None = None
    was: datetime | None = None
    until: datetime | None = None
    drawn: int = 0
    own: "Own | None" = None
    changed: frozenset[str] = frozenset()
    listed: bool = False
    lots: Mapping[Role, Lots] = field(default_factory=dict[Role, Lots])


@dataclass(frozen=True, slots=True)
class Question:
    """A question as facilitators see it: who asked it (None once that is forgotten), and whether they sign it."""

    text: str
    author_id: int | None
    signed: bool


@dataclass(frozen=True, slots=True)
class Attendance:
    """That somebody took part: for how long, as what, and whether they ``led`` a group."""

    workshop: Workshop
    role: Role
    led: bool = False


class WorkshopGone(NotFound):
    """The workshop isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That workshop isn't there any more. Type /workshops list to see those there are."))


class WorkshopCancelled(WorkshopGone):
    """It won't take place."""

    def __init__(self) -> None:
        NotFound.__init__(self, N_("That workshop is cancelled, so there is nothing to do. Type /workshops list to "
                                   "see those there are."))  # fmt: skip


class Conflict(UserError):
    """Somebody else changed it between the opening of a form and its sending."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody changed this workshop while you were writing, so nothing was saved. Please look at it again.")
        )


class SignUpClosed(UserError):
    """Nobody can sign up now."""

    @classmethod
    def not_yet(cls, workshop: Workshop) -> "SignUpClosed":
        return cls(N_("Sign-up opens {when}. Please come back then.", when=stamp(workshop.opens_at)))

    @classmethod
    def over(cls, workshop: Workshop) -> "SignUpClosed":
        return cls(
            N_("Sign-up closed {when}. If you would have liked to come, tell a facilitator: there may be another.",
               when=stamp(workshop.closes_at))
        )  # fmt: skip


def checked(name: str, text: str) -> str:
    """A text, trimmed. Raises ``InvalidInput`` when it is too long."""
    return fitting(text, LIMITS[name])


def titled(text: str) -> str:
    """A title on one line. Raises ``InvalidInput`` when there is none, or it is too long."""
    title = " ".join(text.split())
    if not title:
        raise InvalidInput(N_("A workshop needs a title."))
    return checked("title", title)


def counted(places: int, mentors: int, group_size: int) -> None:
    """Raises ``InvalidInput`` for numbers that make no workshop."""
    if not 1 <= places <= MOST_PLACES:
        raise InvalidInput(N_("Places for participants go from 1 to {most}.", most=MOST_PLACES))
    if not 0 <= mentors <= MOST_MENTORS:
        raise InvalidInput(N_("Places for mentors go from 0 to {most}.", most=MOST_MENTORS))
    if not LEAST_GROUP <= group_size <= MOST_GROUP:
        raise InvalidInput(N_("Groups have from {least} to {most} people.", least=LEAST_GROUP, most=MOST_GROUP))


def read_topics(text: str) -> list[str]:
    """Topics, separated by commas or semicolons, each once. Raises ``InvalidInput`` for too many, or long ones."""
    found = dict.fromkeys(" ".join(one.split()) for one in text.replace(";", ",").split(","))
    topics = [one for one in found if one]
    if len(topics) > MOST_TOPICS or any(len(one) > LONGEST_TOPIC for one in topics):
        raise InvalidInput(
            N_("Up to {most} topics, separated by commas, with up to {limit} characters each.",
               most=MOST_TOPICS, limit=LONGEST_TOPIC)
        )  # fmt: skip
    return topics
