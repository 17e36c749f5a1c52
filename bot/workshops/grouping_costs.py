"""What makes groups good: who sits in them, what is asked of them, and what each shortcoming costs.

Costs are whole numbers, so that sums come out the same everywhere. Weights fall in this order
(docs/decisions/0018-how-groups-are-made.md): a group of the agreed size, a facilitator in it, somebody senior, no
junior alone, topics, not the same people as before, different career stages, different settings. They are weights and
not ranks: many small shortcomings can outweigh one larger.

Whom nobody may be put with is no cost: it is never broken.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from bot.texts import N_, Message

Pair = frozenset[int]

SHORT, FACILITATOR, SENIOR, ALONE = 2_000, 1_000, 800, 400
"""For each person that a group lacks to its least size, and for each group without a facilitator, without anybody
senior, with just one junior."""
TOPIC = 12
"""For each step from what somebody wished for most: see ``steps``."""
AGAIN, OFTEN = 8, 3
"""For each time that two people of a group met in one before, up to so many."""
STAGE, SETTING = 4, 2
"""For each two of a group at the same career stage, and for each setting that two of them share."""
LATER, UNMET = 2, 4
"""The steps down to any wish after the second, and to a topic that somebody didn't wish for at all."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who comes. ``topics`` are what they wish to talk about, dearest first; none means that all suit.

    ``stage`` is empty where it isn't known: then it is like nobody else's.
    """

    member_id: int
    junior: bool = False
    senior: bool = False
    facilitator: bool = False
    stage: str = ""
    settings: frozenset[str] = frozenset()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the groups: people in each, who mustn't be together, who was in a group with whom, how often.

    ``groups`` is how many there should be, or None for as many as suit. People who aren't there don't matter.
    """

    least: int = 5
    most: int = 7
    apart: frozenset[Pair] = frozenset()
    met: Mapping[Pair, int] = field(default_factory=dict[Pair, int])
    groups: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The people at one table, by member id in rising order, and what they talk about (None if nobody wished).

    The number stays when people come and go, and is never given twice.
    """

    number: int
    members: tuple[int, ...]
    topic: str | None = None


class Need(StrEnum):
    """What groups can lack."""

    SIZE = "size"
    FACILITATOR = "facilitator"
    SENIOR = "senior"
    COMPANY = "company"
    """Another junior."""
    ONE_PLACE = "one place"
    """People who were there twice, such as a mentor who had signed up to take part as well."""


@dataclass(frozen=True, slots=True)
class Lack:
    """Something that is missing, in how many groups (or of how many people), and what would help. Names nobody."""

    need: Need
    count: int
    message: Message


NEEDED = frozenset({"size", "facilitator", "senior", "alone"})
"""What is said of groups only where it isn't so."""


@dataclass(frozen=True, slots=True)
class Quality:
    """How good groups are, in counts. ``cost`` is all of it in one number; less is better."""

    groups: int
    short: int
    """People missing to the least size, over all groups."""
    no_facilitator: int
    no_senior: int
    alone: int
    """Groups with just one junior."""
    first: int
    """People whose group talks about what they wished for most; ``second`` and ``later``: their other wishes."""
    second: int
    later: int
    wishing: int
    """People who wished for a topic."""
    again: int
    """Meetings repeated: two people who were in one group twice before and are again count two."""
    same_stage: int
    """Pairs in one group at the same career stage."""
    same_setting: int
    """Settings shared, over all pairs in one group."""
    cost: int

    def lines(self) -> tuple[Message, ...]:
        """What facilitators read, most important first: of what every group needs only what isn't so."""
        said = self._said()
        lacks = [message for name, message in said if name in NEEDED and _figure(message) != "0"]
        fine = N_("Each group has its size, a facilitator and somebody senior, and in none is a junior member alone.")
        return (*(lacks or [fine]), *(message for name, message in said if name not in NEEDED))

    def changes(self, before: "Quality") -> tuple[Message, ...]:
        """What has become better or worse, line by line; nothing where nothing has."""
        was = dict(before._said())
        return tuple(
            N_("{now} (before: {before})", now=now, before=_figure(was[name]))
            for name, now in self._said()
            if _figure(now) != _figure(was[name])
        )

    def _said(self) -> list[tuple[str, Message]]:
        served = self.first + self.second + self.later
        return [
            ("size", N_("People missing to the smallest size: {figure}", figure=str(self.short))),
            ("facilitator", N_("Groups without a facilitator: {figure}", figure=str(self.no_facilitator))),
            ("senior", N_("Groups without anybody senior: {figure}", figure=str(self.no_senior))),
            ("alone", N_("Groups with only one junior member: {figure}", figure=str(self.alone))),
            ("topic", N_("People with a topic they wished for: {figure}", figure=f"{served}/{self.wishing}")),
            (
                "first",
                N_("People with the topic they wished for most: {figure}", figure=f"{self.first}/{self.wishing}"),
            ),
            ("again", N_("Pairs who have been in a group before: {figure}", figure=str(self.again))),
            ("stage", N_("Pairs in a group at the same career stage: {figure}", figure=str(self.same_stage))),
            ("setting", N_("Pairs in a group from the same setting: {figure}", figure=str(self.same_setting))),
        ]


