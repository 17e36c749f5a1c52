"""Peer support as plain values: the space, its agreement, the rota, worries, and questions that are passed on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.texts import N_, _

FEATURE = "support"
PURPOSE = "support"
LONGEST_AGREEMENT = 2_000
"""Characters: with what stands around it, it has to fit one message."""
LONGEST_HOURS = 200
LONGEST_WORDS = 1_000
"""Characters of a worry, a question, or a turn of the talk about one."""
MOST_ON_ROTA = 10
QUESTIONS_KEPT = timedelta(days=90)
"""How long a question is kept after the last word about it."""
WORRIES_KEPT = timedelta(days=365)
WORRIES_A_DAY = 10
"""Worries that one person may pass on in a day: each of them pings people."""
OPEN_AT_ONCE = 3
"""Questions that one person may have open."""
AUTHOR_KEPT = timedelta(days=30)
"""How long it is kept, sealed, who asked without a name."""


class Duty(StrEnum):
    """What someone does for the space."""

    ROTA = "rota"
    SECOND = "second"


class Stage(StrEnum):
    """Where a worry stands."""

    NEW = "new"
    SEEN = "seen"
    CLOSED = "closed"


OPEN_WORRIES = (Stage.NEW, Stage.SEEN)


class Route(StrEnum):
    """Who hears of a worry: the rota in its thread, or the second contact alone."""

    THREAD = "thread"
    SECOND = "second"


class Wish(StrEnum):
    """How the asker would like a question to be passed on to the group, if at all."""

    UNSIGNED = "unsigned"
    SIGNED = "signed"
    NOT = "not"


class Talk(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Space:
    """What is set: channels and role by their numbers, hours in words."""

    guild_id: int
    space_id: int | None = None
    role_id: int | None = None
    desk_id: int | None = None
    hours: str = ""
    thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Rota:
    """Who looks after the space, and the second contact outside the rota."""

    space: Space
    members: tuple[int, ...]
    second: int | None
    outside: tuple[int, ...] = ()
    """Those on the rota who aren't in its thread yet."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement as one person sees it. ``version`` 0 is a proposal that nobody has put up yet; ``accepted`` the
    version that they have accepted, None for none."""

    guild_id: int
    version: int
    text: str
    made_at: datetime | None
    rota: Rota
    accepted: int | None = None
    accepted_at: datetime | None = None
    count: int = 0
    """How many have accepted this version: for facilitators."""

    @property
    def holds(self) -> bool:
        """Whether the person has accepted what holds now."""
        return self.accepted == self.version


@dataclass(frozen=True, slots=True)
class Worry:
    """A worry as the rota sees it. ``reporter`` and ``words`` are empty once they were erased."""

    guild_id: int
    worry_id: int
    channel_id: int
    message_id: int
    words: str
    reporter: str
    stage: Stage
    pings: tuple[int, ...] = ()
    record: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question, or a further turn of it, as the rota sees it."""

    guild_id: int
    question_id: int
    text: str
    asker: str
    wish: Wish
    relayed: bool
    further: bool = False


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A question without a name, as the rota sees it; ``answered`` once it was answered."""

    guild_id: int
    question_id: int
    text: str
    pseudonym: str
    relayed: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Own:
    """A question that one asked without a name, as its asker alone sees it. ``answer`` is empty until there is one;
    ``opened_at`` is when an administrator looked who asked."""

    text: str
    made_at: datetime
    answer: str
    opened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Relayed:
    """What the group sees: ``asker_id`` only where the asker wished to be named."""

    text: str
    asker_id: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What the asker sees: their question's beginning, and the rota's words."""

    guild_id: int
    question_id: int
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Seen:
    """The reporter hears that the rota has seen what they passed on."""

    made_at: datetime


class Matter(StrEnum):
    """What facilitators have to see to."""

    EMPTY = "empty"
    SECOND = "second"
    THREAD = "thread"
    PARENT = "parent"
    OUTSIDE = "outside"
    ROLE = "role"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to see to: ``about`` is the channel or role in question, ``people`` those on the rota who are."""

    matter: Matter
    about: int = 0
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    people: tuple[int, ...] = ()


def proposed_agreement() -> str:
    """The text that facilitators begin with, in the spoken language."""
    lines = (
        _("We speak from our own experience."),
        _("We support one another. We give advice only when it is asked for."),
        _("Anyone may pass, be quiet or leave at any time, without a reason."),
        _("We don't record, copy or take pictures of what is said here."),
        _("We don't name or describe anyone who isn't here so that they could be recognised."),
        _("What is said here stays here as far as we can see to it. Online, nobody can promise that it does."),
    )
    return "\n".join(f"- {line}" for line in lines)


class NoRota(NotAllowed):
    """Nobody would hear."""

    def __init__(self, help_line: str) -> None:
        super().__init__(
            N_(
                "Nobody looks after this here just now, so nothing can be passed on. Please write to a facilitator "
                "directly. {help}",
                help=help_line,
            )
        )


class NotOnRota(NotAllowed):
    """It is the rota's."""

    def __init__(self) -> None:
        super().__init__(N_("Only those on the rota can do that. /support agreement shows who they are."))


class Over(NotFound):
    """A worry or question that is closed, erased or forgotten."""

    def __init__(self) -> None:
        super().__init__(N_("That is over, or was erased. There is nothing left to do."))


def checked(text: str, limit: int = LONGEST_WORDS) -> str:
    """A text that somebody wrote. Raises ``InvalidInput`` when it is empty or too long."""
    text = text.strip()
    if not text:
        raise InvalidInput(N_("There is nothing written. Nothing was sent."))
    if len(text) > limit:
        raise InvalidInput(N_("That is long. Please say it in at most {limit} characters.", limit=limit))
    return text
