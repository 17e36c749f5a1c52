"""Recognising the vocabulary in what people write about themselves."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.directory.gist import gist_for
from bot.directory.vocabulary import Kind, Vocabulary
from bot.search.spelling import Spelling
from bot.search.text import CONNECTORS, split, stem, tokens

# A clause that says one cannot, or would like to, tells nothing of what one can.
_NOT_SO = re.compile(
    r"\b(?:"
    r"(?:want|wants|wanting|keen|hop(?:e|es|ing)|like|love|eager|trying|planning|need) to (?:learn|understand|try|get)"
    r"|learn(?:ing)? about|new to|wish i|no (?:idea|experience|knowledge)"
    r"|(?:never|not) (?:\w+ ){0,2}(?:used|learn(?:ed|t)|touched|tried|done|got)"
    r"|switched from|moved away from|gave up on|afraid of|don'?t (?:know|do|use)|can'?t|cannot"
    r")\b",
    re.IGNORECASE,
)
# One of these stands in each of the above: looking for them first is ten times as quick.
_CUES = ("learn", "to understand", "to try", "to get", "new to", "ish i", "no ", "never ", "not ", "ed from")
_MORE_CUES = ("way from", "gave up", "afraid", "don't", "dont ", "can't", "cant ", "annot")
_CLEARLY = 0.85  # of the likeliest meaning of a skill in somebody's own words, what the next may come to
_LISTED = re.compile(r"\s*[/,;&+()]\s*|\s+(?:and|or)\s+", re.IGNORECASE)
_CLAUSES = re.compile(r"(?<=[.!?;\n])\s+|,? but |, (?=(?:and )?(?:i|keen|hoping|never|not|new)\b)", re.IGNORECASE)


class Mentions:
    """Finds entries of the vocabulary by name in texts, and the skill that a typed skill means."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._longest: dict[str, int] = {}
        names = [name for c in vocabulary.concepts.values() for name in (c.name, *c.aliases)]
        for name in names:
            words = [t for t in tokens(name) if t.word not in CONNECTORS]
            for first in words[:1]:
                self._longest[first.stem] = max(self._longest.get(first.stem, 0), len(words))
        self._spelling = Spelling(t.stem for name in names for t in tokens(name))
        self._telling_nothing = vocabulary.little | vocabulary.asking
        # Roles and skills are short and alike from person to person.
        self.read_label = lru_cache(maxsize=20_000)(self.read)
        self.skills = lru_cache(maxsize=20_000)(self._skills)

    def read(self, text: str) -> tuple[set[str], set[str]]:
        """The entries that a text mentions, and the stems of its words but for those that tell nothing."""
        typed = [word for word in split(text) if word not in CONNECTORS]
        stems = [stem(word.lower()) for word in typed]
        return set(self._find(typed, stems)), set(stems) - self._telling_nothing

    def _find(self, typed: Sequence[str], stems: Sequence[str]) -> Iterator[str]:
        """Names of the entries that words mention; where names overlap, of the longest."""
        names, longest = self._vocabulary.names, self._longest
        after = 0
        for start in [place for place, word in enumerate(stems) if word in longest]:
            if start < after:
                continue
            run = stems[start]
            found = run if run in names and not self._lacks_capital(typed[start], run) else None
            end = start + 1
            for place in range(start + 1, min(start + longest[run], len(stems))):
                run += stems[place]
                if run in names:
                    found, end = run, place + 1
            if found is not None:
                yield from names[found]
                after = end

    def _lacks_capital(self, typed: str, stem: str) -> bool:
        v = self._vocabulary
        return (stem in v.proper_nouns and not typed[0].isupper()) or (stem in v.acronyms and not typed[:3].isupper())

    def forget(self) -> None:
        """Drop what is kept of texts read: whoever leaves takes their words with them."""
        self.read_label.cache_clear()
        self.skills.cache_clear()

    def _skills(self, typed: str) -> tuple[str, ...]:
        """The vocabulary's names for a skill as its owner typed it ("Stata/SPSS" names two), or what they typed."""
        if name := self._vocabulary.resolve(typed) or self._respelled(typed):
            return (name,)
        listed = tuple(dict.fromkeys(filter(None, map(self._vocabulary.resolve, _LISTED.split(typed)))))
        return listed if len(listed) > 1 else (self._named_in(typed) or self._described(typed) or typed.strip(),)

    def _respelled(self, typed: str) -> str | None:
        words = tokens(typed)
        respelled = [self._spelling.correct(t.word) if t.stem not in self._longest else None for t in words]
        return self._vocabulary.resolve(" ".join(better or t.word for better, t in zip(respelled, words, strict=True)))

    def _named_in(self, typed: str) -> str | None:
        """The one skill that a longer wording names."""
        mentioned, _ = self.read(typed)
        found = [name for name in mentioned if self._vocabulary.concepts[name].kind is Kind.SKILL]
        return found[0] if len(found) == 1 else None

    def _described(self, typed: str) -> str | None:
        """The skill that all of several words describe: "payment of contributors"."""
        stems = [t.stem for t in tokens(typed) if t.word not in CONNECTORS]
        hits = gist_for(self._vocabulary).find(stems)
        whole = hits and len(stems) > 1 and len(hits[0].words) == len(stems)
        return hits[0].skill if whole and (len(hits) == 1 or hits[1].score < _CLEARLY * hits[0].score) else None


@lru_cache(maxsize=16)
def mentions_for(vocabulary: Vocabulary) -> Mentions:
    """What finds a vocabulary's entries in texts, shared by all communities that use it."""
    return Mentions(vocabulary)


def affirmed(text: str) -> str:
    """The text without the clauses that say what its writer cannot do, or only wishes to."""
    if not any(cue in text for cue in _CUES + _MORE_CUES) or not _NOT_SO.search(text):
        return text
    return ". ".join(clause for clause in _CLAUSES.split(text) if not _NOT_SO.search(clause))
