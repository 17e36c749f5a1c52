"""On the tour: a workshop's groups."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.delivery.kinds import WHY, Delivery, Reason
from bot.resources.entries import File, Resource, State
from bot.resources.sharing import Posted
from bot.workshops.entries import Workshop
from bot.workshops.group_entries import (
    ByHand,
    Circle,
    GroupingState,
    GroupNotice,
    Groups,
    Listed,
    Own,
    Preview,
    Rounds,
    Shape,
    Thread,
    Trouble,
)
from bot.workshops.grouping_costs import Group, Seat, quality
from bot.workshops.grouping_costs import Wish as Seats
from bot.workshops.lists import Item, Lists
from cogs.resources import cards as resource_cards
from cogs.workshops import groups_cards, lists_cards
from cogs.workshops.groups import GroupPosts
from sandbox.driver import Form, Person, Shown
from tests.acceptance.tour.buttons import named


async def screens(person: Person, number: str) -> AsyncIterator[Shown]:
    """The screens of a workshop's groups, and of what was asked, up to a proposal."""
    asked = await person.types("/manage-workshops questions", workshop=number)
    yield asked
    [one] = asked.selects[0].options
    question = await person.chooses(asked, asked.selects[0].placeholder, [one])
    yield question
    yield await person.presses(question, named(question, "lists:to-one"))
    yield await person.presses(question, named(question, "lists:pass"))
    none = await person.types("/manage-workshops groups", workshop=number)
    yield none
    for sizes, groups in (("x", ""), ("5-7", ""), ("5-7", "NVivo")):
        form = await person.presses(none, named(none, "groups:make"))
        yield form
        assert isinstance(form, Form)
        yield await person.fills_in(form, {form.fields[1].label: sizes, form.fields[2].label: groups})
    rounds = await person.presses(none, named(none, "groups:rounds"))
    yield rounds
    yield await person.presses(rounds, named(rounds, "groups:begin"))


def posted(made: Workshop) -> Iterator[Any]:
    """What is seen of groups once there are some, and said of them."""
    now, posts = made.at, GroupPosts()
    circles = (Circle(1, "NVivo", "NVivo", 5, (1, 2), frozenset({1})), Circle(2, None, "", None, (3,)))
    own = Own(made, circles[0], (Listed("NVivo", (1,)), Listed("NVivo")))
    good = quality([Group(1, (1, 2)), Group(2, (3,))], [Seat(1), Seat(2), Seat(3)], Seats())
    there = Groups(made, Shape(5, 7, None, 7), GroupingState.PROPOSED, 1, circles, (4,), good, waiting=2, returned=1)
    for one in (there, replace(there, state=GroupingState.PUBLISHED, waiting=1), replace(there, state=None)):
        yield groups_cards.groups(one)
    for trouble in Trouble:  # without any, they are still to come
        shut = replace(there, state=GroupingState.PUBLISHED, threads=True, trouble=trouble, kept_out=(1, 2))
        yield groups_cards.groups(shut)
    for change in (ByHand(1, to=2), ByHand(1, other=3)):
        yield groups_cards.preview(Preview(there, change, circles[0], circles[1], ()))
    rounds = Rounds(made, now, 20, 3, 1, stopped=False)
    for runs in (True, False):
        yield groups_cards.rounds(1, rounds, runs=runs)
    for mine in (own, None):
        yield groups_cards.own(mine, 1)
        yield posts.own(Delivery(1, 1, "", 1, "", None, 1, now), GroupNotice(made, own=mine)).card
    for notice in (
        GroupNotice(made, own=own, placed=True), GroupNotice(made, own=replace(own, circle=circles[1]), led=True),
        GroupNotice(made, led=True, comes=False),
    ):  # fmt: skip
        yield posts.own(Delivery(1, 1, "", 1, "", None, 1, now), notice).card
    for delivered in (posts.published, posts.begins):
        yield delivered(Delivery(1, 1, "", 1, "", 1, None, now), GroupNotice(made, circles, own)).card
    for number in (1, 2, 4):
        notice = GroupNotice(made, rounds=rounds, round=number)
        yield posts.round(Delivery(1, 1, "", 1, "", 1, None, now), notice).card
    items = (
        Item(1, "NVivo", None, True, None, waits=True),
        Item(4, "NVivo", None, True, 3, waits=True),
        Item(2, "NVivo", 5, True, 2, ("NVivo",)),
        Item(3, "NVivo", 5, False, 0),
    )
    yield lists_cards.lists(Lists(made, items * 5))
    yield lists_cards.question(Lists(made, items), items[2])


def shared_resources() -> Iterator[Any]:
    """A resource in a group's thread, and what is said to whoever brought it there."""
    now, thread = datetime(2027, 1, 1, tzinfo=UTC), Thread("NVivo", 2, 5)
    link = Resource(1, "NVivo", "https://x.example", "NVivo", ("NVivo",), State.APPROVED, 1, now, None)
    file = replace(link, url="", file=File("NVivo", "", 2_000))
    yield from (resource_cards.shown(link), resource_cards.shown(file))
    for already, why in ((False, None), (True, None), (True, WHY[Reason.CHANNEL_GONE])):
        yield resource_cards.posted(Posted(link, thread, already, why))
