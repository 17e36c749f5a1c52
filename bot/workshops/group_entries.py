"""A workshop's groups as plain values, and what can be wrong with a request about them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import InvalidInput, NotFound, UserError
from bot.texts import N_, Message
from bot.workshops.entries import Workshop
from bot.workshops.grouping_costs import Lack, Quality

LONGEST_ROOM = 100
MENU = 25
"""People that a menu of Discord's lets one choose."""
MOST_LEADS = 2 * MENU
"""Enough for 300 people in groups of six."""


class GroupingState(StrEnum):
    PROPOSED = "proposed"
    PUBLISHED = "published"


class Trouble(StrEnum):
    """Why groups have no threads: Heronry may not make any, or the channel is gone."""

    NONE = ""
    NOT_ALLOWED = "thread"
    PARENT_GONE = "parent"


@dataclass(frozen=True, slots=True)
class Shape:
    """How groups are to be: people in each, how many groups (None: as many as suit), and the seed (None: a new
    one)."""

    least: int
    most: int
    wanted: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Circle:
    """One group. ``members`` are in the order of their numbers; ``leads`` are those of them who lead it."""

    number: int
    topic: str | None
    room: str
    thread_id: int | None
    members: tuple[int, ...]
    leads: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Groups:
    """A workshop's groups as facilitators see them; without any, ``state`` is None and ``circles`` empty.

    ``lost`` have a place and no group. ``waiting`` questions are with no group; ``returned`` of them were until just
    now, when the groups were made anew. ``kept_out`` aren't in their group's thread, since they may not see its
    channel. Once the workshop is ``over``, nothing is done about groups any more.
    """

    workshop: Workshop
    shape: Shape
    state: GroupingState | None = None
    revision: int = 0
    circles: tuple[Circle, ...] = ()
    lost: tuple[int, ...] = ()
    quality: Quality | None = None
    missing: tuple[Lack, ...] = ()
    leads: tuple[int, ...] = ()
    threads: bool = False
    trouble: Trouble = Trouble.NONE
    waiting: int = 0
    returned: int = 0
    kept_out: tuple[int, ...] = ()
    over: bool = False
    changed: bool = False
    """Whether sign-ups have changed it just now, so that it should be looked at again."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """A change before it is kept: one person to a group, or two exchanged (``other`` is the second's member id)."""

    member_id: int
    to: int | None = None
    other: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change by hand would do. ``changes`` says what becomes better or worse; nothing where nothing does."""

    groups: Groups
    change: ByHand
    before: Circle
    after: Circle
    changes: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A question on a group's list, with the names of those who sign it."""

    text: str
    signers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """The group that somebody is in, as they see it: theirs alone."""

    workshop: Workshop
    circle: Circle
    questions: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of a group: of which workshop (its title) and which number."""

    title: str
    number: int
    thread_id: int


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds on the day. ``sequence`` tells one start from the next."""

    workshop: Workshop
    started_at: datetime
    minutes: int
    rounds: int
    sequence: int
    stopped: bool

    def begins(self, number: int) -> datetime:
        """When a round begins; the one after the last is the end."""
        return self.started_at + timedelta(minutes=self.minutes * (number - 1))

    def runs(self, now: datetime) -> bool:
        return not self.stopped and now < self.begins(self.rounds + 1)


@dataclass(frozen=True, slots=True)
class GroupNotice:
    """What is said of groups: to the channel with all of them, to a person or a thread with one; of rounds with the
    number of the one that begins (one more than there are: the end).

    To a person: whether they ``led`` a group by what they knew before, have signed up and so a place that they can give
    back (``placed``), and come at all, which those don't who only led one.
    """

    workshop: Workshop
    circles: tuple[Circle, ...] = ()
    own: Own | None = None
    rounds: Rounds | None = None
    round: int = 0
    led: bool = False
    placed: bool = False
    comes: bool = True


class NoGroups(NotFound):
    """There are no groups (yet)."""

    def __init__(self) -> None:
        super().__init__(N_("There are no groups yet. Type /manage-workshops groups to make them."))


class ChangedMeanwhile(UserError):
    """Somebody else has changed the groups, or people have signed up or withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            N_("The groups have changed meanwhile. Type /manage-workshops groups to see how they are now.")
        )


class TooManyTries(UserError):
    """Too many changes by hand could not be made: see docs/decisions/0019."""

    def __init__(self, *, published: bool) -> None:
        anew = N_("Too many changes couldn't be made. Please have the groups made anew, or come back in an hour.")
        later = N_("Too many changes couldn't be made. Nothing is changed by hand for an hour; please come back then.")
        super().__init__(later if published else anew)


def few_enough(leads: Collection[int]) -> None:
    """Raises ``InvalidInput`` where more people are to lead groups than can be shown to choose from."""
    if len(set(leads)) > MOST_LEADS:
        raise InvalidInput(N_("Up to {most} people can lead groups.", most=MOST_LEADS))


def read_sizes(text: str) -> tuple[int, int]:
    """How many people in a group, as typed: ``6`` or ``5-7``. Raises ``InvalidInput``."""
    ends = [one.strip() for one in text.replace("–", "-").split("-")]
    if len(ends) > 2 or not all(one.isdecimal() and len(one) <= 2 for one in ends):
        raise InvalidInput(N_("Please say how many people in a group as a number, or as two: 5-7."))
    least, most = int(ends[0]), int(ends[-1])
    if not 2 <= least <= most <= 12:
        raise InvalidInput(N_("Groups have from 2 to 12 people; please say the smaller number first."))
    return least, most


def read_number(text: str, limits: Mapping[str, int]) -> int | None:
    """A whole number between limits, or None for nothing. Raises ``InvalidInput``."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 9 or not limits["least"] <= int(text) <= limits["most"]:
        raise InvalidInput(N_("“{text}” isn’t a whole number from {least} to {most}.", text=text, **limits))
    return int(text)
