"""The search for good groups: simulated annealing over exchanges of two people (Kirkpatrick, Gelatt, Vecchi, 1983).

Each step takes one person and weighs their exchange with every other at once (a heat bath), which with arrays costs
little more than weighing one. It begins with a seating in which nobody sits with whom they mustn't, and never leaves
those. Empty chairs are people too: they cost nothing, and no two stand at one table; so sizes stay even, and an
exchange is the only move besides another topic for a table. The number of steps is fixed, not the time, and costs are
whole numbers, so that a seed gives the same groups again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from random import Random

import numpy as np
from numpy.typing import NDArray

from bot.workshops.grouping_costs import AGAIN, OFTEN, SETTING, STAGE, TOPIC, Pair, Seat, needs, steps

Numbers = NDArray[np.int64]

NEVER = 10**7
"""For two who mustn't be together: more than anything that an exchange could win."""
HOT, COLD = 3.0, 0.7
"""How much more a step may cost at the beginning and at the end, about."""
HOT_TOPICS = 25.0
"""At the beginning where topics are tried too: another one costs a whole table something."""
ROUNDS = 16
"""How often everybody is taken, on average."""
LENIENT, STRICT_FROM = 40, 0.7
"""At first what tables lack costs so many times less, up to this part of the steps, or else it is a wall: from no
junior at a table to two the way leads over one."""
UNLIKELY = 10.0
"""Heats beyond which an exchange isn't weighed: the odds are under one in 20,000."""


def _none(*shape: int) -> Numbers:
    return np.zeros(shape or (0,), dtype=np.int64)


@dataclass(slots=True)
class Hall:
    """Everybody's place, and what is needed to know at once what an exchange would cost.

    People are known by their numbers; empty chairs come after them.
    """

    pairs: Numbers
    """What it costs that two sit together."""
    lost: Numbers
    """What it costs that somebody's table has a topic, by topic and person."""
    roles: list[tuple[int, int, int]]
    """What kinds of people there are: facilitator, senior, junior, 0 or 1 each."""
    kind: list[int]
    """Everybody's, by its place in ``roles``."""
    at: list[int] = field(default_factory=list[int])
    tables: list[list[int]] = field(default_factory=list[list[int]])
    topic: list[int] = field(default_factory=list[int])
    beside: Numbers = field(default_factory=_none)
    """What a table's people cost beside somebody, by table and person, whether they sit there or not."""
    own: Numbers = field(default_factory=_none)
    """What somebody costs where they are."""
    lacks: Numbers = field(default_factory=_none)
    """What a table lacks more when one of a kind leaves and one of another comes, by table and both kinds."""
    slot: Numbers = field(default_factory=_none)
    """Table and kind of everybody in one number: table times kinds, plus kind."""
    lenient: bool = False
    _lacking: dict[tuple[int, ...], list[list[int]]] = field(default_factory=dict[tuple[int, ...], list[list[int]]])
    """What was found of a table by who is at it, in numbers: ``lacks`` of tables made up alike."""

    @classmethod
    def of(
        cls, seats: Sequence[Seat], chairs: int, topics: Sequence[str], apart: frozenset[Pair], met: Mapping[Pair, int]
    ) -> "Hall":
        """Nobody sits anywhere yet. ``chairs`` stay empty."""
        people, everyone = len(seats), len(seats) + chairs
        pairs, lost = _none(everyone, everyone), _none(max(1, len(topics)), everyone)
        pairs[:people, :people] = _alike(seats)
        number = {seat.member_id: place for place, seat in enumerate(seats)}
        for two, times in met.items():
            known = [number[member] for member in two if member in number]
            if len(known) == 2:
                pairs[known, known[::-1]] += AGAIN * min(times, OFTEN)
        for two in apart:
            known = [number[member] for member in two if member in number]
            if len(known) == 2:
                pairs[known, known[::-1]] = NEVER
        pairs[people:, people:] = NEVER
        np.fill_diagonal(pairs, 0)
        for place, topic in enumerate(topics):
            lost[place, :people] = [TOPIC * steps(seat.topics, topic) for seat in seats]
        each = [(int(seat.facilitator), int(seat.senior), int(seat.junior)) for seat in seats] + [(0, 0, 0)] * chairs
        roles = sorted(set(each))
        return cls(pairs, lost, roles, [roles.index(role) for role in each])

    def sit(self, tables: Sequence[Sequence[int]], topic: Sequence[int]) -> None:
        """Seat everyone; what tables lack costs little until ``be_strict``."""
        self.tables, self.topic = [list(table) for table in tables], list(topic)
        self.at = [0] * len(self.kind)
        for number, table in enumerate(self.tables):
            for person in table:
                self.at[person] = number
        self.beside = np.array([self.pairs[table].sum(axis=0) for table in self.tables])
        self.slot = np.array(self.at) * len(self.roles) + np.array(self.kind)
        self.own = _none(len(self.kind))
        for number in range(len(self.tables)):
            self._count(number)
        self._be(lenient=True)

    def be_strict(self) -> None:
        """From now on what tables lack costs all that it should."""
        self._be(lenient=False)

    def cost(self) -> int:
        """What it all costs; as ``quality`` has it, but for tables that are too small."""
        topics = sum(int(self.lost[self.topic[table], one]) for one, table in enumerate(self.at))
        return (int(self.own.sum()) + topics) // 2 + sum(self._needs(self._there(table)) for table in self.tables)

    def exchanges(self, one: int) -> Numbers:
        """What the exchange of somebody with each other costs more; no less than ``NEVER`` at the same table."""
        table, mine = self.at[one], self.kind[one]
        there = self.beside[:, one] + self.lost[self.topic, one] - self.own[one]
        there = there[:, None] + self.lacks[:, :, mine] + self.lacks[table, mine]
        found = there.ravel()[self.slot] + self.beside[table] + self.lost[self.topic[table]] - self.own
        found -= 2 * self.pairs[one]
        found[self.tables[table]] = NEVER
        return found

    def exchange(self, one: int, other: int) -> None:
        g, h = self.at[one], self.at[other]
        self.at[one], self.at[other] = h, g
        for person in (one, other):
            self.slot[person] = self.at[person] * len(self.roles) + self.kind[person]
        self.tables[g][self.tables[g].index(one)] = other
        self.tables[h][self.tables[h].index(other)] = one
        more = self.pairs[other] - self.pairs[one]
        self.beside[g] += more
        self.beside[h] -= more
        for table in (g, h):
            self._count(table)
            if self.kind[one] != self.kind[other]:
                self.lacks[table] = self._lacks(self.tables[table])

    def relabel(self, table: int, topic: int) -> None:
        self.topic[table] = topic
        self._count(table)

    def relabelled(self, table: int) -> Numbers:
        """What each topic for a table costs more than the one it has."""
        wanted = self.lost[:, self.tables[table]].sum(axis=1)
        return wanted - wanted[self.topic[table]]

    def _be(self, *, lenient: bool) -> None:
        self.lenient = lenient
        self.lacks = np.array([self._lacks(table) for table in self.tables])

    def _count(self, table: int) -> None:
        people = self.tables[table]
        self.own[people] = self.beside[table, people] + self.lost[self.topic[table], people]

    def _there(self, table: Sequence[int]) -> list[int]:
        return [sum(self.roles[self.kind[person]][role] for person in table) for role in range(3)]

    def _needs(self, there: Sequence[int]) -> int:
        found = needs(0, there[0], there[1], there[2], 0)
        return found // LENIENT if self.lenient else found

    def _lacks(self, table: Sequence[int]) -> list[list[int]]:
        there = self._there(table)
        known = self._lacking.get((self.lenient, *there))
        if known is not None:
            return known  # tables are made up alike again and again
        now = self._needs(there)
        found = [
            [
                self._needs([n - a + b for n, a, b in zip(there, leaves, comes, strict=True)]) - now
                for comes in self.roles
            ]
            for leaves in self.roles
        ]
        self._lacking[self.lenient, *there] = found
        return found


