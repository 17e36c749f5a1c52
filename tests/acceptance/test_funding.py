"""Funding calls as people meet them: put in, followed, reminded of, brought in from a list, and applied to together."""

from datetime import timedelta

import pytest

from bot.clock import SetClock
from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, SAMPLE, House

CORE = "CORE"


async def fills(person: Person, form: Shown | Form, **values: str | list[str]) -> Shown:
    assert isinstance(form, Form)
    return await person.fills_in(form, {name.replace("_", " "): value for name, value in values.items()})


async def opened(person: Person, title: str) -> Shown:
    offered = await person.completions("/funding show", call=title)
    return await person.types("/funding show", call=next(iter(offered.values())))


@pytest.mark.usefixtures("still")
async def test_a_call_is_put_in_and_those_who_follow_it_are_reminded(home: House, clock: SetClock) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    form = await facilitator.types("/manage-funding add")
    refused = await fills(facilitator, form, Title="Walking *well*", Funder="A trust", Link="ftp://example.org")
    assert "has to begin with https://" in refused.text
    form = await facilitator.types("/manage-funding add")
    step = await fills(
        facilitator, form, Title="Walking *well*", Funder="A trust", Link="https://www.example.org/walk",
        Ceiling="up to £40K per project",
    )  # fmt: skip
    assert "up to £40K per project (£40,000)" in step.text.replace("\\", "")
    dates = await facilitator.presses(step, "Deadlines")
    assert "midnight" in (await fills(facilitator, dates, **{"The_funder’s_deadline": "midnight 4 Nov 2026"})).text
    dates = await facilitator.presses(step, "Deadlines")
    passed = await fills(facilitator, dates, **{"The_funder’s_deadline": "1 March 2020"})
    assert "Its deadline has passed. Is that meant?" in passed.text
    day = f"{clock.now() + timedelta(days=20):%Y-%m-%d}"
    dates = await facilitator.presses(step, "Deadlines")
    typed = {"The_funder’s_deadline": f"{day} 17:00", "Its_time_zone": "brussels time", "Internal_deadline": day}
    step = await fills(facilitator, dates, **typed)
    assert "Europe/Brussels" in step.text
    assert "the end of" in step.text
    terms = await facilitator.presses(step, "Who can apply")
    step = await fills(facilitator, terms, Career_stages=["Senior"], In_words="Anyone who walks")
    assert "Walking" not in (await member.types("/funding list")).text
    assert "It is open" in (await facilitator.presses(step, "Keep it")).text

    assert r"Walking \*well\*" in (await member.types("/funding list", stage="Senior")).text
    assert "Walking" not in (await member.types("/funding list", stage="PhD student")).text
    shown = await opened(member, "Walking")
    followed = await member.presses(shown, "I’m interested")
    assert "You are interested" in followed.text
    assert "You get no direct messages" in followed.text
    await member.presses(followed, "Message me")
    await home.later(timedelta(days=5))
    await home.later(timedelta(days=1, hours=2))
    reminder = await member.sees("in two weeks")
    assert "Walking" in reminder.text
    muted = await member.presses(reminder, "Mute this one")
    assert "You have muted it" in muted.text
    assert "Muted" in (await member.types("/funding mine")).text
    await home.later(timedelta(days=7))
    assert "in a week" not in " ".join(one.text for one in member.messages.values())


