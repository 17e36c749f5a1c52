"""The digest over a database: what is new is told once, at the right hour, and nothing is sent for nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.announcements.entries import Wish as Announced
from bot.clock import SetClock
from bot.community.models import MembershipRow
from bot.community.news import Item, News, Span
from bot.community.settings import Preferences
from bot.community.standing import Standing
from bot.delivery.models import DeliveryRow
from bot.delivery.pace import Limits
from bot.delivery.runner import Runner
from bot.digest.entries import Digest, Mine, Rhythm
from bot.digest.models import DigestRow
from bot.digest.sending import after_restore
from bot.digest.service import CHANNEL, OWN, DigestService
from bot.directory.models import WantedTermRow
from bot.errors import NotAllowed
from bot.following.entries import Way
from bot.funding.entries import About
from bot.funding.managing import TypedDates
from bot.meetings.entries import Preview
from bot.meetings.entries import Wish as Meeting
from bot.resources.entries import Wish
from bot.restore import AFTER
from bot.services import Services
from bot.texts import N_
from bot.workshops.entries import Wish as Planned
from bot.workshops.entries import Workshop
from tests.services.people import ADA, BEN, CAM, GUILD, OTHER_GUILD, person
from tests.services.post import PostOffice

FACILITATOR = person(CAM, Standing.FACILITATOR)
MONDAY = datetime(2026, 11, 9, 9, tzinfo=UTC)
WEEK, PLACE = timedelta(days=7), 500


class Office:
    """A community whose digests go out; the fixture's clock stands on Tuesday 3 November 2026, 13:30."""

    def __init__(self, built: Services, clock: SetClock) -> None:
        self.built, self.clock, self.post = built, clock, PostOffice()
        self.digest = built.digest
        self.runner = Runner(
            built.database, built.community, built.outbox.kinds, self.post, clock, limits=Limits(per_second=5_000)
        )

    async def comes_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        await self.built.meetings.tick()
        await self.built.digest_sending.tick()
        for _ in range(2):
            await self.runner.tick()

    async def shares(self, title: str) -> None:
        link = f"https://www.example.org/{title.replace(' ', '-')}"
        await self.built.resources.add_link(FACILITATOR, Wish(title, link))

    def sent(self, kind: str = OWN) -> list[tuple[datetime, list[str], list[str]]]:
        """When each was due, what it said was new, and what it said comes."""
        found: list[tuple[datetime, list[str], list[str]]] = []
        for letter in self.post.letters:
            if letter.delivery.kind == kind:
                assert isinstance(letter.result, Digest)
                sections = letter.result.sections
                fresh = [one.words for section in sections for one in section.fresh]
                coming = [one.words for section in sections for one in section.coming]
                found.append((letter.delivery.due_at, fresh, coming))
        return found

    async def deliveries(self) -> list[DeliveryRow]:
        async with self.built.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.kind.in_([OWN, CHANNEL]))))

    async def meets(self, title: str, when: str) -> int:
        made = await self.built.meetings.draft(FACILITATOR, Meeting(title, when, PLACE))
        assert isinstance(made, Preview)
        await self.built.meetings.keep(FACILITATOR, made.series.id)
        return made.series.id


@pytest.fixture
async def office(built: Services, clock: SetClock) -> Office:
    owner = person(1, Standing.ADMINISTRATOR)
    await built.community.change(owner, lambda before: replace(before, members_role_id=GUILD))
    return Office(built, clock)


async def test_what_is_new_is_told_once_and_with_nothing_to_tell_nothing_is_sent(office: Office) -> None:
    assert (await office.digest.subscribe(person(), Rhythm.WEEKLY)).next_at == MONDAY
    await office.shares("Area profiles")
    await office.comes_to(MONDAY - timedelta(minutes=1))
    assert office.sent() == []
    await office.comes_to(MONDAY)
    await office.comes_to(MONDAY + timedelta(minutes=1))
    assert office.sent() == [(MONDAY, ["Area profiles"], [])]
    await office.comes_to(MONDAY + WEEK)
    assert len(office.sent()) == 1, "nothing new and nothing coming"
    await office.comes_to(MONDAY + WEEK + timedelta(days=2))
    await office.shares("Paying people")
    await office.comes_to(MONDAY + 2 * WEEK)
    assert office.sent()[1:] == [(MONDAY + 2 * WEEK, ["Paying people"], [])]
    assert all(letter.delivery.member_id == ADA for letter in office.post.letters)


