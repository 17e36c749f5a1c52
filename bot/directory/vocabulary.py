"""The community's vocabulary: skills, places and groups of people, their names and how they hang together.

It is read from the plain text files in `words/`, one line an entry, which say at their top how to
add to them. Every file is checked as it is read: a mistake names its file and line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable

from bot.directory.text import key


class VocabularyError(ValueError):
    """A line of the vocabulary that cannot be right; the message names file, line and reason."""


class Kind(StrEnum):
    """What an entry names: something a person can do, somewhere they are, or who they are among."""

    SKILL = "skill"
    PLACE = "place"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry. `broader` and `near` hold names of other entries; `near` holds both ways."""

    name: str
    kind: Kind
    category: str
    aliases: tuple[str, ...]
    broader: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One meaningful line of a words file: `name = value; value | link other; other`."""

    where: str
    section: str
    name: str
    values: tuple[str, ...]
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


def read_lines(name: str, text: str, *, links: Iterable[str] = ()) -> Iterator[Line]:
    """Parse a words file. `links` are the link words it may use, such as "kind of" and "near".

    Raises:
        VocabularyError: for a line that is not of the form described above.
    """
    section = ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        where = f"{name}, line {number}"
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
            continue
        head, *rest = (part.strip() for part in line.split("|"))
        entry, _, values = head.partition("=")
        found: dict[str, tuple[str, ...]] = {}
        for part in rest:
            link = next((link for link in links if part.startswith(link + " ")), None)
            if link is None or link in found:
                raise VocabularyError(f"{where}: '{part}' should start with one of: {', '.join(links)}")
            found[link] = _items(part[len(link) :])
        if not entry.strip():
            raise VocabularyError(f"{where}: a name is missing before '='")
        yield Line(where, section, entry.strip(), _items(values), found)


def _items(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(";") if item.strip())


class Vocabulary:
    """All entries, looked up by any of their names.

    `concepts` maps a name to its entry; `names` maps the `key` of every name and alias to the entry it
    means; `above` and `below` give every broader and narrower entry; `readings` maps the key of an
    ambiguous term to what it may mean, likeliest first.
    """

    def __init__(self, skills: str, people: str = "", ambiguous: str = "") -> None:
        self.concepts: dict[str, Concept] = {}
        self.names: dict[str, str] = {}
        self.readings: dict[str, tuple[str, ...]] = {}
        self.ambiguous_terms: dict[str, str] = {}
        wheres: dict[str, str] = {}
        lines = [(line, Kind.SKILL) for line in read_lines("skills.txt", skills, links=("kind of", "near"))]
        lines += [
            (line, Kind.PLACE if line.section == "places" else Kind.PEOPLE)
            for line in read_lines("people.txt", people, links=("in", "kind of", "near"))
        ]
        for line, kind in lines:
            self._add(line, kind, wheres)
        self._link(lines)
        self.above = {name: self._reach(name, "broader", wheres) for name in self.concepts}
        self.below: dict[str, tuple[str, ...]] = dict.fromkeys(self.concepts, ())
        for name, broader in self.above.items():
            for other in broader:
                self.below[other] += (name,)
        for line in read_lines("ambiguous.txt", ambiguous):
            self._read_ambiguous(line)

    @classmethod
    def load(cls, folder: Traversable | None = None) -> "Vocabulary":
        """Read the project's own files, or those of another folder with the same names."""
        folder = folder or resources.files("bot.directory") / "words"
        skills, people, ambiguous = (
            (folder / name).read_text("utf-8") for name in ("skills.txt", "people.txt", "ambiguous.txt")
        )
        return cls(skills, people, ambiguous)

    def resolve(self, name: str) -> str | None:
        """The entry that a name or alias means, however it is spelled, or None."""
        return self.names.get(key(name))

    def _add(self, line: Line, kind: Kind, wheres: dict[str, str]) -> None:
        if line.name in self.concepts:
            raise VocabularyError(f"{line.where}: '{line.name}' stands already in {wheres[line.name]}")
        broader = line.links.get("kind of", ()) + line.links.get("in", ())
        near = line.links.get("near", ())
        self.concepts[line.name] = Concept(line.name, kind, line.section, line.values, broader, near)
        wheres[line.name] = line.where
        for name in (line.name, *line.values):
            owner = self.names.setdefault(key(name), line.name)
            if owner != line.name:
                raise VocabularyError(f"{line.where}: '{name}' means '{owner}' already ({wheres[owner]})")

    def _link(self, lines: list[tuple[Line, Kind]]) -> None:
        near: dict[str, dict[str, None]] = {name: {} for name in self.concepts}
        for line, _ in lines:
            concept = self.concepts[line.name]
            for other in concept.broader + concept.near:
                if other not in self.concepts or other == line.name:
                    raise VocabularyError(f"{line.where}: there is no other entry named '{other}'")
            for other in concept.near:
                near[line.name][other] = None
                near[other][line.name] = None
        for name, others in near.items():
            c = self.concepts[name]
            self.concepts[name] = Concept(name, c.kind, c.category, c.aliases, c.broader, tuple(others))

    def _reach(self, start: str, link: str, wheres: Mapping[str, str]) -> tuple[str, ...]:
        reached: dict[str, None] = {}
        todo = list(self.concepts[start].broader)
        while todo:
            name = todo.pop(0)
            if name == start:
                raise VocabularyError(f"{wheres[start]}: '{start}' is a kind of itself")
            if name not in reached:
                reached[name] = None
                todo.extend(self.concepts[name].broader)
        return tuple(reached)

    def _read_ambiguous(self, line: Line) -> None:
        for name in line.values:
            if name not in self.concepts:
                raise VocabularyError(f"{line.where}: there is no entry named '{name}'")
        self.readings[key(line.name)] = line.values
        self.ambiguous_terms[key(line.name)] = line.name
