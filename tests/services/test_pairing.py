"""Peer pairing over a database: who takes part, what they hear, and that nothing tells why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.models import MembershipRow
from bot.community.settings import Preferences
from bot.community.standing import Standing as Level
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.errors import InvalidInput, NotAllowed
from bot.pairing.entries import Asked, NotIn, Over, Pairing, Rested, ScheduleGone, Standing, Unpaired
from bot.pairing.models import PairingGroupRow, PairingMemberRow, PairingPlaceRow
from bot.pairing.scheduling import after_restore
from bot.restore import AFTER
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, OTHER_GUILD, person
from tests.services.post import PostOffice

FACILITATOR = person(9, Level.FACILITATOR)
ALL = (ADA, BEN, CAM, DEE)
FIRST, SECOND = datetime(2026, 12, 1, 10, tzinfo=UTC), datetime(2027, 1, 5, 10, tzinfo=UTC)


class Group:
    """People who are put together on the first Tuesday of the month."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.service, self.settings = built.pairing, built.pairing_settings
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def begins(self, *people: int, by_message: bool = True) -> None:
        owner = person(1, Level.ADMINISTRATOR)
        await self.built.community.change(owner, lambda before: replace(before, members_role_id=GUILD))
        made = await self.settings.draft(FACILITATOR, "first Tuesday of every month 10:00")
        assert not isinstance(made, Asked)
        await self.settings.keep(FACILITATOR, made.id)
        for one in people:
            await self.service.join(person(one), by_message=by_message)

    async def comes_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        await self.settings.tick()
        for _ in range(3):
            await self.runner.tick()

    async def groups(self) -> list[set[int]]:
        """Those of the latest round."""
        async with self.built.database.read() as session:
            rows = list(await session.scalars(select(PairingGroupRow).order_by(PairingGroupRow.id)))
            places = list(await session.scalars(select(PairingPlaceRow)))
        latest = max((row.number for row in rows), default=0)
        found = [{one.member_id for one in places if one.group_id == row.id} for row in rows if row.number == latest]
        return sorted(found, key=sorted)

    def heard(self, member: int) -> list[object]:
        return [one.result for one in self.post.letters if one.delivery.member_id == member]

    async def everyone_answers(self, *people: int, met: bool = True) -> None:
        for one in people:
            now = (await self.service.mine(person(one))).now
            assert now is not None
            await self.service.answer(person(one), now.group_id, met=met)


@pytest.fixture
async def group(built: Services, clock: SetClock) -> Group:
    return Group(built, clock)


async def test_two_by_two_they_are_told_and_asked_once(group: Group) -> None:
    await group.begins(*ALL)
    assert (await group.service.mine(person(ADA))).next_at == FIRST
    await group.comes_to(FIRST)
    assert sorted(map(len, await group.groups())) == [2, 2]
    [told] = group.heard(ADA)
    assert isinstance(told, Pairing)
    other = told.partners[0].member_id
    assert {ADA, other} in await group.groups()
    assert told.asks_at == FIRST + timedelta(days=14)
    await group.comes_to(FIRST + timedelta(days=10))
    await group.service.answer(person(other), told.group_id, met=False)
    await group.comes_to(FIRST + timedelta(days=14, minutes=1))
    assert len(group.heard(ADA)) == 2, "whoever hasn't answered is asked"
    assert len(group.heard(other)) == 1
    await group.service.answer(person(ADA), told.group_id, met=True)
    now = (await group.service.mine(person(ADA))).now
    assert now is not None
    assert now.met is True
    with pytest.raises(Over):
        await group.service.answer(person(9), told.group_id, met=True)
    with pytest.raises(Over):
        await group.service.answer(person(ADA, guild_id=OTHER_GUILD), told.group_id, met=True)


async def test_three_rounds_of_four_meet_everyone_and_then_begin_again(group: Group) -> None:
    await group.begins(*ALL)
    met: list[set[int]] = []
    for _ in range(3):
        coming = (await group.service.mine(person(ADA))).next_at
        assert coming is not None
        await group.comes_to(coming)
        met += await group.groups()
    assert len({frozenset(one) for one in met}) == 6
    old = await group.service.mine(person(ADA))
    assert old.now is not None
    first = group.heard(ADA)[0]
    assert isinstance(first, Pairing)
    with pytest.raises(Over):
        await group.service.answer(person(ADA), first.group_id, met=True)


