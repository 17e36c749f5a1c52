"""A workshop's groups: everyone in one, nobody with whom they mustn't be, as good as can be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.groups import invented, lower_bound, solved
from bot.errors import InvalidInput
from bot.workshops.grouping import NoAllocation, allocate, once
from bot.workshops.grouping_apart import separated
from bot.workshops.grouping_costs import (
    Need,
    Pair,
    Seat,
    Wish,
    allowed,
    best_topic,
    group_cost,
)
from tests.unit.workshops import LIGHT, holds, made, pair, plain, workshops

# -- made ---------------------------------------------------------------------------------


@LIGHT
@given(workshops())
def test_everyone_has_one_place_in_groups_of_even_size_and_nobody_sits_with_whom_they_must_not(
    told: tuple[list[Seat], Wish, int],
) -> None:
    seats, wish, seed = told
    allocation = made(told)
    holds(allocation, [seat.member_id for seat in seats])
    sizes = [len(group.members) for group in allocation.groups]
    assert wish.least <= min(sizes) <= max(sizes) <= min(wish.most, min(sizes) + 1)
    assert made((seats[::-1], wish, seed)) == allocation, "the same again, in whatever order people come"


@LIGHT
@given(workshops(most=20))
def test_what_is_counted_is_what_it_costs(told: tuple[list[Seat], Wish, int]) -> None:
    allocation = made(told)
    known = {seat.member_id: seat for seat in allocation.seats}
    tables = [([known[one] for one in group.members], group.topic) for group in allocation.groups]
    assert allocation.quality.cost == sum(group_cost(people, topic, allocation.wish) for people, topic in tables)
    assert {lack.need for lack in allocation.missing} == {
        need
        for need, count in (
            (Need.FACILITATOR, allocation.quality.no_facilitator),
            (Need.SENIOR, allocation.quality.no_senior),
            (Need.COMPANY, allocation.quality.alone),
        )
        if count
    }


def every(people: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[list[tuple[int, ...]]]:
    """Every way to divide people into groups of these sizes: written apart from the search, and slow."""
    if not sizes:
        yield []
        return
    for chosen in combinations(people, sizes[0]):
        for more in every(tuple(one for one in people if one not in chosen), sizes[1:]):
            yield [chosen, *more]


@pytest.mark.parametrize("seed", range(6))
def test_ten_to_twelve_people_are_seated_as_well_as_can_be(seed: int) -> None:
    seats, wish = invented(10 + seed % 3, seed)
    known = {seat.member_id: seat for seat in seats}
    sizes = (len(seats) // 2, len(seats) - len(seats) // 2)
    divided = [[[known[one] for one in part] for part in each] for each in every(tuple(sorted(known)), sizes)]
    costs = [
        sum(group_cost(people, best_topic(people), wish) for people in groups)
        for groups in divided
        if all(allowed(people, wish.apart) for people in groups)
    ]
    assert allocate(seats, wish, seed).quality.cost == min(costs)


@pytest.mark.parametrize(("n", "seed"), [(15, 1), (15, 2), (15, 3), (16, 4)])
def test_three_groups_are_as_good_as_highs_proves_possible(n: int, seed: int) -> None:
    """HiGHS chooses among all groups there can be (set partitioning): an exact answer."""
    seats, wish = invented(n, seed)
    allocation = allocate(seats, wish, seed)
    best = best_of_all(seats, wish, len(allocation.groups))
    assert allocation.quality.cost == round(best)
    assert lower_bound(seats, wish, len(allocation.groups)) <= best + 0.01, "a bound is never above the best"


def best_of_all(seats: Sequence[Seat], wish: Wish, tables: int) -> float:
    size, larger = divmod(len(seats), tables)
    groups = [
        people
        for number in ((size, size + 1) if larger else (size,))
        for people in combinations(seats, number)
        if allowed(people, wish.apart)
    ]
    names = [f"g{number}" for number in range(len(groups))]
    costs = [
        f"{group_cost(people, best_topic(people), wish)} {name}" for people, name in zip(groups, names, strict=True)
    ]
    within = {seat.member_id: list[str]() for seat in seats}
    for people, name in zip(groups, names, strict=True):
        for seat in people:
            within[seat.member_id].append(name)
    rows = [*(f"{' + '.join(those)} = 1" for those in within.values()), f"{' + '.join(names)} = {tables}"]
    return solved(costs, rows, whole=[], binary=names)


def test_a_hundred_people_come_near_what_is_proved_to_be_out_of_reach() -> None:
    seats, wish = invented(100, 1)
    allocation = allocate(seats, wish, 1)
    bound = lower_bound(seats, wish, len(allocation.groups))
    assert bound <= allocation.quality.cost <= 1.25 * bound
    assert not allocation.quality.no_facilitator + allocation.quality.no_senior + allocation.quality.alone


def test_who_met_before_does_not_meet_again_while_there_are_others() -> None:
    seats = plain(36)
    first = allocate(seats, Wish(), 1)
    met = {pair(*two): 1 for group in first.groups for two in combinations(group.members, 2)}
    assert allocate(seats, Wish(met=met), 2).quality.again == 0


def test_as_many_groups_as_there_are_facilitators_for() -> None:
    seats = [replace(seat, facilitator=seat.member_id <= 5) for seat in plain(35)]
    assert len(allocate(seats, Wish(), 1).groups) == 5
    assert len(allocate(plain(35), Wish(), 1).groups) == 6
    assert len(allocate(plain(35), Wish(groups=7), 1).groups) == 7


# -- bad input ----------------------------------------------------------------------------


def test_nobody_senior_and_no_facilitator_is_said_with_what_would_help() -> None:
    allocation = allocate([Seat(one, junior=True) for one in range(12)], Wish(), 1)
    lacks = {lack.need: lack for lack in allocation.missing}
    assert lacks[Need.SENIOR].count == 2
    assert str(lacks[Need.SENIOR].message) == "Nobody senior is signed up. Invite some, or one for all groups."
    assert "more facilitators or fewer groups would help" in str(lacks[Need.FACILITATOR].message)


def test_the_only_junior_is_said_to_be_alone() -> None:
    allocation = allocate([Seat(0, junior=True), *plain(11)], Wish(), 1)
    assert [lack.need for lack in allocation.missing] == [Need.COMPANY]


def test_a_mentor_who_takes_part_as_well_has_one_place_as_a_mentor() -> None:
    twice = Seat(3, junior=True, topics=("Writing",), settings=frozenset({"clinical"}))
    allocation = allocate([*plain(10), twice], Wish(), 1)
    holds(allocation, range(1, 11))
    assert [(lack.need, lack.count) for lack in allocation.missing] == [(Need.ONE_PLACE, 1)]
    (seat,) = [seat for seat in allocation.seats if seat.member_id == 3]
    assert (seat.senior, seat.junior, seat.topics) == (True, False, ("Writing",))
    assert once([twice, *plain(10)]) == once([*plain(10), twice])


def test_conflicts_that_no_groups_keep_are_said_with_the_number_that_would_and_never_whose() -> None:
    rivals = frozenset(pair(*two) for two in combinations((101, 102, 103, 104), 2))
    seats = [replace(seat, member_id=seat.member_id + 100) for seat in plain(15)]
    with pytest.raises(NoAllocation) as caught:
        allocate(seats, Wish(apart=rivals), 1)
    said = str(caught.value.message)
    assert said == (
        "No groups of these sizes keep everyone apart who has to be. 4 groups would: allow smaller ones, or invite "
        "more mentors so that there can be more."
    )
    assert not any(str(seat.member_id) in said for seat in seats)
    assert len(allocate(seats, Wish(least=3, apart=rivals), 1).groups) == 4, "it is as it says"


def test_somebody_who_can_be_with_nobody_makes_it_impossible_at_any_size() -> None:
    alone = frozenset(pair(1, other) for other in range(2, 13))
    with pytest.raises(NoAllocation, match="even if they were smaller"):
        allocate(plain(12), Wish(apart=alone), 1)


def test_more_groups_are_made_where_that_keeps_people_apart() -> None:
    rivals = frozenset(pair(*two) for two in combinations(range(1, 8), 2))
    allocation = allocate(plain(36), Wish(apart=rivals), 1)
    assert len(allocation.groups) == 7, "six would do otherwise"
    holds(allocation, range(1, 37))


@settings(max_examples=60)
@given(st.integers(2, 3), st.sets(st.sampled_from([pair(*two) for two in combinations(range(8), 2)])))
def test_what_is_called_impossible_is(tables: int, apart: set[Pair]) -> None:
    foes = {one: frozenset(other for other in range(8) if pair(one, other) in apart) for one in range(8)}
    size, larger = divmod(8, tables)
    sizes = tuple(size + (number < larger) for number in range(tables))
    possible = any(
        not any(pair(*two) in apart for part in division for two in combinations(part, 2))
        for division in every(tuple(range(8)), sizes)
    )
    at = separated(foes, tables, size, larger, Random(1))
    assert (at is not None) == possible
    if at is not None:
        assert not any(at[one] == at[other] for one, other in apart)
        assert sorted(Counter(at.values()).values(), reverse=True) == sorted(sizes, reverse=True)


@pytest.mark.parametrize(
    ("n", "wish", "said"),
    [
        (0, Wish(), "Nobody has a place yet, so there are no groups to make."),
        (4, Wish(), "4 people are too few for groups of 5."),
        (8, Wish(), "8 people can't be divided into groups of 5 to 7. Allow groups of 4, or of 8."),
        (9, Wish(), "9 people can't be divided into groups of 5 to 7. Allow groups of 4, or of 9."),
        (30, Wish(groups=9), "30 people make 5 to 6 groups of that size. Please choose a number between."),
        (30, Wish(least=7, most=5), "the smallest size can't be above the largest"),
    ],
)
def test_numbers_that_do_not_work_out_are_said(n: int, wish: Wish, said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        allocate(plain(n), wish, 1)
    assert said in str(caught.value.message)
