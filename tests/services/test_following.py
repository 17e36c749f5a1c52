"""Who follows what over a database: the ways, the yes to messages, and what is left of it."""

import json

import pytest

from bot.community.standing import Standing
from bot.errors import NotAllowed
from bot.following.entries import LONGEST_SUBJECT, PURPOSE, Follower, Way
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person

PROJECT, TOPIC = "project:12", "topic:4"


async def no_messages(built: Services, member_id: int) -> None:
    await built.community.choose(person(member_id), lambda chosen: type(chosen)())


async def test_people_follow_in_the_way_they_chose_and_change_it(built: Services) -> None:
    following = built.following
    assert following.way_of(GUILD, ADA, PROJECT) is Way.NOTHING
    for way in (Way.DIGEST, Way.MESSAGE, Way.ROLE):
        await following.follow(person(ADA), PROJECT, way)
        assert following.way_of(GUILD, ADA, PROJECT) is way
    await following.follow(person(BEN), PROJECT, Way.DIGEST)
    await following.follow(person(ADA), TOPIC, Way.DIGEST)
    assert following.followers(GUILD, PROJECT) == [Follower(ADA, Way.ROLE), Follower(BEN, Way.DIGEST)]
    assert following.subjects_of(GUILD, ADA) == {PROJECT: Way.ROLE, TOPIC: Way.DIGEST}
    assert following.followers(OTHER_GUILD, PROJECT) == []
    await built.read_models.load()
    assert following.subjects_of(GUILD, ADA) == {PROJECT: Way.ROLE, TOPIC: Way.DIGEST}


async def test_following_no_more_leaves_nothing(built: Services) -> None:
    for member_id in (ADA, BEN):
        await built.following.follow(person(member_id), PROJECT, Way.DIGEST)
    await built.following.follow(person(ADA), PROJECT, Way.NOTHING)
    await built.following.unfollow(person(BEN), PROJECT)
    await built.following.unfollow(person(CAM), PROJECT)
    assert built.following.followers(GUILD, PROJECT) == []
    assert built.following.subjects_of(GUILD, ADA) == {}


async def test_messages_are_a_yes_that_can_be_taken_back(built: Services) -> None:
    await built.following.follow(person(BEN), PROJECT, Way.DIGEST)
    assert not built.following.takes_messages(GUILD, BEN)
    await built.following.follow(person(ADA), PROJECT, Way.MESSAGE)
    assert PURPOSE in built.community.preferences(GUILD, ADA).consents
    assert Follower(ADA, Way.MESSAGE) in built.following.followers(GUILD, PROJECT)
    await no_messages(built, ADA)
    assert built.following.followers(GUILD, PROJECT) == [Follower(BEN, Way.DIGEST)]
    assert built.following.way_of(GUILD, ADA, PROJECT) is Way.MESSAGE, "what they chose stands, should they say yes"


async def test_a_subject_that_is_gone_is_followed_by_nobody(built: Services) -> None:
    await built.following.follow(person(ADA), PROJECT, Way.DIGEST)
    await built.following.follow(person(ADA), TOPIC, Way.DIGEST)
    async with built.database.begin() as session:
        await built.following.drop(session, GUILD, TOPIC)
    assert built.following.subjects_of(GUILD, ADA) == {PROJECT: Way.DIGEST}


async def test_newcomers_follow_nothing_and_a_subject_has_a_length(built: Services) -> None:
    with pytest.raises(NotAllowed):
        await built.following.follow(person(ADA, Standing.NEWCOMER), PROJECT, Way.DIGEST)
    for wrong in ("", "x" * (LONGEST_SUBJECT + 1)):
        with pytest.raises(ValueError, match="subject"):
            await built.following.follow(person(ADA), wrong, Way.DIGEST)


async def test_whoever_is_erased_follows_nothing_and_gets_it_all_as_a_file(built: Services) -> None:
    await built.following.follow(person(ADA), PROJECT, Way.ROLE)
    await built.following.follow(person(BEN), PROJECT, Way.DIGEST)
    [held] = [one for one in await built.privacy.summary(GUILD, ADA) if "follow" in str(one.title)]
    assert "1" in str(held.lines[0])
    [given] = json.loads(await built.privacy.export(GUILD, ADA))["held"]["following"]["follows"]
    assert (given["subject"], given["way"]) == (PROJECT, "role")
    assert any("Roles" in str(survivor) for survivor in await built.privacy.erase(GUILD, ADA))
    assert built.following.followers(GUILD, PROJECT) == [Follower(BEN, Way.DIGEST)]
    assert await built.privacy.erase(GUILD, BEN) == [], "no role, so nothing stays"