async def test_a_three_when_odd_and_somebody_alone_is_told_so(group: Group) -> None:
    await group.begins(ADA)
    await group.comes_to(FIRST)
    assert [type(one) for one in group.heard(ADA)] == [Unpaired]
    for one in (BEN, CAM):
        await group.service.join(person(one), by_message=True)
    await group.comes_to(SECOND)
    assert await group.groups() == [{ADA, BEN, CAM}]
    told = group.heard(ADA)[-1]
    assert isinstance(told, Pairing)
    assert len(told.partners) == 2


async def test_a_list_keeps_people_apart_and_whoever_is_left_out_hears_the_same_whatever_the_cause(
    group: Group, built: Services
) -> None:
    await group.begins(ADA, BEN)
    await built.avoiding.choose(person(ADA), [BEN], [])
    await group.comes_to(FIRST)
    assert await group.groups() == []
    assert group.heard(ADA) == group.heard(BEN) == [Unpaired(GUILD)]
    await group.service.join(person(CAM), by_message=True)
    await built.avoiding.choose(person(BEN), [], [CAM])
    await group.comes_to(SECOND)
    assert await group.groups() == [{ADA, CAM}], "nor with one's supervisor"
    assert group.heard(BEN) == [Unpaired(GUILD)], "and nobody is told again that there was nobody"


async def test_a_list_made_after_the_round_stops_what_hasnt_been_sent(group: Group, built: Services) -> None:
    await group.begins(ADA, BEN)
    group.clock.move_to(FIRST)
    await group.settings.tick()
    await built.avoiding.choose(person(BEN), [ADA], [])
    await group.runner.tick()
    assert group.heard(ADA) == group.heard(BEN) == []


async def test_snoozed_away_gone_or_left_nobody_is_put_with_them(group: Group, built: Services) -> None:
    await group.begins(*ALL, 105, 106)
    snoozed = await group.service.snooze(person(ADA), "2026-12-24")
    assert snoozed.standing is Standing.SNOOZED
    away = Preferences(away_until=SECOND, consents=frozenset({"pairing"}))
    await built.community.choose(person(BEN), lambda _: away)
    await group.service.leave(person(CAM))
    async with built.database.begin() as session:
        session.add(MembershipRow(guild_id=GUILD, member_id=DEE, checked_at=FIRST, missing_since=FIRST))
    await group.comes_to(FIRST)
    assert await group.groups() == [{105, 106}]
    with pytest.raises(InvalidInput, match="date"):
        await group.service.snooze(person(ADA), "some day")
    for use in (group.service.leave, group.service.wake):
        with pytest.raises(NotIn):
            await use(person(CAM))
    await group.comes_to(SECOND)
    assert ADA in {one for two in await group.groups() for one in two}, "the snooze is over"


async def test_after_three_rounds_without_a_word_somebody_rests_and_comes_back(group: Group) -> None:
    await group.begins(*ALL)
    for number in range(4):
        coming = (await group.service.mine(person(ADA))).next_at
        assert coming is not None
        await group.comes_to(coming)
        if number < 3:
            await group.everyone_answers(BEN, CAM, DEE, met=False)
    mine = await group.service.mine(person(ADA))
    assert mine.standing is Standing.RESTING
    assert [type(one) for one in group.heard(ADA)].count(Rested) == 1
    assert group.heard(ADA)[-1] == Rested(GUILD)
    assert sorted(map(len, await group.groups())) == [3]
    assert (await group.service.wake(person(ADA))).standing is Standing.IN
    coming = (await group.service.mine(person(ADA))).next_at
    assert coming is not None
    await group.comes_to(coming)
    assert sorted(map(len, await group.groups())) == [2, 2]


async def test_without_a_yes_to_messages_it_waits_for_the_next_visit(group: Group, built: Services) -> None:
    await group.begins(ADA, BEN, by_message=False)
    await group.comes_to(FIRST)
    assert group.post.letters == []
    assert built.outbox.waiting(GUILD, ADA) == 1
    mine = await group.service.mine(person(ADA))
    assert not mine.by_message
    assert mine.now is not None


