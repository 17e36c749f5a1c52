"""Funding calls over a database: putting them in, following them, hearing of deadlines, and what is left."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.clock import SetClock
from bot.community.settings import Preferences
from bot.community.standing import Standing
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.funding.entries import About, Call, CallGone, Duplicate, Stance, State, Terms, Wanted
from bot.funding.managing import Passed, TypedDates
from bot.funding.models import FundingInterestRow
from bot.funding.notices import Due, Moved
from bot.services import Services
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person
from tests.services.post import PostOffice

FACILITATOR = person(CAM, Standing.FACILITATOR)
CORE = About("CORE community projects", "CORE", "https://www.example.org/core", "£240,000", "up to £40K per project")
DATES = TypedDates("1 March 2027 17:00", "", "15 February 2027", "", "research.office@example.org")
PASSED = TypedDates("1 March 2026")


class Desk:
    """The group's calls, a post, and a clock."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def begins(self, *agreeing: int) -> None:
        owner = person(1, Standing.ADMINISTRATOR)
        await self.built.community.change(owner, lambda before: replace(before, members_role_id=GUILD))
        for one in agreeing:
            await self.built.community.choose(person(one), lambda _: Preferences(consents=frozenset({"funding"})))

    async def has(self, about: About = CORE, dates: TypedDates = DATES, terms: Terms | None = None) -> Call:
        """A call that was put in and kept."""
        call = await self.built.funding_calls.begin(FACILITATOR, about)
        await self.built.funding_calls.date(FACILITATOR, call.id, dates)
        if terms:
            await self.built.funding_calls.limit(FACILITATOR, call.id, terms)
        return await self.built.funding_calls.keep(FACILITATOR, call.id)

    async def comes_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        await self.built.funding_calls.tick()
        await self.built.funding_notices.tick()
        await self.built.funding_searches.tick()
        await self.runner.tick()

    async def lives_until(self, moment: datetime) -> None:
        """Time goes by, half a day at a time."""
        while self.clock.now() < moment:
            await self.comes_to(min(moment, self.clock.now() + timedelta(hours=12)))

    def heard(self, member: int) -> list[object]:
        return [letter.result for letter in self.post.posted[member + 1]]

    def reminded(self, member: int) -> list[tuple[str, str]]:
        return [(one.name, one.lead) for one in self.heard(member) if isinstance(one, Due)]


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


async def test_those_who_follow_are_reminded_before_each_deadline_once(desk: Desk) -> None:
    call = await desk.has()
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [
        ("internal", "3m"), ("sponsor", "3m"), ("internal", "1m"), ("sponsor", "1m"), ("internal", "2w"),
        ("internal", "1w"), ("internal", "2d"), ("sponsor", "2w"), ("sponsor", "1w"), ("sponsor", "2d"),
    ]  # fmt: skip
    assert desk.built.funding.call(person(ADA), call.id).state is State.ARCHIVED
    assert desk.heard(BEN) == []


async def test_what_was_due_before_somebody_took_an_interest_is_not_sent(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.lives_until(datetime(2027, 2, 15, 9, 30, tzinfo=UTC))
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "1w"), ("sponsor", "2d")]


async def test_mute_this_one_keeps_quiet_and_out_of_the_list(desk: Desk) -> None:
    call = await desk.has()
    await desk.built.funding.choose(person(ADA), call.id, Stance.APPLYING)
    muted = await desk.built.funding.mute(person(ADA), call.id, muted=True)
    assert muted.mine.stance is Stance.APPLYING
    listed = await desk.built.funding.listed(person(ADA), Wanted())
    assert (listed.total, listed.hidden) == (0, 1)
    await desk.lives_until(datetime(2027, 2, 20, tzinfo=UTC))
    assert desk.heard(ADA) == []
    await desk.built.funding.mute(person(ADA), call.id, muted=False)
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "1w"), ("sponsor", "2d")]


