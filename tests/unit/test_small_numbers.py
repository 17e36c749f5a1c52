"""What a colleague who knows everyone else's answer can learn from a picture: computed exactly, from the code itself.

The sampler is run along every course that its random numbers can take (``courses``), so its probabilities are
measured, not assumed and not estimated. What is left out are the courses beyond a depth, whose whole weight is known.
"""

import inspect
import secrets
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.small_numbers import (
    EPSILON,
    MOST_THRESHOLD,
    THRESHOLD,
    YEAR,
    Budget,
    Chance,
    chance,
    discrete_laplace,
    raised,
    released,
    shuffled,
    telling_difference,
    usually_within,
)
from bot.errors import InvalidInput

LIGHTEST = 1e-6
"""Courses less likely than this aren't followed."""


class TooLight(Exception):
    """A course is too unlikely to follow."""


def courses(run: Callable[[Chance], int]) -> tuple[dict[int, float], float]:
    """The probability of each result of ``run``, and the weight of the courses that weren't followed."""
    found: dict[int, float] = defaultdict(float)
    lost = 0.0
    waiting: list[tuple[bool, ...]] = [()]
    while waiting:
        course = Course(waiting.pop())
        try:
            found[run(course.chance)] += course.weight
        except TooLight:
            lost += course.weight
        waiting += course.others
    return found, lost


class Course:
    """One course that chance can take: first as ``given``, then always yes. ``others`` turn off from it."""

    def __init__(self, given: tuple[bool, ...]) -> None:
        self._given, self._taken = given, list[bool]()
        self.weight = 1.0
        self.others: list[tuple[bool, ...]] = []

    def chance(self, cases: int, of: int) -> bool:
        if self.weight < LIGHTEST:
            raise TooLight
        turn = len(self._taken)
        yes = self._given[turn] if turn < len(self._given) else cases > 0
        if turn >= len(self._given) and 0 < cases < of:
            self.others.append((*self._taken, False))
        self.weight *= (cases if yes else of - cases) / of
        self._taken.append(yes)
        return yes


@pytest.fixture(scope="module")
def noise() -> tuple[dict[int, float], float]:
    """The noise that one count of a question gets."""
    return courses(lambda chance: discrete_laplace(EPSILON / 2, chance))


def formula(x: int, rate: float) -> float:
    return (1 - exp(-rate)) / (1 + exp(-rate)) * exp(-rate * abs(x))


def test_the_sampler_is_the_discrete_laplace_distribution_exactly(noise: tuple[dict[int, float], float]) -> None:
    measured, lost = noise
    assert sum(measured.values()) + lost == pytest.approx(1)
    assert lost < 0.01
    for x in range(-12, 13):
        assert measured[x] - 1e-9 <= formula(x, 0.5) <= measured[x] + lost


def test_whoever_knows_all_answers_but_one_learns_at_most_e_to_the_epsilon() -> None:
    """For every two answers that the last person may have given, every picture that may come of either.

    The noise is what the test above has measured; counts get it each by themselves, so that the picture which tells
    most is put together of what tells most in each count.
    """
    known, reached = (5, 3, 0, 1), 0.0
    for one, other in product(range(len(known)), repeat=2):
        worst = 1.0
        for count, others in enumerate(known):
            given_one, given_other = shown(others + (count == one)), shown(others + (count == other))
            worst *= max(given_one[seen] / given_other[seen] for seen in given_one)
        assert worst <= exp(EPSILON) * (1 + 1e-9)
        reached = max(reached, worst)
    assert reached == pytest.approx(exp(EPSILON)), "the bound is reached: there is as much noise as is said, no less"


def shown(true: int) -> dict[int, float]:
    """The probability of each number that a true count may be shown as: 0 stands for all below it."""
    below = exp(-0.5 * true) / (1 + exp(-0.5))
    return {0: below} | {seen: formula(seen - true, 0.5) for seen in range(1, 40)}


