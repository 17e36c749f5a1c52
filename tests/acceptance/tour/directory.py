"""On the tour: the directory and one's entry."""

from collections.abc import AsyncIterator

from sandbox.driver import Form, Person, Shown
from tests.acceptance.house import SAMPLE
from tests.acceptance.tour.buttons import named


async def screens(person: Person) -> AsyncIterator[Shown]:
    """Every screen of the directory, of one's entry, and of what waits to be delivered."""
    who = await person.types("/who", query="who knows NVivo?")
    yield who
    yield await person.presses(who, named(who, ":entry:"))
    form = await person.presses(who, named(who, "s:ask:"))
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo", form.fields[1].label: ["visit"]})
    yield await person.presses(who, f"directory:page:{SAMPLE.guild_id}:1")
    nobody = await person.types("/who", query="NVivo underwater heronry")
    yield nobody
    yield await person.types("/who", query="?!")
    yield await person.types("/manage-directory overview")
    yield await person.types("/manage-deliveries")
    listed = f"name,discord id,phone\nNVivo,{SAMPLE.profiles[0].member_id},1\n"
    for content in (listed, "name,discord id\nNVivo,1\n"):
        trial = await person.types("/manage-directory import", file="0", files={"a.csv": content.encode()})
        yield trial
        for custom_id in [one.custom_id for one in trial.buttons if (one.custom_id or "").endswith(":no")]:
            yield await person.presses(trial, custom_id or "")
    unnumbered = {"a.csv": b"display,csv\nNVivo NVivo,csv\nNVivo R,csv\n"}
    trial = await person.types("/manage-directory import", file="0", files=unnumbered)
    column = await person.chooses(trial, trial.selects[0].custom_id, ["0"])
    yield column
    trial = await person.chooses(column, column.selects[0].custom_id, ["display_name"])
    yield trial
    yield await person.presses(trial, next(one.custom_id or "" for one in trial.buttons))
    waiting = await person.types("/manage-directory claims")
    yield waiting
    yield await person.presses(waiting, "directory:post-claims")
    form = await person.presses(await person.sees("‡", after=waiting), "directory:claim")
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo NVivo"})
    yield await person.types("/manage-directory claims")
    yield await person.types("/manage-directory export")
    yield await person.types("/profile view")
    begin = await person.types("/profile edit")
    yield begin
    about = await person.presses(begin, "directory:about")
    yield about
    assert isinstance(about, Form)
    yield await person.fills_in(about, {about.fields[0].label: "NVivo"})
    for name in ("skills", "story", "openness"):
        yield await person.presses(begin, f"directory:{name}")
    yield await person.types("/profile skills add", skill="NVivo NVivo", level="learning")
    yield await person.types("/profile skills remove", skill="NVivo")
    yield await person.types("/profile view")
    yield await person.types("/profile visibility")
    yield await person.types("/profile pause", until="2031-01-31")
    yield await person.types("/profile view")
    yield await person.types("/manage-directory terms")
    yield await person.types("/profile delete")
    yield await person.types("/directory browse")
