"""How one's reflecting stands beside what professions ask for: counted by the day, and said without a scolding word."""

import struct
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.reflection.entries import Reflection
from bot.reflection.progress import MOST_THEMES, QUARTERS, drawn, in_words, progress
from tests.unit.reflections import REFLECTIONS, reflection

TODAY = date(2026, 11, 3)


def test_hours_of_twelve_months_stand_beside_ten_days_of_seven_hours() -> None:
    of_year = [reflection(1, date(2025, 11, 4)), reflection(2, TODAY), reflection(3, date(2025, 11, 3))]
    found = progress(of_year, TODAY)
    assert (found.year.done, found.year.asked, found.year_from) == (Decimal(3), 70, date(2025, 11, 4))
    assert progress(of_year, TODAY, Decimal("0.6")).year.asked == 42


@pytest.mark.parametrize("fraction", ["0", "-1", "1.1"])
def test_a_fraction_of_full_time_is_one(fraction: str) -> None:
    with pytest.raises(ValueError, match="fraction"):
        progress([], TODAY, Decimal(fraction))


def test_three_years_stand_beside_what_the_nmc_asks_for() -> None:
    entries = [
        reflection(1, date(2023, 11, 3)), reflection(2, date(2023, 11, 4)), reflection(3, TODAY),
        reflection(4, date(2026, 11, 4)),
    ]  # fmt: skip
    found = progress(entries, TODAY)
    assert (found.hours.done, found.hours.asked) == (3, 35)
    assert (found.participatory.done, found.participatory.asked) == (2, 20)
    assert (found.accounts.done, found.accounts.asked) == (2, 5), "what is dated later waits"


def test_a_leap_day_ends_its_years_well() -> None:
    assert progress([], date(2028, 2, 29)).year_from == date(2027, 3, 1)
    assert progress([], date(2028, 2, 29)).nmc_from == date(2025, 3, 1)


def test_themes_are_counted_by_quarter_however_they_are_written() -> None:
    entries = [
        reflection(1, date(2026, 1, 5), tags=("Listening", "listening", "grief")),
        reflection(2, date(2026, 3, 31), tags=("LISTENING",)),
        reflection(3, date(2026, 10, 1), tags=("grief", "listening")),
        reflection(4, date(2020, 1, 1), tags=("old",)),
    ]
    found = progress(entries, TODAY)
    assert found.quarters == (
        (2025, 1), (2025, 2), (2025, 3), (2025, 4), (2026, 1), (2026, 2), (2026, 3), (2026, 4),
    )  # fmt: skip
    assert [(theme.tag, theme.counts) for theme in found.themes] == [
        ("Listening", (0, 0, 0, 0, 2, 0, 0, 1)), ("grief", (0, 0, 0, 0, 1, 0, 0, 1)),
    ]  # fmt: skip


def test_the_words_say_what_the_picture_shows_and_scold_nobody() -> None:
    said = in_words(progress([reflection(1, TODAY)], TODAY, Decimal("0.5")))
    assert "1.5 hours. The Researcher Concordat asks for 5 days" in said
    assert "at 7 hours a day that is 35 hours" in said
    assert "50% of full time" in said
    assert "1 reflection." in said
    assert "listening: Q4 2026: 1." in said
    empty = in_words(progress([], TODAY))
    for word in ("streak", "only", "missing", "behind", "should", "must", "others", "average", "still"):
        assert word not in (said + empty).casefold()


@given(st.lists(REFLECTIONS, max_size=8), st.dates(date(2020, 1, 1), date(2031, 1, 1)))
def test_the_counts_are_those_of_the_reflections(entries: list[Reflection], today: date) -> None:
    found = progress(entries, today)
    assert found.year.done <= found.hours.done
    assert found.accounts.done <= len(entries)
    assert len(found.themes) <= MOST_THEMES
    assert all(len(theme.counts) == QUARTERS and any(theme.counts) for theme in found.themes)
    assert in_words(found)


@settings(max_examples=5)
@given(st.lists(REFLECTIONS, max_size=8))
def test_any_tags_can_be_drawn(entries: list[Reflection]) -> None:
    assert _size(drawn(progress(entries, date(2026, 1, 1))))[0] > 0


def test_the_picture_grows_with_its_themes_and_shows_signs_as_they_are() -> None:
    few = drawn(progress([], TODAY))
    tags = ("$x^2$", "🧠 中文", "x" * 80, "a\nb", "_y_", r"\frac{", "t7", "t8", "t9", "t10")
    many = drawn(progress([reflection(1, TODAY, tags=tags)], TODAY))
    assert _size(few)[0] == _size(many)[0]
    assert _size(few)[1] < _size(many)[1] < 1_600


def _size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", png[16:24])
    return width, height
