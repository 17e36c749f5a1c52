"""The welcome over a database: whoever comes is greeted once, a crowd in few cards, and nobody who has left again."""

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.directory.entries import Level
from bot.errors import InvalidInput, NotAllowed
from bot.meetings.entries import Answer, Preview, Wish
from bot.services import Services
from bot.welcome.entries import LONGEST_WORDS, Greeting
from bot.welcome.service import APART, GREETING, KEPT, NAMED, START, WAIT
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, OTHER_GUILD, person, profile
from tests.services.post import PostOffice

FACILITATOR, OWNER = person(CAM, Standing.FACILITATOR), person(1, Standing.ADMINISTRATOR)
DOOR = 700
MINUTE = timedelta(minutes=1)


class Hall:
    """A community at whose door people arrive (``MembershipCheck``, ``Pins``)."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.left: set[int] = set()
        self.pinned: list[tuple[int, int]] = []
        self.pins_work = True
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    def servers(self) -> Collection[int]:
        return (GUILD,)

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        return member_id not in self.left

    async def pin(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        if self.pins_work:
            self.pinned.append((channel_id, message_id))
        return self.pins_work

    async def arrive(self, *people: int, guild_id: int = GUILD) -> None:
        for one in people:
            await self.built.welcome.arrived(guild_id, one, DOOR)

    async def passes(self, span: timedelta) -> None:
        self.clock.move_to(self.clock.now() + span)
        await self.runner.tick()
        await self.built.welcome.tick()

    def greetings(self, kind: str = GREETING) -> list[Greeting]:
        found = [letter.result for letter in self.post.letters if letter.delivery.kind == kind]
        return [one for one in found if isinstance(one, Greeting)]


@pytest.fixture
async def hall(built: Services, clock: SetClock) -> Hall:
    made = Hall(built, clock)
    built.members = built.welcome.pins = made
    await built.community.change(OWNER, lambda before: replace(before, members_role_id=5, facilitators_role_id=6))
    return made


async def test_newcomers_are_greeted_only_when_facilitators_say_so(hall: Hall) -> None:
    await hall.arrive(ADA)
    await hall.passes(MINUTE)
    assert hall.post.letters == []
    with pytest.raises(NotAllowed):
        await hall.built.welcome.switch(person(), on=True)
    await hall.built.welcome.switch(FACILITATOR, on=True)
    await hall.arrive(BEN)
    await hall.arrive(DEE, guild_id=OTHER_GUILD)
    await hall.passes(WAIT)
    [letter] = hall.post.letters
    assert letter.delivery.channel_id == DOOR
    assert [one.people for one in hall.greetings()] == [(BEN,)]
    await hall.built.welcome.switch(FACILITATOR, on=False)
    await hall.arrive(DEE)
    await hall.passes(APART)
    assert len(hall.post.letters) == 1


async def test_whoever_comes_back_within_some_days_is_greeted_once(hall: Hall) -> None:
    await hall.built.welcome.switch(FACILITATOR, on=True)
    await hall.arrive(ADA, ADA)
    await hall.passes(MINUTE)
    for days in (1, 3, 9):
        await hall.passes(timedelta(days=days))
        await hall.arrive(ADA)
        await hall.passes(APART)
    assert len(hall.greetings()) == 1
    await hall.passes(KEPT)
    await hall.built.welcome.purge()
    assert await hall.built.privacy.summary(GUILD, ADA) == []
    await hall.arrive(ADA)
    await hall.passes(MINUTE)
    assert len(hall.greetings()) == 2


async def test_a_crowd_is_two_cards_and_names_nobody(hall: Hall) -> None:
    await hall.built.welcome.switch(FACILITATOR, on=True)
    for n in range(50):
        await hall.arrive(10_000 + n)
        await hall.passes(timedelta(seconds=1))
    for _ in range(20):
        await hall.passes(MINUTE)
    first, second = hall.greetings()
    assert first.people == ()
    assert second.people == ()
    await hall.passes(APART)
    await hall.arrive(*range(20_000, 20_000 + NAMED))
    await hall.passes(MINUTE)
    assert len(hall.greetings()[2].people) == NAMED


async def test_whoever_has_left_by_then_is_not_greeted(hall: Hall) -> None:
    await hall.built.welcome.switch(FACILITATOR, on=True)
    await hall.arrive(ADA, BEN)
    hall.left = {ADA}
    await hall.passes(MINUTE)
    assert [one.people for one in hall.greetings()] == [(BEN,)]
    await hall.passes(APART)
    await hall.arrive(DEE)
    hall.left = {DEE}
    await hall.passes(MINUTE)
    assert len(hall.greetings()) == 1


async def test_own_words_are_shown_and_have_an_end(hall: Hall) -> None:
    await hall.built.welcome.switch(FACILITATOR, on=True)
    with pytest.raises(InvalidInput):
        await hall.built.welcome.say(FACILITATOR, "x" * (LONGEST_WORDS + 1))
    await hall.built.welcome.say(FACILITATOR, "  We meet on *Tuesdays*.  ")
    await hall.arrive(ADA)
    await hall.passes(MINUTE)
    assert hall.greetings()[0].words == "We meet on *Tuesdays*."
    assert (await hall.built.welcome.say(FACILITATOR, "")).words == ""


async def test_a_start_button_is_posted_once_for_a_press_and_pinned_when_that_works(hall: Hall) -> None:
    for _ in range(2):
        await hall.built.welcome.post_start(FACILITATOR, DOOR, 77, pin=True)
    hall.pins_work = False
    await hall.passes(MINUTE)
    assert hall.pinned == []
    hall.pins_work = True
    await hall.passes(MINUTE)
    await hall.passes(MINUTE)
    assert hall.pinned == [(DOOR, 1_001)]
    [card] = hall.greetings(START)
    assert not card.arrived
    await hall.built.welcome.post_start(FACILITATOR, DOOR, 78, pin=False)
    await hall.passes(MINUTE)
    assert len(hall.greetings(START)) == 2
    assert len(hall.pinned) == 1


async def test_the_tour_knows_what_is_done_and_what_is_missing(hall: Hall) -> None:
    built = hall.built
    assert (await built.tours.tour(person(ADA, Standing.NEWCOMER))).meeting is None
    made = await built.meetings.draft(FACILITATOR, Wish("Tea", "10 November 2026 14:00", 500))
    assert isinstance(made, Preview)
    await built.meetings.keep(FACILITATOR, made.series.id)
    found = await built.tours.tour(person())
    assert not found.listed
    assert found.meeting is not None
    assert not found.meeting.answered
    assert found.gaps == ()
    await built.directory.import_entries(GUILD, [profile(ADA, ("R", Level.CONFIDENT))], consented=True)
    [meeting] = await built.meetings.coming(person())
    await built.answers.answer(person(), meeting.id, Answer.CANT)
    found = await built.tours.tour(person())
    assert found.listed
    assert found.meeting is not None
    assert found.meeting.answered
    assert (await built.tours.tour(person(BEN))).meeting == replace(found.meeting, answered=False)
    await built.community.change(OWNER, lambda before: before.with_features_off(frozenset({"meetings", "pairing"})))
    found = await built.tours.tour(OWNER)
    assert found.meeting is None
    gaps = [str(gap) for gap in found.gaps]
    assert any("notices" in gap for gap in gaps)
    assert any("Peer pairing" in gap for gap in gaps)
    assert any("/manage-welcome" in gap for gap in gaps)


async def test_that_somebody_came_is_exported_and_erased_before_they_are_greeted(hall: Hall) -> None:
    await hall.built.welcome.switch(FACILITATOR, on=True)
    await hall.arrive(ADA)
    held = json.loads(await hall.built.privacy.export(GUILD, ADA))["held"]["welcome"]
    assert held["arrived"]["at"].startswith("2026-11-03")
    await hall.built.privacy.erase(GUILD, ADA)
    await hall.passes(MINUTE)
    assert hall.greetings() == []