def _figure(message: Message) -> object:
    return message.values["figure"]


def steps(topics: Sequence[str], topic: str | None) -> int:
    """How far a group's topic is from what somebody wished for most."""
    if not topics or topic is None:
        return 0
    return min(topics.index(topic), LATER) if topic in topics else UNMET


def needs(size: int, facilitators: int, seniors: int, juniors: int, least: int) -> int:
    """What it costs that a group lacks somebody; ``juniors`` and the rest count those in it."""
    return (
        SHORT * max(0, least - size)
        + FACILITATOR * (not facilitators)
        + SENIOR * (not seniors)
        + ALONE * (juniors == 1)
    )


def pair_cost(one: Seat, other: Seat, met: Mapping[Pair, int]) -> int:
    """What it costs that two people sit together."""
    times = met.get(frozenset({one.member_id, other.member_id}), 0) if met else 0
    same = STAGE if one.stage and one.stage == other.stage else 0
    return AGAIN * min(times, OFTEN) + same + SETTING * len(one.settings & other.settings)


def group_cost(seats: Sequence[Seat], topic: str | None, wish: Wish) -> int:
    """What one group costs."""
    return (
        needs(
            len(seats),
            sum(seat.facilitator for seat in seats),
            sum(seat.senior for seat in seats),
            sum(seat.junior for seat in seats),
            wish.least,
        )
        + TOPIC * sum(steps(seat.topics, topic) for seat in seats)
        + sum(pair_cost(one, other, wish.met) for one, other in combinations(seats, 2))
    )


def best_topic(seats: Sequence[Seat]) -> str | None:
    """What suits a group's people best; the first by name of those that suit alike."""
    topics = sorted({topic for seat in seats for topic in seat.topics})
    return min(topics, key=lambda topic: sum(steps(seat.topics, topic) for seat in seats), default=None)


def allowed(seats: Iterable[Seat], apart: frozenset[Pair]) -> bool:
    """Whether nobody here is kept apart from somebody else here."""
    return not any(frozenset(two) in apart for two in combinations([seat.member_id for seat in seats], 2))


def quality(groups: Sequence[Group], seats: Iterable[Seat], wish: Wish) -> Quality:
    """How good groups are, however they were made. Everyone in them has to have a seat."""
    known = {seat.member_id: seat for seat in seats}
    tables = [([known[member] for member in group.members], group.topic) for group in groups]
    wishing = [steps(seat.topics, topic) for people, topic in tables for seat in people if seat.topics]
    pairs = [two for people, _topic in tables for two in combinations(people, 2)]
    return Quality(
        groups=len(tables),
        short=sum(max(0, wish.least - len(people)) for people, _topic in tables),
        no_facilitator=sum(not any(seat.facilitator for seat in people) for people, _topic in tables),
        no_senior=sum(not any(seat.senior for seat in people) for people, _topic in tables),
        alone=sum(sum(seat.junior for seat in people) == 1 for people, _topic in tables),
        first=wishing.count(0),
        second=wishing.count(1),
        later=wishing.count(LATER),
        wishing=len(wishing),
        again=sum(wish.met.get(frozenset({one.member_id, other.member_id}), 0) for one, other in pairs),
        same_stage=sum(bool(one.stage) and one.stage == other.stage for one, other in pairs),
        same_setting=sum(len(one.settings & other.settings) for one, other in pairs),
        cost=sum(group_cost(people, topic, wish) for people, topic in tables),
    )
