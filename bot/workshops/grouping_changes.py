"""Groups that were made already, changed with the least disruption: by hand, for who comes late, for who doesn't come.

Nobody is ever put with whom they mustn't be, and a refusal never says that this was the reason. Each function gives
the groups as they would be; ``after.quality.changes(before.quality)`` says what that is worth.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from bot.errors import InvalidInput, NotFound
from bot.texts import N_
from bot.workshops.grouping import Allocation, assessed
from bot.workshops.grouping_costs import ALONE, Group, Seat, allowed, group_cost

WORTH_IT = ALONE // 3
"""What a change has to gain for each person who moves: company for a junior is worth an exchange, a topic isn't."""

Table = list[Seat]
Step = tuple[tuple[int, int, int], ...]
"""Who moves: person, from, to, by their places."""


class KeptApart(InvalidInput):
    """Two who mustn't be together would be: the one refusal whose reason nobody sees, so its words give none."""

    def __init__(self) -> None:
        super().__init__(N_("Heronry can't make this change. Please choose another group, or another person."))


def moved(allocation: Allocation, member_id: int, to: int) -> Allocation:
    """Somebody moved to the group of that number. Raises ``UserError`` where sizes or people don't allow it."""
    group = _group_of(allocation, member_id)
    target = _numbered(allocation, to)
    if group.number == to:
        return allocation
    if len(target.members) >= allocation.wish.most:
        raise InvalidInput(N_("Group {number} is full. Exchange two people instead.", number=to))
    if len(group.members) == allocation.wish.least:
        raise InvalidInput(
            N_("Group {number} would be too small without them. Exchange two people instead.", number=group.number)
        )
    return _by_hand(allocation, {member_id: to})


def swapped(allocation: Allocation, one: int, other: int) -> Allocation:
    """Two people in each other's places. Raises ``UserError`` where that can't be."""
    numbers = [_group_of(allocation, member).number for member in (one, other)]
    return allocation if numbers[0] == numbers[1] else _by_hand(allocation, {one: numbers[1], other: numbers[0]})


def placed(allocation: Allocation, late: Iterable[Seat]) -> Allocation:
    """People who come late, each where it costs least; nobody else moves, or at most one where it must be.

    Raises ``InvalidInput`` where there is no such place.
    """
    for seat in sorted(late, key=lambda one: one.member_id):
        if allocation.group_of(seat.member_id) is not None:
            raise InvalidInput(N_("They are in a group already."))
        tables = _tables(allocation)
        place = min(_places(allocation, tables, seat), default=None)
        made = None if place else min(_places_made(allocation, tables, seat), default=None)
        if place is not None:
            tables[place[1]].append(seat)
        elif made is not None:
            _cost, number, (person, to) = made
            tables[to].append(tables[number].pop(person))
            tables[number].append(seat)
        else:
            raise InvalidInput(
                N_(
                    "No group has a place that fits. Allow groups of {more}, or make the groups anew.",
                    more=allocation.wish.most + 1,
                )
            )
        allocation = _with(allocation, tables, (*allocation.seats, seat))
    return allocation


def without(allocation: Allocation, gone: Iterable[int]) -> Allocation:
    """Those gone leave; the others stay, but for the few whose moves give a group its size, facilitator, senior or a
    junior their company. What can't be mended so stands in ``missing``."""
    left = set(gone)
    tables = [[seat for seat in table if seat.member_id not in left] for table in _tables(allocation)]
    seats = [seat for seat in allocation.seats if seat.member_id not in left]
    lost = {number for number, group in enumerate(allocation.groups) if left & set(group.members)}
    _dissolve(allocation, tables)
    while (step := _best_step(allocation, tables, lost)) is not None:
        people = [tables[frm][person] for person, frm, _to in step]
        for seat, (_person, frm, to) in zip(people, step, strict=True):
            tables[frm].remove(seat)
            tables[to].append(seat)
            lost.add(frm)
    return _with(allocation, tables, seats)


def displaced(before: Allocation, after: Allocation) -> frozenset[int]:
    """Those of both whose group is another now."""
    was = {member: group.number for group in before.groups for member in group.members}
    return frozenset(
        member for group in after.groups for member in group.members if was.get(member, group.number) != group.number
    )


# -- by hand ------------------------------------------------------------------------------


def _group_of(allocation: Allocation, member_id: int) -> Group:
    group = allocation.group_of(member_id)
    if group is None:
        raise NotFound(N_("They aren't in any group."))
    return group


def _numbered(allocation: Allocation, number: int) -> Group:
    for group in allocation.groups:
        if group.number == number:
            return group
    raise NotFound(N_("There is no group {number}.", number=number))


def _by_hand(allocation: Allocation, to: dict[int, int]) -> Allocation:
    place = {group.number: place for place, group in enumerate(allocation.groups)}
    tables = [[seat for seat in table if seat.member_id not in to] for table in _tables(allocation)]
    for seat in allocation.seats:
        if seat.member_id in to:
            tables[place[to[seat.member_id]]].append(seat)
    touched = {place[number] for number in to.values()}
    if not all(allowed(tables[table], allocation.wish.apart) for table in touched):
        raise KeptApart
    return _with(allocation, tables, allocation.seats)


