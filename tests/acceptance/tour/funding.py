"""On the tour: funding calls."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import SAMPLE
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of funding calls that can be come to without waiting for a deadline."""
    yield await person.types("/funding mine")
    yield await person.types("/funding list", for_me=True)
    yield await person.types("/funding list", stage="MSc student", place="Scotland")
    listed = await person.types("/funding list")
    yield listed
    shown = await person.presses(listed, named(listed, "funding:open"))
    yield shown
    for stance in ("interested", "applying"):
        shown = await person.presses(
            shown, next(b.custom_id for b in shown.buttons if (b.custom_id or "").endswith(stance)) or ""
        )
        yield shown
    yield await person.presses(shown, named(shown, "funding:file"))
    form = await person.presses(shown, named(shown, "funding:look"))
    yield form
    assert isinstance(form, Form)
    skills, names = (field.label for field in form.fields)
    yield await person.fills_in(form, {skills: "NVivo", names: ["yes"]})
    shown = await person.presses(shown, named(shown, "funding:mute"))
    yield shown
    yield await person.types("/funding mine")
    yield await person.types("/funding list")
    async for screen in _managing(person):
        yield screen


async def _managing(person: Person) -> AsyncIterator[Shown]:
    form = await person.types("/manage-funding add")
    yield form
    assert isinstance(form, Form)
    title, funder, *_rest = (field.label for field in form.fields)
    draft = await person.fills_in(form, {title: "NVivo", funder: "NVivo"})
    yield draft
    for action in ("about", "dates", "terms"):
        form = await person.presses(draft, named(draft, f"funding:edit-{action}"))
        yield form
        assert isinstance(form, Form)
        yield await person.fills_in(form, {form.fields[0].label: "2020-03-01"} if action == "dates" else {})
    kept = await person.presses(draft, named(draft, "funding:keep"))
    yield kept
    offered = await person.completions("/manage-funding archive", call="")
    [number, *_others] = offered.values()
    edited = await person.types("/manage-funding edit", call=number)
    yield edited
    form = await person.presses(edited, named(edited, "funding:edit-dates"))
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "2020-03-01"})
    yield await person.types("/manage-funding archive", call=number)
    rows = ("Title,Funder,URL,Deadline,Stage", "UTC,NVivo,,2020-03-01,", "R,NVivo,x,,", "R,NVivo,,NVivo,", "R,R,,,R",
            "UTC,NVivo,,2020-03-01,")  # fmt: skip
    table = "\n".join(rows).encode()
    trial = await person.types("/manage-funding import", file="0", files={"a.csv": table})
    yield trial
    yield await person.types("/manage-funding import", file="0", files={"a.csv": b"x"})
    if trial.buttons:
        yield await person.presses(trial, named(trial, "funding:import"))
    yield await person.types("/manage-funding channel", channel_="general")
    small = SAMPLE.told["funding"][1]
    rows = ("Title,Funder,Deadline,Internal deadline,Ceiling",
            f"{small['title']},{small['funder']},2020-03-01,none,R", "UTC,NVivo,,,")  # fmt: skip
    trial = await person.types("/manage-funding import", file="0", files={"a.csv": "\n".join(rows).encode()})
    yield trial
    yield await person.presses(trial, named(trial, "funding:import"))
    form = await person.types("/manage-funding add")
    assert isinstance(form, Form)
    draft = await person.fills_in(form, {form.fields[0].label: "R", form.fields[1].label: "R"})
    yield draft
    yield await person.presses(draft, named(draft, "funding:throw-away"))
    posted = await person.types("/manage-funding channel")
    yield await person.presses(posted, named(posted, "funding:post-no-more"))