def _alike(seats: Sequence[Seat]) -> Numbers:
    """What it costs that two are like each other, by ``pair_cost``."""
    found = _none(len(seats), len(seats))
    for stage in sorted({seat.stage for seat in seats} - {""}):
        same = np.array([seat.stage == stage for seat in seats], dtype=np.int64)
        found += STAGE * np.outer(same, same)
    for setting in sorted({setting for seat in seats for setting in seat.settings}):
        same = np.array([setting in seat.settings for seat in seats], dtype=np.int64)
        found += SETTING * np.outer(same, same)
    return found


def anneal(hall: Hall, random: Random, *, topics: bool) -> None:
    """Mend a seating: warm at first, when a step may make it worse, then colder, then only for the better.

    ``topics`` says whether the tables' topics are tried anew all the time, or only in the end.
    """
    everyone = len(hall.kind)
    total, hot = ROUNDS * everyone, HOT_TOPICS if topics else HOT
    for step in range(total):
        if step == int(total * STRICT_FROM):
            hall.be_strict()
        heat = hot * (COLD / hot) ** (step / total)
        if topics:
            table, topic = random.randrange(len(hall.tables)), random.randrange(len(hall.lost))
            more = int(hall.relabelled(table)[topic])
            if more <= 0 or random.random() < exp(-more / heat):
                hall.relabel(table, topic)
        one = random.randrange(everyone)
        other = _drawn(hall.exchanges(one), heat, random)
        if other is not None:
            hall.exchange(one, other)
    settle(hall)


def _drawn(exchanges: Numbers, heat: float, random: Random) -> int | None:
    """With whom somebody is exchanged, by chance, the likelier the less it costs; None to stay."""
    others = np.flatnonzero(exchanges < heat * UNLIKELY)
    if not len(others):
        return None
    more = exchanges[others].tolist()
    least = min(0, *more)
    odds = [exp((least - each) / heat) for each in more]
    drawn = random.random() * (sum(odds) + exp(least / heat))
    for other, odd in zip(others.tolist(), odds, strict=True):
        drawn -= odd
        if drawn < 0:
            return other
    return None


def settle(hall: Hall) -> None:
    """Every exchange and topic that makes it better, until there is none."""
    better = True
    while better:
        better = False
        for table in range(len(hall.tables)):
            topics = hall.relabelled(table)
            if topics.min() < 0:
                hall.relabel(table, int(topics.argmin()))
                better = True
        for one in range(len(hall.kind)):
            exchanges = hall.exchanges(one)
            if exchanges.min() < 0:
                hall.exchange(one, int(exchanges.argmin()))
                better = True
