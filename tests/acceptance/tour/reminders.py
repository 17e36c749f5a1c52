"""On the tour: reminders."""

from collections.abc import AsyncIterator
from typing import Any

from sandbox.driver import Person, Shown
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of reminders."""
    yield await person.types("/remind", when="tomorrow 9am", what="NVivo")
    asked = await person.types("/remind", when="every second Tuesday 10:00", what="NVivo")
    yield asked
    yield await person.presses(asked, asked.buttons[0].custom_id or "")
    yield await person.types("/remind", when="NVivo", what="NVivo")
    listed = await person.types("/reminders list")
    yield listed
    yield await person.presses(listed, named(listed, ":change:"))
    options: dict[str, Any] = {
        "when": "every other month, first Tuesday, 14:00",
        "what": "NVivo",
        "channel_": "general",
        "role": "Members",
    }
    drafted = await person.types("/manage-reminders create", **options)
    yield drafted
    yield await person.presses(drafted, drafted.buttons[0].custom_id or "")
    listed = await person.types("/manage-reminders list")
    yield listed
    yield await person.presses(listed, listed.buttons[0].custom_id or "")
