"""What people said of a workshop, as counts, and who has answered: two sealed blocks that nothing joins.

As for check-ins: an answer is counted as it comes, and what may be shown is made once, when it closes, by the rules
of ``bot/community/small_numbers.py``.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from bot.community.small_numbers import EPSILON, THRESHOLD, Budget, released, shuffled
from bot.errors import InvalidInput, UserError
from bot.storage.sealed import Keyring, Place, Sealed
from bot.texts import N_, Message
from bot.workshops.models import WorkshopFeedbackRow

BLOCK = 8_192
"""Bytes that a block's length is a multiple of."""
LONGEST_LINE = 300
CHOICES = ("yes", "partly", "no")
QUESTIONS: dict[str, Message] = {
    "worth": N_("Was it worth your time?"),
    "heard": N_("Could you ask and say what you wanted to?"),
    "mixed": N_("Was your group well put together?"),
}
"""With the line, four: nobody is asked more."""
BUDGET = Budget(cost=len(QUESTIONS) * EPSILON, a_year=Fraction(12), apart=timedelta())
"""As much a year as check-ins may tell: four workshops' worth. They need not lie apart, since each asks about another
day and, mostly, other people."""


class FeedbackState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"
    """It ended while a backup was older, and has no picture: a second one would tell more than was promised."""
    UNASKED = "unasked"
    """Nobody was asked: the year's pictures were used up."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answer; None is "didn't say"."""

    worth: str | None = None
    heard: str | None = None
    mixed: str | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of it. ``counts`` holds yes, partly, no and "didn't say" for each question; None below the
    threshold."""

    closes_at: datetime
    state: FeedbackState
    counts: tuple[tuple[int, ...], ...] | None
    lines: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """How many have answered, how often each answer was given, and the lines."""

    people: int = 0
    counts: list[list[int]] = field(default_factory=lambda: [[0] * (len(CHOICES) + 1) for _ in QUESTIONS])
    lines: list[str] = field(default_factory=list[str])

    def add(self, answer: Answer) -> None:
        self.people += 1
        for n, name in enumerate(QUESTIONS):
            said = getattr(answer, name)
            self.counts[n][CHOICES.index(said) if said in CHOICES else len(CHOICES)] += 1
        if answer.line:
            self.lines.append(answer.line)


class FeedbackClosed(UserError):
    """It can't be answered (any more)."""

    def __init__(self) -> None:
        super().__init__(
            N_("This isn't open any more: how a workshop was is asked for a week. Thank you all the same.")
        )


class Answered(UserError):
    def __init__(self) -> None:
        super().__init__(N_("You have answered already, and nobody can tell which answer was yours."))


def checked(answer: Answer) -> Answer:
    """Raises ``InvalidInput`` when there is nothing to count, or the line is too long."""
    line = " ".join(answer.line.split())
    if not line and not any(getattr(answer, name) for name in QUESTIONS):
        raise InvalidInput(N_("You left everything empty, so there is nothing to count."))
    if len(line) > LONGEST_LINE:
        raise InvalidInput(N_("A line has up to {limit} characters.", limit=LONGEST_LINE))
    return Answer(answer.worth, answer.heard, answer.mixed, line)


def keep(keyring: Keyring, row: WorkshopFeedbackRow, tally: Tally, who: Collection[int]) -> None:
    """Write both blocks, each in an order that tells nothing. Raises ``NoKey``."""
    row.answers = _sealed(keyring, [tally.people, tally.counts, shuffled(tally.lines)], _place(row, "answers"))
    row.answered = _sealed(keyring, sorted(who), _place(row, "answered"))


def tally_of(keyring: Keyring, row: WorkshopFeedbackRow) -> Tally:
    """The answers so far. Raises ``CannotOpen`` or ``NoKey``."""
    return Tally() if row.answers is None else Tally(*json.loads(keyring.open(row.answers, _place(row, "answers"))))


def who_answered(keyring: Keyring, row: WorkshopFeedbackRow) -> set[int]:
    """Raises as ``tally_of``."""
    return set() if row.answered is None else set(json.loads(keyring.open(row.answered, _place(row, "answered"))))


def close(keyring: Keyring, row: WorkshopFeedbackRow) -> None:
    """Make what may be shown, once, and drop all else. Raises as ``tally_of``, before anything is changed."""
    tally = tally_of(keyring, row)
    row.answers = row.answered = None
    row.state = FeedbackState.CLOSED
    if tally.people < THRESHOLD:
        return
    row.counts = [list(released(one)) for one in tally.counts]
    if len(tally.lines) >= THRESHOLD:
        row.lines = _sealed(keyring, shuffled(tally.lines), _place(row, "lines"))


def lines_of(keyring: Keyring, row: WorkshopFeedbackRow) -> Sequence[str]:
    """Raises as ``tally_of``."""
    return json.loads(keyring.open(row.lines, _place(row, "lines"))) if row.lines else ()


def _sealed(keyring: Keyring, value: object, place: Place) -> Sealed:
    text = json.dumps(value)  # ASCII, so that characters are bytes
    return keyring.seal(text + " " * (-len(text) % BLOCK), place)


def _place(row: WorkshopFeedbackRow, column: str) -> Place:
    return Place(f"workshop_feedback.{column}", 0, row.workshop_id)
