"""Reflections for tests, plain and as hypothesis makes them up."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from bot.reflection.entries import Answer, Reflection

DAY = date(2026, 11, 3)


def reflection(n: int = 1, day: date = DAY, **fields: Any) -> Reflection:
    """The n-th, with some words in it."""
    values: dict[str, Any] = {
        "model": "What, so what, now what", "title": "A morning at the clinic",
        "answers": (Answer("What happened?", "We listened."), Answer("So what?", "It took longer than I thought.")),
        "tags": ("listening",), "about": "HIRG meeting", "hours": Decimal("1.5"), "participatory": Decimal(1),
        "action": "Ask first", "action_due": date(2026, 12, 1),
    }  # fmt: skip
    return Reflection(id=n, written_at=datetime(2026, 11, 3, 14, tzinfo=UTC), day=day, **(values | fields))


ANY = st.text(max_size=60) | st.text("=+-@'\"`*_#>|~\\[]<&!:.)(1 2\t\n\r;,a", max_size=40)
"""Anything, and often what formats are made of."""
HOURS = st.decimals(0, 100, places=2, allow_nan=False)
REFLECTIONS = st.builds(
    reflection,
    n=st.integers(1, 9),
    day=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    model=ANY,
    title=ANY,
    about=ANY,
    answers=st.lists(st.builds(Answer, ANY, ANY), max_size=3).map(tuple),
    tags=st.lists(ANY, max_size=3).map(tuple),
    hours=HOURS,
    participatory=HOURS,
    action=ANY,
    action_due=st.none() | st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
