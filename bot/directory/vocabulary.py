"""The community's vocabulary: skills, places and groups of people, their names and how they hang together.

It is read from the plain text files in `words/`, one line an entry, which say at their top how to add
to them. Every file is checked as it is read: a mistake names its file and line.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable

from rapidfuzz import process

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.answers import Constraint, ConstraintKind
from bot.directory.entries import Level, Openness
from bot.directory.wordfiles import Line, VocabularyError, meaningful_lines, read_entries
from bot.search.text import key, stem, tokens

__all__ = ["Concept", "Kind", "Vocabulary", "VocabularyError"]


class Kind(StrEnum):
    """What an entry names: something a person can do, somewhere they are, or who they are among."""

    SKILL = "skill"
    PLACE = "place"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry. The last three hold names of other entries.

    `implied_by` are those of the broader ones whose holders can do this as well; `near` holds both ways.
    """

    name: str
    kind: Kind
    category: str
    aliases: tuple[str, ...]
    broader: tuple[str, ...]
    implied_by: tuple[str, ...]
    near: tuple[str, ...]


_CONDITIONS: dict[str, tuple[ConstraintKind, type[StrEnum]]] = {
    "stage": (ConstraintKind.STAGE, CareerStage),
    "setting": (ConstraintKind.SETTING, Setting),
    "open to": (ConstraintKind.OPEN_TO, Openness),
    "level": (ConstraintKind.LEVEL, Level),
}


