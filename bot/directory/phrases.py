"""Recognising a skill from a way of asking that does not name it."""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from math import log

from bot.search.text import CONNECTORS, tokens

_ASKING_COUNTS_FOR = 0.6
_ENOUGH_OF_THE_PHRASE = 0.7
_ENOUGH_TO_GO_BY = 0.5


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A skill that a phrase points to: how surely (0 to about 4), and by which words of the question."""

    skill: str
    score: float
    coverage: float
    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Phrase:
    skill: str
    stems: frozenset[str]
    weight: float


class Phrases:
    """All known ways of asking, found by any sufficient part of their words, in any order.

    A word weighs more the fewer phrases have it, so that "nested" gives away more than "people".
    """

    def __init__(
        self, phrases: Sequence[tuple[str, str]], *, little: Set[str], asking: Set[str], ordinary: Set[str]
    ) -> None:
        worded = [(skill, tokens(text)) for text, skill in phrases]
        read = [
            (skill, frozenset(t.stem for t in words if t.word not in CONNECTORS and t.stem not in little))
            for skill, words in worded
        ]
        # One everyday word tells nothing, however it was meant.
        read = [(skill, stems) for skill, stems in read if len(stems) > 1 or stems - asking - ordinary]
        self.full_words = frozenset(t.word for _, words in worded for t in words)
        had_by: dict[str, int] = defaultdict(int)
        for _, stems in read:
            for stem in stems:
                had_by[stem] += 1
        rarest = log(1 + len(read))
        self._weights = {
            stem: log(1 + len(read) / count) / rarest * (_ASKING_COUNTS_FOR if stem in asking else 1)
            for stem, count in had_by.items()
        }
        self._phrases = [_Phrase(skill, s, sum(self._weights[stem] for stem in s)) for skill, s in read]
        self._with_word: dict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(self._phrases):
            for stem in phrase.stems:
                self._with_word[stem].append(number)

    @property
    def words(self) -> Set[str]:
        """Every stem that some phrase contains."""
        return self._weights.keys()

    def find(self, stems: Sequence[str]) -> list[PhraseHit]:
        """The skills that a question's words point to, surest first; a skill once for every set of words."""
        matched: dict[int, float] = defaultdict(float)
        for stem in dict.fromkeys(stems):
            for number in self._with_word.get(stem, ()):
                matched[number] += self._weights[stem]
        best: dict[tuple[str, frozenset[int]], PhraseHit] = {}
        for number, weight in matched.items():
            phrase = self._phrases[number]
            coverage = weight / phrase.weight
            if coverage < _ENOUGH_OF_THE_PHRASE or weight < _ENOUGH_TO_GO_BY:
                continue
            score = weight * coverage
            places = frozenset(i for i, stem in enumerate(stems) if stem in phrase.stems)
            found = best.get((phrase.skill, places))
            if found is None or score > found.score:
                best[phrase.skill, places] = PhraseHit(phrase.skill, score, coverage, places)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.skill))
