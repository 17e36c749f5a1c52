"""In a language made up for the test, everything a person reads is translated, and everything still fits."""

import gettext
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from holidays import country_holidays

from bot import texts
from bot.checkins.service import new_round
from bot.community.news import Item, Span
from bot.community.signposts import Signposts
from bot.community.standing import Person as Somebody
from bot.community.standing import Standing
from bot.delivery.kinds import Delivery
from bot.digest.entries import Digest, Section
from bot.directory.vocabulary import Vocabulary
from bot.pairing.entries import ICEBREAKERS, Pairing, Partner, Rested, Unpaired
from bot.reflection.library import BUILT_IN
from bot.schedule.holidays import NATIONS
from bot.support.entries import Answered, Matter, Notice, Question, Relayed, Seen, Stage, Wish, Worry
from bot.support.signposting import Shown as SignpostsShown
from bot.texts import N_
from bot.welcome.entries import Greeting, Tour
from bot.workshops.entries import (
    Attendance,
    Counts,
    Giving,
    Label,
    Mine,
    Role,
    State,
    Workshop,
)
from bot.workshops.entries import Notice as WorkshopNotice
from bot.workshops.entries import (
    Standing as PlaceStanding,
)
from bot.workshops.feedback import FeedbackState, Summary
from bot.workshops.service import Resized
from cogs.digest import cards as digest_cards
from cogs.pairing import cards as pairing_cards
from cogs.support import cards as support_cards
from cogs.support import desk_cards, signpost_cards
from cogs.welcome import cards as welcome_cards
from cogs.welcome import tour as tour_cards
from cogs.workshops import manage_cards
from cogs.workshops.commands import note_of
from cogs.workshops.notices import WorkshopNotices
from sandbox.driver import Form, Person, Shown
from tests.acceptance.groups_tour import groups_of, of_groups, of_shared_resources
from tests.acceptance.house import ADMINISTRATOR, FACILITATOR, ROOT, SAMPLE, House
from tests.unit.test_media import picture as png

LOCALE = "sv-SE"
MARK = "‡"
NAMES = (
    "Europe London svenska Sverige English United Kingdom who knows NVivo heronry json UTC underwater "
    "confident learning can teach name discord id phone member display csv directory meeting ics reflections pdf "
    "txt kb x example roster everyone Members deadlines expression of interest outline full application"
)
"""Zones, languages in themselves, the question, files and what is written in them."""
HOLIDAYS = " ".join(
    name for nation in NATIONS for name in country_holidays("GB", subdiv=nation, years=range(2026, 2029)).values()
) + " ".join(NATIONS.values())
SOURCES = " ".join(guide.source for guide in BUILT_IN)
"""Of reflective models: who described them, and where."""
SKILLS = " ".join(f"{concept.name} {concept.category}" for concept in Vocabulary.load().concepts.values())
MONTHS = " ".join(
    str(name) for names in (Locale("sv").months, Locale("sv").days) for name in names["format"]["wide"].values()
)
LONGER = 1.35
"""Translations from English run a third longer in most languages (W3C, Text size in translation)."""

SIGNPOSTS = Signposts().entries
"""Written by whoever hosts it, in the group's own language."""

