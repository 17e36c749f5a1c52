"""A workshop's groups, changed gently: by hand, for who comes late, for who doesn't come."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput, NotFound
from bot.workshops.grouping import Allocation, assessed
from bot.workshops.grouping_changes import displaced, moved, placed, swapped, without
from bot.workshops.grouping_costs import (
    Group,
    Need,
    Seat,
    Wish,
    quality,
)
from tests.unit.workshops import LIGHT, holds, made, pair, plain, workshops


@LIGHT
@given(workshops(), st.data())
def test_changes_by_hand_never_break_what_must_hold(told: tuple[list[Seat], Wish, int], data: st.DataObject) -> None:
    allocation = made(told)
    members = [seat.member_id for seat in allocation.seats]
    one, other = data.draw(st.sampled_from(members)), data.draw(st.sampled_from(members))
    to = data.draw(st.sampled_from([group.number for group in allocation.groups]))
    for change in (lambda: moved(allocation, one, to), lambda: swapped(allocation, one, other)):
        try:
            after = change()
        except InvalidInput:
            continue
        holds(after, members)
        assert displaced(allocation, after) <= {one, other}


@LIGHT
@given(workshops(), st.data())
def test_whoever_comes_late_finds_a_place_and_one_person_moves_at_most(
    told: tuple[list[Seat], Wish, int], data: st.DataObject
) -> None:
    allocation = made(told)
    members = [seat.member_id for seat in allocation.seats]
    foes = data.draw(st.sets(st.sampled_from(members), max_size=4))
    wish = replace(allocation.wish, apart=allocation.wish.apart | {pair(900, foe) for foe in foes})
    try:
        after = placed(replace(allocation, wish=wish), [Seat(900, junior=True)])
    except InvalidInput:
        return
    holds(after, [*members, 900])
    assert len(displaced(allocation, after)) <= 1


@LIGHT
@given(workshops(), st.data())
def test_who_does_not_come_leaves_sound_groups_and_few_have_to_move(
    told: tuple[list[Seat], Wish, int], data: st.DataObject
) -> None:
    allocation = made(told)
    members = [seat.member_id for seat in allocation.seats]
    gone = data.draw(st.sets(st.sampled_from(members), max_size=4))
    after = without(allocation, gone)
    holds(after, [one for one in members if one not in gone])
    assert len(displaced(allocation, after)) <= 3 * len(gone)


def tables(*groups: Sequence[Seat], wish: Wish | None = None) -> Allocation:
    """Groups as somebody made them."""
    numbered = [Group(n, tuple(seat.member_id for seat in group)) for n, group in enumerate(groups, start=1)]
    return assessed(numbered, [seat for group in groups for seat in group], wish or Wish())


def test_nobody_moves_for_those_who_are_not_missed() -> None:
    people = plain(12)
    before = tables(people[:6], people[6:])
    after = without(before, [12])
    assert not displaced(before, after)
    assert not after.missing


def test_a_group_that_becomes_too_small_gets_one_person() -> None:
    people = plain(12)
    before = tables(people[:6], people[6:])
    after = without(before, [11, 12])
    assert [len(group.members) for group in after.groups] == [5, 5]
    assert len(displaced(before, after)) == 1


def test_a_group_whose_facilitator_does_not_come_gets_another() -> None:
    people = [Seat(one, senior=True, facilitator=one in {1, 2, 7}) for one in range(1, 13)]
    before = tables(people[:6], people[6:])
    after = without(before, [7])
    assert not after.quality.no_facilitator
    assert len(displaced(before, after)) <= 2


def test_two_who_are_left_of_a_group_join_the_others() -> None:
    people = plain(17)
    before = tables(people[:6], people[6:12], people[12:])
    after = without(before, [13, 14, 15])
    assert [(group.number, len(group.members)) for group in after.groups] == [(1, 7), (2, 7)]
    assert displaced(before, after) == {16, 17}


def test_what_can_not_be_mended_is_said() -> None:
    people = plain(10)
    after = without(tables(people[:5], people[5:]), [9, 10])
    assert [(lack.need, lack.count) for lack in after.missing] == [(Need.SIZE, 2)]


def test_a_full_house_takes_nobody_more() -> None:
    people = plain(14)
    with pytest.raises(InvalidInput, match="No group has a place that fits"):
        placed(tables(people[:7], people[7:]), [Seat(20)])


def test_one_person_moves_on_where_a_place_has_to_be_made() -> None:
    """The place there is isn't for them."""
    people = plain(13)
    before = tables(people[:7], people[7:], wish=Wish(apart=frozenset({pair(20, 8)})))
    with pytest.raises(InvalidInput):
        placed(before, [Seat(20), Seat(21), Seat(22)])
    after = placed(before, [Seat(20)])
    assert len(displaced(before, after)) == 1
    holds(after, [*range(1, 14), 20])


def test_a_refusal_does_not_say_that_two_must_be_apart() -> None:
    people = plain(12)
    allocation = tables(people[:6], people[6:], wish=Wish(apart=frozenset({pair(1, 12)})))
    with pytest.raises(InvalidInput) as caught:
        moved(allocation, 1, 2)
    assert str(caught.value.message) == (
        "Heronry can't make this change. Please choose another group, or another person."
    )
    assert swapped(allocation, 1, 12).group_of(1) == Group(2, (1, 7, 8, 9, 10, 11)), "but for each other they may"


def test_what_a_change_is_worth_is_said_in_numbers() -> None:
    people = [Seat(one, senior=True, facilitator=one in {1, 7}) for one in range(1, 13)]
    before = tables(people[:6], people[6:])
    after = moved(before, 1, 2)
    assert [str(line) for line in after.quality.changes(before.quality)] == [
        "Groups without a facilitator: 1 (before: 0)"
    ]
    assert not before.quality.changes(before.quality)
    said = [[str(line) for line in one.quality.lines()] for one in (before, after)]
    assert said[0][0].startswith("Each group has its size, a facilitator")
    assert said[1][0] == "Groups without a facilitator: 1"
    assert said[0][1:] == said[1][1:], "that all is well is said of nothing else"


def test_whom_or_what_there_is_not_is_said() -> None:
    allocation = tables(plain(5))
    with pytest.raises(NotFound):
        moved(allocation, 99, 1)
    with pytest.raises(NotFound):
        moved(allocation, 1, 9)
    with pytest.raises(InvalidInput):
        placed(allocation, [Seat(1)])


def test_quality_counts_how_people_fare() -> None:
    seats = [
        Seat(1, junior=True, stage="PhD student", settings=frozenset({"clinical"}), topics=("Writing",)),
        Seat(2, senior=True, stage="Senior", settings=frozenset({"clinical"}), topics=("Fellowships", "Writing")),
        Seat(3, facilitator=True, stage="Senior", topics=("Fellowships",)),
    ]
    found = quality([Group(1, (1, 2, 3), "Writing")], seats, Wish(least=3, met={pair(1, 2): 2}))
    assert (found.first, found.second, found.later, found.wishing) == (1, 1, 0, 3)
    assert (found.again, found.same_stage, found.same_setting) == (2, 1, 1)
    assert (found.no_facilitator, found.no_senior, found.alone) == (0, 0, 1)
