"""A workshop's groups over real databases: proposed, changed by hand, published, kept in step; and never whose wish."""

from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from bot.community.models import ApartRow, MembershipRow
from bot.errors import InvalidInput, NotAllowed, UserError
from bot.storage.sealed import Sealed
from bot.workshops.entries import Role, Workshop
from bot.workshops.group_entries import (
    ByHand,
    ChangedMeanwhile,
    GroupingState,
    GroupNotice,
    Groups,
    NoGroups,
    Shape,
    TooManyTries,
)
from bot.workshops.group_notices import GROUP_DIRECT, GROUPS, GROUPS_RENEWED, ROUND
from bot.workshops.grouping import NoAllocation
from bot.workshops.notices import REMINDER
from bot.workshops.tries import REFUSALS
from tests.services.people import ADA, GUILD
from tests.services.studio import AT, DAY, FACILITATOR, HOUR, START, Studio, member

STAGES = ("PhD student", "Early career", "MSc student", "Mid career")
LEADS = (FACILITATOR.member_id, ADA + 50)


async def full(studio: Studio, participants: int = 10, mentors: int = 2, **changes: object) -> Workshop:
    """A workshop with so many people; mentors are the 21st and on."""
    workshop = await studio.kept(places=40, mentors=10, group_size=6, topics="Grants, Teaching", **changes)
    for n in range(1, participants + 1):
        await studio.joins(n, workshop, stage=STAGES[n % 4], topics=("Grants", "Teaching")[n % 2 :])
    for n in range(21, 21 + mentors):
        await studio.joins(n, workshop, Role.MENTOR)
    return workshop


async def avoids(studio: Studio, n: int, *others: int) -> None:
    await studio.built.avoiding.choose(member(n), [ADA + one for one in others], [])


def numbers(groups: Groups) -> dict[int, int]:
    """Each one's group, by the n of ``member``."""
    return {member - ADA: one.number for one in groups.circles for member in one.members}


async def published(studio: Studio, workshop: Workshop, **how: Any) -> Groups:
    made = await studio.built.groups.propose(FACILITATOR, workshop.id, leads=LEADS)
    made = await studio.built.groups.publish(FACILITATOR, workshop.id, made.revision, **how)
    await studio.passes(studio.clock.now())
    return made


def heard(studio: Studio, kind: str = GROUP_DIRECT) -> Counter[int | None]:
    """How often each was told, by the n of ``member``; None is a channel."""
    found = [one.delivery.member_id for one in studio.post.letters if one.delivery.kind == kind]
    return Counter(one - ADA if one else None for one in found)