# What isn't Heronry's own text: names and words of people, ids, zones, dates, the typed question.
GIVEN = " ".join(
    [
        " ".join([p.display_name, p.role, p.bio, p.interests, p.pronouns, *(skill.name for skill in p.skills)])
        for p in SAMPLE.profiles
    ]
    + [one.what for one in (*SAMPLE.group_reminders, *SAMPLE.own_reminders)]
    + [f"{one['title']} {one['room']} {one['description']} {one.get('agenda')}" for one in SAMPLE.told["meetings"]]
    + [skill for one in SAMPLE.told["entries"] for skill in one.get("skills", {})]
    + [
        " ".join([one.name, one.about, one.text, one.hours, one.link, *one.nations, *one.audiences])
        for one in SIGNPOSTS
    ]
    + [SAMPLE.told["support"]["agreement"], SAMPLE.told["support"]["hours"]]
    + [one["text"] for one in SAMPLE.told["support"]["questions"]]
    + [" ".join(SAMPLE.told["reflection"]["model"].values())]
    + [f"{one['title']} {one['note']} {one['tags']} {one['link']}" for one in SAMPLE.told["resources"]]
    + [
        " ".join(
            str(one.get(name, ""))
            for name in ("title", "funder", "amount", "ceiling", "eligibility", "contact", "zone")
        )
        for one in SAMPLE.told["funding"]
    ]
    + [" ".join(str(one[name]) for name in one if name != "status") for one in SAMPLE.told["projects"]]
    + [f"{one['title']} {one['room']} {one['description']} {one['topics']}" for one in SAMPLE.told["workshops"]]
    + [f"{one['title']} {one['text']}" for one in SAMPLE.told["announcements"]]
    + [f"{one['name']} {one['about']}" for one in SAMPLE.told["topics"]]
    + [SAMPLE.told["welcome"]["words"]]
    + [SAMPLE.check_ins.words, *(one.line for one in SAMPLE.check_ins.answers)]
)


class Pseudo(gettext.NullTranslations):
    """Marks every word and makes each text a third longer, leaving places for values alone."""

    def gettext(self, message: str) -> str:
        parts = re.split(r"(\{[^}]*\})", message)
        marked = [part if part.startswith("{") else re.sub(r"[^\W\d_]+", lambda m: m[0] + MARK, part) for part in parts]
        text = "".join(marked)
        return text + MARK * max(0, int(len(message) * LONGER) - len(text))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture(autouse=True)
