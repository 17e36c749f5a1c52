"""A workshop's groups over the wire: made, changed by hand, published, met in threads, and moved by rounds."""

from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.clock import SetClock
from bot.community.standing import Person as Someone
from bot.community.standing import Standing
from bot.workshops.entries import Role, SignUp
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, SAMPLE, House
from tests.acceptance.test_workshops import AT, START, TITLE, joins, number, planned

GROUPS = "/manage-workshops groups"

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


async def agrees(person: Person) -> None:
    form = await person.presses(await person.types("/preferences"), "Direct messages")
    assert isinstance(form, Form)
    await person.fills_in(form, {"Heronry may message me: what’s on": ["workshops"]})


async def full(home: House, announced: Shown) -> None:
    """Nine people have a place besides Winston Cole, who takes his by the button."""
    assert home.services is not None
    workshop = int((announced.buttons[0].custom_id or "").split(":")[2])
    others = [one for one in SAMPLE.people.values() if one.name not in (MEMBER, FACILITATOR, ADMINISTRATOR)]
    for n, one in enumerate(others[:9]):
        someone = Someone(SAMPLE.guild_id, one.id, Standing.MEMBER)
        stage = "PhD student" if n % 2 else "Early career"
        await home.services.workshop_places.sign_up(someone, workshop, Role.PARTICIPANT, SignUp(stage, ["Grants"]))


async def makes(facilitator: Person, chosen: str) -> Shown:
    """Two groups, of which one is led by the facilitator."""
    none = await facilitator.types(GROUPS, workshop=chosen)
    assert "Nobody has been put into groups yet" in none.text
    form = await facilitator.presses(none, "Make groups")
    assert isinstance(form, Form)
    said = {"Who leads a group": [str(facilitator.id)], "People in each": "5-6", "How many groups": "2", "Seed": "7"}
    return await facilitator.fills_in(form, said)


def number_of(proposal: Shown, person: Any) -> int:
    """The group that somebody is in."""
    before = proposal.text.split(f"<@{person.id}>")[0]
    return int(before.rpartition("**Group ")[2].split("**")[0])


