"""Meetings over real databases: said once, at the right local hour, for years, however they are changed."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.community.settings import Community
from bot.community.standing import Standing
from bot.errors import InvalidInput, NotAllowed
from bot.meetings.entries import Answer, Asked, Conflict, MeetingGone, Preview, State, Wish
from bot.meetings.notices import ANNOUNCEMENT, CHANGED, CHANGED_DIRECT, DIRECT, REMINDER, SOON
from bot.schedule.local import local_time
from tests.services.diary import ADMIN, CHANNEL, DAY, FACILITATOR, HOUR, PATTERN, START, Diary
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person

LONDON = "Europe/London"


async def test_the_groups_pattern_takes_one_command_and_one_press(diary: Diary) -> None:
    made = await diary.built.meetings.draft(FACILITATOR, Wish("HIRG", PATTERN, CHANNEL))
    assert isinstance(made, Preview)
    assert (made.holidays, made.clashes) == ({}, ())
    assert await diary.built.meetings.coming(person()) == [], "nothing is kept yet"
    await diary.built.meetings.keep(FACILITATOR, made.series.id)
    await diary.built.meetings.keep(FACILITATOR, made.series.id)  # pressed twice
    coming = await diary.built.meetings.coming(person())
    assert [one.at.strftime("%d %b %Y %H:%MZ") for one in coming[:5]] == [
        "01 Sep 2026 13:00Z", "03 Nov 2026 14:00Z", "05 Jan 2027 14:00Z", "02 Mar 2027 14:00Z", "04 May 2027 13:00Z",
    ]  # fmt: skip
    assert len({one.at for one in coming}) == len(coming) >= 6


async def test_a_preview_warns_of_bank_holidays_and_of_other_meetings(diary: Diary) -> None:
    other = await diary.kept("7 December 2026 13:30", length="1 hour")
    made = await diary.built.meetings.draft(FACILITATOR, Wish("Other", "first Monday every month at 14:00", CHANNEL))
    assert isinstance(made, Preview)
    assert "Summer Bank Holiday" not in made.holidays.values(), "the last Monday of August isn't the first"
    assert [(clash.at, clash.title) for clash in made.clashes] == [(other.at + HOUR / 2, "HIRG")]
    christmas = await diary.built.meetings.draft(FACILITATOR, Wish("X", "25 December 2026 10:00", CHANNEL))
    assert isinstance(christmas, Preview)
    assert list(christmas.holidays.values()) == ["Christmas Day"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "title"), ({"title": "x" * 101}, "too long"), ({"when": "1 September 2020 14:00"}, "passed"),
        ({"when": "29 February 2027 14:00"}, "no such day"), ({"when": "first Tuesdya"}, "couldn't read"),
        ({"capacity": 0}, "Places go"), ({"capacity": 400}, "Places go"), ({"length": "long"}, "as a length"),
        ({"when": "every day at 9:00 10000 times"}, "from 1 to"), ({"link": "video"}, "https"),
        ({"zone": "Narnia"}, "time zone"), ({"leads": "often"}, "couldn't read"),
    ],
)  # fmt: skip
async def test_what_cant_be_scheduled_is_one_clear_line(diary: Diary, changes: dict[str, Any], says: str) -> None:
    wish = replace(Wish("X", PATTERN, CHANNEL), **changes)
    with pytest.raises(InvalidInput, match=says):
        await diary.built.meetings.draft(FACILITATOR, wish)


async def test_members_and_other_servers_schedule_nothing(diary: Diary) -> None:
    with pytest.raises(NotAllowed):
        await diary.built.meetings.draft(person(), Wish("X", PATTERN, CHANNEL))
    with pytest.raises(NotAllowed, match="everyone"):
        await diary.built.meetings.draft(FACILITATOR, Wish("X", PATTERN, CHANNEL, role_id=GUILD))
    meeting = await diary.kept()
    elsewhere = person(9, Standing.FACILITATOR, guild_id=OTHER_GUILD)
    for refused in (
        diary.built.meetings.cancel(elsewhere, meeting.id, following=False),
        diary.built.answers.answer(elsewhere, meeting.id, Answer.GOING),
        diary.built.meetings.meeting(elsewhere, meeting.id),
    ):
        with pytest.raises(MeetingGone):
            await refused
    asked = await diary.built.meetings.draft(FACILITATOR, Wish("X", "every second Tuesday 14:00", CHANNEL))
    assert isinstance(asked, Asked)
    chosen = await diary.built.meetings.choose(FACILITATOR, asked.series_id, asked.question.choices[0].text)
    assert chosen.series.recurrence.rule


@pytest.mark.long
async def test_each_person_who_cares_is_reminded_once_at_the_right_local_hour_for_ten_years(diary: Diary) -> None:
    await diary.built.community.set_up(ADMIN, Community(GUILD, members_role_id=10))  # nobody is asked for notes
    await diary.kept(leads="14 days")
    await diary.reminds(person(ADA))
    years = 10 if diary.built.database.is_sqlite else 2  # the calendar is the same, and PostgreSQL slower
    await diary.passes(datetime(2026 + years, 7, 7, tzinfo=UTC))
    meetings = await diary.built.meetings.past(FACILITATOR, START)
    assert len(meetings) == years * 6
    assert {local_time(one.at, LONDON).strftime("%a %H:%M") for one in meetings} == {"Tue 14:00"}
    direct = diary.said(DIRECT)
    assert [one.meeting.id for one in direct] == [one.id for one in meetings], "once each"
    sent = {letter.delivery.due_at for letter in diary.post.letters if letter.delivery.kind == DIRECT}
    assert {local_time(at, LONDON).strftime("%a %H:%M") for at in sent} == {"Mon 14:00"}
    announced = Counter(one.meeting.id for one in diary.said(ANNOUNCEMENT))
    assert set(announced.values()) == {1}
    assert len(announced) == len(meetings)
    keys = Counter(letter.delivery.id for letter in diary.post.letters)
    assert set(keys.values()) == {1}, "and nothing twice"


async def test_who_cant_come_is_left_alone_and_who_says_not_for_this_one(diary: Diary) -> None:
    meeting = await diary.kept()
    people = [person(ADA), person(BEN), person(CAM)]
    await diary.reminds(*people, leads="2 days, 1 hour")
    await diary.built.answers.answer(person(ADA), meeting.id, Answer.CANT)
    await diary.built.answers.mute(person(BEN), meeting.id)
    await diary.passes(meeting.at + HOUR)
    told = [letter.delivery.member_id for letter in diary.post.letters if letter.delivery.member_id]
    assert told == [CAM, CAM]
    assert [one.lead for one in diary.said(REMINDER) + diary.said(SOON)] == ["7d", "1d", "1h", "0m"]


async def test_a_moved_meeting_is_told_once_to_those_who_answered_and_reminds_at_its_new_time(diary: Diary) -> None:
    meeting = await diary.kept()
    await diary.reminds(person(ADA), person(BEN))
    await diary.built.answers.answer(person(ADA), meeting.id, Answer.GOING)
    await diary.passes(meeting.at - 2 * DAY)
    moved = await diary.built.meetings.move(FACILITATOR, meeting.id, "3 September 2026 10:00", following=False)
    moved = await diary.built.meetings.move(FACILITATOR, meeting.id, "4 September 2026 10:00", following=False)
    assert moved.at == datetime(2026, 9, 4, 9, tzinfo=UTC)
    await diary.passes(moved.at + DAY)
    [told] = [letter for letter in diary.post.letters if letter.delivery.kind == CHANGED_DIRECT]
    assert told.delivery.member_id == ADA
    [changed] = diary.said(CHANGED)
    assert changed.was == meeting.at, "two moves before anybody was told are told as one"
    direct = [letter.delivery.due_at for letter in diary.post.letters if letter.delivery.kind == DIRECT]
    assert direct == [datetime(2026, 9, 3, 9, tzinfo=UTC)] * 2
    assert [one.lead for one in diary.said(REMINDER) if one.meeting.id == meeting.id] == ["7d", "1d"]
    rest = await diary.built.meetings.coming(FACILITATOR)
    assert rest[0].at == datetime(2026, 11, 3, 14, tzinfo=UTC), "the others stay where they were"


async def test_this_and_following_move_together_and_keep_their_answers(diary: Diary) -> None:
    await diary.kept()
    second = (await diary.built.meetings.coming(FACILITATOR))[1]
    await diary.built.answers.answer(person(ADA), second.id, Answer.GOING)
    await diary.built.meetings.move(FACILITATOR, second.id, "5 November 2026 16:00", following=True)
    coming = await diary.built.meetings.coming(FACILITATOR)
    assert [one.local.strftime("%a %d %b %Y %H:%M") for one in coming[:4]] == [
        "Tue 01 Sep 2026 14:00", "Thu 05 Nov 2026 16:00", "Thu 07 Jan 2027 16:00", "Thu 04 Mar 2027 16:00",
    ]  # fmt: skip
    assert coming[1].id == second.id
    assert (await diary.built.answers.standing(person(ADA), second.id)).answer is Answer.GOING
    await diary.built.meetings.edit(FACILITATOR, coming[2].id, coming[2].version, {"title": "New"}, following=True)
    titles = [one.details.title for one in await diary.built.meetings.coming(FACILITATOR)]
    assert titles[:2] == ["HIRG", "HIRG"]
    assert set(titles[2:]) == {"New"}


async def test_a_cancelled_meeting_reminds_nobody_and_a_skipped_one_says_nothing(diary: Diary) -> None:
    first = await diary.kept()
    await diary.reminds(person(ADA))
    await diary.built.answers.answer(person(ADA), first.id, Answer.MAYBE)
    await diary.passes(first.at - 3 * DAY)
    await diary.built.meetings.cancel(FACILITATOR, first.id, following=False)
    second = (await diary.built.meetings.coming(FACILITATOR))[0]
    await diary.built.meetings.cancel(FACILITATOR, second.id, following=False, quietly=True)
    await diary.passes(second.at + DAY)
    assert [one.meeting.state for one in diary.said(CHANGED)] == [State.CANCELLED]
    assert [one.meeting.id for one in diary.said(CHANGED_DIRECT)] == [first.id]
    assert diary.said(DIRECT) == []
    assert second.id not in {one.meeting.id for one in diary.said(ANNOUNCEMENT)}
    third = (await diary.built.meetings.coming(FACILITATOR))[0]
    await diary.built.meetings.cancel(FACILITATOR, third.id, following=True)
    assert await diary.built.meetings.coming(FACILITATOR) == []
    await diary.passes(third.at + 200 * DAY)
    assert diary.said(DIRECT) == []


async def test_two_facilitators_at_once_are_told(diary: Diary) -> None:
    meeting = await diary.kept()
    await diary.built.meetings.edit(FACILITATOR, meeting.id, meeting.version, {"room": "4.01"}, following=False)
    with pytest.raises(Conflict):
        await diary.built.meetings.edit(FACILITATOR, meeting.id, meeting.version, {"room": "5.02"}, following=False)
    with pytest.raises(InvalidInput, match="too long"):
        await diary.built.meetings.edit(
            FACILITATOR, meeting.id, meeting.version + 1, {"description": "x" * 6_000}, following=False
        )
    assert (await diary.built.meetings.meeting(person(), meeting.id)).details.room == "4.01"


async def test_the_outbox_holds_no_problem_after_a_season(diary: Diary) -> None:
    meeting = await diary.kept("every week on Monday at 9:00", capacity=2)
    await diary.reminds(person(ADA), leads="1 day, at start")
    await diary.built.answers.answer(person(ADA), meeting.id, Answer.GOING)
    await diary.passes(START + 30 * DAY)
    overview = await diary.built.problems.overview(FACILITATOR)
    assert (overview.troubled, overview.problems) == (0, ())
    assert len(diary.said(DIRECT)) == 4, "a day before each Monday"
