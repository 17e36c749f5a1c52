"""Meetings as plain values, and what may be asked of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.community.typed import fitting
from bot.errors import InvalidInput, NotFound, UserError
from bot.schedule.recurrence import Recurrence
from bot.schedule.words import Unclear
from bot.texts import N_

LIMITS = {"title": 100, "room": 100, "description": 1_000, "agenda": 1_500, "notes": 3_000, "speaker": 100}
"""Characters; Discord takes 100 for an event's title, and all of it must fit one message."""
MOST_PLACES = 300
LEADS = ("7d", "1d", "1h", "0m")
DIRECT_LEADS = ("1d",)
ANNOUNCED = "14d"
"""How long before a meeting is announced with its buttons."""


class State(StrEnum):
    """Where a series or one of its dates stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    ENDED = "ended"


class Answer(StrEnum):
    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"


class SpeakerState(StrEnum):
    """Whether somebody named as the speaker has agreed; a guest from elsewhere can't press a button."""

    NONE = ""
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    GUEST = "guest"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks; ``member_id`` where they are on the server."""

    name: str = ""
    member_id: int | None = None
    state: SpeakerState = SpeakerState.NONE


@dataclass(frozen=True, slots=True)
class Details:
    """What a date says of itself: its series' words, or its own. ``minutes`` is how long it lasts."""

    title: str
    description: str = ""
    agenda: str = ""
    room: str = ""
    voice_id: int | None = None
    minutes: int = 90
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One date of a series."""

    id: int
    series_id: int
    guild_id: int
    details: Details
    local: datetime
    zone: str
    at: datetime
    state: State
    sequence: int
    version: int
    changed_at: datetime
    channel_id: int
    has_link: bool
    repeats: bool
    speaker: Speaker
    attended: int | None
    notes: str

    @property
    def title(self) -> str:
        return self.details.title

    @property
    def ends_at(self) -> datetime:
        return self.at + timedelta(minutes=self.details.minutes)


@dataclass(frozen=True, slots=True)
class Series:
    """A meeting and its rhythm, as a preview shows it."""

    id: int
    guild_id: int
    details: Details
    recurrence: Recurrence
    channel_id: int
    role_id: int | None
    leads: tuple[str, ...]
    has_link: bool
    state: State


@dataclass(frozen=True, slots=True)
class Wish:
    """What a facilitator asks for when they schedule a meeting. ``link`` is for those who come alone; a ``recurrence``
    that is known already goes before ``when``."""

    title: str
    when: str
    channel_id: int
    role_id: int | None = None
    length: str = ""
    room: str = ""
    voice_id: int | None = None
    link: str = ""
    capacity: int | None = None
    zone: str = ""
    leads: str = ""
    description: str = ""
    recurrence: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft whose time has two readings."""

    series_id: int
    question: Unclear


@dataclass(frozen=True, slots=True)
class Clash:
    """Another meeting at the same time as one that is previewed."""

    at: datetime
    title: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft before it is kept: the bank holidays among its next dates (by date), and other meetings at that time."""

    series: Series
    holidays: Mapping[datetime, str]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Who said what of a date."""

    going: int = 0
    maybe: int = 0
    cant: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands with one date. ``place`` is in line (1 is next) when they wait."""

    meeting: Meeting
    counts: Counts
    answer: Answer | None = None
    place: int | None = None
    offered_until: datetime | None = None
    muted: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is said of a date when its time comes."""

    meeting: Meeting
    counts: Counts
    role_id: int | None = None
    lead: str = ""
    late: bool = False
    was: datetime | None = None
    link: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Year:
    """A year of meetings: dates ahead, and those behind with how many came (None: not counted)."""

    year: int
    ahead: tuple[Meeting, ...] = ()
    behind: tuple[Meeting, ...] = ()


class MeetingGone(NotFound):
    """The meeting isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That meeting isn't there any more. Type /meetings list to see those there are."))


class Conflict(UserError):
    """Somebody else changed it between the opening of a form and its sending."""

    def __init__(self) -> None:
        super().__init__(
            N_("Somebody changed this meeting while you were writing, so nothing was saved. Please look at it again.")
        )


def checked(name: str, text: str) -> str:
    """A text of a meeting, trimmed. Raises ``InvalidInput`` when it is too long."""
    return fitting(text, LIMITS[name])


def titled(text: str) -> str:
    """A meeting's title on one line. Raises ``InvalidInput`` when there is none, or it is too long."""
    title = " ".join(text.split())
    if not title:
        raise InvalidInput(N_("A meeting needs a title."))
    return checked("title", title)


def counted(capacity: int | None) -> int | None:
    """How many places there are. Raises ``InvalidInput`` for none, and for very many."""
    if capacity is not None and not 1 <= capacity <= MOST_PLACES:
        raise InvalidInput(
            N_("Places go from 1 to {most}. Leave it out where there is room for everyone.", most=MOST_PLACES)
        )
    return capacity


def linked(text: str) -> str:
    """A web address. Raises ``InvalidInput`` for what isn't one."""
    text = text.strip()
    if text and (not text.startswith(("https://", "http://")) or " " in text or len(text) > 500):
        raise InvalidInput(N_("A link begins with https:// and has no spaces in it."))
    return text
