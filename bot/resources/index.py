"""Finding a resource from words: titles, tags and notes, made comparable as the directory's search does it."""

from collections import defaultdict
from collections.abc import Callable, Set
from math import log
from urllib.parse import urlsplit

from bot.resources.entries import Resource
from bot.search.spelling import Spelling
from bot.search.text import CONNECTORS, tokens
from bot.search.text import stem as stem_of

Concepts = Callable[[str], Set[str]]
"""The skills and topics that a text names, whatever it calls them: the directory's vocabulary."""

TAG, TITLE, NOTE, PLACE, CONCEPT = 4.0, 3.0, 1.0, 1.0, 5.0
"""What a word found there is worth."""
ENOUGH = 0.5
"""The part of a question's words (each by what it tells) that has to be found."""
_ASKING = (
    "find show any anything something some resource resources link links file files about is there are i we you me "
    "have has who what where how do does need looking please"
)
ASKING = frozenset(_ASKING.split())
"""Words that ask, and tell nothing of what is wanted."""


class Index:
    """The approved resources of one community."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._resources: dict[int, Resource] = {}
        self._words: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._named: defaultdict[str, set[int]] = defaultdict(set)
        self._typed: set[str] = set()
        self._spelling: Spelling | None = None  # until a word isn't known

    def put(self, resource: Resource) -> None:
        """Add a resource; an index is made anew when one changes."""
        self._resources[resource.id], self._spelling = resource, None
        host = (urlsplit(resource.url).hostname or "").removeprefix("www.").replace(".", " ")
        tags = " ".join(resource.tags)
        file = resource.file.name.rsplit(".", 1)[0].replace("-", " ").replace("_", " ") if resource.file else ""
        for text, worth in ((tags, TAG), (resource.title, TITLE), (resource.note, NOTE), (f"{host} {file}", PLACE)):
            for word in tokens(text):
                if word.word not in CONNECTORS:
                    self._typed.add(word.word)
                    held = self._words[word.stem]
                    held[resource.id] = max(worth, held.get(resource.id, 0.0))
        for name in self._concepts(f"{tags}. {resource.title}. {resource.note}"):
            self._named[name].add(resource.id)

    def newest(self) -> list[Resource]:
        return sorted(self._resources.values(), key=lambda one: (one.added_at, one.id), reverse=True)

    def search(self, text: str) -> list[Resource]:
        """Those that fit, best first. Whatever was typed, it never raises."""
        asked = [word for word in tokens(text) if word.word not in CONNECTORS | ASKING]
        scores: defaultdict[int, float] = defaultdict(float)
        covered: defaultdict[int, float] = defaultdict(float)
        whole = 0.0
        for stem in dict.fromkeys(self._known(word.word, word.stem) for word in asked):
            held = self._words.get(stem, {})
            tells = log(1 + (1 + len(self._resources)) / (1 + len(held)))
            whole += tells
            for id, worth in held.items():
                scores[id] += worth * tells
                covered[id] += tells
        for name in self._concepts(text):
            for id in self._named.get(name, ()):
                scores[id] += CONCEPT
                covered[id] = whole  # it is about what was asked, whatever either calls it
        fitting = [id for id in scores if covered[id] >= ENOUGH * whole]
        fitting.sort(key=lambda id: (-scores[id], -self._resources[id].added_at.timestamp(), id))
        return [self._resources[id] for id in fitting]

    def _known(self, word: str, stem: str) -> str:
        """A word's stem, or that of the one it was probably meant to be."""
        if stem in self._words:
            return stem
        if self._spelling is None:
            self._spelling = Spelling(sorted(self._typed | self._words.keys()))
        meant = self._spelling.correct(word) or self._spelling.correct(stem) or stem
        return meant if meant in self._words else stem_of(meant)
