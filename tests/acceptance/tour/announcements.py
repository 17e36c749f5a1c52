"""On the tour: announcements and topics."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import SAMPLE
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of announcements, of one for which a time is asked about and which is withdrawn."""
    form = await person.types("/manage-announcements compose", channel_="general")
    yield form
    assert isinstance(form, Form)
    names = [field.label for field in form.fields]
    words = {names[0]: "NVivo", names[1]: "NVivo"}
    for refused in ({names[1]: "NVivo", names[4]: "every day 9am"}, {names[1]: "NVivo", names[4]: "NVivo"}):
        yield await person.fills_in(await person.types("/manage-announcements compose"), words | refused)
    asked = await person.fills_in(form, words | {names[4]: "every second Tuesday 10:00 until 1 June 2031"})
    asked = await person.sees(lambda one: any("announcements:choose" in (b.custom_id or "") for b in one.buttons))
    yield asked
    plan = await person.presses(asked, asked.buttons[0].custom_id or "")
    yield plan
    by_id = {(one.custom_id or "").split(":")[1]: one.custom_id or "" for one in plan.buttons}
    menus = {one.custom_id.split(":")[1]: one for one in plan.selects}
    topics = SAMPLE.told["topics"]
    menus["subjects"] = next(one for one in plan.selects if one.custom_id.startswith("announcements:subjects"))
    plan = await person.chooses(plan, menus["subjects"].custom_id, [topics[0]["name"]])
    yield plan
    plan = await person.chooses(plan, menus["ping"].custom_id, ["everyone"])
    yield plan
    for name in ("reword", "when"):
        yield await person.presses(plan, by_id[name])
    plan = await person.chooses(plan, menus["ping"].custom_id, ["nobody"])
    scheduled = await person.presses(plan, by_id["send"])
    yield scheduled
    for button in scheduled.buttons:
        yield await person.presses(scheduled, button.custom_id or "")
    kept = await person.types("/manage-announcements scheduled")
    yield kept
    offered = await person.completions("/manage-announcements withdraw", announcement="NVivo")
    number = next(iter(offered.values()))
    yield await person.types("/manage-announcements edit", announcement=number)
    asked = await person.types("/manage-announcements withdraw", announcement=number)
    yield await person.presses(asked, asked.buttons[0].custom_id or "")
    yield await person.types("/manage-announcements edit", announcement=number)
    made = await person.types("/manage-announcements topics")
    yield made
    yield await person.presses(made, "announcements:topic:0")
    asked = await person.presses(made, named(made, "announcements:topic-gone"))
    yield asked
    yield await person.presses(asked, "announcements:topic-page:0")
    followed = await person.types("/topics")
    yield followed
    for way in ("message", "nothing"):
        yield await person.chooses(followed, followed.selects[0].custom_id, [way])
