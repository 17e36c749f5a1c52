"""Funding calls over a database: putting them in, finding those that fit, and what is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.standing import Standing
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.funding.entries import About, Call, CallGone, Duplicate, Stance, State, Terms, Wanted
from bot.funding.managing import Passed, TypedDates
from bot.funding.models import FundingInterestRow
from bot.services import Services
from tests.services.funding_desk import CORE, DATES, FACILITATOR, PASSED, Desk
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person


@pytest.fixture
async def desk(built: Services, clock: SetClock) -> Desk:
    made = Desk(built, clock)
    await made.begins(ADA)
    return made


async def test_a_call_is_put_in_step_by_step_and_seen_once_it_is_kept(desk: Desk) -> None:
    calls, funding = desk.built.funding_calls, desk.built.funding
    draft = await calls.begin(FACILITATOR, CORE)
    assert draft.state is State.DRAFT
    with pytest.raises(CallGone):
        funding.call(person(ADA), draft.id)
    dated = await calls.date(FACILITATOR, draft.id, DATES)
    assert isinstance(dated, Call)
    assert dated.dates.sponsor is not None
    assert dated.dates.sponsor.at == datetime(2027, 3, 1, 17, tzinfo=UTC)
    assert dated.dates.internal is not None
    assert dated.dates.internal.at == datetime(2027, 2, 15, 23, 59, tzinfo=UTC)
    await calls.limit(FACILITATOR, draft.id, Terms("Anyone", frozenset({"Senior", "nonsense"})))
    kept = await calls.keep(FACILITATOR, draft.id)
    assert kept.state is State.OPEN
    assert kept.terms.stages == {"Senior"}
    for read_again in (False, True):
        if read_again:
            await desk.built.read_models.load()
        listed = await funding.listed(person(ADA), Wanted())
        assert [one.about for one in listed.shown] == [CORE]
        assert (await funding.listed(person(ADA, guild_id=OTHER_GUILD), Wanted())).shown == ()
    with pytest.raises(NotAllowed):
        await calls.begin(person(ADA), CORE)
    with pytest.raises(CallGone):
        await calls.archive(person(CAM, Standing.FACILITATOR, OTHER_GUILD), kept.id)


async def test_the_same_call_is_not_put_in_twice(desk: Desk) -> None:
    call = await desk.has()
    with pytest.raises(Duplicate):
        await desk.built.funding_calls.begin(FACILITATOR, replace(CORE, title="core COMMUNITY project"))
    await desk.built.funding_calls.archive(FACILITATOR, call.id)
    assert await desk.has() != call, "next year's round may be called the same"


@pytest.mark.parametrize(
    ("about", "says"),
    [
        (replace(CORE, title=" "), "what the call is called"),
        (replace(CORE, title="x" * 151), "too long"),
        (replace(CORE, link="ftp://example.org"), "https://"),
        (replace(CORE, link="javascript:alert(1)"), "https://"),
        (replace(CORE, ceiling="x" * 101), "too long"),
    ],
)
async def test_what_cannot_be_kept_is_said(desk: Desk, about: About, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await desk.built.funding_calls.begin(FACILITATOR, about)
    assert says in str(refused.value.message)


async def test_a_deadline_that_has_passed_is_asked_about(desk: Desk) -> None:
    call = await desk.has()
    asked = await desk.built.funding_calls.date(FACILITATOR, call.id, PASSED)
    assert isinstance(asked, Passed)
    assert desk.built.funding.call(person(ADA), call.id) == call, "nothing is changed meanwhile"
    with pytest.raises(NotFound):
        await desk.built.funding_calls.close_by(person(CAM, Standing.FACILITATOR, OTHER_GUILD), asked.token)
    closed = await desk.built.funding_calls.close_by(FACILITATOR, asked.token)
    assert closed.state is State.ARCHIVED
    again = await desk.built.funding_calls.date(FACILITATOR, call.id, DATES)
    assert isinstance(again, Call)
    assert again.state is State.OPEN, "a new round opens it again"
    late = await desk.has(replace(CORE, title="Of last year"), PASSED)
    assert late.state is State.ARCHIVED


async def test_the_list_has_the_next_deadline_first_and_is_narrowed(desk: Desk) -> None:
    for title, when, terms in (
        ("Rolling", "", Terms()),
        ("Late", "1 June 2027", Terms(stages=frozenset({"Senior"}), regions=frozenset({"England"}))),
        ("Soon", "1 December 2026", Terms(organisations=frozenset({"community"}))),
    ):
        await desk.has(About(title, "A funder"), TypedDates(when), terms)

    async def titles(stage: str = "", organisation: str = "", region: str = "") -> list[str]:
        listed = await desk.built.funding.listed(person(ADA), Wanted(stage, organisation, region))
        return [one.about.title for one in listed.shown]

    assert await titles() == ["Soon", "Late", "Rolling"]
    assert await titles(stage="Early career") == ["Soon", "Rolling"]
    assert await titles(organisation="community") == ["Soon", "Late", "Rolling"]
    assert await titles(organisation="clinical") == ["Late", "Rolling"]
    assert await titles(region="London") == ["Soon", "Late", "Rolling"], "London is in England"
    assert await titles(region="Wales") == ["Soon", "Rolling"]
    assert await titles(region="Atlantis") == ["Soon", "Late", "Rolling"]


async def test_for_me_goes_by_ones_own_entry(desk: Desk) -> None:
    await desk.has(terms=Terms(stages=frozenset({"Senior"})))
    with pytest.raises(NotFound):
        await desk.built.funding.listed(person(ADA), Wanted(for_me=True))
    await desk.built.entries.save_about(person(ADA), "Ada", "", "", "PhD student", ["academic"])
    assert (await desk.built.funding.listed(person(ADA), Wanted(for_me=True))).total == 0
    await desk.built.entries.save_about(person(ADA), "Ada", "", "", "Senior", ["academic"])
    assert (await desk.built.funding.listed(person(ADA), Wanted(for_me=True))).total == 1


async def test_who_followed_what_closed_long_ago_is_forgotten_and_so_are_unfinished_drafts(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 December 2026"))
    await desk.built.funding_calls.begin(FACILITATOR, replace(CORE, title="Never finished"))
    await desk.built.funding.choose(person(BEN), call.id, Stance.APPLYING)
    await desk.comes_to(datetime(2026, 12, 2, 12, tzinfo=UTC))
    assert [one.about.title for one in desk.built.funding_calls.all(FACILITATOR)] == [CORE.title]
    desk.clock.move_by(timedelta(days=91))
    await desk.built.funding_calls.purge()
    async with desk.built.database.read() as session:
        assert list(await session.scalars(select(FundingInterestRow))) == []


async def test_deadlines_stand_in_a_file_and_in_ones_own_calendar(desk: Desk) -> None:
    call = await desk.has()
    file = desk.built.funding.file(person(ADA), call.id).decode()
    assert "DTEND;TZID=Europe/London:20270301T170000" in file
    assert "DTEND;TZID=Europe/London:20270215T235900" in file
    assert file.count("TRIGGER:-P7D") == 2
    changed = await desk.built.funding_calls.date(FACILITATOR, call.id, replace(DATES, sponsor="8 March 2027 17:00"))
    assert isinstance(changed, Call)
    again = desk.built.funding.file(person(ADA), call.id).decode()
    uid = f"UID:funding-{call.id}-sponsor@heronry"
    assert uid in file, "a calendar changes the event that it has"
    assert uid in again
    assert f"SEQUENCE:{call.version}\r\n" in file
    assert f"SEQUENCE:{changed.version}\r\n" in again
    assert changed.version > call.version
    secret = await desk.built.calendars.new_address(person(ADA))

    async def served() -> bytes:
        feed = await desk.built.calendars.feed(secret)
        assert feed is not None
        return feed.document

    assert b"CORE community" not in await served()
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    assert b"Deadline: CORE community projects" in await served()
    assert b"VALARM" not in await served(), "who follows a call is reminded already"
    await desk.built.funding.mute(person(ADA), call.id, muted=True)
    assert b"CORE community" not in await served()


async def test_erasing_someone_takes_their_interest_and_keeps_the_groups_calls(desk: Desk) -> None:
    call = await desk.has()
    for one in (ADA, BEN):
        await desk.built.funding.choose(person(one), call.id, Stance.INTERESTED)
    assert "interested" in (await desk.built.privacy.export(GUILD, ADA)).decode()
    assert await desk.built.privacy.erase(GUILD, ADA) == []
    assert await desk.built.funding.mine(person(ADA)) == []
    assert len(await desk.built.funding.mine(person(BEN))) == 1
    assert len(await desk.built.privacy.erase(GUILD, CAM)) >= 1
    assert (await desk.built.funding.listed(person(BEN), Wanted())).total == 1
