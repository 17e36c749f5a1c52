"""On the tour: the welcome and its own tour."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown


async def screens(person: Person) -> AsyncIterator[Shown]:
    """The tour as an administrator sees it, page by page, and how the greeting is set."""
    page = await person.types("/start")
    yield page
    for _ in range(4):
        page = await person.presses(page, page.buttons[1].custom_id or "")
        yield page
    settings = await person.types("/manage-welcome")
    form = await person.presses(settings, "welcome:words")
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    off = await person.presses(settings, "welcome:greet:off")
    yield off
    yield await person.presses(off, "welcome:post")
