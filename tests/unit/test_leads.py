"""How long before, and how long: read from words, and right across clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.schedule.leads import before, read_duration, read_leads
from bot.schedule.local import local_time, moment_of

LONDON = "Europe/London"


def test_leads_are_read_in_any_order_and_once_each() -> None:
    assert read_leads("1 hour, 7 days; at start and a day") == ("7d", "1d", "1h", "0m")
    assert read_leads("1 week, 7d, 90 min before") == ("7d", "90m")
    assert read_leads(" , ") == ()


@pytest.mark.parametrize("text", ["soon", "-1 day", "1 fortnight", "61 days", "1d,2d,3d,4d,5d,6d", "1.5 h", "١ day x"])
def test_what_is_no_lead_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_leads(text)


def test_a_day_before_is_the_same_hour_and_24_hours_are_not_across_a_clock_change() -> None:
    meeting = datetime(2027, 3, 28, 14)  # clocks go forward that night
    assert before(meeting, LONDON, "1d") == datetime(2027, 3, 27, 14, tzinfo=UTC)
    assert before(meeting, LONDON, "24h") == datetime(2027, 3, 27, 13, tzinfo=UTC)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1)), st.integers(1, 60))
def test_days_before_keep_the_local_hour_wherever_it_exists(local: datetime, days: int) -> None:
    local = local.replace(second=0, microsecond=0)
    moment = before(local, LONDON, f"{days}d")
    wanted = local - timedelta(days=days)
    if moment_of(wanted, LONDON).nature == "plain":
        assert local_time(moment, LONDON) == wanted


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("90 min", 90), ("90", 90), ("1h30", 90), ("1:30", 90), ("2 hours", 120), ("1.5 h", 90), ("1,5 hours", 90),
        ("1 hour and 15 minutes", 75), ("An hour and a half", 90), ("half an hour", 30),
    ],
)  # fmt: skip
def test_lengths_are_read(text: str, minutes: int) -> None:
    assert read_duration(text) == minutes


@pytest.mark.parametrize("text", ["", "long", "0", "-5", "4 min", "25 h", "1h90x", "99999"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_duration(text)
