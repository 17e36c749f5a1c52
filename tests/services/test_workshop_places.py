"""Places in workshops where it is tight: near the start, for whom no message reaches, in a draw that is looked into."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import InvalidInput, NotAllowed
from bot.workshops.drawing import Lots, ticket
from bot.workshops.entries import Notice, Role, SignUp, Standing
from bot.workshops.notices import DRAWN, PLACED
from bot.workshops.times import Asked
from cogs.workshops import cards
from cogs.workshops.notices import WorkshopNotices
from tests.services.people import ADA
from tests.services.studio import AT, DAY, FACILITATOR, HOUR, START, Studio, member
from tests.services.test_workshop_import import lists, table

# -- a draw and its time --------------------------------------------------------------------------


async def test_a_draw_falls_before_the_start_and_everybody_hears_of_it(studio: Studio) -> None:
    workshop = await studio.kept(when="5 January 2027 14:00", closes="", giving="fair")
    assert workshop.closes_at == workshop.at - 2 * HOUR
    for n in range(1, 6):
        await studio.joins(n, workshop)
    await studio.passes(workshop.at, timedelta(minutes=20))
    assert studio.told(PLACED) == [1, 2, 3, 4, 5]
    assert studio.told(DRAWN) == [None]
    assert {one.delivery.due_at for one in studio.post.letters if one.delivery.kind == DRAWN} == {workshop.closes_at}


async def test_what_would_be_drawn_too_late_is_refused_with_a_way_out(studio: Studio) -> None:
    workshops = studio.built.workshops
    with pytest.raises(InvalidInput, match="choose first come"):
        await studio.kept(when="4 January 2027 11:30", closes="", giving="fair")
    with pytest.raises(InvalidInput, match="With a fair draw"):
        await studio.kept(closes="1 February 2027 12:01", giving="fair")
    workshop = await studio.kept(giving="fair")
    with pytest.raises(InvalidInput, match="With a fair draw"):
        await workshops.set_closing(FACILITATOR, workshop.id, "1 February 2027 13:00")
    with pytest.raises(InvalidInput, match="choose first come"):
        await workshops.move(FACILITATOR, workshop.id, "4 January 2027 11:30")
    assert (await workshops.workshop(FACILITATOR, workshop.id)).at == AT
    near = await studio.kept(when="4 January 2027 11:30", closes="")
    assert near.closes_at == near.at, "first come, first served goes at any time"


async def test_a_move_to_before_the_closing_draws_in_time_and_afterwards_only_the_start_counts(studio: Studio) -> None:
    workshop, workshops = await studio.kept(giving="fair"), studio.built.workshops
    for n in range(1, 4):
        await studio.joins(n, workshop)
    moved = await workshops.move(FACILITATOR, workshop.id, "6 January 2027 14:00")
    assert moved.closes_at == moved.at - 2 * HOUR
    await studio.passes(moved.closes_at + timedelta(minutes=1))
    assert studio.told(PLACED) == [1, 2, 3]
    await workshops.set_closing(FACILITATOR, workshop.id, "6 January 2027 13:30")
    again = await workshops.move(FACILITATOR, workshop.id, "6 January 2027 13:00")
    assert again.closes_at == again.at


async def test_a_moment_cleared_up_leaves_time_for_the_draw_too(studio: Studio) -> None:
    studio.clock.move_to(datetime(2026, 10, 24, 10, tzinfo=UTC))
    workshops = studio.built.workshops
    wish = {"when": "25 October 2026 01:30", "closes": "", "giving": "fair"}
    asked = await studio.drafted(**wish)
    assert isinstance(asked, Asked)
    made = await workshops.choose(FACILITATOR, asked.workshop_id, "when", asked.question.choices[1].text)
    assert made.closes_at == made.at - 2 * HOUR


async def test_a_draw_that_was_held_up_is_still_told(studio: Studio) -> None:
    workshop = await studio.kept(giving="fair")
    for n in range(1, 4):
        await studio.joins(n, workshop)
    studio.clock.move_to(workshop.at + timedelta(minutes=5))  # Heronry was off
    await studio.lives()
    assert studio.told(PLACED) == [1, 2, 3]
    assert studio.told(DRAWN) == [None]


# -- before sign-up opens -------------------------------------------------------------------------


async def test_what_opens_later_is_seen_by_facilitators_and_by_those_on_a_list(studio: Studio) -> None:
    workshops = studio.built.workshops
    later = await studio.kept(opens="6 January 2027 09:00", title="Later")
    now = await studio.kept()
    assert [one.id for one in await workshops.coming(FACILITATOR)] == [later.id, now.id]
    assert [one.id for one in await workshops.coming(member(1))] == [now.id]
    imports = lists(studio)
    tried = await imports.try_out(FACILITATOR, later.id, table("Ada Lovelace"))
    await imports.confirm(FACILITATOR, tried.token)
    assert [one.id for one in await workshops.coming(member(1))] == [later.id, now.id]
    studio.clock.move_to(later.opens_at)
    assert [one.id for one in await workshops.coming(member(2))] == [later.id, now.id]


# -- in the last hour -----------------------------------------------------------------------------


async def test_in_the_last_hour_nobody_is_promised_an_offer(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1, closes="1 February 2027 14:00"), studio.built.workshop_places
    for n in (1, 2):
        await studio.joins(n, workshop)
    waits = await studio.standing(2, workshop)
    assert (waits.late, "is offered to you" in cards.standing(waits)) == (False, True)
    studio.clock.move_to(workshop.at - timedelta(minutes=30))
    await places.withdraw(member(1), workshop.id)
    for mine in (
        await studio.standing(2, workshop), (await places.mine(member(2)))[0], await studio.joins(2, workshop),
        await studio.joins(3, workshop),
    ):  # fmt: skip
        assert mine.standing is Standing.WAITS
        assert "ask a facilitator" in cards.standing(mine)
        assert "full" not in cards.standing(mine), "nobody has the place"
    assert "In the last hour" in "\n".join(cards.giving(workshop)), "whoever looks at the announcement reads it too"


# -- withdrawing by a slip ------------------------------------------------------------------------


async def test_a_place_that_couldnt_be_had_back_isnt_given_back_by_a_slip(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1), studio.built.workshop_places
    await studio.joins(1, workshop)
    assert (await places.withdraw(member(1), workshop.id, sure=False)).standing is None, "nobody waits for it"
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    for n, standing in ((1, Standing.HOLDS), (2, Standing.WAITS)):
        assert (await places.withdraw(member(n), workshop.id, sure=False)).standing is standing
        assert (await studio.standing(n, workshop)).standing is standing
    assert (await places.withdraw(member(3), workshop.id, sure=False)).standing is None, "the last in line"
    assert (await places.withdraw(member(1), workshop.id)).standing is None
    assert (await studio.standing(2, workshop)).standing is Standing.OFFERED
    assert (await places.withdraw(member(2), workshop.id, sure=False)).standing is None, "no, thank you"
    alone = await studio.kept()
    await studio.joins(1, alone)
    studio.clock.move_to(alone.closes_at)
    assert (await places.withdraw(member(1), alone.id, sure=False)).standing is Standing.HOLDS, "sign-up has closed"


# -- whom no offer reaches ------------------------------------------------------------------------


async def test_offers_that_reach_nobody_go_round_without_end_or_loss(studio: Studio) -> None:
    workshop, places = await studio.kept(places=1), studio.built.workshop_places
    await studio.joins(1, workshop)
    for n in (2, 3):  # neither wants messages
        await places.sign_up(member(n), workshop.id, Role.PARTICIPANT, SignUp())
    await places.withdraw(member(1), workshop.id)
    turns: list[int] = []
    for _turn in range(4):
        found = {n: await studio.standing(n, workshop) for n in (2, 3)}
        [(n, until)] = [(n, one.offered_until) for n, one in found.items() if one.offered_until is not None]
        assert {one.standing for one in found.values()} == {Standing.OFFERED, Standing.WAITS}, "nobody leaves the line"
        turns.append(n)
        await studio.passes(until + timedelta(minutes=1))
    assert turns == [2, 3, 2, 3]
    await studio.passes(studio.clock.now())
    assert len(await studio.built.outbox.take_waiting(member(2))) == 1, "only the offer that stands is shown"
    await places.accept(member(2), workshop.id)
    assert (await studio.standing(3, workshop)).ahead == 1


# -- after it is cancelled ------------------------------------------------------------------------


async def test_who_hasnt_heard_of_a_cancellation_can_still_be_looked_up(studio: Studio) -> None:
    workshop, built = await studio.kept(), studio.built
    await built.workshop_places.sign_up(member(1), workshop.id, Role.PARTICIPANT, SignUp())
    assert await built.workshops.cancelled(FACILITATOR) == []
    await built.workshops.cancel(FACILITATOR, workshop.id)
    await studio.lives()
    [found] = await built.workshops.cancelled(FACILITATOR)
    assert await built.roster.unheard(FACILITATOR, found.id) == [member(1).member_id]
    with pytest.raises(NotAllowed):
        await built.workshops.cancelled(member(1))
    studio.clock.move_to(START + 121 * DAY)
    assert await built.workshops.cancelled(FACILITATOR) == []


# -- a draw that is looked into -------------------------------------------------------------------


def agrees(came: Lots, seed: str, left_out: set[int], holds: dict[int, bool]) -> bool:
    """Whether what is published tells each person, from their own number alone, what came of it for them."""
    for who, has in holds.items():
        early = not came.before or ticket(seed, who) < came.before
        if came.places == came.applied:
            told = True
        elif came.places < came.first:
            told = who in left_out and early and bool(came.before)
        else:
            told = who in left_out or (early and bool(came.before))
        if told != has:
            return False
    return True


async def test_everyone_can_check_the_draw_by_their_own_number(studio: Studio) -> None:
    first = await studio.kept(giving="fair", places=3)
    for n in range(1, 7):
        await studio.joins(n, first)
    await studio.passes(AT + 3 * HOUR)
    left_out = {ADA + n for n in range(1, 7) if (await studio.standing(n, first)).standing is Standing.WAITS}
    for places in (1, 3, 5, 20):
        when = studio.clock.now() + 20 * DAY
        workshop = await studio.kept(giving="fair", places=places, when=f"{when:%d %B %Y %H:%M}", closes="in 2 days")
        for n in range(1, 12):
            await studio.joins(n, workshop)
        await studio.joins(12, workshop, Role.MENTOR)
        await studio.passes(workshop.closes_at + HOUR)
        [said] = [what for _channel, what in studio.said(DRAWN) if what.workshop.id == workshop.id]
        came, mentors = said.lots[Role.PARTICIPANT], said.lots[Role.MENTOR]
        assert (came.applied, came.first, came.places) == (11, 3, min(places, 11))
        assert (mentors, said.drawn) == (Lots(1, 0, 1), 12)
        holds = {ADA + n: (await studio.standing(n, workshop)).standing is Standing.HOLDS for n in range(1, 12)}
        assert agrees(came, said.workshop.seed, left_out, holds)
        assert came.before not in {ticket(said.workshop.seed, one) for one in holds}, "it is nobody's own"
        posted = said_in(studio, DRAWN)
        assert f"11 signed up, 3 of them left out last time, {came.places} with a place." in posted
        # Where just those left out last time have a place, or everyone has, there is no such number.
        assert (f"before {came.before}." in posted) is (came.places not in (3, 11))
        who, placed = studio.said(PLACED)[-1]
        assert placed.workshop.id == workshop.id
        assert ticket(said.workshop.seed, who or 0)[:8] in said_in(studio, PLACED)
        await studio.built.workshops.cancel(FACILITATOR, workshop.id)  # so that the first stays the last there was


def said_in(studio: Studio, kind: str) -> str:
    """The last card of a kind."""
    [*_before, letter] = [one for one in studio.post.letters if one.delivery.kind == kind]
    assert isinstance(letter.result, Notice)
    shows = {DRAWN: WorkshopNotices().drawn, PLACED: WorkshopNotices().placed}[kind]
    return str(shows(letter.delivery, letter.result).card.to_components())
