"""How well a person answers a question: the weights, and the score of one person."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from bot.directory.answers import How, MatchedSkill
from bot.directory.entries import Level, Profile
from bot.directory.query import Query, Want
from bot.directory.vocabulary import Vocabulary


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

    `skills` maps vocabulary names (or an unlisted skill as typed) to levels; `said` holds the entries
    that role, interests and biography mention; `words` the stems of those texts.
    """

    profile: Profile
    skills: Mapping[str, Level]
    said: Set[str]
    words: Set[str]


class Ranking:
    """Scores people for one question."""

    def __init__(
        self, vocabulary: Vocabulary, weights: Weights, query: Query, rarity: Mapping[str, float], today: date
    ) -> None:
        self._vocabulary = vocabulary
        self._weights = weights
        self._query = query
        self._rarity = rarity
        self._today = today
        self._total = sum(want.weight for want in query.wants) or 1.0
        self._hints = sum(rarity.values()) or 1.0

    def score(self, entry: Entry) -> float:
        """From 0 (nothing in common) to about 1.2 (can teach all of it, says so, confirmed lately, open)."""
        wants = sum(want.weight * self._best(want, entry)[0] for want in self._query.wants)
        score = wants / self._total if self._query.wants else self._weights.said
        mentioned = sum(worth for stem, worth in self._rarity.items() if stem in entry.words)
        return score + self._weights.mentions * mentioned / self._hints + self._standing(entry.profile)

    def _standing(self, profile: Profile) -> float:
        """What an entry is worth whatever is asked: confirmed within the year, open to something."""
        score = self._weights.open * bool(profile.open_to)
        if profile.confirmed_on is not None:
            age = max(self._today - profile.confirmed_on, timedelta())
            score += self._weights.recent * max(0.0, 1 - age / timedelta(days=365))
        return score

    def _best(self, want: Want, entry: Entry) -> tuple[float, MatchedSkill | None]:
        found = [(self._worth(match) * worth, match) for match, worth in self._matches(want, entry)]
        return max(found, key=lambda f: f[0], default=(0.0, None))

    def _worth(self, match: MatchedSkill) -> float:
        return self._weights.of(match.level) * self._weights.by(match.how)

    def _matches(self, want: Want, entry: Entry) -> list[tuple[MatchedSkill, float]]:
        found: list[tuple[MatchedSkill, float]] = []
        for asked, worth in want.options.items():
            for name, level in entry.skills.items():
                how = self.how(name, asked)
                if how is not None:
                    found.append((MatchedSkill(name, asked, how, level), worth))
            for name in entry.said:
                if name not in entry.skills and self.how(name, asked) in (How.DIRECT, How.NARROWER):
                    found.append((MatchedSkill(name, asked, How.TEXT, None), worth))
        return found

    def how(self, name: str, asked: str) -> How | None:
        """In what way having `name` answers `asked`."""
        if name == asked:
            return How.DIRECT
        concept = self._vocabulary.concepts.get(name)
        if concept is None:
            return None
        if asked in self._vocabulary.above[name]:
            return How.NARROWER
        if name in self._vocabulary.above.get(asked, ()):
            return How.BROADER
        return How.RELATED if asked in concept.near else None

    def reasons(self, entry: Entry) -> tuple[MatchedSkill, ...]:
        """The person's skills that answer the question: the best for each want first, then the others."""
        best = [match for want in self._query.wants if (match := self._best(want, entry)[1])]
        rest = [match for want in self._query.wants for match, _ in self._matches(want, entry)]
        ordered = best + sorted(rest, key=lambda match: (-self._worth(match), match.name))
        return tuple({match.name: match for match in reversed(ordered)}.values())[::-1]
