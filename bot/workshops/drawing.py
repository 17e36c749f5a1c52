"""The fair draw of places: everyone who signed up in the window has the same chance, and anyone can check it.

The order is by the SHA-256 of ``seed:member id``. The seed's own hash is announced before anybody signs up and the
seed afterwards, so that it can't have been chosen to suit somebody.
"""

import hashlib
from collections.abc import Collection, Iterable


def fingerprint(seed: str) -> str:
    """What is announced of a seed beforehand: its SHA-256 in hex."""
    return hashlib.sha256(seed.encode()).hexdigest()


def drawn(people: Iterable[int], seed: str, left_out: Collection[int]) -> list[int]:
    """The order in which places are given: those left out last time first, otherwise by chance."""
    return sorted(people, key=lambda one: (one not in left_out, fingerprint(f"{seed}:{one}")))
