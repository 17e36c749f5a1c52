"""Questions in advance on their way to the groups, and the groups' threads; over real databases."""

from collections.abc import Collection

import pytest

from bot.errors import InvalidInput, NotAllowed
from bot.workshops.entries import Workshop
from bot.workshops.group_entries import ByHand, Listed, Shape
from bot.workshops.group_notices import GROUP_THREAD, GROUP_THREAD_RENEWED
from bot.workshops.lists import EVERY, Lists, QuestionGone
from tests.services.people import ADA, GUILD
from tests.services.studio import AT, CHANNEL, DAY, FACILITATOR, HOUR, Studio, member
from tests.services.test_workshop_groups import LEADS, full, numbers, published


class FakeThreads:
    """Threads as Discord would keep them (``bot.workshops.keeping.Threads``)."""

    def __init__(self) -> None:
        self.trouble = ""
        self.threads = dict[str, int]()
        self.inside = dict[int, set[int]]()

    def servers(self) -> Collection[int]:
        return [GUILD]

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | str:
        assert parent_id == CHANNEL
        if self.trouble:
            return self.trouble
        made = self.threads.setdefault(name, 7_000 + len(self.threads))
        self.inside.setdefault(made, set())
        return made

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> str:
        self.inside[thread_id].add(member_id)
        return "in"

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool:
        self.inside[thread_id].discard(member_id)
        return True


async def asked(studio: Studio, workshop: Workshop, *questions: tuple[int, str, bool]) -> list[int]:
    """The numbers of these questions, once they are asked."""
    for n, text, signed in questions:
        await studio.built.workshop_questions.ask(member(n), workshop.id, text, signed=signed)
    found = await studio.built.question_lists.lists(FACILITATOR, workshop.id)
    return [one.id for one in found.items]


def texts(found: Lists) -> list[tuple[str, int | None]]:
    return [(one.text, one.goes_to) for one in found.items]


async def listed(studio: Studio, workshop: Workshop, n: int) -> tuple[Listed, ...]:
    own = await studio.built.own_groups.own(member(n), workshop.id)
    assert own is not None
    return own.questions


async def test_a_group_sees_what_was_passed_on_in_order_and_names_only_where_they_are_signed(studio: Studio) -> None:
    workshop, lists = await full(studio), studio.built.question_lists
    first, second, third = await asked(studio, workshop, (1, "One?", True), (2, "Two?", False), (3, "Three?", False))
    for refused in (lists.lists(member(1), workshop.id), lists.pass_on(member(1), workshop.id, first, EVERY)):
        with pytest.raises(NotAllowed):
            await refused
    made = await published(studio, workshop)
    assert made.waiting == 3
    assert await listed(studio, workshop, 1) == (), "nothing reaches a group before it was passed on"
    with pytest.raises(InvalidInput, match="no group"):
        await lists.pass_on(FACILITATOR, workshop.id, first, 9)
    here = numbers(made)[1]
    await lists.pass_on(FACILITATOR, workshop.id, second, here)
    found = await lists.pass_on(FACILITATOR, workshop.id, None, EVERY)
    assert texts(found) == [("Two?", here), ("One?", EVERY), ("Three?", EVERY)]
    found = await lists.earlier(FACILITATOR, workshop.id, third)
    assert await listed(studio, workshop, 1) == (Listed("Two?"), Listed("Three?"), Listed("One?", (ADA + 1,)))
    elsewhere = next(n for n, number in numbers(made).items() if number != here and n < 20)
    assert await listed(studio, workshop, elsewhere) == (Listed("Three?"), Listed("One?", (ADA + 1,)))
    await lists.pass_on(FACILITATOR, workshop.id, third, None)
    assert await listed(studio, workshop, elsewhere) == (Listed("One?", (ADA + 1,)),)
    with pytest.raises(QuestionGone):
        await lists.earlier(FACILITATOR, workshop.id, 999)


async def test_a_question_for_a_group_that_is_gone_waits_again_and_says_so(studio: Studio) -> None:
    workshop, groups, lists = await full(studio), studio.built.groups, studio.built.question_lists
    for_one, for_all, waits = await asked(studio, workshop, (1, "One?", False), (2, "All?", False), (3, "Late?", False))
    await groups.propose(FACILITATOR, workshop.id, Shape(3, 5, 4), LEADS)
    await lists.pass_on(FACILITATOR, workshop.id, for_one, 4)
    await lists.pass_on(FACILITATOR, workshop.id, for_all, EVERY)
    made = await groups.propose(FACILITATOR, workshop.id, Shape(5, 8, 2))
    assert (made.waiting, made.returned) == (2, 1)
    assert texts(await lists.lists(FACILITATOR, workshop.id)) == [("All?", EVERY), ("One?", None), ("Late?", None)]
    assert (await groups.propose(FACILITATOR, workshop.id)).returned == 0
    await lists.pass_on(FACILITATOR, workshop.id, waits, EVERY)


