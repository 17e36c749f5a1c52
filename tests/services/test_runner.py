"""The runner over real databases: each delivery comes to one end, whatever happens on the way."""

import asyncio
from datetime import timedelta

import pytest

from bot.delivery.claims import LEASE
from bot.delivery.kinds import Delivery, Reason, State, Unsure
from tests.services.office import CHANNEL, DAY, FACILITATOR, HOUR, NOTE, Office, breaks, refuses
from tests.services.people import GUILD


async def test_what_is_due_is_sent_once_and_what_is_not_waits(office: Office) -> None:
    await office.put(office.draft(1), office.draft(2, due_at=office.clock.now() + HOUR))
    await office.runner.tick()
    await office.runner.tick()
    assert [letter.result for letter in office.post.letters] == ["said 1"]
    assert await office.ends() == [(State.SENT, None), (State.PENDING, None)]
    await office.later(HOUR)
    assert [letter.result for letter in office.post.letters] == ["said 1", "said 2"]


async def test_what_waits_is_listed_soonest_first(office: Office) -> None:
    now = office.clock.now()
    await office.put(
        office.draft(1, due_at=now + DAY), office.draft(2), office.draft(3, due_at=now + HOUR), office.draft(4)
    )
    await office.runner.tick()
    upcoming = await office.built.outbox.upcoming(5)
    assert [(ready, one.subject_id) for ready, one in upcoming] == [(now + HOUR, 3), (now + DAY, 1)]
    assert [one.subject_id for _, one in await office.built.outbox.upcoming(1)] == [3]


async def test_a_key_is_sent_once_however_often_it_is_put(office: Office) -> None:
    await office.put(office.draft(1))
    await office.put(office.draft(1))
    await office.runner.tick()
    await office.put(office.draft(1))
    await office.later(HOUR)
    assert len(office.post.letters) == 1


async def test_a_moved_one_is_sent_at_its_new_time_and_a_cancelled_one_not_until_it_stands_again(
    office: Office,
) -> None:
    await office.put(office.draft(1, due_at=office.clock.now() + HOUR))
    await office.put(office.draft(1, due_at=office.clock.now() + 2 * HOUR))
    await office.later(HOUR)
    assert office.post.letters == []
    async with office.built.database.begin() as session:
        await office.built.outbox.cancel(session, GUILD, NOTE, 1)
    await office.later(HOUR)
    assert office.post.letters == []
    await office.put(office.draft(1, due_at=office.clock.now()))
    await office.runner.tick()
    assert len(office.post.letters) == 1


async def test_a_channel_gets_what_is_for_it_in_order(office: Office) -> None:
    drafts = [office.draft(n, channel_id=CHANNEL) for n in range(1, 40)]
    await office.put(*drafts)
    await office.runner.tick()
    assert [letter.result for letter in office.post.letters] == [f"said {n}" for n in range(1, 40)]


async def test_within_the_nonces_window_it_is_sent_again_and_arrives_once(office: Office) -> None:
    await office.put(office.draft(1))
    office.post.after.append(breaks)
    await office.runner.tick()
    assert await office.ends() == [(State.PENDING, None)]
    await office.later(timedelta(seconds=5))
    assert len(office.post.letters) == 1
    assert office.post.searched == 0
    assert await office.ends() == [(State.SENT, None)]


@pytest.mark.parametrize("arrived", [True, False])
async def test_beyond_the_window_the_marker_tells(office: Office, arrived: bool) -> None:
    office.post.remembers_nonces = False
    await office.put(office.draft(1))
    (office.post.after if arrived else office.post.before).append(breaks)
    await office.runner.tick()
    await office.later(timedelta(minutes=10))
    assert len(office.post.letters) == 1
    assert office.post.searched == 1
    assert await office.ends() == [(State.SENT, None)]


@pytest.mark.parametrize(
    ("unsure", "end", "letters"),
    [(Unsure.SILENCE, (State.UNCERTAIN, Reason.NO_HISTORY), 0), (Unsure.REPEAT, (State.SENT, None), 1)],
)
async def test_where_history_may_not_be_read_the_kind_decides(
    office: Office, unsure: Unsure, end: tuple[str, str | None], letters: int
) -> None:
    office.kind(unsure=unsure)
    office.post.unreadable.add(CHANNEL + 1)
    await office.put(office.draft(1))
    office.post.before.append(breaks)
    await office.runner.tick()
    await office.later(timedelta(minutes=10))
    assert await office.ends() == [end]
    assert len(office.post.letters) == letters


async def test_what_no_longer_applies_is_dropped_unless_it_has_arrived_already(office: Office) -> None:
    await office.put(office.draft(1), office.draft(2))
    office.post.after += [breaks]
    office.post.before += [breaks]  # strikes the first: the second gets through and breaks afterwards
    await office.runner.tick()
    office.says = lambda delivery: None
    await office.later(timedelta(seconds=5))
    assert sorted(await office.ends()) == [(State.OBSOLETE, None), (State.SENT, None)]
    assert len(office.post.letters) == 1