async def test_whoever_leaves_before_it_is_told_leaves_nobody_waiting(group: Group) -> None:
    await group.begins(ADA, BEN)
    group.clock.move_to(FIRST)
    await group.settings.tick()
    await group.service.leave(person(ADA))
    await group.runner.tick()
    assert group.heard(ADA) == []


async def test_the_rhythm_is_for_facilitators_and_no_burden(group: Group) -> None:
    await group.begins()
    with pytest.raises(NotAllowed):
        await group.settings.draft(person(ADA), "first Tuesday of every month 10:00")
    with pytest.raises(NotAllowed):
        await group.settings.overview(person(ADA))
    with pytest.raises(InvalidInput, match="every two weeks"):
        await group.settings.draft(FACILITATOR, "every Monday 10:00")
    asked = await group.settings.draft(FACILITATOR, "every second Tuesday 10:00")
    assert isinstance(asked, Asked)
    chosen = await group.settings.choose(FACILITATOR, asked.schedule_id, asked.question.choices[0].text)
    await group.settings.drop(FACILITATOR, chosen.id)
    with pytest.raises(ScheduleGone):
        await group.settings.keep(FACILITATOR, chosen.id)
    assert (await group.settings.stop(FACILITATOR)).schedule is None


async def test_facilitators_see_how_many_from_eight_on_and_nothing_else(group: Group) -> None:
    await group.begins(*range(101, 108))
    assert (await group.settings.overview(FACILITATOR)).people is None
    await group.service.join(person(108), by_message=False)
    assert (await group.settings.overview(FACILITATOR)).people == 8


async def test_a_round_that_is_long_past_isnt_made_and_a_restore_makes_none_twice(group: Group) -> None:
    await group.begins(ADA, BEN)
    await group.comes_to(FIRST + timedelta(days=4))
    assert await group.groups() == []
    assert (await group.service.mine(person(ADA))).next_at == SECOND
    assert after_restore in AFTER
    async with group.built.database.begin() as session:
        line = await after_restore(session, FIRST, SECOND + timedelta(minutes=1))
    assert line is not None
    await group.comes_to(SECOND + timedelta(minutes=1))
    assert await group.groups() == []


async def test_switched_off_nobody_is_put_together(group: Group, built: Services) -> None:
    await group.begins(ADA, BEN)
    owner = person(1, Level.ADMINISTRATOR)
    await built.community.change(owner, lambda before: before.with_features_off(frozenset({"pairing"})))
    await group.comes_to(FIRST)
    assert await group.groups() == []


async def test_erasing_one_leaves_the_others_place_and_no_name(group: Group, built: Services) -> None:
    await group.begins(ADA, BEN)
    await group.comes_to(FIRST)
    await built.privacy.erase(GUILD, ADA)
    async with built.database.read() as session:
        places = list(await session.scalars(select(PairingPlaceRow)))
        members = list(await session.scalars(select(PairingMemberRow)))
    assert [one.member_id for one in places] == [one.member_id for one in members] == [BEN]
    assert (await group.service.mine(person(BEN))).now is None
    assert str(ADA) not in (await built.privacy.export(GUILD, BEN)).decode()


async def test_what_is_two_years_old_is_forgotten(group: Group, built: Services) -> None:
    await group.begins(ADA, BEN)
    long_ago = FIRST - timedelta(days=731)
    async with built.database.begin() as session:
        old = PairingGroupRow(guild_id=GUILD, number=1, made_at=long_ago, asks_at=long_ago, icebreaker=0)
        session.add(old)
        await session.flush()
        session.add(PairingPlaceRow(group_id=old.id, member_id=ADA, guild_id=GUILD, put_together_at=long_ago, met=True))
    await group.comes_to(FIRST)
    async with built.database.read() as session:
        assert [row.made_at for row in await session.scalars(select(PairingGroupRow))] == [FIRST]
        assert {row.put_together_at for row in await session.scalars(select(PairingPlaceRow))} == {FIRST}
