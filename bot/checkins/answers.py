"""An open round's answers, as counts, and who has answered: two sealed blocks that nothing joins.

The answers are counted as they come: which energy somebody gave beside which support isn't kept, let alone whose it
was, in which order or when. Lines are shuffled at each write. Blocks are padded, so that their length doesn't say
that somebody wrote a line.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bot.checkins.entries import BANDS, Answer, Counts, band_of
from bot.checkins.models import CheckInRoundRow
from bot.community.small_numbers import released, shuffled
from bot.storage.sealed import Keyring, Place, Sealed

BLOCK = 4_096
"""Bytes that a block's length is a multiple of."""


@dataclass(slots=True)
class Tally:
    """How many have answered, how often each band was given, and the lines that may be shown."""

    people: int = 0
    energy: list[int] = field(default_factory=lambda: [0] * len(BANDS))
    support: list[int] = field(default_factory=lambda: [0] * len(BANDS))
    lines: list[str] = field(default_factory=list[str])

    def add(self, answer: Answer) -> None:
        self.people += 1
        self.energy[BANDS.index(band_of(answer.energy))] += 1
        self.support[BANDS.index(band_of(answer.support))] += 1
        if answer.line and answer.share:
            self.lines.append(answer.line)


def begin(keyring: Keyring, row: CheckInRoundRow) -> None:
    """Give a round, which has its id, empty blocks. Raises ``NoKey``."""
    keep(keyring, row, Tally(), ())


def keep(keyring: Keyring, row: CheckInRoundRow, tally: Tally, who: Collection[int]) -> None:
    """Write both blocks, each in an order that tells nothing."""
    counted = [tally.people, tally.energy, tally.support, shuffled(tally.lines)]
    row.answers = _sealed(keyring, counted, _place(row, "answers"))
    row.answered = _sealed(keyring, sorted(who), _place(row, "answered"))


def tally_of(keyring: Keyring, row: CheckInRoundRow) -> Tally:
    """The answers so far. Raises ``CannotOpen`` or ``NoKey`` when the key isn't there."""
    if row.answers is None:
        return Tally()
    return Tally(*json.loads(keyring.open(row.answers, _place(row, "answers"))))


def who_answered(keyring: Keyring, row: CheckInRoundRow) -> set[int]:
    """Who has answered, or passed. Raises as ``tally_of``."""
    if row.answered is None:
        return set()
    return set(json.loads(keyring.open(row.answered, _place(row, "answered"))))


def close(keyring: Keyring, row: CheckInRoundRow) -> None:
    """Make what may be shown, and drop all else. Raises as ``tally_of``, before anything is changed."""
    tally = tally_of(keyring, row)
    row.answers = row.answered = None
    if tally.people < row.threshold:
        return
    row.energy, row.support = list(released(tally.energy)), list(released(tally.support))
    if len(tally.lines) >= row.threshold:
        row.lines = _sealed(keyring, shuffled(tally.lines), _place(row, "lines"))


def lines_of(keyring: Keyring, row: CheckInRoundRow) -> tuple[str, ...]:
    """The lines that may be shown. Raises as ``tally_of``."""
    return tuple(json.loads(keyring.open(row.lines, _place(row, "lines")))) if row.lines else ()


def counts(shown: Sequence[int] | None) -> Counts | None:
    return Counts(*shown) if shown else None


def _sealed(keyring: Keyring, value: object, place: Place) -> Sealed:
    text = json.dumps(value)  # ASCII, so that characters are bytes
    return keyring.seal(text + " " * (-len(text) % BLOCK), place)


def _place(row: CheckInRoundRow, column: str) -> Place:
    return Place(f"checkin_rounds.{column}", 0, row.id)
