"""Check-ins over real databases: gentle, in their rhythm, after meetings, and answered once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.checkins.entries import LONGEST_LINE, Answer, Answered, Asked, Closed, Prompt, RoundState, ScheduleGone
from bot.checkins.models import CheckInScheduleRow
from bot.checkins.service import PERSONAL, Locked
from bot.clock import SetClock
from bot.community.standing import Person, Standing
from bot.delivery.kinds import State
from bot.delivery.models import DeliveryRow
from bot.errors import InvalidInput, NotAllowed
from bot.meetings.entries import Preview, Wish
from bot.services import Services
from bot.storage.sealed import Keyring, new_key
from tests.services.circle import CHANNEL, DAY, FACILITATOR, Circle, Ending, Meetings, member
from tests.services.people import GUILD, person

FINE = Answer(energy=4, support=3)
TUESDAY = datetime(2026, 11, 3, 14, tzinfo=UTC)
ENDS = datetime(2026, 11, 10, 16, tzinfo=UTC)


@pytest.fixture
async def circle(built: Services, clock: SetClock) -> Circle:
    made = Circle(built, clock)
    await made.is_set_up()
    return made


async def test_a_channel_is_asked_in_its_rhythm_and_once_more(circle: Circle) -> None:
    kept = await circle.keeps(prompt="How was the autumn?")
    assert [one.collects for one in kept.dates] == [True] * 6
    await circle.passes(8 * DAY)
    await circle.passes(57 * DAY, DAY)
    january = datetime(2027, 1, 5, 14, tzinfo=UTC)
    assert circle.asked == [
        (CHANNEL, False, TUESDAY), (CHANNEL, True, TUESDAY + 3 * DAY), (CHANNEL, False, january),
    ]  # fmt: skip
    first = circle.post.letters[0].result
    assert isinstance(first, Prompt)
    assert (first.text, first.collects, first.closes_at) == ("How was the autumn?", True, TUESDAY + 7 * DAY)


async def test_it_takes_answers_so_seldom_that_a_year_stays_within_its_budget(circle: Circle) -> None:
    """Asked every week, people are invited to think every week, and to answer every eighth."""
    kept = await circle.keeps("every Tuesday 14:00")
    assert [one.collects for one in kept.dates] == [True, False, False, False, False, False]
    taken: list[int] = []
    for week in range(26):
        row = await circle.opens()
        if row.collects:
            taken.append(week)
            await circle.answers(row.id, *[FINE] * 8)
        else:
            with pytest.raises(Closed):
                await circle.answers(row.id, FINE)
    assert taken == [0, 8, 16, 24]


async def test_what_shows_nothing_costs_nothing(circle: Circle) -> None:
    await circle.keeps("every Tuesday 14:00")
    for _ in range(3):
        row = await circle.opens()
        assert row.collects
        await circle.answers(row.id, *[FINE] * 7)
        await circle.closes()


async def test_an_answer_is_taken_once_and_until_it_closes(circle: Circle) -> None:
    row = await circle.opens()
    thanks = await circle.service.answer(member(0), row.id, FINE)
    assert thanks.closes_at == row.closes_at
    for attempt in (
        circle.service.answer(member(0), row.id, FINE), circle.service.require_open(member(0), row.id),
        circle.service.skip(member(0), row.id),
    ):  # fmt: skip
        with pytest.raises(Answered):
            await attempt
    await circle.service.require_open(member(1), row.id)
    circle.clock.move_to(row.closes_at)
    for attempt in (circle.service.answer(member(1), row.id, FINE), circle.service.require_open(member(1), row.id)):
        with pytest.raises(Closed):
            await attempt


async def test_many_presses_at_once_are_one_answer_and_nobody_elses_is_lost(circle: Circle) -> None:
    row = await circle.opens()
    people = [member(n) for n in range(12)] + [member(0)] * 6
    done = await asyncio.gather(*[circle.service.answer(who, row.id, FINE) for who in people], return_exceptions=True)
    assert sum(isinstance(one, Answered) for one in done) == 6
    [row] = await circle.rounds()
    assert circle.tally(row).people == len(circle.who(row)) == 12


@pytest.mark.parametrize(
    "answer",
    [
        Answer(), Answer(line="  "), Answer(line="unticked"), Answer(energy=0), Answer(support=6), Answer(energy=-1),
        Answer(energy=3, line="😀" * (LONGEST_LINE + 1), share=True), Answer(line="x" * 4_000),
    ],
)  # fmt: skip
async def test_what_cannot_be_used_is_refused_and_given_back(circle: Circle, answer: Answer) -> None:
    row = await circle.opens()
    with pytest.raises(InvalidInput) as refused:
        await circle.service.answer(member(0), row.id, answer)
    assert answer.line.strip()[:1_000] in str(refused.value.message)
    await circle.service.require_open(member(0), row.id)  # nothing was taken


async def test_a_line_without_the_tick_is_given_back_and_not_kept(circle: Circle) -> None:
    row = await circle.opens()
    assert (await circle.service.answer(member(0), row.id, Answer(3, 3, "mine"))).not_kept == "mine"
    assert (await circle.service.answer(member(1), row.id, Answer(3, 3, "ours", share=True))).not_kept == ""
    [row] = await circle.rounds()
    assert circle.tally(row).lines == ["ours"]


async def test_it_is_for_members_and_set_by_facilitators(circle: Circle) -> None:
    row = await circle.opens()
    newcomer, settings = person(77, Standing.NEWCOMER), circle.settings
    elsewhere = Person(GUILD + 1, member(0).member_id, Standing.FACILITATOR)
    with pytest.raises(NotAllowed):
        await circle.service.answer(newcomer, row.id, FINE)
    with pytest.raises(Closed):
        await circle.service.answer(elsewhere, row.id, FINE)
    draft = await settings.draft(FACILITATOR, "every Friday 9am", CHANNEL, "")
    assert not isinstance(draft, Asked)
    with pytest.raises(ScheduleGone):
        await settings.keep(elsewhere, draft.id)
    who = member(0)
    for refused in (
        settings.draft(who, "tomorrow", CHANNEL, ""), settings.choose(who, draft.id, "tomorrow"), settings.stop(who),
        settings.keep(who, draft.id), settings.drop(who, draft.id), settings.follow_meetings(who, True),
        settings.raise_threshold(who, 9), settings.overview(who), circle.service.pulse(who),
    ):  # fmt: skip
        with pytest.raises(NotAllowed):
            await refused


async def test_a_rhythm_is_gentle_chosen_replaced_stopped_and_ends(circle: Circle) -> None:
    settings = circle.settings
    for harsh in ("every day 9am", "every Monday and Thursday 10:00"):
        with pytest.raises(InvalidInput, match="more often than once a week"):
            await settings.draft(FACILITATOR, harsh, CHANNEL, "")
    with pytest.raises(InvalidInput):
        await settings.draft(FACILITATOR, "tomorrow", CHANNEL, "x" * 4_000)
    asked = await settings.draft(FACILITATOR, "every second Tuesday 10:00", CHANNEL, "")
    assert isinstance(asked, Asked)
    chosen = await settings.choose(FACILITATOR, asked.schedule_id, asked.question.choices[1].text)
    await settings.keep(FACILITATOR, chosen.id)
    once = await circle.keeps("tomorrow 9am")
    overview = await settings.overview(FACILITATOR)
    assert overview.schedule is not None
    assert overview.schedule.id == once.id
    await circle.passes(10 * DAY)
    assert [again for _, again, _ in circle.asked] == [False, True]
    assert (await settings.overview(FACILITATOR)).schedule is None, "it has ended"
    await circle.keeps("every Friday 9am")
    assert (await settings.stop(FACILITATOR)).schedule is None
    await circle.passes(20 * DAY)
    assert len(circle.asked) == 2
    dropped = await settings.draft(FACILITATOR, "every Friday 9am", CHANNEL, "")
    assert not isinstance(dropped, Asked)
    await settings.drop(FACILITATOR, dropped.id)
    with pytest.raises(ScheduleGone):
        await settings.keep(FACILITATOR, dropped.id)


async def test_drafts_that_nobody_kept_are_forgotten(circle: Circle) -> None:
    draft = await circle.settings.draft(FACILITATOR, "every Friday 9am", CHANNEL, "")
    assert not isinstance(draft, Asked)
    await circle.passes(2 * DAY)
    with pytest.raises(ScheduleGone):
        await circle.settings.keep(FACILITATOR, draft.id)


async def test_new_rules_of_time_zones_move_the_next_round(circle: Circle) -> None:
    await circle.keeps()
    async with circle.built.database.begin() as session:
        wrong = TUESDAY + timedelta(hours=1)
        await session.execute(update(CheckInScheduleRow).values(next_at=wrong, planned_with="1999a"))
    await circle.does_what_is_due()
    await circle.passes(timedelta(minutes=30), timedelta(minutes=30))
    assert circle.asked == [(CHANNEL, False, TUESDAY)]


async def test_a_round_too_late_to_ask_for_is_reported_and_the_next_one_comes(circle: Circle) -> None:
    await circle.keeps("every Tuesday 14:00")
    await circle.passes(3 * DAY, 3 * DAY)
    assert circle.asked == []
    async with circle.built.database.read() as session:
        assert [row.state for row in await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))] == [
            State.MISSED,
            State.PENDING,
        ]
    await circle.passes(5 * DAY)
    assert [when for _, _, when in circle.asked] == [TUESDAY + 3 * DAY, TUESDAY + 7 * DAY]


async def test_switched_off_nothing_is_asked_and_what_was_answered_still_ends(circle: Circle) -> None:
    row = await circle.opens()
    await circle.answers(row.id, *[FINE] * 8)
    owner = person(1, Standing.ADMINISTRATOR)
    await circle.built.community.change(owner, lambda before: before.with_features_off(frozenset({"checkins"})))
    await circle.passes(70 * DAY, 10 * DAY)
    assert len(circle.asked) == 1
    [row] = await circle.rounds()
    assert (row.state, row.answers) == (RoundState.CLOSED, None)


# -- after meetings -----------------------------------------------------------------------


async def test_after_a_meeting_those_who_want_it_are_asked_and_once_more(circle: Circle) -> None:
    await circle.wants_check_ins(member(0), member(1))
    await circle.chooses(member(2))
    await circle.settings.follow_meetings(FACILITATOR, True)
    Meetings(circle.built).moves(81, ENDS)
    await circle.passes(9 * DAY)
    who = [member(0).member_id, member(1).member_id]
    [row] = await circle.rounds()
    assert sorted(circle.asked) == [(one, False, ENDS + DAY) for one in who]
    await circle.service.answer(member(0), row.id, FINE)
    await circle.passes(8 * DAY)
    assert [one for one in circle.asked if one[1]] == [(member(1).member_id, True, ENDS + 4 * DAY)]


async def test_it_follows_a_moved_meeting_and_forgets_a_cancelled_one(circle: Circle) -> None:
    await circle.wants_check_ins(member(0))
    meeting = Meetings(circle.built, Ending(1, ENDS), Ending(2, ENDS + DAY), Ending(3, ENDS - 30 * DAY))
    await circle.settings.follow_meetings(FACILITATOR, True)
    meeting.moves(1, ENDS + 9 * DAY)
    meeting.is_cancelled(2)
    await circle.passes(8 * DAY)
    assert circle.asked == []
    await circle.passes(10 * DAY)
    assert circle.asked == [(member(0).member_id, False, ENDS + 10 * DAY)]
    meeting.moves(1, ENDS + 20 * DAY)  # they have been asked: it stays
    meeting.is_cancelled(1)
    meeting.moves(4, circle.clock.now() - 3 * DAY)
    await circle.passes(20 * DAY)
    assert [again for _, again, _ in circle.asked] == [False, True]


async def test_it_follows_the_real_meetings_wherever_facilitators_move_them(circle: Circle) -> None:
    """No stand-in here: the community's meetings, moved and cancelled as facilitators do it."""
    await circle.wants_check_ins(member(0))
    await circle.settings.follow_meetings(FACILITATOR, True)
    meetings, start = circle.built.meetings, circle.clock.now()
    for title in ("The first", "The second"):
        when = f"{start + 10 * DAY:%d %B %Y} 14:00"
        draft = await meetings.draft(FACILITATOR, Wish(title, when, CHANNEL, length="2 hours"))
        assert isinstance(draft, Preview)
        await meetings.keep(FACILITATOR, draft.series.id)
    first, second = await meetings.coming(FACILITATOR)
    await circle.passes(10 * DAY)
    await meetings.move(FACILITATOR, first.id, f"{start + 12 * DAY:%d %B %Y} 14:00", following=False)
    await meetings.cancel(FACILITATOR, second.id, following=False)
    await circle.passes(2 * DAY)
    assert asked_personally(circle) == []
    await circle.passes(2 * DAY)
    moved = await meetings.meeting(FACILITATOR, first.id)
    assert asked_personally(circle) == [(member(0).member_id, moved.ends_at + DAY)]


