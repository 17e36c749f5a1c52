"""Workshops over real databases: places are fair, never exceeded and never lost, and everything is said once."""

import asyncio
import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import update

from bot.community.models import MembershipRow
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.workshops.entries import Role, SignUp, SignUpClosed, Standing, State, Workshop, WorkshopGone
from bot.workshops.notices import (
    ANNOUNCEMENT,
    BEGINS,
    CHANGED,
    CHANGED_DIRECT,
    DRAWN,
    OFFER,
    PLACED,
    REMINDER,
)
from tests.services.people import ADA, GUILD, OTHER_GUILD, person
from tests.services.studio import AT, CHANNEL, DAY, FACILITATOR, HOUR, START, WISH, Studio, member


async def test_a_workshop_is_looked_at_kept_once_and_announced_when_sign_up_opens(studio: Studio) -> None:
    workshops = studio.built.workshops
    draft = await workshops.draft(FACILITATOR, replace(WISH, opens="6 January 2027 9:00", topics="Grants, Grants; PhD"))
    assert isinstance(draft, Workshop)
    assert (draft.at, draft.minutes, draft.topics, draft.state) == (AT, 120, ("Grants", "PhD"), State.DRAFT)
    assert await workshops.coming(member(1)) == []
    for _twice in range(2):
        await workshops.keep(FACILITATOR, draft.id)
    with pytest.raises(SignUpClosed, match="opens"):
        await studio.joins(1, draft)
    await studio.passes(START + DAY)
    assert studio.said(ANNOUNCEMENT) == []
    await studio.passes(START + 3 * DAY)
    assert studio.told(ANNOUNCEMENT) == [None]
    assert studio.post.letters[0].channel_id == CHANNEL


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"places": 0}, "for participants"), ({"places": 10_000}, "for participants"), ({"mentors": -1}, "for mentors"),
        ({"group_size": 4}, "Groups have"), ({"group_size": 8}, "Groups have"), ({"title": " "}, "title"),
        ({"opens": "20 January 2027 10:00", "closes": "19 January 2027 10:00"}, "before it opens"),
        ({"closes": "2 February 2027 10:00"}, "before the workshop"), ({"when": "1 January 2027"}, "passed"),
        ({"when": "every Tuesday 10:00"}, "single time"), ({"topics": "x" * 81}, "Up to"),
        ({"when": "29 February 2027 14:00"}, "no such day"), ({"description": "x" * 1_001}, "too long"),
    ],
)  # fmt: skip
async def test_what_cant_be_is_one_clear_line(studio: Studio, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        await studio.built.workshops.draft(FACILITATOR, replace(WISH, **changes))


async def test_members_and_other_servers_change_nothing(studio: Studio) -> None:
    workshop = await studio.kept()
    with pytest.raises(NotAllowed):
        await studio.built.workshops.cancel(member(1), workshop.id)
    elsewhere = person(ADA, FACILITATOR.standing, OTHER_GUILD)
    for refused in (
        studio.built.workshops.cancel(elsewhere, workshop.id),
        studio.built.workshop_places.sign_up(elsewhere, workshop.id, Role.PARTICIPANT, SignUp()),
        studio.built.roster.roster(elsewhere, workshop.id),
    ):
        with pytest.raises(WorkshopGone):
            await refused


async def test_places_are_separate_for_participants_and_mentors_and_nobody_has_two(studio: Studio) -> None:
    workshop = await studio.kept()
    assert (await studio.joins(1, workshop, stage="PhD student")).standing is Standing.HOLDS
    assert (await studio.joins(2, workshop, Role.MENTOR, topics=["Grants"])).standing is Standing.HOLDS
    for n, other in ((1, Role.MENTOR), (2, Role.PARTICIPANT)):
        with pytest.raises(NotAllowed, match="withdraw first"):
            await studio.joins(n, workshop, other)
    assert (await studio.joins(3, workshop, Role.MENTOR)).ahead == 1
    again = await studio.joins(1, workshop, stage="Senior")
    assert (again.standing, again.stage, again.counts.participants) == (Standing.HOLDS, "Senior", 1)
    none = await studio.kept(mentors=0)
    with pytest.raises(NotAllowed, match="No mentors"):
        await studio.joins(1, none, Role.MENTOR)


async def test_the_form_knows_the_stage_of_the_directory_and_refuses_before_anybody_writes(studio: Studio) -> None:
    workshop, places = await studio.kept(), studio.built.workshop_places
    places._directory = Stages()  # pyright: ignore[reportPrivateUsage,reportAttributeAccessIssue]
    assert (await places.before_signing_up(member(1), workshop.id, Role.PARTICIPANT)).stage == "Senior"
    await studio.joins(1, workshop, stage="MSc student", needs="a ramp")
    begun = await places.before_signing_up(member(1), workshop.id, Role.PARTICIPANT)
    assert (begun.stage, begun.needs) == ("MSc student", "a ramp"), "what one said last time"
    studio.clock.move_to(workshop.closes_at)
    with pytest.raises(SignUpClosed, match="closed"):
        await places.before_signing_up(member(2), workshop.id, Role.PARTICIPANT)
    studio.clock.move_to(AT)
    with pytest.raises(InvalidInput, match="begun"):
        await places.withdraw(member(1), workshop.id)


class Stages:
    """A directory in which everyone is senior."""

    def background_of(self, guild_id: int, member_id: int) -> tuple[str | None, frozenset[str]]:
        return "Senior", frozenset()


async def test_two_hundred_at_once_for_the_last_place_and_exactly_one_gets_it(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1), studio.built.workshop_places
    found = await asyncio.gather(
        *(places.sign_up(member(n), workshop.id, Role.PARTICIPANT, SignUp()) for n in range(200))
    )
    assert Counter(one.standing for one in found) == {Standing.HOLDS: 1, Standing.WAITS: 199}
    line = [(await studio.standing(n, workshop)).ahead for n in range(200)]
    assert sorted(one for one in line if one) == list(range(1, 200)), "each has their own place in line"


async def test_a_free_place_is_offered_held_and_passed_on(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1), studio.built.workshop_places
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    gone = await places.withdraw(member(1), workshop.id)
    assert gone.standing is None
    offered = await studio.standing(2, workshop)
    assert offered.offered_until == START + DAY
    assert (await studio.standing(3, workshop)).ahead == 1, "one place, one offer"
    with pytest.raises(NotFound):
        await places.accept(member(3), workshop.id)
    await studio.passes(START + DAY + HOUR)
    assert (await studio.standing(2, workshop)).standing is Standing.LAPSED
    with pytest.raises(NotFound):
        await places.accept(member(2), workshop.id)
    for _twice in range(2):
        assert (await places.accept(member(3), workshop.id)).standing is Standing.HOLDS
    assert (await studio.joins(2, workshop)).ahead == 1, "and who let it pass gets back in line"
    assert studio.told(OFFER) == [2, 3]


async def test_an_offer_is_shorter_near_the_start_and_none_comes_in_the_last_hour(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1, closes="1 February 2027 14:00"), studio.built.workshop_places
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    studio.clock.move_to(AT - 8 * HOUR)
    await places.withdraw(member(1), workshop.id)
    assert (await studio.standing(2, workshop)).offered_until == AT - 6 * HOUR
    studio.clock.move_to(AT - HOUR)
    await places.withdraw(member(2), workshop.id)
    assert (await studio.standing(3, workshop)).standing is Standing.WAITS


async def test_more_places_are_offered_and_fewer_take_none_away(studio: Studio) -> None:
    workshop, workshops = await studio.kept(), studio.built.workshops
    for n in range(4):
        await studio.joins(n, workshop)
    await workshops.set_places(FACILITATOR, workshop.id, 3, None)
    assert [(await studio.standing(n, workshop)).standing for n in range(4)] == [
        Standing.HOLDS, Standing.HOLDS, Standing.OFFERED, Standing.WAITS,
    ]  # fmt: skip
    lowered = await workshops.set_places(FACILITATOR, workshop.id, 1, None)
    assert (lowered.workshop.places, lowered.workshop.mentor_places, lowered.over) == (1, 1, 2)
    assert (await studio.built.workshop_places.accept(member(2), workshop.id)).counts.participants == 3
    await studio.built.workshop_places.withdraw(member(0), workshop.id)
    assert (await studio.standing(3, workshop)).standing is Standing.WAITS, "there are still more than places"
    for wrong in (0, 10_000):
        with pytest.raises(InvalidInput):
            await workshops.set_places(FACILITATOR, workshop.id, wrong, None)


async def test_a_fair_draw_gives_everyone_the_same_chance_and_can_be_checked(studio: Studio) -> None:
    workshop = await studio.kept(giving="fair")
    people = list(range(1, 6))
    for n in people:
        assert (await studio.joins(n, workshop)).standing is Standing.APPLIED
    assert workshop.seed == ""
    await studio.passes(workshop.closes_at + HOUR)
    drawn = await studio.built.workshops.workshop(member(1), workshop.id)
    assert hashlib.sha256(drawn.seed.encode()).hexdigest() == workshop.fingerprint, "the seed announced beforehand"
    order = sorted(people, key=lambda n: hashlib.sha256(f"{drawn.seed}:{ADA + n}".encode()).hexdigest())
    assert [(await studio.standing(n, workshop)).standing for n in order[:2]] == [Standing.HOLDS] * 2
    assert [(await studio.standing(n, workshop)).ahead for n in order[2:]] == [1, 2, 3]
    assert studio.told(PLACED) == people
    [(_channel, published)] = studio.said(DRAWN)
    assert (published.drawn, published.workshop.seed) == (5, drawn.seed)
    with pytest.raises(SignUpClosed):
        await studio.joins(6, workshop)
    await studio.built.workshop_places.withdraw(member(order[0]), workshop.id)
    assert (await studio.standing(order[2], workshop)).standing is Standing.OFFERED, "the line keeps the drawn order"


async def test_whoever_was_left_out_last_time_comes_first_in_the_next_draw(studio: Studio) -> None:
    first = await studio.kept(giving="fair")
    for n in range(1, 7):
        await studio.joins(n, first)
    await studio.passes(AT + 3 * HOUR)
    left_out = {n for n in range(1, 7) if (await studio.standing(n, first)).standing is Standing.WAITS}
    second = await studio.kept(giving="fair", when="1 March 2027 14:00", closes="20 February 2027 10:00", places=4)
    for n in range(1, 12):
        await studio.joins(n, second)
    await studio.passes(second.closes_at + HOUR)
    got = {n for n in range(1, 12) if (await studio.standing(n, second)).standing is Standing.HOLDS}
    assert len(left_out) == 4
    assert got == left_out


async def test_a_move_tells_each_once_and_reminds_at_the_new_time(studio: Studio) -> None:
    workshop, workshops = await studio.kept(), studio.built.workshops
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    await studio.passes(START + DAY)
    await workshops.move(FACILITATOR, workshop.id, "2 February 2027 14:00")
    moved = await workshops.move(FACILITATOR, workshop.id, "3 February 2027 10:00")
    await studio.passes(moved.at + 4 * HOUR)
    assert studio.told(CHANGED_DIRECT) == [1, 2, 3], "two moves before anybody was told are told as one"
    assert {what.was for _who, what in studio.said(CHANGED_DIRECT)} == {AT}
    assert studio.told(CHANGED) == [None]
    assert studio.told(REMINDER) == [1, 1, 2, 2], "a day and an hour before, those who have a place"
    assert {what.workshop.at for _who, what in studio.said(REMINDER)} == {datetime(2027, 2, 3, 10, tzinfo=UTC)}
    assert studio.told(BEGINS) == [None]
    assert studio.told(ANNOUNCEMENT) == [None]
    with pytest.raises(InvalidInput, match="begun"):
        await workshops.move(FACILITATOR, workshop.id, "9 March 2027 10:00")


async def test_a_cancelled_workshop_with_open_offers_tells_each_once_and_offers_nothing(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1), studio.built.workshop_places
    for n in (1, 2):
        await studio.joins(n, workshop)
    await places.withdraw(member(1), workshop.id)
    await studio.built.workshops.cancel(FACILITATOR, workshop.id)
    await studio.passes(AT + DAY)
    assert studio.told(CHANGED_DIRECT) == [2]
    assert [studio.told(kind) for kind in (OFFER, REMINDER, BEGINS)] == [[], [], []]
    for refused in (places.accept(member(2), workshop.id), studio.joins(3, workshop)):
        with pytest.raises(WorkshopGone):
            await refused


async def test_whoever_leaves_or_erases_themselves_gives_their_place_back(studio: Studio) -> None:
    workshop, built = await studio.kept(), studio.built
    for n in range(1, 5):
        await studio.joins(n, workshop)
    async with built.database.begin() as session:
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA + 1, checked_at=START, missing_since=None))
    async with built.database.begin() as session:
        await session.execute(update(MembershipRow).values(missing_since=START))
    await studio.lives()
    await built.privacy.erase(GUILD, ADA + 2)
    await studio.lives()
    assert studio.told(OFFER) == [3, 4]


async def test_who_takes_no_direct_messages_loses_no_place_and_finds_their_offer(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1), studio.built.workshop_places
    await studio.joins(1, workshop)
    await places.sign_up(member(2), workshop.id, Role.PARTICIPANT, SignUp())
    await places.withdraw(member(1), workshop.id)
    await studio.lives()
    assert studio.told(OFFER) == []
    assert studio.built.outbox.waiting(GUILD, ADA + 2) == 1, "it waits for their next visit"
    assert (await places.mine(member(2)))[0].offered_until is not None
    assert (await places.accept(member(2), workshop.id)).standing is Standing.HOLDS
