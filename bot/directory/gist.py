"""What a question is about when it names no skill: the skills whose names and phrases share its telling words.

Each skill is taken for a small document, all the ways in which it may be asked for, and ranked by BM25, the
usual measure of text search: a word counts for more the fewer skills have it and the more ways of asking for
this one do. So the words of several phrases add up, and a way of asking need not have been foreseen as a whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from math import log

from bot.directory.vocabulary import Kind, Vocabulary
from bot.search.text import CONNECTORS, tokens

_SATURATION = 1.5  # how soon further phrases with a word stop counting
_LENGTH = 0.3  # how much it counts against a skill that it has many phrases
_ASKING_COUNTS_FOR = 0.5
_UNKNOWN_ORDINARY_COUNTS_FOR = 0.5
_SURE = 3.0  # score times coverage; of questions that nothing here answers nearly all stay below it
_LEAST = 0.34  # of what a question tells, what a skill must account for,
_LEAST_OF_ONE = 0.65  # and when it does so by one word alone
_AS_GOOD = 0.75  # of the best score, from where on a skill is an alternative to the best
_MOST = 4
_FULLNESS = 0.5  # how much a skill gains by accounting for more of the question: the power of its share
_ALIKE = 0.6  # what a word counts for one that stands in a skill's phrases


@dataclass(frozen=True, slots=True)
class Hit:
    """A skill that a question may be about: its score, and by which of the words looked at."""

    skill: str
    score: float
    words: frozenset[int]


class Gist:
    """All skills as documents of stems. Built once for a vocabulary; finding takes a fraction of a millisecond."""

    def __init__(
        self,
        ways: Iterable[tuple[str, str]],
        *,
        little: Set[str],
        asking: Set[str],
        ordinary: Set[str],
        alike: Mapping[str, Set[str]] | None = None,
    ) -> None:
        self._little = little
        self._asking = asking
        self._ordinary = ordinary
        counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for text, skill in ways:
            for stem in {t.stem for t in tokens(text) if t.word not in CONNECTORS and len(t.stem) > 1} - little:
                counts[skill][stem] += 1
        self._many = len(counts)
        lengths = {skill: sum(had.values()) for skill, had in counts.items()}
        usual = sum(lengths.values()) / max(len(lengths), 1)
        self._skills: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        for skill, had in counts.items():
            long = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[skill] / usual)
            for stem, count in had.items():
                self._skills[stem].append((skill, count * (_SATURATION + 1) / (count + long)))
        self._skills.update([(stem, self._with(stem, others)) for stem, others in (alike or {}).items()])

    def _with(self, stem: str, others: Set[str]) -> list[tuple[str, float]]:
        """What a word is about, and at a discount what words like it are about."""
        about = dict(self._skills.get(stem, ()))
        for other in others - self._little - self._asking:
            for skill, worth in self._skills.get(other, ()):
                about[skill] = max(about.get(skill, 0.0), worth * _ALIKE)
        return list(about.items())

    def spread(self, stem: str) -> int:
        """How many skills a word may be about."""
        return len(self._skills.get(stem, ()))

    def weight(self, stem: str) -> float:
        """How much a word of a question tells; one that no skill has tells most, and speaks against all of them."""
        if stem.isdigit():
            return 0.0
        spread = self.spread(stem)
        weight = log(1 + self._many / (spread or 0.7))
        if not spread and (stem in self._ordinary or stem in self._asking):
            weight *= _UNKNOWN_ORDINARY_COUNTS_FOR
        return weight * (_ASKING_COUNTS_FOR if stem in self._asking else 1)

    def find(self, stems: Sequence[str]) -> list[Hit]:
        """The skills that a question is most likely about, likeliest first; none when that is anybody's guess."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(stems):
            if stem not in self._little:
                places[stem].append(place)
        weights = {stem: self.weight(stem) for stem in places}
        scores: defaultdict[str, float] = defaultdict(float)
        covered: defaultdict[str, float] = defaultdict(float)
        words: defaultdict[str, set[int]] = defaultdict(set)
        for stem, weight in weights.items():
            for skill, worth in self._skills.get(stem, ()):
                scores[skill] += weight * worth
                covered[skill] += weight
                words[skill].update(places[stem])
        everything = sum(weights.values())
        if not scores or not everything:
            return []
        # What accounts for more of the question comes first.
        sure = {skill: score * (covered[skill] / everything) ** _FULLNESS for skill, score in scores.items()}
        best = sorted(sure, key=lambda skill: (-sure[skill], skill))[:_MOST]
        first = best[0]
        if scores[first] * covered[first] / everything < _SURE or not self._is_enough(stems, words[first], weights):
            return []
        return [Hit(s, sure[s], frozenset(words[s])) for s in best if sure[s] >= _AS_GOOD * sure[first]]

    def _is_enough(self, stems: Sequence[str], by: Set[int], weights: Mapping[str, float]) -> bool:
        """Whether some words account for enough of a question; of one telling word more is asked."""
        accounted = {stems[place] for place in by}
        if len(by) > 2 or (len(by) > 1 and len(accounted - self._asking) > 1):
            return sum(weights[s] for s in accounted) >= _LEAST * sum(weights.values())
        telling = {s: w for s, w in weights.items() if s not in self._asking} or weights
        return sum(telling.get(s, 0.0) for s in accounted) >= _LEAST_OF_ONE * sum(telling.values())


def gist_for(vocabulary: Vocabulary, *, alike: bool = True) -> Gist:
    """The skills of a vocabulary as documents, shared by all that read with it."""
    return _gist(vocabulary, alike)  # an argument that is left out and one that is given make two entries of a cache


@lru_cache(maxsize=16)
def _gist(vocabulary: Vocabulary, alike: bool) -> Gist:
    named = (
        (name, concept.name)
        for concept in vocabulary.concepts.values()
        if concept.kind is Kind.SKILL
        for name in (concept.name, *concept.aliases)
    )
    ways = [*vocabulary.phrases, *named]
    return Gist(
        ways,
        little=vocabulary.little,
        asking=vocabulary.asking,
        ordinary=vocabulary.ordinary,
        alike=vocabulary.alike if alike else None,
    )
