"""What stands in the digest: what is new, what comes, what has changed, each of it told once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.announcements.entries import Wish as Announced
from bot.community.news import Item, News, Span
from bot.community.standing import Standing
from bot.digest.entries import Digest, Rhythm
from bot.digest.service import OWN, DigestService
from bot.directory.models import WantedTermRow
from bot.errors import NotAllowed
from bot.following.entries import Way
from bot.funding.entries import About
from bot.funding.managing import TypedDates
from bot.meetings.entries import Preview
from bot.meetings.entries import Wish as Meeting
from bot.resources.entries import Wish
from bot.texts import N_
from bot.workshops.entries import Wish as Planned
from bot.workshops.entries import Workshop
from tests.services.gazette import FACILITATOR, MONDAY, OWNER, PLACE, WEEK, Gazette
from tests.services.people import ADA, BEN, GUILD, OTHER_GUILD, person

WALKS = "FREQ=MONTHLY;BYDAY=1WE;COUNT=3 from 2 December 2026 15:00"
WALKS_LATER = "FREQ=MONTHLY;BYDAY=1TH;COUNT=3 from 3 December 2026 16:00"


async def test_meetings_that_come_that_are_new_and_that_were_called_off(gazette: Gazette) -> None:
    await gazette.meets("Tea", "10 November 2026 14:00")
    await gazette.meets("Winter school", "12 January 2027 10:00")
    series = await gazette.meets("Reading", "FREQ=WEEKLY;BYDAY=WE;COUNT=4 from 11 November 2026 15:00")
    drafted = await gazette.built.meetings.draft(FACILITATOR, Meeting("A draft", "11 November 2026 14:00", PLACE))
    assert isinstance(drafted, Preview)
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.comes_to(MONDAY)
    assert gazette.sent() == [(MONDAY, ["Winter school"], ["Tea", "Reading"])]
    coming = [one for one in await gazette.built.meetings.coming(FACILITATOR) if one.series_id == series]
    await gazette.built.meetings.cancel(FACILITATOR, coming[1].id, following=True)
    await gazette.comes_to(MONDAY + WEEK)
    assert gazette.sent()[1:] == [(MONDAY + WEEK, [], [])]
    assert gazette.changed() == [("Reading", coming[1].at, "is cancelled, and dates after it")], (
        "once for all its dates"
    )


async def test_meetings_that_have_moved_are_told_at_their_new_time_and_once(gazette: Gazette) -> None:
    meetings = gazette.built.meetings
    for title, when in (
        ("Tea", "12 November 2026 14:00"),
        ("Walk", WALKS),
    ):
        await gazette.meets(title, when)
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.meets("Song", "30 November 2026 10:00")
    tea, song, walk, *_later = await meetings.coming(FACILITATOR)
    await meetings.move(FACILITATOR, song.id, "1 December 2026 10:00", following=False)
    await gazette.comes_to(MONDAY)
    assert gazette.changed() == [], "what is new is new at the time that it has now"
    await meetings.edit(FACILITATOR, song.id, song.version + 1, {"room": "The annexe"}, following=False)
    await meetings.move(FACILITATOR, tea.id, "19 November 2026 14:00", following=False)
    await meetings.move(FACILITATOR, walk.id, WALKS_LATER, following=True)
    await gazette.comes_to(MONDAY + WEEK)
    assert gazette.changed() == [
        ("Tea", datetime(2026, 11, 19, 14, tzinfo=UTC), "moved to this time"),
        ("Walk", datetime(2026, 12, 3, 16, tzinfo=UTC), "moved to this time, and dates after it"),
    ]
    assert gazette.sent()[1:] == [(MONDAY + WEEK, [], [])], "what has moved doesn't stand among what comes too"
    await gazette.comes_to(MONDAY + 2 * WEEK)
    assert len(gazette.sent()) == 2, "once"


async def test_workshops_from_when_their_sign_up_opens(gazette: Gazette) -> None:
    async def planned(title: str, **times: str) -> None:
        wish = Planned(title, places=10, mentors=2, channel_id=PLACE, **times)  # pyright: ignore[reportArgumentType]
        made = await gazette.built.workshops.draft(FACILITATOR, wish)
        assert isinstance(made, Workshop)
        await gazette.built.workshops.keep(FACILITATOR, made.id)

    await planned("Open", when="10 December 2026 14:00", closes="18 November 2026 12:00")
    await planned("Later", when="11 December 2026 14:00", opens="12 November 2026 9:00")
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.comes_to(MONDAY)
    await gazette.comes_to(MONDAY + WEEK)
    await gazette.comes_to(MONDAY + 2 * WEEK)
    await gazette.comes_to(MONDAY + 4 * WEEK)
    told = [(fresh, coming) for _when, fresh, coming in gazette.sent()]
    assert told == [(["Open"], []), (["Later"], ["Open"]), ([], ["Open", "Later"])]


async def test_workshops_that_moved_or_are_cancelled_after_they_were_announced(gazette: Gazette) -> None:
    workshops = gazette.built.workshops

    async def planned(title: str, opens: str = "") -> int:
        wish = Planned(title, "10 December 2026 14:00", PLACE, places=10, mentors=2, opens=opens)
        made = await workshops.draft(FACILITATOR, wish)
        assert isinstance(made, Workshop)
        return (await workshops.keep(FACILITATOR, made.id)).id

    moved, off = await planned("Moved"), await planned("Off")
    unheard = await planned("Never announced", "1 December 2026 9:00")
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await workshops.move(FACILITATOR, moved, "11 December 2026 14:00")
    await gazette.comes_to(MONDAY)
    assert gazette.changed() == [], "new at the time that it has now"
    await workshops.move(FACILITATOR, moved, "20 November 2026 14:00")
    for one in (off, unheard):
        await workshops.cancel(FACILITATOR, one)
    await gazette.comes_to(MONDAY + WEEK)
    at = datetime(2026, 12, 10, 14, tzinfo=UTC)
    assert gazette.changed() == [
        ("Off", at, "is cancelled"),
        ("Moved", datetime(2026, 11, 20, 14, tzinfo=UTC), "moved to this time"),
    ]
    assert gazette.sent()[1:] == [(MONDAY + WEEK, [], [])]
    await gazette.comes_to(MONDAY + 2 * WEEK)
    assert len(gazette.sent()) == 2


async def test_a_resource_is_new_when_it_was_approved_and_one_that_waits_is_not(gazette: Gazette) -> None:
    waits = await gazette.built.resources.add_link(person(BEN), Wish("Waits", "https://www.example.org/w"))
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.comes_to(MONDAY)
    assert gazette.sent() == []
    await gazette.built.resources.approve(FACILITATOR, waits.id)
    await gazette.comes_to(MONDAY + WEEK)
    assert gazette.sent() == [(MONDAY + WEEK, ["Waits"], [])]
    found = gazette.post.letters[0].result
    assert str(BEN) not in str(found), "who shared it isn't told"


async def test_skills_wanted_are_told_from_the_day_after(gazette: Gazette) -> None:
    async with gazette.built.database.begin() as session:
        today = gazette.clock.now().date()
        session.add(WantedTermRow(guild_id=GUILD, term="Stata", since=today))
        session.add(WantedTermRow(guild_id=OTHER_GUILD, term="NVivo", since=today))
    assert (await gazette.digest.now(person())).sections == ()
    gazette.clock.move_to(gazette.clock.now() + timedelta(days=1))
    [section] = (await gazette.digest.now(person())).sections
    assert [one.words for one in section.fresh] == ["Stata"]


async def test_now_shows_it_to_whoever_asks_and_what_is_off_brings_nothing(gazette: Gazette) -> None:
    await gazette.shares("One")
    await gazette.meets("Tea", "6 November 2026 14:00")
    gazette.clock.move_to(gazette.clock.now() + timedelta(minutes=1))
    found = await gazette.digest.now(person())
    assert [len(one.fresh) + len(one.coming) for one in found.sections] == [1, 1]
    assert found.span == Span(gazette.clock.now() - WEEK, gazette.clock.now(), gazette.clock.now() + WEEK)
    await gazette.built.community.change(OWNER, lambda before: before.with_features_off(frozenset({"resources"})))
    [section] = (await gazette.digest.now(person())).sections
    assert section.command == "/meetings list"
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    await gazette.built.community.change(OWNER, lambda before: before.with_features_off(frozenset({"digest"})))
    await gazette.comes_to(MONDAY)
    assert gazette.post.letters == []
    assert await gazette.deliveries() == []
    with pytest.raises(NotAllowed):
        await gazette.digest.now(person(BEN, Standing.NEWCOMER))


async def test_any_source_can_be_plugged_in(gazette: Gazette) -> None:
    class Calls:
        feature, title, command = "meetings", N_("Meetings"), "/meetings list"

        async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
            assert (guild_id, member_id) == (GUILD, ADA)
            past, ahead = gazette.clock.now() - timedelta(days=1), gazette.clock.now() + timedelta(days=1)
            return News([Item("New")], [Item("Has begun", past), Item("Comes", ahead)])

    built = gazette.built
    plugged = DigestService(built.database, gazette.clock, built.community, built.outbox, [Calls()])
    [section] = (await plugged.now(person())).sections
    assert [one.words for one in (*section.fresh, *section.coming)] == ["New", "Comes"]


async def test_what_one_follows_in_the_digest_alone_is_all_there_the_newest_first(gazette: Gazette) -> None:
    built = gazette.built
    await gazette.digest.subscribe(person(), Rhythm.WEEKLY)
    topic = await built.announcement_topics.save(FACILITATOR, None, "CORE", "Six projects", None)
    await built.announcement_topics.follow(person(), topic.id, Way.DIGEST)
    for n in range(7):
        gazette.clock.move_by(timedelta(minutes=1))
        draft = await built.announcement_drafts.compose(FACILITATOR, Announced(f"{n}", "said"))
        await built.announcement_drafts.address(FACILITATOR, draft.announcement.id, subjects=[topic.subject])
        await built.announcement_drafts.send(FACILITATOR, draft.announcement.id)
    await gazette.comes_to(MONDAY)
    assert gazette.sent() == [(MONDAY, [f"{n}: said" for n in range(6, -1, -1)], [])]


async def test_projects_funding_calls_and_what_one_follows_in_the_digest(gazette: Gazette) -> None:
    built = gazette.built
    drafts = built.announcement_drafts
    for one in (person(), person(BEN)):
        await gazette.digest.subscribe(one, Rhythm.WEEKLY)
    topic = await built.announcement_topics.save(FACILITATOR, None, "CORE", "Six projects", None)
    await built.announcement_topics.follow(person(), topic.id, Way.DIGEST)
    draft = await drafts.compose(FACILITATOR, Announced("Open to ideas", "Come with one, however rough."))
    await drafts.address(FACILITATOR, draft.announcement.id, subjects=[topic.subject])
    await drafts.send(FACILITATOR, draft.announcement.id)
    await built.project_editing.add(FACILITATOR, ADA, {"title": "Benches", "status": "planned"})
    away = await built.project_editing.add(FACILITATOR, ADA, {"title": "Given up", "status": "planned"})
    await built.project_editing.archive(FACILITATOR, away.id, archived=True)
    near, far = [await built.funding_calls.begin(FACILITATOR, About(name, "Kindling")) for name in ("Near", "Far")]
    for call, day in ((near, "12 November 2026"), (far, "1 March 2027")):
        await built.funding_calls.date(FACILITATOR, call.id, TypedDates(day, "", "", "", ""))
        await built.funding_calls.keep(FACILITATOR, call.id)
    await built.funding.mute(person(BEN), near.id, muted=True)
    await gazette.comes_to(MONDAY)
    by_person = {
        letter.delivery.member_id: letter.result for letter in gazette.post.letters if letter.delivery.kind == OWN
    }
    told: dict[int | None, list[str]] = {}
    for member_id, result in by_person.items():
        assert isinstance(result, Digest)
        told[member_id] = [one.words for section in result.sections for one in (*section.coming, *section.fresh)]
    assert told[ADA] == ["Near", "Far", "Open to ideas: Come with one, however rough.", "Benches"]
    assert told[BEN] == ["Far", "Benches"], "muted, and followed by somebody else"
    await gazette.comes_to(MONDAY + WEEK)
    assert len(gazette.sent()) == 2, "each was told once"
