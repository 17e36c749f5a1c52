"""Whom announcements reach, by which role, and what of them is taken back: when somebody went, changed or moved."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.announcements.entries import State
from bot.community.models import MembershipRow
from bot.community.settings import Community
from bot.delivery.kinds import Act
from bot.delivery.kinds import State as Sent
from bot.errors import InvalidInput
from bot.following.entries import Way
from tests.services.newsroom import ADMIN, FACILITATOR, GENERAL, Newsroom, member
from tests.services.office import DAY
from tests.services.people import GUILD

MINUTE = timedelta(minutes=1)


async def test_a_question_of_when_changes_nothing_until_it_is_answered(newsroom: Newsroom) -> None:
    number = await newsroom.written(when="tomorrow 9am")
    asked = await newsroom.drafts.retime(FACILITATOR, number, "31 October 2027 01:30")
    assert asked.question is not None
    sent = await newsroom.drafts.send(FACILITATOR, number)
    assert (sent.state, sent.next_at) == (State.SCHEDULED, datetime(2026, 11, 4, 9, tzinfo=UTC))


async def test_withdrawn_it_goes_from_whoever_is_away_too(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 1)
    sent = await newsroom.sent(subjects=[core.subject], channels=())
    await newsroom.later(MINUTE)
    until = newsroom.clock.now() + 14 * DAY
    await newsroom.built.community.choose(member(0), lambda chosen: replace(chosen, away_until=until))
    await newsroom.service.withdraw(FACILITATOR, sent.id)
    await newsroom.later(MINUTE)
    assert [letter.result for letter in newsroom.post.edited] == [Act.DELETE]


async def test_it_comes_to_nobody_who_is_no_member_by_then(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 4)
    newsroom.server.left.add(member(1).member_id)
    newsroom.server.without_role.add(member(2).member_id)
    now = newsroom.clock.now()
    async with newsroom.built.database.begin() as session:
        for n in range(4):
            missing = now if n == 3 else None
            session.add(
                MembershipRow(guild_id=GUILD, member_id=member(n).member_id, checked_at=now, missing_since=missing)
            )
    draft = await newsroom.drafts.draft(FACILITATOR, await newsroom.written(subjects=[core.subject], channels=()))
    assert draft.estimate.people == 3, "who has left isn't counted"
    sent = await newsroom.drafts.send(FACILITATOR, draft.announcement.id)
    await newsroom.later(MINUTE)
    assert newsroom.in_channels == {member(0).member_id + 1: 1}
    told = await newsroom.service.told(FACILITATOR, sent.id)
    assert told.progress.people == {Sent.SENT: 1, Sent.OBSOLETE: 2}


async def test_moved_before_an_outage_it_comes_at_its_new_time_alone(newsroom: Newsroom) -> None:
    sent = await newsroom.sent(when="every day 9am until 6 November 2026")
    await newsroom.later(DAY)
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    assert newsroom.in_channels == {GENERAL: 1}
    await newsroom.service.move(FACILITATOR, sent.id, "every day 10am until 6 November 2026")
    newsroom.clock.move_by(DAY)
    newsroom.real.move_by(DAY)  # nothing runs meanwhile
    await newsroom.planning.tick()
    await newsroom.later(MINUTE)
    assert newsroom.in_channels == {GENERAL: 2}


async def test_stopping_what_is_long_forgotten_says_so(newsroom: Newsroom) -> None:
    core = await newsroom.topic()
    await newsroom.followed_by(core, 1)
    sent = await newsroom.sent(subjects=[core.subject])
    await newsroom.later(MINUTE)
    newsroom.clock.move_by(100 * DAY)
    await newsroom.planning.purge()
    assert not await newsroom.service.stop_following(member(0), sent.id)
    assert newsroom.built.following.way_of(GUILD, member(0).member_id, core.subject) is Way.MESSAGE


async def test_a_role_that_becomes_the_facilitators_is_given_to_nobody_more(newsroom: Newsroom) -> None:
    core = await newsroom.topics.save(FACILITATOR, None, "CORE", "", 77)
    await newsroom.topics.follow(member(0), core.id, Way.ROLE)
    await newsroom.built.community.set_up(ADMIN, Community(GUILD, members_role_id=10, facilitators_role_id=77))
    with pytest.raises(InvalidInput):
        await newsroom.topics.follow(member(1), core.id, Way.ROLE)
    assert [one.role_id for one, _way in newsroom.topics.topics(member(1))] == [None]
    assert newsroom.topics.left_behind(FACILITATOR, core.id, 78) == 1
    assert newsroom.topics.left_behind(FACILITATOR, core.id, 77) == 0


async def test_a_projects_role_can_be_pinged_when_it_is_about_that_project(newsroom: Newsroom) -> None:
    project = await newsroom.built.project_editing.add(FACILITATOR, 9, {"title": "Benches", "status": "planned"})
    await newsroom.built.project_editing.set_role(FACILITATOR, project.id, 78)
    await newsroom.topics.save(FACILITATOR, None, "CORE", "", 77)
    draft = await newsroom.drafts.draft(FACILITATOR, await newsroom.written(subjects=[project.subject]))
    assert list(draft.roles) == [10, 78, 77], "the members', then that of what it is about, then others"
