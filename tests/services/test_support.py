"""Peer support over real databases: what is passed on reaches those it is for, and nobody else."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import Services
from bot.support.desk import Trouble
from bot.support.entries import (
    Agreement,
    Matter,
    NoRota,
    Notice,
)
from bot.support.models import AcceptanceRow, RotaRow
from tests.services.commons import (
    DESK,
    FACILITATOR,
    NOTICES,
    REPORTER,
    SECOND,
    SPACE,
    WORDS,
    Commons,
)
from tests.services.people import ADA, BEN, DEE, GUILD, person

WEEK = timedelta(days=7)


# -- the agreement ------------------------------------------------------------------------------


async def test_a_member_accepts_once_however_often_they_press(commons: Commons) -> None:
    agreeing, member = commons.built.agreeing, person(DEE)
    found = await agreeing.agreement(member)
    assert (found.version, found.holds, found.rota.members) == (1, False, (ADA, BEN))
    await asyncio.gather(*(agreeing.accept(member, 1) for _ in range(5)))
    async with commons.built.database.read() as session:
        rows = list(await session.scalars(select(AcceptanceRow)))
    assert [(row.member_id, row.version) for row in rows] == [(DEE, 1)]
    assert (await agreeing.agreement(member)).holds


async def test_a_new_text_is_a_new_version_and_shown_to_whoever_accepted_the_old(commons: Commons) -> None:
    agreeing, outbox = commons.built.agreeing, commons.built.outbox
    await agreeing.accept(person(DEE), 1)
    await agreeing.write_agreement(FACILITATOR, "- We are kind.", SPACE, 9)
    assert (await agreeing.agreement(person(DEE))).version == 1, "only where it is, or the role, has changed"
    await agreeing.write_agreement(FACILITATOR, "- We are kind, and quiet.", SPACE, 9)
    assert outbox.waiting(GUILD, DEE) == 1
    assert outbox.waiting(GUILD, ADA) == 0
    [kept] = await outbox.take_waiting(person(DEE))
    assert isinstance(kept.result, Agreement)
    assert (kept.result.version, kept.result.holds) == (2, False)
    with pytest.raises(InvalidInput, match="changed meanwhile"):
        await agreeing.accept(person(DEE), 1)
    assert (await agreeing.accept(person(DEE), 2)).holds


async def test_before_there_is_one_members_are_told_and_facilitators_see_a_proposal(
    built: Services, clock: SetClock
) -> None:
    with pytest.raises(NotFound, match="hasn't written"):
        await built.agreeing.agreement(person())
    proposed = await built.agreeing.agreement(FACILITATOR)
    assert proposed.version == 0
    assert "support one another" in proposed.text
    with pytest.raises(NotAllowed):
        await built.agreeing.write_agreement(person(), "x", None, None)
    with pytest.raises(InvalidInput):
        await built.agreeing.write_agreement(FACILITATOR, " ", None, None)
    with pytest.raises(InvalidInput, match="Everyone has that role"):
        await built.agreeing.write_agreement(FACILITATOR, "x", None, GUILD)
    with pytest.raises(InvalidInput, match="first"):
        await built.agreeing.post_agreement(FACILITATOR)


async def test_it_is_posted_in_the_space(commons: Commons) -> None:
    await commons.built.agreeing.post_agreement(FACILITATOR)
    await commons.works()
    [posted] = commons.said(SPACE)
    assert isinstance(posted, Agreement)


async def test_a_role_that_cannot_be_given_is_told_once_a_day(commons: Commons) -> None:
    for _ in range(3):
        await commons.built.support.role_refused(GUILD, 9)
    await commons.works()
    assert [one.matter for one in commons.said(NOTICES) if isinstance(one, Notice)] == [Matter.ROLE]


# -- the rota -----------------------------------------------------------------------------------


async def test_the_rota_has_one_thread_and_is_in_it(commons: Commons) -> None:
    for _ in range(3):
        await commons.works()
    assert commons.rooms.inside == {1_000: {ADA, BEN}}
    await commons.rota(BEN, DEE)
    await commons.works()
    assert commons.rooms.inside == {1_000: {BEN, DEE}}
    async with commons.built.database.read() as session:
        assert {row.member_id for row in await session.scalars(select(RotaRow))} == {BEN, DEE}
    assert [one.matter for one in commons.said(1_000) if isinstance(one, Notice)] == [Matter.HANDOVER]


async def test_a_thread_whose_making_was_never_answered_is_found_again(commons: Commons) -> None:
    commons.rooms.dies = True
    await commons.works()
    await commons.works()
    assert len(commons.rooms.inside) == 1
    assert commons.rooms.asked == 2


async def test_an_empty_rota_is_noticed_before_it_is_needed_and_once_a_week(commons: Commons) -> None:
    await commons.works()
    await commons.rota(second=SECOND)
    for _ in range(3):
        await commons.works()
    matters = [one.matter for one in commons.said(NOTICES) if isinstance(one, Notice)]
    assert matters.count(Matter.EMPTY) == 2, "when the last one left, and in this week's round"
    commons.clock.move_by(WEEK)
    await commons.works()
    assert len(commons.said(NOTICES)) == 3
    with pytest.raises(NoRota) as refused:
        await commons.built.asking.require_open(REPORTER)
    assert "116 123" in str(refused.value.message)


async def test_who_leaves_the_server_is_off_the_rota_and_it_is_handed_over(commons: Commons) -> None:
    await commons.asks()
    commons.rooms.away = {ADA}
    await commons.built.desk.look_who_is_here(commons.rooms)
    await commons.works()
    assert (await commons.built.support.rota(FACILITATOR)).members == (BEN,)
    [handover] = [one for one in commons.said(commons.thread) if isinstance(one, Notice)]
    assert handover.counts == {"worries": 0, "questions": 1}


async def test_whoever_was_never_there_is_taken_off_and_who_cannot_see_is_named(commons: Commons) -> None:
    commons.rooms.away, commons.rooms.blind = {ADA}, {BEN}
    await commons.works()
    await commons.works()
    rota = await commons.built.support.rota(FACILITATOR)
    assert (rota.members, rota.outside) == ((BEN,), (BEN,))
    notices = [one for one in commons.said(NOTICES) if isinstance(one, Notice)]
    assert [(one.matter, one.people) for one in notices] == [(Matter.OUTSIDE, (BEN,))]


@pytest.mark.parametrize("trouble", [Trouble.NOT_ALLOWED, Trouble.PARENT_GONE])
async def test_where_no_thread_can_be_made_facilitators_hear_and_nothing_is_lost(
    commons: Commons, trouble: Trouble
) -> None:
    commons.rooms.trouble = trouble
    await commons.worries()
    await commons.works()
    notices = [one for one in commons.said(NOTICES) if isinstance(one, Notice)]
    assert [(one.matter.value, one.about) for one in notices] == [(trouble.value, DESK)]
    assert WORDS not in str(notices)
    commons.rooms.trouble = None
    await commons.works()
    assert len(commons.said(commons.thread)) == 1


async def test_the_second_contact_stands_outside(commons: Commons) -> None:
    with pytest.raises(InvalidInput, match="outside the rota"):
        await commons.rota(ADA, second=ADA)
    with pytest.raises(NotAllowed):
        await commons.built.support.save_rota(person(), [ADA], None, "", DESK)
    await commons.works()
    await commons.rota(ADA, second=BEN)
    await commons.works()
    assert commons.rooms.inside == {1_000: {ADA}}
