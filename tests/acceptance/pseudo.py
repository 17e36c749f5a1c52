"""A language made up for the tests, and the words on a screen that aren't in it."""

import gettext
import re

from babel import Locale
from holidays import country_holidays

from bot.community.signposts import Signposts
from bot.directory.vocabulary import Vocabulary
from bot.reflection.library import BUILT_IN
from bot.schedule.holidays import NATIONS
from sandbox.driver import Person, Shown
from tests.acceptance.house import SAMPLE

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
