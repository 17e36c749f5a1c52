"""Reminders as people meet them: typed, chosen, changed, snoozed, and there when their time has come."""

from datetime import timedelta
from typing import Any

import pytest

from sandbox.driver import Form, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

GENERAL = SAMPLE.channels["general"].id


pytestmark = pytest.mark.usefixtures("still")


async def test_someone_is_reminded_and_asks_to_be_reminded_again(home: House) -> None:
    member = await home.person(MEMBER)
    made = await member.types("/remind", when="in 2 hours", what="ring the *clinic* <@1>")
    assert made.ephemeral
    assert "I’ll remind you" in made.text
    await home.later(timedelta(hours=2))
    due = await member.sees(lambda shown: "Reminder" in shown.text and "In 10 minutes" in shown.text)
    assert "clinic" in due.text
    assert due.pings == set()
    assert "I’ll remind you again" in (await member.presses(due, "In an hour")).text
    await home.later(timedelta(hours=1))
    again = await member.sees(lambda shown: "In 10 minutes" in shown.text, after=due)
    assert "clinic" in again.text


async def test_a_series_is_listed_changed_in_a_form_stopped_from_its_message(home: House) -> None:
    member = await home.person(MEMBER)
    await member.types("/remind", when="every day 9am", what="write")
    listed = await member.types("/reminders list")
    assert "every day at 09:00" in listed.text
    form = await member.presses(listed, "Change")
    assert isinstance(form, Form)
    changed = await member.fills_in(form, {"When": "every day 15:00", "What": "write a page"})
    assert "15:00" in changed.text
    await home.later(timedelta(hours=2))
    due = await member.sees("Stop this series")
    assert "write a page" in due.text
    assert "Deleted" in (await member.presses(due, "Stop this series")).text
    assert "write a page" not in (await member.types("/reminders list")).text
    assert "isn't there any more" in (await member.presses(due, "In an hour")).text


async def test_edit_snooze_and_delete_by_command_with_completion(home: House) -> None:
    member = await home.person(MEMBER)
    await member.types("/remind", when="tomorrow 9am", what="the ethics form")
    offered = await member.completions("/reminders edit", reminder="eth")
    [(name, value)] = offered.items()
    assert name == "the ethics form"
    edited = await member.types("/reminders edit", reminder=value, when="tomorrow 10am", what="the long ethics form")
    assert "10:00" in edited.text
    assert "again" in (await member.types("/reminders snooze", reminder=value, until="in 1 hour")).text
    assert "Deleted" in (await member.types("/reminders delete", reminder=value)).text
    assert "isn't there any more" in (await member.types("/reminders delete", reminder=value)).text
    assert "isn't there any more" in (await member.types("/reminders edit", reminder="not one", what="x")).text


@pytest.mark.parametrize(
    ("when", "press", "says"),
    [
        ("every second Tuesday 10:00", "Every second week, on Tuesday", "every other week on Tuesday"),
        ("every second Tuesday 10:00", "The second Tuesday of each month", "every month on the second Tuesday"),
        ("28 March 2027 01:30", "02:30", "at 02:30"),
        ("31 October 2027 01:30", "01:30, an hour later", "31 October 2027"),
    ],
)
async def test_two_readings_are_asked_about(home: House, when: str, press: str, says: str) -> None:
    member = await home.person(MEMBER)
    asked = await member.types("/remind", when=when, what="count the votes")
    chosen = await member.presses(asked, press)
    assert says in chosen.text
    assert "count the votes" in chosen.text


async def test_what_is_not_understood_is_explained_with_examples(home: House) -> None:
    member = await home.person(MEMBER)
    refused = await member.types("/remind", when="some day", what="x")
    assert "tomorrow 9am" in refused.text
    assert "in 3 weeks" in refused.text
    assert "That is too long" in (await member.types("/remind", when="tomorrow", what="x" * 6_000)).text
    changed = await member.types("/remind", when="tomorrow", what="y")
    assert "I’ll remind you" in changed.text