@pytest.mark.parametrize("reason", [Reason.CHANNEL_GONE, Reason.NO_PERMISSION, Reason.SERVER_GONE, Reason.REFUSED])
async def test_a_refusal_for_good_ends_it_with_its_reason(office: Office, reason: Reason) -> None:
    await office.put(office.draft(1), office.draft(2))
    office.post.before.append(refuses(reason))
    await office.runner.tick()
    assert sorted(await office.ends(), key=str) == sorted([(State.FAILED, reason), (State.SENT, None)], key=str)


async def test_a_refusal_for_now_is_tried_again_ever_later(office: Office) -> None:
    office.kind(useful_for=DAY)
    await office.put(office.draft(1))
    office.post.before += [refuses(Reason.REFUSED, again=True)] * 6
    waits: list[timedelta] = []
    for _ in range(6):
        await office.runner.tick()
        [row] = await office.rows()
        waits.append(row.ready_at - office.clock.now())
        await office.later(waits[-1])
    assert await office.ends() == [(State.SENT, None)]
    for n, wait in enumerate(waits):
        assert timedelta(seconds=1) * 2**n <= wait <= timedelta(seconds=3) * 2**n


async def test_one_that_cannot_be_prepared_does_not_hold_up_the_others(office: Office) -> None:
    office.says = lambda delivery: 1 / 0 if delivery.subject_id == 1 else "said"
    await office.put(office.draft(1), office.draft(2), office.draft(3, kind="unheard-of"))
    await office.runner.tick()
    assert await office.ends() == [
        (State.FAILED, Reason.UNPREPARED),
        (State.SENT, None),
        (State.FAILED, Reason.UNKNOWN_KIND),
    ]


async def test_too_late_is_missed_and_never_in_silence(office: Office) -> None:
    await office.put(office.draft(1))
    office.clock.move_by(2 * HOUR)
    await office.runner.tick()
    assert await office.ends() == [(State.MISSED, Reason.TOO_LATE)]
    assert (await office.built.problems.overview(FACILITATOR)).troubled == 1


@pytest.mark.parametrize("jump", [DAY, -DAY])
async def test_a_clock_that_jumps_loses_nothing_and_repeats_nothing(office: Office, jump: timedelta) -> None:
    office.kind(useful_for=7 * DAY)
    await office.put(*[office.draft(n, due_at=office.clock.now() + n * HOUR) for n in range(1, 5)])
    office.post.after.append(breaks)
    await office.later(HOUR)
    office.clock.move_by(jump)
    office.real.move_by(jump)
    await office.runner.tick()
    office.clock.move_by(-jump)
    office.real.move_by(-jump)
    for _ in range(60):
        await office.later(HOUR)
    assert await office.ends() == [(State.SENT, None)] * 4
    assert len(office.post.letters) == 4


# -- leases -----------------------------------------------------------------------------


async def test_a_dead_processs_work_is_taken_over_when_its_lease_lapses(office: Office) -> None:
    await office.put(office.draft(1))
    dead, dying = office.another(), asyncio.Event()

    async def die(*_: object) -> int:
        dying.set()
        await asyncio.Event().wait()
        raise AssertionError

    send, office.post.send = office.post.send, die  # pyright: ignore[reportAttributeAccessIssue]
    ticking = asyncio.create_task(dead.tick())
    await dying.wait()
    ticking.cancel()
    await asyncio.gather(ticking, return_exceptions=True)
    await dead.stop(timedelta())
    office.post.send = send  # pyright: ignore[reportAttributeAccessIssue]
    if not office.built.database.is_sqlite:
        await office.runner.tick()
        assert office.post.letters == [], "the lease still holds"
        office.real.move_by(LEASE + timedelta(seconds=1))
    await office.runner.tick()
    assert len(office.post.letters) == 1


async def test_whoever_lost_the_lease_can_neither_send_nor_write(office: Office) -> None:
    await office.put(office.draft(1))
    tries: list[str] = []

    def sleeps_at_first(_delivery: Delivery) -> str:
        tries.append("late" if not tries else "in time")
        if len(tries) == 1:
            office.real.move_by(2 * LEASE)
        return tries[-1]

    office.says = sleeps_at_first
    await office.runner.tick()
    assert [letter.result for letter in office.post.letters] == ["in time"]
    assert tries == ["late", "in time"]
    [row] = await office.rows()
    assert (row.state, row.fence) == (State.SENT, 2)


async def test_two_processes_share_the_work_and_send_nothing_twice(office: Office) -> None:
    if office.built.database.is_sqlite:
        pytest.skip("SQLite is for one process")
    await office.put(*[office.draft(n) for n in range(1, 200)])
    other = office.another()
    await asyncio.gather(office.runner.tick(), other.tick())
    assert sorted(letter.delivery.subject_id for letter in office.post.letters) == list(range(1, 200))
