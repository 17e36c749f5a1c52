"""Who is to be put into a workshop's groups, and what has to be known of them for that.

Those with a place come, and those whom facilitators have named to lead a group, with a place or without. On the day
whoever was put down as not there no longer counts, and whoever came without a place does.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community.leavers import missing
from bot.workshops import group_repository, repository
from bot.workshops.entries import Role, Standing
from bot.workshops.grouping_costs import Pair, Seat
from bot.workshops.models import PlaceRow, WorkshopRow

SENIOR = "Senior"
JUNIOR = frozenset({"MSc student", "PhD student", "Early career"})
"""Stages at which somebody shouldn't be the only one in their group."""


class Backgrounds(Protocol):
    """What is needed of the directory."""

    def background_of(self, guild_id: int, member_id: int) -> tuple[str | None, frozenset[str]]:
        """A listed person's career stage and settings."""
        ...


class Avoided(Protocol):
    """What is needed of people's private lists."""

    def pairs(self, guild_id: int, among: Collection[int]) -> frozenset[Pair]:
        """Which two of these people are never put together."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody who comes, by member id. ``met`` isn't part of what makes two of these the same.

    ``lost`` come as well, and can't be put with anybody at all, such as someone whose private list can't be opened.
    """

    seats: tuple[Seat, ...]
    apart: frozenset[Pair]
    lost: tuple[int, ...]
    met: dict[Pair, int] = field(default_factory=dict[Pair, int], compare=False)


class Gathering:
    """Collects them, in a transaction of whoever asks."""

    def __init__(self, directory: Backgrounds, avoiding: Avoided) -> None:
        self._directory = directory
        self._avoiding = avoiding

    async def gather(self, session: AsyncSession, row: WorkshopRow, leads: Collection[int]) -> Gathered:
        places = {one.member_id: one for one in await repository.places(session, row.id)}
        gone = await missing(session, row.guild_id)
        people = {one.member_id for one in places.values() if comes(one, leads=False)}
        people |= {one for one in leads if comes(places.get(one), leads=True)}
        people -= gone
        apart = self._avoiding.pairs(row.guild_id, people)
        lost = _apart_from_all(people, apart)
        return Gathered(
            tuple(self._seat(row, one, places.get(one), leads=one in leads) for one in sorted(people - lost)),
            frozenset(pair for pair in apart if not pair & lost),
            tuple(sorted(lost)),
            _met(await group_repository.sat_together(session, row), people),
        )

    def _seat(self, row: WorkshopRow, member_id: int, place: PlaceRow | None, *, leads: bool) -> Seat:
        known, settings = self._directory.background_of(row.guild_id, member_id)
        mentor = place is not None and place.role == Role.MENTOR
        stage = (place.stage if place is not None else "") or known or ""
        senior = stage == SENIOR or (mentor and not stage)  # mentors come from every stage; most of them are ahead
        return Seat(
            member_id, junior=stage in JUNIOR and not mentor, senior=senior, facilitator=leads,
            stage=stage, settings=settings, topics=_wished(row.topics, place.topics if place is not None else ()),
        )  # fmt: skip


def comes(place: PlaceRow | None, *, leads: bool) -> bool:
    """Whether somebody comes, by what they signed up for and were put down as; None for whoever didn't sign up."""
    if place is None or place.attended is None:
        return leads or (place is not None and place.standing == Standing.HOLDS)
    return place.attended


def _apart_from_all(people: Collection[int], apart: Iterable[Pair]) -> frozenset[int]:
    """Those who may be put with none of the others."""
    foes = Counter(one for pair in apart for one in pair)
    return frozenset(one for one in people if len(people) > 1 and foes[one] == len(people) - 1)


def _wished(offered: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """Those of the workshop's topics that somebody named, in their order; a mentor names them in their own words."""
    known = {one.casefold(): one for one in offered}
    return tuple(dict.fromkeys(known[one.casefold()] for one in said if one.casefold() in known))


def _met(sat: Iterable[tuple[int, int, int]], people: Collection[int]) -> dict[Pair, int]:
    """How often two of these people were in one group before."""
    tables = dict[tuple[int, int], list[int]]()
    for workshop_id, number, member_id in sat:
        if member_id in people:
            tables.setdefault((workshop_id, number), []).append(member_id)
    return dict(Counter(frozenset(two) for table in tables.values() for two in combinations(table, 2)))
