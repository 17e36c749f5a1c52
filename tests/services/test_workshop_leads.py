"""Those who lead a workshop's groups, with a place of their own or without: named, told, reminded, gone; over real
databases."""

from dataclasses import replace

import pytest

from bot.errors import NotAllowed
from bot.workshops.entries import Workshop
from bot.workshops.group_entries import ChangedMeanwhile, GroupNotice, Groups
from bot.workshops.group_notices import GROUP_DIRECT
from bot.workshops.notices import CHANGED_DIRECT
from tests.services.people import ADA
from tests.services.studio import FACILITATOR, HOUR, Studio, member
from tests.services.test_workshop_groups import full, heard, numbers

MENTORS = (ADA + 21, ADA + 22)


async def led(studio: Studio, *leads: int, participants: int = 10) -> tuple[Workshop, Groups]:
    """A workshop whose two groups are published and led by these."""
    workshop, groups = await full(studio, participants), studio.built.groups
    made = await groups.propose(FACILITATOR, workshop.id, leads=leads)
    made = await groups.publish(FACILITATOR, workshop.id, made.revision)
    await studio.passes(studio.clock.now())
    return workshop, made


async def agrees(studio: Studio, n: int) -> None:
    await studio.built.community.choose(member(n), lambda p: replace(p, consents=frozenset({"workshops"})))


def said_last(studio: Studio, n: int) -> GroupNotice:
    """What the n-th member was told last of their group."""
    found = [one.result for one in studio.post.letters if one.delivery.kind == GROUP_DIRECT
             and one.delivery.member_id == ADA + n]  # fmt: skip
    assert isinstance(found[-1], GroupNotice)
    return found[-1]


async def test_whoever_leads_and_withdraws_leads_no_more_and_their_group_is_said_to_lack_it(studio: Studio) -> None:
    workshop, made = await led(studio, *MENTORS, FACILITATOR.member_id)
    assert set(made.leads) == {*MENTORS, FACILITATOR.member_id}
    await studio.built.workshop_places.withdraw(FACILITATOR, workshop.id)
    await studio.built.workshop_places.withdraw(member(21), workshop.id)
    await studio.passes(studio.clock.now() + HOUR)
    now = await studio.built.groups.look(FACILITATOR, workshop.id)
    assert set(now.leads) == {ADA + 22, FACILITATOR.member_id}, "whoever has no place to give back goes on leading"
    assert 21 not in numbers(now)
    await studio.built.workshop_places.withdraw(member(22), workshop.id)
    last = await studio.built.groups.look(FACILITATOR, workshop.id)
    assert last.leads == (FACILITATOR.member_id,)
    assert last.quality is not None
    assert last.quality.no_facilitator == 1
    assert any("acilitator" in str(one.message) for one in last.missing)
    await studio.joins(21, workshop)
    again = await studio.built.groups.look(FACILITATOR, workshop.id)
    assert again.leads == (FACILITATOR.member_id,), "a new place is a place, not a group to lead"
    await studio.built.workshops.cancel(FACILITATOR, workshop.id)
    await studio.passes(studio.clock.now() + HOUR)
    assert 22 not in studio.told(CHANGED_DIRECT)


async def test_who_leads_published_groups_can_change_and_each_hears_once(studio: Studio) -> None:
    workshop, made = await led(studio, *MENTORS)
    groups, everyone = studio.built.groups, dict.fromkeys([*range(1, 11), 21, 22], 1)
    await agrees(studio, 50)
    one = next(n for n in range(1, 11) if numbers(made)[n] == numbers(made)[21])
    wanted = [ADA + one, ADA + 22, ADA + 50]
    with pytest.raises(NotAllowed):
        await groups.set_leads(member(1), workshop.id, made.revision, wanted)
    now = await groups.set_leads(FACILITATOR, workshop.id, made.revision, wanted)
    assert sorted(now.leads) == sorted(wanted)
    assert set(numbers(now)) == {*everyone, 50}, "a mentor who leads no more still takes part"
    assert all(numbers(now)[n] == at for n, at in numbers(made).items())
    with pytest.raises(ChangedMeanwhile):
        await groups.set_leads(FACILITATOR, workshop.id, made.revision, [])
    now = await groups.set_leads(FACILITATOR, workshop.id, now.revision, wanted)
    await studio.passes(studio.clock.now() + HOUR)
    assert heard(studio) == everyone | {one: 2, 21: 2, 50: 1}
    leads, led_before, placeless = (said_last(studio, n) for n in (one, 21, 50))
    assert leads.own is not None
    assert ADA + one in leads.own.circle.leads
    assert (leads.led, leads.placed, led_before.led, led_before.placed) == (False, True, True, True)
    assert placeless.own is not None
    assert (placeless.own.circle.number, placeless.placed, placeless.comes) == (numbers(now)[50], False, True)
    # There and back before anybody hears, and then for good.
    for leading in ([ADA + 22], [ADA + 22, ADA + 50], [ADA + 22]):
        now = await groups.set_leads(FACILITATOR, workshop.id, now.revision, leading)
    assert 50 not in numbers(now)
    await studio.passes(studio.clock.now() + HOUR)
    assert heard(studio) == everyone | {one: 3, 21: 2, 50: 2}
    gone = said_last(studio, 50)
    assert (gone.own, gone.led, gone.comes, gone.placed) == (None, True, False, False)


async def test_a_leader_taken_out_and_put_back_before_they_hear_isnt_told(studio: Studio) -> None:
    await agrees(studio, 50)
    workshop, made = await led(studio, ADA + 22, ADA + 50)
    now = await studio.built.groups.set_leads(FACILITATOR, workshop.id, made.revision, [ADA + 22])
    now = await studio.built.groups.set_leads(FACILITATOR, workshop.id, now.revision, [ADA + 22, ADA + 50])
    await studio.passes(studio.clock.now() + HOUR)
    assert numbers(now)[50] == numbers(made)[50]
    assert heard(studio)[50] == 1