def asked_personally(circle: Circle) -> list[tuple[int | None, datetime]]:
    """Whom a check-in came to by direct message, and for when; meetings' own notices are others' affair."""
    sent = [letter.delivery for letter in circle.post.letters]
    return [(one.member_id, one.due_at) for one in sent if one.kind == PERSONAL]


async def test_whoever_is_away_is_passed_over_without_a_mark_and_quiet_hours_are_kept(circle: Circle) -> None:
    away, quiet = member(0), member(1)
    wanted = frozenset({"check-ins"})
    await circle.chooses(away, consents=wanted, away_until=ENDS + 2 * DAY)
    await circle.chooses(quiet, consents=wanted, quiet_from=ENDS.time(), quiet_until=ENDS.replace(hour=23).time())
    await circle.settings.follow_meetings(FACILITATOR, True)
    Meetings(circle.built).moves(1, ENDS)
    await circle.passes(8 * DAY, DAY)
    await circle.passes(timedelta(hours=20), timedelta(hours=2))
    assert {who for who, _, _ in circle.asked} == {quiet.member_id}
    assert await circle.built.outbox.take_waiting(away) == []
    assert (await circle.built.problems.overview(FACILITATOR)).troubled == 0
    await circle.passes(4 * DAY)
    assert (away.member_id, True) in {(who, again) for who, again, _ in circle.asked}, "back, they are asked gently"


