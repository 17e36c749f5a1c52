"""A question taken apart: its words, and the runs of them that name something."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from bot.directory.answers import Constraint
from bot.directory.query import Known
from bot.directory.vocabulary import Kind, Vocabulary
from bot.search.text import Token


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


@dataclass(frozen=True, slots=True)
class Shape:
    """Before which words of a question stood an "or", and before which an "or", an "and" or a comma."""

    alternatives: frozenset[int]
    joined: frozenset[int]


@dataclass(frozen=True, slots=True)
class Question:
    """What was found in a question, by one vocabulary and the people who are `known`.

    `lexicon` holds the stems of the vocabulary; `strong` the spans that name or condition something by
    words that are not everyday words as well.
    """

    vocabulary: Vocabulary
    words: Sequence[Token]
    spans: Sequence[Span]
    shape: Shape
    known: Known
    lexicon: Set[str]
    strong: Sequence[Span] = field(init=False)

    def __post_init__(self) -> None:
        strong = [s for s in self.spans if s.conditions or (s.names and not self.everyday(s))]
        object.__setattr__(self, "strong", strong)

    @property
    def skilled(self) -> list[Span]:
        """The strong spans that name a skill."""
        return [s for s in self.strong if any(map(self.is_skill, s.names))]

    def is_skill(self, name: str) -> bool:
        """Whether a name is a skill's, of the vocabulary or of somebody's own."""
        concept = self.vocabulary.concepts.get(name)
        return concept is None or concept.kind is Kind.SKILL

    def is_fact(self, span: Span) -> bool:
        """Whether a span names a place or a group of people and no skill."""
        return bool(span.names) and not any(map(self.is_skill, span.names))

    def is_group(self, span: Span) -> bool:
        """Whether a span names a group of people, or something like it, and sets no condition."""
        kinds = {c.kind for n in span.names if (c := self.vocabulary.concepts.get(n))}
        return Kind.PEOPLE in kinds and not span.conditions

    def everyday(self, span: Span) -> bool:
        """Whether a name is an ordinary word as well: "interviews", "impact"."""
        return span.key in self.vocabulary.ordinary or span.key in self.vocabulary.asking

    def may_tell(self, token: Token) -> bool:
        """Whether a word says something of what is looked for, rather than only asking."""
        v = self.vocabulary
        return len(token.stem) > 1 and token.stem not in v.little and token.stem not in v.asking
