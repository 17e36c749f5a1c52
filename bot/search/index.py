"""Finding things from words in their texts, each text worth something: what two features' searches share."""

from collections import defaultdict
from collections.abc import Callable, Set
from math import log

from bot.search.spelling import Spelling
from bot.search.text import CONNECTORS, tokens
from bot.search.text import stem as stem_of

Concepts = Callable[[str], Set[str]]
"""The skills and topics that a text names, whatever it calls them: the directory's vocabulary."""

CONCEPT = 5.0
"""What it is worth that both name the same skill or topic."""
ENOUGH = 0.5
"""The part of a question's words (each by what it tells) that has to be found."""


class TextIndex:
    """Things by their numbers, found from words made comparable as the directory's search does it."""

    def __init__(self, concepts: Concepts) -> None:
        self._concepts = concepts
        self._count = 0
        self._words: defaultdict[str, dict[int, float]] = defaultdict(dict)
        self._named: defaultdict[str, set[int]] = defaultdict(set)
        self._typed: set[str] = set()
        self._spelling: Spelling | None = None  # until a word isn't known

    def put(self, id: int, *texts: tuple[str, float], about: str) -> None:
        """Add a thing: its texts with what a word found there is worth, and what it is about."""
        self._count, self._spelling = self._count + 1, None
        for text, worth in texts:
            for word in tokens(text):
                if word.word not in CONNECTORS:
                    self._typed.add(word.word)
                    held = self._words[word.stem]
                    held[id] = max(worth, held.get(id, 0.0))
        for name in self._concepts(about):
            self._named[name].add(id)

    def search(self, text: str, asking: Set[str]) -> dict[int, float]:
        """What fits, and how well; ``asking`` are words that ask, and tell nothing. It never raises."""
        asked = [word for word in tokens(text) if word.word not in CONNECTORS | asking]
        scores: defaultdict[int, float] = defaultdict(float)
        covered: defaultdict[int, float] = defaultdict(float)
        whole = 0.0
        for stem in dict.fromkeys(self._known(word.word, word.stem) for word in asked):
            held = self._words.get(stem, {})
            tells = log(1 + (1 + self._count) / (1 + len(held)))
            whole += tells
            for id, worth in held.items():
                scores[id] += worth * tells
                covered[id] += tells
        for name in self._concepts(text):
            for id in self._named.get(name, ()):
                scores[id] += CONCEPT
                covered[id] = whole  # it is about what was asked, whatever either calls it
        return {id: score for id, score in scores.items() if covered[id] >= ENOUGH * whole}

    def _known(self, word: str, stem: str) -> str:
        """A word's stem, or that of the one it was probably meant to be."""
        if stem in self._words:
            return stem
        if self._spelling is None:
            self._spelling = Spelling(sorted(self._typed | self._words.keys()))
        meant = self._spelling.correct(word) or self._spelling.correct(stem) or stem
        return meant if meant in self._words else stem_of(meant)
