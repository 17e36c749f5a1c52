"""Small mixed groups for a workshop, made so that a person would think them fair: pure, and the same for a seed.

``allocate`` makes them, ``assessed`` says how good those are that were kept. How: docs/decisions/0018.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from bot.errors import InvalidInput, UserError
from bot.texts import N_, Message
from bot.workshops.grouping_apart import Unsettled, separated
from bot.workshops.grouping_costs import Group, Lack, Need, Quality, Seat, Wish, best_topic, quality

if TYPE_CHECKING:
    from bot.workshops.grouping_search import Hall

STARTS_FOR, MOST_STARTS = 500, 16
"""A small workshop is begun anew so often that it takes about as many starts as people make this number."""


class NoAllocation(UserError):
    """No groups keep everyone apart who has to be; the message says what would help, and never whose wish it is."""


@dataclass(frozen=True, slots=True)
class Allocation:
    """Groups, how good they are and what they lack, with what they were made from."""

    groups: tuple[Group, ...]
    quality: Quality
    missing: tuple[Lack, ...]
    seats: tuple[Seat, ...]
    """Each person once, by member id."""
    wish: Wish

    def group_of(self, member_id: int) -> Group | None:
        return next((group for group in self.groups if member_id in group.members), None)


def allocate(seats: Iterable[Seat], wish: Wish, seed: int) -> Allocation:
    """Groups of even size for everyone. The same for the same seed, in whatever order people come.

    About a second for 300 people, so it isn't for the loop. Raises ``InvalidInput`` where the numbers don't allow
    groups of such sizes, and ``NoAllocation`` where those who have to be apart can't be.
    """
    from bot.workshops.grouping_search import Hall, anneal  # numpy is loaded when it is first needed

    given = list(seats)
    people = once(given)
    random = Random(seed)  # noqa: S311 - it settles ties, and is to be the same again
    tables, start = _begun(people, wish, random)
    topics = sorted({topic for seat in people for topic in seat.topics})
    size, larger = divmod(len(people), tables)
    chairs = tables - larger if larger else 0
    hall = Hall.of(people, chairs, topics, wish.apart, wish.met)
    best: tuple[int, list[list[int]]] | None = None
    for number in range(max(1, min(MOST_STARTS, STARTS_FOR // len(people)))):
        _seat(hall, start, tables, size + bool(larger), len(people), random)
        anneal(hall, random, topics=bool(number % 2))
        if best is None or hall.cost() < best[0]:
            best = hall.cost(), [list(table) for table in hall.tables]
    found = [sorted(people[one].member_id for one in table if one < len(people)) for table in best[1]] if best else []
    known = {seat.member_id: seat for seat in people}
    groups = tuple(
        Group(number, tuple(members), best_topic([known[member] for member in members]))
        for number, members in enumerate(sorted(found), start=1)
    )
    return assessed(groups, given, wish)


def assessed(groups: Iterable[Group], seats: Iterable[Seat], wish: Wish) -> Allocation:
    """Groups that were made already, with what can be said of them. Everyone in them has to have a seat."""
    given, groups = list(seats), tuple(groups)
    people = once(given)
    good = quality(groups, people, wish)
    return Allocation(groups, good, tuple(_missing(good, people, len(given) - len(people))), tuple(people), wish)


def once(seats: Iterable[Seat]) -> list[Seat]:
    """Each person once, by member id. A mentor who takes part as well has one place, and is the mentor in it."""
    found = dict[int, Seat]()
    for seat in seats:
        twin = found.get(seat.member_id)
        found[seat.member_id] = seat if twin is None else _joined(twin, seat)
    return [found[member] for member in sorted(found)]


def _joined(one: Seat, other: Seat) -> Seat:
    first, second = sorted((one, other), key=lambda seat: (not (seat.senior or seat.facilitator), seat.topics))
    return Seat(
        one.member_id,
        junior=one.junior and other.junior,
        senior=one.senior or other.senior,
        facilitator=one.facilitator or other.facilitator,
        stage=first.stage or second.stage,
        settings=one.settings | other.settings,
        topics=first.topics or second.topics,
    )


# -- how many groups, and who has to be apart ---------------------------------------------


def _begun(people: Sequence[Seat], wish: Wish, random: Random) -> tuple[int, dict[int, int]]:
    """How many groups, and places for those who have to be apart, by their number among the people."""
    foes = _foes(people, wish)
    open_question = False
    counts = _counts(people, wish)
    for tables in counts:
        try:
            start = separated(foes, tables, *divmod(len(people), tables), random)
        except Unsettled:
            open_question = True
            continue
        if start is not None:
            return tables, start
    raise _impossible(people, foes, max(counts), random, open_question=open_question)


def _foes(people: Sequence[Seat], wish: Wish) -> dict[int, frozenset[int]]:
    number = {seat.member_id: place for place, seat in enumerate(people)}
    found = dict[int, set[int]]()
    for pair in wish.apart:
        known = [number[member] for member in pair if member in number]
        if len(known) == 2:
            found.setdefault(known[0], set()).add(known[1])
            found.setdefault(known[1], set()).add(known[0])
    return {one: frozenset(found[one]) for one in sorted(found)}


def _counts(people: Sequence[Seat], wish: Wish) -> list[int]:
    """The numbers of groups that may be, best first: about the middle size, but no more than facilitators and seniors
    suffice for."""
    least, most, n = wish.least, wish.most, len(people)
    if not 2 <= least <= most:
        raise InvalidInput(N_("Groups need at least two people, and the smallest size can't be above the largest."))
    if not people:
        raise InvalidInput(N_("Nobody has a place yet, so there are no groups to make."))
    fewest, many = -(-n // most), n // least
    if fewest > many:
        raise InvalidInput(_odd_number(n, wish))
    if wish.groups is not None:
        if not fewest <= wish.groups <= many:
            raise InvalidInput(
                N_(
                    "{people} people make {fewest} to {most} groups of that size. Please choose a number between.",
                    people=n,
                    fewest=fewest,
                    most=many,
                )
            )
        return [wish.groups]
    middle = round(2 * n / (least + most))
    enough = [sum(seat.facilitator for seat in people), sum(seat.senior for seat in people)]
    wanted = max(fewest, min(many, middle, *(number for number in enough if number)))
    # More groups, rather than fewer, are what helps those who have to be apart.
    return [*range(wanted, many + 1), *range(wanted - 1, fewest - 1, -1)]


def _odd_number(n: int, wish: Wish) -> Message:
    """How to say that a number of people can't be divided so, with the nearest sizes that would do."""
    if n < wish.least:
        return N_("{people} people are too few for groups of {least}.", people=n, least=wish.least)
    return N_(
        "{people} people can't be divided into groups of {least} to {most}. Allow groups of {smaller}, or of {larger}.",
        people=n,
        least=wish.least,
        most=wish.most,
        smaller=n // (n // wish.most + 1),
        larger=-(-n // (n // wish.least)),
    )


def _impossible(
    people: Sequence[Seat], foes: dict[int, frozenset[int]], tables: int, random: Random, *, open_question: bool
) -> NoAllocation:
    """What to say where nobody could be seated: how many groups it would take, never for whom."""
    if open_question:
        return NoAllocation(
            N_(
                "Heronry found no groups that keep everyone apart who has to be, though there may be some. More groups "
                "would help: smaller ones, or more mentors."
            )
        )
    for more in range(tables + 1, len(people) // 2 + 1):
        try:
            if separated(foes, more, *divmod(len(people), more), random) is not None:
                return NoAllocation(
                    N_(
                        "No groups of these sizes keep everyone apart who has to be. {groups} groups would: allow "
                        "smaller ones, or invite more mentors so that there can be more.",
                        groups=more,
                    )
                )
        except Unsettled:
            break
    return NoAllocation(
        N_(
            "No groups keep everyone apart who has to be, even if they were smaller. More mentors would help, or a "
            "second workshop for some."
        )
    )


# -- the first seating --------------------------------------------------------------------


def _seat(hall: "Hall", start: dict[int, int], tables: int, size: int, people: int, random: Random) -> None:
    """Seat everyone somewhere: first those who have to be apart, then the rest where their topic is."""
    seated: list[list[int]] = [[] for _ in range(tables)]
    for person, table in start.items():
        seated[table].append(person)
    chairs = range(people, len(hall.kind))
    for chair, table in zip(chairs, sorted(range(tables), key=lambda table: len(seated[table])), strict=False):
        seated[table].append(chair)
    lost: list[list[int]] = hall.lost.tolist()
    topic = _shared_out(lost, people, tables)
    random.shuffle(topic)
    rest = [person for person in range(people) if person not in start]
    random.shuffle(rest)
    rest.sort(key=lambda person: sum(each[person] == 0 for each in lost))
    for person in rest:
        free = [table for table in range(tables) if len(seated[table]) < size]
        seated[min(free, key=lambda table: (lost[topic[table]][person], len(seated[table])))].append(person)
    hall.sit(seated, topic)


def _shared_out(lost: Sequence[Sequence[int]], people: int, tables: int) -> list[int]:
    """Topics for the tables: one after the other, each for as many as possible who like it best and have none yet."""
    topics = range(len(lost))
    dearest = [[topic for topic in topics if lost[topic][person] == 0] for person in range(people)]
    wishing = [best[0] for best in dearest if len(best) == 1]
    waiting = [wishing.count(topic) for topic in topics]
    found = list[int]()
    for _table in range(tables):
        topic = max(topics, key=lambda topic: min(people / tables, waiting[topic]))
        waiting[topic] -= -(-people // tables)
        found.append(topic)
    return found


# -- what is missing ----------------------------------------------------------------------


def _missing(good: Quality, people: Sequence[Seat], twice: int) -> Iterator[Lack]:
    seniors, facilitators = sum(seat.senior for seat in people), sum(seat.facilitator for seat in people)
    if good.short:
        yield Lack(
            Need.SIZE,
            good.short,
            N_("Groups are too small by {count} people in all. Put two together, or make them anew.", count=good.short),
        )
    if good.no_facilitator:
        yield Lack(
            Need.FACILITATOR,
            good.no_facilitator,
            N_(
                "Groups without a facilitator: {count}. There are {there} for {groups} groups; more facilitators or "
                "fewer groups would help.",
                count=good.no_facilitator,
                there=facilitators,
                groups=good.groups,
            ),
        )
    if good.no_senior and not seniors:
        yield Lack(Need.SENIOR, good.no_senior, N_("Nobody senior is signed up. Invite some, or one for all groups."))
    elif good.no_senior:
        yield Lack(
            Need.SENIOR,
            good.no_senior,
            N_(
                "Groups without anybody senior: {count}. There are {there} senior people for {groups} groups; more of "
                "them or fewer groups would help.",
                count=good.no_senior,
                there=seniors,
                groups=good.groups,
            ),
        )
    if good.alone:
        yield Lack(
            Need.COMPANY,
            good.alone,
            N_("Groups with only one junior member: {count}. Ask them whether that suits.", count=good.alone),
        )
    if twice:
        yield Lack(
            Need.ONE_PLACE,
            twice,
            N_("Signed up as a mentor and to take part: {count}. Each has one place, as a mentor.", count=twice),
        )
