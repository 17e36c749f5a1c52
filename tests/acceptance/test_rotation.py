"""A key is changed while people are in the middle of something: what they send afterwards is kept all the same."""

from sandbox.driver import Form
from tests.acceptance.house import FACILITATOR, MEMBER, House
from tests.acceptance.test_housekeeping import heronry

TASK = "ring the clinic"


async def test_a_form_that_was_open_meanwhile_is_kept_afterwards(home: House) -> None:
    member = await home.person(MEMBER)
    await member.types("/remind", when="tomorrow 9am", what=TASK)
    form = await member.presses(await member.types("/reminders list"), "Change")
    assert isinstance(form, Form)
    await home.stop()
    before = home.settings.keys_file.read_bytes()
    ran = await heronry(home, "keys", "rotate")
    assert ran.code == 0, ran.output
    assert "is sealed with a new key, and was opened with it alone" in ran.output
    assert home.settings.keys_file.read_bytes() != before
    await home.start()
    assert TASK in (await member.types("/reminders list")).text
    changed = await member.fills_in(form, {"When": "tomorrow 10am", "What": f"{TASK} again"})
    assert "10:00" in changed.text
    assert f"{TASK} again" in (await member.types("/reminders list")).text


async def test_while_heronry_runs_it_says_so_and_changes_nothing(home: House) -> None:
    before = home.settings.keys_file.read_bytes()
    ran = await heronry(home, "keys", "rotate")
    assert ran.code == 1
    assert "Another Heronry is already running" in ran.output
    assert ran.output.count("\n") == 1
    assert home.settings.keys_file.read_bytes() == before
    assert "Heronry" in (await (await home.person(FACILITATOR)).types("/help")).text
