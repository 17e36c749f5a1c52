"""Who is put with whom: never whom they mustn't, nobody left out in vain, and every new partner before an old one."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pairing.matching import Arrangement, Met, Pair, Peer, after_round, arrange, costs_of

STAGES = ("MSc student", "PhD student", "Senior", None)


def pair(one: int, other: int) -> Pair:
    return frozenset({one, other})


def peers(n: int, waits: dict[int, int] | None = None) -> list[Peer]:
    return [Peer(one, waits=(waits or {}).get(one, 0)) for one in range(1, n + 1)]


def met_in(made: Arrangement) -> list[Pair]:
    return [pair(*two) for group in made.groups for two in combinations(group, 2)]


def every(people: Sequence[int]) -> Iterator[Arrangement]:
    """Every arrangement there is: written apart from the one that is tried, and slow."""
    if not people:
        yield Arrangement()
        return
    first, rest = people[0], people[1:]
    for size in (0, 1, 2):
        for chosen in combinations(rest, size):
            for more in every([one for one in rest if one not in chosen]):
                if size:
                    yield Arrangement(((first, *chosen), *more.groups), more.left)
                else:
                    yield Arrangement(more.groups, (first, *more.left))


def cheapest(people: Sequence[Peer], apart: set[Pair], met: dict[Pair, Met]) -> int:
    """By trying all, the least that anything can cost, in whole repetitions."""
    costs = costs_of(people, apart, met)
    allowed = (
        made for made in every([one.member_id for one in people]) if not any(two in apart for two in met_in(made))
    )
    return min(costs.total(made) for made in allowed) // 10**9


@st.composite
def rounds(draw: st.DrawFn, most: int) -> tuple[list[Peer], set[Pair], dict[Pair, Met], int]:
    """People who have met now and then, some of whom mustn't be put together."""
    people = [
        Peer(one, draw(st.sampled_from(STAGES)), draw(st.frozensets(st.sampled_from("abc"))), draw(st.integers(0, 3)))
        for one in range(1, draw(st.integers(0, most)) + 1)
    ]
    pairs = [pair(one.member_id, other.member_id) for one, other in combinations(people, 2)]
    some = st.sets(st.sampled_from(pairs)) if pairs else st.just(set[Pair]())
    met = {two: Met(draw(st.integers(1, 3)), draw(st.integers(1, 9))) for two in sorted(draw(some), key=sorted)}
    return people, draw(some), met, draw(st.integers(0, 2**32))


@settings(max_examples=80)
@given(rounds(most=12))
def test_everyone_has_one_place_and_nobody_is_put_with_whom_they_must_not(
    told: tuple[list[Peer], set[Pair], dict[Pair, Met], int],
) -> None:
    people, apart, met, seed = told
    made = arrange(people, apart, met, seed)
    placed = Counter([member for group in made.groups for member in group] + list(made.left))
    assert placed == Counter(one.member_id for one in people)
    assert all(len(group) in (2, 3) for group in made.groups)
    assert not set(met_in(made)) & apart
    assert not any(pair(one, other) not in apart for one, other in combinations(made.left, 2)), "two left in vain"
    assert arrange(people[::-1], apart, met, seed) == made, "the same again, in whatever order people come"


@settings(max_examples=60)
@given(rounds(most=7))
def test_a_small_round_is_the_best_there_is(told: tuple[list[Peer], set[Pair], dict[Pair, Met], int]) -> None:
    people, apart, met, seed = told
    made = arrange(people, apart, met, seed)
    assert costs_of(people, apart, met).total(made) // 10**9 == cheapest(people, apart, met)


@pytest.mark.parametrize("seed", range(8))
def test_a_larger_round_is_as_good_as_the_best_there_is(seed: int) -> None:
    """Ten people, who have met a good deal, some of whom are kept apart: mended, not tried through."""
    random = Random(seed)
    people = [Peer(one, random.choice(STAGES), waits=random.randrange(3)) for one in range(1, 11)]
    pairs = [pair(one, other) for one, other in combinations(range(1, 11), 2)]
    apart = set(random.sample(pairs, 8))
    met = {two: Met(random.randrange(1, 3), random.randrange(1, 6)) for two in random.sample(pairs, 25)}
    made = arrange(people, apart, met, seed)
    assert costs_of(people, apart, met).total(made) // 10**9 == cheapest(people, apart, met)


@pytest.mark.parametrize("n", [4, 6, 8, 10, 12, 16])
def test_an_even_group_meets_everyone_once_before_anyone_twice(n: int) -> None:
    met: dict[Pair, Met] = {}
    for number in range(n - 1):
        made = arrange(peers(n), set(), met, number)
        assert not made.left
        assert all(len(group) == 2 for group in made.groups)
        met = after_round(met, made)
    assert len(met) == n * (n - 1) // 2
    assert {one.times for one in met.values()} == {1}


