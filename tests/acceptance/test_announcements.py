"""Announcements as people meet them: written, looked at, sent, followed, published, changed, withdrawn; and refused."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import SetClock
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, SAMPLE, House
from tests.unit.test_media import picture

GENERAL, NEWS = SAMPLE.channels["general"].id, SAMPLE.channels["announcements"].id
PLAN = "Before it goes out"
TOPICS, PROJECTS = "Also to followers of: Topics", "Also to followers of: Projects"


async def composes(
    person: Person, files: dict[str, bytes] | None = None, channel: str = "general", **fields: Any
) -> Shown:
    """Writes an announcement; the preview, or what stands in the way."""
    form = await person.types("/manage-announcements compose", channel_=channel)
    assert isinstance(form, Form)
    written = {"Title": "Poster day is near", "Text": "Six projects, **£40K** each"}
    return await person.fills_in(form, written | ({"Picture": ["0"]} if files else {}) | fields, files)


async def topic(home: House, name: str = "CORE news", **fields: Any) -> None:
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.presses(await facilitator.types("/manage-announcements topics"), "New topic")
    assert isinstance(form, Form)
    assert name in (await facilitator.fills_in(form, {"Name": name, "What it is about": "Calls"} | fields)).text


async def refused_topic(home: House, role: int) -> Shown:
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.presses(await facilitator.types("/manage-announcements topics"), "New topic")
    assert isinstance(form, Form)
    return await facilitator.fills_in(form, {"Name": "Doors", "Role": [role]})


async def follows(person: Person, way: str) -> Shown:
    shown = await person.types("/topics")
    return await person.chooses(shown, "How you hear of CORE news", [way])


async def delivers(home: House) -> None:
    assert home.services is not None
    for _ in range(3):
        await home.services.announcing.tick()
        await home.runner.tick()


async def test_it_is_looked_at_and_reaches_the_channel_and_those_who_follow(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await topic(home)
    assert "You follow CORE news" in (await follows(member, "By direct message")).text
    preview = await composes(facilitator, {"IMG 1.jpg": picture("JPEG")}, **{"What the picture shows": "A table"})
    assert preview.ephemeral
    plan = await facilitator.sees(PLAN)
    plan = await facilitator.chooses(plan, TOPICS, ["CORE news"])
    assert "1 person by direct message" in plan.text
    # How long depends on who of the sample waits for a first message too.
    assert re.search(r"the last one gets it after about \d minutes?", plan.text)
    assert "Pings: nobody" in plan.text
    done = await facilitator.presses(plan, "Send it now")
    await delivers(home)
    posted = await member.sees(lambda one: "Six projects" in one.text and one.channel_id == GENERAL)
    assert posted.pings == set()
    assert posted.text == preview.text, "exactly as it was shown"
    [file] = posted.payload["attachments"]
    assert file["description"] == "A table"
    direct = await member.sees("because you follow: CORE news")
    told = await facilitator.presses(done, "Delivered to")
    assert "Direct messages: 1 delivered" in told.text
    assert f"/{GENERAL}/" in told.text
    assert "no more messages" in (await member.presses(direct, "Stop these messages")).text
    assert home.services is not None
    followed = home.services.following.subjects_of(SAMPLE.guild_id, member.id)
    assert not [subject for subject in followed if subject.startswith("topic:")]


async def test_pings_take_a_choice_that_says_how_many_people_it_is(home: House) -> None:
    admin, member = await home.person(ADMINISTRATOR), await home.person(MEMBER)
    members = SAMPLE.roles["Members"].id
    await composes(admin, Text="To you all @everyone")
    plan = await admin.sees(PLAN)
    [menu] = [one for one in plan.selects if one.custom_id.startswith("announcements:ping")]
    everyone = next(label for label in menu.options if "@everyone" in label)
    assert "people" in everyone
    plan = await admin.chooses(plan, menu.custom_id, [everyone])
    assert "Pings: @everyone: " in plan.text
    assert "can't be pinged in" in plan.text, "Heronry lacks the permission, and says so before it is sent"
    plan = await admin.presses(plan, "Send it now")
    assert "can't be pinged in" in plan.text
    plan = await admin.chooses(plan, menu.custom_id, ["Ping nobody"])
    await admin.presses(plan, "Send it now")
    await delivers(home)
    assert (await member.sees("To you all")).pings == set()
    await admin.request("PATCH", f"/guilds/{SAMPLE.guild_id}/roles/{members}", {"mentionable": True})
    await composes(admin, Text="To members")
    plan = await admin.sees(PLAN)
    [menu] = [one for one in plan.selects if one.custom_id.startswith("announcements:ping")]
    named = next(label for label in menu.options if "@Members" in label)
    plan = await admin.chooses(plan, menu.custom_id, [named])
    await admin.presses(plan, "Send it now")
    await delivers(home)
    assert members in (await member.sees("To members")).pings


async def test_it_is_changed_and_withdrawn_wherever_it_went(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await topic(home)
    await follows(member, "By direct message")
    await composes(facilitator, {"a.png": picture("PNG")}, **{"What the picture shows": "A table"})
    plan = await facilitator.chooses(await facilitator.sees(PLAN), TOPICS, ["CORE news"])
    await facilitator.presses(plan, "Send it now")
    await delivers(home)
    offered = await facilitator.completions("/manage-announcements edit", announcement="poster")
    number = offered["Poster day is near"]
    form = await facilitator.types("/manage-announcements edit", announcement=number)
    assert isinstance(form, Form)
    assert form.field("What the picture shows").component["value"] == "A table"
    await facilitator.fills_in(form, {"Text": "Seven projects"})
    await _stands(home, member, "Seven projects", "A table")
    for changed, files, shows in (
        ({"What the picture shows": "A red table"}, None, "A red table"),
        ({"Another picture": ["0"], "What the picture shows": "A lamp"}, {"b.jpg": picture("JPEG")}, "A lamp"),
        ({"Without a picture": ["gone"]}, None, None),
    ):
        form = await facilitator.types("/manage-announcements edit", announcement=number)
        assert isinstance(form, Form)
        await facilitator.fills_in(form, changed, files)
        await _stands(home, member, "Seven projects", shows)
    asked = await facilitator.types("/manage-announcements withdraw", announcement=number)
    assert "deletes its own messages" in asked.text
    await facilitator.presses(asked, "Withdraw it")
    direct = (await member.sees("because you follow")).channel_id
    await delivers(home)
    for channel in (GENERAL, direct):
        assert not [one for one in await member.reads(channel=channel) if "Poster day is near" in one.text]
    assert "Withdrawn" in (await facilitator.types("/manage-announcements scheduled")).text
    assert "isn't there any more" in (await facilitator.types("/manage-announcements edit", announcement=number)).text


async def _stands(home: House, member: Person, says: str, shows: str | None) -> None:
    """What stands in the channel and with the follower says this, with a picture that shows that, or without one."""
    await delivers(home)
    for channel in (GENERAL, (await member.sees("because you follow")).channel_id):
        [one] = [one for one in await member.reads(channel=channel) if "Poster day is near" in one.text]
        assert says in one.text
        assert [file["description"] for file in one.payload["attachments"]] == ([shows] if shows else [])


async def test_what_stands_in_an_announcement_channel_is_published(home: House) -> None:
    admin, member = await home.person(ADMINISTRATOR), await home.person(MEMBER)
    await admin.request("PATCH", f"/channels/{NEWS}", {"type": 5})
    await admin.request("POST", f"/channels/{NEWS}/followers", {"webhook_channel_id": str(GENERAL)})
    await composes(admin, channel="announcements")
    plan = await admin.presses(await admin.sees(PLAN), "Publish it to servers that follow")
    assert f"Published to the servers that follow <#{NEWS}>" in plan.text
    done = await admin.presses(plan, "Send it now")
    await delivers(home)
    copies = [one for one in await member.reads(channel=GENERAL) if "Poster day is near" in one.text]
    assert len(copies) == 1
    asked = await admin.presses(done, "Withdraw")
    assert "out of Heronry's reach" in asked.text
    await admin.presses(asked, "Withdraw it")
    await delivers(home)
    assert not [one for one in await member.reads(channel=NEWS) if "Poster day is near" in one.text]
    assert len([one for one in await member.reads(channel=GENERAL) if "Poster day is near" in one.text]) == 1


async def test_what_cannot_be_announced_is_said_clearly(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    long = await member.writes("x" * 2_000, channel="general")
    form = await facilitator.uses("Announce this", long)
    assert isinstance(form, Form)
    assert form.field("Text").component["value"] == "x" * 2_000
    for files, fields, says in (
        ({"a.jpg": b"MZ\x90\x00"}, {"What the picture shows": "x"}, "That isn't a picture"),
        ({"a.pdf": b"%PDF-1.7"}, {"What the picture shows": "x"}, "That isn't a picture"),
        ({"a.jpg": picture("JPEG")}, {}, "what the picture shows"),
        ({"a.jpg": picture("JPEG") + b"x" * (5 * 1024 * 1024)}, {}, "at most 4 MB can be kept here"),
        (None, {"Title": "T", "Text": "x" * 4_000}, "shorten it by 161,"),
        (None, {"When": "every Monday 9:00"}, "needs an end"),
        (None, {"When": "blue moon"}, "couldn't read"),
    ):
        assert says in (await composes(facilitator, files, **fields)).text, says
    refused = await composes(facilitator, Title="T", Text="x" * 4_000)
    assert (await facilitator.downloads(refused)).decode() == "x" * 4_000, "what was written comes back"
    preview = await composes(facilitator, Title="T" * 100, Text="x" * 3_740)
    assert "x" * 3_740 in preview.text, "the longest that there can be"
    plan = await facilitator.sees(PLAN)
    await facilitator.presses(plan, "Throw it away")
    await composes(facilitator)
    plan = await facilitator.chooses(await facilitator.sees(PLAN, after=plan), "Which channels", [])
    assert "Channels: none" in plan.text
    assert "at least one channel" in (await facilitator.presses(plan, "Send it now")).text
    admin = await home.person(ADMINISTRATOR)
    bot = next(role.id for role in SAMPLE.roles.values() if role.name == "Heronry")
    deny = {"type": 0, "deny": str(1 << 11), "allow": "0"}
    await admin.request("PUT", f"/channels/{GENERAL}/permissions/{bot}", deny)
    plan = await facilitator.chooses(plan, "Which channels", [GENERAL])
    assert "Heronry can't write in" in plan.text
    assert "Heronry can't write in" in (await facilitator.presses(plan, "Send it now")).text
    assert "Thrown away" in (await facilitator.presses(plan, "Throw it away")).text
    await admin.request("PUT", f"/channels/{GENERAL}/permissions/{bot}", deny | {"deny": str(1 << 15)})
    await composes(facilitator, {"a.jpg": picture("JPEG")}, **{"What the picture shows": "A table"})
    plan = await facilitator.sees(PLAN, after=plan)
    assert "can't show a picture in" in plan.text
    assert "can't show a picture in" in (await facilitator.presses(plan, "Send it now")).text


@pytest.mark.usefixtures("still")
async def test_it_is_scheduled_asked_about_moved_and_comes_at_its_time(home: House, clock: SetClock) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await composes(facilitator, When="every second Tuesday 10:00 until 1 June 2027")
    asked = await facilitator.sees("kept meanwhile")
    plan = await facilitator.presses(asked, asked.buttons[0].label or "")
    form = await facilitator.presses(plan, "When")
    assert isinstance(form, Form)
    plan = await facilitator.fills_in(form, {"When": "tomorrow 9am"})
    form = await facilitator.presses(plan, "When")
    assert isinstance(form, Form)
    await facilitator.fills_in(form, {"When": ""})
    plan = await facilitator.presses(plan, "Schedule it")
    assert "Send it now" in plan.text, "an older card doesn't do what it never promised"
    form = await facilitator.presses(plan, "When")
    assert isinstance(form, Form)
    plan = await facilitator.fills_in(form, {"When": "tomorrow 9am"})
    scheduled = await facilitator.presses(plan, "Schedule it")
    assert "It will be sent" in scheduled.text
    [number] = (await facilitator.completions("/manage-announcements edit", announcement="poster")).values()
    moved = await facilitator.types("/manage-announcements edit", announcement=number, when="tomorrow 11am")
    assert "11:00" in moved.text
    await home.at(datetime(2026, 11, 4, 10, 0, tzinfo=clock.now().tzinfo))
    assert not [one for one in await member.reads(channel=GENERAL) if "Six projects" in one.text]
    await home.later(timedelta(hours=1, minutes=1))
    await home.later(timedelta(minutes=1))
    assert len([one for one in await member.reads(channel=GENERAL) if "Six projects" in one.text]) == 1


async def test_a_topics_role_comes_with_one_choice_and_goes_with_another(home: House) -> None:
    member, admin = await home.person(MEMBER), await home.person(ADMINISTRATOR)
    for role in ("Facilitators", "Members"):
        refused = await refused_topic(home, SAMPLE.roles[role].id)
        assert "Anybody who follows the topic would get that role" in refused.text, "nobody is promoted by a press"
    made = await admin.request("POST", f"/guilds/{SAMPLE.guild_id}/roles", {"name": "CORE news"})
    opened = {"type": 0, "allow": "1024", "deny": "0"}  # the channel can be seen
    await admin.request("PUT", f"/channels/{SAMPLE.channels['general'].id}/permissions/{made['id']}", opened)
    assert "allows more than everyone may" in (await refused_topic(home, int(made["id"]))).text
    await admin.request("DELETE", f"/channels/{SAMPLE.channels['general'].id}/permissions/{made['id']}", None)
    await topic(home, Role=[int(made["id"])])
    assert "You follow CORE news" in (await follows(member, "By a role, which may be pinged")).text
    held = await admin.request("GET", f"/guilds/{SAMPLE.guild_id}/members/{member.id}", None)
    assert made["id"] in held["roles"]
    assert "don't follow CORE news any more" in (await follows(member, "Not at all")).text
    held = await admin.request("GET", f"/guilds/{SAMPLE.guild_id}/members/{member.id}", None)
    assert made["id"] not in held["roles"]
    facilitator = await home.person(FACILITATOR)
    shown = await facilitator.types("/manage-announcements topics")
    assert "CORE news" in shown.text
    assert home.services is not None
    subjects = home.services.announcement_topics.subjects(SAMPLE.guild_id)
    [subject] = [subject for subject, name in subjects.items() if name == "CORE news"]
    asked = await facilitator.presses(shown, f"announcements:topic-gone:{subject.removeprefix('topic:')}")
    assert "Delete this topic?" in asked.text
    shown = await facilitator.presses(asked, "Delete it")
    assert "CORE news" not in shown.text
    assert "CORE news" not in (await member.types("/topics")).text


async def test_what_was_left_is_found_again_and_goes_to_those_who_follow_a_project(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    assert home.services is not None
    project = home.services.projects.current(SAMPLE.guild_id)[0]
    shown = await member.types("/projects show", project=str(project.id))
    await member.presses(await member.presses(shown, "Follow"), "By direct message")
    message = await facilitator.writes("The **poster day** is on Friday", channel="general")
    form = await facilitator.uses("Announce this", message)
    assert isinstance(form, Form)
    await facilitator.fills_in(form, {"Title": "Poster day"})
    left = await facilitator.sees(PLAN)
    listed = await facilitator.types("/manage-announcements scheduled")
    assert "Not sent yet" in listed.text
    await facilitator.presses(listed, "Go on")
    plan = await facilitator.sees(PLAN, after=left)
    plan = await facilitator.chooses(plan, PROJECTS, [project.name])
    assert "1 person by direct message" in plan.text
    again = await facilitator.presses(plan, "Look at it again")
    assert "The **poster day** is on Friday" in again.text
    await facilitator.presses(plan, "Send it now")
    await delivers(home)
    direct = await member.sees("because you follow")
    assert project.name in direct.text.replace("\\", "")
    assert "The **poster day** is on Friday" in direct.text


@pytest.mark.usefixtures("still")
async def test_a_follower_who_sleeps_hears_of_it_in_the_morning(home: House, clock: SetClock) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await topic(home)
    await follows(member, "By direct message")
    form = await member.presses(await member.types("/preferences"), "Quiet hours and away")
    assert isinstance(form, Form)
    await member.fills_in(form, {form.fields[0].label: "21:00", form.fields[1].label: "08:00"})
    clock.move_to(datetime(2026, 11, 4, 22, 0, tzinfo=clock.now().tzinfo))
    await composes(facilitator)
    plan = await facilitator.chooses(await facilitator.sees(PLAN), TOPICS, ["CORE news"])
    done = await facilitator.presses(plan, "Send it now")
    await delivers(home)
    assert "1 on the way" in (await facilitator.presses(done, "Delivered to")).text
    assert [one for one in await member.reads(channel=GENERAL) if "Six projects" in one.text]
    await home.at(datetime(2026, 11, 5, 8, 1, tzinfo=clock.now().tzinfo))
    await member.sees("because you follow: CORE news")
    assert "Direct messages: 1 delivered" in (await facilitator.presses(done, "Delivered to")).text