async def test_it_comes_at_nine_where_the_reader_is_on_either_side_of_a_clock_change(office: Office) -> None:
    office.clock.move_to(datetime(2027, 3, 20, 12, tzinfo=UTC))
    await office.built.community.choose(person(BEN), lambda chosen: replace(chosen, zone="America/New_York"))
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.digest.subscribe(person(BEN), Rhythm.MONTHLY)
    sent: dict[int, list[datetime]] = {ADA: [], BEN: []}
    for hours in range(24 * 20):
        moment = datetime(2027, 3, 20, 13, tzinfo=UTC) + timedelta(hours=hours)
        if moment.hour in (8, 9, 13) and moment.weekday() == 0:
            await office.shares(f"{moment:%j %H}")
            await office.comes_to(moment)
    for letter in office.post.letters:
        sent[letter.delivery.member_id or 0].append(letter.delivery.due_at)
    assert sent[ADA] == [datetime(2027, 3, 22, 9, tzinfo=UTC), datetime(2027, 3, 29, 8, tzinfo=UTC),
                         datetime(2027, 4, 5, 8, tzinfo=UTC)]  # fmt: skip
    assert sent[BEN] == [datetime(2027, 4, 5, 13, tzinfo=UTC)]


async def test_whoever_goes_to_another_zone_gets_it_at_nine_there_and_never_twice(office: Office) -> None:
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.shares("One")
    await office.built.community.choose(person(), lambda chosen: replace(chosen, zone="Asia/Kolkata"))
    await office.comes_to(MONDAY - timedelta(hours=24))
    there = datetime(2026, 11, 9, 3, 30, tzinfo=UTC)
    assert (await office.digest.mine(person())).next_at == there
    await office.comes_to(there)
    assert [when for when, _fresh, _coming in office.sent()] == [there]
    await office.built.community.choose(person(), lambda chosen: replace(chosen, zone="America/New_York"))
    await office.shares("Two")
    for hours in (1, 6, 12, 30):
        await office.comes_to(there + timedelta(hours=hours))
    assert len(office.sent()) == 1
    for moment in (datetime(2026, 11, 15, 12, tzinfo=UTC), datetime(2026, 11, 16, 14, tzinfo=UTC)):
        await office.comes_to(moment)
    assert office.sent()[1:] == [(datetime(2026, 11, 16, 14, tzinfo=UTC), ["Two"], [])]


async def test_after_a_long_outage_one_digest_tells_all_that_was_missed(office: Office) -> None:
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.shares("One")
    await office.comes_to(MONDAY)
    await office.shares("Two")
    await office.comes_to(MONDAY + 3 * WEEK + timedelta(days=3))
    assert len(office.sent()) == 1, "too late for Monday's"
    await office.shares("Three")
    await office.comes_to(MONDAY + 4 * WEEK)
    assert office.sent()[1:] == [(MONDAY + 4 * WEEK, ["Two", "Three"], [])]


async def test_what_somebody_away_has_missed_is_in_the_next_one(office: Office) -> None:
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    back = MONDAY + timedelta(days=5)
    await office.built.community.choose(person(), lambda chosen: replace(chosen, away_until=back))
    await office.shares("One")
    await office.comes_to(MONDAY)
    await office.comes_to(MONDAY + timedelta(days=4))
    assert office.sent() == []
    await office.comes_to(MONDAY + WEEK)
    assert office.sent() == [(MONDAY + WEEK, ["One"], [])]


async def test_nobody_gets_one_without_a_yes_and_one_press_ends_it(office: Office) -> None:
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.digest.subscribe(person(BEN), Rhythm.WEEKLY)
    await office.built.community.choose(person(BEN), lambda _chosen: Preferences())
    assert not (await office.digest.mine(person(BEN))).by_message
    await office.shares("One")
    await office.comes_to(MONDAY)
    assert [letter.delivery.member_id for letter in office.post.letters] == [ADA]
    assert await office.digest.stop(person())
    assert not await office.digest.stop(person())
    assert await office.digest.mine(person()) == Mine()
    assert "digest" not in office.built.community.preferences(GUILD, ADA).consents
    await office.shares("Two")
    await office.comes_to(MONDAY + WEEK)
    assert len(office.sent()) == 1
    newcomer = person(BEN, Standing.NEWCOMER)
    with pytest.raises(NotAllowed):
        await office.digest.subscribe(newcomer, Rhythm.WEEKLY)


async def test_stopping_takes_back_one_that_waits_and_leaving_ends_it(office: Office) -> None:
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.digest.subscribe(person(BEN), Rhythm.WEEKLY)
    await office.shares("One")
    office.clock.move_to(MONDAY)
    await office.built.digest_sending.tick()
    await office.digest.stop(person())
    async with office.built.database.begin() as session:
        gone = MembershipRow(guild_id=GUILD, member_id=BEN, checked_at=MONDAY, missing_since=MONDAY)
        session.add(gone)
    await office.runner.tick()
    assert office.post.letters == []
    await office.comes_to(MONDAY + WEEK)
    async with office.built.database.read() as session:
        assert list(await session.scalars(select(DigestRow))) == []


