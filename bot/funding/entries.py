"""A funding call as plain values, and what may be said of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.community.backgrounds import CareerStage, Setting
from bot.community.links import checked_link
from bot.community.typed import fitting
from bot.errors import InvalidInput, NotFound
from bot.funding.deadlines import Deadline
from bot.search.text import key
from bot.texts import N_, Message

LIMITS = {"title": 150, "funder": 100, "amount": 100, "ceiling": 100, "eligibility": 1_000, "contact": 200}
"""Characters."""


class State(StrEnum):
    """Where a call stands. A draft is only its facilitators'."""

    DRAFT = "draft"
    OPEN = "open"
    ARCHIVED = "archived"


class Stance(StrEnum):
    """How somebody stands to a call."""

    INTERESTED = "interested"
    APPLYING = "applying"


class Region(StrEnum):
    """Where applicants, or the work, have to be."""

    LONDON = "London"
    ENGLAND = "England"
    SCOTLAND = "Scotland"
    WALES = "Wales"
    NORTHERN_IRELAND = "Northern Ireland"
    EUROPE = "Europe"
    ELSEWHERE = "elsewhere"


class Phase(StrEnum):
    """What is asked for by the deadline."""

    INTEREST = "expression of interest"
    OUTLINE = "outline"
    FULL = "full application"


ORGANISATIONS: dict[str, Message] = {
    Setting.ACADEMIC: N_("University or research institute"), Setting.CLINICAL: N_("Health service"),
    Setting.COMMUNITY: N_("Charity or community group"),
}  # fmt: skip
REGIONS: dict[str, Message] = {
    Region.LONDON: N_("London"), Region.ENGLAND: N_("England"), Region.SCOTLAND: N_("Scotland"),
    Region.WALES: N_("Wales"), Region.NORTHERN_IRELAND: N_("Northern Ireland"), Region.EUROPE: N_("Europe"),
    Region.ELSEWHERE: N_("elsewhere in the world"),
}  # fmt: skip
PHASES: dict[str, Message] = {
    Phase.INTEREST: N_("Expression of interest"), Phase.OUTLINE: N_("Outline"), Phase.FULL: N_("Full application"),
}  # fmt: skip
WITHIN = {Region.LONDON: Region.ENGLAND}


@dataclass(frozen=True, slots=True)
class Terms:
    """Who may apply: in words, and ticked. A list without a tick rules nobody out."""

    eligibility: str = ""
    stages: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    phase: str = ""

    def fit(self, stage: str, organisations: Iterable[str], region: str) -> bool:
        """Whether someone may apply, as far as the ticks say. What isn't known of them (empty) rules nothing out."""
        theirs = set(organisations)
        places = {region, WITHIN.get(Region(region), region)} if region else set[str]()
        return all(
            not ticked or not known or ticked & known
            for ticked, known in (
                (self.stages, {stage} - {""}), (self.organisations, theirs), (self.regions, places)
            )
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """What a call is."""

    title: str
    funder: str
    link: str = ""
    amount: str = ""
    ceiling: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """A call's deadlines, the sponsor's and one's own institution's, and whom to ask."""

    sponsor: Deadline | None = None
    internal: Deadline | None = None
    contact: str = ""

    @property
    def each(self) -> tuple[tuple[str, Deadline], ...]:
        """The deadlines that there are, by their names."""
        both = (("sponsor", self.sponsor), ("internal", self.internal))
        return tuple((name, one) for name, one in both if one is not None)

    @property
    def stored(self) -> str:
        """Both deadlines as one word, which tells them from others."""
        return ";".join(one.stored if one else "" for one in (self.sponsor, self.internal))

    @property
    def last(self) -> datetime | None:
        """When it closes: at the sponsor's deadline, or else at the internal one; None for never."""
        closing = self.sponsor or self.internal
        return closing.at if closing else None

    def next(self, now: datetime) -> datetime | None:
        """The next deadline still to come."""
        return min((one.at for _name, one in self.each if one.at > now), default=None)

    def closed(self, now: datetime) -> bool:
        return self.last is not None and self.last <= now


@dataclass(frozen=True, slots=True)
class Call:
    """A funding call. ``timed_at`` is when its deadlines were last set; ``version`` grows with each change."""

    id: int
    guild_id: int
    state: State
    version: int
    about: About
    dates: Dates
    terms: Terms
    timed_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Mine:
    """How somebody stands to a call; ``stance`` is None for no interest."""

    stance: Stance | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of calls, those with the next deadline first. ``hidden`` are those that this person muted."""

    shown: tuple[Call, ...]
    page: int
    last: int
    total: int
    hidden: int
    now: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed to; empty is no condition. ``for_me`` takes the rest from one's own directory entry."""

    stage: str = ""
    organisation: str = ""
    region: str = ""
    for_me: bool = False


class CallGone(NotFound):
    """The call isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That funding call isn't there any more. Type /funding list to see those that are open."))


class Duplicate(InvalidInput):
    """The same call is there already."""

    def __init__(self, title: str) -> None:
        super().__init__(
            N_("“{title}” is there already. /manage-funding edit changes it.", title=title[:100])
        )  # fmt: skip


def checked_about(about: About) -> About:
    """What a call is, cleaned. Raises ``InvalidInput`` for what can't be kept."""
    title, funder = _line("title", about.title), _line("funder", about.funder)
    if not title or not funder:
        raise InvalidInput(N_("Please say what the call is called, and who gives the money."))
    link = about.link.strip()
    return About(
        title, funder, checked_link(link) if link else "", _line("amount", about.amount),
        _line("ceiling", about.ceiling),
    )  # fmt: skip


def checked_terms(terms: Terms) -> Terms:
    """Who may apply, cleaned: ticks that mean nothing are left out. Raises ``InvalidInput``."""
    return Terms(
        fitting(terms.eligibility, LIMITS["eligibility"]),
        terms.stages & frozenset(CareerStage), terms.organisations & frozenset(Setting),
        terms.regions & frozenset(Region), terms.phase if terms.phase in frozenset(Phase) else "",
    )  # fmt: skip


def checked_contact(contact: str) -> str:
    return _line("contact", contact)


def _line(field: str, text: str) -> str:
    return fitting(" ".join(text.split()), LIMITS[field])


def same(one: About, other: About) -> bool:
    """Whether two are the same call: alike in funder and title, however they are written."""
    return name_of(one) == name_of(other)


def name_of(about: About) -> tuple[str, str]:
    """By what a call is known again: funder and title, without what differs in how people write."""
    return key(about.funder), key(about.title)


E_ = TypeVar("E_", bound=StrEnum)


def known(kind: type[E_], value: str) -> str:
    """A value of a list, however it is capitalised; empty for one that isn't in it."""
    said = " ".join(value.split()).casefold()
    return next((str(one) for one in kind if one.casefold() == said), "")