async def test_not_this_time_is_the_end_of_it(circle: Circle) -> None:
    await circle.wants_check_ins(member(0))
    await circle.settings.follow_meetings(FACILITATOR, True)
    Meetings(circle.built).moves(1, ENDS)
    await circle.passes(9 * DAY)
    [row] = await circle.rounds()
    await circle.service.skip(member(0), row.id)
    await circle.passes(8 * DAY)
    assert len(circle.asked) == 1


async def test_meetings_are_followed_only_while_that_is_wanted(circle: Circle) -> None:
    await circle.wants_check_ins(member(0))
    meeting = Meetings(circle.built)
    meeting.moves(1, ENDS)
    await circle.settings.follow_meetings(FACILITATOR, True)
    meeting.moves(2, ENDS)
    assert not (await circle.settings.follow_meetings(FACILITATOR, False)).after_meetings
    await circle.passes(10 * DAY)
    assert circle.asked == []


# -- the key ------------------------------------------------------------------------------


async def test_with_a_wrong_key_it_stops_before_anything_is_written_over(circle: Circle) -> None:
    row = await circle.opens()
    await circle.answers(row.id, *[FINE] * 8)
    [row] = await circle.rounds()
    right = circle.service._keyring  # pyright: ignore[reportPrivateUsage]
    for wrong in (Keyring({}), Keyring.parse(new_key())):
        circle.service._keyring = wrong  # pyright: ignore[reportPrivateUsage]
        for attempt in (
            circle.service.answer(member(20), row.id, FINE),
            circle.service.require_open(member(0), row.id),
        ):
            with pytest.raises(Locked, match="Nothing was written over"):
                await attempt
    await circle.closes()
    [held] = await circle.rounds()
    assert (held.state, held.answers) == (RoundState.OPEN, row.answers), "it waits for its key"
    circle.service._keyring = right  # pyright: ignore[reportPrivateUsage]
    await circle.does_what_is_due()
    assert (await circle.service.pulse(FACILITATOR)).picture is not None


async def test_without_a_key_it_only_invites_to_think(circle: Circle) -> None:
    circle.service._keyring = Keyring({})  # pyright: ignore[reportPrivateUsage]
    assert not (await circle.opens()).collects
    assert len(circle.asked) == 1
