"""What the parts found in a question come to: which are asked for, which are conditions, which are talk."""

from collections.abc import Iterator

from bot.directory.answers import Constraint, ConstraintKind, Reading
from bot.directory.gist import Gist, Hit
from bot.directory.needs import Needs
from bot.directory.phrases import PhraseHit
from bot.directory.query import Need, Query, Want
from bot.directory.question import Question, Span
from bot.search.text import Token

_LATER_READING = 0.6  # worth of an ambiguous term's second meaning beside its first
_NAMED_WITHIN = 0.6  # worth of a skill named inside a phrase that means something else
_AS_GOOD = 0.8  # a phrase this close to the best one is an alternative to it
_ORDINARY = 0.6  # weight of a want that everyday words stand for
_WHOLE = 0.95  # of a phrase's words, by weight
_MANY = 4  # skills that a word is about, from where on it doesn't name one
_STRONG = 1.5  # what a name explains of a question, beside other words that it leaves unexplained
_LONG = 2.0  # and a name of several words
_BESIDE = 1.5  # what such a word counts next to a name
_SEVERAL = 3  # telling words, from where on a question describes rather than names
_TOPICS = "research topics"  # the heading in skills.txt
_MOST_OF_IT = 0.6  # of what a question tells, what one phrase must account for that stands alone
_HALF = 0.5  # what a word counts that a name might have but has not
_OPEN_ENDING = ("ing", "ed", "ly")


