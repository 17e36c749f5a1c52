"""How good the search is: invented people, questions as people ask them, and who answers them.

Each set of questions was written apart from the words of the search, in the voices of several people, and scored
once before anything was changed for it; docs/decisions/0010 lists those first scores. From then on it is one of
the tuned ones. Those in `held_out.txt` are kept aside. All are judged by facts that the engine never sees.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2
from pathlib import Path
from random import Random

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Profile, Skill
from bot.directory.search import Index

TODAY = date(2026, 9, 1)
_HERE = Path(__file__).parent
_LEVELS = {"t": Level.CAN_TEACH, "c": Level.CONFIDENT, "l": Level.LEARNING}
_MANY = 400
_WALKS = (
    *((stage, "academic") for stage in list(CareerStage)[:5]),
    *((stage, "clinical; academic") for stage in list(CareerStage)[:5]),
    (CareerStage.COMMUNITY_PARTNER, "community"),
    (CareerStage.COMMUNITY_PARTNER, "community; clinical"),
)
_PLACES = ("Camberwell", "Hackney", "Walthamstow", "Croydon", "Eltham", "Manchester", "Camden")
_REMARKS = ("New to the group.", "Say hello!", "Ask me anything, I answer slowly.", "Happy to meet for coffee.", "")
_WORTH = {Level.CAN_TEACH: 3, Level.CONFIDENT: 2, Level.LEARNING: 1}


@dataclass(frozen=True)
class Person:
    """A profile, and what is true of the person: the worth (1 to 3) of each tag, levels where listed."""

    profile: Profile
    facts: Mapping[str, int]
    teaches: frozenset[str]


@dataclass(frozen=True)
class Question:
    """A question with the worth of every person who answers it (nobody else has any)."""

    kind: str
    text: str
    worth: Mapping[int, int]


SETS: Mapping[str, tuple[str, ...]] = {
    "questions_1.txt": ("people_1.txt",),
    "questions_2.txt": ("people_1.txt",),
    "questions_3.txt": ("people_2.txt",),
    "questions_4.txt": ("people_3.txt",),
    "questions_5.txt": ("people_2.txt", "people_3.txt"),
    "questions_6.txt": ("people_2.txt", "people_3.txt"),
    "questions_7.txt": ("people_2.txt", "people_3.txt"),
    "questions_8.txt": ("people_2.txt", "people_3.txt"),
    "questions_9.txt": ("people_4.txt",),
    "questions_10.txt": ("people_2.txt", "people_3.txt", "people_4.txt"),
    "questions_11.txt": ("people_3.txt", "people_4.txt"),
    "held_out.txt": ("people_2.txt", "people_3.txt"),
}
"""The questions by file, and the people they are asked of."""

TUNED = tuple(name for name in SETS if name != "held_out.txt")


def people(name: str = "questions_1.txt") -> Sequence[Person]:
    """The people whom a file of questions is asked of: but for the first, 400 with a crowd around them."""
    return _everyone(SETS[name])


@lru_cache
def _everyone(files: tuple[str, ...]) -> tuple[Person, ...]:
    lines = [line for file in files for line in _lines(file)]
    described = [_person(number, line) for number, line in enumerate(lines, 101)]
    others = [] if "people_1.txt" in files else crowd("crowd.txt", _MANY - len(described))
    return (*described, *others)


def crowd(name: str, many: int) -> list[Person]:
    """So many more people of whom little is known: a few of the skills that a file lists, a stage, a place."""
    tags = [(tag.strip(), typed.split(";")) for tag, _, typed in (line.partition("=") for line in _lines(name))]
    chance = Random(many)
    return [_person(number, _passer_by(chance, tags)) for number in range(1001, 1001 + many)]


def _passer_by(chance: Random, tags: Sequence[tuple[str, Sequence[str]]]) -> str:
    skills = [f"{chance.choice(typed)} <{tag}> {chance.choice('tccl')}" for tag, typed in chance.sample(tags, 3)]
    stage, settings = chance.choice(_WALKS)
    place = chance.choice(_PLACES)
    openness = ", ".join(chance.sample([*Openness], chance.randint(1, 3)))
    month = f"2026-{chance.randint(1, 8):02}"
    said = f"Based in {place}. {chance.choice(_REMARKS)}"
    said_and_more = f"{said} | {openness} | {month} | {place.lower()}"
    return f"Somebody | {stage} | {stage} | {settings} | {'; '.join(skills)} | | {said_and_more}"


def questions(name: str, everyone: Sequence[Person]) -> list[Question]:
    """The questions of a file, judged over the people whom it is asked of."""
    lists: dict[str, str] = {}
    found: list[Question] = []
    for line in _lines(name):
        if line.startswith("$"):
            short, _, long = line.partition("=")
            lists[short.strip()] = long.strip()
            continue
        kind, text, needs = (part.strip() for part in line.split(" | "))
        for short, long in lists.items():
            needs = needs.replace(short, long)
        judged = {p.profile.member_id: _judge(needs, p) for p in everyone}
        found.append(Question(kind, text, {m: worth for m, worth in judged.items() if worth}))
    return found


def _lines(name: str) -> list[str]:
    lines = (line.strip() for line in (_HERE / name).read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _person(number: int, line: str) -> Person:
    name, role, stage, settings, skills, interests, bio, open_to, confirmed, *rest = (
        p.strip() for p in line.split("|")
    )
    listed: list[Skill] = []
    facts: dict[str, int] = {}
    teaches: set[str] = set()
    for item in skills.split(";"):
        typed, _, tagged = item.partition("<")
        tag, _, level = tagged.partition(">")
        listed.append(Skill(typed.strip(), _LEVELS[level.strip()]))
        facts[tag] = max(facts.get(tag, 0), _WORTH[listed[-1].level])
        if listed[-1].level is Level.CAN_TEACH:
            teaches.add(tag)
    for fact in (rest[0] if rest else "").split(","):
        tag, _, worth = fact.strip().partition(":")
        if tag:
            facts[tag] = max(facts.get(tag, 0), int(worth or 2))
    profile = Profile(
        member_id=number,
        display_name=name,
        role=role,
        career_stage=CareerStage(stage),
        settings=frozenset(Setting(s.strip()) for s in settings.split(";")),
        skills=tuple(listed),
        interests=interests,
        bio=bio,
        open_to=frozenset(Openness(o.strip()) for o in open_to.split(",")),
        confirmed_on=date.fromisoformat(confirmed + "-01"),
    )
    return Person(profile, facts, frozenset(teaches))


def _judge(needs: str, person: Person) -> int:
    if needs == "-":
        return 0
    firmly, _, weakly = needs.partition("~")
    conditions = [need for need in map(str.strip, firmly.split("&")) if need.startswith("@")]
    wanted = [need for need in map(str.strip, firmly.split("&")) if not need.startswith("@")]
    if not all(_has(c, person) for c in conditions):
        return 0
    if "@teach" in conditions:
        return 3 * all(any(tag.strip() in person.teaches for tag in need.split("/")) for need in wanted)
    each = [max(_has(tag, person) for tag in need.split("/")) for need in wanted]
    if all(each):
        return round(sum(each) / len(each)) if each else 3
    return 1 if any(each) or any(_has(tag, person) for tag in weakly.split("/")) else 0


def _has(tag: str, person: Person) -> int:
    name, _, cap = tag.strip().partition(":")
    profile = person.profile
    match name:
        case "@stage":
            return 3 * (profile.career_stage == cap)
        case "@setting":
            return 3 * (cap in profile.settings)
        case "@open":
            return 3 * (cap in profile.open_to)
        case "@teach":
            return 3
        case _:
            return min(person.facts.get(name, 0), int(cap or 3))


def index_of(everyone: Sequence[Person], index: Index) -> Index:
    for person in everyone:
        index.put(person.profile)
    return index


@lru_cache
def _asked(name: str) -> Sequence[Question]:
    return questions(name, people(name))


@dataclass(frozen=True)
class Score:
    """Of a set of questions: mean nDCG@5 of those someone answers; share answered of those nobody does."""

    ndcg: float
    answered_wrongly: float
    by_kind: Mapping[str, float]

    def line(self, name: str) -> str:
        """One line of a table."""
        kinds = "  ".join(f"{kind} {value:.2f}" for kind, value in self.by_kind.items())
        return f"{name:28} nDCG@5 {self.ndcg:.3f}  nobody answered {self.answered_wrongly:4.0%}  {kinds}\n"


def evaluate(index: Index, asked: Sequence[Question]) -> Score:
    return scored([answered(index, question) for question in asked])


def answered(index: Index, question: Question) -> tuple[Question, float]:
    """A question and its gain: nDCG@5, or 1 for an answer where there is none."""
    found = [m.profile.member_id for m in index.search(question.text, today=TODAY).matches]
    return question, ndcg(found, question.worth) if question.worth else float(bool(found))


def scored(answers: Sequence[tuple[Question, float]]) -> Score:
    gains: dict[str, list[float]] = {}
    for question, gain in answers:
        gains.setdefault(question.kind, []).append(gain)
    nobody = gains.pop("nobody")
    every = [gain for kind in gains.values() for gain in kind]
    by_kind = {kind: sum(g) / len(g) for kind, g in gains.items()}
    return Score(sum(every) / len(every), sum(nobody) / len(nobody), by_kind)


def evaluate_all(names: Sequence[str], make: Callable[[], Index]) -> Score:
    """The score over the questions of several files together, each asked of its own people."""
    answers: list[tuple[Question, float]] = []
    for files in dict.fromkeys(SETS[name] for name in names):
        index = index_of(_everyone(files), make())
        asked = (question for name in names if SETS[name] == files for question in _asked(name))
        answers += [answered(index, question) for question in asked]
    return scored(answers)


def ndcg(found: Sequence[int], worth: Mapping[int, int], at: int = 5) -> float:
    """Normalised discounted cumulative gain, with gains 2**worth - 1."""

    def dcg(worths: Sequence[int]) -> float:
        return sum((2**w - 1) / log2(place + 2) for place, w in enumerate(worths[:at]))

    return dcg([worth.get(m, 0) for m in found]) / dcg(sorted(worth.values(), reverse=True))
