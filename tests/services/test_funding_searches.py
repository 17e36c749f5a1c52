"""Looking for people to apply with, and bringing in lists of calls, over a database."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.directory.entries import Level, Openness
from bot.errors import InvalidInput, NotFound
from bot.funding.entries import About
from bot.funding.models import FundingApproachRow, FundingSearchRow
from bot.funding.searching import MOST_WAITING, OPEN_FOR
from bot.funding.together import Request, Search, Together
from bot.services import Services
from tests.services.funding_desk import FACILITATOR, Desk
from tests.services.people import ADA, BEN, CAM, DEE, GUILD, person, profile

WORK = (Openness.COLLABORATION,)


@pytest.fixture
async def desk(built: Services, clock: SetClock) -> Desk:
    made = Desk(built, clock)
    await made.begins(ADA)
    return made


async def knows(desk: Desk, *people: int, skill: str = "NVivo", open_to: Collection[Openness] = WORK) -> None:
    """These people list a skill, and are open to work."""
    listed = [
        replace(profile(one, (skill, Level.CONFIDENT), name=f"Person {one % 10}"), open_to=frozenset(open_to))
        for one in people
    ]
    await desk.built.directory.import_entries(GUILD, listed, consented=True)


async def waiting(desk: Desk, member: int) -> list[Any]:
    """What is shown to somebody at their next visit."""
    await desk.runner.tick()
    return [one.result for one in await desk.built.outbox.take_waiting(person(member))]


async def test_both_say_yes_before_either_is_named(desk: Desk) -> None:
    await knows(desk, BEN)
    await knows(desk, CAM, open_to=[Openness.QUESTIONS])
    call = await desk.has()
    search = await desk.built.funding_searches.look(person(ADA), call.id, "nvivo; R")
    assert search.skills == ("NVivo", "R")
    assert await waiting(desk, CAM) == [], "who isn't open to collaboration isn't asked"
    [asked] = await waiting(desk, BEN)
    assert isinstance(asked, Request)
    assert str(ADA) not in repr(asked)
    assert await waiting(desk, ADA) == []
    with pytest.raises(NotFound):
        await desk.built.funding_searches.answer(person(CAM), asked.approach_id, yes=True)
    met = await desk.built.funding_searches.answer(person(BEN), asked.approach_id, yes=True)
    assert met is not None
    assert met.other_id == ADA
    await desk.runner.tick()
    [found] = desk.heard(ADA)
    assert isinstance(found, Together)
    assert found.other_id == BEN
    with pytest.raises(NotFound):
        await desk.built.funding_searches.answer(person(BEN), asked.approach_id, yes=False)


async def test_no_and_silence_are_heard_of_by_nobody_until_it_ends(desk: Desk) -> None:
    await knows(desk, BEN, CAM)
    call = await desk.has()
    await desk.built.funding_searches.look(person(ADA), call.id, "NVivo")
    [asked] = await waiting(desk, BEN)
    assert await desk.built.funding_searches.answer(person(BEN), asked.approach_id, yes=False) is None
    await desk.runner.tick()
    assert desk.heard(ADA) == []
    await desk.comes_to(desk.clock.now() + OPEN_FOR + timedelta(hours=1))
    [told] = desk.heard(ADA)
    assert isinstance(told, Search)
    assert await waiting(desk, CAM) == [], "what is over isn't asked any more"
    await desk.comes_to(desk.clock.now() + timedelta(days=40))
    async with desk.built.database.read() as session:
        assert list(await session.scalars(select(FundingApproachRow))) == []


async def test_answers_come_by_direct_message_to_those_alone_who_agreed_to_it(desk: Desk) -> None:
    await knows(desk, BEN, CAM)
    calls = [await desk.has(), await desk.has(About("Another", "A funder"))]
    look, answer = desk.built.funding_searches.look, desk.built.funding_searches.answer
    assert (await look(person(ADA), calls[0].id, "NVivo")).by_message
    for call in calls:
        assert not (await look(person(DEE), call.id, "NVivo")).by_message
    asked = [one for one in await waiting(desk, BEN) if isinstance(one, Request)]
    await answer(person(BEN), asked[1].approach_id, yes=True)
    await desk.comes_to(desk.clock.now() + OPEN_FOR + timedelta(hours=1))
    assert desk.heard(DEE) == [], "they never said yes to it"
    told = await waiting(desk, DEE)
    assert sorted(type(one).__name__ for one in told) == ["Search", "Together"]
    assert [type(one).__name__ for one in desk.heard(ADA)] == ["Search"]


async def test_people_who_are_kept_apart_are_not_put_in_touch_and_nothing_tells(desk: Desk) -> None:
    await knows(desk, BEN)
    call = await desk.has()
    await desk.built.avoiding.choose(person(BEN), [ADA], [])
    search = await desk.built.funding_searches.look(person(ADA), call.id, "NVivo")
    assert search.skills == ("NVivo",), "it says the same"
    assert await waiting(desk, BEN) == []


async def test_who_has_muted_the_call_is_not_asked(desk: Desk) -> None:
    await knows(desk, BEN)
    call = await desk.has()
    await desk.built.funding.mute(person(BEN), call.id, muted=True)
    await desk.built.funding_searches.look(person(ADA), call.id, "NVivo")
    assert await waiting(desk, BEN) == []


async def test_what_cannot_be_looked_for_is_said(desk: Desk) -> None:
    await knows(desk, BEN)
    searches, calls = desk.built.funding_searches, desk.built.funding_calls
    call = await desk.has()
    for typed in ("", " , ;", "a, b, c, d, e, f"):
        with pytest.raises(InvalidInput):
            await searches.look(person(ADA), call.id, typed)
    with pytest.raises(NotFound):
        await searches.look(person(ADA), call.id, "glass blowing")
    await searches.look(person(ADA), call.id, "NVivo")
    with pytest.raises(InvalidInput):
        await searches.look(person(ADA), call.id, "NVivo")
    await calls.archive(FACILITATOR, call.id)
    with pytest.raises(InvalidInput):
        await searches.look(person(DEE), call.id, "NVivo")
    assert await waiting(desk, BEN) == [], "of a call that is laid aside nobody is asked"


async def test_erasing_either_leaves_nothing_and_asks_nobody(desk: Desk) -> None:
    await knows(desk, BEN, CAM)
    call = await desk.has()
    await desk.built.funding_searches.look(person(ADA), call.id, "NVivo")
    assert "NVivo" in (await desk.built.privacy.export(GUILD, ADA)).decode()
    await desk.built.privacy.erase(GUILD, BEN)
    async with desk.built.database.read() as session:
        assert [one.asked_id for one in await session.scalars(select(FundingApproachRow))] == [CAM]
    await desk.built.privacy.erase(GUILD, ADA)
    async with desk.built.database.read() as session:
        assert list(await session.scalars(select(FundingApproachRow))) == []
        assert list(await session.scalars(select(FundingSearchRow))) == []
    assert await waiting(desk, CAM) == []


async def requests(desk: Desk, member: int) -> list[Request]:
    return [one for one in await waiting(desk, member) if isinstance(one, Request)]


async def test_a_second_search_for_a_call_asks_others_than_the_first(desk: Desk) -> None:
    people = [500 + n for n in range(5)]
    await knows(desk, *people)
    call, asked = await desk.has(), list[list[int]]()
    for _ in range(3):
        await desk.built.funding_searches.look(person(ADA), call.id, "NVivo")
        asked.append([one for one in people if await requests(desk, one)])
        await desk.comes_to(desk.clock.now() + OPEN_FOR + timedelta(hours=1))
    assert [len(one) for one in asked] == [3, 2, 0]
    assert sorted(asked[0] + asked[1]) == people


async def test_who_said_no_to_a_call_is_not_asked_for_it_by_somebody_else(desk: Desk) -> None:
    await knows(desk, BEN, CAM)
    first, second = await desk.has(), await desk.has(About("Another", "A funder"))
    await desk.built.funding_searches.look(person(ADA), first.id, "NVivo")
    [to_ben], [to_cam] = await requests(desk, BEN), await requests(desk, CAM)
    await desk.built.funding_searches.answer(person(BEN), to_ben.approach_id, yes=False)
    await desk.built.funding_searches.answer(person(CAM), to_cam.approach_id, yes=True)
    assert (await desk.built.funding_searches.look(person(DEE), first.id, "NVivo")).skills == ("NVivo",)
    assert await requests(desk, BEN) == []
    assert len(await requests(desk, CAM)) == 1, "who said yes to one may do so to another"
    await desk.built.funding_searches.look(person(DEE), second.id, "NVivo")
    assert len(await requests(desk, BEN)) == 1, "another call is another question"


async def test_nobody_is_asked_more_while_many_requests_wait_for_them(desk: Desk) -> None:
    await knows(desk, BEN)
    look = desk.built.funding_searches.look
    calls = [await desk.has(About(f"Call {n}", "A funder")) for n in range(MOST_WAITING + 1)]
    for n, call in enumerate(calls):
        await look(person(700 + n), call.id, "NVivo")
    asked = await requests(desk, BEN)
    assert [one.call.about.title for one in asked] == [f"Call {n}" for n in range(MOST_WAITING)]
    await desk.built.funding_searches.answer(person(BEN), asked[0].approach_id, yes=False)
    await look(person(ADA), calls[-1].id, "NVivo")
    assert len(await requests(desk, BEN)) == 1
    await look(person(DEE), calls[1].id, "NVivo")
    assert await requests(desk, BEN) == [], "the same question waits for them already"
