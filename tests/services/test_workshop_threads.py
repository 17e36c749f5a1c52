"""What reaches a workshop's groups in their threads, and what becomes of messages that people don't take."""

from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

from bot.community.models import MembershipRow
from bot.delivery.kinds import NotSent, Reason
from bot.delivery.sending import Letter
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.resources.entries import ResourceGone, Wish
from bot.resources.sharing import POSTED, NoCircle
from bot.workshops import keeping
from bot.workshops.entries import Notice, Role, Standing, State, Workshop
from bot.workshops.group_entries import ByHand, ChangedMeanwhile, Groups, Trouble
from bot.workshops.group_notices import GROUP_DIRECT, GROUP_THREAD, GROUP_THREAD_RENEWED
from bot.workshops.notices import CHANGED, CHANGED_DIRECT, OFFER
from tests.services.people import ADA, GUILD
from tests.services.studio import AT, CHANNEL, DAY, FACILITATOR, HOUR, START, Studio, member
from tests.services.test_workshop_groups import LEADS, full, heard, numbers, published

GUIDE = Wish("Writing a grant", "https://a.example/grants", "Where to begin")


@dataclass
class Rooms:
    """Private threads, each as Discord would number it."""

    names: list[str] = field(default_factory=list[str])
    inside: dict[int, int] = field(default_factory=dict[int, int])
    """The thread that each is in."""
    asked: list[int] = field(default_factory=list[int])
    """Who was to be let in, as the n of ``member``, each time."""
    blind: set[int] = field(default_factory=set[int])
    """Whoever may not see the channel, as the n of ``member``."""
    away: set[int] = field(default_factory=set[int])
    trouble: str = ""
    archived: bool = False
    most: int | None = None
    """How many can be opened."""

    def servers(self) -> list[int]:
        return [FACILITATOR.guild_id]

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | str:
        if self.trouble or len(self.names) == self.most:
            return self.trouble or "thread"
        self.names.append(name)
        return 10**18 + len(self.names)

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> str:
        self.asked.append(member_id - ADA)
        if self.archived:
            return "later"
        if member_id - ADA in self.away:
            return "not here"
        if member_id - ADA in self.blind:
            return "cannot see"
        self.inside[member_id] = thread_id
        return "in"

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool:
        self.inside.pop(member_id, None)
        return True

    def tried(self) -> list[int]:
        """Who was to be let in since this was asked last."""
        found, self.asked = self.asked, []
        return sorted(found)


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


# -- opening them, and whom they are closed to ----------------------------------------------------


EVERYBODY = sorted([*range(1, 11), 21, 22, *(one - ADA for one in LEADS)])


async def test_groups_published_without_threads_are_given_them_later_once(studio: Studio) -> None:
    workshop, groups, rooms = await full(studio), studio.built.groups, Rooms(trouble="thread")
    keeper = studio.built.group_keeper
    made = await groups.propose(FACILITATOR, workshop.id, leads=LEADS)
    with pytest.raises(ChangedMeanwhile):
        await groups.add_threads(FACILITATOR, workshop.id)
    await groups.publish(FACILITATOR, workshop.id, made.revision)
    await studio.passes(studio.clock.now())
    await keeper.keep_threads(rooms)
    told, now = heard(studio), await groups.look(FACILITATOR, workshop.id)
    assert (now.threads, now.trouble) == (False, Trouble.NONE)
    with pytest.raises(NotAllowed):
        await groups.add_threads(member(1), workshop.id)
    for _twice in range(2):
        now = await groups.add_threads(FACILITATOR, workshop.id)
        assert (now.threads, now.trouble) == (True, Trouble.NONE)
        assert {one.thread_id for one in now.circles} == {None}, "they come by themselves"
    await keeper.keep_threads(rooms)
    assert (await groups.look(FACILITATOR, workshop.id)).trouble is Trouble.NOT_ALLOWED
    rooms.trouble = ""
    for _twice in range(2):
        await keeper.keep_threads(rooms)
    await studio.passes(studio.clock.now() + HOUR)
    now = await groups.add_threads(FACILITATOR, workshop.id)
    assert now.trouble is Trouble.NONE, "it is tried again by itself once it is allowed"
    assert rooms.inside == {one: circle.thread_id for circle in now.circles for one in circle.members}
    assert rooms_of(studio, GROUP_THREAD) == dict.fromkeys(THREADS, 1)
    assert heard(studio) == told, "nobody is told their group anew"
    studio.clock.move_to(workshop.ends_at)
    with pytest.raises(InvalidInput, match="is over"):
        await groups.add_threads(FACILITATOR, workshop.id)


async def kept_out(studio: Studio, *blind: int) -> tuple[Workshop, Rooms, Groups]:
    """A workshop whose groups have threads that these may not see."""
    workshop, rooms = await full(studio), Rooms(blind=set(blind))
    made = await published(studio, workshop, threads=True)
    for _round in range(2):
        await studio.built.group_keeper.keep_threads(rooms)
    assert rooms.tried() == EVERYBODY
    return workshop, rooms, made