async def test_a_channel_gets_it_in_the_communitys_zone_until_a_facilitator_ends_it(office: Office) -> None:
    with pytest.raises(NotAllowed):
        await office.digest.post_in(person(), PLACE, Rhythm.WEEKLY)
    posted = await office.digest.post_in(FACILITATOR, PLACE, Rhythm.MONTHLY)
    assert posted.next_at == datetime(2026, 12, 7, 9, tzinfo=UTC)
    moved = await office.digest.post_in(FACILITATOR, PLACE + 1, Rhythm.WEEKLY)
    assert (moved.channel_id, moved.next_at) == (PLACE + 1, MONDAY)
    await office.shares("One")
    await office.comes_to(MONDAY)
    assert office.sent(CHANNEL) == [(MONDAY, ["One"], [])]
    assert {letter.delivery.channel_id for letter in office.post.letters} == {PLACE + 1}
    await office.digest.post_no_more(FACILITATOR)
    assert await office.digest.in_channel(FACILITATOR) is None
    await office.shares("Two")
    await office.comes_to(MONDAY + WEEK)
    assert len(office.sent(CHANNEL)) == 1


async def test_meetings_that_come_that_are_new_and_that_were_called_off(office: Office) -> None:
    await office.meets("Tea", "10 November 2026 14:00")
    await office.meets("Winter school", "12 January 2027 10:00")
    series = await office.meets("Reading", "every Wednesday 15:00")
    drafted = await office.built.meetings.draft(FACILITATOR, Meeting("A draft", "11 November 2026 14:00", PLACE))
    assert isinstance(drafted, Preview)
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.comes_to(MONDAY)
    assert office.sent() == [(MONDAY, ["Winter school"], ["Tea", "Reading"])]
    coming = [one for one in await office.built.meetings.coming(FACILITATOR) if one.series_id == series]
    await office.built.meetings.cancel(FACILITATOR, coming[1].id, following=True)
    await office.comes_to(MONDAY + WEEK)
    [_first, (_when, fresh, coming_now)] = office.sent()
    assert fresh == ["Reading"], "once, for all its dates"
    assert coming_now == []
    found = office.post.letters[-1].result
    assert isinstance(found, Digest)
    assert "and dates after it" in str(found.sections[0].fresh[0].note)


async def test_workshops_from_when_their_sign_up_opens(office: Office) -> None:
    async def planned(title: str, **times: str) -> None:
        wish = Planned(title, places=10, mentors=2, channel_id=PLACE, **times)  # pyright: ignore[reportArgumentType]
        made = await office.built.workshops.draft(FACILITATOR, wish)
        assert isinstance(made, Workshop)
        await office.built.workshops.keep(FACILITATOR, made.id)

    await planned("Open", when="10 December 2026 14:00", closes="18 November 2026 12:00")
    await planned("Later", when="11 December 2026 14:00", opens="12 November 2026 9:00")
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.comes_to(MONDAY)
    await office.comes_to(MONDAY + WEEK)
    await office.comes_to(MONDAY + 2 * WEEK)
    await office.comes_to(MONDAY + 4 * WEEK)
    told = [(fresh, coming) for _when, fresh, coming in office.sent()]
    assert told == [(["Open"], []), (["Later"], ["Open"]), ([], ["Open", "Later"])]


async def test_a_resource_is_new_when_it_was_approved_and_one_that_waits_is_not(office: Office) -> None:
    waits = await office.built.resources.add_link(person(BEN), Wish("Waits", "https://www.example.org/w"))
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.comes_to(MONDAY)
    assert office.sent() == []
    await office.built.resources.approve(FACILITATOR, waits.id)
    await office.comes_to(MONDAY + WEEK)
    assert office.sent() == [(MONDAY + WEEK, ["Waits"], [])]
    found = office.post.letters[0].result
    assert str(BEN) not in str(found), "who shared it isn't told"


async def test_skills_wanted_are_told_from_the_day_after(office: Office) -> None:
    async with office.built.database.begin() as session:
        today = office.clock.now().date()
        session.add(WantedTermRow(guild_id=GUILD, term="Stata", since=today))
        session.add(WantedTermRow(guild_id=OTHER_GUILD, term="NVivo", since=today))
    assert (await office.digest.now(person())).sections == ()
    office.clock.move_to(office.clock.now() + timedelta(days=1))
    [section] = (await office.digest.now(person())).sections
    assert [one.words for one in section.fresh] == ["Stata"]


