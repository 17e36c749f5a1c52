"""What people hear of funding calls over a database: reminders before each deadline, and changed ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.delivery.models import DeliveryRow
from bot.errors import InvalidInput
from bot.funding.entries import About, Stance, State, Wanted
from bot.funding.managing import TypedDates
from bot.funding.notices import Due, Moved
from bot.services import Services
from cogs.funding.notices import FundingNotices
from tests.services.funding_desk import FACILITATOR, Desk
from tests.services.people import ADA, BEN, person


@pytest.fixture
async def desk(built: Services, clock: SetClock) -> Desk:
    made = Desk(built, clock)
    await made.begins(ADA)
    return made


async def test_those_who_follow_are_reminded_before_each_deadline_once(desk: Desk) -> None:
    call = await desk.has()
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [
        ("internal", "3m"), ("sponsor", "3m"), ("internal", "1m"), ("sponsor", "1m"), ("internal", "2w"),
        ("internal", "1w"), ("internal", "2d"), ("sponsor", "2w"), ("sponsor", "1w"), ("sponsor", "2d"),
    ]  # fmt: skip
    assert desk.built.funding.call(person(ADA), call.id).state is State.ARCHIVED
    assert desk.heard(BEN) == []


async def test_what_was_due_before_somebody_took_an_interest_is_not_sent(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.lives_until(datetime(2027, 2, 15, 9, 30, tzinfo=UTC))
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "1w"), ("sponsor", "2d")]


async def test_mute_this_one_keeps_quiet_and_out_of_the_list(desk: Desk) -> None:
    call = await desk.has()
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    muted = await desk.built.funding.mute(person(ADA), call.id, muted=True)
    assert muted.mine.stance is Stance.APPLYING
    listed = await desk.built.funding.listed(person(ADA), Wanted())
    assert (listed.total, listed.hidden) == (0, 1)
    await desk.lives_until(datetime(2027, 2, 20, tzinfo=UTC))
    assert desk.heard(ADA) == []
    await desk.built.funding.mute(person(ADA), call.id, muted=False)
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "1w"), ("sponsor", "2d")]


async def test_a_changed_deadline_is_told_once_and_its_reminders_move(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    await desk.comes_to(datetime(2027, 2, 13, 12, tzinfo=UTC))  # the reminder of two weeks before is planned
    change = desk.built.funding_calls.date
    await change(FACILITATOR, call.id, TypedDates("8 March 2027 17:00"))
    await change(FACILITATOR, call.id, TypedDates("8 March 2027 12:00"))
    await desk.comes_to(datetime(2027, 2, 13, 12, 1, tzinfo=UTC))
    [told] = [one for one in desk.heard(ADA) if isinstance(one, Moved)]
    assert [(name, was.on if was else "") for name, was in told.was] == [("sponsor", "2027-03-01T17:00")]
    await desk.lives_until(datetime(2027, 2, 21, tzinfo=UTC))
    assert desk.reminded(ADA) == []
    await desk.lives_until(datetime(2027, 3, 9, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "2w"), ("sponsor", "1w"), ("sponsor", "2d")]
    assert sum(isinstance(one, Moved) for one in desk.heard(ADA)) == 1


async def test_a_change_that_is_taken_back_at_once_is_not_told(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    for typed in ("8 March 2027 17:00", "1 March 2027 17:00"):
        await desk.built.funding_calls.date(FACILITATOR, call.id, TypedDates(typed))
    await desk.comes_to(desk.clock.now() + timedelta(minutes=1))
    assert desk.heard(ADA) == []
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert [lead for _name, lead in desk.reminded(ADA)] == ["3m", "1m", "2w", "1w", "2d"]


async def test_without_consent_nothing_is_sent_and_the_latest_waits_for_a_visit(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(BEN), call.id, Stance.INTERESTED)
    await desk.lives_until(datetime(2027, 2, 23, tzinfo=UTC))
    assert desk.heard(BEN) == []
    waiting = await desk.built.outbox.take_waiting(person(BEN))
    assert [(one.result.lead, one.result.late) for one in waiting if isinstance(one.result, Due)] == [("1w", False)]


async def test_a_reminder_that_is_shown_later_does_not_say_how_long_it_was_then(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(BEN), call.id, Stance.INTERESTED)
    await desk.lives_until(datetime(2027, 1, 20, tzinfo=UTC))
    [kept] = await desk.built.outbox.take_waiting(person(BEN))
    assert isinstance(kept.result, Due)
    assert (kept.result.lead, kept.result.late) == ("3m", True)
    for late, says in ((True, "Deadline: "), (False, "Deadline, in three months: ")):
        message = FundingNotices.remind(None, kept.delivery, replace(kept.result, late=late))  # pyright: ignore[reportArgumentType]
        assert says in str(message.card.to_components())


async def test_an_archived_call_and_one_no_longer_followed_say_nothing(desk: Desk) -> None:
    followed, archived = await desk.has(), await desk.has(About("Another", "A funder"))
    for call in (followed, archived):
        await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    await desk.comes_to(datetime(2026, 11, 14, 9, tzinfo=UTC))
    await desk.built.funding.choose(person(ADA), followed.id, None)
    await desk.built.funding_calls.archive(FACILITATOR, archived.id)
    await desk.lives_until(datetime(2026, 12, 5, tzinfo=UTC))
    assert desk.heard(ADA) == []
    with pytest.raises(InvalidInput):
        await desk.built.funding.choose(person(BEN), archived.id, Stance.APPLYING)


async def test_when_the_part_is_switched_off_nothing_is_sent(desk: Desk) -> None:
    call = await desk.has()
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    owner = person(1, Standing.ADMINISTRATOR)
    await desk.built.community.change(owner, lambda before: before.with_features_off(frozenset({"funding"})))
    await desk.lives_until(datetime(2026, 12, 5, tzinfo=UTC))
    assert desk.heard(ADA) == []
    async with desk.built.database.read() as session:
        assert {row.state for row in await session.scalars(select(DeliveryRow))} == {"obsolete"}


async def test_a_call_that_had_closed_and_has_more_time_is_told_to_its_followers(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 December 2026"))
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    await desk.lives_until(datetime(2026, 12, 3, tzinfo=UTC))
    assert desk.built.funding.call(person(ADA), call.id).state is State.ARCHIVED
    await desk.built.funding_calls.date(FACILITATOR, call.id, TypedDates("20 December 2026"))
    await desk.comes_to(desk.clock.now() + timedelta(minutes=1))
    assert [len(one.was) for one in desk.heard(ADA) if isinstance(one, Moved)] == [1]
    await desk.lives_until(datetime(2026, 12, 21, tzinfo=UTC))
    assert desk.reminded(ADA)[-2:] == [("sponsor", "1w"), ("sponsor", "2d")]
