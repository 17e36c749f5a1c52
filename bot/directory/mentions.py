"""Recognising the vocabulary in what people write about themselves."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.directory.spelling import Spelling
from bot.directory.text import CONNECTORS, Token, key, tokens
from bot.directory.vocabulary import Kind, Vocabulary

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
_CLAUSES = re.compile(r"(?<=[.!?;\n])\s+|,? but |, (?=(?:and )?(?:i|keen|hoping|never|not|new)\b)", re.IGNORECASE)


class Mentions:
    """Finds entries of the vocabulary by name in texts, and the skill that a typed skill means."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._longest: dict[str, int] = defaultdict(int)
        names = [name for c in vocabulary.concepts.values() for name in (c.name, *c.aliases)]
        for name in names:
            words = [t for t in tokens(name) if t.word not in CONNECTORS]
            for first in words[:1]:
                self._longest[first.stem] = max(self._longest[first.stem], len(words))
        self._spelling = Spelling(t.stem for name in names for t in tokens(name))
        self._skills: dict[str, str] = {}

    def find(self, words: Sequence[Token]) -> Iterator[str]:
        """Names of the entries a text mentions; where names overlap, of the longest."""
        names = self._vocabulary.names
        words = [t for t in words if t.word not in CONNECTORS]
        start = 0
        while start < len(words):
            first = words[start]
            longest = min(self._longest.get(first.stem, 0), len(words) - start)
            step = 1
            for length in range(longest, 0, -1):
                run = first.stem if length == 1 else "".join(t.stem for t in words[start : start + length])
                if run in names and not (length == 1 and self._lacks_capital(first)):
                    yield from names[run]
                    step = length
                    break
            start += step

    def _lacks_capital(self, token: Token) -> bool:
        return token.stem in self._vocabulary.proper_nouns and not token.typed[0].isupper()

    def skill(self, typed: str) -> str:
        """The vocabulary's name for a skill as its owner typed it, or what they typed."""
        if typed not in self._skills:
            self._skills[typed] = self._vocabulary.resolve(typed) or self._approximate(typed) or typed.strip()
        return self._skills[typed]

    def _approximate(self, typed: str) -> str | None:
        words = tokens(typed)
        respelled = [self._spelling.correct(t.word) if t.stem not in self._longest else None for t in words]
        corrected = " ".join(better or t.word for better, t in zip(respelled, words, strict=True))
        if (skill := self._vocabulary.resolve(corrected)) is not None:
            return skill
        found = [n for n in self.find(words) if self._vocabulary.concepts[n].kind is Kind.SKILL]
        return found[0] if len(found) == 1 else None


def affirmed(text: str) -> str:
    """The text without the clauses that say what its writer cannot do, or only wishes to."""
    if not _NOT_SO.search(text):
        return text
    return ". ".join(clause for clause in _CLAUSES.split(text) if not _NOT_SO.search(clause))


def unlisted(vocabulary: Vocabulary, skill: str) -> str | None:
    """The key of a skill that the vocabulary lacks, or None for one that it has."""
    return None if skill in vocabulary.concepts else key(skill)
