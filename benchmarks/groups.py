"""How good a workshop's groups are and how soon they are there: `python -m benchmarks groups`.

300 invented people, ten topics, 200 pairs who mustn't be together and three earlier workshops; then fewer facilitators
than groups, then 120 and 60 people. For each: seconds (median of runs with several seeds), and the gap to a lower
bound that HiGHS proves. GROUPS_RUNS changes the number of runs.

**The bound.** Groups with the same topic are told apart no more: for each topic there are so many groups and so many
people of each kind. Two at the same stage cost something, and a group with c of them has c(c-1)/2 such pairs, which is
at least kc - k(k+1)/2 for every whole k, with equality at k = c and c - 1; summed over the groups of a topic that is
linear in both numbers. The same holds for settings; groups without a facilitator or anybody senior are at least
those that there aren't enough people for. Left out, so that the bound can only be lower than the best there is: who
must be apart, who has met, juniors' company, and whether people can be split evenly in all respects at once. The
number of groups is the allocation's own: it is a rule and not a choice of the search.

Beside it stands the trivial bound, where everyone has the dearest topic and each stage and setting is spread evenly,
which shows how much of the bound comes from what stands in each other's way; and how far a seating by chance is off.
"""

import os
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from random import Random

import highspy

from bot.workshops.grouping import allocate
from bot.workshops.grouping_costs import (
    FACILITATOR,
    SENIOR,
    SETTING,
    STAGE,
    TOPIC,
    Group,
    Pair,
    Seat,
    Wish,
    best_topic,
    quality,
    steps,
)

RUNS = int(os.environ.get("GROUPS_RUNS", "5"))
AT_MOST = 60.0
"""Seconds after which HiGHS says what it has proved so far: still a bound."""
TOPICS = (
    "Fellowships", "PhD to postdoc", "Writing papers", "Clinical academic careers", "Leading a team",
    "Working with communities", "Teaching", "Leaving academia", "Part-time research", "Moving abroad",
)  # fmt: skip
STAGES = {
    "MSc student": 18, "PhD student": 30, "Early career": 20, "Mid career": 12, "Senior": 12, "Community partner": 8,
}  # fmt: skip
SETTINGS = {
    ("academic",): 45, ("clinical",): 20, ("community",): 15, ("academic", "clinical"): 12,
    ("academic", "community"): 8,
}  # fmt: skip
MENTORS = ("Early career", "Mid career", "Senior", "Community partner")


# -- invented people ----------------------------------------------------------------------


