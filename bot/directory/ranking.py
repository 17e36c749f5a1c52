"""How well a person answers a question: the weights, and the score of one person."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date

from bot.directory.answers import How, MatchedSkill
from bot.directory.entries import Level, Profile
from bot.directory.query import Query, Want
from bot.directory.vocabulary import Vocabulary

_UNSAID_ORDINARY = 0.4  # weight of an everyday word that nobody here uses


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence is worth, between 0 and 1; 0 switches it off.

    Chosen so that a better level beats a closer skill only by a step, and the small ones (mentions,
    recency, openness) only decide between people who are otherwise alike.
    """

    can_teach: float = 1.0
    confident: float = 0.75
    learning: float = 0.4
    narrower: float = 0.85
    said: float = 0.55
    broader: float = 0.3
    related: float = 0.25
    mentions: float = 0.15
    echo: float = 0.6
    recent: float = 0.04
    open: float = 0.02

    def of(self, level: Level | None) -> float:
        if level is None:
            return self.said
        return {Level.CAN_TEACH: self.can_teach, Level.CONFIDENT: self.confident, Level.LEARNING: self.learning}[level]

    def by(self, how: How) -> float:
        return {
            How.DIRECT: 1.0,
            How.TEXT: 1.0,
            How.NARROWER: self.narrower,
            How.BROADER: self.broader,
            How.RELATED: self.related,
        }[how]


@dataclass(frozen=True, slots=True)
class Entry:
    """A profile as the search sees it.

    `skills` maps vocabulary names (or an unlisted skill as typed) to levels; `said` holds the names of what role,
    interests and biography mention.
    """

    profile: Profile
    skills: Mapping[str, Level]
    said: Set[str]


@dataclass(frozen=True, slots=True)
class Provision:
    """That having one skill answers a want: what it answers, in what way, and its worth at the best level."""

    asked: str
    how: How
    worth: float


class Ranking:
    """Scores people for one question.

    `fitting` and `near` say for each want which skills answer it and which only come close.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        weights: Weights,
        query: Query,
        mentioning: Mapping[str, Set[int]],
        rarity: Callable[[str], float],
        today: date,
    ) -> None:
        self._vocabulary = vocabulary
        self._weights = weights
        self._query = query
        self._rarity = rarity
        self._mentioning = mentioning
        self._hints = [(self.telling(stem), mentioning.get(stem, frozenset[int]())) for stem in sorted(query.hints)]
        self._today = today
        self.echoing: Set[int] = frozenset()  # who says nearly all of a question that names nothing
        self._total = sum(want.weight for want in query.wants) or 1.0
        # One everyday word is no telling question: many say it of something else.
        self.tells = len(query.hints) > 1 or not query.hints <= vocabulary.ordinary
        self._most_hints = sum(worth for worth, _ in self._hints) or 1.0
        self.fitting = [self._provisions(want, self._fitting) for want in query.wants]
        self.near = [self._provisions(want, self._close) for want in query.wants]
        self._levels = {level: weights.of(level) for level in Level}

    def _provisions(self, want: Want, skills_for: Callable[[str], Iterator[tuple[str, How]]]) -> dict[str, Provision]:
        found: dict[str, Provision] = {}
        for asked, worth in want.options.items():
            for name, how in skills_for(asked):
                provision = Provision(asked, how, worth * self._weights.by(how))
                if provision.worth > (found[name].worth if name in found else 0.0):
                    found[name] = provision
        return found

    def _fitting(self, asked: str) -> Iterator[tuple[str, How]]:
        yield asked, How.DIRECT
        yield from ((name, How.NARROWER) for name in self._vocabulary.below.get(asked, ()))
        todo = [asked]
        while todo:
            concept = self._vocabulary.concepts.get(todo.pop())
            for name in concept.implied_by if concept else ():
                yield name, How.BROADER
                todo.append(name)

    def _close(self, asked: str) -> Iterator[tuple[str, How]]:
        concept = self._vocabulary.concepts.get(asked)
        if concept is not None:
            yield from ((name, How.BROADER) for name in self._vocabulary.above[asked])
            yield from ((name, How.RELATED) for name in concept.near)

    def telling(self, stem: str) -> float:
        """How much a word of the question tells of whom is looked for."""
        if stem.isdigit():
            return 0.0
        nobody_says_it = stem in self._vocabulary.ordinary and not self._mentioning.get(stem)
        return self._rarity(stem) * (_UNSAID_ORDINARY if nobody_says_it else 1)

    def score(self, entry: Entry) -> float:
        """From 0 (nothing in common) to about 1.2 (can teach all of it, says so, confirmed lately, open)."""
        if self._query.wants:
            wants = zip(self._query.wants, self.fitting, self.near, strict=True)
            score = sum(want.weight * self._worth(entry, want, fit, near) for want, fit, near in wants) / self._total
        else:
            score = self._weights.said
        member_id = entry.profile.member_id
        mentioned = sum([worth for worth, members in self._hints if member_id in members])
        score += self._weights.mentions * mentioned / self._most_hints + self._standing(entry.profile)
        return score + self._weights.echo * (member_id in self.echoing)

    def _worth(
        self, entry: Entry, want: Want, fitting: Mapping[str, Provision], near: Mapping[str, Provision]
    ) -> float:
        best = self._weights.said if want.words and self._says_all(entry, want.words) else 0.0
        for name, level in entry.skills.items():
            provision = fitting.get(name) or near.get(name)
            if provision is not None:
                best = max(best, provision.worth * self._levels[level])
        for name in entry.said & fitting.keys():
            best = max(best, fitting[name].worth * self._weights.said)
        return best

    def _says_all(self, entry: Entry, stems: Iterable[str]) -> bool:
        return all(entry.profile.member_id in self._mentioning.get(stem, ()) for stem in stems)

    def _standing(self, profile: Profile) -> float:
        """What an entry is worth whatever is asked: confirmed within the year, open to something."""
        score = self._weights.open if profile.open_to else 0.0
        if profile.confirmed_on is not None:
            days = max(self._today.toordinal() - profile.confirmed_on.toordinal(), 0)
            score += self._weights.recent * max(0.0, 1 - days / 365)
        return score

    def reasons(self, entry: Entry) -> tuple[MatchedSkill, ...]:
        """The person's skills that answer the question: the best for each want first, then the others."""
        firsts: list[MatchedSkill] = []
        others: list[tuple[float, MatchedSkill]] = []
        for fitting, near in zip(self.fitting, self.near, strict=True):
            found = sorted(self._matches(entry, fitting, near), key=lambda found: (-found[0], found[1].name))
            firsts += [match for _, match in found[:1]]
            others += found[1:]
        others.sort(key=lambda found: (-found[0], found[1].name))
        ordered = [*firsts, *(match for _, match in others)]
        return tuple({match.name: match for match in reversed(ordered)}.values())[::-1]

    def _matches(
        self, entry: Entry, fitting: Mapping[str, Provision], near: Mapping[str, Provision]
    ) -> Iterator[tuple[float, MatchedSkill]]:
        for name, level in entry.skills.items():
            if (p := fitting.get(name) or near.get(name)) is not None:
                yield p.worth * self._levels[level], MatchedSkill(name, p.asked, p.how, level)
        for name in entry.said & fitting.keys() - entry.skills.keys():
            p = fitting[name]
            yield p.worth * self._weights.said, MatchedSkill(name, p.asked, How.TEXT, None)
