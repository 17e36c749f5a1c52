"""A worry passed on, a question asked through the rota; and nobody exposed."""

import logging
from datetime import UTC, datetime

import pytest

from bot.clock import SetClock
from bot.demo.season import CHAPTERS, support
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House, agrees
from tests.acceptance.space import (
    AUTHOR,
    FIRST,
    MENU,
    OUTSIDE,
    QUESTION,
    SECOND,
    SPACE,
    WORDS,
    agreed,
    ask,
    everything_seen,
    message,
    rota,
    works,
    worried,
)


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


async def test_a_worry_passed_on_just_before_a_stop_arrives_once(home: House, clock: SetClock) -> None:
    await rota(home, clock, FIRST)
    first, member = await home.person(FIRST), await home.person(MEMBER)
    form = await member.uses(MENU, await message(home))
    await home.stop()
    await home.start()  # a form that was open meanwhile is still received
    await member.fills_in(form, {"Anything to add, if you like": WORDS})
    await home.stop()
    await home.start()
    for _ in range(3):
        await works(home, clock)
    worry = await first.sees("Someone is worried about a message")
    assert len([one for one in await first.reads(channel=worry.channel_id) if "is worried about" in one.text]) == 1


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
    await agrees(member, "support")
    await ask(home, clock)
    question = await facilitator.sees(QUESTION)
    await facilitator.fills_in(await facilitator.presses(question, "Answer"), {"Your answer": "Here I am."})
    await works(home, clock)
    answer = await member.sees("Here I am")
    assert not answer.ephemeral
    await member.fills_in(await member.presses(answer, "Write back"), {"Your message to the rota": "From my messages"})
    await works(home, clock)
    assert (await facilitator.sees("From my messages")).channel_id == question.channel_id


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


async def test_a_question_without_a_name_reaches_the_rota_and_its_answer_waits(home: House, clock: SetClock) -> None:
    await agreed(home)
    await rota(home, clock, FACILITATOR)
    member, facilitator, other = [await home.person(one) for one in (MEMBER, FACILITATOR, AUTHOR)]
    assert "aren't taken here" in (await member.types("/support ask-unsigned")).text
    switch = await facilitator.types("/manage-support unsigned")
    assert "are **off**" in switch.text
    assert "read the policy" in switch.text
    on = await facilitator.presses(switch, "I have read the policy: switch them on")
    assert "are **on**" in on.text
    before = await member.types("/support ask-unsigned")
    for said in ("30 days", "against abuse alone", "Discord sees what you type"):
        assert said in before.text
    form = await member.presses(before, "Write it")
    assert "without your name" in (await member.fills_in(form, {"Your question": QUESTION})).text
    await works(home, clock)
    question = await facilitator.sees(QUESTION)
    assert not any(trace in str(question.payload) for trace in (MEMBER, str(member.id)))
    waiting = await facilitator.types("/manage-support open")
    assert QUESTION[:20] in waiting.text
    await facilitator.presses(question, "Pass on to the group")
    await works(home, clock)
    shown = await other.sees(QUESTION)
    assert str(member.id) not in str(shown.payload)
    form = await facilitator.presses(question, "Answer")
    await facilitator.fills_in(form, {"Your answer": "You may say so."})
    await works(home, clock)
    assert "You may say so" in (await member.types("/support ask-unsigned")).text
    assert not any("You may say so" in one.text for one in other.messages.values())
    admin = await home.person(ADMINISTRATOR)
    refused = await facilitator.presses(question, "Abuse: who asked?")
    assert "administrators" in refused.text
    await admin.types("/help")