class QuestionReading:
    """One question being read: turns spans and phrase hits into wants, needs and leftovers."""

    def __init__(
        self,
        question: Question,
        hits: list[PhraseHit],
        gist: Gist | None,
    ) -> None:
        self._question = question
        self._vocabulary = question.vocabulary
        self._words = question.words
        self._spans = question.spans
        self._joined = question.shape.joined
        self._hits = hits
        self._gist = gist
        self._covered: set[int] = set()
        self._phrase_words: frozenset[int] = frozenset()
        self._readings: list[Reading] = []

    def query(self) -> Query:
        phrased = self._described() or self._phrased()
        named = [self._named(span) for span in self._spans if not span.words <= self._covered]
        self._covered.update(i for span in self._spans for i in span.words)
        wants = self._merged([*phrased, *(w for w in named if w is not None)])
        described = [want for want in wants if not want.named and len(want.words) > 1]
        soft = bool(wants) and len(described) == len(wants)
        reading = Needs(self._question, self._phrase_words)
        needs = [*reading.conditions(), *reading.people(soft=soft)]
        names = {i for s in self._spans if s.names for i in s.words}
        hints = frozenset(t.stem for i, t in enumerate(self._words) if i in names or self._question.may_tell(t))
        if not wants:
            telling: frozenset[str] = hints - {self._words[i].stem for i in self._covered}
            telling = frozenset[str]() if needs and telling <= self._vocabulary.ordinary else telling
            return Query((), tuple(needs), hints, telling, (), tuple(self._readings))
        required, impossible = self._left_over(wants)
        needs += [Need((Constraint(ConstraintKind.WORDS, t.typed),), stem=t.stem) for t in required]
        return Query(tuple(wants), tuple(needs), hints, frozenset(), impossible, tuple(self._readings))

    def _phrased(self) -> list[tuple[int, Want]]:
        """Wants from phrases that say more than the names within them, or that stand on their own."""
        wants: list[tuple[int, Want]] = []
        beside = [s for s in self._question.strong if not self._question.is_fact(s)]
        for hit in self._hits:
            if self._is_meant(hit, alone=not (beside or wants)):
                telling = frozenset(self._words[i].stem for i in hit.words) - self._vocabulary.asking
                wants.append((min(hit.words), Want(self._options(hit), named=False, words=telling)))
                self._covered |= hit.words
        self._phrase_words = frozenset(self._covered)
        return wants

    def _described(self) -> list[tuple[int, Want]]:
        """What the question as a whole is about, when it names nothing by a name of its own."""
        skilled = [s for s in self._spans if any(map(self._question.is_skill, s.names)) and not s.conditions]
        if self._gist is None or not all(map(self._is_weak, skilled)):
            return []
        elsewhere = {i for s in self._spans if s not in skilled and not self._question.is_group(s) for i in s.words}
        looked_at = [i for i in range(len(self._words)) if i not in elsewhere]
        hits = self._gist.find([self._words[i].stem for i in looked_at])
        named = {i for s in self._spans for i in s.words}
        if not hits or (telling := {looked_at[i] for i in hits[0].words}) <= named:
            return []
        others = {self._words[i].stem for i in telling - named}
        if (
            any(map(self._question.is_fact, self._spans))
            and len(others) < _SEVERAL
            and others <= self._vocabulary.ordinary
        ):
            return []  # "Bangladeshi women's groups": who they are is said, and the rest is talk
        return [(looked_at[0], self._about(hits, looked_at))]

    def _about(self, hits: list[Hit], looked_at: list[int]) -> Want:
        """The want of a description: its likeliest skills, and below them what is named within it."""
        telling = {looked_at[i] for i in hits[0].words}
        options = {hit.skill: min(1.0, hit.score / hits[0].score) for hit in hits}
        for span in self._spans:
            if span.words <= telling:
                for name in span.names:
                    options.setdefault(name, _NAMED_WITHIN)
        # A proper noun that the skill does not account for is left to be found, or not: "an essay in Esperanto".
        self._covered.update(i for i in looked_at if i in telling or i == 0 or not self._words[i].typed.istitle())
        self._phrase_words = frozenset(telling)
        stems = frozenset(self._words[i].stem for i in telling) - self._vocabulary.asking
        return Want(dict(sorted(options.items(), key=lambda option: -option[1])), named=False, words=stems)

    def _is_weak(self, span: Span) -> bool:
        """Whether a name is a single word that many questions about other things contain."""
        if span.end - span.start > 1 or self._gist is None:
            return False
        token = self._words[span.start]
        topics = {c.category for n in span.names if (c := self._vocabulary.concepts.get(n))} == {_TOPICS}
        if topics and sum(self._question.may_tell(t) for t in self._words) > _SEVERAL:
            return True
        return self._question.everyday(span) or (
            self._gist.spread(token.stem) >= _MANY and not token.typed[:2].isupper()
        )

    def _is_meant(self, hit: PhraseHit, *, alone: bool) -> bool:
        """Whether a phrase is a want of its own; more is asked of it when it does not stand `alone`."""
        v = self._vocabulary
        stems = {self._words[i].stem for i in hit.words}
        complete = hit.coverage > _WHOLE and (len(hit.words) > 1 or not stems <= v.ordinary)
        if hit.words & self._covered or self._scattered(hit) or not (complete or alone):
            return False
        if alone and self._share(hit.words) < _MOST_OF_IT:
            return False
        if self._is_less_than_a_name(hit) or (len(hit.words) == 1 and self._is_by_the_way(hit)):
            return False
        telling = stems - v.asking
        if len(hit.words) > 2:
            return True
        # Two words of which both are asking ("work with"), or all but an everyday one beside other wants.
        return bool(telling) and (alone or len(telling) > 1 or not telling <= v.ordinary)

    def _share(self, words: frozenset[int]) -> float:
        """How much of what the question tells some of its words tell, beside places and the like."""
        if self._gist is None:
            return 1.0
        elsewhere = {i for s in self._spans if s.conditions or self._question.is_fact(s) for i in s.words} - words
        weights = [(i, self._gist.weight(t.stem)) for i, t in enumerate(self._words) if i not in elsewhere]
        weights = [(i, weight) for i, weight in weights if self._words[i].stem not in self._vocabulary.little]
        return sum(w for i, w in weights if i in words) / (sum(w for _, w in weights) or 1.0)

    def _is_less_than_a_name(self, hit: PhraseHit) -> bool:
        """Whether names account for all of a phrase's words, or it takes in only part of a name."""
        inside = [s for s in self._spans if s.words <= hit.words]
        if hit.words == frozenset(i for s in inside if s.names for i in s.words):
            return True
        cut = (s for s in self._question.strong if s.words & hit.words and s not in inside)
        return any(True for _ in cut) or any(hit.words <= s.words for s in self._spans)

    def _options(self, hit: PhraseHit) -> dict[str, float]:
        """What a phrase may mean: its skills, others that explain its words as well, and skills named in it."""
        rivals = [h for h in self._hits if h.words & hit.words and h.score >= _AS_GOOD * hit.score]
        options: dict[str, float] = {}
        for rival in rivals:
            options.setdefault(rival.skill, min(1.0, rival.score / hit.score))
        for span in self._spans:
            if span.words <= hit.words:
                for name in filter(self._question.is_skill, span.names):
                    options.setdefault(name, _NAMED_WITHIN)
        return dict(sorted(options.items(), key=lambda option: -option[1]))

    def _scattered(self, hit: PhraseHit) -> bool:
        """Whether the words stand too far apart to belong together."""
        return max(hit.words) - min(hit.words) > 2 * len(hit.words)

    def _is_aside(self, hit: PhraseHit) -> bool:
        """Whether one everyday word of several is all that a phrase goes by."""
        v = self._vocabulary
        telling = [i for i, t in enumerate(self._words) if t.stem not in v.little and t.stem not in v.asking]
        return len(telling) > 2 and all(self._words[i].stem in v.ordinary for i in hit.words)

    def _is_by_the_way(self, hit: PhraseHit) -> bool:
        """Whether the one word that a phrase goes by is not what the question is about."""
        return self._is_aside(hit) or self._is_part(hit) or self._is_passing(hit.words)

    def _is_part(self, hit: PhraseHit) -> bool:
        """Whether an everyday word that a phrase goes by stands beside words that tell more: "tax return"."""
        v = self._vocabulary
        return all(self._words[i].stem in v.ordinary for i in hit.words) and any(
            self._question.may_tell(t) and t.stem not in v.ordinary
            for i, t in enumerate(self._words)
            if i not in hit.words and not any(i in s.words for s in self._spans)
        )

    def _named(self, span: Span) -> tuple[int, Want] | None:
        """What a span's names ask for, unless they only set a condition."""
        meanings = self._meanings(span)
        if (
            not meanings
            or not self._question.is_skill(next(iter(meanings)))
            or (span.conditions and len(self._spans) > 1)
        ):
            return None
        everyday = self._question.everyday(span)
        if everyday and self._is_passing(span.words):
            return None
        # Whoever says an ambiguous term of several words fits as well: "mental health".
        telling = [self._words[i].stem for i in sorted(span.words)] if not span.names else []
        words = frozenset(telling if len(telling) > 1 else ())
        named = not everyday or self._is_beside_a_name(span)
        of_people = not all(map(self._question.is_skill, meanings))
        return span.start, Want(meanings, _ORDINARY if everyday else 1.0, named, words, of_people)

    def _is_beside_a_name(self, span: Span) -> bool:
        """Whether an everyday word is listed together with a name: "faith and stigma"."""
        others = (s for s in self._question.skilled if s is not span)
        return any(
            (s.start == span.end and s.start in self._joined) or (s.end == span.start and span.start in self._joined)
            for s in others
        )

    def _is_passing(self, words: frozenset[int]) -> bool:
        """Whether an everyday word beside a name is none itself: "pretty charts for my paper"."""
        others = [s for s in self._question.skilled if not s.words & words and not s.conditions]
        return bool(others) and not ({min(words), max(words) + 1} & self._joined)

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
            if merged and any(end < place <= start for place in self._question.shape.alternatives):
                last = merged[-1]
                options = {**want.options, **last.options}
                merged[-1] = Want(options, max(last.weight, want.weight), last.named and want.named)
            elif not any(want.options.keys() <= other.options.keys() for other in merged):
                merged.append(want)
            end = start
        return merged

    def _left_over(self, wants: list[Want]) -> tuple[list[Token], tuple[str, ...]]:
        """Beside what is wanted: words that must be found as well, and words that cannot be.

        Where something was plainly asked for, what is left in lower case is taken for conversation, unless
        there is as much of it that means nothing here: "ice hockey coach".
        """
        v = self._vocabulary
        plain = any(want.weight >= 1 and (want.named or len(want.words) > 1) for want in wants)
        required: list[Token] = []
        impossible: list[str] = []
        strange = 0.0
        ends = {i for s in self._spans if not s.conditions for i in (s.start - 1, s.end)}
        for i, token in enumerate(self._words):
            if (
                not self._question.may_tell(token)
                or i in self._covered
                or token.stem in v.ordinary
                or token.stem.isdigit()
            ):
                continue
            if token.stem in self._question.lexicon or (token.stem in self._question.known.words and plain):
                strange += _HALF * (_BESIDE if i in ends else 1.0)
            elif token.stem in self._question.known.words:
                required.append(token)
            elif self._question.shape.alternatives & {i, i + 1}:
                continue
            elif (plain and not token.typed.istitle()) or token.word.endswith(_OPEN_ENDING):
                strange += _BESIDE if i in ends else 1.0
            else:
                impossible.append(token.typed)
        explained = sum(want.weight for want in wants if not want.named)
        explained += sum(_LONG if s.end - s.start > 1 else _STRONG for s in self._question.skilled)
        if v.ordinary and strange and strange >= explained:  # without a list of ordinary words any may be one
            impossible.append("")
        return required, tuple(impossible)
