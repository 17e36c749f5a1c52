"""What reaches a workshop's groups in their threads, and what becomes of messages that people don't take."""

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from bot.delivery.kinds import NotSent, Reason
from bot.delivery.sending import Letter
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.resources.entries import ResourceGone, Wish
from bot.resources.sharing import POSTED, NoCircle
from bot.workshops.entries import Notice, Role, Standing, State
from bot.workshops.group_notices import GROUP_DIRECT, GROUP_THREAD, GROUP_THREAD_RENEWED
from bot.workshops.notices import CHANGED, CHANGED_DIRECT, OFFER
from tests.services.people import ADA
from tests.services.studio import AT, CHANNEL, DAY, FACILITATOR, HOUR, START, Studio, member
from tests.services.test_workshop_groups import full, heard, numbers, published

GUIDE = Wish("Writing a grant", "https://a.example/grants", "Where to begin")


@dataclass
class Rooms:
    """Private threads, each as Discord would number it."""

    names: list[str] = field(default_factory=list[str])

    def servers(self) -> list[int]:
        return [FACILITATOR.guild_id]

    async def open(self, guild_id: int, parent_id: int, name: str) -> int:
        self.names.append(name)
        return 10**18 + len(self.names)

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> str:
        return "in"

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool:
        return True


THREADS = {10**18 + 1, 10**18 + 2}


async def in_threads(studio: Studio) -> int:
    """A workshop whose two groups have their threads."""
    workshop = await full(studio)
    await published(studio, workshop, threads=True)
    await studio.built.group_keeper.keep_threads(Rooms())
    await studio.lives()
    assert rooms_of(studio, GROUP_THREAD) == dict.fromkeys(THREADS, 1)
    return workshop.id


def rooms_of(studio: Studio, kind: str) -> Counter[int | None]:
    return Counter(one.delivery.channel_id for one in studio.post.letters if one.delivery.kind == kind)


def refused(_letter: Letter) -> None:
    raise NotSent(Reason.DIRECT_CLOSED)


# -- changes --------------------------------------------------------------------------------------


async def test_a_move_is_said_in_the_groups_threads_too_once_and_what_was_posted_there_shows_it(studio: Studio) -> None:
    workshop, workshops = await in_threads(studio), studio.built.workshops
    await workshops.move(FACILITATOR, workshop, "2 February 2027 14:00")
    await workshops.move(FACILITATOR, workshop, "3 February 2027 14:00")
    await studio.passes(studio.clock.now() + HOUR)
    assert rooms_of(studio, CHANGED) == dict.fromkeys({CHANNEL, *THREADS}, 1)
    said = [one.result for one in studio.post.letters if one.delivery.kind == CHANGED]
    assert {(one.was, one.workshop.at) for one in said if isinstance(one, Notice)} == {(AT, AT + 2 * DAY)}
    edited = {one.delivery.channel_id for one in studio.post.edited if one.delivery.kind == GROUP_THREAD_RENEWED}
    assert edited == THREADS
    assert set(Counter(studio.told(CHANGED_DIRECT)).values()) == {1}
    assert sum(heard(studio).values()) == 12, "nobody is told their group anew"


async def test_a_cancellation_is_said_in_the_groups_threads_too_once(studio: Studio) -> None:
    workshop = await in_threads(studio)
    await studio.built.workshops.cancel(FACILITATOR, workshop)
    await studio.passes(studio.clock.now() + DAY)
    assert rooms_of(studio, CHANGED) == dict.fromkeys({CHANNEL, *THREADS}, 1)
    said = [one.result for one in studio.post.letters if one.delivery.kind == CHANGED]
    assert {one.workshop.state for one in said if isinstance(one, Notice)} == {State.CANCELLED}


# -- resources ------------------------------------------------------------------------------------


async def test_a_resource_is_posted_in_ones_own_groups_thread_once(studio: Studio) -> None:
    sharing, resources = studio.built.resource_sharing, studio.built.resources
    made = await resources.add_link(FACILITATOR, GUIDE)
    with pytest.raises(NoCircle):
        await sharing.post(member(1), made.id, None, None)
    workshop = await in_threads(studio)
    at = numbers(await studio.built.groups.look(FACILITATOR, workshop))
    [mine] = await sharing.circles(member(1))
    assert mine.number == at[1]
    assert len(await sharing.circles(FACILITATOR)) == 2, "facilitators look after all of them"
    done = await sharing.post(member(1), made.id, None, None)
    assert (done.circle.thread_id, done.already) == (mine.thread_id, False)
    assert (await sharing.post(member(1), made.id, None, None)).already
    await studio.passes(studio.clock.now() + HOUR)
    assert rooms_of(studio, POSTED) == {mine.thread_id: 1}
    [other] = THREADS - {mine.thread_id}
    with pytest.raises(NotFound, match="aren't in it"):
        await sharing.post(member(1), made.id, other, None)
    with pytest.raises(InvalidInput, match="several groups"):
        await sharing.post(FACILITATOR, made.id, None, CHANNEL)
    assert (await sharing.post(FACILITATOR, made.id, None, other)).circle.thread_id == other, "typed in it"
    with pytest.raises(NoCircle):
        await sharing.post(member(40), made.id, None, None)