async def test_a_list_is_tried_out_line_by_line_and_brought_in_at_a_press(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    table = (
        "Title,Funder,URL,Deadline,Time,Zone,Ceiling,Career stages,Notes\n"
        "New one,A trust,https://www.example.org,2031-03-01,17:00,brussels time,up to £40K,Senior; PhD student,x\n"
        '"Over\ntwo lines",A trust,gopher://x.example,,,,,,\n'
        "Without a day,A trust,,someday,,,,,\n"
        "new  ONE,a Trust,,2031-03-01,17:00,Brussels time,,,\n"
        "Of long ago,A trust,,1 March 2020,,,,,\n"
    ).encode()
    shown = await facilitator.types("/manage-funding import", file="0", files={"calls.csv": table})
    for said in (
        "2 calls can be brought in", "1 of them has passed", "line 2: New one", "line 3: That isn't a link",
        "line 5: I couldn't read “someday”", "line 6: the same as line 2", "Columns left out: Notes",
    ):  # fmt: skip
        assert said in shown.text.replace("\\", ""), said
    assert "New one" not in (await facilitator.types("/funding list")).text, "nothing is kept before the press"
    done = await facilitator.presses(shown, "Bring in 2 calls")
    assert "2 calls were brought in" in done.text
    assert "1 of them is in the archive" in done.text
    again = await facilitator.types("/manage-funding import", file="0", files={"calls.csv": table})
    assert "is there already" in again.text
    assert not again.buttons
    refused = await facilitator.types("/manage-funding import", file="0", files={"a.csv": b"name\nx\n"})
    assert "title" in refused.text


async def test_two_find_each_other_and_neither_is_named_before_both_have_said_yes(home: House) -> None:
    member = await home.person(MEMBER)
    assert home.services is not None
    colleagues = home.services.funding_searches
    someone = Somebody(SAMPLE.guild_id, member.id, Standing.MEMBER)
    asked_ids = colleagues._colleagues.open_to_work(someone, "NVivo")  # pyright: ignore[reportPrivateUsage]
    assert asked_ids
    form = await member.presses(await opened(member, CORE), "Look for people to apply with")
    answer = {"What_you_are_looking_for": "nvivo", "Names": ["yes"]}
    looking = await fills(member, form, **answer)
    assert "without your name" in looking.text
    assert "You hear at your next visit" in looking.text, "they haven't said yes to direct messages"
    await home.runner.tick()
    name = next(one.display_name for one in SAMPLE.profiles if one.member_id == asked_ids[0])
    other = await home.person(name)
    await other.types("/help")
    await other.presses(await other.sees("waiting for you here"), "Show me")
    asked = await other.sees("would like to apply")
    assert str(member.id) not in asked.text
    assert MEMBER not in asked.text
    yes = await other.presses(asked, "Yes, put us in touch")
    assert f"<@{member.id}>" in yes.text
    await home.runner.tick()
    await member.types("/help")
    await member.presses(await member.sees("waiting for you here"), "Show me")
    found = await member.sees("You have both said yes")
    assert f"<@{other.id}>" in found.text
    form = await member.presses(await opened(member, CORE), "Look for people to apply with")
    assert "already" in (await fills(member, form, **answer)).text


async def test_deadlines_change_calls_are_archived_and_files_are_had(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    shown = await opened(member, CORE)
    assert "You are applying" in shown.text
    file = await member.downloads(await member.presses(shown, "Calendar file"))
    assert file.count(b"BEGIN:VEVENT") == 2
    number = next(iter((await facilitator.completions("/manage-funding edit", call=CORE)).values()))
    dates = await facilitator.presses(await facilitator.types("/manage-funding edit", call=number), "Deadlines")
    asked = await fills(facilitator, dates, **{"The_funder’s_deadline": "1 March 2020"})
    assert "Saving it closes the call" in asked.text
    again = await facilitator.presses(asked, "No, change the deadline")
    assert "It is open" in (await fills(facilitator, again, **{"The_funder’s_deadline": "1 March 2035"})).text
    await home.runner.tick()
    await member.types("/funding mine")
    await member.presses(await member.sees("waiting for you here"), "Show me")
    told = await member.sees("A deadline has changed")
    assert "now the end of Thursday 1 March 2035" in told.text
    assert "in the archive" in (await facilitator.types("/manage-funding archive", call=number)).text
    closed = await member.types("/funding show", call=number)
    assert "This call is closed; /funding list" in closed.text
    assert "If it is given more time, you hear of it" in closed.text
    other = await facilitator.types("/funding show", call=number)
    assert "Say that you are interested" not in other.text
    assert "Mute this one" not in [one.label for one in other.buttons]
    assert CORE not in (await member.types("/funding list")).text
    assert "isn't there any more" in (await member.types("/funding show", call="999")).text
    assert "isn't there any more" in (await member.types("/funding show", call="nonsense")).text


@pytest.mark.usefixtures("still")
async def test_new_calls_are_posted_where_a_facilitator_chooses_and_changed_by_a_list(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    off = await facilitator.types("/manage-funding channel", channel_="facilitators")
    assert "posted in <#" in off.text
    assert "posted nowhere" in (await facilitator.presses(off, "Stop posting them")).text
    assert "posted nowhere" in (await facilitator.types("/manage-funding channel")).text
    await facilitator.types("/manage-funding channel", channel_="projects")
    form = await facilitator.types("/manage-funding add")
    step = await fills(facilitator, form, Title="Walking", Funder="A trust", Ceiling="up to £40K per project")
    assert "Keeping it posts it in <#" in step.text
    dates = await facilitator.presses(step, "Deadlines")
    typed = {"The_funder’s_deadline": "2035-03-01 17:00", "Internal_deadline": "2035-03-02"}
    step = await fills(facilitator, dates, **typed)
    assert "The internal deadline is after the funder’s" in step.text
    await facilitator.presses(step, "Keep it")
    await home.later(timedelta(seconds=1))
    post = await member.sees("up to £40K per project")
    assert not post.ephemeral
    assert "I’m interested" in str((await member.presses(post, "Open")).buttons)

    table = "Title;Funder;Closing date;Max\nWalking;A trust;08/03/2035 17:00;£50K\nTalking;A trust;soon;\n"
    shown = await facilitator.types("/manage-funding import", file="0", files={"calls.csv": table.encode("cp1252")})
    for said in (
        "1 that is there would be changed", "line 2: Walking: deadline (Thursday 8 March 2035", "ceiling",
        "line 3: I couldn't read “soon”",
    ):  # fmt: skip
        assert said in shown.text.replace("\\", ""), said
    assert "1 was changed" in (await facilitator.presses(shown, "Change them")).text
    await home.later(timedelta(minutes=1))
    moved = await member.sees("A deadline has changed")
    assert not moved.ephemeral
    assert "£50K" in (await member.sees("£50K")).text, "its own post has followed"
