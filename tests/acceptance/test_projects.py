"""Projects as people meet them: added, changed, found, followed, helped, and what can't be kept."""

from datetime import timedelta
from typing import Any

import pytest

from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from bot.directory.entries import Level
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House
from tests.unit.test_media import PLACE, picture

LEAD, HELPER = "Verity Haldane", "Blessing Okonjo"


async def adds(home: House, lead: Person, title: str = "Tide lines") -> str:
    """A facilitator adds a project; its number."""
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.types("/manage-projects add", lead=lead.id)
    assert isinstance(form, Form)
    added = await facilitator.fills_in(form, {"Title": title, "Short name": "", "Summary": "Reception *desks*"})
    assert "everyone in the group finds it" in added.text
    return (await lead.completions("/projects edit", project=title))[title]


async def fills(person: Person, shown: Shown, button: str, **values: object) -> Shown:
    form = await person.presses(shown, button)
    assert isinstance(form, Form)
    return await person.fills_in(form, {name.replace("_", " "): value for name, value in values.items()})


async def test_a_project_is_added_by_a_facilitator_changed_by_its_lead_and_found(home: House) -> None:
    lead, other = await home.person(LEAD), await home.person(MEMBER)
    number = await adds(home, lead)
    edit = await lead.types("/projects edit", project=number)
    assert [one.label for one in edit.buttons] == ["What it is", "Themes, links, help", "Who is in it", "Show"]
    form = await lead.presses(edit, "Themes, links, help")
    assert isinstance(form, Form)
    links = "Our film: https://youtu.be/x\nEpisode 1: https://open.spotify.com/y\nhttps://www.example.org/tide"
    filled = {"Themes": "racism", "Links: pages, podcasts, films": links, "Skills that are wanted": "nvivo"}
    assert "Saved" in (await lead.fills_in(form, filled)).text
    form = await lead.presses(edit, "Who is in it")
    assert isinstance(form, Form)
    assert [field.label for field in form.fields] == ["Team"], "who leads it is for facilitators to say"
    await lead.fills_in(form, {"Team": [(await home.person(HELPER)).id]})
    shown = await other.types("/projects show", project=number)
    assert shown.ephemeral
    assert r"Reception \*desks\*" in shown.text
    assert f"<@{lead.id}>" in shown.text
    labels = [one.label for one in shown.buttons]
    assert labels[:3] == ["Watch: Our film", "Listen: Episode 1", "Read: example.org"]
    assert f"Entry: {LEAD}" in labels
    assert "Edit" not in labels
    assert "Who could help?" not in labels
    assert LEAD in (await other.presses(shown, f"Entry: {LEAD}")).text
    found = await other.types("/projects search", about="desks at reception")
    assert "Tide lines" in found.text
    assert "Tide lines" in (await other.presses(found, f"projects:show:{number}")).text
    assert "Tide lines" in (await lead.types("/projects mine")).text
    refused = await other.types("/projects edit", project=number)
    assert "changed by whoever leads it" in refused.text
    assert "/projects" not in str(await (await home.person(NEWCOMER)).commands())


async def test_what_cannot_be_kept_is_said_clearly_and_long_texts_come_back(home: House) -> None:
    lead = await home.person(LEAD)
    number = await adds(home, lead)
    edit = await lead.types("/projects edit", project=number)
    form = await lead.presses(edit, "Themes, links, help")
    assert isinstance(form, Form)
    note = "We meet on Thursdays in the library, and there is money for travel, for lunch and for the time it takes."
    typed = {"Links: pages, podcasts, films": "Film: ftp://example.org", "About the help that is wanted": note}
    refused = await lead.fills_in(form, typed)
    assert "Film: ftp://example.org" in refused.text.replace("\\", "")
    assert "has to begin with https://" in refused.text
    assert note.encode() in await lead.downloads(refused)
    for files, alt, says in (
        ({"a.png": b"%PDF-1.7"}, "A poster", "isn't a picture that can be kept"),
        ({"a.jpg": b"\xff\xd8\xff" + b"x" * (5 * 1024 * 1024)}, "A poster", "at most 4 MB can be kept here"),
        ({"a.jpg": picture("JPEG")}, "", "what the picture shows"),
    ):
        options: dict[str, Any] = {"alt": alt} if alt else {}
        shown = await lead.types("/projects edit", project=number, picture="0", files=files, **options)
        assert says in shown.text
    assert "isn't there any more" in (await lead.types("/projects show", project="999")).text


