"""How fast the directory answers, beside SQLite's FTS5 on the same people and questions.

Prints for 400 and for 100,000 people: the time to build the index, its memory, and the median and 95th percentile
of a search; garbage collection stays on, as in the bot.
"""

import re
import sqlite3
import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from statistics import quantiles
from time import perf_counter

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Profile, Skill
from bot.directory.search import Index
from bot.directory.vocabulary import Kind, Vocabulary

TODAY = date(2026, 9, 1)
QUESTIONS = 1_000
_PLACES = ("Peckham", "Brixton", "Hackney", "Woolwich", "Tottenham", "Lewisham", "Camden", "Newham")
_SENTENCES = (
    "I work on {topic} with community groups in {place}.",
    "Before this I spent {n} years in a hospital ward and still miss the people.",
    "My project looks at {topic} and how families live with it.",
    "Ask me about {skill}, or about the bus to {place}.",
    "I would like to learn {skill} one day.",
    "At weekends I walk, cook and read novels about the sea.",
    "I have taught {skill} to students and to colleagues from charities.",
)
_ASKED = (
    "who knows {alias}?",
    "{alias}",
    "anyone used {typo} before",
    "{alias} and {other}",
    "PhD student who knows {alias}",
    "someone in {place} who works on {topic}",
    "community partner in {place} who can teach {alias}",
    "someone to read over my statistics",
    "how do I find people to take part in my study",
    "who can help with {alias} or {other} please, I am stuck",
)


class Community:
    """Invented people and questions, the same for the same number and seed."""

    def __init__(self, vocabulary: Vocabulary, seed: int = 1) -> None:
        self._random = Random(seed)
        skills = [c for c in vocabulary.concepts.values() if c.kind is Kind.SKILL]
        self._random.shuffle(skills)
        self._skills = skills
        # A few skills are common and most are rare, as in life.
        self._weights = [1 / (place + 5) for place in range(len(skills))]
        self._topics = [c.name for c in skills if c.category == "research topics"]

    def _name(self) -> str:
        concept = self._random.choices(self._skills, self._weights)[0]
        return self._random.choice((concept.name, concept.name, *concept.aliases))

    def person(self, member_id: int) -> Profile:
        choice = self._random.choice
        words = {
            "topic": choice(self._topics).lower(),
            "place": choice(_PLACES),
            "skill": self._name(),
            "n": self._random.randint(2, 20),
        }
        return Profile(
            member_id=member_id,
            display_name=f"Person {member_id}",
            role=choice(("Lecturer", "Research nurse", "PhD student", "Organiser", "Statistician")),
            career_stage=choice(list(CareerStage)),
            settings=frozenset((choice(list(Setting)),)),
            skills=tuple(Skill(self._name(), choice(list(Level))) for _ in range(self._random.randint(2, 8))),
            interests=choice(self._topics),
            bio=" ".join(s.format(**words) for s in self._random.sample(_SENTENCES, 3)),
            open_to=frozenset((choice(list(Openness)),)),
            confirmed_on=TODAY - timedelta(days=self._random.randint(0, 900)),
        )

    def question(self) -> str:
        alias, place, topic = self._name(), self._random.choice(_PLACES), self._random.choice(self._topics)
        at = self._random.randrange(len(alias))
        typo = alias[:at] + alias[at + 1 :] if len(alias) > 5 else alias
        form = self._random.choice(_ASKED)
        return form.format(alias=alias, other=self._name(), typo=typo, place=place, topic=topic)


def main() -> None:
    vocabulary = Vocabulary.load()
    print(f"{'':24}{'people':>9}{'build s':>9}{'MB':>7}{'median ms':>11}{'p95 ms':>9}{'worst ms':>10}")
    for number in (400, 100_000):
        community = Community(vocabulary)
        everyone = [community.person(member_id) for member_id in range(number)]
        asked = [community.question() for _ in range(QUESTIONS)]
        _time_heronry(vocabulary, everyone, asked)
        _time_fts5(everyone, asked)


def _time_heronry(vocabulary: Vocabulary, everyone: list[Profile], asked: list[str]) -> None:
    memory = _memory(vocabulary, everyone)
    began = perf_counter()
    index = Index(vocabulary)
    for profile in everyone:
        index.put(profile)
    built = perf_counter() - began
    _report("Heronry", len(everyone), built, f"{memory:.0f}", lambda q: index.search(q, today=TODAY), asked)


def _time_fts5(everyone: list[Profile], asked: list[str]) -> None:
    began = perf_counter()
    database = _fts5(everyone)
    built = perf_counter() - began
    _report("SQLite FTS5 (BM25)", len(everyone), built, "", lambda q: _fts5_search(database, q), asked)


def _memory(vocabulary: Vocabulary, everyone: list[Profile]) -> float:
    """Megabytes that an index of at most 2,000 of the people takes, scaled up to all of them."""
    sample = everyone[:2000]
    index = Index(vocabulary)
    tracemalloc.start()
    for profile in sample:
        index.put(profile)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return used / 1e6 * len(everyone) / len(sample)


def _report(
    name: str, people: int, built: float, memory: str, search: Callable[[str], object], asked: list[str]
) -> None:
    times: list[float] = []
    for question in asked:
        began = perf_counter()
        search(question)
        times.append((perf_counter() - began) * 1000)
    cuts = quantiles(times, n=20)
    print(f"{name:24}{people:9,}{built:9.2f}{memory:>7}{cuts[9]:11.2f}{cuts[18]:9.2f}{max(times):10.2f}")


def _fts5(everyone: list[Profile]) -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE people USING fts5(role, skills, interests, bio, tokenize = 'porter')")
    rows = ((p.member_id, p.role, " ".join(s.name for s in p.skills), p.interests, p.bio) for p in everyone)
    database.executemany("INSERT INTO people(rowid, role, skills, interests, bio) VALUES (?, ?, ?, ?, ?)", rows)
    return database


def _fts5_search(database: sqlite3.Connection, question: str) -> list[tuple[int]]:
    words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
    return database.execute("SELECT rowid FROM people WHERE people MATCH ? ORDER BY rank LIMIT 10", (words,)).fetchall()
