"""A season of workshops over the wire: two hundred people, three workshops, and what must hold looked at all along.

Some press buttons themselves; the others sign up beside the running bot, as they would from elsewhere.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SetClock
from bot.community.standing import Person as Member
from bot.community.standing import Standing as Rank
from bot.workshops.entries import Mine, Role, SignUp, Standing, WorkshopCancelled
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House, agrees, house

START = datetime(2027, 1, 11, 10, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
CREATE = "/manage-workshops create"
TITLES = ("Fellowships", "Saying no", "Leading a team")
PRESSING = [MEMBER, *[one.name for one in SAMPLE.people.values() if one.kind == "member" and one.name != MEMBER][:2]]
CROWD = 197
"""With those who press, two hundred."""


class Season:
    """The people of a season, and where each stood when it was last looked at."""

    def __init__(self, home: House) -> None:
        assert home.services is not None
        self.home, self.built = home, home.services
        self.ids: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self.line: dict[str, list[int]] = {}
        self.had: dict[str, set[int]] = {}
        self.gave_back: set[int] = set()
        self.grouped: set[str] = set()

    def crowd(self, n: int) -> Member:
        return Member(SAMPLE.guild_id, 700_000_000_000_000_000 + n, Rank.MEMBER)

    async def joins(self, title: str, *numbers: int) -> list[Mine]:
        places = self.built.workshop_places
        joined = [await places.sign_up(self.crowd(n), self.ids[title], Role.PARTICIPANT, SignUp()) for n in numbers]
        await self.holds()
        return joined

    async def withdraws(self, title: str, member_id: int) -> None:
        self.gave_back.add(member_id)
        await self.built.workshop_places.withdraw(Member(SAMPLE.guild_id, member_id, Rank.MEMBER), self.ids[title])
        await self.holds()

    async def takes(self, title: str, member_id: int) -> None:
        await self.built.workshop_places.accept(Member(SAMPLE.guild_id, member_id, Rank.MEMBER), self.ids[title])
        await self.holds()

    async def offered(self, title: str) -> set[int]:
        """Who is offered a place."""
        look = Member(SAMPLE.guild_id, SAMPLE.owner.id, Rank.FACILITATOR)
        people = await self.built.roster.roster(look, self.ids[title])
        return {one.member_id for one in people if one.standing is Standing.OFFERED}

    async def signed_up(self, title: str) -> set[int]:
        """Who has a place or waits for one; whoever let an offer pass does neither."""
        look = Member(SAMPLE.guild_id, SAMPLE.owner.id, Rank.FACILITATOR)
        people = await self.built.roster.roster(look, self.ids[title])
        return {one.member_id for one in people if one.standing is not Standing.LAPSED}

    async def holds(self) -> None:
        """Look at every workshop: places, the line, nobody who lost theirs."""
        look = Member(SAMPLE.guild_id, SAMPLE.owner.id, Rank.FACILITATOR)
        for title, number in self.ids.items():
            people = await self.built.roster.roster(look, number)
            taken = {one.member_id for one in people if one.standing in (Standing.HOLDS, Standing.OFFERED)}
            assert len(taken) <= self.places[title], title
            assert len({one.member_id for one in people}) == len(people)
            line = [one.member_id for one in people if one.standing is Standing.WAITS]
            stayed = [one for one in self.line.get(title, line) if one in line]
            assert [one for one in line if one in stayed] == stayed, "the line keeps its order"
            lost = self.had.get(title, set()) - {one.member_id for one in people if one.standing is Standing.HOLDS}
            assert lost <= self.gave_back, "nobody lost a place"
            self.line[title] = line
            self.had[title] = {one.member_id for one in people if one.standing is Standing.HOLDS}
            if title in self.grouped:
                found = await self.built.groups.look(look, number)
                seated = [one for circle in found.circles for one in circle.members]
                assert len(seated) == len(set(seated)), "nobody sits in two groups"
                assert {*seated, *found.lost} == self.had[title], "everyone with a place has a group, or is named"
                assert all(len(circle.members) <= 7 for circle in found.circles)

    async def later(self, span: timedelta) -> None:
        await self.home.later(span)
        await self.holds()


async def plans(season: Season, facilitator: Person, title: str, places: int, **options: Any) -> Shown:
    draft = await facilitator.types(CREATE, title=title, channel_="general", places=places, mentors=2, **options)
    await facilitator.presses(draft, "Keep it")
    found = await facilitator.completions("/manage-workshops move", workshop=title)
    season.ids[title], season.places[title] = int(next(iter(found.values()))), places
    await season.later(MINUTE)
    return await facilitator.sees(lambda shown: title in shown.text and "groups of about" in shown.text)


async def joins(person: Person, announced: Shown) -> str:
    form = await person.presses(announced, "Take part")
    assert isinstance(form, Form)
    return (await person.fills_in(form, {})).text


def direct(person: Person) -> Counter[str]:
    """What came to somebody by direct message, and how often."""
    return Counter(one.text for one in person.messages.values() if one.payload.get("guild_id") is None)


@pytest.fixture
async def season(tmp_path: Path) -> AsyncGenerator[Season]:
    """A house without rate limits: in a test a season takes a minute."""
    async with house(tmp_path, limits=False) as made:
        made.clock = SetClock(START)
        await made.start()
        yield Season(made)
        made.sandbox.assert_no_violations()


async def test_two_hundred_people_three_workshops_and_nobody_loses_a_place_or_hears_twice(season: Season) -> None:
    facilitator = await season.home.person(FACILITATOR)
    people = [await season.home.person(name) for name in PRESSING]
    for person in people:
        await agrees(person, "workshops")
    first, second, third = TITLES

    # The first is fair: everybody signs up, and sixty are drawn.
    announced = await plans(season, facilitator, first, 60, when="15 February 2027 14:00", giving="fair",
                            closes="20 January 2027 10:00")  # fmt: skip
    assert ["You are in the draw" in await joins(person, announced) for person in people] == [True] * 3
    await season.joins(first, *range(CROWD))
    await season.home.at(datetime(2027, 1, 20, 10, 1, tzinfo=UTC))
    await season.holds()
    assert (len(season.had[first]), len(season.line[first])) == (60, 140)

    # Ten withdraw: their places go to the ten at the head of the line, and what isn't taken is passed on.
    crowd = {season.crowd(n).member_id for n in range(CROWD)}
    leaving, line = sorted(season.had[first] & crowd)[:10], season.line[first]
    for one in leaving:
        await season.withdraws(first, one)
    assert await season.offered(first) == set(line[:10])
    for one in sorted(set(line[:10]) & crowd)[:4]:
        await season.takes(first, one)
    await season.later(DAY + MINUTE)
    passed_on = 10 - len(season.had[first] & set(line[:10]))
    assert await season.offered(first) == set(line[10 : 10 + passed_on])

    # It moves: everybody keeps their place, and hears once.
    moved = await facilitator.types("/manage-workshops move", workshop=str(season.ids[first]),
                                    when="16 February 2027 14:00")  # fmt: skip
    assert "Moved" in moved.text
    await season.later(MINUTE)
    for person in [one for one in people if one.id in await season.signed_up(first)]:
        await person.sees(lambda shown: "It has moved" in shown.text and shown.payload.get("guild_id") is None)

    # The second is cancelled while places are on offer.
    other = await plans(season, facilitator, second, 20, when="22 February 2027 14:00")
    assert "You have a place" in await joins(people[0], other)
    await season.joins(second, *range(30))
    await season.withdraws(second, season.crowd(0).member_id)
    assert len(await season.offered(second)) == 1
    cancel = await facilitator.types("/manage-workshops cancel", workshop=str(season.ids[second]))
    assert "Cancelled" in (await facilitator.presses(cancel, "Cancel the workshop")).text
    await season.later(MINUTE)
    await people[0].sees(lambda shown: "is cancelled" in shown.text and shown.payload.get("guild_id") is None)
    with pytest.raises(WorkshopCancelled):
        await season.takes(second, season.crowd(19).member_id)

    # Two press for the last place of the third at the same instant.
    last = await plans(season, facilitator, third, 1, when="1 March 2027 14:00")
    said = await asyncio.gather(*(joins(person, last) for person in people))
    assert sorted("You have a place" in one for one in said) == [False, False, True]
    assert sum("in line" in one for one in said) == 2
    await season.holds()

    # The first's groups are published; whoever withdraws leaves theirs, and who comes in their place has one.
    none = await facilitator.types("/manage-workshops groups", workshop=str(season.ids[first]))
    form = await facilitator.presses(none, "Make groups")
    assert isinstance(form, Form)
    proposal = await facilitator.fills_in(form, {"Seed": "7"})
    assert "nobody has heard of it yet" in proposal.text
    assert "Published" in (await facilitator.presses(proposal, "Publish")).text
    season.grouped.add(first)
    await season.later(MINUTE)
    gone = sorted(season.had[first] & crowd)[-1]
    await season.withdraws(first, gone)
    await season.holds()
    await season.takes(first, next(iter(sorted(await season.offered(first) & crowd))))
    await season.later(MINUTE)

    # On the day, whoever holds a place says that they are here.
    await season.home.at(datetime(2027, 2, 16, 14, 1, tzinfo=UTC))
    await season.holds()
    begins = await people[0].sees("It begins. If you are here")
    assert "Welcome" in (await people[0].presses(begins, "I’m here")).text
    for person in people:
        assert {text: n for text, n in direct(person).items() if n > 1} == {}, "nobody hears twice"
