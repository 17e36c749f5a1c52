"""The runner over real databases: each delivery comes to one end, whatever happens on the way."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.app import Services
from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Person, Standing
from bot.delivery.claims import LEASE
from bot.delivery.kinds import Delivery, Draft, Kind, NotSent, Reason, State, Unclear, Unsure, WhenAway
from bot.delivery.models import DeliveryRow, DirectChannelRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.delivery.sending import Letter
from bot.errors import NotFound
from bot.texts import N_
from tests.services.people import GUILD
from tests.services.post import PostOffice

CHANNEL, MEMBER = 500, 700
FACILITATOR = Person(GUILD, 9, Standing.FACILITATOR)
NOTE = "note"
FAST = Limits(per_second=5_000)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Office:
    """One process's runner over the services, with a post office and a real clock that tests move."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.real = SetClock(datetime(2030, 1, 1, tzinfo=UTC))
        self.says: Callable[[Delivery], object | None] = lambda delivery: f"said {delivery.subject_id}"
        self.runner = self.another()

    def another(self) -> Runner:
        """A process of its own over the same database and post office."""
        return Runner(
            self.built.database, self.built.community, self.built.outbox.kinds, self.post, self.clock,
            real=self.real, limits=FAST,
        )  # fmt: skip

    async def _prepare(self, delivery: Delivery) -> object | None:
        return self.says(delivery)

    def kind(self, **rules: object) -> None:
        kind = Kind(NOTE, N_("Notes"), self._prepare, useful_for=HOUR)
        self.built.outbox.kinds[NOTE] = replace(kind, **rules)  # pyright: ignore[reportArgumentType]

    async def put(self, *drafts: Draft) -> None:
        async with self.built.database.begin() as session:
            await self.built.outbox.put(session, GUILD, *drafts)

    async def rows(self) -> list[DeliveryRow]:
        async with self.built.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id)))

    async def ends(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.reason) for row in await self.rows()]

    async def later(self, step: timedelta) -> None:
        """Time passes, on both clocks, and the runner works."""
        self.clock.move_by(step)
        self.real.move_by(step)
        await self.runner.tick()

    def draft(self, n: int = 1, **changes: object) -> Draft:
        usual = Draft(f"note:{n}", NOTE, n, self.clock.now(), channel_id=CHANNEL + n)
        return replace(usual, **changes)  # pyright: ignore[reportArgumentType]

    def direct(self, n: int = 1, **changes: object) -> Draft:
        return self.draft(n, channel_id=None, member_id=MEMBER + n, **changes)


@pytest.fixture
async def office(built: Services, clock: SetClock) -> AsyncGenerator[Office]:
    made = Office(built, clock)
    made.kind()
    yield made
    await made.runner.stop(timedelta(seconds=1))


def breaks(_letter: Letter) -> None:
    raise Unclear


def refuses(reason: Reason, **how: bool) -> Callable[[Letter], None]:
    def refuse(_letter: Letter) -> None:
        raise NotSent(reason, **how)

    return refuse


async def test_what_is_due_is_sent_once_and_what_is_not_waits(office: Office) -> None:
    await office.put(office.draft(1), office.draft(2, due_at=office.clock.now() + HOUR))
    await office.runner.tick()
    await office.runner.tick()
    assert [letter.result for letter in office.post.letters] == ["said 1"]
    assert await office.ends() == [(State.SENT, None), (State.PENDING, None)]
    await office.later(HOUR)
    assert [letter.result for letter in office.post.letters] == ["said 1", "said 2"]


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
    assert (await office.built.outbox.overview(FACILITATOR)).troubled == 1


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
    first, second = (await office.built.outbox.overview(FACILITATOR)).problems
    await office.built.outbox.send_again(FACILITATOR, first.id)
    await office.built.outbox.dismiss(FACILITATOR, second.id)
    await office.runner.tick()
    assert (await office.built.outbox.overview(FACILITATOR)).problems == ()
    with pytest.raises(NotFound):
        await office.built.outbox.send_again(FACILITATOR, second.id)


async def test_what_is_private_is_nobody_elses_problem(office: Office) -> None:
    office.kind(private=True)
    await office.put(office.direct(1))
    office.post.before.append(refuses(Reason.DIRECT_CLOSED))
    await office.runner.tick()
    assert (await office.built.outbox.overview(FACILITATOR)).problems == ()
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