async def test_a_question_for_a_group_that_everybody_left_waits_and_none_can_be_sent_there(studio: Studio) -> None:
    workshop, groups, lists = await full(studio, 4, mentors=0), studio.built.groups, studio.built.question_lists
    question, other = await asked(studio, workshop, (1, "One?", False), (2, "Two?", False))
    made = await groups.propose(FACILITATOR, workshop.id, Shape(2, 4, 2), ())
    made = await groups.publish(FACILITATOR, workshop.id, made.revision)
    left = made.circles[1]
    await lists.pass_on(FACILITATOR, workshop.id, question, left.number)
    assert (await groups.look(FACILITATOR, workshop.id)).waiting == 1
    for one in left.members:
        await studio.built.workshop_places.withdraw(member(one - ADA), workshop.id)
    assert (await groups.look(FACILITATOR, workshop.id)).waiting == 2
    found = await lists.lists(FACILITATOR, workshop.id)
    assert [(one.goes_to, one.waits) for one in found.items] == [(left.number, True), (None, True)]
    with pytest.raises(InvalidInput, match="no group"):
        await lists.pass_on(FACILITATOR, workshop.id, other, left.number)
    found = await lists.pass_on(FACILITATOR, workshop.id, None, EVERY)
    assert [(one.goes_to, one.waits) for one in found.items] == [(EVERY, False)] * 2


async def test_questions_that_ask_the_same_become_one_and_can_be_taken_apart(studio: Studio) -> None:
    workshop, lists = await full(studio), studio.built.question_lists
    ids = await asked(studio, workshop, (1, "One?", True), (2, "Two?", False), (3, "Three?", False))
    await published(studio, workshop)
    await lists.pass_on(FACILITATOR, workshop.id, None, EVERY)
    with pytest.raises(InvalidInput, match="at least two"):
        await lists.merge(FACILITATOR, workshop.id, ids[:1], "All?")
    found = await lists.merge(FACILITATOR, workshop.id, ids[:2], "Both?")
    assert texts(found) == [("Both?", EVERY), ("Three?", EVERY)]
    assert (found.items[0].merged, found.items[0].author_id) == (("One?", "Two?"), None)
    found = await lists.merge(FACILITATOR, workshop.id, [one.id for one in found.items], "All?")
    assert found.items[0].merged == ("One?", "Two?", "Three?"), "what was merged before is merged anew"
    assert await listed(studio, workshop, 4) == (Listed("All?", (ADA + 1,)),)
    await studio.built.privacy.erase(GUILD, ADA + 1)
    assert await listed(studio, workshop, 4) == (Listed("All?"),)
    for n in (2, 3):
        await studio.built.privacy.erase(GUILD, ADA + n)
    assert (await lists.lists(FACILITATOR, workshop.id)).items == (), "nothing is left that it was made of"
    four, five = await asked(studio, workshop, (4, "Four?", False), (5, "Five?", False))
    found = await lists.merge(FACILITATOR, workshop.id, (four, five), "Either?")
    apart = await lists.take_apart(FACILITATOR, workshop.id, found.items[0].id)
    assert texts(apart) == [("Four?", None), ("Five?", None)]


async def test_each_group_gets_a_thread_with_its_people_and_its_list(studio: Studio) -> None:
    workshop, threads, keeper = await full(studio), FakeThreads(), studio.built.group_keeper
    [question] = await asked(studio, workshop, (1, "One?", False))
    made = await published(studio, workshop, threads=True)
    threads.trouble = "thread"
    await keeper.keep_threads(threads)
    assert (await studio.built.groups.look(FACILITATOR, workshop.id)).trouble == "thread", "facilitators see why"
    threads.trouble = "later"
    await keeper.keep_threads(threads)
    threads.trouble = ""
    for _twice in range(2):
        await keeper.keep_threads(threads)
    await studio.passes(studio.clock.now() + HOUR)
    found = await studio.built.groups.look(FACILITATOR, workshop.id)
    assert found.trouble == ""
    assert {one.thread_id: set(one.members) for one in found.circles} == threads.inside
    begun = [one.channel_id for one in studio.post.letters if one.delivery.kind == GROUP_THREAD]
    assert sorted(begun) == sorted(threads.inside)
    await studio.built.question_lists.pass_on(FACILITATOR, workshop.id, question, EVERY)
    await studio.lives()
    renewed = [one.delivery.kind for one in studio.post.edited]
    assert renewed.count(GROUP_THREAD_RENEWED) == len(begun)
    at = numbers(made)
    other = next(one for one in at if at[one] != at[1] and one < 20)
    look = await studio.built.groups.look(FACILITATOR, workshop.id)
    await studio.built.groups.change(FACILITATOR, workshop.id, look.revision, ByHand(ADA + 1, other=ADA + other))
    await studio.built.workshop_places.withdraw(member(5), workshop.id)
    await studio.lives()
    for _twice in range(2):
        await keeper.keep_threads(threads)
    found = await studio.built.groups.look(FACILITATOR, workshop.id)
    assert {one.thread_id: set(one.members) for one in found.circles} == threads.inside
    assert not any(ADA + 5 in people for people in threads.inside.values())
    studio.clock.move_to(AT + DAY)
    await keeper.keep_threads(threads)
