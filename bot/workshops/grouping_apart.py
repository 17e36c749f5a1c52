"""Whether people can be seated so that nobody sits with whom they mustn't, and one way to do it.

It is the colouring of a graph with tables of given sizes, so in principle hard; the lists of real people are short.
Whoever has the fewest tables left is seated next, and what doesn't work out is taken back (DSATUR: Brélaz, 1979;
exact with backtracking). People on no list sit anywhere, so they don't count here but for the room they need.
"""

from collections.abc import Iterator, Mapping
from random import Random

TRIES = 5_000
"""Seatings looked at before it is left open; well under a second."""


class Unsettled(Exception):
    """Neither found nor ruled out."""


def separated(
    foes: Mapping[int, frozenset[int]], tables: int, size: int, larger: int, random: Random
) -> dict[int, int] | None:
    """A table for everybody in ``foes`` with none of their foes at it, or None if there is none.

    There is room for ``size`` at each table, and for one more at so many as are ``larger``. Raises ``Unsettled`` when
    it would take too long to say.
    """
    if _all_foes(foes) > tables or len(foes) > tables * size + larger:
        return None
    seating = _Seating(foes, tables, size, larger, random)
    trail = list[tuple[int, Iterator[int]]]()
    tries = 0
    while len(trail) < len(foes):
        person = seating.most_pressed()
        trail.append((person, iter(seating.tables_for(person))))
        while trail:
            person, choices = trail[-1]
            seating.leaves(person)
            table = next(choices, None)
            if table is not None:
                tries += 1
                if tries > TRIES:
                    raise Unsettled
                seating.sits(person, table)
                break
            trail.pop()
        else:
            return None
    return seating.at


def _all_foes(foes: Mapping[int, frozenset[int]]) -> int:
    """How many people there are at least who are all foes of one another: each needs a table of their own."""
    most = 0
    for person in foes:
        among, others = 1, foes[person]
        while others:
            other = max(others, key=lambda one: (len(foes[one] & others), one))
            among, others = among + 1, others & foes[other]
        most = max(most, among)
    return most


class _Seating:
    """Who sits where, and which tables are closed to whom."""

    def __init__(self, foes: Mapping[int, frozenset[int]], tables: int, size: int, larger: int, random: Random) -> None:
        self.at = dict[int, int]()
        self._foes = foes
        self._size = size
        self._larger = larger
        self._random = random
        self._taken = [0] * tables
        self._closed = {person: [0] * tables for person in foes}
        self._waiting = set(foes)

    def most_pressed(self) -> int:
        return min(self._waiting, key=lambda one: (self._closed[one].count(0), -len(self._foes[one]), one))

    def tables_for(self, person: int) -> list[int]:
        """The emptiest first, by chance among equals; of those with nobody at them one is as good as another."""
        full = self._size + (sum(taken > self._size for taken in self._taken) < self._larger)
        free = [
            table
            for table, (taken, closed) in enumerate(zip(self._taken, self._closed[person], strict=True))
            if not closed and taken < full
        ]
        empty = [table for table in free if not self._taken[table]]
        self._random.shuffle(free)
        tables = [table for table in free if self._taken[table] or table == empty[0]]
        return sorted(tables, key=lambda table: self._taken[table])

    def sits(self, person: int, table: int) -> None:
        self.at[person] = table
        self._waiting.discard(person)
        self._taken[table] += 1
        for foe in self._foes[person]:
            self._closed[foe][table] += 1

    def leaves(self, person: int) -> None:
        table = self.at.pop(person, None)
        if table is None:
            return
        self._waiting.add(person)
        self._taken[table] -= 1
        for foe in self._foes[person]:
            self._closed[foe][table] -= 1