@pytest.mark.parametrize("n", [3, 5, 7, 9, 13])
def test_an_odd_group_has_one_three_and_leaves_nobody_out(n: int) -> None:
    met: dict[Pair, Met] = {}
    for number in range(2 * n):
        made = arrange(peers(n), set(), met, number)
        assert not made.left
        assert sorted(len(group) for group in made.groups)[-2:] in ([2, 3], [3])
        met = after_round(met, made)
    times = [one.times for one in met.values()]
    assert len(met) == n * (n - 1) // 2, "everybody has met everybody"
    assert max(times) - min(times) <= 2


def test_whoever_is_left_out_takes_turns() -> None:
    """Five who can each be put with one person alone: every round one of them is, and it goes round."""
    apart = {pair(one, other) for one, other in combinations(range(2, 7), 2)}
    met: dict[Pair, Met] = {}
    waits = dict.fromkeys(range(1, 7), 0)
    served: list[int] = []
    for number in range(15):
        made = arrange(peers(6, waits), apart, met, number)
        [(hub, other)] = made.groups
        assert hub == 1
        served.append(other)
        waits = {one: waits[one] + 1 if one in made.left else 0 for one in waits}
        met = after_round(met, made)
    assert all(sorted(served[start : start + 5]) == [2, 3, 4, 5, 6] for start in (0, 5, 10))


def test_an_avoid_list_that_leaves_nobody_leaves_one_out_and_the_others_together() -> None:
    apart = {pair(1, other) for other in (2, 3, 4, 5)}
    made = arrange(peers(5), apart, {}, 1)
    assert made.left == (1,)
    assert sorted(len(group) for group in made.groups) == [2, 2]
    assert arrange(peers(1), set(), {}, 1) == Arrangement((), (1,))
    assert arrange([], set(), {}, 1) == Arrangement()


def test_across_stages_and_settings_where_nothing_else_speaks() -> None:
    people = [Peer(one, "Senior" if one < 5 else "PhD student", frozenset({"clinical"})) for one in range(1, 9)]
    made = arrange(people, set(), {}, 3)
    assert all(one < 5 <= other for one, other in made.groups)


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.long
def test_two_years_of_a_living_group(seed: int) -> None:
    """Every two weeks for two years people join, leave, snooze, and list whom they'd rather not meet."""
    random = Random(seed)
    inside, apart = set(range(1, 19)), set[Pair]()
    met: dict[Pair, Met] = {}
    asleep: dict[int, int] = {}
    newest = 18
    had: defaultdict[int, list[int]] = defaultdict(list)
    for number in range(52):
        newest, inside = _changed(random, newest, inside, apart)
        for one in random.sample(sorted(inside), k=random.randrange(3)):
            asleep.setdefault(one, number + random.randrange(1, 5))
        here = sorted(one for one in inside if asleep.get(one, 0) <= number)
        asleep = {one: until for one, until in asleep.items() if until > number}
        people = [Peer(one, STAGES[one % 4]) for one in here]
        made = arrange(people, apart, met, seed * 100 + number)
        assert not set(met_in(made)) & apart
        assert sorted(one for group in made.groups for one in group) == here, "with so many there is somebody for all"
        assert sum(len(group) == 3 for group in made.groups) == len(here) % 2
        for group in made.groups:
            for one in group:
                had[one] += [other for other in group if other != one]
        met = after_round(met, made)
    soon = sum(partners[n] in partners[n - 8 : n] for partners in had.values() for n in range(8, len(partners)))
    seldom = sum(map(len, had.values()))
    assert soon <= seldom / 15, f"{soon} of {seldom} times somebody met one of their last eight again"


def _changed(random: Random, newest: int, inside: set[int], apart: set[Pair]) -> tuple[int, set[int]]:
    """Somebody joins, somebody leaves, somebody lists somebody: now and then."""
    inside = set(inside)
    if random.random() < 0.3:
        newest += 1
        inside.add(newest)
    if random.random() < 0.25:
        inside.discard(random.choice(sorted(inside)))
    if random.random() < 0.15:
        apart.add(pair(*random.sample(sorted(inside), 2)))
    return newest, inside


def test_a_hundred_people_take_well_under_a_few_seconds() -> None:
    met: dict[Pair, Met] = {}
    for number in range(3):
        begun = perf_counter()
        made = arrange(peers(101), set(), met, number)
        assert perf_counter() - begun < 10
        assert not made.left
        assert not set(met_in(made)) & met.keys()
        met = after_round(met, made)