async def test_only_what_is_approved_reaches_a_group_and_only_while_there_is_one(studio: Studio) -> None:
    sharing, resources = studio.built.resource_sharing, studio.built.resources
    workshop = await in_threads(studio)
    waiting = await resources.add_link(member(1), GUIDE)
    with pytest.raises(ResourceGone):
        await sharing.post(member(1), waiting.id, None, None)
    with pytest.raises(NotAllowed):
        await sharing.post(replace(member(1), standing=type(member(1).standing)(0)), waiting.id, None, None)
    await resources.approve(FACILITATOR, waiting.id)
    await sharing.post(member(1), waiting.id, None, None)
    await resources.remove(FACILITATOR, waiting.id)
    other = await resources.add_link(FACILITATOR, replace(GUIDE, url="https://b.example"))
    await sharing.post(member(1), other.id, None, None)
    await studio.built.workshops.cancel(FACILITATOR, workshop)
    await studio.passes(studio.clock.now() + HOUR)
    assert rooms_of(studio, POSTED) == {}
    assert await sharing.circles(member(1)) == []


# -- messages that aren't taken -------------------------------------------------------------------


async def test_an_offer_that_cant_be_delivered_is_passed_on_and_costs_no_place_in_line(studio: Studio) -> None:
    workshop, built = await studio.kept(places=1), studio.built
    for n in (1, 2, 3):
        await studio.joins(n, workshop)
    await studio.lives()
    await built.workshop_places.withdraw(member(1), workshop.id)
    studio.post.before = [refused]
    await studio.lives()
    assert studio.told(OFFER) == []
    [mine] = await built.workshop_places.mine(member(2))
    assert mine.standing is Standing.OFFERED
    assert mine.offered_until is not None
    assert await built.roster.unheard(FACILITATOR, workshop.id) == [ADA + 2]
    with pytest.raises(NotAllowed):
        await built.roster.unheard(member(2), workshop.id)
    await studio.passes(mine.offered_until + HOUR)
    assert studio.told(OFFER) == [3], "it is passed on, and nobody hears twice"
    for n, ahead in ((4, 1), (2, 2)):
        assert (await studio.joins(n, workshop)).ahead == ahead, "whoever hasn't been asked yet comes first"
    assert await built.outbox.take_waiting(member(2)) == [], "what has lapsed isn't offered at a later visit"
    assert [(await studio.standing(n, workshop)).ahead for n in (2, 4)] == [1, 2], "who was here can be reached again"
    await studio.passes(studio.clock.now() + 2 * DAY)
    assert (await studio.standing(3, workshop)).standing is Standing.LAPSED, "who heard of it let it pass"
    assert studio.told(OFFER) == [2, 3, 4]


async def test_an_offer_that_waits_for_a_visit_can_be_taken_there(studio: Studio) -> None:
    workshop, built = await studio.kept(places=1), studio.built
    for n in (1, 2):
        await studio.joins(n, workshop)
    await studio.lives()
    await built.workshop_places.withdraw(member(1), workshop.id)
    studio.post.before = [refused]
    await studio.lives()
    [kept] = await built.outbox.take_waiting(member(2))
    assert kept.kind == OFFER
    assert (await built.workshop_places.accept(member(2), workshop.id)).standing is Standing.HOLDS
    assert await built.roster.unheard(FACILITATOR, workshop.id) == []
    await studio.passes(START + 3 * DAY)
    assert studio.told(OFFER) == []


async def test_nobody_loses_a_place_or_a_group_for_taking_no_messages(studio: Studio) -> None:
    workshop, built = await full(studio), studio.built
    await studio.lives()
    studio.post.before = [refused] * 12
    made = await published(studio, workshop)
    assert heard(studio, GROUP_DIRECT).keys() <= {None} | set(numbers(made))
    unheard = await built.roster.unheard(FACILITATOR, workshop.id)
    assert unheard
    await built.workshops.move(FACILITATOR, workshop.id, "2 February 2027 14:00")
    studio.post.before = [refused] * 14
    await studio.lives()
    for n in (*range(1, 11), 21, 22):
        mine = await studio.standing(n, workshop)
        assert mine.standing is Standing.HOLDS
        assert mine.role is (Role.MENTOR if n > 20 else Role.PARTICIPANT)
        assert await built.own_groups.own(member(n), workshop.id) is not None
