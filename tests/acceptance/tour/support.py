"""On the tour: peer support."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import SAMPLE


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of peer support that one person can come to; what the rota gets has its own test."""
    yield await person.types("/support now")
    yield await person.types("/manage-support signposts")
    proposal = await person.types("/manage-support agreement")
    yield proposal
    form = await person.presses(proposal, "support:agreement")
    yield form
    assert isinstance(form, Form)
    saved = await person.fills_in(form, {form.fields[1].label: [SAMPLE.channels["general"].id]})
    yield saved
    yield await person.presses(saved, "support:post")
    shown = await person.types("/support agreement")
    yield shown
    yield await person.presses(shown, next(one.custom_id or "" for one in shown.buttons))
    rota = await person.types("/manage-support rota")
    yield rota
    form = await person.presses(rota, "support:rota")
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: []})
    yield await person.types("/support ask")
    form = await person.presses(rota, "support:rota")
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: [person.id], form.fields[2].label: "NVivo"})
    form = await person.types("/support ask")
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    form = await person.uses("I'm worried about this message", await person.writes("NVivo", channel="general"))
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {})
    async for screen in _unsigned(person):
        yield screen


async def _unsigned(person: Person) -> AsyncIterator[Shown]:
    """Every screen of questions without a name that an administrator who isn't on the rota comes to."""
    switch = await person.types("/manage-support unsigned")
    yield switch
    yield await person.presses(switch, switch.buttons[0].custom_id or "")
    before = await person.types("/support ask-unsigned")
    yield before
    form = await person.presses(before, before.buttons[0].custom_id or "")
    yield form
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    yield await person.types("/support ask-unsigned")
    yield await person.types("/manage-support open")