async def test_a_changed_deadline_is_told_once_and_its_reminders_move(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    await desk.comes_to(datetime(2027, 2, 13, 12, tzinfo=UTC))  # the reminder of two weeks before is planned
    change = desk.built.funding_calls.date
    await change(FACILITATOR, call.id, TypedDates("8 March 2027 17:00"))
    await change(FACILITATOR, call.id, TypedDates("8 March 2027 12:00"))
    await desk.comes_to(datetime(2027, 2, 13, 12, 1, tzinfo=UTC))
    [told] = [one for one in desk.heard(ADA) if isinstance(one, Moved)]
    assert [(name, was.on if was else "") for name, was in told.was] == [("sponsor", "2027-03-01T17:00")]
    await desk.lives_until(datetime(2027, 2, 21, tzinfo=UTC))
    assert desk.reminded(ADA) == []
    await desk.lives_until(datetime(2027, 3, 9, tzinfo=UTC))
    assert desk.reminded(ADA) == [("sponsor", "2w"), ("sponsor", "1w"), ("sponsor", "2d")]
    assert sum(isinstance(one, Moved) for one in desk.heard(ADA)) == 1


async def test_a_change_that_is_taken_back_at_once_is_not_told(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    for typed in ("8 March 2027 17:00", "1 March 2027 17:00"):
        await desk.built.funding_calls.date(FACILITATOR, call.id, TypedDates(typed))
    await desk.comes_to(desk.clock.now() + timedelta(minutes=1))
    assert desk.heard(ADA) == []
    await desk.lives_until(datetime(2027, 3, 3, tzinfo=UTC))
    assert [lead for _name, lead in desk.reminded(ADA)] == ["3m", "1m", "2w", "1w", "2d"]


async def test_without_consent_nothing_is_sent_and_the_latest_waits_for_a_visit(desk: Desk) -> None:
    call = await desk.has(dates=TypedDates("1 March 2027 17:00"))
    await desk.built.funding.choose(person(BEN), call.id, Stance.INTERESTED)
    await desk.lives_until(datetime(2027, 2, 23, tzinfo=UTC))
    assert desk.heard(BEN) == []
    waiting = await desk.built.outbox.take_waiting(person(BEN))
    assert [one.result.lead for one in waiting if isinstance(one.result, Due)] == ["1w"]


async def test_an_archived_call_and_one_no_longer_followed_say_nothing(desk: Desk) -> None:
    followed, archived = await desk.has(), await desk.has(About("Another", "A funder"))
    for call in (followed, archived):
        await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    await desk.comes_to(datetime(2026, 11, 14, 9, tzinfo=UTC))
    await desk.built.funding.choose(person(ADA), followed.id, None)
    await desk.built.funding_calls.archive(FACILITATOR, archived.id)
    await desk.lives_until(datetime(2026, 12, 5, tzinfo=UTC))
    assert desk.heard(ADA) == []
    with pytest.raises(InvalidInput):
        await desk.built.funding.choose(person(BEN), archived.id, Stance.APPLYING)


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
    secret = await desk.built.calendars.new_address(person(ADA))

    async def served() -> bytes:
        feed = await desk.built.calendars.feed(secret)
        assert feed is not None
        return feed.document

    assert b"CORE community" not in await served()
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    assert b"Deadline: CORE community projects" in await served()
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


async def test_when_the_part_is_switched_off_nothing_is_sent(desk: Desk) -> None:
    call = await desk.has()
    await desk.built.funding.choose(person(ADA), call.id, Stance.INTERESTED)
    owner = person(1, Standing.ADMINISTRATOR)
    await desk.built.community.change(owner, lambda before: before.with_features_off(frozenset({"funding"})))
    await desk.lives_until(datetime(2026, 12, 5, tzinfo=UTC))
    assert desk.heard(ADA) == []
    async with desk.built.database.read() as session:
        assert {row.state for row in await session.scalars(select(DeliveryRow))} == {"obsolete"}
