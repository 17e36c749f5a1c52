"""Meetings over the wire: scheduled, announced, answered, changed, in calendars and in Discord's own events."""

import asyncio
import re
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.clock import SetClock
from bot.community.standing import Person as Member
from bot.community.standing import Standing
from bot.meetings.entries import Year
from bot.meetings.year import drawn
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, House, agrees, house

PATTERN = "first Tuesday every other month at 14:00 from 2 March 2027"
START = datetime(2027, 1, 15, 10, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


async def scheduled(home: House, facilitator: Person) -> None:
    schedule = "/manage-meetings schedule"
    draft = await facilitator.types(schedule, title="HIRG meeting", when=PATTERN, channel_="general")
    assert "Is this right?" in draft.text
    await facilitator.presses(draft, "Keep it")


async def look(person: Person) -> Shown:
    return await person.types("/meetings show", meeting=await chosen(person, "/meetings show"))


async def announces(person: Person, said: str) -> Shown:
    """The announcement, once somebody sees that it says so; the sample has announcements of its own."""
    return await person.sees(lambda shown: "HIRG meeting" in shown.text and said in shown.text)


async def chosen(person: Person, command: str) -> str:
    """The first date that is offered while typing."""
    return next(iter((await person.completions(command, meeting="HIRG")).values()))


async def test_a_season_is_set_up_in_a_minute_and_answered_in_the_room(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    draft = await facilitator.types(
        "/manage-meetings schedule", title="HIRG meeting", when=PATTERN, channel_="general",
        link="https://video.example/secret", places=1,
    )  # fmt: skip
    assert draft.ephemeral
    assert "every other month on the first Tuesday at 14:00" in draft.text
    assert "the clocks have changed" in draft.text
    assert "video.example" not in draft.text
    form = await facilitator.presses(draft, "Add details")
    draft = await facilitator.fills_in(form, {"Description": "Who **cares**? @everyone", "Agenda": "1. Welcome"})
    kept = await facilitator.presses(draft, "Keep it")
    assert "It is scheduled" in kept.text
    await home.at(datetime(2027, 2, 16, 14, 1, tzinfo=UTC))
    announced = await member.sees("HIRG meeting")
    assert "video.example" not in announced.text
    await member.presses(announced, "Going")
    mine = await member.sees("https://video.example/secret")
    assert mine.ephemeral
    await announces(member, "1 going")
    await facilitator.presses(await announces(facilitator, "1 going"), "Going")
    assert (await facilitator.sees("number 1 in line")).ephemeral
    await member.presses(await announces(member, "1 in line"), "Can’t")
    own = await facilitator.types("/meetings mine")
    assert "A place is held for you" in own.text
    taken = await facilitator.presses(await look(facilitator), "Take the place")
    assert "https://video.example/secret" in taken.text


async def test_who_agreed_is_reminded_in_a_direct_message_and_can_put_it_off(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await agrees(member, "meetings")
    await scheduled(home, facilitator)
    form = await member.presses(await member.types("/meetings mine"), "When to remind me")
    assert "1 hour before" in (await member.fills_in(form, {"How long before": "1 hour"})).text
    await home.at(datetime(2027, 3, 2, 13, tzinfo=UTC))
    reminder = await member.sees(lambda shown: shown.payload.get("guild_id") is None and "HIRG meeting" in shown.text)
    later = await member.presses(reminder, "In 10 minutes")
    assert "remind you again" in later.text
    quiet = await member.presses(reminder, "Not for this one")
    assert "not to be reminded" in quiet.text


async def test_a_meeting_is_moved_cancelled_skipped_and_edited(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await scheduled(home, facilitator)
    await member.presses(await look(member), "Going")
    first = await chosen(facilitator, "/manage-meetings move")
    asked = await facilitator.types("/manage-meetings move", meeting=first, when="28 March 2027 01:30")
    assert "there is no 01:30" in asked.text
    assert "Moved" in (await facilitator.presses(asked, asked.buttons[0].label)).text
    await facilitator.types("/manage-meetings move", meeting=first, when="4 March 2027 16:00")
    await home.at(START + timedelta(minutes=5))
    assert "It has moved" in (await member.sees("It has moved")).text
    long, form, late = [await facilitator.types("/manage-meetings edit", meeting=first) for _form in range(3)]
    assert "fit. Please shorten" in (await facilitator.fills_in(long, {"Description": "x" * 4_000})).text
    changed = await facilitator.fills_in(form, {"Title": "Reading group", "Length": "1 hour"})
    assert "Reading group" in changed.text
    assert "Somebody changed this meeting" in (await facilitator.fills_in(late, {"Title": "Late"})).text
    assert "Changed" in (await facilitator.types("/manage-meetings places", meeting=first, places=12)).text
    second = list((await facilitator.completions("/manage-meetings skip", meeting="HIRG")).values())[1]
    assert "Left out" in (await facilitator.types("/manage-meetings skip", meeting=second)).text
    ask = await facilitator.types("/manage-meetings cancel", meeting=first)
    assert "Cancelled" in (await facilitator.presses(ask, "Cancel it")).text
    await home.at(START + timedelta(minutes=10))
    assert "is cancelled" in (await member.sees("is cancelled")).text
    gone = await facilitator.types("/manage-meetings move", meeting=first, when="tomorrow")
    assert "isn't there any more" in gone.text


async def test_a_speaker_is_asked_questioned_and_noted(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await scheduled(home, facilitator)
    first = await chosen(facilitator, "/manage-meetings speaker")
    speaker = Member(home.sample.guild_id, member.id, Standing.MEMBER)
    assert home.services is not None
    await home.services.community.choose(speaker, lambda p: replace(p, consents=frozenset({"meetings"})))
    asked = await facilitator.types("/manage-meetings speaker", meeting=first, person=member)
    assert "asked whether" in asked.text
    await home.at(START + timedelta(minutes=5))
    invitation = await member.sees("would speak")
    assert "Thank you" in (await member.presses(invitation, "I’ll speak")).text
    shown = await look(facilitator)
    assert f"With <@{member.id}>" in shown.text
    form = await facilitator.presses(shown, "Ask the speaker")
    assert "kept for the speaker" in (await facilitator.fills_in(form, {"Your question": "Why?"})).text
    assert "Why" in (await facilitator.types("/manage-meetings questions", meeting=first)).text
    early = await facilitator.types("/manage-meetings attendance", meeting=first, came=9)
    assert "hasn't begun" in early.text
    await home.at(datetime(2027, 3, 2, 16, tzinfo=UTC))
    after = await facilitator.sees("It is over")
    form = await facilitator.presses(after, "How many came")
    assert "Counted" in (await facilitator.fills_in(form, {"How many people came": "23"})).text
    form = await facilitator.presses(after, "Write notes")
    await facilitator.fills_in(form, {"Minutes and links": "We read Marmot: https://example.org/marmot"})
    assert "Marmot" in (await member.types("/meetings notes", words="marmot")).text
    form = await member.presses(await member.types("/meetings show", meeting=first), "Share the link as a resource")
    assert isinstance(form, Form)
    assert form.field("Link").component["value"] == "https://example.org/marmot"
    assert "Thank you" in (await member.fills_in(form, {"Title": "Marmot"})).text
    await asyncio.to_thread(drawn, Year(2027), "", [""] * 12)  # loading what draws takes seconds on a busy machine
    year = await member.types("/meetings year", year=2027)
    assert "23 people came" in year.text.replace("\\", "")
    [picture] = year.payload["attachments"]
    assert "23 people came" in picture["description"]


async def test_a_posted_announcement_shows_the_new_time_and_a_cancellation(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    schedule = "/manage-meetings schedule"
    draft = await facilitator.types(schedule, title="HIRG meeting", when="18 January 2027 10:00", channel_="general")
    await facilitator.presses(draft, "Keep it")
    await home.later(timedelta(minutes=1))
    await announces(member, "0 going")
    first = await chosen(facilitator, "/manage-meetings move")
    await facilitator.types("/manage-meetings move", meeting=first, when="19 January 2027 11:00")
    await home.later(timedelta(minutes=1))
    at = datetime(2027, 1, 19, 11, tzinfo=UTC).timestamp()

    async def announcement() -> Shown:
        return next(
            one for one in await member.reads(channel="general") if "0 going" in one.text and "moved" not in one.text
        )

    assert f"<t:{at:.0f}:F>" in (await announcement()).text
    await facilitator.presses(await facilitator.types("/manage-meetings cancel", meeting=first), "Cancel it")
    await home.later(timedelta(minutes=1))
    gone = await announcement()
    assert "Cancelled" in gone.text
    assert gone.pings == set()


async def test_the_channel_and_reminders_of_a_series_are_changed(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await scheduled(home, facilitator)
    first = await chosen(facilitator, "/manage-meetings edit")
    edit = "/manage-meetings edit"
    changed = await facilitator.types(edit, meeting=first, reminders="2 hours", channel_="methods-help")
    assert "2 hours before" in changed.text
    await home.at(datetime(2027, 3, 2, 12, tzinfo=UTC))
    reminder = await member.sees("Reminder, 2 hours before")
    assert reminder.payload["channel_id"] == str(home.sample.channels["methods-help"].id)
    assert "none" in (await facilitator.types(edit, meeting=first, reminders="none")).text


async def test_facilitators_hand_round_the_groups_calendar(empty_house: House) -> None:
    home = empty_house
    home.change(public_url="https://calendars.example")
    await home.start()
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    link = "https://video.example/secret"
    schedule = "/manage-meetings schedule"
    draft = await facilitator.types(schedule, title="HIRG meeting", when=PATTERN, channel_="general", link=link)
    await facilitator.presses(draft, "Keep it")
    assert "The group’s calendar" not in {one.label for one in (await member.types("/meetings calendar")).buttons}
    group = await facilitator.presses(await facilitator.types("/meetings calendar"), "The group’s calendar")
    assert group.ephemeral
    assert "every meeting of the group" in group.text
    made = await facilitator.presses(group, "Make a new address")
    [secret] = re.findall(r"https://calendars\.example/calendar/([\w-]+)\.ics", made.text)
    assert home.services is not None
    feed = await home.services.calendars.feed(secret)
    assert feed is not None
    assert b"HIRG meeting" in feed.document
    assert link.encode() not in feed.document
    again = await facilitator.presses(await facilitator.types("/meetings calendar"), "The group’s calendar")
    assert "an address already" in again.text
    await facilitator.presses(again, "Let it stop working")
    assert await home.services.calendars.feed(secret) is None


async def test_what_people_want_to_talk_about_comes_onto_the_agenda_without_their_names(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    assert home.services is not None
    await scheduled(home, facilitator)
    kept = await member.types("/meetings talk", about="How we pay  *contributors*")
    assert kept.ephemeral
    assert "without it" in kept.text
    assert "1 to 200 characters" in (await member.types("/meetings talk", about="x" * 201)).text
    coming = (await home.services.meetings.coming(Member(home.sample.guild_id, member.id, Standing.MEMBER), 1))[0]
    asked = await facilitator.types("/manage-meetings questions", meeting=str(coming.id))
    assert rf"<@{member.id}>: How we pay \*contributors\*" in asked.text
    assert "On the agenda" in (await facilitator.presses(asked, "Put them on the agenda")).text
    assert "done already" in (await facilitator.presses(asked, "Put them on the agenda")).text
    agenda = (await member.types("/meetings show", meeting=str(coming.id))).text
    assert r"How we pay \*contributors\*" in agenda
    assert str(member.id) not in agenda
    again = await facilitator.types("/manage-meetings questions", meeting=str(coming.id))
    assert "contributors" not in again.text


async def test_calendars_are_handed_over_and_brought_in(home: House) -> None:
    facilitator, newcomer = await home.person(FACILITATOR), await home.person(NEWCOMER)
    await scheduled(home, facilitator)
    shown = await look(facilitator)
    one, series = [await facilitator.presses(shown, name) for name in ("Add to calendar", "All its dates")]
    [single] = Calendar.from_ical(await facilitator.downloads(one)).events
    assert single.start.isoformat() == "2027-03-02T14:00:00+00:00"
    assert len(Calendar.from_ical(await facilitator.downloads(series)).events) >= 6
    assert "serves no calendar addresses" in (await facilitator.types("/meetings calendar")).text
    refused = await newcomer.types("/meetings list")
    assert "members" in refused.text
    data = await facilitator.downloads(one)
    found = await facilitator.types(
        "/manage-meetings import", file="0", channel_="general", files={"group.ics": data}
    )  # fmt: skip
    assert "1 meeting was read" in found.text
    assert "Is this right?" in (await facilitator.presses(found, "HIRG meeting")).text
    wrong = await facilitator.types("/manage-meetings import", file="0", channel_="general", files={"x.ics": b"no"})
    assert "isn't a calendar file" in wrong.text


@pytest.fixture
async def unhurried(tmp_path: Path) -> AsyncGenerator[House]:
    """A house without rate limits: Discord lets few events be made in a minute."""
    async with house(tmp_path, limits=False) as made:
        made.clock = SetClock(START)
        await made.start()
        yield made
        made.sandbox.assert_no_violations()


async def test_a_stage_is_left_to_its_moderators(unhurried: House) -> None:
    home = unhurried
    facilitator, administrator = await home.person(FACILITATOR), await home.person(ADMINISTRATOR)
    guild = home.sample.guild_id
    stage = await administrator.request("POST", f"/guilds/{guild}/channels", {"name": "The stage", "type": 13})
    schedule = "/manage-meetings schedule"
    draft = await facilitator.types(schedule, title="Talk", when=PATTERN, channel_="general", voice=stage["id"])
    assert "no Discord events on that stage" in draft.text
    await facilitator.presses(draft, "Keep it")
    services = home.services
    assert services is not None
    await services.native.tick(services.events)
    events = f"/guilds/{guild}/scheduled-events"
    assert "Talk" not in str(await facilitator.request("GET", events))
    role = next(one for one in await administrator.request("GET", f"/guilds/{guild}/roles") if one["name"] == "Heronry")
    moderates = int(role["permissions"]) | 1 << 4 | 1 << 22 | 1 << 24
    await administrator.request("PATCH", f"/guilds/{guild}/roles/{role['id']}", {"permissions": str(moderates)})
    for _round in range(2):
        await services.native.tick(services.events)
    made = [one for one in await facilitator.request("GET", events) if one["name"] == "Talk"]
    assert {(one["entity_type"], one["channel_id"]) for one in made} == {(1, stage["id"])}


async def test_discords_own_events_are_kept_in_step_and_asked_about(unhurried: House) -> None:
    home = unhurried
    facilitator = await home.person(FACILITATOR)
    await scheduled(home, facilitator)
    guild = home.sample.guild_id
    services = home.services
    assert services is not None
    for _round in range(4):  # a few are made in each
        await services.native.tick(services.events)
    found = await facilitator.request("GET", f"/guilds/{guild}/scheduled-events")
    events = [one for one in found if one["name"] == "HIRG meeting"]
    assert len(events) == 3, "the next three dates, once each"
    first = min(events, key=lambda one: one["scheduled_start_time"])
    body = {"scheduled_start_time": "2027-03-02T15:00:00Z", "scheduled_end_time": "2027-03-02T16:00:00Z"}
    await facilitator.request("PATCH", f"/guilds/{guild}/scheduled-events/{first['id']}", body)
    await services.native.tick(services.events)
    await home.at(START + timedelta(minutes=5))
    asked = await facilitator.sees("Somebody changed its event")
    assert "2027-03-02T15:00" in str(await facilitator.request("GET", f"/guilds/{guild}/scheduled-events"))
    done = await facilitator.presses(asked, "Change the meeting too")
    assert "Changed" in done.text
    assert "15:00" in (await look(facilitator)).text
