"""Counts about people that may be shown, and texts that may: the rules every such picture keeps to.

The intruder to think of is a colleague who knows everyone's answer but one. Against them a threshold alone
doesn't help, so each count gets noise once, when the asking is over, and what comes out is kept and shown from
then on, never made again. How much it can tell is decided here and explained in
docs/decisions/0016-what-a-picture-may-tell.md.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from math import ceil, exp, log
from typing import TypeVar

from bot.errors import InvalidInput
from bot.texts import N_

THRESHOLD, MOST_THRESHOLD = 8, 100
"""People from whom on something may be shown, and how far a group may raise that for itself."""
EPSILON = Fraction(1)
"""How much the counts of one question may tell about one person's answer to it: whatever somebody knows already,
no answer becomes more than e (2.7) times likelier beside another by what they see."""
YEAR = timedelta(weeks=52)
FAR = 100
"""Noise further from 0 than this never comes: once in some 10^21 times."""

Chance = Callable[[int, int], bool]
"""True in the given number of cases out of the second."""
Item = TypeVar("Item")


def chance(cases: int, of: int) -> bool:
    """By the system's own randomness, which nobody can foresee."""
    return secrets.randbelow(of) < cases


def released(counts: Sequence[int], epsilon: Fraction = EPSILON, by: Chance = chance) -> tuple[int, ...]:
    """The counts of one question as they may be shown, once and for all.

    Each person must stand in exactly one of the counts ("didn't say" is one of them): another answer then takes 1
    from one count and adds it to another, so each gets half of ``epsilon``. None is shown below 0, which is done
    to the noisy counts and so tells nothing more.
    """
    return tuple(max(0, count + discrete_laplace(epsilon / 2, by)) for count in counts)


def discrete_laplace(rate: Fraction, by: Chance = chance) -> int:
    """A whole number x with a probability in proportion to exp(-rate · |x|), exactly.

    Sampled without floating point, whose rounding can be seen through (Mironov 2012), after Canonne, Kamath and
    Steinke, *The Discrete Gaussian for Differential Privacy* (2020), algorithm 2.
    """
    steps = rate.denominator
    while True:
        rest = next(one for one in range(steps) if by(1, steps - one))
        if not _happens(Fraction(rest, steps), by):
            continue
        turns = 0
        while _happens(Fraction(1), by):
            turns += 1
        size = (rest + steps * turns) // rate.numerator
        if by(1, 2):
            return size
        if size:  # or else 0 would come twice as often
            return -size


def _happens(gamma: Fraction, by: Chance) -> bool:
    """True with probability exp(-gamma), for gamma from 0 to 1 (the same paper, algorithm 1)."""
    tries = 1
    while by(gamma.numerator, tries * gamma.denominator):
        tries += 1
    return tries % 2 == 1


def usually_within(epsilon: Fraction = EPSILON, share: float = 0.9) -> int:
    """How far off a released count is at most, in ``share`` of all cases."""
    # P(|x| > k) = 2 q^(k+1) / (1 + q) with q = exp(-rate).
    rate = float(epsilon / 2)
    return ceil(log((1 - share) * (1 + exp(-rate)) / 2) / -rate) - 1


@cache
def telling_difference(epsilon: Fraction = EPSILON, share: float = 0.9) -> int:
    """From which difference on two released counts say that the true ones differ, and in ``share`` of all cases truly:
    equal ones seldom come out so far apart."""
    quotient = exp(-float(epsilon / 2))
    likely = {x: (1 - quotient) / (1 + quotient) * quotient ** abs(x) for x in range(-FAR, FAR + 1)}
    difference, beyond = 0, 1.0
    while beyond > 1 - share:
        beyond -= sum(likely[x] * likely[x - d] for d in {difference, -difference} for x in likely if x - d in likely)
        difference += 1
    return difference


def shuffled(items: Iterable[Item]) -> list[Item]:
    """The items in an order that tells nothing of the one they came in."""
    mixed = list(items)
    secrets.SystemRandom().shuffle(mixed)
    return mixed


def raised(threshold: int, wanted: int) -> int:
    """A group's threshold, raised. Raises ``InvalidInput`` when that would lower it, or for far too many."""
    if wanted < threshold:
        raise InvalidInput(
            N_(
                "It can be raised, never lowered: people answered under the promise of at least {threshold}. "
                "Nothing was changed.",
                threshold=threshold,
            )
        )
    if wanted > MOST_THRESHOLD:
        raise InvalidInput(
            N_("That is more than {most}, and couldn't be taken back. Please choose fewer.", most=MOST_THRESHOLD)
        )
    return wanted


@dataclass(frozen=True, slots=True)
class Budget:
    """How often a group may be asked for a picture, so that what all of them tell about one person stays bounded.

    ``cost`` is what one picture may tell about someone (its questions' epsilons, added up), ``a_year`` what all
    those begun within any 52 weeks may together. ``apart`` spreads them evenly.
    """

    cost: Fraction
    a_year: Fraction
    apart: timedelta

    @property
    def pictures(self) -> int:
        """Pictures in any 52 weeks."""
        return int(self.a_year // self.cost)

    def allows(self, begun: Iterable[date], today: date) -> bool:
        """Whether another may begin today, after those that ``begun`` says."""
        recent = [day for day in begun if day > today - YEAR]
        if any(abs(today - day) < self.apart for day in recent):
            return False
        return self.cost * (len(recent) + 1) <= self.a_year