async def group_reminder(home: House, when: str, what: str, **options: Any) -> Shown:
    facilitator = await home.person(FACILITATOR)
    return await facilitator.types("/manage-reminders create", when=when, what=what, channel_="general", **options)


async def test_a_facilitator_previews_keeps_pauses_and_deletes(home: House) -> None:
    facilitator, member = await home.person(FACILITATOR), await home.person(MEMBER)
    preview = await group_reminder(home, "every other month, first Tuesday, 14:00", "Seminar @everyone at two")
    assert preview.text.count("UTC+") == 6
    assert "the clocks have changed" in preview.text
    kept = await facilitator.presses(preview, "Keep it")
    assert "It will be sent" in kept.text
    await home.later(timedelta(minutes=30))
    seen = await member.sees("Seminar")
    assert seen.pings == set()
    listed = await facilitator.types("/manage-reminders list")
    paused = await facilitator.presses(listed, "Pause")
    await home.later(timedelta(days=70))
    assert len([one for one in await member.reads(channel=GENERAL) if "Seminar" in one.text]) == 1
    await facilitator.presses(paused, "Go on")
    [(_, value)] = (await facilitator.completions("/manage-reminders edit", reminder="sem")).items()
    assert "changed" in (await facilitator.types("/manage-reminders edit", reminder=value, what="All changed")).text
    assert "Paused" in (await facilitator.types("/manage-reminders pause", reminder=value)).text
    assert "Deleted" in (await facilitator.types("/manage-reminders delete", reminder=value)).text
    assert "All changed" not in (await facilitator.types("/manage-reminders list")).text


async def test_a_role_is_pinged_because_it_was_chosen_and_everyone_never(home: House) -> None:
    member, admin = await home.person(MEMBER), await home.person(ADMINISTRATOR)
    role = SAMPLE.roles["Members"].id
    await admin.request("PATCH", f"/guilds/{SAMPLE.guild_id}/roles/{role}", {"mentionable": True})
    preview = await group_reminder(home, "in 1 hour", "Bring a pen", role="Members")
    await (await home.person(FACILITATOR)).presses(preview, "Keep it")
    await home.later(timedelta(hours=1))
    seen = await member.sees("Bring a pen")
    assert seen.pings == {role}
    refused = await group_reminder(home, "in 1 hour", "Hello", role="@everyone")
    assert "doesn't ping everyone" in refused.text


async def test_it_says_beforehand_what_discord_would_refuse(home: House) -> None:
    preview = await group_reminder(home, "in 1 hour", "Bring a pen", role="Members")
    assert "can't be pinged yet" in preview.text


async def test_a_channel_that_is_gone_is_told_to_facilitators(home: House) -> None:
    facilitator, admin = await home.person(FACILITATOR), await home.person(ADMINISTRATOR)
    await facilitator.presses(await group_reminder(home, "in 1 hour", "Bring a pen"), "Keep it")
    await admin.request("DELETE", f"/channels/{GENERAL}")
    await home.later(timedelta(hours=1))
    assert home.services is not None
    await home.services.reports.tick()
    await home.runner.tick()
    notice = await facilitator.sees("could not be delivered")
    assert "isn't there any more" in notice.text


async def test_newcomers_are_told_whom_it_is_for(home: House) -> None:
    newcomer = await home.person(NEWCOMER)
    assert "This is for members" in (await newcomer.types("/remind", when="tomorrow", what="x")).text


async def test_someone_who_left_can_do_nothing_from_their_direct_messages(home: House) -> None:
    member = await home.person(MEMBER)
    await member.types("/remind", when="in 1 hour", what="before I go")
    await home.later(timedelta(hours=1))
    due = await member.sees(lambda shown: "In an hour" in shown.text)
    await member.request("DELETE", f"/users/@me/guilds/{SAMPLE.guild_id}")
    assert "aren't on that server any more" in (await member.presses(due, "In an hour")).text
