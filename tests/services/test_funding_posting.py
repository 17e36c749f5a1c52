"""New funding calls in a channel, over a database: each once, kept true, and only where a facilitator chose it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.errors import NotAllowed
from bot.funding.entries import About, State
from bot.funding.managing import TypedDates
from bot.funding.notices import Moved
from bot.funding.posting import Posted, Several
from bot.services import Services
from tests.services.funding_desk import CORE, FACILITATOR, PASSED, Desk
from tests.services.people import ADA, CAM, OTHER_GUILD, person

CHANNEL, OTHER = 70, 71


@pytest.fixture
async def desk(built: Services, clock: SetClock) -> Desk:
    made = Desk(built, clock)
    await made.begins(ADA)
    return made


def posted(desk: Desk, channel: int = CHANNEL) -> list[object]:
    return [letter.result for letter in desk.post.posted[channel]]


async def test_without_a_channel_nothing_is_posted_and_only_facilitators_choose_one(desk: Desk) -> None:
    posting = desk.built.funding_posting
    await desk.has()
    await desk.runner.tick()
    assert not desk.post.posted
    assert await posting.channel(FACILITATOR) is None
    for refused in (posting.channel(person(ADA)), posting.post_in(person(ADA), 1), posting.post_no_more(person(ADA))):
        with pytest.raises(NotAllowed):
            await refused
    await posting.post_in(FACILITATOR, CHANNEL)
    assert await posting.channel(FACILITATOR) == CHANNEL
    assert await posting.channel(person(CAM, Standing.FACILITATOR, OTHER_GUILD)) is None
    await desk.runner.tick()
    assert not desk.post.posted, "what was open before isn't posted"


async def test_a_call_is_posted_once_it_is_kept_and_its_post_stays_true(desk: Desk) -> None:
    await desk.built.funding_posting.post_in(FACILITATOR, CHANNEL)
    draft = await desk.built.funding_calls.begin(FACILITATOR, CORE)
    await desk.built.funding_calls.date(FACILITATOR, draft.id, TypedDates("1 March 2027"))
    await desk.runner.tick()
    assert posted(desk) == [], "a draft is its facilitators' alone"
    await desk.built.funding_calls.keep(FACILITATOR, draft.id)
    await desk.runner.tick()
    [first] = posted(desk)
    assert isinstance(first, Posted)
    assert first.call.about == CORE
    await desk.built.funding_calls.describe(FACILITATOR, draft.id, replace(CORE, ceiling="£50,000"))
    await desk.runner.tick()
    [now] = [letter.result for letter in desk.post.edited]
    assert isinstance(now, Posted)
    assert now.call.about.ceiling == "£50,000"
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    now = desk.post.edited[-1].result
    assert isinstance(now, Posted)
    assert now.call.state is State.ARCHIVED, "it says that it is closed"
    await desk.has(About("Of last year", "A funder"), PASSED)
    await desk.runner.tick()
    assert len(posted(desk)) == 1, "what is closed already isn't posted"


async def test_a_changed_deadline_is_said_once_and_one_that_is_given_more_time_too(desk: Desk) -> None:
    await desk.built.funding_posting.post_in(FACILITATOR, CHANNEL)
    call = await desk.has(dates=TypedDates("1 March 2027"))
    change = desk.built.funding_calls.date
    await change(FACILITATOR, call.id, TypedDates("2 March 2027"))
    await desk.runner.tick()
    assert [type(one) for one in posted(desk)] == [Posted], "its post says so itself"
    for day in ("3 March 2027", "4 March 2027"):
        await change(FACILITATOR, call.id, TypedDates(day))
    await desk.runner.tick()
    [moved] = [one for one in posted(desk) if isinstance(one, Moved)]
    assert [was.on for _name, was in moved.was if was] == ["2027-03-02"]
    await desk.lives_until(datetime(2027, 3, 6, tzinfo=UTC))
    assert desk.built.funding.call(person(ADA), call.id).state is State.ARCHIVED
    await change(FACILITATOR, call.id, TypedDates("1 April 2027"))
    await desk.runner.tick()
    assert [type(one) for one in posted(desk)].count(Moved) == 2


async def test_another_channel_takes_its_place_and_none_is_none(desk: Desk) -> None:
    posting = desk.built.funding_posting
    await posting.post_in(FACILITATOR, CHANNEL)
    await desk.has()
    await posting.post_in(FACILITATOR, OTHER)
    await desk.runner.tick()
    assert posted(desk) == [], "what waited for the other one isn't sent there"
    await desk.has(About("Another", "A funder"))
    await posting.post_no_more(FACILITATOR)
    await desk.runner.tick()
    assert posted(desk, OTHER) == []
    await desk.has(About("A third", "A funder"))
    await desk.runner.tick()
    assert posted(desk, OTHER) == []


async def test_many_at_once_are_one_message(desk: Desk) -> None:
    await desk.built.funding_posting.post_in(FACILITATOR, CHANNEL)
    table = "title,funder,deadline\n" + "".join(f"Call {n},A trust,{n} March 2027\n" for n in range(1, 13))
    trial = desk.built.funding_import.try_out(FACILITATOR, table.encode())
    await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    await desk.runner.tick()
    [several] = posted(desk)
    assert isinstance(several, Several)
    assert (len(several.fresh), several.total) == (8, 12)
    table = table.replace(" March 2027", " April 2027")
    trial = desk.built.funding_import.try_out(FACILITATOR, table.encode())
    assert len(trial.changes) == 12
    await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    await desk.runner.tick()
    _first, several = posted(desk)
    assert isinstance(several, Several)
    assert (len(several.fresh), len(several.moved), several.total) == (0, 8, 12)
    desk.clock.move_by(timedelta(days=1))
    table = "title,funder\nOne more,A trust\nAnd one,A trust\n"
    trial = desk.built.funding_import.try_out(FACILITATOR, table.encode())
    await desk.built.funding_import.confirm(FACILITATOR, trial.token)
    await desk.runner.tick()
    assert [type(one) for one in posted(desk)] == [Several, Several, Posted, Posted]
