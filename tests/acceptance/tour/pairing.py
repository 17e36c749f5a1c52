"""On the tour: peer pairing."""

from collections.abc import AsyncIterator

from sandbox.driver import Person, Shown


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of peer pairing that can be come to without waiting for a round."""
    joining = await person.types("/pairing join")
    yield await person.types("/pairing leave")
    yield joining
    yield await person.presses(joining, joining.buttons[0].custom_id or "")
    yield await person.types("/pairing snooze", until="2031-01-31")
    yield await person.types("/pairing mine")
    yield await person.types("/pairing leave")
    yield await person.types("/pairing mine")
    drafted = await person.types("/manage-pairing schedule", when="first Tuesday of every month 14:00")
    yield drafted
    kept = await person.presses(drafted, drafted.buttons[0].custom_id or "")
    yield kept
    yield await person.presses(kept, "pairing:stop")
    yield await person.types("/manage-pairing schedule", when="every day 9am")
    asked = await person.types("/manage-pairing schedule", when="every second Tuesday 10:00")
    yield asked
    chosen = await person.presses(asked, asked.buttons[0].custom_id or "")
    yield await person.presses(chosen, chosen.buttons[1].custom_id or "")
    yield await person.types("/manage-pairing overview")
