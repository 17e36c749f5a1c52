"""From a typed question to a `Query`: names, conditions and phrases found in it, and what is left over."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from bot.directory.answers import Constraint, ConstraintKind, Reading
from bot.directory.phrases import PhraseHit, Phrases
from bot.directory.query import Known, Need, Query, Want
from bot.directory.spelling import Spelling
from bot.directory.text import CONNECTORS, Token, key, stem, tokens
from bot.directory.vocabulary import Kind, Vocabulary

_LONGEST_QUERY = 400  # characters; what is beyond is not read
_LONGEST_NAME = 6  # words
_SHORTEST_BEGINNING = 5  # letters
_SHORTEST_CORRECTED = 6  # letters, of a word that is not part of a name
_OR = re.compile(r"\s*/\s*|\s+or\s+", re.IGNORECASE)
_SLASHED = re.compile(r"\w+/\w+")
_LATER_READING = 0.6  # worth of an ambiguous term's second meaning beside its first
_NAMED_WITHIN = 0.6  # worth of a skill named inside a phrase that means something else
_AS_GOOD = 0.8  # a phrase this close to the best one is an alternative to it
_ORDINARY = 0.6  # weight of a want that everyday words stand for
_OPEN_ENDING = ("ing", "ed", "ly")


@dataclass(frozen=True, slots=True)
class _Span:
    """A run of words of the question that names something: [start, end), the names, the conditions."""

    start: int
    end: int
    key: str
    names: tuple[str, ...]
    conditions: tuple[Constraint, ...]

    @property
    def words(self) -> frozenset[int]:
        return frozenset(range(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Understanding:
    """Which parts of the understanding are on; switched off one at a time to measure what each adds."""

    aliases: bool = True
    typing_mistakes: bool = True
    phrases: bool = True
    conditions: bool = True


class Parser:
    """Reads questions by one vocabulary. Built once; a question then takes well under a millisecond."""

    def __init__(self, vocabulary: Vocabulary, use: Understanding | None = None) -> None:
        self._vocabulary = vocabulary
        self._use = use or Understanding()
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
        words = frozenset(self._full_words())
        self._spelling = Spelling(words, vocabulary.everyday)
        self._run_together = {"".join(t.word for t in tokens(name)): key(name) for name, _ in named}
        self._names_spelling = Spelling(self._run_together)
        alone = vocabulary.little | vocabulary.asking | vocabulary.ordinary | self._phrases.words
        alone |= vocabulary.names.keys() | vocabulary.conditions.keys()
        self._known = frozenset(map(stem, words)) | alone
        self._parts = self._known - alone  # words that mean nothing but as part of a name

    def parse(self, text: str, known: Known) -> Query:
        """Understand a question. Never raises for what was typed; reads its first 400 characters."""
        text, alternatives = self._split_alternatives(text[:_LONGEST_QUERY])
        words = [t for t in tokens(text) if t.word not in CONNECTORS]
        if self._use.typing_mistakes:
            words = list(self._respelled(words, known))
        spans = self._without_overlaps(list(self._spans(words, known)))
        hits = self._phrases.find([t.stem for t in words]) if self._use.phrases else []
        return _Reading(self._vocabulary, words, spans, hits, alternatives, known, self._known).query()

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
        passed = False
        for token, after in zip(words, [*words[1:], None], strict=True):
            if passed:
                passed = False
            elif (joined := self._joined(token, after, known)) is not None:
                passed = True
                yield joined
            elif len(token.word) < 4 or self._is_known(token.stem, known):
                yield token
            elif better := self._spelling.correct(token.word):
                yield token._replace(word=better, stem=stem(better))
            elif better := self._spelling.correct_among(token.word, known.words):
                yield token._replace(word=better, stem=better)
            else:
                longer = self._begun(token.word)
                yield token._replace(stem=stem(longer)) if longer else token

    def _begun(self, word: str) -> str | None:
        """The word of a name that a cut-off word begins ("prereg"), if it is long enough to tell."""
        if len(word) < _SHORTEST_BEGINNING:
            return None
        return min((name for name in self._run_together if name.startswith(word)), key=len, default=None)

    def _joined(self, token: Token, after: Token | None, known: Known) -> Token | None:
        """The name that two words make when it was mistyped in two pieces."""
        if (
            after is None
            or len(token.word) < 4
            or (self._is_known(token.stem, known) and token.stem not in self._parts)
        ):
            return None
        together = token.word + after.word
        if "".join((token.stem, after.stem)) in self._vocabulary.names:
            return None
        better = self._names_spelling.correct(together)
        return token._replace(word=better, stem=self._run_together[better]) if better else None

    def _spans(self, words: Sequence[Token], known: Known) -> Iterator[_Span]:
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
                conditions = v.conditions.get(run, ()) if self._use.conditions else ()
                if names or conditions or run in v.readings:
                    yield _Span(start, end, run, names, conditions)

    def _only_looks_like(self, token: Token, *, first: bool) -> bool:
        """Whether a word has the stem of a proper name but is an ordinary word: "post", "sailing" (SAIL)."""
        v = self._vocabulary
        if token.stem in v.proper_nouns:
            return first or not token.typed[0].isupper()
        return token.stem in v.acronyms and len(token.word) > len(token.stem) + 1

    def _without_overlaps(self, spans: list[_Span]) -> list[_Span]:
        """Keep the longest of overlapping spans, earlier ones first."""
        kept: list[_Span] = []
        for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
        return sorted(kept, key=lambda s: s.start)


class _Reading:
    """One question being read: turns spans and phrase hits into wants, needs and leftovers."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        words: Sequence[Token],
        spans: list[_Span],
        hits: list[PhraseHit],
        alternatives: frozenset[int],
        known: Known,
        lexicon: Set[str],
    ) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon
        self._words = words
        self._spans = spans
        self._hits = hits
        self._alternatives = alternatives
        self._known = known
        self._covered: set[int] = set()
        self._readings: list[Reading] = []

    def query(self) -> Query:
        phrased = self._phrased()
        named = [self._named(span) for span in self._spans if not span.words <= self._covered]
        self._covered.update(i for span in self._spans for i in span.words)
        wants = self._merged([*phrased, *(w for w in named if w is not None)])
        needs = [*self._conditions(), *self._people()]
        hints, required, impossible = self._left_over(wants, bool(needs))
        needs += [Need((Constraint(ConstraintKind.WORDS, t.typed),), stem=t.stem) for t in required]
        return Query(tuple(wants), tuple(needs), hints, impossible, tuple(self._readings))

    def _phrased(self) -> list[tuple[int, Want]]:
        """Wants from phrases that say more than the names within them, or that stand on their own."""
        strong = [s for s in self._spans if s.conditions or (s.names and not self._everyday(s))]
        wants: list[tuple[int, Want]] = []
        for hit in self._hits:
            telling = any(self._words[i].stem not in self._vocabulary.ordinary for i in hit.words)
            complete = hit.coverage > 0.95 and (len(hit.words) > 1 or telling)
            if hit.words & self._covered or self._scattered(hit) or not (complete or not (strong or wants)):
                continue
            if any(
                hit.words <= s.words or (s in strong and s.words & hit.words and not s.words <= hit.words)
                for s in self._spans
            ):
                continue
            inside = frozenset(i for s in self._spans if s.names and s.words <= hit.words for i in s.words)
            if hit.words == inside or (len(hit.words) == 1 and self._is_aside(hit)):
                continue
            if len(hit.words) < 3 and self._tells_little(hit, alone=not (strong or wants)):
                continue
            options = {
                other.skill: min(1.0, other.score / hit.score)
                for other in reversed(self._hits)
                if other.words & hit.words and other.score >= _AS_GOOD * hit.score
            }
            options = dict(sorted(options.items(), key=lambda option: -option[1]))
            for span in self._spans:
                if span.words <= hit.words:
                    skills = (n for n in span.names if self._is_skill(n))
                    options |= {name: _NAMED_WITHIN for name in skills if name not in options}
            words = frozenset(self._words[i].stem for i in hit.words) - self._vocabulary.asking
            wants.append((min(hit.words), Want(options, named=False, words=words)))
            self._covered |= hit.words
        return wants

    def _scattered(self, hit: PhraseHit) -> bool:
        """Whether the words stand too far apart to belong together."""
        return max(hit.words) - min(hit.words) > 2 * len(hit.words)

    def _everyday(self, span: _Span) -> bool:
        """Whether a name is an ordinary word as well: "interviews", "impact"."""
        return span.key in self._vocabulary.ordinary or span.key in self._vocabulary.asking

    def _tells_little(self, hit: PhraseHit, *, alone: bool) -> bool:
        """Whether words of asking are all there is ("work with"), or but for one everyday word beside other wants."""
        stems = {self._words[i].stem for i in hit.words} - self._vocabulary.asking
        return not stems or (not alone and len(stems) == 1 and stems <= self._vocabulary.ordinary)

    def _is_aside(self, hit: PhraseHit) -> bool:
        """Whether one everyday word of several is all that a phrase goes by."""
        v = self._vocabulary
        telling = [i for i, t in enumerate(self._words) if t.stem not in v.little and t.stem not in v.asking]
        return len(telling) > 2 and all(self._words[i].stem in v.ordinary for i in hit.words)

    def _is_skill(self, name: str) -> bool:
        concept = self._vocabulary.concepts.get(name)
        return concept is None or concept.kind is Kind.SKILL

    def _named(self, span: _Span) -> tuple[int, Want] | None:
        """What a span's names ask for, unless they only set a condition."""
        meanings = self._meanings(span)
        if not meanings or not self._is_skill(next(iter(meanings))) or (span.conditions and len(self._spans) > 1):
            return None
        everyday = self._everyday(span)
        return span.start, Want(meanings, _ORDINARY if everyday else 1.0, named=not everyday)

    def _meanings(self, span: _Span) -> dict[str, float]:
        names = dict.fromkeys(span.names, 1.0)
        if span.key not in self._vocabulary.readings:
            return names
        term, readings = self._vocabulary.readings[span.key]
        if len(readings) > 1:
            self._readings.append(Reading(term, readings))
        said = {name for other in self._spans if other is not span for name in other.names}
        readings = (
            tuple(r for r in readings if r in said)
            or tuple(r for r in readings if not said.isdisjoint(self._close(r)))
            or readings
        )
        return {r: 1.0 if i == 0 else _LATER_READING for i, r in enumerate(readings)}

    def _close(self, reading: str) -> Iterator[str]:
        """Entries whose presence in the question speaks for a meaning."""
        v = self._vocabulary
        yield from v.concepts[reading].near
        yield from v.above[reading]
        yield from v.below[reading]

    def _merged(self, wants: list[tuple[int, Want]]) -> list[Want]:
        """Join wants that stand on two sides of an "or", and drop repeated ones."""
        merged: list[Want] = []
        for start, want in sorted(wants, key=lambda w: w[0]):
            if merged and start in self._alternatives:
                last = merged[-1]
                options = {**want.options, **last.options}
                merged[-1] = Want(options, max(last.weight, want.weight), last.named and want.named)
            elif not any(want.options.keys() <= other.options.keys() for other in merged):
                merged.append(want)
        return merged

    def _conditions(self) -> Iterator[Need]:
        by_kind: dict[ConstraintKind, list[Constraint]] = {}
        skills: dict[ConstraintKind, list[str]] = {}
        for span in self._spans:
            for constraint in span.conditions:
                if self._of_a_language(span):
                    continue
                by_kind.setdefault(constraint.kind, []).append(constraint)
                skills.setdefault(constraint.kind, []).extend(n for n in span.names if self._is_skill(n))
        for kind, constraints in by_kind.items():
            yield Need(tuple(dict.fromkeys(constraints)), tuple(skills[kind]))

    def _of_a_language(self, span: _Span) -> bool:
        """A "Yoruba speaker" is not one who gives talks."""
        before = next((s for s in self._spans if s.end == span.start), None)
        return (
            self._words[span.start].stem == "speaker"
            and before is not None
            and not all(map(self._is_skill, before.names))
        )

    def _people(self) -> Iterator[Need]:
        """Places are alternatives to one another; groups of people all count unless joined by "and", "or"."""
        places: list[Constraint] = []
        groups: list[list[Constraint]] = []
        end = -1
        for span in self._spans:
            facts = [n for n in span.names if not self._is_skill(n)]
            if not facts or len(facts) < len(span.names):
                continue
            for name in facts:
                if self._vocabulary.concepts[name].kind is Kind.PLACE:
                    places.append(Constraint(ConstraintKind.PLACE, name))
                elif groups and (span.start == end or span.start in self._alternatives):
                    groups[-1].append(Constraint(ConstraintKind.PEOPLE, name))
                else:
                    groups.append([Constraint(ConstraintKind.PEOPLE, name)])
            end = span.end
        yield from (Need(tuple(dict.fromkeys(group))) for group in ([places] if places else []) + groups)

    def _left_over(self, wants: list[Want], needs: bool) -> tuple[frozenset[str], list[Token], tuple[str, ...]]:
        """The other words: mere hints, words that must be found, and words that cannot be.

        Where something was plainly asked for, what is left in lower case is taken for conversation.
        """
        v = self._vocabulary
        plain = any(want.weight >= 1 and (want.named or len(want.words) > 1) for want in wants)
        hints: set[str] = set()
        required: list[Token] = []
        impossible: list[str] = []
        for i, token in enumerate(self._words):
            if token.stem in v.little or token.stem in v.asking:
                continue
            hints.add(token.stem)
            if i in self._covered or token.stem in v.ordinary or (plain and token.typed.islower()):
                continue
            if (wants or needs) and (token.stem in self._lexicon or token.word.endswith(_OPEN_ENDING)):
                continue
            if token.stem in self._known.words:
                required.append(token)
            elif not (wants and self._alternatives & {i, i + 1}):
                impossible.append(token.typed)
        return frozenset(hints), required, tuple(impossible)