async def test_now_shows_it_to_whoever_asks_and_what_is_off_brings_nothing(office: Office) -> None:
    await office.shares("One")
    await office.meets("Tea", "6 November 2026 14:00")
    office.clock.move_to(office.clock.now() + timedelta(minutes=1))
    found = await office.digest.now(person())
    assert [len(one.fresh) + len(one.coming) for one in found.sections] == [1, 1]
    assert found.span == Span(office.clock.now() - WEEK, office.clock.now(), office.clock.now() + WEEK)
    owner = person(1, Standing.ADMINISTRATOR)
    await office.built.community.change(owner, lambda before: before.with_features_off(frozenset({"resources"})))
    [section] = (await office.digest.now(person())).sections
    assert section.command == "/meetings list"
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.built.community.change(owner, lambda before: before.with_features_off(frozenset({"digest"})))
    await office.comes_to(MONDAY)
    assert office.post.letters == []
    assert await office.deliveries() == []
    with pytest.raises(NotAllowed):
        await office.digest.now(person(BEN, Standing.NEWCOMER))


async def test_any_source_can_be_plugged_in(office: Office) -> None:
    class Calls:
        feature, title, command = "meetings", N_("Meetings"), "/meetings list"

        async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
            assert (guild_id, member_id) == (GUILD, ADA)
            past, ahead = office.clock.now() - timedelta(days=1), office.clock.now() + timedelta(days=1)
            return News([Item("New")], [Item("Has begun", past), Item("Comes", ahead)])

    built = office.built
    plugged = DigestService(built.database, office.clock, built.community, built.outbox, [Calls()])
    [section] = (await plugged.now(person())).sections
    assert [one.words for one in (*section.fresh, *section.coming)] == ["New", "Comes"]


async def test_a_restore_sends_none_a_second_time(office: Office) -> None:
    assert after_restore in AFTER
    await office.digest.subscribe(person(), Rhythm.WEEKLY)
    await office.shares("One")
    office.clock.move_to(MONDAY + timedelta(hours=3))
    async with office.built.database.begin() as session:
        line = await after_restore(session, MONDAY - timedelta(days=1), office.clock.now())
    assert line is not None
    await office.comes_to(MONDAY + timedelta(hours=4))
    assert await office.deliveries() == []
    assert (await office.digest.mine(person())).next_at == MONDAY + WEEK


async def test_it_is_exported_and_erased(office: Office) -> None:
    await office.digest.subscribe(person(), Rhythm.MONTHLY)
    held = json.loads(await office.built.privacy.export(GUILD, ADA))["held"]["digest"]
    assert held["subscription"]["rhythm"] == "monthly"
    await office.built.privacy.erase(GUILD, ADA)
    assert await office.digest.mine(person()) == Mine()


async def test_projects_funding_calls_and_what_one_follows_in_the_digest(office: Office) -> None:
    built = office.built
    for one in (person(), person(BEN)):
        await office.digest.subscribe(one, Rhythm.WEEKLY)
    topic = await built.announcement_topics.save(FACILITATOR, None, "CORE", "Six projects", None)
    await built.announcement_topics.follow(person(), topic.id, Way.DIGEST)
    draft = await built.announcements.compose(FACILITATOR, Announced("Open to ideas", "Come with one, however rough."))
    await built.announcements.address(FACILITATOR, draft.announcement.id, subjects=[topic.subject])
    await built.announcements.send(FACILITATOR, draft.announcement.id)
    await built.project_editing.add(FACILITATOR, ADA, {"title": "Benches", "status": "planned"})
    away = await built.project_editing.add(FACILITATOR, ADA, {"title": "Given up", "status": "planned"})
    await built.project_editing.archive(FACILITATOR, away.id, archived=True)
    near, far = [await built.funding_calls.begin(FACILITATOR, About(name, "Kindling")) for name in ("Near", "Far")]
    for call, day in ((near, "12 November 2026"), (far, "1 March 2027")):
        await built.funding_calls.date(FACILITATOR, call.id, TypedDates(day, "", "", "", ""))
        await built.funding_calls.keep(FACILITATOR, call.id)
    await built.funding.mute(person(BEN), near.id, muted=True)
    await office.comes_to(MONDAY)
    by_person = {
        letter.delivery.member_id: letter.result for letter in office.post.letters if letter.delivery.kind == OWN
    }
    told: dict[int | None, list[str]] = {}
    for member_id, result in by_person.items():
        assert isinstance(result, Digest)
        told[member_id] = [one.words for section in result.sections for one in (*section.coming, *section.fresh)]
    assert told[ADA] == ["Near", "Far", "Open to ideas: Come with one, however rough.", "Benches"]
    assert told[BEN] == ["Far", "Benches"], "muted, and followed by somebody else"
    await office.comes_to(MONDAY + WEEK)
    assert len(office.sent()) == 2, "each was told once"
