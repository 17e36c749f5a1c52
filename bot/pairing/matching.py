"""Who is put together with whom in a round: pure, seeded, and as fair as the people allow.

What a round costs is compared in this order (docs/decisions/0012-who-meets-whom.md):

1. whoever must not be put together never is;
2. as few as possible are left out, and of those who could be, first the ones who waited least;
3. as few groups of three as that takes (none, when the number is even and nobody stands in the way);
4. no pair again before the others: a new one costs nothing, and one that met before costs more the more lately and
   the more often that was;
5. across career stages and settings rather than alike.

A small group is solved exactly. A larger one begins at random and is mended until no two groups, and no bad group
with any two others, could be rearranged for the better. Of several such outcomes with the same cost the one is
taken that leaves the next round the best off, so that the last rounds of a cycle don't get stuck.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

Pair = frozenset[int]
Group = tuple[int, ...]

LEFT, WAITED, THREE = 10**27, 10**20, 10**17
AGAIN, SAME_STAGE, SAME_SETTING = 10**9, 30, 10
SOON, COUNTED = 1_000, 30
"""What it costs that a pair met one round ago, and that it met once: the first falls with the square of the rounds
since, the second rises with the square of the times. Found by trying groups of 5 to 18 for two years."""
MOST_WAITS, MOST_TIMES = 1_000, 100
"""Waits, and meetings, beyond which more makes no difference."""
EXACT = 8
"""People up to whom every arrangement is looked at."""
STARTS, FEW_STARTS = 4, 2
"""Beginnings by chance: where the next round is thought of, and elsewhere."""
LOOK_AHEAD = 24
"""People up to whom the next round is thought of: larger groups have years before they run out of new pairs."""
MENDED_AT_MOST = 20
"""Bad groups whose rearrangements with any two others are looked at in one round of mending."""


@dataclass(frozen=True, slots=True)
class Peer:
    """Someone to be put together with somebody. ``waits`` is how many rounds running they were left out."""

    member_id: int
    stage: str | None = None
    settings: frozenset[str] = frozenset()
    waits: int = 0


@dataclass(frozen=True, slots=True)
class Met:
    """How often two people were put together, and how many rounds ago they last were (1: in the round before)."""

    times: int
    ago: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Everybody's place: in a group of two or three, or left out this time."""

    groups: tuple[Group, ...] = ()
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Costs:
    """What each pair and each wait costs among people; a pair that mustn't be isn't there."""

    pairs: Mapping[tuple[int, int], int]
    waits: Mapping[int, int]
    lowest: dict[int, int] = field(default_factory=dict[int, int])
    solved: dict[Group, tuple[int, Arrangement]] = field(default_factory=dict[Group, tuple[int, Arrangement]])

    def of_pair(self, one: int, other: int) -> int | None:
        return self.pairs.get((one, other) if one < other else (other, one))

    def of_group(self, group: Group) -> int | None:
        """None for a group that mustn't be."""
        if len(group) == 1:
            return self.waits[group[0]]
        found = [self.of_pair(one, other) for one, other in combinations(group, 2)]
        known = [cost for cost in found if cost is not None]
        return None if len(known) < len(found) else sum(known) + (THREE if len(group) == 3 else 0)

    def least(self, one: int) -> int:
        """The cheapest pair that somebody could be in."""
        if one not in self.lowest:
            for (first, second), cost in self.pairs.items():
                for member in (first, second):
                    self.lowest[member] = min(cost, self.lowest.get(member, cost))
        return self.lowest.get(one, 0)

    def total(self, arrangement: Arrangement) -> int:
        groups = [*arrangement.groups, *((one,) for one in arrangement.left)]
        costs = [self.of_group(group) for group in groups]
        assert all(cost is not None for cost in costs), "nobody is put with whom they mustn't be"
        return sum(cost for cost in costs if cost is not None)

    def best(self, people: Iterable[int]) -> tuple[int, Arrangement]:
        """The cheapest arrangement of a few people, by trying all there are."""
        key = tuple(sorted(people))
        if not key:
            return 0, Arrangement()
        if key not in self.solved:
            self.solved[key] = self._best(key)
        return self.solved[key]

    def _best(self, people: Group) -> tuple[int, Arrangement]:
        # Pairs alone, or with one three, are cheaper than anything with more threes or with somebody left out.
        odd = len(people) % 2
        usual = min(self._each(people, (1, 2) if odd else (1,)), key=lambda one: one[0], default=None)
        if usual is not None and usual[0] < THREE * (odd + 1):
            return usual
        return min(self._each(people, (0, 1, 2)), key=lambda one: one[0])

    def _each(self, people: Group, sizes: tuple[int, ...]) -> Iterable[tuple[int, Arrangement]]:
        """For each place that the first may have, with so many others, the best of the rest."""
        first, others = people[0], people[1:]
        for size in sizes:
            for chosen in combinations(others, size):
                group = (first, *chosen)
                cost = self.of_group(group)
                if cost is None:
                    continue
                more, rest = self.best(one for one in others if one not in chosen)
                if size:
                    yield cost + more, Arrangement((group, *rest.groups), rest.left)
                else:
                    yield cost + more, Arrangement(rest.groups, (first, *rest.left))


