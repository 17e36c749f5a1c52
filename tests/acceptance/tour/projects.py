"""On the tour: projects."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown
from tests.acceptance.tour.buttons import named
from tests.unit.test_media import picture as png


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of projects."""
    listed = await person.types("/projects list")
    yield listed
    shown = await person.presses(listed, named(listed, "projects:show"))
    yield shown
    yield await person.presses(shown, named(shown, "projects:help"))
    choice = await person.presses(shown, named(shown, "projects:follow"))
    yield choice
    chosen = await person.presses(choice, named(choice, ":message"))
    yield chosen
    again = await person.presses(chosen, named(chosen, "projects:follow"))
    yield again
    yield await person.presses(again, named(again, ":nothing"))
    yield await person.types("/projects search", about="NVivo")
    yield await person.types("/projects search", about="NVivo underwater heronry")
    yield await person.types("/projects mine")
    yield await person.types("/projects for-me")
    form = await person.types("/manage-projects add", lead=person.id)
    yield form
    assert isinstance(form, Form)
    edit = await person.fills_in(form, {form.fields[0].label: "NVivo", form.fields[2].label: "NVivo"})
    yield edit
    number = named(edit, "projects:about").rsplit(":", 1)[1]
    picture = {"a.png": png("PNG")}
    yield await person.types("/projects edit", project=number, picture="0", files=picture)
    edit = await person.types("/projects edit", project=number, picture="0", files=picture, alt="NVivo")
    yield edit
    for name in ("about", "more", "people"):
        form = await person.presses(edit, named(edit, f"projects:{name}"))
        yield form
        if name == "more":
            assert isinstance(form, Form)
            yield await person.fills_in(form, {form.fields[2].label: "NVivo"})
    shown = await person.types("/projects show", project=number)
    yield shown
    yield await person.presses(shown, named(shown, "projects:picture"))
    yield await person.types("/projects mine")
    yield await person.types("/manage-projects edit", project=number, discuss_in="general", without_role=True)
    yield await person.types("/manage-projects edit", project=number, role="Students")
    away = await person.types("/manage-projects archive", project=number)
    yield away
    yield await person.presses(away, named(away, "projects:archive"))