async def test_groups_are_made_changed_and_published_and_everyone_sees_theirs(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await agrees(member)
    announced = await planned(home, places=20, topics="Grants, Teaching")
    await joins(member, announced)
    await full(home, announced)
    question = await member.presses(announced, "Ask in advance")
    assert isinstance(question, Form)
    await member.fills_in(question, {"Your question": "How do I say no?"})
    chosen = await number(facilitator, GROUPS)
    proposal = await makes(facilitator, chosen)
    for said in ("nobody has heard of it yet", "Seed 7", "(leads it)", "Groups without a facilitator: 1"):
        assert said in proposal.text
    assert proposal.pings == set()
    assert "Your group" not in [one.label for one in (await member.types("/workshops mine")).buttons]
    here = number_of(proposal, member)
    form = await facilitator.presses(proposal, "Move somebody")
    assert isinstance(form, Form)
    full_one = await facilitator.fills_in(form, {"Who": [str(member.id)], "To which group": "9"})
    assert "There is no group 9" in full_one.text
    form = await facilitator.presses(proposal, "Exchange two")
    assert isinstance(form, Form)
    elsewhere = next(
        one for one in SAMPLE.people.values() if f"<@{one.id}>" in proposal.text and number_of(proposal, one) != here
    )
    preview = await facilitator.fills_in(form, {"Who": [str(member.id)], "With whom": [str(elsewhere.id)]})
    assert "change places" in preview.text
    changed = await facilitator.presses(preview, "Keep it")
    assert number_of(changed, member) != here
    assert "have changed meanwhile" in (await facilitator.presses(proposal, "Publish")).text
    rooms = await facilitator.presses(changed, "Rooms")
    assert isinstance(rooms, Form)
    roomy = await facilitator.fills_in(rooms, {"Where each meets": "Room A\nRoom B"})
    done = await facilitator.presses(roomy, "Publish")
    assert "Published" in done.text
    await home.later(timedelta(minutes=1))
    posted = await member.sees(lambda one: f"Groups: {TITLE}" in one.text and "Yours, with what it is" in one.text)
    assert posted.pings == set()
    told = await member.sees(lambda shown: "Room" in shown.text and shown.payload.get("guild_id") is None)
    assert "How do I say no" not in told.text, "it wasn't passed on"
    questions = await facilitator.types("/manage-workshops questions", workshop=chosen)
    await facilitator.presses(questions, "Pass all on, to every group")
    mine = await member.types("/workshops mine")
    assert "Room" in mine.text
    own = await member.presses(mine, "Your group")
    assert own.ephemeral
    assert "How do I say no" in own.text
    assert "signed" not in own.text
    await home.at(AT - timedelta(hours=24))
    reminder = await member.sees("withdraw: somebody else")
    assert "Room" in reminder.text
    assert "How do I say no" in reminder.text


async def test_who_leads_is_changed_after_publishing_and_whoever_has_no_place_is_told_whom_to_tell(home: House) -> None:
    facilitator, member, other = [await home.person(one) for one in (FACILITATOR, MEMBER, ADMINISTRATOR)]
    for one in (facilitator, member, other):
        await agrees(one)
    announced = await planned(home, places=20, topics="Grants, Teaching")
    await joins(member, announced)
    await full(home, announced)
    chosen = await number(facilitator, GROUPS)
    published = await facilitator.presses(await makes(facilitator, chosen), "Publish")
    await home.later(timedelta(minutes=1))
    told = await facilitator.sees(lambda shown: "You lead this group" in shown.text)
    assert "please tell a facilitator" in told.text
    assert not told.buttons
    form = await facilitator.presses(published, "Who leads")
    assert isinstance(form, Form)
    assert str(facilitator.id) in str(form.fields[0].component), "those who lead already are in the menu"
    changed = await facilitator.fills_in(form, {"Who leads a group": [str(member.id), str(other.id)]})
    assert f"<@{member.id}> (leads it)" in changed.text
    assert f"<@{other.id}> (leads it)" in changed.text
    assert f"<@{facilitator.id}>" not in changed.text
    await home.later(timedelta(minutes=1))
    gone = await facilitator.sees("You don’t lead a group in this workshop any more")
    assert not gone.buttons
    led = await member.sees(lambda shown: "You lead this group" in shown.text)
    assert [one.label for one in led.buttons] == ["Withdraw"]
    await member.presses(led, "Withdraw")
    await home.later(timedelta(minutes=1))
    last = await facilitator.types(GROUPS, workshop=chosen)
    assert f"<@{member.id}>" not in last.text
    assert "Groups without a facilitator: 1" in last.text


def noted(monkeypatch: pytest.MonkeyPatch, done: list[str], owner: object, name: str, what: str) -> None:
    """Have each call of a method written down before it does anything."""
    original = getattr(owner, name)

    async def first(*given: Any, **named: Any) -> Any:
        done.append(what)
        return await original(*given, **named)

    monkeypatch.setattr(owner, name, first)


async def test_whoever_looks_or_tries_a_change_is_answered_before_anything_is_worked_out(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    facilitator, done = await home.person(FACILITATOR), list[str]()
    assert home.services is not None
    announced = await planned(home, places=20)
    await full(home, announced)
    chosen = await number(facilitator, GROUPS)
    proposal = await makes(facilitator, chosen)

    for answer in ("defer", "send_modal"):
        noted(monkeypatch, done, discord.InteractionResponse, answer, "answered")
    noted(monkeypatch, done, home.services.group_keeper, "settle", "worked out")
    await facilitator.types(GROUPS, workshop=chosen)
    form = await facilitator.presses(proposal, "Move somebody")
    assert isinstance(form, Form)
    seated = next(one for one in SAMPLE.people.values() if f"<@{one.id}>" in proposal.text)
    other = "2" if number_of(proposal, seated) == 1 else "1"
    await facilitator.fills_in(form, {"Who": [str(seated.id)], "To which group": other})
    await facilitator.presses(proposal, "Rooms")
    assert done == ["answered", "worked out", "answered", "answered", "worked out", "answered"]


async def test_whoever_keeps_publishes_or_says_rooms_is_answered_before_anything_is_written_down(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    facilitator, done = await home.person(FACILITATOR), list[str]()
    assert home.services is not None
    announced = await planned(home, places=20)
    await full(home, announced)
    shown = await makes(facilitator, await number(facilitator, GROUPS))
    noted(monkeypatch, done, discord.InteractionResponse, "defer", "answered")
    for name in ("change", "set_rooms", "publish", "add_threads"):
        noted(monkeypatch, done, home.services.groups, name, name)
    one, other = (
        next(one for one in SAMPLE.people.values() if f"<@{one.id}>" in shown.text and number_of(shown, one) == group)
        for group in (1, 2)
    )
    form = await facilitator.presses(shown, "Exchange two")
    assert isinstance(form, Form)
    preview = await facilitator.fills_in(form, {"Who": [str(one.id)], "With whom": [str(other.id)]})
    done.clear()
    kept = await facilitator.presses(preview, "Keep it")
    assert number_of(kept, one) == 2
    said = list[Shown]()
    for lines in ("A\nB\nC", "A\nB"):
        rooms = await facilitator.presses(kept, "Rooms")
        assert isinstance(rooms, Form)
        said.append(await facilitator.fills_in(rooms, {"Where each meets": lines}))
    refused, roomy = said
    assert "There are 3 lines for 2 groups" in refused.text
    assert "have changed meanwhile" in (await facilitator.presses(kept, "Publish")).text
    published = await facilitator.presses(roomy, "Publish")
    assert "Published" in published.text
    assert "come within a few minutes" in (await facilitator.presses(published, "Give them threads")).text
    names = ("change", "set_rooms", "set_rooms", "publish", "publish", "add_threads")
    assert done == [what for name in names for what in ("answered", name)]


async def test_threads_are_given_afterwards_and_whoever_cant_see_theirs_is_named_until_they_can(home: House) -> None:
    facilitator, member, admin = [await home.person(one) for one in (FACILITATOR, MEMBER, ADMINISTRATOR)]
    announced = await planned(home, places=20)
    await joins(member, announced)
    await full(home, announced)
    chosen = await number(facilitator, GROUPS)
    published = await facilitator.presses(await makes(facilitator, chosen), "Publish")
    assert "whoever may manage threads in the channel can read it" in published.text
    earlier = await facilitator.types(GROUPS, workshop=chosen)
    await home.later(timedelta(minutes=1))
    general = announced.channel_id
    shut, blind = (f"/channels/{general}/permissions/{one}" for one in (member.id, SAMPLE.application_id))
    unseen = {"type": 1, "allow": "0", "deny": f"{discord.Permissions(view_channel=True).value}"}
    await admin.request("PUT", shut, unseen)
    given = await facilitator.presses(published, "Give them threads")
    assert "Give them threads" not in [one.label for one in given.buttons]
    assert given.pings == set()
    for _round in range(2):
        await home.later(timedelta(minutes=1))
    await facilitator.sees("This thread is your group’s")
    named = f"can’t see <#{general}> isn’t in their group’s thread: <@{member.id}>."
    there = await facilitator.presses(earlier, "Give them threads")
    assert named in there.text, "pressed on a card of before, it changes nothing"
    assert "within a few minutes" not in there.text
    assert "Give them threads" not in [one.label for one in there.buttons]
    assert there.pings == set()
    active = await admin.request("GET", f"/guilds/{SAMPLE.guild_id}/threads/active")
    threads = [one["id"] for one in active["threads"] if TITLE in one["name"]]
    assert len(threads) == 2
    await admin.request("PUT", blind, unseen)
    assert named in (await facilitator.types(GROUPS, workshop=chosen)).text
    assert home.services is not None
    entry = await home.services.threads.let_in(SAMPLE.guild_id, int(threads[0]), facilitator.id)
    assert entry == "later", "that Heronry can't see it is said of nobody else"
    await admin.request("DELETE", blind)
    for one in threads:
        await admin.request("PATCH", f"/channels/{one}", {"archived": True})
    await admin.request("DELETE", shut)
    await home.later(timedelta(minutes=30))
    assert named in (await facilitator.types(GROUPS, workshop=chosen)).text
    await home.later(timedelta(minutes=30))
    assert "isn’t in their group’s thread" not in (await facilitator.types(GROUPS, workshop=chosen)).text
    inside = [one for thread in threads for one in await admin.request("GET", f"/channels/{thread}/thread-members")]
    assert [one["user_id"] for one in inside].count(str(member.id)) == 1, "though nobody had written there for a week"


async def test_groups_have_threads_and_rounds_are_said_there_too(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    announced = await planned(home, places=20, topics="Grants, Teaching")
    await joins(member, announced)
    await full(home, announced)
    chosen = await number(facilitator, GROUPS)
    proposal = await makes(facilitator, chosen)
    await facilitator.presses(proposal, "Publish, with threads")
    for _round in range(2):
        await home.later(timedelta(minutes=1))
    begun = await member.sees("This thread is your group’s")
    assert f"<@{member.id}>" in begun.text
    assert begun.pings == set()
    await facilitator.types("/resources add", title="Writing a grant", link="https://grants.example/first")
    [resource] = (await member.completions("/resources post", resource="writing a grant")).values()
    posted = await member.types("/resources post", resource=resource)
    assert f"<#{begun.channel_id}>" in posted.text
    assert "nothing was posted again" in (await member.types("/resources post", resource=resource)).text
    await home.later(timedelta(minutes=1))
    shown = await member.sees(lambda one: "A resource for this group" in one.text)
    assert (shown.channel_id, shown.pings) == (begun.channel_id, set())
    assert "choose one" in (await facilitator.types("/resources post", resource=resource)).text
    there = await facilitator.completions("/resources post", group="Group")
    [other] = {int(one) for one in there.values()} - {begun.channel_id}
    assert (
        "Shared with the group"
        in (await facilitator.types("/resources post", resource=resource, group=f"{other}")).text
    )
    moved = await facilitator.types("/manage-workshops move", workshop=chosen, when="15 February 2027 15:00")
    assert "Moved" in moved.text
    await facilitator.types("/manage-workshops move", workshop=chosen, when="15 February 2027 14:30")
    await home.later(timedelta(minutes=1))
    told = await member.sees(lambda one: "It has moved" in one.text and one.channel_id == begun.channel_id)
    assert [one.label for one in told.buttons] == ["Withdraw"], "those who have a place aren't asked to sign up"
    groups = await facilitator.types(GROUPS, workshop=chosen)
    rounds = await facilitator.presses(groups, "Rounds")
    form = await facilitator.presses(rounds, "Start now")
    assert isinstance(form, Form)
    assert "on the day" in (await facilitator.fills_in(form, {"Minutes in each": "20", "How many rounds": "2"})).text
    await home.at(datetime(2027, 2, 15, 14, 5, tzinfo=UTC))
    form = await facilitator.presses(rounds, "Start now")
    assert isinstance(form, Form)
    running = await facilitator.fills_in(form, {"Minutes in each": "20", "How many rounds": "2"})
    assert "Under way" in running.text
    await home.later(timedelta(0))
    first = await member.sees("Round 1 of 2")
    assert "It begins" in first.text
    await home.later(timedelta(minutes=20))
    second = await member.sees(lambda shown: "Round 2 of 2" in shown.text and shown.channel_id == begun.channel_id)
    assert "Time to move on" in second.text
    assert "Start now" in [one.label for one in (await facilitator.presses(running, "Stop")).buttons]
    await home.later(timedelta(minutes=20))
    assert not [one for one in await member.reads(channel="general") if "last round" in one.text]
