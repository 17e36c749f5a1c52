"""Workshops that change, over real databases: nobody's place is lost, and everybody is told once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from bot.community.models import MembershipRow
from bot.errors import InvalidInput, NotAllowed
from bot.schedule.words import Unclear
from bot.workshops.entries import Conflict, Label, Role, SignUp, SignUpClosed, Standing, Workshop, WorkshopCancelled
from bot.workshops.notices import CHANGED, CHANGED_DIRECT, DRAWN, PLACED, RENEWED
from bot.workshops.service import Edited
from bot.workshops.times import Asked
from tests.services.people import ADA, GUILD
from tests.services.studio import AT, DAY, FACILITATOR, HOUR, START, WISH, Studio, member

TWICE = "25 October 2026 01:30"
BEFORE_WINTER = datetime(2026, 10, 1, 10, tzinfo=UTC)


def edited(workshop: Workshop, room: str | None = None, label: Label | None = None, title: str = "") -> Edited:
    return Edited(
        title or workshop.title, workshop.description, ", ".join(workshop.topics),
        workshop.room if room is None else room, label or workshop.label,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["when", "closes", "opens"])
async def test_a_time_with_two_readings_is_asked_about_and_the_draft_kept_meanwhile(studio: Studio, name: str) -> None:
    studio.clock.move_to(BEFORE_WINTER)
    wish = replace(WISH, when="1 November 2026 14:00", closes="26 October 2026 10:00")
    asked = await studio.built.workshops.draft(FACILITATOR, replace(wish, **{name: TWICE} | (
        {"closes": ""} if name == "when" else {})))  # pyright: ignore[reportArgumentType]  # fmt: skip
    assert isinstance(asked, Asked)
    assert asked.name == name
    second = asked.question.choices[1].text
    made = await studio.built.workshops.choose(FACILITATOR, asked.workshop_id, name, second)
    meant = {"when": made.at, "closes": made.closes_at, "opens": made.opens_at}[name]
    assert meant == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    if name == "when":
        assert made.closes_at == datetime(2026, 10, 23, 0, 30, tzinfo=UTC), "two days before, by the clock"
    with pytest.raises(NotAllowed):
        await studio.built.workshops.choose(member(1), asked.workshop_id, name, second)


async def test_a_move_to_an_hour_that_comes_twice_asks_and_moves_nothing(studio: Studio) -> None:
    studio.clock.move_to(BEFORE_WINTER)
    workshop = await studio.kept(when="1 November 2026 14:00", closes="")
    with pytest.raises(Unclear) as asked:
        await studio.built.workshops.move(FACILITATOR, workshop.id, TWICE)
    moved = await studio.built.workshops.move(FACILITATOR, workshop.id, asked.value.choices[0].text)
    assert moved.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


async def test_sign_up_to_one_that_is_near_stays_open_until_it_begins(studio: Studio) -> None:
    workshop = await studio.kept(when="5 January 2027 14:00", closes="")
    assert workshop.closes_at == workshop.at


async def test_those_who_signed_up_hear_once_of_another_place_or_label_and_of_nothing_else(studio: Studio) -> None:
    workshop, workshops = await studio.kept(room="Room 1"), studio.built.workshops
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    await studio.passes(START + DAY)
    for_all = await workshops.edit(
        FACILITATOR, workshop.id, workshop.sequence, edited(workshop, title="Careers, aloud")
    )
    await studio.lives()
    assert studio.told(CHANGED_DIRECT) == []
    assert {one.delivery.kind for one in studio.post.edited} == {RENEWED}, "the announcement says it"
    with pytest.raises(Conflict):
        await workshops.edit(FACILITATOR, workshop.id, workshop.sequence, edited(workshop))
    there = await workshops.edit(FACILITATOR, workshop.id, for_all.sequence, edited(for_all, room="Room 2"))
    await workshops.edit(FACILITATOR, workshop.id, there.sequence, edited(there, label=Label.CONFIDENTIAL))
    await studio.lives()
    assert studio.told(CHANGED_DIRECT) == [1, 2, 3], "two changes before anybody was told are told as one"
    assert studio.told(CHANGED) == [None]
    assert {what.changed for _who, what in studio.said(CHANGED_DIRECT)} == {frozenset({"room", "label"})}
    with pytest.raises(InvalidInput, match="title"):
        await workshops.edit(FACILITATOR, workshop.id, there.sequence + 1, replace(edited(there), title=" "))


async def test_a_move_there_and_back_is_told_to_nobody(studio: Studio) -> None:
    workshop, workshops = await studio.kept(), studio.built.workshops
    await studio.joins(1, workshop)
    await studio.passes(START + DAY)
    await workshops.move(FACILITATOR, workshop.id, "2 February 2027 14:00")
    await workshops.move(FACILITATOR, workshop.id, "1 February 2027 14:00")
    await studio.lives()
    assert studio.told(CHANGED_DIRECT) == []


async def test_an_offer_ends_sooner_when_the_workshop_does(studio: Studio) -> None:
    workshop, workshops = await studio.kept(places=1), studio.built.workshops
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    await studio.built.workshop_places.withdraw(member(1), workshop.id)
    await studio.lives()
    await workshops.move(FACILITATOR, workshop.id, "4 January 2027 18:00")
    assert (await studio.standing(2, workshop)).offered_until == START + 2 * HOUR
    await studio.lives()
    assert [what.until for who, what in studio.said(CHANGED_DIRECT) if who == ADA + 2] == [START + 2 * HOUR]
    await studio.passes(START + 2 * HOUR)
    assert (await studio.standing(3, workshop)).standing is Standing.OFFERED, "it can still be passed on"


async def test_more_and_fewer_places_say_what_became_of_it(studio: Studio) -> None:
    workshop, workshops = await studio.kept(), studio.built.workshops
    for n in range(4):
        await studio.joins(n, workshop)
    more = await workshops.set_places(FACILITATOR, workshop.id, 3, None)
    assert (more.offered, more.over, more.mentors_over) == (1, 0, 0)
    fewer = await workshops.set_places(FACILITATOR, workshop.id, 1, 0)
    assert (fewer.offered, fewer.over, fewer.mentors_over) == (0, 2, 0)
    drawn = await studio.kept(giving="fair")
    assert (await workshops.set_places(FACILITATOR, drawn.id, 5, None)).offered == 0


async def test_sign_up_opens_again_when_its_end_is_put_off(studio: Studio) -> None:
    workshop, workshops = await studio.kept(giving="fair", places=3), studio.built.workshops
    await studio.joins(1, workshop)
    await studio.passes(workshop.closes_at + HOUR)
    with pytest.raises(SignUpClosed):
        await studio.joins(2, workshop)
    await workshops.set_closing(FACILITATOR, workshop.id, "30 January 2027 10:00")
    assert (await studio.joins(2, workshop)).standing is Standing.HOLDS, "what is left after the draw, first come"
    for wrong in ("1 January 2027 10:00", "2 February 2027 10:00"):
        with pytest.raises(InvalidInput):
            await workshops.set_closing(FACILITATOR, workshop.id, wrong)


async def test_whoever_had_a_place_and_didnt_come_isnt_first_next_time_nor_who_waited_and_came(studio: Studio) -> None:
    first, afterwards = await studio.kept(places=1), studio.built.afterwards
    for n in (1, 2, 3):
        await studio.joins(n, first)
    studio.clock.move_to(AT)
    await afterwards.arrive(member(2), first.id)
    await afterwards.put_down(FACILITATOR, first.id, ADA + 1, came=False)
    later = await studio.kept(when="8 February 2027 14:00", closes="", places=1)
    await studio.joins(3, later)
    await studio.joins(4, later)  # waits for one that hasn't begun when the next is drawn: that isn't "last time"
    third = await studio.kept(giving="fair", when="1 March 2027 14:00", closes="2 February 2027 10:00", places=1)
    for n in range(1, 9):
        await studio.joins(n, third)
    await studio.passes(third.closes_at + HOUR)
    got = [n for n in range(1, 9) if (await studio.standing(n, third)).standing is Standing.HOLDS]
    assert got == [3]


async def test_nobody_who_has_left_is_drawn(studio: Studio) -> None:
    workshop = await studio.kept(giving="fair", places=1)
    for n in (1, 2):
        await studio.joins(n, workshop)
    async with studio.built.database.begin() as session:
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA + 1, checked_at=START, missing_since=None))
    async with studio.built.database.begin() as session:
        await session.execute(update(MembershipRow).values(missing_since=START))
    await studio.passes(workshop.closes_at + HOUR)
    assert (await studio.standing(2, workshop)).standing is Standing.HOLDS
    assert studio.told(PLACED) == [2]
    assert [what.drawn for _who, what in studio.said(DRAWN)] == [1]


async def test_a_question_comes_with_signing_up_and_one_that_is_refused_costs_no_place(studio: Studio) -> None:
    workshop, places = await studio.kept(closes="31 January 2027 10:00"), studio.built.workshop_places
    assert (await places.before_signing_up(member(1), workshop.id, Role.PARTICIPANT)).asks
    first = await studio.joins(1, workshop, question="How do I say no?", signed=True)
    assert first.unasked is None
    for _n in range(4):
        await studio.joins(1, workshop, question="And then?")
    refused = await studio.joins(1, workshop, question="One too many?", stage="Senior")
    assert "already" in str(refused.unasked)
    assert (refused.standing, refused.stage) == (Standing.HOLDS, "Senior")
    studio.clock.move_to(workshop.questions_until)
    assert not (await places.before_signing_up(member(2), workshop.id, Role.PARTICIPANT)).asks
    late = await studio.joins(2, workshop, question="Too late?")
    assert late.standing is Standing.HOLDS
    assert "closed" in str(late.unasked)
    asked = await studio.built.workshop_questions.questions(FACILITATOR, workshop.id)
    assert [(one.text, one.signed) for one in asked[:2]] == [("How do I say no?", True), ("And then?", False)]
    assert len(asked) == 5


async def test_a_cancelled_one_says_so_at_every_door(studio: Studio) -> None:
    workshop, built = await studio.kept(), studio.built
    await studio.joins(1, workshop)
    await built.workshops.cancel(FACILITATOR, workshop.id)
    for refused in (
        built.workshop_places.accept(member(1), workshop.id),
        built.workshop_places.withdraw(member(1), workshop.id),
        built.workshop_questions.before_asking(member(1), workshop.id),
        built.afterwards.arrive(member(1), workshop.id),
        built.workshops.move(FACILITATOR, workshop.id, "9 March 2027 10:00"),
    ):
        with pytest.raises(WorkshopCancelled, match="cancelled"):
            await refused


async def test_whoever_let_an_offer_pass_cant_turn_into_a_mentor_where_none_are_looked_for(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1, mentors=0), studio.built.workshop_places
    for n in (1, 2):
        await studio.joins(n, workshop)
    await places.withdraw(member(1), workshop.id)
    await studio.passes(START + 2 * DAY)
    assert (await studio.standing(2, workshop)).standing is Standing.LAPSED
    with pytest.raises(NotAllowed, match="No mentors"):
        await places.sign_up(member(2), workshop.id, Role.MENTOR, SignUp())
    assert (await studio.joins(2, workshop)).standing is Standing.HOLDS
