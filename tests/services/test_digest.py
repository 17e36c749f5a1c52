"""The digest over a database: it comes at the right hour, once, to whoever may read it, and never for nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.community.models import MembershipRow
from bot.community.settings import Preferences
from bot.community.standing import Standing
from bot.digest.entries import Mine, Rhythm
from bot.digest.sending import after_restore
from bot.digest.service import CHANNEL
from bot.errors import NotAllowed
from bot.restore import AFTER
from tests.services.gazette import FACILITATOR, MONDAY, PLACE, WEEK, Gazette
from tests.services.people import ADA, BEN, GUILD, person


async def test_what_is_new_is_told_once_and_with_nothing_to_tell_nothing_is_sent(gazette: Gazette) -> None:
    assert (await gazette.digest.subscribe(person(), Rhythm.WEEKLY)).next_at == MONDAY
    await gazette.shares("Area profiles")
    await gazette.comes_to(MONDAY - timedelta(minutes=1))
    assert gazette.sent() == []
    await gazette.comes_to(MONDAY)
    await gazette.comes_to(MONDAY + timedelta(minutes=1))
    assert gazette.sent() == [(MONDAY, ["Area profiles"], [])]
    await gazette.comes_to(MONDAY + WEEK)
    assert len(gazette.sent()) == 1, "nothing new and nothing coming"
    await gazette.comes_to(MONDAY + WEEK + timedelta(days=2))
    await gazette.shares("Paying people")
    await gazette.comes_to(MONDAY + 2 * WEEK)
    assert gazette.sent()[1:] == [(MONDAY + 2 * WEEK, ["Paying people"], [])]
    assert all(letter.delivery.member_id == ADA for letter in gazette.post.letters)


async def test_it_comes_at_nine_where_the_reader_is_on_either_side_of_a_clock_change(gazette: Gazette) -> None:
    gazette.clock.move_to(datetime(2027, 3, 20, 12, tzinfo=UTC))
    await gazette.built.community.choose(person(BEN), lambda chosen: replace(chosen, zone="America/New_York"))
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.digest.subscribe(person(BEN), Rhythm.MONTHLY)
    sent: dict[int, list[datetime]] = {ADA: [], BEN: []}
    for day in (22, 29, 36):
        monday = datetime(2027, 3, 1, tzinfo=UTC) + timedelta(days=day - 1)
        await gazette.shares(f"On day {day}")
        for hour in (8, 9, 13)[: 3 if day == 36 else 2]:
            await gazette.comes_to(monday + timedelta(hours=hour))
    for letter in gazette.post.letters:
        sent[letter.delivery.member_id or 0].append(letter.delivery.due_at)
    assert sent[ADA] == [datetime(2027, 3, 22, 9, tzinfo=UTC), datetime(2027, 3, 29, 8, tzinfo=UTC),
                         datetime(2027, 4, 5, 8, tzinfo=UTC)]  # fmt: skip
    assert sent[BEN] == [datetime(2027, 4, 5, 13, tzinfo=UTC)]


async def test_whoever_goes_to_another_zone_gets_it_at_nine_there_and_never_twice(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.shares("One")
    await gazette.built.community.choose(person(), lambda chosen: replace(chosen, zone="Asia/Kolkata"))
    await gazette.comes_to(MONDAY - timedelta(hours=24))
    there = datetime(2026, 11, 9, 3, 30, tzinfo=UTC)
    assert (await gazette.digest.mine(person())).next_at == there
    await gazette.comes_to(there)
    assert [when for when, _fresh, _coming in gazette.sent()] == [there]
    await gazette.built.community.choose(person(), lambda chosen: replace(chosen, zone="America/New_York"))
    await gazette.shares("Two")
    for hours in (1, 6, 12, 30):
        await gazette.comes_to(there + timedelta(hours=hours))
    assert len(gazette.sent()) == 1
    for moment in (datetime(2026, 11, 15, 12, tzinfo=UTC), datetime(2026, 11, 16, 14, tzinfo=UTC)):
        await gazette.comes_to(moment)
    assert gazette.sent()[1:] == [(datetime(2026, 11, 16, 14, tzinfo=UTC), ["Two"], [])]


async def test_after_a_long_outage_one_digest_tells_all_that_was_missed(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.shares("One")
    await gazette.comes_to(MONDAY)
    await gazette.shares("Two")
    await gazette.comes_to(MONDAY + 3 * WEEK + timedelta(days=3))
    assert len(gazette.sent()) == 1, "too late for Monday's"
    await gazette.shares("Three")
    await gazette.comes_to(MONDAY + 4 * WEEK)
    assert gazette.sent()[1:] == [(MONDAY + 4 * WEEK, ["Two", "Three"], [])]


async def test_what_somebody_away_has_missed_is_in_the_next_one(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    back = MONDAY + timedelta(days=5)
    await gazette.built.community.choose(person(), lambda chosen: replace(chosen, away_until=back))
    await gazette.shares("One")
    await gazette.comes_to(MONDAY)
    await gazette.comes_to(MONDAY + timedelta(days=4))
    assert gazette.sent() == []
    await gazette.comes_to(MONDAY + WEEK)
    assert gazette.sent() == [(MONDAY + WEEK, ["One"], [])]


async def test_nobody_gets_one_without_a_yes_and_one_press_ends_it(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.digest.subscribe(person(BEN), Rhythm.WEEKLY)
    await gazette.built.community.choose(person(BEN), lambda _chosen: Preferences())
    assert not (await gazette.digest.mine(person(BEN))).by_message
    await gazette.shares("One")
    await gazette.comes_to(MONDAY)
    assert [letter.delivery.member_id for letter in gazette.post.letters] == [ADA]
    assert await gazette.digest.stop(person())
    assert not await gazette.digest.stop(person())
    assert await gazette.digest.mine(person()) == Mine()
    assert "digest" not in gazette.built.community.preferences(GUILD, ADA).consents
    await gazette.shares("Two")
    await gazette.comes_to(MONDAY + WEEK)
    assert len(gazette.sent()) == 1
    newcomer = person(BEN, Standing.NEWCOMER)
    with pytest.raises(NotAllowed):
        await gazette.digest.subscribe(newcomer, Rhythm.WEEKLY)


async def test_one_that_waits_is_taken_back_by_stopping_and_by_an_erasure(gazette: Gazette) -> None:
    for one in (person(), person(BEN)):
        await gazette.digest.subscribe(one, Rhythm.WEEKLY)
    await gazette.shares("One")
    gazette.clock.move_to(MONDAY)
    await gazette.built.digest_sending.tick()
    assert {row.state for row in await gazette.deliveries()} == {"pending"}
    await gazette.digest.stop(person())
    await gazette.built.privacy.erase(GUILD, BEN)
    await gazette.comes_to(MONDAY + timedelta(minutes=1))
    await gazette.comes_to(MONDAY + WEEK)
    assert gazette.post.letters == []


async def test_whoever_has_left_gets_none_and_whoever_comes_back_hears_of_it_all(gazette: Gazette) -> None:
    for one in (person(), person(BEN)):
        await gazette.digest.subscribe(one, Rhythm.WEEKLY)
    await gazette.shares("One")
    gazette.server.left = {ADA}  # nobody has noticed yet
    gone = MembershipRow(guild_id=GUILD, member_id=BEN, checked_at=MONDAY, missing_since=MONDAY)
    async with gazette.built.database.begin() as session:
        session.add(gone)
    await gazette.comes_to(MONDAY)
    assert gazette.post.letters == []
    async with gazette.built.database.begin() as session:
        await session.delete(await session.merge(gone))
    await gazette.shares("Two")
    await gazette.comes_to(MONDAY + WEEK)
    [letter] = gazette.post.letters
    assert letter.delivery.member_id == BEN
    assert gazette.sent() == [(MONDAY + WEEK, ["One", "Two"], [])]


async def test_whoever_is_no_member_by_then_gets_nothing_that_is_for_members(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.shares("One")
    gazette.server.without_role = {ADA}
    await gazette.comes_to(MONDAY)
    assert gazette.post.letters == []
    gazette.server.without_role = set()
    await gazette.shares("Two")
    await gazette.comes_to(MONDAY + WEEK)
    assert gazette.sent() == [(MONDAY + WEEK, ["Two"], [])], "what became new while they were none isn't told"


async def test_while_nobody_can_say_who_somebody_is_it_waits(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.shares("One")
    gazette.server.hears = False
    await gazette.comes_to(MONDAY)
    assert [row.state for row in await gazette.deliveries()] == ["pending"]
    gazette.server.hears = True
    await gazette.comes_to(MONDAY + timedelta(minutes=1))
    assert gazette.sent() == [(MONDAY, ["One"], [])]


async def test_it_waits_for_the_end_of_quiet_hours(gazette: Gazette) -> None:
    quiet = Preferences(quiet_from=time(22), quiet_until=time(10, 30))
    await gazette.built.community.choose(person(), lambda _chosen: quiet)
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.shares("One")
    await gazette.comes_to(MONDAY)
    await gazette.comes_to(MONDAY + timedelta(minutes=89))
    assert gazette.post.letters == []
    await gazette.comes_to(MONDAY + timedelta(minutes=91))
    assert gazette.sent() == [(MONDAY, ["One"], [])]


async def test_a_channel_gets_it_in_the_communitys_zone_until_a_facilitator_ends_it(gazette: Gazette) -> None:
    with pytest.raises(NotAllowed):
        await gazette.digest.post_in(person(), PLACE, Rhythm.WEEKLY)
    posted = await gazette.digest.post_in(FACILITATOR, PLACE, Rhythm.MONTHLY)
    assert posted.next_at == datetime(2026, 12, 7, 9, tzinfo=UTC)
    moved = await gazette.digest.post_in(FACILITATOR, PLACE + 1, Rhythm.WEEKLY)
    assert (moved.channel_id, moved.next_at) == (PLACE + 1, MONDAY)
    await gazette.shares("One")
    await gazette.comes_to(MONDAY)
    assert gazette.sent(CHANNEL) == [(MONDAY, ["One"], [])]
    assert {letter.delivery.channel_id for letter in gazette.post.letters} == {PLACE + 1}
    await gazette.digest.post_no_more(FACILITATOR)
    assert await gazette.digest.in_channel(FACILITATOR) is None
    await gazette.shares("Two")
    await gazette.comes_to(MONDAY + WEEK)
    assert len(gazette.sent(CHANNEL)) == 1


async def test_a_restore_sends_none_a_second_time(gazette: Gazette) -> None:
    assert after_restore in AFTER
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.shares("One")
    gazette.clock.move_to(MONDAY + timedelta(hours=3))
    async with gazette.built.database.begin() as session:
        line = await after_restore(session, MONDAY - timedelta(days=1), gazette.clock.now())
    assert line is not None
    await gazette.comes_to(MONDAY + timedelta(hours=4))
    assert await gazette.deliveries() == []
    assert (await gazette.digest.mine(person())).next_at == MONDAY + WEEK


async def test_it_is_exported_and_erased(gazette: Gazette) -> None:
    await gazette.digest.subscribe(person(), Rhythm.MONTHLY)
    held = json.loads(await gazette.built.privacy.export(GUILD, ADA))["held"]["digest"]
    assert held["subscription"]["rhythm"] == "monthly"
    await gazette.built.privacy.erase(GUILD, ADA)
    assert await gazette.digest.mine(person()) == Mine()
