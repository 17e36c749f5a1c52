"""Setting up a server, one's own preferences, help, and what is held about a person."""

import json
from dataclasses import replace

from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from sandbox.driver import Form
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, NEWCOMER, SAMPLE, House

MEMBERS, FACILITATORS = SAMPLE.settings.members_role_id, SAMPLE.settings.facilitators_role_id
SWITCHED_OFF: dict[str, list[str]] = {
    "Switched on: people and support": [],
    "Switched on: events, work and news": [],
}


async def test_an_administrator_sets_the_server_up_in_one_form(home: House) -> None:
    admin = await home.person(ADMINISTRATOR)
    form = await admin.types("/setup")
    assert isinstance(form, Form)
    assert form.title == "Set up Heronry"
    shown = await admin.fills_in(form, {"Time zone": "dublin"})
    assert shown.ephemeral
    assert "Europe/Dublin" in shown.text.replace("\\", "")
    assert f"<@&{MEMBERS}>" in shown.text, "what was prefilled is kept"
    assert "Still to do" not in shown.text
    record = await admin.presses(shown, "Record of changes")
    assert "Europe" in record.text
    settings = await admin.types("/settings")
    await admin.fills_in(await admin.presses(settings, "Change"), {"Members' role": []})
    await admin.fills_in(await admin.presses(settings, "Features"), SWITCHED_OFF)
    record = await admin.presses(settings, "Record of changes")
    assert f"members' role: <@&{MEMBERS}> → everyone here" in record.text
    assert "switched off: nothing → Directory: finding people who can help" in record.text
    before = record.text
    await admin.fills_in(await admin.types("/setup"), {})
    assert (await admin.presses(settings, "Record of changes")).text == before, "nothing was changed"
    assert f"<@{admin.id}>" in record.text
    assert record.pings == set()


async def test_a_wrong_zone_is_explained_and_nothing_is_saved(home: House) -> None:
    admin = await home.person(ADMINISTRATOR)
    shown = await admin.fills_in(await admin.types("/setup"), {"Time zone": "Londinium"})
    assert "did you mean" in shown.text
    assert "Europe/London" in (await admin.types("/settings")).text.replace("\\", "")


async def test_settings_say_what_is_still_to_do(home: House) -> None:
    admin = await home.person(ADMINISTRATOR)
    form = await admin.types("/setup")
    shown = await admin.fills_in(form, {"Facilitators' role": [], "Channel for notices": []})
    assert "Choose a facilitators' role" in shown.text


async def test_what_was_deleted_in_discord_is_still_to_do(home: House) -> None:
    assert home.services is not None
    gone = replace(SAMPLE.settings, members_role_id=1, facilitators_role_id=2, notices_channel_id=3)
    await home.services.community.set_up(Somebody(gone.guild_id, SAMPLE.owner.id, Standing.ADMINISTRATOR), gone)
    shown = await (await home.person(ADMINISTRATOR)).types("/settings")
    assert "The members' role isn't there any more" in shown.text
    assert "Choose a facilitators' role" in shown.text
    assert "The channel for notices isn't there any more" in shown.text


async def test_before_set_up_nothing_but_ones_own_works_as_the_advice_says(home: House) -> None:
    assert home.services is not None
    unset = replace(SAMPLE.settings, members_role_id=None)
    await home.services.community.set_up(Somebody(unset.guild_id, SAMPLE.owner.id, Standing.ADMINISTRATOR), unset)
    admin, newcomer = await home.person(ADMINISTRATOR), await home.person(NEWCOMER)
    assert (
        "until then only /help, /start, /support now, /preferences and /privacy work"
        in (await admin.types("/settings")).text
    )
    for person in (admin, newcomer):
        assert "isn't set up on this server yet" in (await person.types("/who", query="who knows NVivo?")).text
        offered = (await person.types("/help")).text
        assert "/who" not in offered
        assert "/start" in offered
    assert "1. /setup asks" in (await admin.types("/start")).text
    assert f"<@{SAMPLE.owner.id}>, who owns this server, can do that" in (await newcomer.types("/start")).text
    assert not await newcomer.completions("/who", query="nvi")
    assert "like the group" in (await newcomer.types("/preferences")).text