def arrange(
    people: Sequence[Peer], apart: Set[Pair], met: Mapping[Pair, Met], seed: int, *, look_ahead: bool = True
) -> Arrangement:
    """This round's groups. The same for the same seed; members' order doesn't matter.

    ``apart`` are the pairs that mustn't be. It takes up to half a second (about 20 people who have nearly all met;
    0.1 s for 100 who haven't), so it isn't for the loop.
    """
    people = sorted(people, key=lambda one: one.member_id)
    random = Random(seed)  # noqa: S311 - it settles ties, and is to be the same again
    costs = costs_of(people, apart, met)
    found: dict[Arrangement, int] = {}
    thinks_ahead = look_ahead and 3 < len(people) <= LOOK_AHEAD and _nearly_through(people, costs)
    for _start in range(STARTS if thinks_ahead else FEW_STARTS if len(people) > EXACT else 1):
        made = _one(people, costs, random)
        found[made] = costs.total(made)
    cheapest = min(found.values(), default=0)
    equal = [made for made, cost in found.items() if cost // AGAIN == cheapest // AGAIN]
    if thinks_ahead and len(equal) > 1:
        return min(equal, key=lambda made: (_next_cost(people, apart, met, made), found[made]))
    return min(equal, key=lambda made: found[made], default=Arrangement())


def _nearly_through(people: Sequence[Peer], costs: Costs) -> bool:
    """Whether somebody has new partners left, but no more than half of the others. Before that it can't get stuck:
    where everyone could be put with half of the others, all can be at once (Dirac, 1952)."""
    members = [one.member_id for one in people]
    for one in members:
        known = [cost for other in members if other != one and (cost := costs.of_pair(one, other)) is not None]
        if 0 < sum(cost < AGAIN for cost in known) <= len(members) // 2 + 1:
            return True
    return False


def costs_of(people: Sequence[Peer], apart: Set[Pair], met: Mapping[Pair, Met]) -> Costs:
    """What each pair and each wait costs."""
    pairs = {
        (one.member_id, other.member_id): _again(met.get(frozenset({one.member_id, other.member_id})))
        + _alike(one, other)
        for one, other in combinations(people, 2)
        if frozenset({one.member_id, other.member_id}) not in apart
    }
    return Costs(pairs, {one.member_id: LEFT + min(one.waits, MOST_WAITS) * WAITED for one in people})


def _again(met: Met | None) -> int:
    if met is None:
        return 0
    return AGAIN * (1 + SOON // met.ago**2 + COUNTED * min(met.times, MOST_TIMES) ** 2)


def _alike(one: Peer, other: Peer) -> int:
    same_stage = SAME_STAGE if one.stage is not None and one.stage == other.stage else 0
    return same_stage + SAME_SETTING * len(one.settings & other.settings)


def _one(people: Sequence[Peer], costs: Costs, random: Random) -> Arrangement:
    """One arrangement that can't be bettered by what is tried; others, of the same cost, by other chance."""
    # What costs about the same is told apart by chance, or else each start would come to the same end.
    shaken = Costs({pair: cost + random.randrange(SAME_SETTING) for pair, cost in costs.pairs.items()}, costs.waits)
    members = [one.member_id for one in people]
    if len(members) <= EXACT:
        return _sorted(shaken.best(members)[1])
    random.shuffle(members)
    waits = {one.member_id: one.waits for one in people}
    members.sort(key=lambda member: -waits[member])
    return _sorted(_mended(_begun(members, shaken), shaken))


def _begun(members: Sequence[int], costs: Costs) -> list[Group]:
    """Each takes whoever is cheapest of those not taken yet."""
    groups, free = list[Group](), list(members)
    while free:
        one = free.pop(0)
        able = [(cost, other) for other in free if (cost := costs.of_pair(one, other)) is not None]
        if not able:
            groups.append((one,))
            continue
        other = min(able)[1]
        free.remove(other)
        groups.append((one, other))
    return groups


def _mended(groups: list[Group], costs: Costs) -> Arrangement:
    """Rearrange two groups, or a bad one and two others, as long as something gets better by it."""
    while _mend_two(groups, costs) or _mend_three(groups, costs):
        pass
    return Arrangement(
        tuple(group for group in groups if len(group) > 1), tuple(one for (one, *more) in groups if not more)
    )


def _mend_two(groups: list[Group], costs: Costs) -> bool:
    better = False
    for one, other in combinations(range(len(groups)), 2):
        better |= _rearrange(groups, (one, other), costs)
    _drop_empty(groups)
    return better


def _mend_three(groups: list[Group], costs: Costs) -> bool:
    for number in _bad(groups, costs)[:MENDED_AT_MOST]:
        others = [one for one in range(len(groups)) if one != number]
        for pair in combinations(others, 2):
            if _rearrange(groups, (number, *pair), costs):
                _drop_empty(groups)
                return True
    return False


def _bad(groups: Sequence[Group], costs: Costs) -> list[int]:
    """The groups that might be spared: somebody left out, two threes, a pair more often than its people need."""
    odd = [number for number, group in enumerate(groups) if len(group) != 2]
    bad = set(odd) if len(odd) > 1 or any(len(groups[number]) == 1 for number in odd) else set[int]()
    for number, group in enumerate(groups):
        for one, other in combinations(group, 2):
            needs = min(costs.least(one), costs.least(other)) + AGAIN
            if (costs.of_pair(one, other) or 0) >= needs:
                bad.add(number)
    return sorted(bad)


def _rearrange(groups: list[Group], which: tuple[int, ...], costs: Costs) -> bool:
    """Put some groups' people together anew where that is cheaper; what is over becomes an empty group."""
    people = [member for number in which for member in groups[number]]
    now = sum(costs.of_group(groups[number]) or 0 for number in which if groups[number])
    if not people or now < SAME_SETTING:
        return False
    cost, made = costs.best(people)
    if cost >= now:
        return False
    parts = [*made.groups, *((one,) for one in made.left)]
    more = parts[len(which) :]
    for place, number in enumerate(which):
        groups[number] = parts[place] if place < len(parts) else ()
    groups.extend(more)
    return True


def _drop_empty(groups: list[Group]) -> None:
    groups[:] = [group for group in groups if group]


def _sorted(made: Arrangement) -> Arrangement:
    return Arrangement(tuple(sorted(tuple(sorted(group)) for group in made.groups)), tuple(sorted(made.left)))


def _next_cost(people: Sequence[Peer], apart: Set[Pair], met: Mapping[Pair, Met], made: Arrangement) -> int:
    """What the round after this one would cost, without what tells equals apart."""
    after = after_round(met, made)
    left = set(made.left)
    waiting = [
        Peer(one.member_id, one.stage, one.settings, one.waits + 1 if one.member_id in left else 0) for one in people
    ]
    return costs_of(waiting, apart, after).total(arrange(waiting, apart, after, 0, look_ahead=False)) // AGAIN


def after_round(met: Mapping[Pair, Met], made: Arrangement) -> dict[Pair, Met]:
    """Who has met whom once a round is over."""
    later = {pair: Met(known.times, known.ago + 1) for pair, known in met.items()}
    for group in made.groups:
        for one, other in combinations(group, 2):
            pair = frozenset({one, other})
            later[pair] = Met(later[pair].times + 1 if pair in later else 1, 1)
    return later
