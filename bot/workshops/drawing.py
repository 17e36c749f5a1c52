"""The fair draw of places: everyone who signed up in the window has the same chance, and anyone can check it.

The order is by the SHA-256 of ``seed:member id``. The seed's own hash is announced before anybody signs up and the
seed afterwards, so that it can't have been chosen to suit somebody.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lots:
    """What came of a draw for one role, so that anybody can compare: how many signed up, how many of them came first
    as left out last time, how many have a place. ``before`` is what the fingerprints that got one come before, among
    those with whom places ran out; empty where they ran out with nobody in between.

    It is as short as it can be, and lies between two fingerprints: each person's could be told to be theirs.
    """

    applied: int
    first: int
    places: int
    before: str = ""


def fingerprint(seed: str) -> str:
    """What is announced of a seed beforehand: its SHA-256 in hex."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn(people: Iterable[int], seed: str, left_out: Collection[int]) -> list[int]:
    """The order in which places are given: those left out last time first, otherwise by chance."""
    return sorted(people, key=lambda one: (one not in left_out, ticket(seed, one)))


def ticket(seed: str, member_id: int) -> str:
    """Somebody's own fingerprint, which their turn goes by."""
    return fingerprint(f"{seed}:{member_id}")


def lots(order: Sequence[int], seed: str, left_out: Collection[int], places: int) -> Lots:
    """What came of it for those of one role, in the drawn order."""
    first, got = sum(one in left_out for one in order), min(max(places, 0), len(order))
    if got in (0, first, len(order)):
        return Lots(len(order), first, got)
    return Lots(len(order), first, got, _between(ticket(seed, order[got - 1]), ticket(seed, order[got])))


def _between(lower: str, upper: str) -> str:
    """The shortest beginning of ``upper`` that comes after ``lower``."""
    return next(upper[:n] for n in range(1, len(upper) + 1) if upper[:n] > lower[:n])
