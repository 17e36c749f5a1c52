"""On the tour: help, settings, preferences and privacy."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of help, settings, preferences and privacy; at the end everything about the person is gone."""
    described = await person.types("/help")
    yield described
    yield await person.chooses(described, "help:about", ["meetings"])
    settings = await person.types("/settings")
    yield settings
    for button in ("community:change", "community:features", "community:record"):
        yield await person.presses(settings, button)
    yield await person.types("/setup")
    preferences = await person.types("/preferences")
    yield preferences
    for button in ("preferences:place", "preferences:quiet", "preferences:messages", "preferences:apart"):
        form = await person.presses(preferences, button)
        assert isinstance(form, Form)
        yield form
    yield await person.types("/privacy summary")
    yield await person.types("/privacy export")
    erase = await person.types("/privacy erase")
    yield erase
    yield await person.presses(erase, "privacy:erase")
