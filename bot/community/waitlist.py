"""Waiting for a place, as pretix does it: a free place is offered to the next in line and held for them meanwhile.

Nobody is promoted unasked, since plans may have changed; nobody who has a place loses it. It only decides: who
keeps the rows does as it says, in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_OFFER, SHORTEST_OFFER = timedelta(hours=24), timedelta(minutes=30)
LAST_OFFER = timedelta(hours=1)
"""So near the start nothing is offered any more: whoever is free may simply come."""


class Standing(StrEnum):
    """Where someone stands."""

    HOLDS = "holds"
    OFFERED = "offered"
    WAITS = "waits"


@dataclass(frozen=True, slots=True)
class InLine:
    """Someone with a place or in line for one. ``until`` ends an offer; ``since`` orders the line, in which those come
    last who were offered a place ``in_vain``, however often: it never reached them."""

    member_id: int
    standing: Standing
    since: datetime
    until: datetime | None = None
    in_vain: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done now: whose offers have lapsed (they leave the line), and who is offered a place until when."""

    lapsed: tuple[int, ...]
    offered: tuple[tuple[int, datetime], ...]


def takes_place(people: Iterable[InLine], capacity: int | None) -> bool:
    """Whether someone new gets a place at once: one is free, and nobody is before them."""
    if capacity is None:
        return True
    known = list(people)
    taken = sum(one.standing is not Standing.WAITS for one in known)
    return taken < capacity and not any(one.standing is Standing.WAITS for one in known)


def settle(people: Iterable[InLine], capacity: int | None, now: datetime, starts_at: datetime) -> Step:
    """What is due: offers that lapsed, and free places to offer. ``capacity`` None means there is room for all."""
    known = list(people)
    lapsed = [one.member_id for one in known if _has_lapsed(one, now)]
    waiting = (one for one in known if one.standing is Standing.WAITS)
    line = sorted(waiting, key=lambda one: (one.in_vain, one.since, one.member_id))
    taken = sum(one.standing is not Standing.WAITS for one in known) - len(lapsed)
    free = len(line) if capacity is None else max(0, capacity - taken)
    until = now + offer_length(now, starts_at)
    offers = line[:free] if starts_at - now > LAST_OFFER else []
    return Step(tuple(lapsed), tuple((one.member_id, until) for one in offers))


def _has_lapsed(one: InLine, now: datetime) -> bool:
    return one.standing is Standing.OFFERED and one.until is not None and one.until <= now


def offer_length(now: datetime, starts_at: datetime) -> timedelta:
    """How long an offer stands: a day, and less near the start, so that it can still be passed on."""
    return max(SHORTEST_OFFER, min(LONGEST_OFFER, (starts_at - now) / 4))
