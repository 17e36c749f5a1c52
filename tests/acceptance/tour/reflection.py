"""On the tour: reflection."""

from collections.abc import AsyncIterator

from sandbox.driver import Person, Shown
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of a reflection, from before the first word to when it is gone."""
    model = await person.types("/manage-checkins model")
    yield model
    form = await person.presses(model, "checkins:add-model")
    yield form
    values = {form.fields[0].label: "NVivo", form.fields[1].label: "R", form.fields[2].label: "NVivo"}
    yield await person.fills_in(form, values)
    yield await person.types("/manage-checkins space", channel_="general")
    launch = await person.types("/reflect start", model="gibbs")
    yield launch
    launch = await person.presses(launch, launch.buttons[0].custom_id or "")
    yield launch
    form = await person.presses(launch, launch.buttons[0].custom_id or "")
    yield form
    step = await person.fills_in(form, {form.fields[0].label: "NVivo"})
    yield step
    yield await person.types("/reflect start")
    yield await person.presses(step, step.buttons[0].custom_id or "")
    entry = await person.presses(step, step.buttons[1].custom_id or "")
    yield entry
    for button in ("details", "action", "rewrite", "show"):
        form = await person.presses(entry, named(entry, f":{button}"))
        yield form
        if button == "show":
            preview = await person.fills_in(form, {form.fields[0].label: ["0"]})
            yield preview
            yield await person.presses(preview, preview.buttons[0].custom_id or "")
    yield await person.types("/reflect entries")
    yield await person.types("/reflect entries", words="underwater")
    yield await person.types("/reflect progress")
    yield await person.types("/reflect export", kind="pdf")
    asked = await person.presses(entry, named(entry, ":delete"))
    yield asked
    yield await person.presses(asked, asked.buttons[0].custom_id or "")
