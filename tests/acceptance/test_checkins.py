"""Check-ins as people meet them: set, asked, answered, over, and a picture that shows no one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.checkins.entries import Answer, Prompt
from bot.clock import SetClock
from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from cogs.checkins import cards
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House, agrees

SPACE = SAMPLE.channels["reflective-space"].id
LINE = "a line that *one* person wrote <@1>"
PEOPLE = [profile.display_name for profile in SAMPLE.profiles]


pytestmark = pytest.mark.usefixtures("still")


async def asked_in_the_space(home: House) -> Shown:
    member = await home.person(MEMBER)
    await home.later(timedelta(minutes=31))
    return await member.sees("Before you press")


async def answers(person: Person, prompt: Shown, **fields: Any) -> Shown:
    form = await person.presses(prompt, "Short check-in")
    assert isinstance(form, Form)
    names = {"energy": "Your energy", "support": "How supported you feel", "line": "A line, if you like"}
    filled = {names[name]: value for name, value in fields.items() if name in names}
    if fields.get("share"):
        filled["Your line"] = ["Facilitators may see my line, without my name"]
    return await person.fills_in(form, filled)


async def others_answer(home: House, prompt: Shown, people: int) -> None:
    """Many more, through the service: each of them could have pressed."""
    assert home.services is not None
    round_id = int(next(one.custom_id for one in prompt.buttons if one.custom_id).split(":")[-1])
    for n in range(people):
        who = Somebody(SAMPLE.guild_id, 10**17 + n, Standing.MEMBER)
        await home.services.checkins.answer(who, round_id, Answer(5, 4, f"line {n}", share=True))


async def test_a_facilitator_sets_a_rhythm_and_members_answer_until_a_picture_is_made(home: House) -> None:
    member, facilitator = await home.person(MEMBER), await home.person(FACILITATOR)
    prompt = await asked_in_the_space(home)
    assert "since we last met" in prompt.text
    assert "can't be found again" in prompt.text
    assert "at least 8" in prompt.text
    assert prompt.pings == set()
    thanks = await answers(member, prompt, energy=["1: very low"], support=["3"], line=LINE, share=True)
    assert thanks.ephemeral
    assert "nobody can find it again" in thanks.text
    assert "answered this one already" in (await member.presses(prompt, "Short check-in")).text
    open_still = await facilitator.types("/manage-checkins overview")
    assert "One is open until" in open_still.text
    before = await facilitator.types("/manage-checkins pulse")
    assert "1 September 2026" in before.text, "the one that ended weeks ago"
    await others_answer(home, prompt, 9)
    assert (await facilitator.types("/manage-checkins pulse")).text == before.text
    await home.later(timedelta(days=7))
    assert "is over" in (await member.presses(prompt, "Short check-in")).text
    shown = await facilitator.types("/manage-checkins pulse")
    assert shown.ephemeral
    assert "Check-in of 3 November 2026" in shown.text
    assert "high (4 or 5): about" in shown.text
    assert "10 people let you read a line" in shown.text
    read = await facilitator.presses(shown, "Read the lines")
    more = await facilitator.presses(read, "Next")
    both = read.text + more.text
    assert r"a line that \*one\* person wrote \<\@1\>" in both
    assert all(f"line {n}" in both for n in range(9))
    assert "Winston" not in both
    back = await facilitator.presses(more, "The picture")
    assert back.text == shown.text
    older = await facilitator.presses(back, "Earlier")
    assert "1 September 2026" in older.text
    assert (await facilitator.types("/manage-checkins pulse")).text == shown.text


async def test_it_is_mentioned_once_more_and_then_no_more(home: House) -> None:
    await asked_in_the_space(home)
    for _ in range(10):
        await home.later(timedelta(hours=20))
    read = await (await home.person(MEMBER)).reads(channel=SPACE)
    titles = [one.text.splitlines()[0] for one in read if "How are you" in one.text or "how are you" in one.text]
    assert titles == ["### How are you doing?", "### Still open: how are you doing?"]


async def test_too_few_answers_show_nothing(home: House) -> None:
    prompt = await asked_in_the_space(home)
    await answers(await home.person(MEMBER), prompt, energy=["2"])
    await others_answer(home, prompt, 6)
    await home.later(timedelta(days=7))
    shown = await (await home.person(FACILITATOR)).types("/manage-checkins pulse")
    assert "Fewer than 8 people answered, so nothing is shown" in shown.text
    assert "about" not in shown.text


async def test_what_cannot_be_taken_is_said_and_no_word_is_lost(home: House) -> None:
    member = await home.person(MEMBER)
    prompt = await asked_in_the_space(home)
    assert "nothing was sent" in (await answers(member, prompt)).text
    unticked = await answers(member, prompt, line=LINE)
    assert LINE in unticked.text
    kept = await answers(member, prompt, energy=["4"], line=LINE)
    assert "wasn't kept" in kept.text
    assert r"a line that \*one\* person" in kept.text


async def test_a_form_that_was_open_while_it_ended_or_answered_twice_is_told_so(home: House) -> None:
    member, facilitator = await home.person(MEMBER), await home.person(FACILITATOR)
    prompt = await asked_in_the_space(home)
    first, second = [await member.presses(prompt, "Short check-in") for _ in range(2)]
    late = await facilitator.presses(prompt, "Short check-in")
    assert isinstance(first, Form)
    assert isinstance(second, Form)
    assert isinstance(late, Form)
    await home.stop()
    await home.start()  # a form that was opened before a restart is still received
    assert "Thank you" in (await member.fills_in(first, {"Your energy": ["4"]})).text
    assert "answered this one already" in (await member.fills_in(second, {"Your energy": ["4"]})).text
    await home.later(timedelta(days=8))
    assert "is over" in (await facilitator.fills_in(late, {"Your energy": ["4"]})).text


async def test_the_rhythm_is_previewed_kept_stopped_and_followed_by_meetings(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    preview = await facilitator.types(
        "/manage-checkins schedule", when="every Tuesday 14:00", channel_="reflective-space", words="Well, *you*?"
    )
    assert preview.text.count("UTC+") == 6
    assert preview.text.count("to think, without a check-in") == 5
    assert "at most once in eight weeks" in preview.text
    kept = await facilitator.presses(preview, "Keep it")
    assert "every week on Tuesday" in kept.text
    followed = await facilitator.presses(kept, "Ask after each meeting")
    assert "those are asked who want it" in followed.text
    stopped = await facilitator.presses(followed, "Stop the rhythm")
    assert "Rhythm: none" in stopped.text
    assert "nobody is asked" in (await facilitator.presses(stopped, "Ask no more after meetings")).text
    asked = await facilitator.types(
        "/manage-checkins schedule", when="every second Tuesday 10:00", channel_="reflective-space"
    )
    chosen = await facilitator.presses(asked, "The second Tuesday of each month")
    assert "second Tuesday" in chosen.text
    assert "Nothing has changed" in (await facilitator.presses(chosen, "Throw it away")).text
    for when, says in (("every day 9am", "more often than once a week"), ("some day", "tomorrow 9am")):
        refused = await facilitator.types("/manage-checkins schedule", when=when, channel_="reflective-space")
        assert says in refused.text


async def test_where_one_cannot_write_oneself_or_heronry_cannot(home: House) -> None:
    facilitator, admin = await home.person(FACILITATOR), await home.person(ADMINISTRATOR)
    heronry = SAMPLE.roles["Heronry"].id
    await admin.request("PUT", f"/channels/{SPACE}/permissions/{heronry}", {"type": 0, "allow": "1024", "deny": "2048"})
    warned = await facilitator.types(
        "/manage-checkins schedule", when="every Tuesday 14:00", channel_="reflective-space"
    )
    assert "can't write in" in warned.text
    everyone = SAMPLE.guild_id
    for target in (everyone, SAMPLE.roles["Members"].id, SAMPLE.roles["Facilitators"].id):
        body = {"type": 0, "allow": "1024", "deny": "2048"}
        await admin.request("PUT", f"/channels/{SPACE}/permissions/{target}", body)
    refused = await facilitator.types(
        "/manage-checkins schedule", when="every Tuesday 14:00", channel_="reflective-space"
    )
    assert "can't write in that channel yourself" in refused.text


async def test_the_threshold_is_raised_after_asking_once_and_never_lowered(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    sure = await facilitator.types("/manage-checkins threshold", people=12)
    assert "never lowered" in sure.text
    raised = await facilitator.presses(sure, "Raise it for good")
    assert "from 12 answers on" in raised.text
    for people in (11, 8, 0, -1):
        refused = await facilitator.types("/manage-checkins threshold", people=people)
        assert "never lowered" in refused.text
        assert "Raise it for good" not in refused.text


@dataclass(frozen=True)
class OneMeeting:
    """The only meeting there is."""

    ends_at: datetime
    id: int = 81

    async def ending_between(
        self, session: object, guild_id: int, since: datetime, until: datetime
    ) -> "list[OneMeeting]":
        return [self] if since < self.ends_at <= until else []


async def asked_after_a_meeting(home: House, clock: SetClock) -> Shown:
    """The member says yes to such messages, and a meeting ends two hours later."""
    member, facilitator = await home.person(MEMBER), await home.person(FACILITATOR)
    await agrees(member, "check-ins")
    await facilitator.presses(await facilitator.types("/manage-checkins overview"), "Ask after each meeting")
    await facilitator.presses(await facilitator.types("/manage-checkins overview"), "Stop the rhythm")
    assert home.services is not None
    home.services.checkin_settings.meetings = OneMeeting(clock.now() + timedelta(hours=2))
    await home.later(timedelta(hours=26))
    return await member.sees("Before you press")


async def asked_again(home: House, prompt: Shown) -> bool:
    member = await home.person(MEMBER)
    return any("Still open" in one.text for one in await member.reads(channel=prompt.channel_id))


async def test_after_a_meeting_whoever_wants_it_is_asked_by_direct_message(home: House, clock: SetClock) -> None:
    member, prompt = await home.person(MEMBER), await asked_after_a_meeting(home, clock)
    thanks = await answers(member, prompt, energy=["4"], support=["5: very high"])
    assert "Thank you" in thanks.text
    assert "answered this one already" in (await member.presses(prompt, "Not this time")).text
    await home.later(timedelta(days=3))
    assert not await asked_again(home, prompt)


@pytest.mark.parametrize("skips", [True, False])
async def test_not_this_time_ends_it_and_without_a_word_it_is_mentioned_once_more(
    home: House, clock: SetClock, skips: bool
) -> None:
    member, prompt = await home.person(MEMBER), await asked_after_a_meeting(home, clock)
    if skips:
        assert "nobody hears of it" in (await member.presses(prompt, "Not this time")).text
    await home.later(timedelta(days=3))
    assert await asked_again(home, prompt) is not skips


async def test_a_space_that_was_deleted_is_told_to_facilitators(home: House) -> None:
    facilitator, admin = await home.person(FACILITATOR), await home.person(ADMINISTRATOR)
    await admin.request("DELETE", f"/channels/{SPACE}")
    await home.later(timedelta(minutes=31))
    assert home.services is not None
    await home.services.reports.tick()
    await home.runner.tick()
    notice = await facilitator.sees("could not be delivered")
    assert "Check-ins in a channel" in notice.text
    assert "isn't there any more" in notice.text


async def test_newcomers_are_told_whom_it_is_for(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    assert "/manage-checkins" not in str(await newcomer.commands())


def test_a_private_reflection_is_one_press_away_where_there_are_such() -> None:
    what = Prompt(1, 2, "", datetime(2026, 11, 3, tzinfo=UTC), 8, collects=False, again=False, personal=False)
    shown = cards.prompt(what, lambda guild_id: f"reflection:start:{guild_id}").to_components()
    assert "reflection:start:1" in str(shown)
    assert "checkins:answer" not in str(shown)
    assert "reflection" not in str(cards.prompt(what, None).to_components())