def invented(n: int, seed: int) -> tuple[list[Seat], Wish]:
    """So many people, about half of them juniors, with some topics wanted much more than others."""
    random = Random(seed)
    seats = [_person(1_000 + one, random) for one in range(n)]
    ids = [seat.member_id for seat in seats]
    apart = frozenset(frozenset(random.sample(ids, 2)) for _ in range(n * 2 // 3 if n > 30 else n // 4))
    met = Counter[Pair]()
    for _workshop in range(3):
        there = random.sample(ids, n * 3 // 5)
        for first in range(0, len(there) - 5, 6):
            met.update(frozenset(two) for two in combinations(there[first : first + 6], 2))
    return seats, Wish(apart=apart, met=dict(met))


def _person(member_id: int, random: Random) -> Seat:
    stage = random.choices(list(STAGES), list(STAGES.values()))[0]
    topics = list[str]()
    wanted = random.choices((0, 1, 2, 3), (10, 15, 35, 40))[0]
    while len(topics) < wanted:
        (topic,) = random.choices(TOPICS, [1 / (place + 2) for place in range(len(TOPICS))])
        topics += [] if topic in topics else [topic]
    return Seat(
        member_id,
        junior=stage in ("MSc student", "PhD student"),
        senior=stage == "Senior" or (stage == "Mid career" and random.random() < 0.7),
        facilitator=stage in MENTORS and random.random() < 0.38,
        stage=stage,
        settings=frozenset(random.choices(list(SETTINGS), list(SETTINGS.values()))[0]),
        topics=tuple(topics),
    )


# -- the bound ----------------------------------------------------------------------------


def solved(costs: Sequence[str], rows: Sequence[str], *, whole: Sequence[str], binary: Sequence[str]) -> float:
    """The least that the costs can come to, or what HiGHS proves of it; in parts of CPLEX's LP format."""
    text = f"min\n obj: {' + '.join(costs)}\nst\n" + "".join(f" {row}\n" for row in rows)
    text += f"general\n {' '.join(whole)}\n" if whole else ""
    text += f"binary\n {' '.join(binary)}\n" if binary else ""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("time_limit", AT_MOST)
    solver.setOptionValue("mip_rel_gap", 0.0)
    with tempfile.NamedTemporaryFile("w", suffix=".lp") as file:
        file.write(f"{text}end\n")
        file.flush()
        solver.readModel(file.name)
    solver.run()
    return float(solver.getInfo().mip_dual_bound)


@dataclass(frozen=True, slots=True)
class Kind:
    """People who are alike in all that the bound looks at, and how many."""

    number: int
    seat: Seat
    count: int


def lower_bound(seats: Sequence[Seat], wish: Wish, tables: int) -> float:
    """What no allocation of these people to so many groups can cost less than."""
    kinds = [
        Kind(number, seat, count)
        for number, (seat, count) in enumerate(
            Counter(replace(seat, member_id=0, junior=False) for seat in seats).items()
        )
    ]
    topics: list[str | None] = [*sorted({topic for seat in seats for topic in seat.topics})] or [None]
    size, larger = divmod(len(seats), tables)
    costs = list[str]()
    rows = [f"{' + '.join(f'x{kind.number}_{place}' for place in range(len(topics)))} = {kind.count}" for kind in kinds]
    rows.append(f"{' + '.join(f'k{place}' for place in range(len(topics)))} = {tables}")
    for place, topic in enumerate(topics):
        costs += [f"{TOPIC * steps(kind.seat.topics, topic)} x{kind.number}_{place}" for kind in kinds]
        everyone = _sum(kinds, place, lambda _seat: True)
        rows += [f"{everyone} - {size} k{place} >= 0", f"{everyone} - {size + bool(larger)} k{place} <= 0"]
        for name, cost, chosen in _alike(seats):
            costs.append(f"{cost} a{place}_{name}")
            rows += [
                f"a{place}_{name} {_sum(kinds, place, chosen, -k)} + {k * (k + 1) // 2} k{place} >= 0"
                for k in range(1, size + 1)
            ]
        for name, cost, chosen in _needed():
            costs.append(f"{cost} {name}{place}")
            rows.append(f"{name}{place} - k{place} {_sum(kinds, place, chosen)} >= 0")
    return solved(costs, rows, whole=[f"k{place}" for place in range(len(topics))], binary=[])


def _sum(kinds: Sequence[Kind], place: int, chosen: Callable[[Seat], bool], times: int = 1) -> str:
    return " ".join(f"{times:+d} x{kind.number}_{place}" for kind in kinds if chosen(kind.seat))


def _alike(seats: Sequence[Seat]) -> list[tuple[str, int, Callable[[Seat], bool]]]:
    """Each stage and setting: a name, what a pair costs, and who is of it."""
    stages = sorted({seat.stage for seat in seats if seat.stage})
    places = sorted({setting for seat in seats for setting in seat.settings})
    return [
        *((f"s{n}", STAGE, _at_stage(stage)) for n, stage in enumerate(stages)),
        *((f"p{n}", SETTING, _from_setting(setting)) for n, setting in enumerate(places)),
    ]


def _at_stage(stage: str) -> Callable[[Seat], bool]:
    return lambda seat: seat.stage == stage


def _from_setting(setting: str) -> Callable[[Seat], bool]:
    return lambda seat: setting in seat.settings


def _needed() -> list[tuple[str, int, Callable[[Seat], bool]]]:
    return [("f", FACILITATOR, lambda seat: seat.facilitator), ("e", SENIOR, lambda seat: seat.senior)]


def trivial_bound(seats: Sequence[Seat], tables: int) -> int:
    """Everyone has what they wish for most, and each stage and setting is spread evenly over all groups."""
    counts = [(cost, sum(chosen(seat) for seat in seats)) for _name, cost, chosen in _alike(seats)]
    missing = sum(cost * max(0, tables - sum(map(chosen, seats))) for _name, cost, chosen in _needed())
    return missing + sum(cost * _pairs(count, tables) for cost, count in counts)


def _pairs(count: int, tables: int) -> int:
    each, more = divmod(count, tables)
    return more * each * (each + 1) // 2 + (tables - more) * each * (each - 1) // 2


# -- the report ---------------------------------------------------------------------------


def by_chance(seats: Sequence[Seat], wish: Wish, tables: int) -> int:
    """What a seating costs that is dealt out like cards, conflicts and all."""
    dealt = list(seats)
    Random(1).shuffle(dealt)
    groups = [dealt[table::tables] for table in range(tables)]
    return quality(
        [Group(n, tuple(one.member_id for one in group), best_topic(group)) for n, group in enumerate(groups)],
        seats,
        wish,
    ).cost


def report(name: str, seats: Sequence[Seat], wish: Wish) -> None:
    taken, found = list[float](), list[int]()
    first = allocate(seats, wish, 0)
    for seed in range(RUNS):
        began = time.perf_counter()
        found.append(allocate(seats, wish, seed).quality.cost)
        taken.append(time.perf_counter() - began)
    tables = len(first.groups)
    bound, trivial, chance = (
        lower_bound(seats, wish, tables),
        trivial_bound(seats, tables),
        by_chance(seats, wish, tables),
    )
    gaps = [(cost - bound) / bound for cost in found]
    print(f"{name}: {len(seats)} people, {tables} groups, {RUNS} seeds")
    print(f"  seconds       median {statistics.median(taken):.2f}, most {max(taken):.2f}")
    print(f"  cost          median {statistics.median(found):.0f}, most {max(found)}; by chance {chance}")
    print(f"  bound         {bound:.1f} (trivial {trivial})")
    print(f"  gap to bound  median {statistics.median(gaps):.1%}, most {max(gaps):.1%}")
    needed = sum(cost * max(0, tables - sum(map(chosen, seats))) for _name, cost, chosen in _needed())
    if needed:
        bare = [(cost - bound) / (bound - needed) for cost in found]
        print(
            f"  without what nobody could mend ({needed}): median {statistics.median(bare):.1%}, most {max(bare):.1%}"
        )
    for line in first.quality.lines():
        print(f"    {line}")


def main() -> None:
    seats, wish = invented(300, 1)
    report("A large workshop", seats, wish)
    report("The same with forty facilitators", _fewer(seats, 40), wish)
    report("A middling workshop", *invented(120, 2))
    report("A small workshop", *invented(60, 2))


def _fewer(seats: Sequence[Seat], facilitators: int) -> list[Seat]:
    left = [seat.member_id for seat in seats if seat.facilitator][:facilitators]
    return [replace(seat, facilitator=seat.member_id in left) for seat in seats]
