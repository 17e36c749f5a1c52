"""Workshops by chance, and what must hold of every allocation."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import assume, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.workshops import grouping
from bot.workshops.grouping import Allocation, NoAllocation, allocate
from bot.workshops.grouping_costs import (
    Pair,
    Seat,
    Wish,
    allowed,
)

TOPICS = ("Fellowships", "Writing", "Leading a team")
LIGHT = settings(max_examples=20)


def pair(one: int, other: int) -> Pair:
    return frozenset({one, other})


def plain(n: int) -> list[Seat]:
    """People who suit anywhere."""
    return [Seat(one, senior=True, facilitator=True) for one in range(1, n + 1)]


@st.composite
def workshops(draw: st.DrawFn, most: int = 32) -> tuple[list[Seat], Wish, int]:
    """People of every kind, a few of whom mustn't be together and some of whom have met."""
    n = draw(st.integers(10, most))
    seats = [
        Seat(
            one,
            junior=draw(st.booleans()),
            senior=draw(st.booleans()),
            facilitator=draw(st.booleans()),
            stage=draw(st.sampled_from(("", "MSc student", "PhD student", "Senior"))),
            settings=draw(st.frozensets(st.sampled_from(("academic", "clinical", "community")))),
            topics=tuple(draw(st.lists(st.sampled_from(TOPICS), unique=True))),
        )
        for one in range(1, n + 1)
    ]
    pairs = st.sampled_from([pair(*two) for two in combinations(range(1, n + 1), 2)])
    apart = frozenset(draw(st.sets(pairs, max_size=n // 2)))
    met = dict.fromkeys(draw(st.sets(pairs, max_size=n)), draw(st.integers(1, 4)))
    return seats, Wish(apart=apart, met=met), draw(st.integers(0, 2**32))


def made(told: tuple[list[Seat], Wish, int]) -> Allocation:
    """The groups, where there are any, from one start: how good they are and what is impossible are tested apart."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(grouping, "MOST_STARTS", 1)
            return allocate(*told)
    except (NoAllocation, InvalidInput):
        assume(False)
        raise


def holds(allocation: Allocation, members: Sequence[int]) -> None:
    """What is never broken."""
    known = {seat.member_id: seat for seat in allocation.seats}
    assert Counter(one for group in allocation.groups for one in group.members) == Counter(members)
    assert len({group.number for group in allocation.groups}) == len(allocation.groups)
    for group in allocation.groups:
        assert len(group.members) <= allocation.wish.most
        assert allowed([known[one] for one in group.members], allocation.wish.apart)