async def test_a_feature_can_be_switched_off_and_on(home: House) -> None:
    admin, member = await home.person(ADMINISTRATOR), await home.person(MEMBER)
    settings = await admin.types("/settings")
    changed = await admin.fills_in(await admin.presses(settings, "Features"), SWITCHED_OFF)
    assert "Switched off: Directory" in changed.text
    assert "switched off on this server" in (await member.types("/who", query="who knows NVivo?")).text
    assert "/who" not in (await member.types("/help")).text
    await admin.fills_in(await admin.presses(changed, "Features"), {"Switched on: people and support": ["directory"]})
    assert "NVivo" in (await member.types("/who", query="who knows NVivo?")).text


async def test_a_person_chooses_their_zone_quiet_hours_absence_and_messages(home: House) -> None:
    member = await home.person(MEMBER)
    shown = await member.types("/preferences")
    assert "like the group" in shown.text
    assert "Direct messages: none" in shown.text
    shown = await member.fills_in(await member.presses(shown, "Time and language"), {"Time zone": "new york"})
    assert "America/New_York" in shown.text.replace("\\", "")
    form = await member.presses(shown, "Quiet hours and away")
    shown = await member.fills_in(form, {"Quiet from": "8pm", "Quiet until": "7:30", "Away until": "2027-01-31"})
    assert "20:00 to 07:30" in shown.text
    assert "<t:1801371600:D>" in shown.text, "midnight in New York"
    form = await member.presses(shown, "Quiet hours and away")
    shown = await member.fills_in(form, {})
    assert "<t:1801371600:D>" in shown.text, "saved as it was shown"
    form = await member.presses(shown, "Direct messages")
    shown = await member.fills_in(form, {"Heronry may message me: people": ["introductions"]})
    assert "introduced to me" in shown.text
    again = await member.types("/preferences")
    assert again.text == shown.text


async def test_help_shows_only_what_the_person_may_use(home: House) -> None:
    offered = {
        name: (await (await home.person(name)).types("/help")).text
        for name in (NEWCOMER, MEMBER, FACILITATOR, ADMINISTRATOR)
    }
    assert all("/who" in text and "/privacy" in text for text in offered.values())
    assert ["/profile" in text for text in offered.values()] == [False, True, True, True]
    assert ["/manage-directory" in text for text in offered.values()] == [False, False, True, True]
    assert ["/setup" in text for text in offered.values()] == [False, False, False, True]
    member = await home.person(MEMBER)
    about = await member.chooses(await member.types("/help"), "More about", ["/privacy"])
    assert "/privacy erase" in about.text


async def test_everything_held_is_listed_exported_and_erased(home: House) -> None:
    member = await home.person(MEMBER)
    preferences = await member.types("/preferences")
    await member.fills_in(await member.presses(preferences, "Time and language"), {"Time zone": "Paris"})
    assert "your entry; number of skills" in (await member.types("/privacy summary")).text

    exported = await member.types("/privacy export")
    assert exported.ephemeral
    [file] = exported.payload["attachments"]
    assert file["filename"] == "heronry-about-you.json"
    document = json.loads(await member.downloads(exported))
    assert document["held"]["directory"]["display_name"] == MEMBER
    assert document["held"]["community"]["preferences"][0]["zone"] == "Europe/Paris"

    question = await member.types("/privacy erase")
    assert "can't be brought back" in question.text
    kept = await member.presses(question, "Keep it")
    assert "Nothing was erased" in kept.text
    erased = await member.presses(await member.types("/privacy erase"), "Erase everything")
    assert "erased" in erased.text
    assert "Nothing. Heronry holds nothing" in (await member.types("/privacy summary")).text
    newcomer = await home.person(FACILITATOR)
    assert MEMBER not in (await newcomer.types("/who", query="Peckham walking interviews")).text.replace("\\", "")


async def test_an_entry_that_is_gone_when_its_button_is_pressed(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    answer = await facilitator.types("/who", query="who knows NVivo?")
    custom_id = next(button.custom_id for button in answer.buttons if button.label == "Show entry")
    assert custom_id is not None
    found = next(p for p in SAMPLE.profiles if custom_id.endswith(str(p.member_id)))
    person = await home.person(found.display_name)
    await person.presses(await person.types("/privacy erase"), "Erase everything")
    gone = await facilitator.presses(answer, custom_id)
    assert "isn't there any more" in gone.text