def _pseudo(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: dict[str, gettext.NullTranslations] = dict(texts._loaded)  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(texts, "_loaded", loaded)
    texts.install(LOCALE, Pseudo())


def untranslated(shown: Shown) -> set[str]:
    """Words on the screen that neither carry the mark nor were given by somebody."""
    text = re.sub(r"<[^>]*>|\b[0-9a-f]{64}\b|https?://\S+|/[\w-]+(?: \w+){0,2}", " ", shown.text.replace("\\", ""))
    words = {word for word in re.findall(rf"[^\W\d_]+{MARK}*", text) if MARK not in word}
    allowed = f"{GIVEN} {NAMES} {SKILLS} {SOURCES} {MONTHS} {HOLIDAYS} {NATIONS.values()}"
    given = {word.casefold() for word in re.findall(r"[^\W\d_]+", allowed)}
    return {word for word in words if word.casefold() not in given}


async def speaks(person: Person) -> None:
    """Choose the made-up language in /preferences."""
    form = await person.presses(await person.types("/preferences"), "Time and language")
    await person.fills_in(form, {"Language": [LOCALE]})


async def test_everything_on_screen_is_translated_and_nothing_overflows(home: House) -> None:
    admin = await home.person(ADMINISTRATOR)
    await speaks(admin)
    screens = [screen async for screen in tour(admin)]
    assert len(screens) > 15
    assert {word: screen for screen in screens for word in untranslated(screen)} == {}


async def test_a_refusal_is_translated(home: House) -> None:
    facilitator = await home.person(FACILITATOR)
    await speaks(facilitator)
    assert MARK in (await facilitator.types("/who", query="?!")).text


async def tour(person: Person) -> AsyncIterator[Shown]:
    """Every screen an administrator can come to."""
    who = await person.types("/who", query="who knows NVivo?")
    yield who
    yield await person.presses(who, next(b.custom_id for b in who.buttons if b.custom_id and ":entry:" in b.custom_id))
    form = await person.presses(who, next(b.custom_id for b in who.buttons if b.custom_id and "s:ask:" in b.custom_id))
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
    async for screen in meetings(person):
        yield screen
    yield await person.types("/remind", when="tomorrow 9am", what="NVivo")
    asked = await person.types("/remind", when="every second Tuesday 10:00", what="NVivo")
    yield asked
    yield await person.presses(asked, asked.buttons[0].custom_id or "")
    yield await person.types("/remind", when="NVivo", what="NVivo")
    listed = await person.types("/reminders list")
    yield listed
    yield await person.presses(
        listed, next(b.custom_id for b in listed.buttons if b.custom_id and ":change:" in b.custom_id)
    )
    options: dict[str, Any] = {
        "when": "every other month, first Tuesday, 14:00",
        "what": "NVivo",
        "channel_": "general",
        "role": "Members",
    }
    drafted = await person.types("/manage-reminders create", **options)
    yield drafted
    yield await person.presses(drafted, drafted.buttons[0].custom_id or "")
    listed = await person.types("/manage-reminders list")
    yield listed
    yield await person.presses(listed, listed.buttons[0].custom_id or "")
    screens_of = (
        check_ins,
        reflections,
        support,
        unsigned,
        pairing,
        resources,
        projects,
        workshops,
        funding,
        announcements,
        digest,
        welcome,
    )
    for screens in screens_of:
        async for screen in screens(person):
            yield screen
    described = await person.types("/help")
    yield described
    yield await person.chooses(described, "help:about", ["meetings"])
    settings = await person.types("/settings")
    yield settings
    for button in ("community:change", "community:features", "community:record"):
        yield await person.presses(settings, button)
    yield await person.types("/setup")
    preferences = await person.types("/preferences")
    yield preferences
    for button in ("preferences:place", "preferences:quiet", "preferences:messages", "preferences:apart"):
        form = await person.presses(preferences, button)
        assert isinstance(form, Form)
        yield form
    yield await person.types("/privacy summary")
    yield await person.types("/privacy export")
    erase = await person.types("/privacy erase")
    yield erase
    yield await person.presses(erase, "privacy:erase")


async def announcements(person: Person) -> AsyncIterator[Shown]:
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
    yield await person.types("/manage-announcements scheduled")
    offered = await person.completions("/manage-announcements withdraw", announcement="NVivo")
    number = next(iter(offered.values()))
    asked = await person.types("/manage-announcements withdraw", announcement=number)
    yield await person.presses(asked, asked.buttons[0].custom_id or "")
    yield await person.types("/manage-announcements edit", announcement=number)
    made = await person.types("/manage-announcements topics")
    yield made
    yield await person.presses(made, "announcements:topic:0")
    followed = await person.types("/topics")
    yield followed
    for way in ("message", "nothing"):
        yield await person.chooses(followed, followed.selects[0].custom_id, [way])


async def support(person: Person) -> AsyncIterator[Shown]:
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


def test_what_the_rota_gets_is_translated() -> None:
    """Worries, questions, answers and notices, in the made-up language."""
    guild, at = SAMPLE.guild_id, datetime(2026, 11, 3, tzinfo=UTC)
    with texts.speaking(LOCALE):
        made = [
            *(desk_cards.notice(Notice(matter, 1, {"worries": 1, "questions": 2}, (1,))) for matter in Matter),
            *(desk_cards.worry(Worry(guild, 1, 2, 3, said, said, stage, (1,), ("NVivo",)))
              for stage in Stage for said in ("NVivo", "")),
            *(desk_cards.question(Question(guild, 1, "NVivo", "NVivo", wish, relayed, further))
              for wish in Wish for relayed in (True, False) for further in (True, False)),
            *(support_cards.relayed(Relayed("NVivo", asker)) for asker in (1, None)),
            support_cards.answered(Answered(guild, 1, "NVivo", "NVivo")),
            support_cards.seen(Seen(at)),
            *(desk_cards.answer_sent(here=here) for here in (True, False)),
            signpost_cards.stale(SignpostsShown(SIGNPOSTS, at.date())),
        ]  # fmt: skip
        shown = [Shown({"id": "1", "components": one.to_components()}) for one in made]
    assert {word: screen for screen in shown for word in untranslated(screen)} == {}


async def check_ins(person: Person) -> AsyncIterator[Shown]:
    """Every screen of check-ins that can be come to without waiting for one; the question itself has its own test."""
    drafted = await person.types("/manage-checkins schedule", when="every Tuesday 14:00", channel_="general")
    yield drafted
    yield await person.presses(drafted, drafted.buttons[0].custom_id or "")
    asked = await person.types(
        "/manage-checkins schedule", when="every second Tuesday 10:00", channel_="general", words="NVivo"
    )
    yield asked
    chosen = await person.presses(asked, asked.buttons[0].custom_id or "")
    yield chosen
    yield await person.presses(chosen, chosen.buttons[1].custom_id or "")
    yield await person.types("/manage-checkins schedule", when="every day 9am", channel_="general")
    yield await person.types("/manage-checkins threshold", people=7)
    raising = await person.types("/manage-checkins threshold", people=9)
    yield raising
    yield await person.presses(raising, raising.buttons[0].custom_id or "")
    overview = await person.types("/manage-checkins overview")
    yield await person.presses(overview, "checkins:meetings:on")
    pulse = await person.types("/manage-checkins pulse")
    yield pulse
    lines = await person.presses(pulse, "checkins:lines:0:0")
    yield lines
    yield await person.presses(lines, "checkins:lines:0:1")


def _answering(shown: Shown, action: str) -> str:
    """The custom_id of the first button whose action is that."""
    return next(button.custom_id for button in shown.buttons if button.custom_id and action in button.custom_id)


async def reflections(person: Person) -> AsyncIterator[Shown]:
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
        form = await person.presses(entry, _answering(entry, f":{button}"))
        yield form
        if button == "show":
            preview = await person.fills_in(form, {form.fields[0].label: ["0"]})
            yield preview
            yield await person.presses(preview, preview.buttons[0].custom_id or "")
    yield await person.types("/reflect entries")
    yield await person.types("/reflect entries", words="underwater")
    yield await person.types("/reflect progress")
    yield await person.types("/reflect export", kind="pdf")
    asked = await person.presses(entry, _answering(entry, ":delete"))
    yield asked
    yield await person.presses(asked, asked.buttons[0].custom_id or "")


async def resources(person: Person) -> AsyncIterator[Shown]:
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


async def funding(person: Person) -> AsyncIterator[Shown]:
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
    async for screen in _manage_funding(person):
        yield screen


async def _manage_funding(person: Person) -> AsyncIterator[Shown]:
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
    form = await person.types("/manage-funding add")
    assert isinstance(form, Form)
    draft = await person.fills_in(form, {form.fields[0].label: "R", form.fields[1].label: "R"})
    yield await person.presses(draft, named(draft, "funding:throw-away"))


async def projects(person: Person) -> AsyncIterator[Shown]:
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


async def pairing(person: Person) -> AsyncIterator[Shown]:
    """Every screen of peer pairing that can be come to without waiting for a round."""
    joining = await person.types("/pairing join")
    yield await person.types("/pairing leave")
    yield joining
    yield await person.presses(joining, joining.buttons[0].custom_id or "")
    yield await person.types("/pairing snooze", until="2031-01-31")
    yield await person.types("/pairing mine")
    yield await person.types("/pairing leave")
    yield await person.types("/pairing mine")
    drafted = await person.types("/manage-pairing schedule", when="first Tuesday of every month 14:00")
    yield drafted
    kept = await person.presses(drafted, drafted.buttons[0].custom_id or "")
    yield kept
    yield await person.presses(kept, "pairing:stop")
    yield await person.types("/manage-pairing schedule", when="every day 9am")
    asked = await person.types("/manage-pairing schedule", when="every second Tuesday 10:00")
    yield asked
    chosen = await person.presses(asked, asked.buttons[0].custom_id or "")
    yield await person.presses(chosen, chosen.buttons[1].custom_id or "")
    yield await person.types("/manage-pairing overview")


async def digest(person: Person) -> AsyncIterator[Shown]:
    """Every screen of the digest; the posted ones are tried apart."""
    yield await person.types("/digest stop")
    offered = await person.types("/digest subscribe")
    yield offered
    yield await person.presses(offered, "digest:subscribe:weekly")
    yield await person.types("/digest subscribe")
    yield await person.types("/digest now")
    yield await person.types("/digest stop")
    posted = await person.types("/manage-digest", channel_="general")
    yield posted
    yield await person.presses(posted, "digest:off")


async def welcome(person: Person) -> AsyncIterator[Shown]:
    """The tour as an administrator sees it, page by page, and how the greeting is set."""
    page = await person.types("/start")
    yield page
    for _ in range(4):
        page = await person.presses(page, page.buttons[1].custom_id or "")
        yield page
    settings = await person.types("/manage-welcome")
    form = await person.presses(settings, "welcome:words")
    yield form
    assert isinstance(form, Form)
    yield await person.fills_in(form, {form.fields[0].label: "NVivo"})
    off = await person.presses(settings, "welcome:greet:off")
    yield off
    yield await person.presses(off, "welcome:post")


def test_what_is_posted_of_the_digest_and_the_welcome_is_translated() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    items = (Item("NVivo", at, N_("is cancelled")), Item("NVivo"), Item("NVivo", at))
    section = Section(N_("Meetings"), "/meetings list", items * 3, (Item("NVivo", at),))
    what = Digest(1, Span(at, at, at), (section,))
    with texts.speaking(LOCALE):
        shown = [digest_cards.own(what), digest_cards.in_channel(what), digest_cards.stopped(had=True)]
        for people in ((), (1,), (1, 2)):
            greeting = Greeting(1, people, "NVivo", frozenset({"meetings", "directory"}), all_are_members=False)
            shown += [welcome_cards.greeting(greeting), welcome_cards.greeting(replace(greeting, arrived=False))]
        for standing in Standing:
            for at_page in range(5):
                tour = Tour(standing, frozenset(), True, None, "NVivo", False, None, ())
                shown.append(tour_cards.page(tour, at_page, [], []))
        for card in shown:
            assert untranslated(Shown({"components": card.to_components()})) == set()


async def workshops(person: Person) -> AsyncIterator[Shown]:
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
    async for screen in groups_of(person, number):
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
    yield await person.presses(shown, named(shown, "workshops:withdraw"))
    cancel = await person.types("/manage-workshops cancel", workshop=number)
    yield cancel
    yield await person.presses(cancel, cancel.buttons[0].custom_id or "")


def test_what_is_said_of_a_workshop_in_its_time_is_translated() -> None:
    now, cog = datetime(2026, 11, 3, tzinfo=UTC), WorkshopNotices()
    made = Workshop(
        1, 1, "NVivo", "NVivo", ("NVivo",), "NVivo", 1, now, "Europe/London", 120, 9, 2, 6, now, now, Giving.FAIR,
        Label.CHATHAM, State.ACTIVE, "", "", now, 1,
    )  # fmt: skip
    delivery = Delivery(1, 1, "", 1, "", None, 1, now)
    counts = Counts(3, 1, 2)
    said = [
        Mine(made, counts, Role.PARTICIPANT, standing, 1, now, "Senior", ("NVivo",), "NVivo")
        for standing in PlaceStanding
    ]
    notices = [WorkshopNotice(one.workshop, counts, one, now, now, 5) for one in said]
    notices.append(replace(notices[0], workshop=replace(made, state=State.CANCELLED)))
    notices.append(replace(notices[0], changed=frozenset({"room", "label"})))
    kinds = (
        cog.announced, cog.drawn, cog.begins, cog.changed, cog.changed_direct, cog.placed, cog.offered, cog.reminded,
        cog.asked_back,
    )  # fmt: skip
    summary = Summary(now, FeedbackState.CLOSED, ((1, 2, 3, 4),) * 3, ("NVivo",))
    with texts.speaking(LOCALE):
        cards = [kind(delivery, one).card for kind in kinds for one in notices]
        cards += [
            manage_cards.summary(replace(summary, state=state, counts=counts_, lines=()))
            for state in FeedbackState
            for counts_ in (summary.counts, None)
        ]
        resized = Resized(made, 2, 1, 1)
        assert untranslated(Shown({"content": manage_cards.resized(resized)})) == set()
        cards.append(manage_cards.summary(summary))
        assert untranslated(Shown({"content": manage_cards.roster([5])})) == set()
        cards += [*of_groups(made), *of_shared_resources()]
        for one in cards:
            assert untranslated(Shown({"components": one.to_components()})) == set()
        note = note_of(Attendance(made, Role.MENTOR), "NVivo")
        assert untranslated(Shown({"content": note})) == set()


def test_what_comes_by_direct_message_of_a_pairing_is_translated() -> None:
    now = datetime(2026, 11, 3, tzinfo=UTC)
    partners = (Partner(1, None), Partner(2, None))
    what = Pairing(1, 2, partners, ICEBREAKERS[0], now, now, met=None)
    with texts.speaking(LOCALE):
        shown = [
            pairing_cards.made(what), pairing_cards.asked(what), pairing_cards.unpaired(Unpaired(1)),
            pairing_cards.rested(Rested(1)), pairing_cards.answered(met=True), pairing_cards.answered(met=False),
            pairing_cards.left(),
        ]  # fmt: skip
        for card in shown:
            assert untranslated(Shown({"components": card.to_components()})) == set()


async def unsigned(person: Person) -> AsyncIterator[Shown]:
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


async def test_the_question_of_a_check_in_and_its_form_are_translated(home: House) -> None:
    """Asked a minute ago in the community's language, which is the made-up one, and answered in it."""
    assert home.services is not None
    services, guild = home.services, SAMPLE.guild_id
    admin = await home.person(ADMINISTRATOR)
    await speaks(admin)
    await services.community.change(
        Somebody(guild, SAMPLE.owner.id, Standing.ADMINISTRATOR), lambda before: replace(before, locale=LOCALE)
    )
    async with services.database.begin() as session:
        asked_at = services.clock.now() - timedelta(minutes=1)
        session.add(new_round(guild, asked_at, channel_id=SAMPLE.channels["general"].id))
    await services.checkins.tick()
    await home.runner.tick()
    prompt = await admin.sees(lambda shown: any("checkins:answer" in (b.custom_id or "") for b in shown.buttons))
    form = await admin.presses(prompt, prompt.buttons[0].custom_id or "")
    assert isinstance(form, Form)
    thanks = await admin.fills_in(form, {form.fields[0].label: ["3"], form.fields[2].label: "NVivo"})
    again = await admin.presses(prompt, prompt.buttons[0].custom_id or "")
    for screen in (prompt, form, thanks, again):
        assert untranslated(screen) == set(), screen


async def test_descriptions_of_commands_are_translated_and_fit(home: House) -> None:
    commands = await (await home.person(ADMINISTRATOR)).commands()
    for described in _described(commands.values()):
        translated = described["description_localizations"][LOCALE]
        assert MARK in translated
        assert len(translated) <= 100, translated


def _described(commands: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for command in commands:
        if command.get("description"):
            yield command
        yield from _described(command.get("options") or [])


def test_the_template_of_texts_is_the_one_the_code_has(tmp_path: Path) -> None:
    made = tmp_path / "heronry.pot"
    recipe = ["make", "--silent", "texts", f"TEMPLATE={made}", f"BIN={sys.prefix}/bin"]
    subprocess.run(recipe, cwd=ROOT, check=True)
    assert made.read_text() == (ROOT / "bot/texts/heronry.pot").read_text(), "run: make docs"


def named(shown: Shown, part: str) -> str:
    """The button whose custom_id holds a text."""
    return next(one.custom_id or "" for one in shown.buttons if part in (one.custom_id or ""))


async def meetings(person: Person) -> AsyncIterator[Shown]:
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
