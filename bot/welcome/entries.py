"""The welcome and the tour as plain values."""

from dataclasses import dataclass
from datetime import datetime

from bot.community.standing import Standing
from bot.texts import Message

LONGEST_WORDS = 500
"""Characters of a community's own words."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How a community greets: whether at all, and with which words of its own."""

    greets: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Greeting:
    """What is said to newcomers. ``people`` are named; it is empty when too many came at once, and for a button that
    is there for whoever comes. ``offers`` are the features that are switched on."""

    guild_id: int
    people: tuple[int, ...]
    words: str
    offers: frozenset[str]
    all_are_members: bool
    facilitators_role_id: int | None = None
    arrived: bool = True


@dataclass(frozen=True, slots=True)
class Ahead:
    """The next meeting, and whether the person has said if they come."""

    title: str
    at: datetime
    answered: bool


@dataclass(frozen=True, slots=True)
class Tour:
    """What there is for one person, of which nothing can be used before the server is ``set_up``. ``gaps`` is what an
    administrator could still set."""

    standing: Standing
    offers: frozenset[str]
    all_are_members: bool
    facilitators_role_id: int | None
    words: str
    listed: bool
    meeting: Ahead | None
    gaps: tuple[Message, ...]
    set_up: bool = True
