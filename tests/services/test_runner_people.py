"""What is delivered to people, what facilitators hear of it, and very many at once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.community.settings import Preferences
from bot.community.standing import Person, Standing
from bot.delivery.kinds import Delivery, NotSent, Reason, State, WhenAway
from bot.delivery.models import DirectChannelRow
from bot.errors import NotFound
from tests.services.office import DAY, FACILITATOR, HOUR, MEMBER, NOTE, Office, refuses
from tests.services.people import GUILD

# -- people -----------------------------------------------------------------------------


async def choose(office: Office, member_id: int, **chosen: object) -> None:
    person = Person(GUILD, member_id, Standing.MEMBER)
    await office.built.community.choose(person, lambda _before: Preferences(**chosen))  # pyright: ignore[reportArgumentType]


async def test_nobody_gets_a_direct_message_that_they_did_not_agree_to(office: Office) -> None:
    office.kind(purpose="introductions")
    await office.put(office.direct(1), office.direct(2))
    await choose(office, MEMBER + 2, consents=frozenset({"introductions"}))
    await office.runner.tick()
    assert [letter.delivery.member_id for letter in office.post.letters] == [MEMBER + 2]
    assert await office.ends() == [(State.OBSOLETE, Reason.NOT_AGREED), (State.SENT, None)]


async def test_what_is_kept_is_shown_at_the_next_visit_once(office: Office) -> None:
    office.kind(purpose="introductions", keep=True)
    await office.put(office.direct(1))
    await office.runner.tick()
    visitor = Person(GUILD, MEMBER + 1, Standing.MEMBER)
    assert office.built.outbox.waiting(GUILD, visitor.member_id) == 1
    [kept] = await office.built.outbox.take_waiting(visitor)
    assert kept.result == "said 1"
    assert office.built.outbox.waiting(GUILD, visitor.member_id) == 0
    assert await office.built.outbox.take_waiting(visitor) == []


async def test_what_cannot_be_told_at_a_visit_goes_on_waiting_and_the_rest_is_shown(office: Office) -> None:
    silent = {1}

    def says(delivery: Delivery) -> object:
        if delivery.subject_id in silent:
            raise NotSent(Reason.SERVER_GONE, again=True)
        return f"said {delivery.subject_id}"

    office.says = says
    office.kind(purpose="introductions", keep=True)
    await office.put(office.direct(1), office.draft(2, channel_id=None, member_id=MEMBER + 1))
    await office.runner.tick()
    visitor = Person(GUILD, MEMBER + 1, Standing.MEMBER)
    assert [one.result for one in await office.built.outbox.take_waiting(visitor)] == ["said 2"]
    assert office.built.outbox.waiting(GUILD, visitor.member_id) == 1
    silent.clear()
    twice = await asyncio.gather(*[office.built.outbox.take_waiting(visitor) for _press in range(2)])
    assert [one.result for shown in twice for one in shown] == ["said 1"]


async def test_quiet_hours_are_waited_out_and_absence_as_the_kind_says(office: Office) -> None:
    office.kind(useful_for=3 * DAY)
    office.clock.move_to(datetime(2026, 11, 3, 22, 30, tzinfo=UTC))
    await choose(office, MEMBER + 1, quiet_from=time(22), quiet_until=time(8))
    await choose(office, MEMBER + 2, away_until=office.clock.now() + DAY)
    await choose(office, MEMBER + 3, away_until=office.clock.now() + 10 * DAY)
    await office.put(*[office.direct(n) for n in (1, 2, 3)])
    await office.runner.tick()
    assert [row.ready_at for row in await office.rows()][:2] == [
        datetime(2026, 11, 4, 8, tzinfo=UTC),
        office.clock.now() + DAY,
    ]
    assert (await office.ends())[2] == (State.OBSOLETE, Reason.AWAY)
    await office.later(timedelta(hours=9, minutes=30))
    assert [letter.delivery.subject_id for letter in office.post.letters] == [1]
    await office.later(DAY)
    assert [letter.delivery.subject_id for letter in office.post.letters] == [1, 2]


async def test_what_someone_asked_for_themselves_comes_when_they_said(office: Office) -> None:
    office.kind(quiet=False, away=WhenAway.SEND)
    office.clock.move_to(datetime(2026, 11, 3, 22, 30, tzinfo=UTC))
    away = office.clock.now() + DAY
    await choose(office, MEMBER + 1, quiet_from=time(22), quiet_until=time(8), away_until=away)
    await office.put(office.direct(1))
    await office.runner.tick()
    assert len(office.post.letters) == 1


async def test_new_direct_channels_are_paced_and_known_ones_and_channels_are_not(office: Office) -> None:
    office.kind(useful_for=DAY)
    await office.put(*[office.direct(n) for n in range(1, 31)], *[office.draft(n) for n in range(31, 36)])
    await office.runner.tick()
    assert len(office.post.opened) == 10
    assert len(office.post.letters) == 15
    for minute in range(1, 4):
        await office.later(timedelta(seconds=61))
        assert len(office.post.opened) == min(30, 10 + 10 * minute)
    await office.put(*[office.direct(n, key=f"again:{n}") for n in range(1, 31)])
    await office.runner.tick()
    assert len(office.post.opened) == 30
    assert len(office.post.letters) == 65
    assert all(row.state == State.SENT for row in await office.rows())


async def test_opening_too_fast_slows_it_down_for_an_hour(office: Office) -> None:
    office.kind(useful_for=DAY)

    def too_fast(_member_id: int) -> None:
        office.post.opens = None
        raise NotSent(Reason.REFUSED, again=True, opening=True)

    office.post.opens = too_fast
    await office.put(*[office.direct(n) for n in range(1, 31)])
    await office.runner.tick()
    before = len(office.post.opened)
    await office.later(timedelta(seconds=61))
    assert len(office.post.opened) - before == 5
    await office.later(timedelta(minutes=62))
    assert len(office.post.opened) - before >= 15


# -- facilitators -----------------------------------------------------------------------


async def test_facilitators_hear_of_problems_once_and_can_send_again_or_leave_it(office: Office) -> None:
    owner = Person(GUILD, 1, Standing.ADMINISTRATOR)
    await office.built.community.change(owner, lambda before: replace(before, notices_channel_id=77))
    await office.put(office.draft(1), office.draft(2), office.draft(3))
    office.post.before += [refuses(Reason.NO_PERMISSION), refuses(Reason.NO_PERMISSION)]
    await office.runner.tick()
    for _ in range(3):
        await office.built.reports.tick()
        await office.runner.tick()
    [notice] = office.post.posted[77]
    assert [(one.state, one.count) for one in notice.result.troubles] == [("failed", 1), ("failed", 1)]  # pyright: ignore[reportAttributeAccessIssue,reportUnknownMemberType,reportUnknownVariableType]
    first, second = (await office.built.problems.overview(FACILITATOR)).problems
    await office.built.problems.send_again(FACILITATOR, first.id)
    await office.built.problems.dismiss(FACILITATOR, second.id)
    await office.runner.tick()
    assert (await office.built.problems.overview(FACILITATOR)).problems == ()
    with pytest.raises(NotFound):
        await office.built.problems.send_again(FACILITATOR, second.id)


async def test_what_is_private_is_nobody_elses_problem(office: Office) -> None:
    office.kind(private=True)
    await office.put(office.direct(1))
    office.post.before.append(refuses(Reason.DIRECT_CLOSED))
    await office.runner.tick()
    assert (await office.built.problems.overview(FACILITATOR)).problems == ()
    await office.built.reports.tick()
    assert len(await office.rows()) == 1


# -- many -------------------------------------------------------------------------------


async def test_cancelling_very_many_at_once_is_done_bit_by_bit_and_sends_none(office: Office) -> None:
    later = office.clock.now() + HOUR
    await office.put(*[office.draft(1, key=f"k{n}", due_at=later, channel_id=n) for n in range(1, 2_501)])
    async with office.built.database.begin() as session:
        await office.built.outbox.cancel(session, GUILD, NOTE, 1)
    await office.put(office.draft(1, key="afterwards", due_at=later))
    await office.later(HOUR)
    assert len(office.post.letters) == 1
    assert {row.state for row in await office.rows()} == {State.CANCELLED, State.SENT}


async def test_an_erased_person_gets_nothing_and_leaves_nothing(office: Office) -> None:
    office.kind(useful_for=DAY)
    await office.put(office.direct(1), office.direct(1, key="later", due_at=office.clock.now() + HOUR))
    await office.runner.tick()
    await office.built.privacy.erase(GUILD, MEMBER + 1)
    await office.later(HOUR)
    assert len(office.post.letters) == 1
    assert await office.rows() == []
    async with office.built.database.read() as session:
        assert list(await session.scalars(select(DirectChannelRow))) == []


async def test_ended_ones_are_forgotten_after_ninety_days_and_waiting_ones_are_not(office: Office) -> None:
    office.kind(keep=True, purpose="introductions")
    await office.put(office.draft(1), office.direct(2))
    await office.runner.tick()
    office.clock.move_by(91 * DAY)
    await office.built.outbox.purge()
    assert await office.ends() == [(State.WAITING, Reason.NOT_AGREED)]