class Vocabulary:
    """All entries, looked up by any of their names.

    `concepts` maps a name to its entry; `names` maps the `key` of every name and alias to the entries it
    means (a skill comes before a group of people); `above` and `below` give every broader and narrower
    entry; `readings` maps the key of an ambiguous term to the term and what it may mean, likeliest first;
    `phrases` pairs a way of asking with the skill meant; `conditions` maps the key of a wording to the
    conditions it sets; `little`, `asking` and `ordinary` are stems that do not say what is looked
    for (no stem is in two of them), `everyday` the same words in full, `real` others
    that are no typing mistakes and `english` the stems of a good many more; `proper_nouns` are keys that mean an
    entry only when written with a capital, being everyday words as well (POST, Teams); `acronyms` those
    written in capitals.

    Raises:
        VocabularyError: on construction, for a repeated name, a link to nothing, or an entry that is a
            kind of itself.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self.concepts: dict[str, Concept] = {}
        self.names: dict[str, tuple[str, ...]] = {}
        self.readings: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.phrases: list[tuple[str, str]] = []
        self.conditions: dict[str, tuple[Constraint, ...]] = {}
        self._wheres: dict[str, str] = {}
        lines = [
            *read_entries("skills.txt", files.get("skills.txt", ""), links=("kind of", "part of", "near")),
            *read_entries("people.txt", files.get("people.txt", ""), links=("in", "kind of", "near")),
        ]
        for line in lines:
            self._add(line)
        for line in lines:
            self._link(line)
        self.above = {name: self._all_broader(name) for name in self.concepts}
        self.below: dict[str, tuple[str, ...]] = dict.fromkeys(self.concepts, ())
        for name, broader in self.above.items():
            for other in broader:
                self.below[other] += (name,)
        for line in read_entries("ambiguous.txt", files.get("ambiguous.txt", "")):
            self._known(line, line.values)
            self.readings[key(line.name)] = (line.name, line.values)
        for line in read_entries("phrases.txt", files.get("phrases.txt", "")):
            self._known(line, (line.name,))
            self.phrases.extend((phrase, line.name) for phrase in line.values)
        for line in read_entries("conditions.txt", files.get("conditions.txt", "")):
            self._add_condition(line)
        self.real, self.everyday, stems = _common_words(files.get("common.txt", ""))
        self.little, self.asking, self.ordinary = stems
        self.english = _english(files.get("english.txt", ""))
        self.alike = _alike(files.get("alike.txt", ""))
        self.proper_nouns = frozenset(self._proper_nouns())
        self.acronyms = frozenset(
            key(name) for c in self.concepts.values() for name in c.aliases if name.isupper() and len(name) > 2
        )

    def _proper_nouns(self) -> Iterator[str]:
        everyday = self.little | self.asking | self.ordinary
        for concept in self.concepts.values():
            names = (*((concept.name,) if concept.kind is Kind.PLACE else ()), *concept.aliases)
            lower = {key(alias) for alias in names if alias.islower()}
            for alias in names:
                if alias[0].isupper() and key(alias) in everyday - lower:
                    yield key(alias)

    @classmethod
    def load(cls, folder: Traversable | None = None) -> "Vocabulary":
        """Read the project's own files, or those of the same names in another folder."""
        folder = folder or resources.files("bot.directory") / "words"
        return cls({file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".txt")})

    def skills(self) -> Iterator[Concept]:
        """Every skill, in the order of the files."""
        return (concept for concept in self.concepts.values() if concept.kind is Kind.SKILL)

    def nearest(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """The skills whose names are spelled most like a word, likest first."""
        names = [concept.name for concept in self.skills()]
        return tuple(found for found, _score, _n in process.extract(name, names, limit=limit))

    def resolve(self, name: str) -> str | None:
        """The skill that a name or alias means, however it is spelled, or None."""
        return next((c for c in self.names.get(key(name), ()) if self.concepts[c].kind is Kind.SKILL), None)

    def _add(self, line: Line) -> None:
        if line.name in self.concepts:
            raise VocabularyError(f"{line.where}: '{line.name}' stands already in {self._wheres[line.name]}")
        kind = Kind.SKILL if line.where.startswith("skills") else Kind.PEOPLE
        kind = Kind.PLACE if line.section == "places" else kind
        links = line.links
        broader = links.get("kind of", ()) + links.get("part of", ()) + links.get("in", ())
        implied_by = links.get("part of", ())
        concept = Concept(line.name, kind, line.section, line.values, broader, implied_by, links.get("near", ()))
        self.concepts[line.name] = concept
        self._wheres[line.name] = line.where
        for name in (line.name, *line.values):
            # One name may mean a skill and a group of people ("carers"), but not two of either.
            owners = self.names.get(key(name), ())
            rival = next((o for o in owners if (self.concepts[o].kind is Kind.SKILL) is (kind is Kind.SKILL)), None)
            if rival not in (None, line.name):
                raise VocabularyError(f"{line.where}: '{name}' means '{rival}' already ({self._wheres[rival]})")
            if rival is None:
                self.names[key(name)] = (*owners, line.name)
        for name in (line.name, *line.values):
            # Also run together in one word, whose stem may differ: "fieldnotes" for "field notes".
            self.names.setdefault(stem("".join(t.word for t in tokens(name))), (line.name,))

    def _link(self, line: Line) -> None:
        concept = self.concepts[line.name]
        self._known(line, tuple(other for links in line.links.values() for other in links))
        for other in line.links.get("near", ()):
            back = self.concepts[other]
            if line.name not in back.near:
                self.concepts[other] = replace(back, near=(*back.near, line.name))
        if line.name in concept.broader + concept.near:
            raise VocabularyError(f"{line.where}: '{line.name}' is linked to itself")

    def _known(self, line: Line, names: tuple[str, ...]) -> None:
        for name in names:
            if name not in self.concepts:
                raise VocabularyError(f"{line.where}: there is no entry named '{name}'")

    def _all_broader(self, start: str) -> tuple[str, ...]:
        reached: dict[str, None] = {}
        todo = list(self.concepts[start].broader)
        while todo:
            name = todo.pop(0)
            if name == start:
                raise VocabularyError(f"{self._wheres[start]}: '{start}' is a kind of itself")
            if name not in reached:
                reached[name] = None
                todo.extend(self.concepts[name].broader)
        return tuple(reached)

    def _add_condition(self, line: Line) -> None:
        if line.section not in _CONDITIONS:
            raise VocabularyError(f"{line.where}: the heading is one of {', '.join(_CONDITIONS)}")
        kind, values = _CONDITIONS[line.section]
        if line.name not in list(values):
            raise VocabularyError(f"{line.where}: '{line.name}' is not one of {', '.join(values)}")
        for wording in line.values:
            found = self.conditions.get(key(wording), ())
            self.conditions[key(wording)] = tuple(dict.fromkeys((*found, Constraint(kind, line.name))))


def _english(text: str) -> frozenset[str]:
    lines = (line for _, _, line in meaningful_lines("english.txt", text))
    return frozenset(stem(word) for line in lines for word in line.split())


def _alike(text: str) -> dict[str, frozenset[str]]:
    alike: dict[str, frozenset[str]] = {}
    for _, _, line in meaningful_lines("alike.txt", text):
        group = frozenset(stem(word.replace("-", "")) for word in line.split())
        for word in group:
            alike[word] = alike.get(word, frozenset()) | group - {word}
    return alike


def _common_words(text: str) -> tuple[frozenset[str], frozenset[str], tuple[frozenset[str], ...]]:
    words: dict[str, set[str]] = {"little": set(), "asking": set(), "ordinary": set(), "real": set()}
    for where, section, line in meaningful_lines("common.txt", text):
        if section not in words:
            raise VocabularyError(f"{where}: the heading is one of {', '.join(words)}")
        words[section].update(line.lower().replace("'", "").replace("-", " ").split())
    real = frozenset(words.pop("real"))
    everyday = frozenset[str]().union(*words.values())
    little, asking, ordinary = ({stem(word) for word in section} for section in words.values())
    stems = (frozenset(little), frozenset(asking - little), frozenset(ordinary - asking - little))
    return real, everyday, stems
