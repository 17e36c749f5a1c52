"""From a typed question to a `Query`: names, conditions and phrases are found in it here, and read together."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.directory.gist import gist_for
from bot.directory.phrases import Phrases
from bot.directory.query import Known, Query
from bot.directory.question import Question, Shape, Span
from bot.directory.reading import QuestionReading
from bot.directory.vocabulary import Kind, Vocabulary
from bot.search.spelling import Spelling
from bot.search.text import CONNECTORS, Token, key, stem, tokens

_LONGEST_QUERY = 400  # characters; what is beyond is not read
_MOST_WORDS = 40
_LONGEST_NAME = 6  # words
_LONGEST_MISTYPED = 3  # words
_SHORTEST_BEGINNING = 5  # letters
_SHORTEST_CORRECTED = 6  # letters, of a word that is not part of a name
_OR = re.compile(r"\s*/\s*|\s+or\s+", re.IGNORECASE)
_A_SKILL_ITSELF = "teaching"  # unlike "teach" and "teaches", which ask for a level
_JOIN = re.compile(r"[,;&+]")
_JOINING = frozenset(("and", "plus"))
_SLASHED = re.compile(r"\w+/\w+")


@dataclass(frozen=True, slots=True)
class Understanding:
    """Which parts of the understanding are on; switched off one at a time to measure what each adds."""

    typing_mistakes: bool = True
    phrases: bool = True
    gist: bool = True
    alike: bool = True
    conditions: bool = True


class Parser:
    """Reads questions by one vocabulary. Building it takes a tenth of a second: use `parser_for`."""

    def __init__(self, vocabulary: Vocabulary, use: Understanding) -> None:
        self._vocabulary = vocabulary
        self._use = use
        named = [
            (name, concept.name)
            for concept in vocabulary.concepts.values()
            if concept.kind is Kind.SKILL
            for name in (concept.name, *concept.aliases)
        ]
        long_names = [(name, skill) for name, skill in named if len(name.split()) > 1]
        self._phrases = Phrases(
            [*vocabulary.phrases, *long_names, *self._distinctive(named)],
            little=vocabulary.little,
            asking=vocabulary.asking,
            ordinary=vocabulary.ordinary,
        )
        self._gist = gist_for(vocabulary, alike=use.alike)
        words = frozenset(self._full_words())
        self._spelling = Spelling(words, vocabulary.everyday)
        self._jumbled = frozenset("".join(sorted(word)) for word in words)
        self._run_together = {"".join(t.word for t in tokens(name)): key(name) for name, _ in named}
        self._names_spelling = Spelling(self._run_together)
        alone = vocabulary.little | vocabulary.asking | vocabulary.ordinary | self._phrases.words
        alone |= vocabulary.names.keys() | vocabulary.conditions.keys()
        self._known = frozenset(map(stem, words)) | alone
        self._parts = self._known - alone  # words that mean nothing but as part of a name

    def parse(self, text: str, known: Known) -> Query:
        """Understand a question. Never raises for what was typed; reads its first 400 characters and 40 words."""
        text, alternatives = self._split_alternatives(text[:_LONGEST_QUERY])
        words, joined = _without_connectors(text)
        if self._use.typing_mistakes:
            words = list(self._respelled(words, known))
        spans = self._without_overlaps(list(self._spans(words, known)))
        hits = self._phrases.find([t.stem for t in words]) if self._use.phrases else []
        gist = self._gist if self._use.gist else None
        shape = Shape(alternatives, joined | alternatives)
        question = Question(self._vocabulary, words, spans, shape, known, self._known)
        return QuestionReading(question, hits, gist).query()

    def _split_alternatives(self, text: str) -> tuple[str, frozenset[int]]:
        """Take out "or" and "/", and say before which words (counted without connectors) they stood."""
        parts: list[str] = []
        before: set[int] = set()
        count = 0
        for part in _OR.split(self._names_with_slash(text)):
            before.add(count)
            count += sum(t.word not in CONNECTORS for t in tokens(part))
            parts.append(part)
        return " ".join(parts), frozenset(before - {0})

    def _names_with_slash(self, text: str) -> str:
        """The text with the slash left out of names like PPI/E."""
        return _SLASHED.sub(lambda m: m[0].replace("/", "") if key(m[0]) in self._vocabulary.names else m[0], text)

    def _distinctive(self, named: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Words that stand in the names of one skill alone, such as "Bayesian": they suggest it by themselves."""
        skills: dict[str, set[str]] = {}
        for name, skill in named:
            for token in tokens(name):
                skills.setdefault(token.word, set()).add(skill)
        for word, having in skills.items():
            if len(having) == 1 and len(word) > 3:
                yield word, next(iter(having))

    def _full_words(self) -> Iterator[str]:
        """Every word of the vocabulary as written, to correct typing mistakes by."""
        for concept in self._vocabulary.concepts.values():
            for name in (concept.name, *concept.aliases):
                yield from (t.word for t in tokens(name))
        # Short everyday words are each one slip from another: "Lego" is not a "logo" mistyped.
        yield from (word for word in self._phrases.full_words if len(word) >= _SHORTEST_CORRECTED)

    def _is_known(self, word: str, known: Known) -> bool:
        return word in self._known or word in known.words or word in known.skills

    def _respelled(self, words: Sequence[Token], known: Known) -> Iterator[Token]:
        """The words with typing mistakes put right, also those that split a name ("atlas.it")."""
        place = 0
        while place < len(words):
            token = words[place]
            name, length = self._name_from(words[place : place + _LONGEST_MISTYPED], known)
            if name is not None:
                yield token._replace(word=name, stem=self._run_together[name])
            elif self._is_sound(token, known):
                yield token
            else:
                yield self._corrected(token, known)
            place += length

    def _is_sound(self, token: Token, known: Known) -> bool:
        """Whether a word is known, or too short to guess at, or a word that only looks like a name."""
        if token.typed not in (token.word, token.typed.title(), token.typed.upper()):
            return "".join(sorted(token.word)) not in self._jumbled  # a name of its own, EViews, but not NVvio
        if len(token.word) < 4 or self._is_known(token.stem, known) or token.word in self._vocabulary.real:
            return True
        # An English word is only put right when its letters are jumbled: "trail" for "trial".
        return token.stem in self._vocabulary.english and "".join(sorted(token.word)) not in self._jumbled

    def _corrected(self, token: Token, known: Known) -> Token:
        if better := self._spelling.correct(token.word):
            return token._replace(word=better, stem=stem(better))
        if better := self._spelling.correct_among(token.word, known.words):
            return token._replace(word=better, stem=better)
        longer = self._begun(token.word)
        return token._replace(stem=stem(longer)) if longer else token

    def _begun(self, word: str) -> str | None:
        """The word of a name that a cut-off word begins ("prereg"), if it is long enough to tell."""
        if len(word) < _SHORTEST_BEGINNING:
            return None
        return min((name for name in self._run_together if name.startswith(word)), key=len, default=None)

    def _name_from(self, words: Sequence[Token], known: Known) -> tuple[str | None, int]:
        """The long name that the first few words mistype between them, and how many words; else None and 1."""
        for length in range(len(words), 1, -1):
            run = words[:length]
            unsure = [t for t in run if not self._is_sound(t, known) or t.stem in self._parts]
            together = "".join(t.word for t in run)
            if (
                not unsure
                or any(self._is_acronym(t) for t in run)
                or len(together) < _SHORTEST_CORRECTED
                or "".join(t.stem for t in run) in self._vocabulary.names
            ):
                continue
            if name := self._names_spelling.correct(together):
                return name, length
        return None, 1

    def _is_acronym(self, token: Token) -> bool:
        """Whether a word is a name in capitals, complete in itself: the GP of "GP in Tower Hamlets"."""
        return len(token.typed) > 1 and token.typed.isupper() and token.stem in self._vocabulary.names

    def _spans(self, words: Sequence[Token], known: Known) -> Iterator[Span]:
        v = self._vocabulary
        for start in range(len(words)):
            run = ""
            for end in range(start + 1, min(start + _LONGEST_NAME, len(words)) + 1):
                run += words[end - 1].stem
                names = v.names.get(run, ())
                if run in known.skills and not names:
                    names = (known.skills[run],)
                if end == start + 1 and self._only_looks_like(words[start], first=start == 0):
                    names = ()
                if len(names) > 1 and end == start + 1 and run in v.acronyms and words[start].typed.islower():
                    names = names[1:]  # "who sails" is about sailing, not about SAIL
                conditions = v.conditions.get(run, ()) if self._use.conditions else ()
                if names and end == start + 1 and words[start].word == _A_SKILL_ITSELF:
                    conditions = ()
                if names or conditions or run in v.readings:
                    yield Span(start, end, run, names, conditions)

    def _only_looks_like(self, token: Token, *, first: bool) -> bool:
        """Whether a word has the stem of a proper name but is an ordinary word: "post", "sailing" (SAIL)."""
        v = self._vocabulary
        if token.stem in v.proper_nouns:
            return first or not token.typed[0].isupper()
        return token.stem in v.acronyms and len(token.word) > len(token.stem) + 1

    def _without_overlaps(self, spans: list[Span]) -> list[Span]:
        """Keep the longest of overlapping spans, earlier ones first."""
        kept: list[Span] = []
        for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
        return sorted(kept, key=lambda s: s.start)


def _without_connectors(text: str) -> tuple[list[Token], frozenset[int]]:
    """The first words of a question but for connectors, and before which of them stood an "and" or a comma."""
    words: list[Token] = []
    joined: set[int] = set()
    for token in tokens(_JOIN.sub(" and ", text)):
        if token.word in _JOINING:
            joined.add(len(words))
        elif token.word not in CONNECTORS:
            words.append(token)
    return words[:_MOST_WORDS], frozenset(joined)


@lru_cache(maxsize=16)
def parser_for(vocabulary: Vocabulary, use: Understanding) -> Parser:
    """The parser of a vocabulary, shared by all communities that use it."""
    return Parser(vocabulary, use)
