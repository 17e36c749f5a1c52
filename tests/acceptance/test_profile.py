"""One's own entry, from the first step to its end, over the wire."""

from sandbox.driver import Form, Shown
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, MEMBER, SAMPLE, House

LISTED = SAMPLE.profiles[0]


async def step(home: House, name: str, shown: Shown, button: str, values: dict[str, object]) -> Shown:
    """Press a step's button, and send its form."""
    person = await home.person(name)
    form = await person.presses(shown, button)
    assert isinstance(form, Form)
    return await person.fills_in(form, values)


async def test_an_entry_is_made_and_found(home: House) -> None:
    owner, member = await home.person(ADMINISTRATOR), await home.person(MEMBER)
    await owner.presses(await owner.types("/profile delete"), "Delete it") if "Listed" in (
        await owner.types("/profile view")
    ).text else None
    begin = await owner.types("/profile edit")
    assert "An entry says what you know" in begin.text
    assert "Begin" in [button.label for button in begin.buttons]
    about = await step(home, ADMINISTRATOR, begin, "Begin", {"Name": "Marguerite O", "Role": "Chair"})
    assert "Hidden" in about.text
    skills = await step(
        home,
        ADMINISTRATOR,
        about,
        "What you know",
        {"One skill a line, with its level": "aardvark husbandry: can teach\nnvivo"},
    )
    assert "doesn't know aardvark husbandry" in skills.text
    assert "Your entry lists 2 skills now" in skills.text
    story = await step(home, ADMINISTRATOR, skills, "Interests and story", {"Interests": "zebras of Southwark"})
    assert "aardvark" not in (await member.types("/who", query="aardvark husbandry")).text.split("\n", 1)[1]
    listed = await step(
        home,
        ADMINISTRATOR,
        story,
        "Open to, and who finds you",
        {"Being listed": ["yes"], "What may people ask you for?": ["questions"]},
    )
    assert "Listed" in listed.text
    found = await member.types("/who", query="aardvark husbandry")
    assert "Marguerite O" in found.text
    terms = await (await home.person(FACILITATOR)).types("/manage-directory terms")
    assert "aardvark husbandry" in terms.text


async def test_a_form_opened_before_a_restart_is_saved_after_it(home: House) -> None:
    person = await home.person(LISTED.display_name)
    form = await person.presses(await person.types("/profile edit"), "Interests and story")
    assert isinstance(form, Form)
    await home.stop()
    await home.start()
    saved = await person.fills_in(form, {"Interests": "restarts"})
    assert "Your directory entry" in saved.text
    assert "restarts" in (await person.types("/profile view")).text


async def test_skills_by_command_with_completion(home: House) -> None:
    person = await home.person(LISTED.display_name)
    assert "Stata" in await person.completions("/profile skills add", skill="stat")
    assert "Saved" in (await person.types("/profile skills add", skill="aardvark husbandry", level="learning")).text
    assert list(await person.completions("/profile skills remove", skill="aardvark")) == ["aardvark husbandry"]
    assert "Saved" in (await person.types("/profile skills level", skill="aardvark husbandry", level="can teach")).text
    gone = await person.types("/profile skills remove", skill="aardvark husbandry")
    assert "aardvark" not in gone.text
    assert "isn't among your skills" in (await person.types("/profile skills remove", skill="aardvark husbandry")).text


async def test_visibility_pause_confirm_and_delete(home: House) -> None:
    person, facilitator = await home.person(LISTED.display_name), await home.person(FACILITATOR)
    member = await home.person(MEMBER)
    shown = await person.types("/profile visibility", part="role", who="facilitators")
    assert "role: facilitators" in shown.text
    assert LISTED.role not in (await member.uses("Directory entry", person)).text
    assert LISTED.role in (await facilitator.uses("Directory entry", person)).text.replace("\\", "")
    assert "Paused" in (await person.types("/profile pause", until="2031-01-31")).text
    assert "Paused" not in (await person.types("/profile pause")).text
    assert "Last confirmed" in (await person.presses(await person.types("/profile view"), "Still right")).text
    asked = await person.types("/profile delete")
    assert "as it was" in (await person.presses(asked, "Keep it")).text
    asked = await person.types("/profile delete")
    assert "deleted" in (await person.presses(asked, "Delete it")).text
    assert "isn't there any more" in (await member.uses("Directory entry", person)).text
    assert "/profile edit" in (await person.types("/profile delete")).text


async def test_browsing_leads_from_a_category_to_people(home: House) -> None:
    member = await home.person(MEMBER)
    categories = await member.types("/directory browse")
    skills = await member.chooses(categories, "Choose a category", ["qualitative software"])
    people = await member.chooses(skills, "Choose a skill", ["NVivo"])
    assert "people fit" in people.text


async def test_a_curator_settles_a_word(home: House) -> None:
    person, facilitator = await home.person(LISTED.display_name), await home.person(FACILITATOR)
    await person.types("/profile skills add", skill="Aardvark walking", level="learning")
    terms = await facilitator.types("/manage-directory terms")
    assert "Aardvark walking" in terms.text
    leave = [
        button.custom_id for button in terms.buttons if (button.custom_id or "").startswith("directory:term:Aardvark")
    ]
    settled = await facilitator.presses(terms, leave[-1] or "")
    assert "Aardvark walking" not in settled.text
