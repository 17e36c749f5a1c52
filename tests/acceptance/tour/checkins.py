"""On the tour: check-ins."""

from collections.abc import AsyncIterator

from sandbox.driver import Person, Shown


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of check-ins that can be come to without waiting for one; the question itself has its own test."""
    drafted = await person.types("/manage-checkins schedule", when="every Tuesday 14:00", channel_="general")
    yield drafted
    yield await person.presses(drafted, drafted.buttons[0].custom_id or "")
    asked = await person.types(
        "/manage-checkins schedule", when="every second Tuesday 10:00", channel_="general", words="NVivo"
    )
    yield asked
    chosen = await person.presses(asked, asked.buttons[0].custom_id or "")
    yield chosen
    yield await person.presses(chosen, chosen.buttons[1].custom_id or "")
    yield await person.types("/manage-checkins schedule", when="every day 9am", channel_="general")
    yield await person.types("/manage-checkins threshold", people=7)
    raising = await person.types("/manage-checkins threshold", people=9)
    yield raising
    yield await person.presses(raising, raising.buttons[0].custom_id or "")
    overview = await person.types("/manage-checkins overview")
    yield await person.presses(overview, "checkins:meetings:on")
    pulse = await person.types("/manage-checkins pulse")
    yield pulse
    lines = await person.presses(pulse, "checkins:lines:0:0")
    yield lines
    yield await person.presses(lines, "checkins:lines:0:1")
