"""On the tour: meetings."""

from collections.abc import AsyncIterator

from sandbox.driver import Person, Shown
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of meetings."""
    schedule = "/manage-meetings schedule"
    yield await person.types(schedule, when="every second Tuesday 10:00", title="NVivo", channel_="general")
    every, link = "every other Monday 10:00", "https://x.example"
    draft = await person.types(
        schedule, when=every, places=2, link=link, room="NVivo", title="NVivo", channel_="general"
    )  # fmt: skip
    yield draft
    for name in ("meetings:describe", "meetings:keep"):
        yield await person.presses(draft, named(draft, name))
    other = await person.types(schedule, when=every, title="NVivo", channel_="general")
    yield await person.presses(other, named(other, "throw"))
    for command in ("next", "list", "mine", "notes", "calendar"):
        yield await person.types(f"/meetings {command}")
    meeting = next(iter((await person.completions("/meetings show", meeting="NVivo")).values()))
    shown = await person.types("/meetings show", meeting=meeting)
    yield shown
    for name in ("going", ":one", "meetings:ask"):
        yield await person.presses(shown, named(shown, name))
    yield await person.presses(await person.types("/meetings mine"), "meetings:leads")
    yield await person.types("/meetings talk", about="NVivo")
    asked = await person.types("/manage-meetings questions", meeting=meeting)
    yield asked
    yield await person.presses(asked, named(asked, "meetings:topics"))
    yield await person.presses(asked, named(asked, "meetings:topics"))
    yield await person.types("/meetings talk", about="x" * 300)
    for command in ("edit", "places", "questions", "speaker", "cancel"):
        yield await person.types(f"/manage-meetings {command}", meeting=meeting)
    yield await person.types("/manage-meetings edit", meeting=meeting, reminders="2 days, 1 hour")
    yield await person.types("/manage-meetings move", meeting=meeting, when="tomorrow 11:00")
    yield await person.types("/manage-meetings attendance", meeting=meeting, came=3)
    yield await person.types("/manage-meetings skip", meeting=meeting)
