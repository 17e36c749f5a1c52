"""Groups brought up to date with who comes now, with the least disruption: pure, and the same every time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from bot.errors import InvalidInput
from bot.workshops.gathering import Gathered
from bot.workshops.grouping import Allocation, assessed
from bot.workshops.grouping_changes import placed, without
from bot.workshops.grouping_costs import Group, Seat, Wish


@dataclass(frozen=True, slots=True)
class Settled:
    """The groups now, and those who come and have none."""

    allocation: Allocation
    lost: tuple[int, ...]


def settled(groups: Sequence[Group], gathered: Gathered, wish: Wish) -> Settled:
    """Take out whoever no longer comes, find a place for whoever is new, then mend what that has broken.

    Two who have come to be kept apart since aren't left together: one of them counts as new. It is no more than a
    second for 300 people, so it isn't for the loop.
    """
    known = {seat.member_id: seat for seat in gathered.seats}
    leaves = {member for group in groups for member in group.members if member not in known}
    leaves |= _parted(groups, known, wish)
    kept = [replace(group, members=tuple(one for one in group.members if one not in leaves)) for group in groups]
    kept = [group for group in kept if group.members]
    seated = {member for group in kept for member in group.members}
    allocation = assessed(kept, [known[one] for one in sorted(seated)], wish)
    lost = list(gathered.lost)
    for seat in gathered.seats:
        if seat.member_id not in seated:
            try:
                allocation = placed(allocation, [seat])
            except InvalidInput:  # no place that fits: facilitators see who has none
                lost.append(seat.member_id)
    return Settled(_mended(allocation, groups, leaves, wish), tuple(sorted(lost)))


def _parted(groups: Iterable[Group], known: dict[int, Seat], wish: Wish) -> set[int]:
    """One of each two who mustn't be together and are; rather not somebody who leads a group."""
    found = set[int]()
    for group in groups:
        for two in combinations(group.members, 2):
            if frozenset(two) in wish.apart and not found & set(two):
                found.add(max(two, key=lambda one: (one in known and not known[one].facilitator, one)))
    return found


def _mended(allocation: Allocation, groups: Iterable[Group], leaves: set[int], wish: Wish) -> Allocation:
    """Let few others move for what those who left have left behind, once it is known who has come in their places.

    They leave a second time, as nobody: under numbers below zero, which are no member's.
    """
    was = {group.number: [-one for one in group.members if one in leaves] for group in groups}
    nobody = [one for group in allocation.groups for one in was[group.number]]
    if not nobody:
        return allocation
    before = [
        replace(group, members=tuple(sorted([*group.members, *was[group.number]]))) for group in allocation.groups
    ]
    return without(assessed(before, [*allocation.seats, *map(Seat, nobody)], wish), nobody)
