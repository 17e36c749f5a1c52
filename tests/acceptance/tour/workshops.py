"""On the tour: workshops."""

from collections.abc import AsyncIterator
from typing import Any

from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import SAMPLE
from tests.acceptance.tour import groups
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of workshops that can be come to without waiting for one."""
    create = "/manage-workshops create"
    wish: dict[str, Any] = {"title": "NVivo", "when": "in 40 days", "channel_": "general", "places": 1, "mentors": 1}
    for wrong in ({"places": 0}, {"when": "every day 9am"}):
        changed: dict[str, Any] = wish | wrong
        yield await person.types(create, **changed)
    draft = await person.types(create, **wish, topics="NVivo", giving="fair", label="confidential")
    yield draft
    yield await person.presses(draft, draft.buttons[1].custom_id or "")
    draft = await person.types(create, **wish, topics="NVivo", room="NVivo", description="NVivo")
    yield await person.presses(draft, draft.buttons[0].custom_id or "")
    yield await person.types("/workshops mine")
    listed = await person.types("/workshops list")
    yield listed
    number = next(iter((await person.completions("/workshops ask", workshop="NVivo")).values()))
    shown = await person.presses(listed, f"workshops:show:{number}")
    yield shown
    for role in ("mentor", "participant"):
        form = await person.presses(shown, f"workshops:join:{number}:{role}")
        yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: ["Senior"], form.fields[2].label: "NVivo"})
    yield await person.presses(shown, f"workshops:join:{number}:mentor")
    form = await person.presses(shown, f"workshops:ask:{number}")
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    yield await person.types("/workshops mine")
    yield await person.types("/workshops note", workshop=number)
    for command in ("places", "feedback", "roster"):
        yield await person.types(f"/manage-workshops {command}", workshop=number)
    async for screen in groups.screens(person, number):
        yield screen
    yield await person.types("/manage-workshops attendance", workshop=number, person=person)
    for rows in (b"NVivo", b"name\nNVivo", f"discord_id,NVivo\n{SAMPLE.profiles[1].member_id},".encode()):
        trial = await person.types("/manage-workshops import", workshop=number, file="0", files={"a.csv": rows})
        yield trial
    yield await person.presses(trial, named(trial, "workshops:import"))
    form = await person.types("/manage-workshops edit", workshop=number)
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    yield await person.types("/manage-workshops edit", workshop=number, closes="in 38 days")
    yield await person.types("/manage-workshops move", workshop=number, when="in 41 days")
    asked = await person.presses(shown, named(shown, "workshops:withdraw"))
    yield asked
    yield await person.presses(asked, named(asked, "workshops:withdraw-surely"))
    cancel = await person.types("/manage-workshops cancel", workshop=number)
    yield cancel
    yield await person.presses(cancel, cancel.buttons[0].custom_id or "")
