"""Workshops over the wire: planned, announced, signed up for, moved, attended, looked back on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import SetClock
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, House, agrees

START = datetime(2027, 1, 15, 10, tzinfo=UTC)
AT = datetime(2027, 2, 15, 14, tzinfo=UTC)
TITLE = "Careers after a doctorate"
CREATE = "/manage-workshops create"

pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START)


async def planned(home: House, **options: Any) -> Shown:
    """A workshop that is kept and announced."""
    facilitator = await home.person(FACILITATOR)
    wish: dict[str, Any] = {
        "title": TITLE,
        "when": "15 February 2027 14:00",
        "channel_": "general",
        "places": 1,
        "mentors": 1,
    }
    draft = await facilitator.types(CREATE, **wish | options)
    assert "Is this right?" in draft.text
    assert "It is planned" in (await facilitator.presses(draft, "Keep it")).text
    await home.later(timedelta(minutes=1))
    # The sample announces workshops of its own at about this moment.
    return await facilitator.sees(lambda shown: TITLE in shown.text and "groups of about" in shown.text)


async def number(person: Person, command: str) -> str:
    return next(iter((await person.completions(command, workshop=TITLE[:10])).values()))


async def joins(person: Person, announced: Shown, button: str = "Take part", **said: Any) -> Shown:
    form = await person.presses(announced, button)
    assert isinstance(form, Form), form.text
    return await person.fills_in(form, {name.replace("_", " "): what for name, what in said.items()})


async def test_a_workshop_is_planned_in_a_minute_and_filled_by_buttons(home: House) -> None:
    facilitator, member, admin = [await home.person(name) for name in (FACILITATOR, MEMBER, ADMINISTRATOR)]
    announced = await planned(home, topics="Grants, Teaching", label="confidential", description="Who **cares**? <@1>")
    assert "what is said there stays there" in announced.text
    assert announced.pings == set()
    form = await member.presses(announced, "Take part")
    assert isinstance(form, Form)
    done = await member.fills_in(form, {"Career stage": ["Senior"], "Access needs": "A ramp, please"})
    assert done.ephemeral
    assert "You have a place" in done.text
    assert "encrypted" in done.text
    assert "sends you no messages" in done.text
    assert "withdraw first" in (await member.presses(announced, "Mentor")).text
    mentor = await joins(admin, announced, "Mentor", Topics_you_can_speak_about="Grants, Saying no")
    assert "one of its mentors" in mentor.text
    assert "Saying no" in mentor.text
    await agrees(facilitator, "workshops")
    waits = await joins(facilitator, announced)
    assert "number 1 in line" in waits.text
    asked = await member.presses(announced, "Withdraw")
    assert "can’t have your place back" in asked.text
    assert asked.ephemeral
    assert "You have a place" in (await member.types("/workshops mine")).text, "a slip costs nothing"
    withdrawn = await member.presses(asked, "Yes, withdraw")
    assert "aren’t signed up" in withdrawn.text
    assert "To come after all" in withdrawn.text
    await home.later(timedelta(minutes=1))
    offer = await facilitator.sees("A place has come free")
    assert "You have a place" in (await facilitator.presses(offer, "Take the place")).text
    assert TITLE in (await facilitator.types("/workshops mine")).text
    roster = await facilitator.types(
        "/manage-workshops roster", workshop=await number(facilitator, "/manage-workshops roster")
    )
    table = (await facilitator.downloads(roster)).decode("utf-8-sig")
    assert "access needs" not in table
    assert "Saying no" in table


async def test_what_cant_be_is_answered_clearly(home: House) -> None:
    facilitator, member, newcomer = [await home.person(name) for name in (FACILITATOR, MEMBER, NEWCOMER)]
    wish: dict[str, Any] = {"title": TITLE, "when": "15 February 2027 14:00", "channel_": "general", "mentors": 1}
    for places in (0, 10_000):
        assert "from 1 to 300" in (await facilitator.types(CREATE, **wish, places=places)).text
    times: dict[str, Any] = {"opens": "2 February 2027 10:00", "closes": "1 February 2027 10:00"}
    assert "before it opens" in (await facilitator.types(CREATE, **wish, places=3, **times)).text
    announced = await planned(home)
    late = await member.presses(announced, "Take part")
    await home.at(AT - timedelta(days=1))
    assert isinstance(late, Form)
    assert "Sign-up closed" in (await member.fills_in(late, {})).text, "a form that was opened in time"
    assert "Questions in advance closed" in (await member.presses(announced, "Ask in advance")).text
    assert "members" in (await newcomer.presses(announced, "Take part")).text
    assert "isn't there any more" in (await member.types("/workshops ask", workshop="99")).text
    await facilitator.presses(
        await facilitator.types(
            "/manage-workshops cancel", workshop=await number(facilitator, "/manage-workshops cancel")
        ),
        "Cancel the workshop",
    )
    offered = await facilitator.completions("/manage-workshops roster", workshop=TITLE[:10])
    assert [name.split(" · ")[1:] for name in offered] == [["Cancelled", TITLE]]
    roster = await facilitator.types("/manage-workshops roster", workshop=next(iter(offered.values())))
    assert "Who signed up" in roster.text
    await home.later(timedelta(minutes=1))
    assert "is cancelled" in (await member.sees("is cancelled")).text
    closed = next(
        one for one in await member.reads(channel="general") if TITLE in one.text and "groups of about" in one.text
    )
    assert "Cancelled" in closed.text, "the announcement shows it, and its buttons rest"


async def test_a_fair_draw_is_published_and_a_move_is_told(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await agrees(member, "workshops")
    announced = await planned(home, giving="fair", closes="1 February 2027 10:00")
    assert "same chance" in announced.text
    assert "You are in the draw" in (await joins(member, announced)).text
    await home.at(datetime(2027, 2, 1, 10, 1, tzinfo=UTC))
    assert "The places are drawn" in (await facilitator.sees("The places are drawn")).text
    assert "You have a place" in (await member.sees("You have a place")).text
    chosen = await number(facilitator, "/manage-workshops move")
    moved = await facilitator.types("/manage-workshops move", workshop=chosen, when="16 February 2027 10:00")
    assert "Moved" in moved.text
    await home.later(timedelta(minutes=1))
    told = await member.sees(lambda shown: "It has moved" in shown.text and shown.payload.get("guild_id") is None)
    assert "keeps their place" in told.text
    changed = await facilitator.types("/manage-workshops places", workshop=chosen, places=4)
    assert "4 places" in changed.text


async def test_questions_the_day_and_what_follows(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await agrees(member, "workshops")
    announced = await planned(home)
    await joins(member, announced)
    form = await member.types("/workshops ask", workshop=await number(member, "/workshops ask"))
    assert isinstance(form, Form)
    assert "without your name" in (await member.fills_in(form, {"Your question": "How do I say no?"})).text
    chosen = await number(facilitator, "/manage-workshops questions")
    asked = await facilitator.types("/manage-workshops questions", workshop=chosen)
    assert "How do I say no" in asked.text
    assert "for your eyes alone" in asked.text
    await home.at(AT - timedelta(hours=24))
    assert "withdraw: somebody else" in (await member.sees("withdraw: somebody else")).text
    await home.at(AT)
    begins = await member.sees("It begins. If you are here")
    assert "Welcome" in (await member.presses(begins, "I’m here")).text
    assert "aren't signed up" in (await facilitator.presses(begins, "I’m here")).text
    put = await facilitator.types("/manage-workshops attendance", workshop=chosen, person=facilitator)
    assert "Put down" in put.text
    await home.at(AT + timedelta(hours=2, minutes=5))
    asks = await member.sees("How was it?")
    form = await member.presses(asks, "Say how it was")
    assert isinstance(form, Form)
    assert len(form.fields) == 4
    thanks = await member.fills_in(form, {form.fields[0].label: ["yes"], "A line, if you like": "Good tea"})
    assert "counted without your name" in thanks.text
    assert "answered already" in (await member.presses(asks, "Say how it was")).text
    note = await member.presses(asks, "Note of attendance")
    note = await member.sees("For your records") if "For your records" not in note.text else note
    assert b"Hours: 2 (participatory)" in await member.downloads(note)
    begins = await member.sees("write down what you take from it")
    assert f"About: {TITLE}" in (await member.presses(begins, "Reflect on it")).text
    assert "Note of attendance" in str((await member.types("/workshops mine")).payload)
    await home.at(AT + timedelta(days=8))
    shown = await facilitator.types("/manage-workshops feedback", workshop=chosen)
    assert "Fewer than 8" in shown.text


async def test_what_a_workshop_says_is_changed_and_a_question_comes_with_signing_up(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    await agrees(member, "workshops")
    asked = await facilitator.types(
        CREATE, title="By night", when="31 October 2027 01:30", channel_="general", places=1, mentors=0
    )
    assert "twice" in asked.text
    assert "Is this right?" in (await facilitator.presses(asked, asked.buttons[1].label or "")).text
    announced = await planned(home, room="Room 1", topics="Grants")
    done = await joins(member, announced, A_question_in_advance="How do I say no?")
    assert "You have a place" in done.text
    chosen = await number(facilitator, "/manage-workshops edit")
    assert "How do I say no" in (await facilitator.types("/manage-workshops questions", workshop=chosen)).text
    form = await facilitator.types("/manage-workshops edit", workshop=chosen)
    late = await facilitator.types("/manage-workshops edit", workshop=chosen)
    assert isinstance(form, Form)
    assert isinstance(late, Form)
    changed = await facilitator.fills_in(form, {"Where": "Room 2", "What may be passed on": ["confidential"]})
    assert "Room 2" in changed.text
    again = await facilitator.fills_in(late, {"Where": "Room 3"})
    assert "nothing was saved" in again.text
    await home.later(timedelta(minutes=1))
    told = await member.sees(lambda shown: "Room 2" in shown.text and shown.payload.get("guild_id") is None)
    assert "what is said there stays there" in told.text
    put_off = await facilitator.types("/manage-workshops edit", workshop=chosen, closes="15 February 2027 10:00")
    assert "Changed" in put_off.text
    fewer = await facilitator.types("/manage-workshops places", workshop=chosen, places=2)
    assert "Nobody who has a place loses it" in fewer.text


async def test_a_list_is_looked_at_before_anybody_is_signed_up(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    await planned(home)
    chosen = await number(facilitator, "/manage-workshops import")
    listed = home.sample.profiles[0].display_name
    rows = f"name,role\n{listed},\nNobody Known,mentor\n{listed},mentor\n"
    trial = await facilitator.types(
        "/manage-workshops import", workshop=chosen, file="0", files={"people.csv": rows.encode()}
    )
    assert "Nobody is signed up yet" in trial.text
    assert "row 3: nobody in the directory" in trial.text
    assert "row 4: the same person as in row 2" in trial.text
    assert "1 has a place" in (await facilitator.presses(trial, "Sign up 1 person")).text
    wrong = await facilitator.types("/manage-workshops import", workshop=chosen, file="0", files={"a.csv": b"x\ny\n"})
    assert "must name the columns" in wrong.text
