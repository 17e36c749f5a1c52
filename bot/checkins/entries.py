"""A check-in as plain values: what is asked, what is answered, what may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from bot.community.small_numbers import EPSILON, Budget, telling_difference
from bot.errors import InvalidInput, NotFound
from bot.schedule.recurrence import Previewed, Recurrence
from bot.schedule.words import Unclear
from bot.texts import N_

LONGEST_LINE, LONGEST_PROMPT = 300, 500
"""Characters."""
OPEN_FOR, FOLLOW_UP = timedelta(days=7), timedelta(days=3)
"""How long a round takes answers, and when the one further time of asking comes."""
AFTER_MEETING = timedelta(hours=24)
"""From a meeting's end to the question; it is of no use another 24 hours later."""
BUDGET = Budget(cost=2 * EPSILON, a_year=Fraction(12), apart=timedelta(weeks=8))
"""Two questions a round, six rounds in any 52 weeks (docs/decisions/0016-what-a-picture-may-tell.md)."""


class ScheduleState(StrEnum):
    """Where a rhythm stands; one that ends is deleted."""

    DRAFT = "draft"
    ACTIVE = "active"


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"
    """It ended without a picture because a backup was restored; it counts as if there had been one."""


class Band(StrEnum):
    """What is counted of a number from 1 to 5. Who gave none stands in a band too: each answer is in exactly one."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    UNSAID = "unsaid"


BANDS = tuple(Band)


def band_of(number: int | None) -> Band:
    """Raises ``InvalidInput`` for a number that isn't from 1 to 5."""
    if number is None:
        return Band.UNSAID
    if not 1 <= number <= 5:
        raise InvalidInput(N_("Please choose a number from 1 to 5, or none."))
    return Band.LOW if number < 3 else Band.HIGH if number > 3 else Band.MIDDLE


@dataclass(frozen=True, slots=True)
class Answer:
    """What someone says: two numbers from 1 to 5 or None, and a line, which is kept with ``share`` alone."""

    energy: int | None = None
    support: int | None = None
    line: str = ""
    share: bool = False


@dataclass(frozen=True, slots=True)
class Thanks:
    """An answer was taken. ``not_kept`` is a line that wasn't, for want of the tick."""

    closes_at: datetime
    not_kept: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question as it is sent. ``text`` is a facilitator's own, or empty. ``collects`` says whether this round takes
    answers, ``again`` that it is the further time of asking, ``personal`` that it comes by direct message."""

    guild_id: int
    round_id: int
    text: str
    closes_at: datetime
    threshold: int
    collects: bool
    again: bool
    personal: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """The noisy count of each band, for one question."""

    low: int
    middle: int
    high: int
    unsaid: int


class Lean(StrEnum):
    """Which of low and high was said more often, as far as the noise lets one tell."""

    LOW = "low"
    HIGH = "high"
    UNCLEAR = "unclear"


def lean_of(counts: Counts) -> Lean:
    least = telling_difference()
    if counts.high - counts.low >= least:
        return Lean.HIGH
    return Lean.LOW if counts.low - counts.high >= least else Lean.UNCLEAR


@dataclass(frozen=True, slots=True)
class Picture:
    """A closed round as it may be shown. Without ``energy`` and ``support`` too few had answered, or it was ``lost``
    to a restore; ``lines`` are empty when fewer than ``threshold`` had agreed to theirs being shown, or when they are
    ``locked`` by a key that isn't there."""

    opened_on: date
    threshold: int
    energy: Counts | None
    support: Counts | None
    lines: tuple[str, ...]
    locked: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """One picture among those there are; page 0 is the newest. ``picture`` is None when there is none yet."""

    picture: Picture | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Date:
    """A coming round, and whether it will take answers."""

    previewed: Previewed
    collects: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rhythm and its next dates."""

    id: int
    channel_id: int
    prompt: str
    recurrence: Recurrence
    dates: tuple[Date, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft whose time has two readings."""

    schedule_id: int
    question: Unclear


@dataclass(frozen=True, slots=True)
class Overview:
    """How a community's check-ins are set, and until when one is open."""

    schedule: Schedule | None
    after_meetings: bool
    threshold: int
    open_until: datetime | None


class ScheduleGone(NotFound):
    """The draft isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That isn't there any more. Type /manage-checkins schedule to begin again."))


class Closed(NotFound):
    """The round takes no answers (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("This check-in is over. Thank you for looking; the next one will come."))


class Answered(InvalidInput):
    """The person has answered, or passed."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "You have answered this one already, or said “not this time”. An answer can't be found again, "
                "so it can't be changed either."
            )
        )


def checked(answer: Answer) -> Answer:
    """The answer, its line trimmed. Raises ``InvalidInput`` when it can't be used or nothing in it would be kept."""
    line = answer.line.strip()
    if len(line) > LONGEST_LINE:
        raise InvalidInput(
            N_(
                "Your line has {n} characters, and {limit} fit. Nothing was sent; here it is, to be shortened:\n{line}",
                n=len(line),
                limit=LONGEST_LINE,
                line=line[:1_500],
            )
        )
    if answer.energy is None and answer.support is None and not (line and answer.share):
        if not line:
            raise InvalidInput(N_("There was nothing in it, so nothing was sent. Any one of the three is enough."))
        raise InvalidInput(
            N_(
                "Your line isn't kept without the tick that lets the facilitators see it, so nothing was sent. "
                "Here it is, to use again:\n{line}",
                line=line,
            )
        )
    return Answer(answer.energy, answer.support, line, answer.share)


def checked_prompt(text: str) -> str:
    """Raises ``InvalidInput`` for a text that is too long."""
    text = text.strip()
    if len(text) > LONGEST_PROMPT:
        raise InvalidInput(
            N_("That is too long for a question. Please say it in fewer than {limit} characters.", limit=LONGEST_PROMPT)
        )
    return text


def with_budget(previews: Sequence[Previewed], begun: Sequence[date], days: Sequence[date]) -> tuple[Date, ...]:
    """Coming dates with whether each will take answers, if all those before lead to a picture."""
    so_far, found = list(begun), list[Date]()
    for previewed, day in zip(previews, days, strict=True):
        collects = BUDGET.allows(so_far, day)
        so_far += [day] if collects else []
        found.append(Date(previewed, collects))
    return tuple(found)
