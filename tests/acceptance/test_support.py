"""The space as people meet it: its agreement, and its rota in a thread of its own."""

from datetime import UTC, datetime

import pytest

from bot.clock import SetClock
from bot.demo.season import CHAPTERS, support
from sandbox.driver import Refused
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House
from tests.acceptance.space import FIRST, OUTSIDE, QUESTION, SPACE, agreed, ask, rota, works


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


async def test_of_two_who_change_it_at_once_the_second_is_told_and_loses_nothing(home: House) -> None:
    facilitator, other = await home.person(FACILITATOR), await home.person(OUTSIDE)
    forms = [await one.presses(await one.types("/manage-support agreement"), "Change") for one in (facilitator, other)]
    await facilitator.fills_in(forms[0], {"Agreement": "We are kind."})
    overtaken = await other.fills_in(forms[1], {"Agreement": "We are *quiet*."})
    assert "changed the agreement meanwhile" in overtaken.text
    assert r"We are \*quiet\*" in overtaken.text
    assert "We are kind" in (await other.types("/manage-support agreement")).text


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


async def test_a_thread_whose_making_was_never_answered_is_found_again(home: House, clock: SetClock) -> None:
    home.sandbox.cause(kind="drop", when="after", method="POST", path="/channels/*/threads", who="Heronry")
    await rota(home, clock, FACILITATOR)
    await works(home, clock)
    await ask(home, clock)
    await (await home.person(FACILITATOR)).sees(QUESTION)
    found = await (await home.person(ADMINISTRATOR)).request("GET", f"/guilds/{SAMPLE.guild_id}/threads/active")
    assert len([one for one in found["threads"] if one["name"].startswith("Support rota")]) == 1


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