async def test_whoever_cant_see_their_thread_is_named_and_let_in_within_an_hour_once_they_can(studio: Studio) -> None:
    workshop, rooms, _made = await kept_out(studio, 1, 2)
    keeper, groups = studio.built.group_keeper, studio.built.groups
    assert (await groups.look(FACILITATOR, workshop.id)).kept_out == (ADA + 1, ADA + 2)
    for minutes, tried in ((59, []), (1, [1, 2]), (1, []), (58, []), (1, [1, 2])):
        studio.clock.move_by(minutes * HOUR / 60)
        await keeper.keep_threads(rooms)
        assert rooms.tried() == tried, "at most once an hour"
    rooms.blind = {2}
    studio.clock.move_by(HOUR)
    await keeper.keep_threads(rooms)
    now = await groups.look(FACILITATOR, workshop.id)
    assert now.kept_out == (ADA + 2,)
    assert rooms.inside[ADA + 1] == next(one.thread_id for one in now.circles if ADA + 1 in one.members)
    rooms.archived = True
    studio.clock.move_by(2 * HOUR)
    for _twice in range(2):
        await keeper.keep_threads(rooms)
    assert rooms.tried() == [1, 2, 2], "whatever stands in the way: an hour later"
    assert (await groups.look(FACILITATOR, workshop.id)).kept_out == (ADA + 2,)
    studio.clock.move_to(workshop.ends_at)
    await keeper.keep_threads(rooms)
    assert rooms.tried() == []
    assert (await groups.look(FACILITATOR, workshop.id)).over


async def test_whoever_is_kept_out_and_changes_groups_is_let_into_the_other_at_once(studio: Studio) -> None:
    workshop, rooms, made = await kept_out(studio, 1)
    keeper, groups = studio.built.group_keeper, studio.built.groups
    at = numbers(made)
    other = next(n for n in range(2, 11) if at[n] != at[1])
    look = await groups.look(FACILITATOR, workshop.id)
    changed = await groups.change(FACILITATOR, workshop.id, look.revision, ByHand(ADA + 1, other=ADA + other))
    assert changed.kept_out == ()
    await keeper.keep_threads(rooms)
    assert rooms.tried() == sorted([1, other])
    assert (await groups.look(FACILITATOR, workshop.id)).kept_out == (ADA + 1,)
    back = await groups.change(FACILITATOR, workshop.id, changed.revision, ByHand(ADA + 1, other=ADA + other))
    rooms.blind.clear()
    await keeper.keep_threads(rooms)
    assert {one: circle.thread_id for circle in back.circles for one in circle.members} == rooms.inside


async def test_whoever_is_kept_out_and_goes_is_named_no_more(studio: Studio) -> None:
    workshop, rooms, _made = await kept_out(studio, 1, 2, 3, 4)
    keeper, groups, privacy = studio.built.group_keeper, studio.built.groups, studio.built.privacy
    assert '"kept_out_at": "2027' in (await privacy.export(GUILD, ADA + 2)).decode()
    await studio.built.workshop_places.withdraw(member(1), workshop.id)
    assert not any("thread" in str(one) for one in await privacy.erase(GUILD, ADA + 2)), "they aren't in one"
    async with studio.built.database.begin() as session:
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA + 3, checked_at=START, missing_since=START))
    await studio.lives()
    assert (await groups.look(FACILITATOR, workshop.id)).kept_out == (ADA + 4,)
    rooms.away.add(4)
    studio.clock.move_by(HOUR)
    for _twice in range(2):
        await keeper.keep_threads(rooms)
        studio.clock.move_by(HOUR)
    assert rooms.tried() == [4], "whoever isn't here isn't asked in again"
    assert (await groups.look(FACILITATOR, workshop.id)).kept_out == ()


async def test_nobody_waits_for_those_who_cant_be_let_in(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop, rooms, _made = await kept_out(studio, *EVERYBODY)
    monkeypatch.setattr(keeping, "BUDGET", 3 * keeping.WALK)
    await studio.built.workshop_places.withdraw(member(1), workshop.id)
    await studio.joins(30, workshop)
    studio.clock.move_by(HOUR)
    await studio.lives()
    await studio.built.group_keeper.keep_threads(rooms)
    tried = rooms.tried()
    assert len(tried) == 3, "as many requests as in any round"
    assert 30 in tried
    assert set(rooms.inside) == {ADA + 30}
    for _round in range(9):
        await studio.built.group_keeper.keep_threads(rooms)
    assert sorted([*rooms.tried(), *tried]) == sorted({*EVERYBODY, 30} - {1}), "each once"


async def test_a_thread_that_cant_be_opened_keeps_nobody_from_the_others(studio: Studio) -> None:
    workshop, rooms = await full(studio), Rooms(most=1)
    await published(studio, workshop, threads=True)
    for _round in range(2):
        await studio.built.group_keeper.keep_threads(rooms)
    now = await studio.built.groups.look(FACILITATOR, workshop.id)
    assert [one.thread_id for one in now.circles].count(None) == 1
    assert now.trouble is Trouble.NOT_ALLOWED
    inside = {one: circle.thread_id for circle in now.circles for one in circle.members if circle.thread_id}
    assert rooms.inside == inside
    assert rooms.tried() == sorted(one - ADA for one in inside), "each once"


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