# -- tables -------------------------------------------------------------------------------


def _tables(allocation: Allocation) -> list[Table]:
    known = {seat.member_id: seat for seat in allocation.seats}
    return [[known[member] for member in group.members] for group in allocation.groups]


def _with(allocation: Allocation, tables: Sequence[Table], seats: Iterable[Seat]) -> Allocation:
    """The groups with these people; those with nobody left are gone, the others keep number and topic."""
    groups = [
        replace(group, members=tuple(sorted(seat.member_id for seat in table)))
        for group, table in zip(allocation.groups, tables, strict=True)
        if table
    ]
    return assessed(groups, seats, allocation.wish)


def _more(allocation: Allocation, tables: Sequence[Table], table: int, people: Table) -> int:
    """What a group with these people costs more than as it is."""
    topic, wish = allocation.groups[table].topic, allocation.wish
    return group_cost(people, topic, wish) - (group_cost(tables[table], topic, wish) if tables[table] else 0)


def _takes(allocation: Allocation, table: Table, seat: Seat) -> bool:
    """Whether there is a place for somebody at a table that anybody is at."""
    apart = allocation.wish.apart
    return 0 < len(table) < allocation.wish.most and not any(
        frozenset({seat.member_id, one.member_id}) in apart for one in table
    )


def _places(allocation: Allocation, tables: Sequence[Table], seat: Seat) -> Iterator[tuple[int, int]]:
    """Tables with a place for somebody, after what it costs."""
    for number, table in enumerate(tables):
        if _takes(allocation, table, seat):
            yield _more(allocation, tables, number, [*table, seat]), number


def _places_made(
    allocation: Allocation, tables: Sequence[Table], seat: Seat
) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Tables that have a place once one person has moved on from them, who and where to."""
    for number, table in enumerate(tables):
        for person, leaves in enumerate(table):
            stay = [one for one in table if one is not leaves]
            if not stay or not _takes(allocation, stay, seat):
                continue
            here = _more(allocation, tables, number, [*stay, seat])
            for other, to in _places(allocation, tables, leaves):
                if to != number:
                    yield here + other, number, (person, to)


def _dissolve(allocation: Allocation, tables: list[Table]) -> None:
    """Spread a group that lost most of its people over the others, where that moves fewer than filling it would."""
    for number in sorted(range(len(tables)), key=lambda table: len(tables[table])):
        table = tables[number]
        if not 0 < len(table) <= allocation.wish.least - len(table):
            continue
        trial = [list(one) for one in tables]
        trial[number] = []
        for seat in table:
            found = min(_places(allocation, trial, seat), default=None)
            if found is None:
                break
            trial[found[1]].append(seat)
        else:
            tables[:] = trial


def _best_step(allocation: Allocation, tables: Sequence[Table], lost: Set[int]) -> Step | None:
    """The move or exchange that is worth most for each person who has to move; None if none is worth a disruption."""
    worth, step = max(_steps(allocation, tables, lost), default=(0, None))
    return step if worth >= WORTH_IT else None


def _steps(allocation: Allocation, tables: Sequence[Table], lost: Set[int]) -> Iterator[tuple[int, Step]]:
    """What can be done for the groups that lost somebody and lack something: gain for each person, and who moves."""
    wish = allocation.wish
    for number in sorted(lost):
        table = tables[number]
        if not table or group_cost(_bare(table), None, replace(wish, met={})) < ALONE:
            continue
        for other, there in enumerate(tables):
            if other == number or not there:
                continue
            for frm, to in ((number, other), (other, number)):
                for person, seat in enumerate(tables[frm]):
                    if _takes(allocation, tables[to], seat) and len(tables[frm]) > 1:
                        stay = [one for one in tables[frm] if one is not seat]
                        gain = -_more(allocation, tables, frm, stay) - _more(
                            allocation, tables, to, [*tables[to], seat]
                        )
                        yield gain, ((person, frm, to),)
            yield from _exchanges(allocation, tables, number, other)


def _bare(table: Table) -> Table:
    """The people with nothing but their roles: what they cost is what their group lacks."""
    return [replace(seat, stage="", settings=frozenset(), topics=()) for seat in table]


def _exchanges(allocation: Allocation, tables: Sequence[Table], g: int, h: int) -> Iterator[tuple[int, Step]]:
    for one, leaves in enumerate(tables[g]):
        for other, comes in enumerate(tables[h]):
            if (leaves.facilitator, leaves.senior, leaves.junior) == (comes.facilitator, comes.senior, comes.junior):
                continue
            here = [*(seat for seat in tables[g] if seat is not leaves), comes]
            there = [*(seat for seat in tables[h] if seat is not comes), leaves]
            if allowed(here, allocation.wish.apart) and allowed(there, allocation.wish.apart):
                gain = -_more(allocation, tables, g, here) - _more(allocation, tables, h, there)
                yield gain // 2, ((one, g, h), (other, h, g))
