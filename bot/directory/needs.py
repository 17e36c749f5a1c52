"""What a question asks of people beside skills: stage, setting, openness, level, place and who they are."""

from collections.abc import Iterator, Set

from bot.directory.answers import Constraint, ConstraintKind
from bot.directory.query import Need
from bot.directory.question import Question, Span
from bot.directory.vocabulary import Kind

_LOOKED_FOR = frozenset(("someone", "somebody", "anyone", "anybody", "person", "who"))
_ASKER = frozenset(("i", "im", "am", "as"))


class Needs:
    """The conditions of one question. `described` are the words that a description of a skill took up."""

    def __init__(self, question: Question, described: Set[int]) -> None:
        self._question = question
        self._described = described

    def conditions(self) -> Iterator[Need]:
        """Conditions of stage, setting, openness and level; of each kind any will do."""
        by_kind: dict[ConstraintKind, list[Constraint]] = {}
        skills: dict[ConstraintKind, list[str]] = {}
        for span in self._question.spans:
            if self._of_a_language(span) or self._of_the_asker(span) or span.words <= self._described:
                continue
            if self._is_object(span):
                continue
            for constraint in span.conditions:
                by_kind.setdefault(constraint.kind, []).append(constraint)
                skills.setdefault(constraint.kind, []).extend(n for n in span.names if self._question.is_skill(n))
        for kind, constraints in by_kind.items():
            yield Need(tuple(dict.fromkeys(constraints)), tuple(skills[kind]))

    def people(self, *, soft: bool) -> Iterator[Need]:
        """Places are alternatives to one another; groups of people all count unless joined by "and", "or".

        With `soft`, groups that everyday words stand for are given up rather than finding nobody.
        """
        places: list[Constraint] = []
        groups: list[list[Constraint]] = []
        wordings: list[tuple[str, ...]] = []
        part: list[bool] = []
        for span in self._question.spans:
            facts = [n for n in span.names if not self._question.is_skill(n)]
            if not facts or len(facts) < len(span.names) or span.words <= self._described:
                continue
            for name in facts:
                if self._question.vocabulary.concepts[name].kind is Kind.PLACE:
                    places.append(Constraint(ConstraintKind.PLACE, name))
                elif groups and span.start in self._question.shape.joined:
                    groups[-1].append(Constraint(ConstraintKind.PEOPLE, name))
                else:
                    groups.append([Constraint(ConstraintKind.PEOPLE, name)])
                    wordings.append(tuple(self._question.words[i].stem for i in sorted(span.words)))
                    part.append(self._is_next_to_a_skill(span))
        if places:
            yield Need(tuple(dict.fromkeys(places)))
        for group, wording, is_part in zip(groups, wordings, part, strict=True):
            soft_here = (soft or is_part) and all(c.value.islower() for c in group)
            yield Need(tuple(dict.fromkeys(group)), or_said=wording if len(wording) > 1 else (), soft=soft_here)

    def _of_the_asker(self, span: Span) -> bool:
        """ "I'm a PhD student" tells who asks, not who is looked for."""
        return span.start > 0 and self._question.words[span.start - 1].word in _ASKER

    def _is_object(self, span: Span) -> bool:
        """ "Someone to calm a PhD student" tells whom to do something for, not who is looked for."""
        if (
            not any(c.kind is ConstraintKind.STAGE for c in span.conditions)
            or span.start in self._question.shape.joined
        ):
            return False
        before = self._question.words[: span.start]
        in_a_span = any(s.end == span.start for s in self._question.spans)
        return any(t.word in _LOOKED_FOR for t in before[:-1]) and not in_a_span and self._question.may_tell(before[-1])

    def _of_a_language(self, span: Span) -> bool:
        """A "Yoruba speaker" is not one who gives talks."""
        before = next((s for s in self._question.spans if s.end == span.start), None)
        return (
            self._question.words[span.start].stem == "speaker"
            and before is not None
            and not all(map(self._question.is_skill, before.names))
        )

    def _is_next_to_a_skill(self, span: Span) -> bool:
        """Whether a single word may be part of a skill's name or listed with it: "PDSA cycles", "drama and IPA".

        Before a skill it tells which is meant: "hockey coach".
        """
        joined = self._question.shape.joined
        beside = any(s.end == span.start or (s.start == span.end and s.start in joined) for s in self._question.skilled)
        return span.end - span.start == 1 and beside
