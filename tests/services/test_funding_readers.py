"""Who may read what funding calls send later: only those who are members when it goes out."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.models import MembershipRow
from bot.community.standing import Standing
from bot.delivery.models import DeliveryRow
from bot.following.readers import visit
from bot.funding.entries import Stance
from bot.funding.managing import TypedDates
from bot.funding.notices import Moved
from bot.funding.searching import OPEN_FOR
from bot.services import Services
from tests.services.funding_desk import FACILITATOR, Desk
from tests.services.people import ADA, BEN, GUILD, person
from tests.services.test_funding_searches import knows

ONCE = TypedDates("1 March 2027 17:00")


@pytest.fixture
async def desk(built: Services, clock: SetClock) -> Desk:
    made = Desk(built, clock)
    await made.begins(ADA, BEN)
    return made


@pytest.mark.parametrize("how", ["left", "without_role"])
async def test_who_is_no_member_any_more_is_neither_reminded_nor_told(desk: Desk, how: str) -> None:
    call = await desk.has(dates=ONCE)
    for one in (ADA, BEN):
        await desk.built.funding.choose(person(one), call.id, Stance.APPLYING)
    getattr(desk.server, how).add(ADA)
    await desk.lives_until(datetime(2026, 12, 3, tzinfo=UTC))
    await desk.built.funding_calls.date(FACILITATOR, call.id, TypedDates("8 March 2027 17:00"))
    await desk.comes_to(desk.clock.now() + timedelta(minutes=1))
    assert desk.heard(ADA) == []
    assert desk.reminded(BEN) == [("sponsor", "3m")]
    assert sum(isinstance(one, Moved) for one in desk.heard(BEN)) == 1


async def test_who_was_missing_and_is_back_is_reminded(desk: Desk) -> None:
    call = await desk.has(dates=ONCE)
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    async with desk.built.database.begin() as session:
        now = desk.clock.now()
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA, checked_at=now, missing_since=now))
    await desk.lives_until(datetime(2026, 12, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "3m")]


async def test_while_nobody_can_say_who_they_are_it_waits(desk: Desk) -> None:
    call = await desk.has(dates=ONCE)
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    desk.server.hears = False
    due = datetime(2026, 12, 1, 17, tzinfo=UTC)
    await desk.comes_to(due - timedelta(hours=1))
    await desk.comes_to(due)
    async with desk.built.database.read() as session:
        assert {row.state for row in await session.scalars(select(DeliveryRow))} == {"pending"}
    desk.server.hears = True
    await desk.comes_to(due + timedelta(hours=2))
    assert desk.reminded(ADA) == [("sponsor", "3m")]


async def test_what_waits_for_a_visit_is_shown_to_members_alone_and_asks_nobody(desk: Desk) -> None:
    await knows(desk, BEN)
    await desk.built.funding_searches.look(person(ADA), (await desk.has()).id, "NVivo")
    await desk.runner.tick()
    desk.server.hears = False
    newcomer = person(BEN, Standing.NEWCOMER)
    with visit(newcomer):
        assert await desk.built.outbox.take_waiting(newcomer) == []


async def test_searches_say_nothing_to_or_of_those_who_have_left(desk: Desk) -> None:
    await knows(desk, BEN)
    call = await desk.has()
    desk.server.left.add(ADA)
    await desk.built.funding_searches.look(person(ADA), call.id, "NVivo")
    async with desk.built.database.begin() as session:
        now = desk.clock.now()
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA, checked_at=now, missing_since=now))
    await desk.runner.tick()
    assert await desk.built.outbox.take_waiting(person(BEN)) == [], "nobody is asked for one who has left"
    await desk.comes_to(desk.clock.now() + OPEN_FOR + timedelta(hours=1))
    assert desk.heard(ADA) == []
    assert await desk.built.outbox.take_waiting(person(ADA)) == []
