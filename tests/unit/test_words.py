"""Times as people type them; whatever is typed is understood whole, asked about, or kindly refused."""

import time as real_time
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.schedule.local import local_time
from bot.schedule.wording import described
from bot.schedule.words import NotUnderstood, Once, Repeating, Unclear, read

LONDON = "Europe/London"
NOW = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
"""A Tuesday."""

ONCE = {
    "tomorrow 9am": "2026-11-04 09:00",
    "Tomorrow at 9": "2026-11-04 09:00",
    "tomorow": "2026-11-04 09:00",
    "the day after tomorrow at noon": "2026-11-05 12:00",
    "today 17:30": "2026-11-03 17:30",
    "tonight": "2026-11-03 20:00",
    "at 7 in the evening": "2026-11-03 19:00",
    "noon": "2026-11-04 12:00",
    "midnight": "2026-11-04 00:00",
    "half past nine": "2026-11-04 09:30",
    "quarter to five": "2026-11-04 04:45",
    "9am": "2026-11-04 09:00",
    "in 20 minutes": "2026-11-03 13:50",
    "in an hour": "2026-11-03 14:30",
    "in half an hour": "2026-11-03 14:00",
    "in 1 hour and 30 minutes": "2026-11-03 15:00",
    "in 1h30": "2026-11-03 15:00",
    "in 90m": "2026-11-03 15:00",
    "in 3 weeks": "2026-11-24 09:00",
    "in two weeks": "2026-11-17 09:00",
    "in a fortnight at 2pm": "2026-11-17 14:00",
    "in 2 days at 10": "2026-11-05 10:00",
    "in 3 months": "2027-02-03 09:00",
    "in a year": "2027-11-03 09:00",
    "Tuesday 2pm": "2026-11-03 14:00",
    "tuesday 9am": "2026-11-10 09:00",
    "next Tuesday 14:00": "2026-11-10 14:00",
    "Tuesdya 2pm": "2026-11-03 14:00",
    "on Friday": "2026-11-06 09:00",
    "this friday at 3pm": "2026-11-06 15:00",
    "fri 3pm": "2026-11-06 15:00",
    "3 November 2026 14:00": "2026-11-03 14:00",
    "Tuesday 3rd November 2026 at 2 p.m.": "2026-11-03 14:00",
    "3 Nov 2pm": "2026-11-03 14:00",
    "Nov 3 at 14:00": "2026-11-03 14:00",
    "4 novmber 10:00": "2026-11-04 10:00",
    "5 Jan 2pm": "2027-01-05 14:00",
    "the 15th at 10": "2026-11-15 10:00",
    "2026-11-03 14:00": "2026-11-03 14:00",
    "2026-11-03T14:00": "2026-11-03 14:00",
    "03/04/2027 14:00": "2027-04-03 14:00",
    "3.12.2026": "2026-12-03 09:00",
    "3.12. at 9.30": "2026-12-03 09:30",
    "first Tuesday of January 14:00": "2027-01-05 14:00",
    "last Friday of the month": "2026-11-27 09:00",
    "29 February": "2028-02-29 09:00",
    "<t:1793714400:F>": "2026-11-03 14:00",
    "2026-12-01T10:00Z": "2026-12-01 10:00",
    "2026-12-01T10:00+01:00": "2026-12-01 09:00",
}  # fmt: skip

