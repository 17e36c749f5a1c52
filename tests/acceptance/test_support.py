"""The space as people meet it: its agreement, worries passed on, questions asked through the rota; nobody exposed."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import SetClock
from bot.demo.season import CHAPTERS, support
from sandbox.driver import Form, Person, Refused, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

SPACE = SAMPLE.channels["reflective-space"].id
FIRST, SECOND, OUTSIDE = "Tomasz Wilk", "Rhiannon Probert", "Delroy Ashton"
AUTHOR = "Luca Benvenuti"
WORDS = "he sounded so tired of it all, *please* look"
QUESTION = "How do I tell my supervisor that it is too much"
MENU = "I'm worried about this message"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))


@pytest.fixture
async def home(empty_house: House, clock: SetClock, monkeypatch: pytest.MonkeyPatch) -> House:
    """The house before its people have agreed on anything about the space."""
    before = tuple(chapter for chapter in CHAPTERS if chapter is not support)
    monkeypatch.setattr("bot.demo.run.CHAPTERS", before)
    empty_house.clock = clock
    await empty_house.start()
    return empty_house


async def works(home: House, clock: SetClock) -> None:
    """A little time passes, and the bot does what falls due."""
    assert home.services is not None
    clock.move_by(timedelta(seconds=5))
    await home.services.desk.tick(home.services.threads)
    await home.runner.tick()


async def rota(home: House, clock: SetClock, *names: str, second: str | None = None, **fields: Any) -> Shown:
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.presses(await facilitator.types("/manage-support rota"), "Change")
    filled: dict[str, Any] = {
        "Who is on the rota": [await facilitator.find(one) for one in names],
        "Second contact, outside the rota": [await facilitator.find(second)] if second else [],
        "When they look in": "weekdays 9 to 5",
    }
    saved = await facilitator.fills_in(form, filled | fields)
    await works(home, clock)
    return saved


async def agreed(home: House, role: str | None = None) -> Shown:
    """A facilitator writes the agreement, for the reflective space."""
    facilitator = await home.person(FACILITATOR)
    proposal = await facilitator.types("/manage-support agreement")
    form = await facilitator.presses(proposal, "Change")
    fields: dict[str, Any] = {"The space's channel": [SPACE]}
    if role:
        fields["Role for whoever accepts it"] = [SAMPLE.roles[role].id]
    return await facilitator.fills_in(form, fields)


async def worried(home: House, clock: SetClock, about: Shown, leave_out: str | None = None) -> Shown:
    member = await home.person(MEMBER)
    form = await member.uses(MENU, about)
    assert isinstance(form, Form), form
    fields: dict[str, Any] = {"Anything to add, if you like": WORDS}
    if leave_out:
        fields["Who must not hear of it"] = [await member.find(leave_out)]
    answer = await member.fills_in(form, fields)
    await works(home, clock)
    return answer


async def message(home: House) -> Shown:
    return await (await home.person(AUTHOR)).writes("I can't go on like this", channel=SPACE)


# -- the agreement ------------------------------------------------------------------------------


async def test_the_agreement_is_written_posted_accepted_and_shown_again(home: House, clock: SetClock) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    assert "hasn't written its agreement" in (await member.types("/support agreement")).text
    saved = await agreed(home)
    assert "0 people have accepted it" in saved.text
    await rota(home, clock, FIRST)
    await facilitator.presses(saved, "Post it in the space")
    await works(home, clock)
    posted = await member.sees("Our agreement for this space")
    for said in (
        "support one another",
        "not an emergency service",
        "Manage Threads",
        "weekdays 9 to 5",
        "administrators",
    ):
        assert said in posted.text
    assert str(SAMPLE.people[FIRST].id) in posted.text
    assert posted.pings == set()
    assert posted.channel_id == SPACE
    await member.presses(posted, "I agree to this")
    accepted = await member.presses(posted, "I agree to this")
    assert accepted.ephemeral
    assert "You accepted this on" in accepted.text
    form = await facilitator.presses(await facilitator.types("/manage-support agreement"), "Change")
    changed = await facilitator.fills_in(form, {"Agreement": "- Cameras *off*.\n<@1>"})
    assert r"Cameras \*off\*" in changed.text
    assert "changed meanwhile" in (await member.presses(posted, "I agree to this")).text
    await member.types("/help")
    waits = await member.sees("wait", after=accepted)
    again = await member.presses(waits, waits.buttons[0].label)
    assert "has changed" in again.text
    assert "You accepted" in (await member.presses(again, "I agree to this")).text


async def test_whoever_accepts_gets_the_role(home: House, clock: SetClock) -> None:
    admin, member = await home.person(ADMINISTRATOR), await home.person(MEMBER)
    made = await admin.request("POST", f"/guilds/{SAMPLE.guild_id}/roles", {"name": "In the space"})
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.presses(await facilitator.types("/manage-support agreement"), "Change")
    await facilitator.fills_in(form, {"The space's channel": [SPACE], "Role for whoever accepts it": [int(made["id"])]})
    shown = await member.types("/support agreement")
    assert "It is noted" in (await member.presses(shown, "I agree to this")).text
    mine = await admin.request("GET", f"/guilds/{SAMPLE.guild_id}/members/{member.id}")
    assert made["id"] in mine["roles"]
    await admin.request("DELETE", f"/guilds/{SAMPLE.guild_id}/roles/{made['id']}")
    assert "couldn't be given" in (await member.presses(shown, "I agree to this")).text


async def test_a_role_above_heronrys_own_is_said_and_facilitators_hear_of_it(home: House, clock: SetClock) -> None:
    facilitator, member, admin = [await home.person(one) for one in (FACILITATOR, MEMBER, ADMINISTRATOR)]
    heronry = SAMPLE.roles["Heronry"].id
    await admin.request("PATCH", f"/guilds/{SAMPLE.guild_id}/roles", [{"id": str(heronry), "position": 1}])
    saved = await agreed(home, "Students")
    assert "can't give" in saved.text
    accepted = await member.presses(await member.types("/support agreement"), "I agree to this")
    assert "couldn't be given" in accepted.text
    assert "You accepted this on" in accepted.text
    await works(home, clock)
    assert "above Heronry's own role" in (await facilitator.sees("role can't be given")).text


# -- the rota, and worries ----------------------------------------------------------------------


async def test_the_rota_meets_in_a_private_thread_and_hears_of_a_worry(home: House, clock: SetClock) -> None:
    saved = await rota(home, clock, FIRST, FACILITATOR)
    assert "Without a second contact" in saved.text
    first, member, author = [await home.person(one) for one in (FIRST, MEMBER, AUTHOR)]
    about = await message(home)
    answer = await worried(home, clock, about)
    assert "It was passed on" in answer.text
    assert "116 123" in answer.text
    worry = await first.sees("Someone is worried about a message")
    assert r"please\*" in worry.text
    assert f"/{SPACE}/{about.id}" in worry.text
    assert MEMBER in worry.text
    assert worry.pings == {SAMPLE.people[FIRST].id, SAMPLE.people[FACILITATOR].id}
    seen = await first.presses(worry, "Seen")
    assert "told so, and nothing more" in seen.text
    await works(home, clock)
    await member.types("/help")
    waits = await member.sees("wait", after=answer)
    assert "has been seen" in (await member.presses(waits, waits.buttons[0].label)).text
    closed = await first.fills_in(await first.presses(seen, "Note what was done"), {"What was done": "we had a *tea*"})
    assert r"had a \*tea\*" in closed.text
    assert closed.buttons == []
    assert list(author.messages) == [about.id], "the author hears nothing"


async def test_a_worry_about_someone_on_the_rota_goes_to_the_second_contact_alone(home: House, clock: SetClock) -> None:
    await rota(home, clock, FIRST, FACILITATOR, second=SECOND)
    about, second = await message(home), await home.person(SECOND)
    await worried(home, clock, about, FIRST)
    await worried(home, clock, await (await home.person(FIRST)).writes("Leave me alone, all of you", channel=SPACE))
    await worried(home, clock, about, ADMINISTRATOR)
    worry = await second.sees("Someone is worried about a message")
    [told] = {one.channel_id for one in second.messages.values() if "is worried about" in one.text}
    assert len([one for one in await second.reads(channel=told) if "is worried about" in one.text]) == 3
    for name in (FIRST, FACILITATOR, ADMINISTRATOR):
        assert not any("is worried about" in one.text for one in (await home.person(name)).messages.values())
    assert "told so" in (await second.presses(worry, "Seen")).text


async def test_without_a_second_contact_leaving_the_rota_out_is_said_at_once(home: House, clock: SetClock) -> None:
    await rota(home, clock, FIRST)
    answer = await worried(home, clock, await message(home), FIRST)
    assert "nobody would" in answer.text
    assert "116 123" in answer.text


async def test_where_nobody_is_on_the_rota_nobody_writes_in_vain(home: House, clock: SetClock) -> None:
    member, facilitator = await home.person(MEMBER), await home.person(FACILITATOR)
    refused = await member.uses(MENU, await message(home))
    assert "Nobody looks after this" in refused.text
    assert "116 123" in (await member.types("/support ask")).text
    assert "Nobody is on the rota" in (await rota(home, clock)).text
    assert "choose who looks after the space" in (await facilitator.sees("Nobody is on the rota")).text


async def test_an_app_is_no_one_to_turn_to_and_a_long_agreement_is_refused(home: House, clock: SetClock) -> None:
    facilitator = await home.person(FACILITATOR)
    form = await facilitator.presses(await facilitator.types("/manage-support rota"), "Change")
    refused = await facilitator.fills_in(form, {"Who is on the rota": [SAMPLE.application_id]})
    assert "an app can't" in refused.text
    form = await facilitator.presses(await facilitator.types("/manage-support agreement"), "Change")
    assert "too long" in (await facilitator.fills_in(form, {"Agreement": "*" * 2_000})).text
    form = await facilitator.presses(await facilitator.types("/manage-support agreement"), "Change")
    saved = await facilitator.fills_in(form, {"Agreement": "- a\n" * 500, "The space's channel": [SPACE]})
    assert "0 people have accepted it" in saved.text
    assert "I agree to this" in [one.label for one in (await facilitator.types("/support agreement")).buttons]


async def test_who_comes_and_goes_on_the_rota_comes_and_goes_in_its_thread(home: House, clock: SetClock) -> None:
    await rota(home, clock, FIRST, FACILITATOR)
    first, facilitator = await home.person(FIRST), await home.person(FACILITATOR)
    await ask(home, clock)
    question = await first.sees(QUESTION)
    assert "Someone has left the rota" not in question.text
    await rota(home, clock, FACILITATOR)
    handed = await facilitator.sees("Someone has left the rota")
    assert "1 question is open" in handed.text
    with pytest.raises(Refused):  # they are out of the thread
        await first.presses(question, "Answer")
    admin = await home.person(ADMINISTRATOR)
    await admin.request("DELETE", f"/channels/{handed.channel_id}")
    await works(home, clock)
    assert (await facilitator.sees(QUESTION, after=handed)).channel_id != handed.channel_id


async def test_an_archived_thread_is_opened_again_and_a_locked_one_made_anew(home: House, clock: SetClock) -> None:
    await rota(home, clock, FACILITATOR)
    facilitator, admin = await home.person(FACILITATOR), await home.person(ADMINISTRATOR)
    await ask(home, clock)
    first = await facilitator.sees(QUESTION)
    await admin.request("PATCH", f"/channels/{first.channel_id}", {"archived": True})
    await ask(home, clock)
    second = await facilitator.sees(QUESTION, after=first)
    assert second.channel_id == first.channel_id
    await admin.request("PATCH", f"/channels/{first.channel_id}", {"archived": True, "locked": True})
    await ask(home, clock)
    third = await facilitator.sees(QUESTION, after=second)
    assert third.channel_id != first.channel_id


async def test_where_heronry_may_make_no_thread_facilitators_hear_it(home: House, clock: SetClock) -> None:
    admin, facilitator = await home.person(ADMINISTRATOR), await home.person(FACILITATOR)
    desk, heronry = SAMPLE.channels["facilitators"].id, SAMPLE.roles["Heronry"].id
    body = {"type": 0, "allow": str(1 << 10 | 1 << 11 | 1 << 16), "deny": str(1 << 36)}
    await admin.request("PUT", f"/channels/{desk}/permissions/{heronry}", body)
    saved = await rota(home, clock, FACILITATOR)
    assert "Create Private Threads" in saved.text
    assert "Create Private Threads" in (await facilitator.sees("The rota has no thread")).text


# -- asking -------------------------------------------------------------------------------------


async def ask(home: House, clock: SetClock, wish: str = "Yes, without my name", text: str = QUESTION) -> Shown:
    member = await home.person(MEMBER)
    form = await member.types("/support ask")
    assert isinstance(form, Form), form
    answer = await member.fills_in(form, {"Your question": text, "May it be passed on to the group?": wish})
    await works(home, clock)
    return answer


@pytest.mark.parametrize(
    ("wish", "label"),
    [("Yes, without my name", "Pass on without a name"), ("Yes, with my name", "Pass on with their name")],
)
async def test_a_question_is_passed_on_as_wished_and_the_answer_comes_back(
    home: House, clock: SetClock, wish: str, label: str
) -> None:
    await agreed(home)
    await rota(home, clock, FACILITATOR)
    member, facilitator, other = [await home.person(one) for one in (MEMBER, FACILITATOR, AUTHOR)]
    sent = await ask(home, clock, wish)
    assert "It is on its way" in sent.text
    question = await facilitator.sees(QUESTION)
    assert question.pings == set()
    relayed = await facilitator.presses(question, label)
    assert "has been passed on" in relayed.text
    await works(home, clock)
    shown = await other.sees(QUESTION)
    assert shown.channel_id == SPACE
    assert (str(member.id) in shown.text) is (wish == "Yes, with my name")
    assert shown.pings == set()
    form = await facilitator.presses(relayed, "Answer")
    assert "on its way" in (await facilitator.fills_in(form, {"Your answer": "Say it in *one* sentence."})).text
    await works(home, clock)
    await member.types("/help")
    waits = await member.sees("wait", after=sent)
    answer = await member.presses(waits, waits.buttons[0].label)
    assert r"Say it in \*one\* sentence" in answer.text
    await member.fills_in(await member.presses(answer, "Write back"), {"Your message to the rota": "Thank you so much"})
    await works(home, clock)
    further = await facilitator.sees("Thank you so much")
    assert "writes back" in further.text
    assert "It is closed" in (await facilitator.presses(further, "Close")).text
    late = await member.fills_in(await member.presses(answer, "Write back"), {"Your message to the rota": "And?"})
    assert "is over" in late.text


async def test_what_is_for_the_rota_alone_has_no_button_to_pass_it_on(home: House, clock: SetClock) -> None:
    await rota(home, clock, FACILITATOR)
    await ask(home, clock, "No, it is for the rota alone")
    question = await (await home.person(FACILITATOR)).sees(QUESTION)
    assert [one.label for one in question.buttons] == ["Answer", "Close"]


async def test_answers_come_as_a_direct_message_where_one_wants_it(home: House, clock: SetClock) -> None:
    await rota(home, clock, FACILITATOR)
    member, facilitator = await home.person(MEMBER), await home.person(FACILITATOR)
    form = await member.presses(await member.types("/preferences"), "Direct messages")
    await member.fills_in(form, {"Heronry may message me": ["When the rota answers me, or has seen my worry"]})
    await ask(home, clock)
    question = await facilitator.sees(QUESTION)
    await facilitator.fills_in(await facilitator.presses(question, "Answer"), {"Your answer": "Here I am."})
    await works(home, clock)
    answer = await member.sees("Here I am")
    assert not answer.ephemeral
    await member.fills_in(await member.presses(answer, "Write back"), {"Your message to the rota": "From my messages"})
    await works(home, clock)
    assert (await facilitator.sees("From my messages")).channel_id == question.channel_id


async def test_newcomers_have_the_places_to_turn_to_and_no_more(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    assert "This is for members" in (await newcomer.types("/support ask")).text
    assert "This is for members" in (await newcomer.types("/support agreement")).text
    assert "116 123" in (await newcomer.types("/support now")).text


async def test_the_sample_community_has_a_rota_that_was_asked_something(empty_house: House, clock: SetClock) -> None:
    home = empty_house
    home.clock = clock
    await home.start()
    first, member = await home.person(FIRST), await home.person(MEMBER)
    await works(home, clock)
    assert "answers at midnight" in (await first.sees("Kwabena Ofori asks")).text
    shown = await member.types("/support agreement")
    assert "support rather than advise" in shown.text
    assert "once at the weekend" in shown.text


# -- nobody is exposed --------------------------------------------------------------------------


async def everything_seen(home: House, person: Person) -> str:
    """All that someone ever got on their screen, and all that they can read anywhere now."""
    channels = await person.request("GET", f"/guilds/{SAMPLE.guild_id}/channels")
    threads = await person.request("GET", f"/guilds/{SAMPLE.guild_id}/threads/active")
    read: list[str] = [str(event.data) for event in person.events if "INTERACTION" not in event.name]
    for place in [*channels, *threads["threads"]]:
        if place["type"] in (0, 5, 11, 12):
            read += [str(one.payload) for one in await person.reads(channel=int(place["id"]))]
    return "\n".join(read)


async def test_nobody_outside_the_rota_finds_who_asked_or_who_was_worried(
    home: House, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Every message, thread, record and log that anyone outside the rota could see, read for names and words."""
    caplog.set_level(logging.DEBUG)
    await agreed(home)
    await rota(home, clock, FIRST, second=SECOND)
    others = [await home.person(one) for one in (FACILITATOR, OUTSIDE, AUTHOR, NEWCOMER)]
    first, member, facilitator = await home.person(FIRST), await home.person(MEMBER), others[0]
    about = await message(home)
    await worried(home, clock, about)
    await worried(home, clock, about, FIRST)
    await ask(home, clock)
    await first.presses(await first.sees(QUESTION), "Pass on without a name")
    await works(home, clock)
    await first.presses(await first.sees("is worried about a message"), "Seen")
    await works(home, clock)
    admin = await home.person(ADMINISTRATOR)
    record = await admin.presses(await admin.types("/settings"), "Record of changes")
    overview = await facilitator.types("/manage-deliveries")
    screens = [record.text, overview.text, (await facilitator.types("/manage-support rota")).text]
    traces = (WORDS[:20], "is worried about", f"{MEMBER} asks", "Support rota")
    for other in others:
        read = await everything_seen(home, other)
        assert not any(trace in read for trace in traces), other.name
        asked = [line for line in read.splitlines() if QUESTION in line]
        assert bool(asked) is (other.name != NEWCOMER)
        assert not any(str(member.id) in line or MEMBER in line for line in asked)
    said = "\n".join([*screens, *(one.getMessage() for one in caplog.records if one.name.startswith("bot"))])
    assert not any(word in said for word in (*traces, QUESTION, MEMBER, str(member.id)))
    stored = b"".join(one.read_bytes() for one in home.settings.data_dir.glob("heronry.db*"))
    for secret in (WORDS, QUESTION):
        assert secret.encode() not in stored
