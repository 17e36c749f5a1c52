"""Series keep their wall time; the dates are those of the group's own notes, and of python-dateutil's calendar."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.schedule import recurrence as recur
from bot.schedule.local import Nature, in_words, moment_of, offset, readings, stamp, tzdata_version
from bot.schedule.recurrence import Recurrence, by_rule, monthly_by_weekday, preview, weekly
from bot.schedule.wording import described

LONDON = "Europe/London"
ZONES = sorted(available_timezones() - {"Factory", "localtime"})
GROUP = monthly_by_weekday(datetime(2026, 9, 1, 14), LONDON, 2)
"""Every other month, first Tuesday, 14:00."""


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType]


def test_the_groups_own_pattern_has_the_dates_of_its_notes() -> None:
    assert [one.at for one in islice(GROUP.occurrences(), 5)] == [
        utc(2026, 9, 1, 13), utc(2026, 11, 3, 14), utc(2027, 1, 5, 14), utc(2027, 3, 2, 14), utc(2027, 5, 4, 13),
    ]  # fmt: skip


def test_ten_years_of_it_are_first_tuesdays_at_two_by_londons_clocks() -> None:
    dates = list(islice(GROUP.occurrences(), 61))
    assert dates[-1].local.year == 2036
    for one in dates:
        there = one.at.astimezone(ZoneInfo(LONDON))
        assert (there.weekday(), there.day <= 7, there.time()) == (1, True, time(14))
    assert {(b.local.month - a.local.month) % 12 for a, b in pairwise(dates)} == {2}


def test_every_eight_weeks_is_not_every_other_month() -> None:
    eight = weekly(datetime(2026, 9, 1, 14), LONDON, 8)
    assert [one.local.date() for one in islice(eight.occurrences(), 4)][1:] == [
        date(2026, 10, 27), date(2026, 12, 22), date(2027, 2, 16),
    ]  # fmt: skip


def test_a_skipped_time_moves_on_and_a_doubled_one_is_the_first() -> None:
    skipped = moment_of(datetime(2027, 3, 28, 1, 30), LONDON)
    assert (skipped.at, skipped.nature) == (utc(2027, 3, 28, 1, 30), Nature.SKIPPED)
    assert skipped.at.astimezone(ZoneInfo(LONDON)).hour == 2
    twice = moment_of(datetime(2026, 10, 25, 1, 30), LONDON)
    assert (twice.at, twice.nature) == (utc(2026, 10, 25, 0, 30), Nature.TWICE)
    assert readings(datetime(2026, 10, 25, 1, 30), LONDON) == (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30))


def test_a_day_before_in_the_calendar_is_not_always_24_hours() -> None:
    meeting = moment_of(datetime(2026, 10, 25, 14), LONDON)
    the_day_before = moment_of(datetime(2026, 10, 24, 14), LONDON)
    assert meeting.at - the_day_before.at == timedelta(hours=25)


def test_british_summer_time_begins_and_ends_at_one_in_utc() -> None:
    for change, before, after in ((utc(2027, 3, 28, 1), "UTC+0", "UTC+1"), (utc(2026, 10, 25, 1), "UTC+1", "UTC+0")):
        assert (offset(change - timedelta(seconds=1), LONDON), offset(change, LONDON)) == (before, after)


def test_a_first_tuesday_can_be_new_years_day() -> None:
    assert date(2030, 1, 1) in {one.local.date() for one in islice(GROUP.occurrences(), 61)}


@pytest.mark.parametrize(
    ("made", "dates"),
    [
        (recur.monthly_by_day(datetime(2026, 1, 31, 9), LONDON), [(1, 31), (3, 31), (5, 31), (7, 31)]),
        (monthly_by_weekday(datetime(2026, 1, 30, 9), LONDON), [(1, 30), (2, 27), (3, 27), (4, 24)]),
        (by_rule(datetime(2026, 1, 1, 9), LONDON, "FREQ=MONTHLY;BYDAY=5TU"), [(3, 31), (6, 30), (9, 29), (12, 29)]),
        (weekly(datetime(2026, 1, 1, 9), LONDON, 1, (3, 4)), [(1, 1), (1, 2), (1, 8), (1, 9)]),
        (recur.daily(datetime(2026, 1, 30, 9), LONDON, 2), [(1, 30), (2, 1), (2, 3), (2, 5)]),
    ],
)  # fmt: skip
def test_months_without_such_a_day_are_passed_over(made: Recurrence, dates: list[tuple[int, int]]) -> None:
    assert [(one.local.month, one.local.day) for one in islice(made.occurrences(), 4)] == dates


def test_29_february_comes_in_leap_years() -> None:
    made = recur.yearly(datetime(2028, 2, 29, 9), LONDON)
    assert [one.local.year for one in islice(made.occurrences(), 3)] == [2028, 2032, 2036]


@pytest.mark.parametrize(
    "text",
    [
        "", "hello", "FREQ=HOURLY", "FREQ=SECONDLY;COUNT=3", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=100000",
        "FREQ=DAILY;BYHOUR=3", "FREQ=MONTHLY;BYDAY=XX", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY\nRDATE:20260101T000000", "FREQ=WEEKLY;UNTIL=soon",
        "FREQ=DAILY;UNTIL=20200101", "X" * 5_000,
    ],
)  # fmt: skip
def test_what_is_no_rule_or_never_comes_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        by_rule(datetime(2026, 1, 1, 9), LONDON, text)


def test_an_end_in_utc_is_read_in_the_series_zone() -> None:
    made = by_rule(datetime(2027, 6, 1, 14), LONDON, "RRULE:FREQ=DAILY;UNTIL=20270603T130000Z")
    assert [one.local.day for one in made.occurrences()] == [1, 2, 3]


def test_a_preview_marks_where_the_clocks_change() -> None:
    shown = preview(GROUP, utc(2026, 8, 1), 6)
    assert [(one.offset, one.changed) for one in shown] == [
        ("UTC+1", False), ("UTC+0", True), ("UTC+0", False), ("UTC+0", False), ("UTC+1", True), ("UTC+1", False),
    ]  # fmt: skip


def test_ends() -> None:
    assert [one.local.day for one in GROUP.until(date(2027, 1, 5)).occurrences()] == [1, 3, 5]
    assert len(list(GROUP.times(7).occurrences())) == 7
    for count in (0, -1, 10_000):
        with pytest.raises(InvalidInput):
            GROUP.times(count)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (GROUP, "every other month on the first Tuesday at 14:00 (Europe/London)"),
        (GROUP.times(3), "every other month on the first Tuesday at 14:00 (Europe/London), 3 times in all"),
        (weekly(datetime(2026, 9, 1, 9), LONDON, 1, (0, 1, 2, 3, 4)), "every working day at 09:00 (Europe/London)"),
        (Recurrence(datetime(2026, 9, 1, 9), LONDON), "once, on Tuesday 1 September 2026 at 09:00 (Europe/London)"),
        (by_rule(datetime(2026, 9, 1, 9), LONDON, "FREQ=YEARLY;BYMONTH=9;BYDAY=1TU"),
         "by the rule FREQ=YEARLY;BYMONTH=9;BYDAY=1TU at 09:00 (Europe/London)"),
    ],
)  # fmt: skip
def test_words(made: Recurrence, words: str) -> None:
    assert described(made) == words


def test_moments_in_words_and_as_stamps() -> None:
    assert in_words(utc(2026, 11, 3, 14), LONDON) == "Tuesday 3 November 2026 at 14:00 (Europe/London, UTC+0)"
    assert offset(utc(2026, 11, 3), "Asia/Kathmandu") == "UTC+5:45"
    assert stamp(utc(2026, 11, 3, 14)) == "<t:1793714400:F>"
    assert tzdata_version()


moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))
rules = st.one_of(
    st.builds(recur.daily, moments, st.sampled_from(ZONES), st.integers(1, 20)),
    st.builds(weekly, moments, st.sampled_from(ZONES), st.integers(1, 9), st.sets(st.integers(0, 6)).map(tuple)),
    st.builds(monthly_by_weekday, moments, st.sampled_from(ZONES), st.integers(1, 6)),
    st.builds(recur.monthly_by_day, moments, st.sampled_from(ZONES), st.integers(1, 6)),
)


@given(rules)
@settings(max_examples=150)
def test_any_series_keeps_its_wall_time_and_goes_forward(made: Recurrence) -> None:
    found = list(islice(made.occurrences(), 40))
    for one in found:
        shown = one.at.astimezone(ZoneInfo(made.zone)).replace(tzinfo=None)
        assert one.local.time() == made.first.time()
        assert (shown == one.local) is (one.nature is not Nature.SKIPPED)
    assert all(a.at < b.at for a, b in pairwise(found))


@given(moments, st.sampled_from(ZONES), st.integers(1, 12), st.sampled_from([DAILY, WEEKLY, MONTHLY]))
@settings(max_examples=100)
def test_dates_are_those_of_dateutils_calendar(first: datetime, zone: str, every: int, frequency: Any) -> None:
    made = {DAILY: recur.daily, WEEKLY: weekly, MONTHLY: recur.monthly_by_day}[frequency](first, zone, every)
    wanted = rrule(frequency, dtstart=first, interval=every, count=25)
    assert [one.local for one in islice(made.occurrences(), 25)] == list(wanted)


@given(rules, moments)
@settings(max_examples=100)
def test_what_comes_after_a_moment_is_what_a_walk_from_the_start_finds(made: Recurrence, moment: datetime) -> None:
    after = moment.replace(tzinfo=UTC)
    walked = next((one for one in islice(made.occurrences(), 6_000) if one.at > after), None)
    found = made.next_after(after)
    assert found == walked or walked is None
