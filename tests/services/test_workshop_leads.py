"""Those who lead a workshop's groups, with a place of their own or without: named, told, reminded, gone; over real
databases."""

from bot.workshops.entries import Workshop
from bot.workshops.group_entries import Groups
from bot.workshops.notices import CHANGED_DIRECT
from tests.services.people import ADA
from tests.services.studio import FACILITATOR, HOUR, Studio, member
from tests.services.test_workshop_groups import full, numbers

MENTORS = (ADA + 21, ADA + 22)


async def led(studio: Studio, *leads: int, participants: int = 10) -> tuple[Workshop, Groups]:
    """A workshop whose two groups are published and led by these."""
    workshop, groups = await full(studio, participants), studio.built.groups
    made = await groups.propose(FACILITATOR, workshop.id, leads=leads)
    made = await groups.publish(FACILITATOR, workshop.id, made.revision)
    await studio.passes(studio.clock.now())
    return workshop, made


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
