"""The line for places: never more places than there are, in order, nobody twice, and nobody promoted unasked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.community.waitlist import (
    LAST_OFFER,
    LONGEST_OFFER,
    SHORTEST_OFFER,
    InLine,
    Standing,
    offer_length,
    settle,
    takes_place,
)  # fmt: skip

NOW = datetime(2027, 3, 1, tzinfo=UTC)
START = NOW + timedelta(days=10)
MINUTE = timedelta(minutes=1)

standings = st.sampled_from(list(Standing))
lines = st.lists(st.tuples(standings, st.integers(0, 50), st.integers(-100, 100)), max_size=25).map(
    lambda found: [
        InLine(
            member, standing, NOW - since * MINUTE,
            NOW + until * MINUTE if standing is Standing.OFFERED else None,
        )
        for member, (standing, since, until) in enumerate(found)
    ]
)  # fmt: skip


@given(lines, st.integers(0, 20), st.timedeltas(timedelta(0), timedelta(days=30)))
def test_no_more_is_offered_than_is_free_in_order_and_to_nobody_twice(
    people: list[InLine], capacity: int, ahead: timedelta
) -> None:
    step = settle(people, capacity, NOW, NOW + ahead)
    by_id = {one.member_id: one for one in people}
    kept = [one for one in people if one.standing is not Standing.WAITS and one.member_id not in step.lapsed]
    for member in step.lapsed:
        assert by_id[member].standing is Standing.OFFERED
        assert (by_id[member].until or START) <= NOW
    assert step.offered == () or len(kept) + len(step.offered) <= capacity
    waiting = sorted((one for one in people if one.standing is Standing.WAITS), key=lambda o: (o.since, o.member_id))
    assert [member for member, _until in step.offered] == [one.member_id for one in waiting[: len(step.offered)]]
    if ahead > LAST_OFFER:
        assert len(step.offered) == min(len(waiting), max(0, capacity - len(kept)))
    else:
        assert step.offered == ()


@given(st.timedeltas(timedelta(0), timedelta(days=60)))
def test_offers_stand_a_day_and_less_near_the_start(ahead: timedelta) -> None:
    assert SHORTEST_OFFER <= offer_length(NOW, NOW + ahead) <= LONGEST_OFFER
    assert offer_length(NOW, NOW + ahead) <= offer_length(NOW, NOW + ahead + MINUTE)


def test_who_comes_late_doesnt_pass_those_in_line() -> None:
    waits = InLine(1, Standing.WAITS, NOW)
    assert takes_place([], 1)
    assert takes_place([waits], None)
    assert not takes_place([waits], 5)
    assert not takes_place([InLine(1, Standing.OFFERED, NOW, START)], 1)


def test_lowering_the_number_of_places_takes_nobodys_away() -> None:
    people = [InLine(n, Standing.HOLDS, NOW) for n in range(5)] + [InLine(9, Standing.WAITS, NOW)]
    assert settle(people, 3, NOW, START) == settle(people, 5, NOW, START)
    assert [member for member, _ in settle(people, 6, NOW, START).offered] == [9]
