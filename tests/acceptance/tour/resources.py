"""On the tour: resources."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of shared resources."""
    yield await person.types("/resources mine")
    text, link = {"a.txt": b"NVivo"}, "https://x.example"
    yield await person.types("/resources add", title="NVivo", file="0", files=text, tags="NVivo", note="NVivo")
    yield await person.types("/resources add", title="NVivo", file="0", files={"a.txt": b"\x00"})
    yield await person.types("/resources add", title="NVivo", link="NVivo")
    found = await person.types("/resources find")
    yield found
    yield await person.presses(found, named(found, "resources:file"))
    yield await person.types("/resources find", about="underwater")
    yield await person.types("/resources post", resource="1")
    yield await person.types("/resources mine")
    waiting = await person.types("/manage-resources waiting")
    yield waiting
    form = await person.presses(waiting, named(waiting, "resources:edit"))
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {})
    yield await person.presses(waiting, named(waiting, "resources:approve"))
    said = await person.writes(link, channel="general")
    form = await person.uses("Share as a resource", said)
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    yield await person.types("/resources mine")
