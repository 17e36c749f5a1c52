"""Amounts and deadlines as funders write them, and reminders at nine in the morning, whatever the clocks do."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InvalidInput
from bot.funding.deadlines import LEADS, Deadline, read, reminders, stored, told, typed
from bot.funding.entries import Terms
from bot.funding.money import in_words, money, written

NOW = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)
LONDON = "Europe/London"
ZONES = st.sampled_from([LONDON, "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Etc/GMT+12", "UTC"])


@pytest.mark.parametrize(
    ("words", "currency", "value"),
    [
        ("up to £40K per project", "GBP", 40_000),
        ("£40,000", "GBP", 40_000),
        ("£2,500.50", "GBP", "2500.50"),
        ("€1.5m", "EUR", 1_500_000),
        ("EUR 1.5 million in all", "EUR", 1_500_000),
        ("250 thousand pounds", "GBP", 250_000),
        ("40,000 GBP.", "GBP", 40_000),
        ("US$3bn", "USD", 3_000_000_000),
        ("£40k over 3 years, in 2027", "GBP", 40_000),
    ],
)
def test_an_amount_is_read_where_it_is_unmistakable(words: str, currency: str, value: float | str) -> None:
    found = money(words)
    assert found is not None
    assert (found.currency, found.value) == (currency, Decimal(str(value)))


@pytest.mark.parametrize(
    "words",
    [
        "", "whatever the train costs", "£10K–£40K", "£10-40k", "£10K to £40K", "between £5k and £9k", "£40k plus €5k",
        "$40,000", "£40 000", "40 500 GBP", "€40.000", "€1,5m", "40,000", "£0", "£40kids", "£1.2.3", "£",
        "£99999999999999m", "£10 to 40k",
    ],
)  # fmt: skip
def test_what_is_in_doubt_stays_words(words: str) -> None:
    assert money(words) is None
    assert in_words(words) == words


@given(st.text())
def test_no_words_are_too_much(words: str) -> None:
    assert in_words(words).startswith(words)


@given(st.integers(1, 10**9), st.sampled_from(["GBP", "EUR"]))
def test_what_is_written_is_read_again(value: int, currency: str) -> None:
    found = money(f"{currency} {value}")
    assert found is not None
    assert money(written(found)) == found


def test_figures_are_added_where_they_are_missing() -> None:
    assert in_words("up to £40K per project") == "up to £40K per project (£40,000)"
    assert in_words("£40,000 at most") == "£40,000 at most"


@pytest.mark.parametrize(
    ("text", "zone", "on", "where"),
    [
        ("1 December 2026 17:00", "", "2026-12-01T17:00", LONDON),
        ("by 5pm on 1 December 2026", "Brussels", "2026-12-01T17:00", "Europe/Brussels"),
        ("01/12/2026", "AoE", "2026-12-01", "Etc/GMT+12"),
        ("2026-12-01 00:00:00", "", "2026-12-01", LONDON),
        ("2026-12-01 17:00:00", "UK time", "2026-12-01T17:00", LONDON),
        ("03/11/2026 17:00", "London time", "2026-11-03T17:00", LONDON),
        ("3.11.26", "CET/CEST", "2026-11-03", "Europe/Brussels"),
        ("noon 1 March 2020", "", "2020-03-01T12:00", LONDON),
        ("1 March", "", "2027-03-01", LONDON),
    ],
)
def test_a_deadline_is_read(text: str, zone: str, on: str, where: str) -> None:
    assert read(text, zone, LONDON, NOW) == Deadline(on, where)


@pytest.mark.parametrize("text", ["", " none ", "Rolling", "n/a", "-"])
def test_there_may_be_no_deadline(text: str) -> None:
    assert read(text, "nonsense that is not looked at", LONDON, NOW) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("midnight on 1 December 2026", "start of that day or its end"),
        ("1 December 2026 24:00", "start of that day or its end"),
        ("31 February 2027", "no such day"),
        ("someday", "couldn't read"),
        ("17:00", "couldn't read"),
        ("1 December 2026 17:00 GMT", "its own field"),
        ("1 December 9999", "too far away"),
        ("1 December 1066", "too far away"),
    ],
)
def test_what_is_no_deadline_is_said_clearly(text: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(text, "", LONDON, NOW)
    assert says in str(refused.value.message)


def test_a_zone_that_is_none_names_near_ones() -> None:
    with pytest.raises(InvalidInput) as refused:
        read("1 December 2026", "Europe/Lundon", LONDON, NOW)
    assert "Europe/London" in str(refused.value.message)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        found = read(text, "", LONDON, NOW)
    except InvalidInput:
        return
    assert found is None or stored(found.stored) == found


def test_without_a_time_it_is_the_end_of_that_day_there() -> None:
    day = Deadline("2026-12-01", "America/New_York")
    assert day.at == datetime(2026, 12, 2, 4, 59, tzinfo=UTC)
    assert told(day) == "the end of Tuesday 1 December 2026 (America/New_York)"
    assert "17:00 (Europe/Brussels, UTC+1)" in told(Deadline("2026-12-01T17:00", "Europe/Brussels"))


@given(st.dates(date(2026, 1, 1), date(2035, 12, 31)), st.none() | st.times(), ZONES)
def test_reminders_come_at_nine_by_the_clocks_there_and_in_order(day: date, at: time | None, zone: str) -> None:
    on = f"{datetime.combine(day, at):%Y-%m-%dT%H:%M}" if at else f"{day}"
    deadline = Deadline(on, zone)
    every = list(reminders(deadline, datetime(2000, 1, 1, tzinfo=UTC)))
    assert [lead for lead, _due in every] == list(LEADS)
    assert [due for _lead, due in every] == sorted({due for _lead, due in every})
    for lead, due in every:
        local = due.astimezone(ZoneInfo(zone))
        assert local.time() == time(9)
        assert local.date() == day - LEADS[lead]
        assert due < deadline.at
    half = every[2][1]
    assert [lead for lead, _due in reminders(deadline, half)] == ["1w", "2d"], "what lies in the past isn't sent"
    assert read(typed(deadline), zone, LONDON, datetime(2026, 1, 1, tzinfo=UTC)) == deadline or at is not None


def test_two_days_before_keeps_its_hour_when_the_clocks_change() -> None:
    after = Deadline("2027-03-29T12:00", LONDON)  # clocks go forward on the 28th
    assert after.due("2d") == datetime(2027, 3, 27, 9, tzinfo=UTC)
    assert after.due("2w") == datetime(2027, 3, 15, 9, tzinfo=UTC)
    assert after.at == datetime(2027, 3, 29, 11, tzinfo=UTC)
    autumn = Deadline("2026-10-26T12:00", LONDON)
    assert autumn.due("2d") == datetime(2026, 10, 24, 8, tzinfo=UTC)
    assert Deadline("2027-05-31", LONDON).due("3m") == datetime(2027, 2, 28, 9, tzinfo=UTC)


def test_a_list_without_a_tick_rules_nobody_out() -> None:
    assert Terms().fit("Senior", ["academic"], "Wales")
    ticked = Terms(stages=frozenset({"Senior"}), regions=frozenset({"England"}))
    assert ticked.fit("", [], "")
    assert ticked.fit("Senior", ["clinical"], "London")
    assert not ticked.fit("PhD student", [], "")
    assert not ticked.fit("Senior", [], "Scotland")
    assert not Terms(regions=frozenset({"London"})).fit("", [], "England")