async def test_a_picture_is_shown_with_its_words_and_loses_what_is_hidden(home: House) -> None:
    lead, other = await home.person(LEAD), await home.person(MEMBER)
    number = await adds(home, lead)
    for alt in ("Two people at a desk", "A map of Lewisham"):
        files = {"IMG 1.jpg": picture("JPEG")}
        edit = await lead.types("/projects edit", project=number, picture="0", files=files, alt=alt)
        assert "is removed" in edit.text
    shown = await other.types("/projects show", project=number)
    [file] = shown.payload["attachments"]
    assert file["description"] == "Two people at a desk"
    assert PLACE.encode() not in await other.downloads(shown)
    second = await other.presses(await other.presses(shown, "2 pictures"), "Next picture")
    assert "A map of Lewisham" in second.text
    assert "A map of Lewisham" not in (await lead.presses(edit, "Remove picture 2")).text


async def test_its_lead_sees_who_could_help_and_members_what_wants_them_when_they_ask(home: House) -> None:
    assert home.services is not None
    lead, helper, other = [await home.person(name) for name in (LEAD, HELPER, MEMBER)]
    helps = Somebody(SAMPLE.guild_id, helper.id, Standing.MEMBER)
    await home.services.entries.add_skill(helps, "Propensity scores", Level.CAN_TEACH)
    number = await adds(home, lead)
    edit = await lead.types("/projects edit", project=number)
    await fills(lead, edit, "Themes, links, help", Skills_that_are_wanted="propensity scores")
    shown = await lead.types("/projects show", project=number)
    answer = await lead.presses(shown, "Who could help?")
    assert HELPER in answer.text
    form = await lead.presses(answer, f"introductions:ask:{SAMPLE.guild_id}:{helper.id}:{_skill(answer)}")
    assert isinstance(form, Form)
    assert "Ask for an introduction" in str(form.payload)
    mine = await helper.types("/projects for-me")
    assert "Tide lines" in mine.text
    assert "Nobody learns that you looked" in mine.text
    assert "Tide lines" not in (await other.types("/projects for-me")).text


def _skill(answer: Shown) -> str:
    [ask] = {one.custom_id or "" for one in answer.buttons if "introductions:ask" in (one.custom_id or "")}
    return ask.rsplit(":", 1)[1]


async def test_people_follow_in_the_way_they_choose(home: House) -> None:
    assert home.services is not None
    lead, member, facilitator = [await home.person(name) for name in (LEAD, MEMBER, FACILITATOR)]
    number = await adds(home, lead)
    shown = await member.types("/projects show", project=number)
    choice = await member.presses(shown, "Follow")
    assert [one.label for one in choice.buttons] == ["By direct message", "In the digest"]
    assert "you say yes to" in choice.text
    assert "You follow it by direct message" in (await member.presses(choice, "By direct message")).text
    assert "News of projects" in (await member.types("/preferences")).text
    digest = await member.presses(await member.presses(shown, "Follow"), "In the digest")
    assert "/digest subscribe has it sent to you" in digest.text
    role_id = SAMPLE.roles["Students"].id
    doors = await facilitator.types("/manage-projects edit", project=number, role="Facilitators")
    assert "it allows more than everyone may" in doors.text
    told = await facilitator.types("/manage-projects edit", project=number, role="Students")
    assert f"<@&{role_id}>" in told.text
    choice = await member.presses(shown, "Follow")
    assert f"<@&{role_id}>" in (await member.presses(choice, "By its role")).text
    assert role_id in _roles(home, member)
    choice = await member.presses(shown, "Follow")
    assert "You don't follow it any more" in (await member.presses(choice, "Not any more")).text
    assert role_id not in _roles(home, member)
    followers = home.services.following.followers(SAMPLE.guild_id, f"project:{number}")
    assert followers == []

    await member.presses(await member.presses(shown, "Follow"), "By its role")
    await facilitator.presses(await facilitator.types("/manage-projects edit", project=number), "Archive")
    assert "Not any more" in [one.label for one in (await member.presses(shown, "Follow")).buttons]
    mine = await member.types("/projects mine")
    assert "You still follow an archived project: Tide lines" in mine.text
    stopped = await member.chooses(mine, "Not any more", ["Tide lines"])
    assert "You don't follow it any more" in stopped.text
    assert not stopped.buttons
    assert role_id not in _roles(home, member)


