"""Those who lead a workshop's groups, with a place of their own or without: named, told, reminded, gone; over real
databases."""

from dataclasses import replace

import pytest

from bot.errors import NotAllowed
from bot.workshops.entries import Role, Workshop
from bot.workshops.group_entries import ChangedMeanwhile, GroupNotice, Groups, Shape
from bot.workshops.group_notices import GROUP_DIRECT
from bot.workshops.notices import CHANGED_DIRECT, REMINDER
from tests.services.people import ADA
from tests.services.studio import AT, DAY, FACILITATOR, HOUR, Studio, member
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


async def test_whoever_leads_without_a_place_hears_of_changes_and_is_reminded(studio: Studio) -> None:
    for n in (50, 51):
        await agrees(studio, n)
    workshop, made = await led(studio, ADA + 22, ADA + 50)
    proposed = await full(studio, 4, mentors=0)
    await studio.built.groups.propose(FACILITATOR, proposed.id, Shape(2, 4), leads=[ADA + 51])
    await studio.built.workshops.move(FACILITATOR, workshop.id, "2 February 2027 14:00")
    await studio.built.workshops.move(FACILITATOR, proposed.id, "2 February 2027 14:00")
    await studio.passes(AT + 2 * DAY)
    assert studio.told(CHANGED_DIRECT).count(50) == 1
    reminded = [notice for who, notice in studio.said(REMINDER) if who == ADA + 50]
    assert [one.mine for one in reminded] == [None, None], "a day and an hour before"
    assert {one.own.circle.number for one in reminded if one.own} == {numbers(made)[50]}
    assert studio.told(REMINDER).count(22) == 2
    assert 51 not in studio.told(CHANGED_DIRECT) + studio.told(REMINDER), "nobody hears of a proposal"


async def test_whoever_led_a_group_without_a_place_hears_that_it_is_cancelled(studio: Studio) -> None:
    await agrees(studio, 50)
    workshop, _made = await led(studio, ADA + 22, ADA + 50)
    await studio.built.workshops.cancel(FACILITATOR, workshop.id)
    await studio.passes(studio.clock.now() + DAY)
    assert studio.told(CHANGED_DIRECT).count(50) == 1
    assert studio.told(CHANGED_DIRECT).count(22) == 1


async def test_whoever_leads_says_that_they_are_here_and_their_note_says_that_they_led(studio: Studio) -> None:
    workshop, made = await led(studio, ADA + 22, ADA + 50, ADA + 51)
    afterwards = studio.built.afterwards
    studio.clock.move_to(AT)
    assert (await afterwards.arrive(member(50), workshop.id)).attended
    assert (await afterwards.put_down(FACILITATOR, workshop.id, ADA + 51, came=True)).attended
    for n in (1, 22):
        await afterwards.arrive(member(n), workshop.id)
    with pytest.raises(NotAllowed, match="signed up"):
        await afterwards.arrive(member(52), workshop.id)
    await studio.lives()
    assert numbers(await studio.built.groups.look(FACILITATOR, workshop.id)) == numbers(made)
    studio.clock.move_to(workshop.ends_at)
    notes = {n: await afterwards.attendance(member(n), workshop.id) for n in (1, 22, 50, 51)}
    assert {n: (note.role, note.led) for n, note in notes.items()} == {
        1: (Role.PARTICIPANT, False), 22: (Role.MENTOR, True), 50: (Role.PARTICIPANT, True),
        51: (Role.PARTICIPANT, True),
    }  # fmt: skip