AGAIN = {
    "every day 9am": ("every day at 09:00", "2026-11-04"),
    "every morning": ("every day at 09:00", "2026-11-04"),
    "every weekday at 8:30": ("every working day at 08:30", "2026-11-04"),
    "every Monday": ("every week on Monday at 09:00", "2026-11-09"),
    "every Monday and Wednesday 10:00": ("every week on Monday and Wednesday at 10:00", "2026-11-04"),
    "every other Tuesday 10:00": ("every other week on Tuesday at 10:00", "2026-11-10"),
    "fortnightly on Friday 12:00": ("every other week on Friday at 12:00", "2026-11-06"),
    "every 3 weeks on Monday": ("every 3 weeks on Monday at 09:00", "2026-11-09"),
    "weekly": ("every week on Tuesday at 09:00", "2026-11-10"),
    "monthly on the 15th 10:00": ("every month on day 15 at 10:00", "2026-11-15"),
    "every month on the first Tuesday at 14:00": ("every month on the first Tuesday at 14:00", "2026-11-03"),
    "first Tuesday of every other month 14:00": ("every other month on the first Tuesday at 14:00", "2026-11-03"),
    "every other month, first Tuesday, 14:00": ("every other month on the first Tuesday at 14:00", "2026-11-03"),
    "every last Friday 3pm": ("every month on the last Friday at 15:00", "2026-11-27"),
    "first tuesday of every other month at 14:00 starting 1 September 2027":
        ("every other month on the first Tuesday at 14:00", "2027-09-07"),
    "every year on 10 October": ("every year on 10 October at 09:00", "2027-10-10"),
    "every year on 29 February": ("every year on 29 February at 09:00", "2028-02-29"),
    "every Monday 9am until 1 June 2027": ("every week on Monday at 09:00", "2026-11-09"),
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU 14:00": ("every other month on the first Tuesday at 14:00", "2026-11-03"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), ONCE.items())
def test_single_times(text: str, wanted: str) -> None:
    found = read(text, LONDON, NOW)
    assert isinstance(found, Once)
    assert f"{local_time(found.at, LONDON):%Y-%m-%d %H:%M}" == wanted


@pytest.mark.parametrize(("text", "wanted"), AGAIN.items())
def test_series(text: str, wanted: tuple[str, str]) -> None:
    found = read(text, LONDON, NOW)
    assert isinstance(found, Repeating)
    words, first = wanted
    assert described(found.recurrence).startswith(f"{words} (Europe/London)")
    assert f"{found.recurrence.first:%Y-%m-%d}" == first


@pytest.mark.parametrize(
    ("text", "count", "last"),
    [
        ("every other Tuesday 10:00 6 times", 6, "2027-01-19"),
        ("daily at 9 for 2 weeks", 14, "2026-11-17"),
        ("every Monday 9am until 1 June 2027", 30, "2027-05-31"),
    ],
)
def test_ends(text: str, count: int, last: str) -> None:
    found = read(text, LONDON, NOW)
    assert isinstance(found, Repeating)
    dates = list(found.recurrence.occurrences())
    assert (len(dates), f"{dates[-1].local:%Y-%m-%d}") == (count, last)


@pytest.mark.parametrize(
    "text",
    [
        "every second Tuesday 10:00", "every third friday", "every second tuesday 10:00 until 1 june 2027",
        "28 March 2027 01:30", "31 October 2027 01:30",
    ],
)  # fmt: skip
def test_what_has_two_readings_is_asked_about_and_each_answer_is_exact(text: str) -> None:
    with pytest.raises(Unclear) as asked:
        read(text, LONDON, NOW)
    assert len(asked.value.choices) == 2
    answers = [read(choice.text, LONDON, NOW) for choice in asked.value.choices]
    assert answers[0] != answers[1]
    assert all(len(choice.text) <= 60 for choice in asked.value.choices)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "hello", "9", "whenever", "soon please", "yesterday", "31 February", "13:70", "25:00 tomorrow",
        "1 January 2020", "in 0 days", "in 9999 years", "every", "every 0 weeks", "every Tuesday 0 times",
        "every day until yesterday", "every Monday until 1 January 2020", "<t:99999999999999:F>", "<t:1:F>", "🙂",
        "x" * 6_000, "'; DROP TABLE reminders; --", "tomorrow @everyone", "tomorrow 9am or so", "every blue moon",
        "FREQ=SECONDLY", "FREQ=DAILY;UNTIL=20200101 9:00", "٣ نوفمبر", "32/13/2026", "0/0", "every month on the 45th",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(text, LONDON, NOW)
    assert len(str(refused.value.message)) < 400


def test_what_is_not_understood_says_so_with_three_examples() -> None:
    with pytest.raises(NotUnderstood) as refused:
        read("sometime", LONDON, NOW)
    assert str(refused.value.message).count("“") == 4


def test_it_is_the_persons_own_nine_oclock() -> None:
    found = read("tomorrow 9am", "America/Sao_Paulo", NOW)
    assert isinstance(found, Once)
    assert found.at == datetime(2026, 11, 4, 12, tzinfo=UTC)


WORDS_OF_TIME = (
    "every other second first last tuesday month the of on at 9 9am 14:00 in 3 weeks until 1 june 31 february 2027 "
    "times for day from next today noon half past and"
)
WORDS = st.lists(st.sampled_from(WORDS_OF_TIME.split()), max_size=9).map(" ".join)


@given(st.one_of(st.text(max_size=300), WORDS), st.sampled_from([LONDON, "Asia/Kathmandu", "America/New_York"]))
@example("every 99 months 99 times", LONDON)
@settings(max_examples=400)
def test_nothing_that_is_typed_breaks_it_or_takes_long(text: str, zone: str) -> None:
    start = real_time.monotonic()
    try:
        found = read(text, zone, NOW)
    except InvalidInput:
        pass
    else:
        if isinstance(found, Once):
            assert found.at > NOW
        else:
            assert found.recurrence.next_after(NOW) is not None
    assert real_time.monotonic() - start < 2
