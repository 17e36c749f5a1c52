"""Private reflections as people meet them: begun, kept, looked through, taken away, shown, taken back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import SetClock
from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, SAMPLE, House

MEMBER = "Ifeoma Chukwuma"
"""Who has no reflections yet."""
SPACE = SAMPLE.channels["reflective-space"].id
SECRET = "The ward was short of two nurses and I said nothing."
WHAT, SO_WHAT, NOW_WHAT = "What? What happened?", "So what? Why does it matter?", "Now what? What next?"


pytestmark = pytest.mark.usefixtures("still")


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 3, 13, 30, tzinfo=UTC))


async def opens(person: Person, shown: Shown, button: str) -> Form:
    form = await person.presses(shown, button)
    assert isinstance(form, Form), form
    return form


async def begins(person: Person, **options: Any) -> Form:
    """The first form, agreed to if need be."""
    launch = await person.types("/reflect start", **options)
    if any(button.label == "Agree, and begin" for button in launch.buttons):
        launch = await person.presses(launch, "Agree, and begin")
    return await opens(person, launch, "Begin writing")


async def writes(person: Person, text: str = SECRET) -> Shown:
    """A reflection, kept."""
    return await person.fills_in(await begins(person), {WHAT: text, NOW_WHAT: "Say it aloud next time."})


async def test_before_the_first_word_it_says_what_to_leave_out_who_reads_it_and_where_help_is(home: House) -> None:
    member = await home.person(MEMBER)
    launch = await member.types("/reflect start")
    assert launch.ephemeral
    for said in ("What? So what? Now what?", "leave out", "Only you can read it", "Samaritans", "do you agree"):
        assert said in launch.text, said
    agreed = await member.presses(launch, "Agree, and begin")
    assert "do you agree" not in agreed.text
    form = await opens(member, agreed, "Begin writing")
    assert [field.label for field in form.fields] == [WHAT, SO_WHAT, NOW_WHAT]
    kept = await member.fills_in(form, {WHAT: SECRET})
    assert kept.ephemeral
    assert "Saved, for you alone" in kept.text
    assert "Samaritans" in kept.text
    assert "two nurses" in kept.text


async def test_a_longer_model_is_saved_step_by_step_and_picked_up_again_after_a_restart(home: House) -> None:
    member = await home.person(MEMBER)
    launch = await member.types("/reflect start", model="gibbs")
    assert "In 2 short forms" in launch.text
    launch = await member.presses(launch, "Agree, and begin")
    first = await opens(member, launch, "Begin writing")
    saved = await member.fills_in(first, {"1. Description: what happened?": SECRET})
    assert "Step 1 of 2 is saved" in saved.text
    second = await opens(member, saved, "Go on")
    await home.stop()
    await home.start()
    listed = await member.types("/reflect start")
    assert "1 of 2 written" in listed.text
    kept = await member.fills_in(second, {"6. Action plan: next time?": "Speak first."})
    assert "two nurses" in kept.text
    assert "Speak first" in kept.text
    assert "Unfinished" not in (await member.types("/reflect start")).text
    again = await member.presses(saved, "Go on")
    assert "isn't there any more" in again.text


async def test_an_unfinished_one_is_kept_for_a_day_and_its_words_are_given_back_after_that(home: House) -> None:
    member = await home.person(MEMBER)
    form = await begins(member, model="gibbs")
    saved = await member.fills_in(form, {"1. Description: what happened?": SECRET})
    second = await opens(member, saved, "Go on")
    await home.later(timedelta(hours=25))
    assert "Unfinished" not in (await member.types("/reflect start")).text
    refused = await member.fills_in(second, {"6. Action plan: next time?": SECRET * 3})
    assert "wasn't saved" in refused.text
    assert SECRET * 3 in (await member.downloads(refused)).decode()


async def test_two_windows_on_one_step_keep_the_first_and_give_the_second_back(home: House) -> None:
    member = await home.person(MEMBER)
    form = await begins(member, model="gibbs")
    saved = await member.fills_in(form, {"1. Description: what happened?": SECRET})
    one, other = await opens(member, saved, "Go on"), await opens(member, saved, "Go on")
    await member.fills_in(one, {"6. Action plan: next time?": "The first."})
    late = await member.fills_in(other, {"6. Action plan: next time?": "The second, " + SECRET * 2})
    assert "isn't there any more" in late.text
    assert "The second" in (await member.downloads(late)).decode()


async def test_it_gets_a_title_tags_and_hours_as_people_write_them_and_nonsense_is_refused_kindly(home: House) -> None:
    member = await home.person(MEMBER)
    kept = await writes(member)
    form = await opens(member, kept, "Title, tags, hours")
    described = await member.fills_in(
        form,
        {"Title": "A quiet ward", "Day": "2026-11-02", "Tags": "#speaking up, teams", "Hours": "2h30",
         "Of them participatory": "1,5"},
    )  # fmt: skip
    for said in ("A quiet ward", "2 November 2026", "2.5 h", "1.5 h participatory", "speaking up, teams"):
        assert said in described.text.replace("\\", ""), said
    for hours, answer in (("-1", "between 0 and"), ("many", "isn't a number of hours"), ("1", "can't be more")):
        form = await opens(member, described, "Title, tags, hours")
        refused = await member.fills_in(form, {"Hours": hours, "Of them participatory": "1.5"})
        assert answer in refused.text, refused.text


async def test_what_to_do_comes_back_as_a_reminder_and_goes_with_its_entry(home: House) -> None:
    member = await home.person(MEMBER)
    kept = await writes(member)
    form = await opens(member, kept, "Something to do")
    await member.fills_in(
        form, {"What": "Ask for a debrief", "By when": "2026-11-05", "A reminder": ["Remind me by direct message"]}
    )
    assert "Ask for a debrief" in (await member.types("/reminders list")).text
    await home.later(timedelta(days=1, hours=20))
    await member.sees("Ask for a debrief")
    kept = await writes(member)
    form = await opens(member, kept, "Something to do")
    acted = await member.fills_in(
        form, {"What": "Another thing", "By when": "2026-12-05", "A reminder": ["Remind me by direct message"]}
    )
    asked = await member.presses(acted, "Delete")
    await member.presses(asked, "Delete it")
    assert "Another thing" not in (await member.types("/reminders list")).text


async def test_ones_own_are_searched_changed_and_nobody_else_finds_them(home: House) -> None:
    member, other = await home.person(MEMBER), await home.person(FACILITATOR)
    kept = await writes(member)
    await writes(member, "A seminar on deprivation.")
    found = await member.types("/reflect entries", words="NURSES short")
    assert "1 reflection" in found.text
    assert "0 reflections" in (await member.types("/reflect entries", words="nurses seminar")).text
    form = await opens(member, kept, "Change the text")
    changed = await member.fills_in(form, {WHAT: "Rewritten."})
    assert "Rewritten" in changed.text
    assert "two nurses" not in changed.text
    assert "0 reflections" in (await other.types("/reflect entries")).text
    assert "2 reflections" in (await member.types("/reflect entries")).text


async def test_four_thousand_emoji_fit_and_come_out_whole(home: House) -> None:
    member = await home.person(MEMBER)
    kept = await writes(member, "🪶" * 4_000)
    assert "longer than fits here" in kept.text
    whole = await member.presses(kept, "Read it all")
    assert "🪶" * 4_000 in (await member.downloads(whole)).decode()


@pytest.mark.parametrize("kind", ["pdf", "markdown", "csv", "json"])
async def test_they_are_taken_away_as_a_file_with_or_without_their_words(home: House, kind: str) -> None:
    member = await home.person(MEMBER)
    await writes(member)
    sent = await member.types("/reflect export", kind=kind)
    assert "stays with Discord" in sent.text
    file = await member.downloads(sent)
    assert file.startswith(b"%PDF") if kind == "pdf" else b"two nurses" in file
    bare = await member.downloads(await member.types("/reflect export", kind=kind, words=False))
    assert b"two nurses" not in bare
    assert "no file" in (await member.types("/reflect export", kind=kind, until="2026-01-01")).text


async def test_progress_is_a_picture_and_the_same_in_words(home: House) -> None:
    member = await home.person(MEMBER)
    kept = await writes(member)
    await member.fills_in(await opens(member, kept, "Title, tags, hours"), {"Hours": "7", "Tags": "methods"})
    shown = await member.types("/reflect progress")
    assert shown.ephemeral
    assert "methods" in shown.text
    assert (await member.downloads(shown)).startswith(b"\x89PNG")
    assert "isn't a part" in (await member.types("/reflect progress", part="lots")).text


async def chooses_space(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    assert "may now show" in (await facilitator.types("/manage-checkins space", channel_=str(SPACE))).text


async def test_a_part_is_shown_after_a_preview_and_taken_back(home: House) -> None:
    member, other = await home.person(MEMBER), await home.person(FACILITATOR)
    kept = await writes(member)
    await chooses_space(home)
    preview = await member.fills_in(await opens(member, kept, "Show to the group"), {"Which parts?": [NOW_WHAT]})
    assert preview.ephemeral
    assert "Say it aloud" in preview.text
    assert "two nurses" not in preview.text
    assert "with your name" in preview.text
    await member.presses(preview, "Show it")
    await home.later(timedelta(seconds=5))
    in_space = [one for one in await other.reads(channel=SPACE) if "Say it aloud" in one.text]
    assert len(in_space) == 1
    assert "two nurses" not in in_space[0].text
    await home.later(timedelta(minutes=1))
    again = await member.types("/reflect entries")
    entry = await member.chooses(again, "Open one", ["What? So what? Now what?"])
    assert "is shown in" in entry.text
    await member.presses(entry, "Take back what is shown")
    assert not [one for one in await other.reads(channel=SPACE) if "Say it aloud" in one.text]


async def test_where_the_space_was_deleted_it_is_said_and_the_reflection_is_still_there(home: House) -> None:
    member, admin = await home.person(MEMBER), await home.person(ADMINISTRATOR)
    await chooses_space(home)
    kept = await writes(member)
    await admin.request("DELETE", f"/channels/{SPACE}")
    preview = await member.fills_in(await opens(member, kept, "Show to the group"), {"Which parts?": [NOW_WHAT]})
    assert "can't see" in preview.text
    await member.presses(preview, "Show it")
    await home.later(timedelta(minutes=1))
    entry = await member.chooses(await member.types("/reflect entries"), "Open one", ["What? So what? Now what?"])
    assert "couldn’t be shown" in entry.text
    assert "The channel isn't there any more" in entry.text
    assert "two nurses" in entry.text


async def test_erasing_takes_back_what_is_shown_and_leaves_nothing(home: House) -> None:
    member, other = await home.person(MEMBER), await home.person(FACILITATOR)
    await chooses_space(home)
    kept = await writes(member)
    preview = await member.fills_in(await opens(member, kept, "Show to the group"), {"Which parts?": [NOW_WHAT]})
    await member.presses(preview, "Show it")
    await home.later(timedelta(seconds=5))
    summary = await member.types("/privacy summary")
    assert "your reflections, encrypted: 1" in summary.text
    await member.presses(await member.types("/privacy erase"), "Erase everything")
    await home.later(timedelta(minutes=1))
    assert not [one for one in await other.reads(channel=SPACE) if "Say it aloud" in one.text]
    assert "do you agree" in (await member.types("/reflect start")).text


async def test_a_groups_own_model_is_offered_and_one_of_eleven_questions_refused(home: House) -> None:
    member, facilitator = await home.person(MEMBER), await home.person(FACILITATOR)
    form = await opens(facilitator, await facilitator.types("/manage-checkins model"), "Add one")
    eleven = "\n".join(f"Question {n}" for n in range(1, 12))
    refused = await facilitator.fills_in(
        form, {"Name": "Ours", "What it is good for": "", "Questions, one a line, 10 at most": eleven}
    )
    assert "10 questions at most" in refused.text
    assert "this one has 11" in refused.text
    form = await opens(facilitator, await facilitator.types("/manage-checkins model"), "Add one")
    seven = "\n".join(f"Question {n} | hint {n}" for n in range(1, 8))
    added = await facilitator.fills_in(
        form,
        {"Name": "Ours", "What it is good for": "After a clinic", "Questions, one a line, 10 at most": seven},
    )
    assert "**Ours** · After a clinic · 7 questions" in added.text.replace("\\", "")
    offered = await member.completions("/reflect start", model="our")
    form = await begins(member, model=offered["Ours"])
    assert [field.label for field in form.fields] == [f"Question {n}" for n in range(1, 5)]
    saved = await member.fills_in(form, {"Question 1": SECRET})
    remove = [button.custom_id or "" for button in added.buttons if button.label == "Remove"]
    await facilitator.presses(added, remove[-1])
    orphan = await member.presses(saved, "Go on")
    assert "doesn’t use this model any more" in orphan.text
    kept = await member.presses(orphan, "Keep it as it is")
    assert "two nurses" in kept.text