async def test_groups_are_proposed_from_who_has_a_place_and_are_the_same_for_a_seed(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    with pytest.raises(NotAllowed):
        await groups.propose(member(1), workshop.id)
    assert (await groups.look(FACILITATOR, workshop.id)).state is None
    made = await groups.propose(FACILITATOR, workshop.id, Shape(5, 7, 2, seed=7), leads=LEADS)
    assert made.state is GroupingState.PROPOSED
    assert [len(one.members) for one in made.circles] == [7, 7]
    assert all(len(one.leads) == 1 for one in made.circles), "somebody who leads sits in each"
    assert made.quality is not None
    assert (made.quality.no_senior, made.quality.alone, made.missing, made.lost) == (0, 0, (), ())
    other = await groups.propose(FACILITATOR, workshop.id)
    assert other.shape.seed != 7
    assert other.leads == made.leads
    again = await groups.propose(FACILITATOR, workshop.id, Shape(5, 7, 2, seed=7))
    assert numbers(again) == numbers(made)
    with pytest.raises(InvalidInput, match="groups of that size"):
        await groups.propose(FACILITATOR, workshop.id, Shape(5, 7, 9))
    assert await studio.built.own_groups.own(member(1), workshop.id) is None, "a proposal is for facilitators"
    assert heard(studio) == {}


async def test_a_mentor_is_senior_by_their_stage_and_without_one_for_being_a_mentor(studio: Studio) -> None:
    workshop, groups = await full(studio, 9, mentors=0), studio.built.groups
    for n, stage in ((21, "MSc student"), (22, "Mid career"), (23, "")):
        await studio.joins(n, workshop, Role.MENTOR, stage=stage)
    made = await groups.propose(FACILITATOR, workshop.id, Shape(3, 5, 3), leads=())
    assert made.quality is not None
    assert made.quality.no_senior == 2, "the one whose stage isn't known is enough for a group, the others aren't"
    await studio.joins(22, workshop, Role.MENTOR, stage="Senior")
    made = await groups.propose(FACILITATOR, workshop.id, Shape(3, 5, 3))
    assert made.quality is not None
    assert made.quality.no_senior == 1


async def test_whoever_has_to_be_apart_is_never_together_and_a_refusal_never_says_whose(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    await avoids(studio, 1, 2, 3)
    at = dict[int, int]()
    for seed in range(4):
        at = numbers(await groups.propose(FACILITATOR, workshop.id, Shape(5, 7, 2, seed), leads=LEADS))
        assert at[1] != at[2] == at[3]
    beside = [one for one, number in at.items() if number == at[2] and one > 3]
    for other in (beside * 6)[:REFUSALS]:
        with pytest.raises(UserError, match="Heronry can't make this change") as refused:
            await groups.preview(FACILITATOR, workshop.id, ByHand(ADA + 1, other=ADA + other))
        assert not refused.value.message.values
    mate = next(one for one, number in at.items() if number == at[1] and one != 1)
    harmless = ByHand(ADA + mate, other=ADA + beside[0])
    with pytest.raises(TooManyTries, match="made anew"):
        await groups.preview(FACILITATOR, workshop.id, harmless)
    studio.clock.move_by(2 * HOUR)
    assert (await groups.preview(FACILITATOR, workshop.id, harmless)).before.number == at[1]


async def test_slips_that_anybody_can_see_lock_nothing_and_the_advice_can_be_followed(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    await avoids(studio, 1, 2)
    made = await groups.propose(FACILITATOR, workshop.id, Shape(7, 7, 2), leads=LEADS)
    made = await groups.publish(FACILITATOR, workshop.id, made.revision)
    at = numbers(made)
    slips = [
        (ByHand(ADA + 40, to=1), "any group"),
        (ByHand(ADA + 1, to=at[2]), "is full"),
        (ByHand(ADA + 1, to=9), "There is no group"),
    ]
    for change, why in slips * REFUSALS:
        with pytest.raises(UserError, match=why):
            await groups.preview(FACILITATOR, workshop.id, change)
    beside = next(one for one, number in at.items() if number == at[2] and one != 2)
    for _try in range(REFUSALS):
        with pytest.raises(UserError, match="can't make this change"):
            await groups.preview(FACILITATOR, workshop.id, ByHand(ADA + 1, other=ADA + beside))
    with pytest.raises(TooManyTries) as refused:
        await groups.preview(FACILITATOR, workshop.id, slips[0][0])
    assert "anew" not in refused.value.message.msgid, "published groups aren't made anew"


async def test_where_no_groups_keep_everyone_apart_it_says_what_would_help(studio: Studio) -> None:
    workshop, groups = await full(studio, participants=11, mentors=0), studio.built.groups
    for n in range(1, 4):
        await avoids(studio, n, *(one for one in range(1, 4) if one != n))
    with pytest.raises(NoAllocation, match="groups would") as refused:
        await groups.propose(FACILITATOR, workshop.id, Shape(5, 7))
    assert refused.value.message.values == {"groups": 3}
    assert (await groups.look(FACILITATOR, workshop.id)).state is None
    assert len((await groups.propose(FACILITATOR, workshop.id, Shape(3, 7, 3))).circles) == 3


async def test_whoevers_list_cant_be_opened_stops_nobody_and_gets_no_group(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    await avoids(studio, 5, 40)
    async with studio.built.database.begin() as session:
        row = await session.get(ApartRow, (GUILD, ADA + 5))
        assert row is not None
        row.kept = Sealed(b"sealed with a key that isn't here any more")
    await studio.built.read_models.load()
    made = await published(studio, workshop)
    assert made.lost == (ADA + 5,)
    assert ADA + 5 not in numbers(made)
    assert heard(studio)[5] == 1, "they hear that a facilitator will tell them"
    with pytest.raises(UserError, match="aren't in any group"):
        await groups.preview(FACILITATOR, workshop.id, ByHand(ADA + 5, to=1))


async def test_a_change_by_hand_is_shown_before_it_is_kept_and_is_kept_once(studio: Studio) -> None:
    workshop, groups = await full(studio, participants=9), studio.built.groups
    with pytest.raises(NoGroups):
        await groups.preview(FACILITATOR, workshop.id, ByHand(ADA + 1, to=1))
    made = await groups.propose(FACILITATOR, workshop.id, Shape(5, 8, 2), leads=LEADS)
    leads = [one.members for one in made.circles]
    move = ByHand(LEADS[0], to=next(one.number for one in made.circles if LEADS[0] not in one.members))
    shown = await groups.preview(FACILITATOR, workshop.id, move)
    assert any("without a facilitator: 1 (before: 0)" in str(line) for line in shown.changes)
    assert numbers(await groups.look(FACILITATOR, workshop.id)) == numbers(made), "it is only shown"
    kept = await groups.change(FACILITATOR, workshop.id, made.revision, move)
    assert LEADS[0] in next(one.members for one in kept.circles if one.number == move.to)
    with pytest.raises(ChangedMeanwhile):
        await groups.change(FACILITATOR, workshop.id, made.revision, move)
    first, second = leads[0][1], leads[1][1]
    swapped = await groups.change(FACILITATOR, workshop.id, kept.revision, ByHand(first, other=second))
    assert (numbers(swapped)[first - ADA], numbers(swapped)[second - ADA]) == (
        numbers(kept)[second - ADA], numbers(kept)[first - ADA],
    )  # fmt: skip
    with pytest.raises(InvalidInput, match="lines for"):
        await groups.set_rooms(FACILITATOR, workshop.id, "A\nB\nC")
    roomy = await groups.set_rooms(FACILITATOR, workshop.id, "-\nRoom 2")
    assert [one.room for one in roomy.circles] == ["", "Room 2"]


async def test_rooms_are_said_and_publish_is_pressed_again_just_after_somebody_withdrew(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    made = await published(studio, workshop)
    await studio.built.workshop_places.withdraw(member(2), workshop.id)
    roomy = await groups.set_rooms(FACILITATOR, workshop.id, "A\nB")
    assert ([one.room for one in roomy.circles], 2 in numbers(roomy)) == (["A", "B"], False)
    await studio.built.workshop_places.withdraw(member(3), workshop.id)
    assert 3 not in numbers(await groups.publish(FACILITATOR, workshop.id, made.revision))


async def test_published_groups_are_told_once_and_so_is_each_change(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    made = await published(studio, workshop)
    assert made.state is GroupingState.PUBLISHED
    await groups.publish(FACILITATOR, workshop.id, made.revision)
    await studio.passes(studio.clock.now() + DAY)
    assert heard(studio, GROUPS) == {None: 1}
    everyone = [*range(1, 11), 21, 22]
    assert heard(studio) == dict.fromkeys(everyone, 1), "whoever leads and takes no messages sees it in the channel"
    own = await studio.built.own_groups.own(member(1), workshop.id)
    assert own is not None
    assert ADA + 1 in own.circle.members
    assert list(await studio.built.own_groups.all_own(member(1))) == [workshop.id]
    with pytest.raises(NotAllowed, match="published"):
        await groups.propose(FACILITATOR, workshop.id)
    at = numbers(made)
    other = next(one for one in everyone if at[one] != at[1] and one < 20)
    await groups.change(FACILITATOR, workshop.id, made.revision, ByHand(ADA + 1, other=ADA + other))
    await studio.passes(studio.clock.now() + HOUR)
    assert heard(studio) == dict.fromkeys(everyone, 1) | {1: 2, other: 2}
    assert heard(studio, GROUPS) == {None: 1}
    assert {one.delivery.kind for one in studio.post.edited} >= {GROUPS_RENEWED}


async def test_whoever_is_moved_there_and_back_before_they_hear_isnt_told_again(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    made = await published(studio, workshop)
    at = numbers(made)
    other = next(n for n in range(1, 11) if at[n] != at[1])
    for _twice in range(2):
        made = await groups.change(FACILITATOR, workshop.id, made.revision, ByHand(ADA + 1, other=ADA + other))
    assert numbers(made) == at
    await studio.passes(studio.clock.now() + HOUR)
    assert heard(studio) == dict.fromkeys([*range(1, 11), 21, 22], 1)


async def test_who_comes_late_gets_a_group_and_who_withdraws_leaves_it_with_few_others_moved(studio: Studio) -> None:
    workshop, groups = await full(studio), studio.built.groups
    made = await published(studio, workshop)
    await studio.joins(11, workshop, stage="PhD student")
    await studio.built.workshop_places.withdraw(member(2), workshop.id)
    await studio.passes(studio.clock.now() + HOUR)
    now = await groups.look(FACILITATOR, workshop.id)
    assert set(numbers(now)) == (set(numbers(made)) | {11}) - {2}
    assert all(numbers(now)[one] == at for one, at in numbers(made).items() if one != 2)
    assert heard(studio)[11] == 1
    assert sum(heard(studio).values()) == 13
    assert now.lost == ()
    async with studio.built.database.begin() as session:
        session.add(MembershipRow(guild_id=GUILD, member_id=ADA + 3, checked_at=START, missing_since=START))
    studio.clock.move_to(AT)
    await studio.built.afterwards.put_down(FACILITATOR, workshop.id, ADA + 4, came=False)
    await studio.lives()
    last = numbers(await groups.look(FACILITATOR, workshop.id))
    assert not {3, 4} & set(last), "whoever left the server, and whoever didn't show up"
    assert all(last[one] == at for one, at in numbers(now).items() if one not in (3, 4))


async def test_two_who_come_to_be_kept_apart_later_arent_left_together(studio: Studio) -> None:
    workshop = await full(studio)
    made = await published(studio, workshop)
    one, other = next(iter(combinations([n for n in range(1, 11) if numbers(made)[n] == 1], 2)))
    await avoids(studio, one, other)
    await studio.passes(studio.clock.now() + HOUR)
    now = numbers(await studio.built.groups.look(FACILITATOR, workshop.id))
    assert now[one] != now[other]
    assert set(now) == set(numbers(made))
    told = heard(studio)
    assert {n for n, times in told.items() if times == 2} == {n for n, at in numbers(made).items() if now[n] != at} - {
        9, 50,
    }  # fmt: skip


async def test_groups_are_made_anew_when_sign_ups_change_meanwhile(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop, groups = await full(studio), studio.built.groups
    made, read = list[int](), groups._read  # pyright: ignore[reportPrivateUsage]

    async def reading(*given: Any) -> Any:
        row, shape, leads, gathered = await read(*given)
        made.append(1)
        late = len(made) in changing
        return row, shape, leads, replace(gathered, lost=(ADA + 99,)) if late else gathered

    changing: Collection[int] = (2,)
    monkeypatch.setattr(groups, "_read", reading)
    assert len(numbers(await groups.propose(FACILITATOR, workshop.id))) == 12
    assert len(made) == 4
    changing = range(6, 99, 2)
    with pytest.raises(ChangedMeanwhile):
        await groups.propose(FACILITATOR, workshop.id)


async def test_a_reminder_names_the_group_and_who_was_together_is_counted_for_a_year(studio: Studio) -> None:
    workshop = await full(studio)
    made = await published(studio, workshop)
    await studio.passes(AT - 2 * HOUR)
    reminded = [notice for who, notice in studio.said(REMINDER) if who == ADA + 1]
    assert [one.own.circle.number for one in reminded if one.own] == [numbers(made)[1]]
    await studio.passes(AT + 3 * HOUR)
    second = await full(studio, when="15 February 2027 14:00", closes="14 February 2027 10:00")
    again = await studio.built.groups.propose(FACILITATOR, second.id, Shape(6, 8, 2), leads=LEADS)
    assert again.quality is not None
    assert again.quality.again > 0, "with two groups of six some meet again"
    studio.clock.move_to(AT + 366 * DAY)
    await studio.built.group_keeper.purge()
    third = await full(studio, when="1 May 2028 14:00", closes="30 April 2028 10:00")
    alone = await studio.built.groups.propose(FACILITATOR, third.id, Shape(6, 8, 2), leads=LEADS)
    assert alone.quality is not None
    assert alone.quality.again == 0


async def test_one_s_own_groups_are_exported_and_erased_and_nobody_elses(studio: Studio) -> None:
    workshop = await full(studio)
    await published(studio, workshop)
    document = (await studio.built.privacy.export(GUILD, ADA + 1)).decode()
    assert '"group_number"' in document
    assert str(ADA + 3) not in document
    await studio.built.privacy.erase(GUILD, ADA + 1)
    await studio.lives()
    now = numbers(await studio.built.groups.look(FACILITATOR, workshop.id))
    assert 1 not in now
    assert 2 in now


async def test_rounds_go_on_to_their_last_word_after_the_planned_end(studio: Studio) -> None:
    workshop, rounds = await full(studio), studio.built.rounds
    studio.clock.move_to(AT + HOUR / 12)
    begun = await rounds.start(FACILITATOR, workshop.id, 40, 3)
    assert begun.begins(4) > workshop.ends_at
    await studio.passes(begun.begins(4))
    assert heard(studio, ROUND) == {None: 4}, "the last word comes when the rounds are over, not never"
    studio.clock.move_to(workshop.ends_at + HOUR)
    await rounds.start(FACILITATOR, workshop.id, 10, 1)
    await studio.passes(studio.clock.now() + HOUR / 6)
    assert heard(studio, ROUND) == {None: 6}


async def test_rounds_are_said_in_their_time_and_stop_when_somebody_stops_them(studio: Studio) -> None:
    workshop, rounds = await full(studio), studio.built.rounds
    with pytest.raises(InvalidInput, match="on the day"):
        await rounds.start(FACILITATOR, workshop.id, 20, 3)
    studio.clock.move_to(AT)
    with pytest.raises(NotAllowed):
        await rounds.start(member(1), workshop.id, 20, 3)
    with pytest.raises(InvalidInput, match="from 2 to 120"):
        await rounds.start(FACILITATOR, workshop.id, 1, 3)
    begun = await rounds.start(FACILITATOR, workshop.id, 20, 3)
    with pytest.raises(InvalidInput, match="under way"):
        await rounds.start(FACILITATOR, workshop.id, 20, 3)
    await studio.passes(AT + HOUR)
    said = [
        (one.result.round, one.delivery.due_at - AT)
        for one in studio.post.letters
        if isinstance(one.result, GroupNotice)
        if one.delivery.kind == ROUND
    ]
    assert said == [(n, (n - 1) * HOUR / 3) for n in range(1, 5)]
    assert not begun.runs(studio.clock.now())
    await rounds.start(FACILITATOR, workshop.id, 10, 2)
    await studio.lives()
    for _twice in range(2):
        await rounds.stop(FACILITATOR, workshop.id)
    await studio.passes(AT + 2 * HOUR)
    assert heard(studio, ROUND) == {None: 5}