async def test_news_of_it_reaches_each_follower_in_the_way_they_chose(home: House) -> None:
    assert home.services is not None
    lead, member, reader, facilitator = [await home.person(name) for name in (LEAD, MEMBER, HELPER, FACILITATOR)]
    number = await adds(home, lead)
    for person, way in ((member, "By direct message"), (reader, "In the digest")):
        await person.presses(await person.presses(await person.types("/projects show", project=number), "Follow"), way)
    assert "ask a facilitator to announce it" in (await lead.types("/projects edit", project=number)).text
    edit = await facilitator.types("/manage-projects edit", project=number)
    assert "/manage-announcements compose" in edit.text
    form = await facilitator.types("/manage-announcements compose")
    assert isinstance(form, Form)
    await facilitator.fills_in(form, {"Title": "The tide turns", "Text": "We have written it up"})
    plan = await facilitator.chooses(
        await facilitator.sees("Before it goes out"), "Also to followers of: Projects", ["Tide lines"]
    )
    assert "1 person by direct message" in plan.text
    await facilitator.presses(plan, "Send it now")
    for _ in range(2):
        await home.services.announcing.tick()
        await home.runner.tick()
    told = await member.sees("because you follow: Tide lines")
    assert "We have written it up" in told.text
    assert "no more messages" in (await member.presses(told, "Stop these messages")).text
    assert "We have written it up" in (await reader.types("/digest now")).text
    assert not [one for one in reader.messages.values() if "because you follow" in one.text]


def _roles(home: House, member: Person) -> list[int]:
    return home.sandbox.service.world.state.guilds[SAMPLE.guild_id].members[member.id].roles


@pytest.mark.usefixtures("still")
async def test_it_gets_a_thread_with_its_card_that_stays_true_and_is_put_away(home: House) -> None:
    lead, facilitator, member = [await home.person(name) for name in (LEAD, FACILITATOR, MEMBER)]
    number = await adds(home, lead)
    told = await facilitator.types("/manage-projects edit", project=number, discuss_in="projects")
    assert "its card comes there" in told.text
    await home.later(timedelta(seconds=1))
    card = await member.sees("Reception")
    assert not card.ephemeral
    edit = await lead.types("/projects edit", project=number)
    await fills(lead, edit, "What it is", Title="Tide lines", Summary="Waiting rooms")
    await home.later(timedelta(minutes=1))
    assert "Waiting rooms" in (await member.sees("Waiting rooms")).text
    shown = await member.types("/projects show", project=number)
    assert "Discuss" in [one.label for one in shown.buttons]
    again = await facilitator.types("/manage-projects edit", project=number, discuss_in="projects")
    assert "<#" in again.text
    assert "It is archived" in (await facilitator.types("/manage-projects archive", project=number)).text
    assert "isn't there any more" in (await member.types("/projects show", project=number)).text


async def test_a_lead_who_left_is_said_and_a_facilitator_names_another(home: House) -> None:
    assert home.services is not None
    lead, facilitator, member = [await home.person(name) for name in (LEAD, FACILITATOR, MEMBER)]
    number = await adds(home, lead)
    await home.services.privacy.erase(SAMPLE.guild_id, lead.id)
    assert "nobody leads it just now" in (await member.types("/projects show", project=number)).text
    edit = await facilitator.presses(await facilitator.types("/projects show", project=number), "Edit")
    await fills(facilitator, edit, "Who is in it", Who_leads_it=[member.id], Team=[])
    shown = await member.types("/projects show", project=number)
    assert f"<@{member.id}>" in shown.text
    assert "Edit" in [one.label for one in shown.buttons]
    assert "You are off" in (await member.presses(await member.types("/projects mine"), "Take me off")).text