@pytest.mark.parametrize("counts", [(0, 0, 0, 8), (3, 2, 2, 1)])
def test_each_count_gets_noise_of_its_own_and_nothing_but_that(counts: tuple[int, ...]) -> None:
    script = Script(len(counts))
    shown = released(counts, EPSILON, script.chance)
    assert shown == tuple(max(0, count + added) for count, added in zip(counts, script.added, strict=True))


class Script:
    """Chances that are written down, so that the noise can be made again from them, a count at a time."""

    def __init__(self, counts: int) -> None:
        self._counts, self._fell = counts, list[bool]()

    def chance(self, cases: int, of: int) -> bool:
        self._fell.append(chance(cases, of))
        return self._fell[-1]

    @property
    def added(self) -> Iterator[int]:
        again = iter(self._fell)
        for _ in range(self._counts):
            yield discrete_laplace(EPSILON / 2, lambda _cases, _of: next(again))
        assert next(again, None) is None


def test_the_noise_comes_from_the_systems_own_randomness(monkeypatch: pytest.MonkeyPatch) -> None:
    for made in (released, discrete_laplace):
        assert inspect.signature(made).parameters["by"].default is chance
    asked: list[int] = []

    def randbelow(below: int) -> int:
        asked.append(below)
        return 1

    monkeypatch.setattr(secrets, "randbelow", randbelow)
    assert (chance(1, 7), chance(2, 7), asked) == (False, True, [7, 7])


def test_how_far_off_a_count_usually_is_is_so() -> None:
    for share in (0.5, 0.9, 0.99):
        within = usually_within(EPSILON, share)
        inside = [sum(formula(x, 0.5) for x in range(-k, k + 1)) for k in (within - 1, within)]
        assert inside[0] < share <= inside[1]


def test_two_counts_are_called_different_only_when_that_is_likely_so() -> None:
    least = telling_difference(EPSILON, 0.9)
    apart = [
        sum(formula(x, 0.5) * formula(y, 0.5) for x in range(-40, 41) for y in range(-40, 41) if abs(x - y) >= d)
        for d in (least - 1, least)
    ]
    assert apart[1] <= 0.1 < apart[0]


def test_a_threshold_is_raised_never_lowered() -> None:
    assert raised(THRESHOLD, 12) == 12
    assert raised(12, 12) == 12
    for wanted in (11, THRESHOLD, 0, -1, MOST_THRESHOLD + 1):
        with pytest.raises(InvalidInput):
            raised(12, wanted)


def test_the_order_that_texts_came_in_is_gone() -> None:
    came = list(range(20))
    orders = {tuple(shuffled(came)) for _ in range(20)}
    assert len(orders) > 1
    assert all(sorted(order) == came for order in orders)


BUDGET = Budget(cost=2 * EPSILON, a_year=Fraction(12), apart=timedelta(weeks=8))
TUESDAYS = [date(2026, 11, 3), date(2027, 1, 5), date(2027, 3, 2), date(2027, 5, 4), date(2027, 7, 6),
            date(2027, 9, 7), date(2027, 11, 2), date(2028, 1, 4)]  # fmt: skip


def test_the_groups_own_rhythm_fits_into_a_year() -> None:
    """Every other month, first Tuesday: two years of it, each with a picture."""
    for n, day in enumerate(TUESDAYS):
        assert BUDGET.allows(TUESDAYS[:n], day), day


@given(st.lists(st.integers(0, 1_500), max_size=200))
def test_what_all_pictures_of_any_year_tell_together_stays_within_the_budget(days: list[int]) -> None:
    begun: list[date] = []
    for day in sorted(days):
        today = date(2026, 1, 1) + timedelta(days=day)
        if BUDGET.allows(begun, today):
            begun.append(today)
    for start in begun:
        together = [one for one in begun if start <= one < start + YEAR]
        assert len(together) * BUDGET.cost <= BUDGET.a_year
        assert len(together) <= BUDGET.pictures
