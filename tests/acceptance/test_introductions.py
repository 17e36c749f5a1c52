"""From "who knows NVivo?" to two people who can write to each other, over the wire."""

import pytest

from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import MEMBER, NEWCOMER, SAMPLE, House, agrees


async def asked(home: House, asker: Person, answer: str) -> tuple[Person, Shown, Shown]:
    """Someone asks the first person found: who that is, what they see, and what the asker was told."""
    found = await asker.types("/who", query="who knows NVivo?")
    custom_id = next(one.custom_id for one in found.buttons if one.label == "Ask for an introduction")
    assert custom_id is not None
    other = next(one for one in SAMPLE.profiles if str(one.member_id) in custom_id)
    form = await asker.presses(found, custom_id)
    assert isinstance(form, Form)
    sent = await asker.fills_in(
        form, {"Your message": "Could we *talk*? @everyone", "Where should the answer come?": [answer]}
    )
    person = await home.person(other.display_name)
    await home.runner.tick()
    return person, await waiting(person, "Someone would like to meet you"), sent


async def waiting(person: Person, words: str) -> Shown:
    """What waits for someone's next visit, and says this."""
    visit = await person.types("/help")
    told = await person.sees("waiting for you here", after=visit)
    assert told.ephemeral
    await person.presses(told, "Show me")
    return await person.sees(words, after=told)


async def test_a_newcomer_asks_and_hears_by_direct_message(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    person, request, sent = await asked(home, newcomer, "As a direct message")
    assert "the next time they use Heronry" in sent.text
    assert "direct message, within a week" in sent.text
    assert request.ephemeral
    assert request.pings == set()
    assert "happy to talk" in (await person.presses(request, "Happy to")).text
    await home.runner.tick()
    answer = await newcomer.sees("is happy to hear from you")
    assert f"<@{person.id}>" in answer.text
    assert "answered already" in (await person.presses(request, "Not now")).text


async def test_who_agreed_to_messages_answers_from_there_and_nobody_is_told_no(home: House) -> None:
    member = await home.person(MEMBER)
    found = await member.types("/who", query="who knows NVivo?")
    custom_id = next(one.custom_id for one in found.buttons if one.label == "Ask for an introduction")
    assert custom_id is not None
    other = next(one for one in SAMPLE.profiles if str(one.member_id) in custom_id)
    person = await home.person(other.display_name)
    await agrees(person, "introductions")
    form = await member.presses(found, custom_id)
    await member.fills_in(form, {"Your message": "Hello", "Where should the answer come?": ["When I next use Heronry"]})
    await home.runner.tick()
    request = await person.sees("Someone would like to meet you")
    assert not request.ephemeral
    assert "told kindly" in (await person.presses(request, "Not now")).text
    answer = await waiting(member, "doesn’t suit")
    assert f"<@{other.member_id}>" not in answer.text


async def test_pausing_hides_the_entry(home: House) -> None:
    member = await home.person(MEMBER)
    person, request, _sent = await asked(home, member, "When I next use Heronry")
    assert "Nobody finds you" in (await person.presses(request, "Pause requests for a month")).text
    found = await member.types("/who", query="who knows NVivo?")
    assert all(str(person.id) not in (one.custom_id or "") for one in found.buttons)


@pytest.mark.parametrize(
    ("message", "at_first", "again"),
    [(" ", "write a line", "write a line"), ("x" * 600, "You have asked", "You have asked them already")],
)
async def test_forms_are_read_kindly_and_a_second_time_too(
    home: House, message: str, at_first: str, again: str
) -> None:
    member = await home.person(MEMBER)
    found = await member.types("/who", query="who knows NVivo?")
    custom_id = next(one.custom_id or "" for one in found.buttons if one.label == "Ask for an introduction")
    forms = [await member.presses(found, custom_id) for _ in range(2)]
    filled = {"Your message": message, "Where should the answer come?": ["When I next use Heronry"]}
    first, second = [await member.fills_in(form, filled) for form in forms]
    assert first.ephemeral
    assert at_first in first.text
    assert again in second.text
