"""What the parts found in a question come to: which are asked for, which are conditions, which are talk."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from bot.directory.answers import Constraint, ConstraintKind, Reading
from bot.directory.phrases import PhraseHit
from bot.directory.query import Known, Need, Query, Want
from bot.directory.text import Token
from bot.directory.vocabulary import Kind, Vocabulary

_LATER_READING = 0.6  # worth of an ambiguous term's second meaning beside its first
_NAMED_WITHIN = 0.6  # worth of a skill named inside a phrase that means something else
_AS_GOOD = 0.8  # a phrase this close to the best one is an alternative to it
_ORDINARY = 0.6  # weight of a want that everyday words stand for
_WHOLE = 0.95  # of a phrase's words, by weight
_ASKER = frozenset(("i", "im", "am", "as"))
_OPEN_ENDING = ("ing", "ed", "ly")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of words of the question that names something: [start, end), the names, the conditions."""

    start: int
    end: int
    key: str
    names: tuple[str, ...]
    conditions: tuple[Constraint, ...]

    @property
    def words(self) -> frozenset[int]:
        return frozenset(range(self.start, self.end))


class QuestionReading:
    """One question being read: turns spans and phrase hits into wants, needs and leftovers."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        words: Sequence[Token],
        spans: list[Span],
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
        self._strong = [s for s in spans if s.conditions or (s.names and not self._everyday(s))]
        self._covered: set[int] = set()
        self._phrase_words: frozenset[int] = frozenset()
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
        wants: list[tuple[int, Want]] = []
        for hit in self._hits:
            if self._is_meant(hit, alone=not (self._strong or wants)):
                telling = frozenset(self._words[i].stem for i in hit.words) - self._vocabulary.asking
                wants.append((min(hit.words), Want(self._options(hit), named=False, words=telling)))
                self._covered |= hit.words
        self._phrase_words = frozenset(self._covered)
        return wants

    def _is_meant(self, hit: PhraseHit, *, alone: bool) -> bool:
        """Whether a phrase is a want of its own; more is asked of it when it does not stand `alone`."""
        v = self._vocabulary
        stems = {self._words[i].stem for i in hit.words}
        complete = hit.coverage > _WHOLE and (len(hit.words) > 1 or not stems <= v.ordinary)
        if hit.words & self._covered or self._scattered(hit) or not (complete or alone):
            return False
        if self._is_less_than_a_name(hit) or (len(hit.words) == 1 and self._is_aside(hit)):
            return False
        telling = stems - v.asking
        if len(hit.words) > 2:
            return True
        # Two words of which both are asking ("work with"), or all but an everyday one beside other wants.
        return bool(telling) and (alone or len(telling) > 1 or not telling <= v.ordinary)

    def _is_less_than_a_name(self, hit: PhraseHit) -> bool:
        """Whether names account for all of a phrase's words, or it takes in only part of a name."""
        inside = [s for s in self._spans if s.words <= hit.words]
        if hit.words == frozenset(i for s in inside if s.names for i in s.words):
            return True
        cut = (s for s in self._strong if s.words & hit.words and s not in inside)
        return any(True for _ in cut) or any(hit.words <= s.words for s in self._spans)

    def _options(self, hit: PhraseHit) -> dict[str, float]:
        """What a phrase may mean: its skills, others that explain its words as well, and skills named in it."""
        rivals = [h for h in self._hits if h.words & hit.words and h.score >= _AS_GOOD * hit.score]
        options: dict[str, float] = {}
        for rival in rivals:
            options.setdefault(rival.skill, min(1.0, rival.score / hit.score))
        for span in self._spans:
            if span.words <= hit.words:
                for name in filter(self._is_skill, span.names):
                    options.setdefault(name, _NAMED_WITHIN)
        return dict(sorted(options.items(), key=lambda option: -option[1]))

    def _scattered(self, hit: PhraseHit) -> bool:
        """Whether the words stand too far apart to belong together."""
        return max(hit.words) - min(hit.words) > 2 * len(hit.words)

    def _everyday(self, span: Span) -> bool:
        """Whether a name is an ordinary word as well: "interviews", "impact"."""
        return span.key in self._vocabulary.ordinary or span.key in self._vocabulary.asking

    def _is_aside(self, hit: PhraseHit) -> bool:
        """Whether one everyday word of several is all that a phrase goes by."""
        v = self._vocabulary
        telling = [i for i, t in enumerate(self._words) if t.stem not in v.little and t.stem not in v.asking]
        return len(telling) > 2 and all(self._words[i].stem in v.ordinary for i in hit.words)

    def _is_skill(self, name: str) -> bool:
        concept = self._vocabulary.concepts.get(name)
        return concept is None or concept.kind is Kind.SKILL

    def _named(self, span: Span) -> tuple[int, Want] | None:
        """What a span's names ask for, unless they only set a condition."""
        meanings = self._meanings(span)
        if not meanings or not self._is_skill(next(iter(meanings))) or (span.conditions and len(self._spans) > 1):
            return None
        everyday = self._everyday(span)
        return span.start, Want(meanings, _ORDINARY if everyday else 1.0, named=not everyday)

    def _meanings(self, span: Span) -> dict[str, float]:
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
        end = 0
        for start, want in sorted(wants, key=lambda w: w[0]):
            if merged and any(end < place <= start for place in self._alternatives):
                last = merged[-1]
                options = {**want.options, **last.options}
                merged[-1] = Want(options, max(last.weight, want.weight), last.named and want.named)
            elif not any(want.options.keys() <= other.options.keys() for other in merged):
                merged.append(want)
            end = start
        return merged

    def _conditions(self) -> Iterator[Need]:
        by_kind: dict[ConstraintKind, list[Constraint]] = {}
        skills: dict[ConstraintKind, list[str]] = {}
        for span in self._spans:
            if self._of_a_language(span) or self._of_the_asker(span) or span.words <= self._phrase_words:
                continue
            for constraint in span.conditions:
                by_kind.setdefault(constraint.kind, []).append(constraint)
                skills.setdefault(constraint.kind, []).extend(n for n in span.names if self._is_skill(n))
        for kind, constraints in by_kind.items():
            yield Need(tuple(dict.fromkeys(constraints)), tuple(skills[kind]))

    def _of_the_asker(self, span: Span) -> bool:
        """ "I'm a PhD student" tells who asks, not who is looked for."""
        return span.start > 0 and self._words[span.start - 1].word in _ASKER

    def _of_a_language(self, span: Span) -> bool:
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
            if not facts or len(facts) < len(span.names) or span.words <= self._phrase_words:
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
