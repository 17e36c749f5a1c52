"""Finding people from a question in plain English: one index in memory for each community."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from itertools import islice
from math import log

from bot.directory.answers import Answer, Constraint, ConstraintKind, Match, Understood
from bot.directory.candidates import Candidates
from bot.directory.entries import Profile
from bot.directory.parsing import Understanding, parser_for
from bot.directory.postings import Postings
from bot.directory.query import Known, Need, Query
from bot.directory.ranking import Entry, Ranking, Weights
from bot.directory.vocabulary import Vocabulary
from bot.search.text import key

_NEAREST = 5


class Index:
    """The searchable entries of one community. Not thread-safe: use it from one event loop.

    It answers only with people who fit: who have one of the skills asked for and meet every condition.
    Those who have something broader or related follow them, and are never shown alone.
    """

    def __init__(
        self, vocabulary: Vocabulary, *, weights: Weights | None = None, understanding: Understanding | None = None
    ) -> None:
        self._vocabulary = vocabulary
        self._weights = weights or Weights()
        self._parser = parser_for(vocabulary, understanding or Understanding())
        self._postings = Postings(vocabulary)

    def put(self, profile: Profile) -> None:
        """Add an entry, or replace the one of the same member."""
        self._postings.put(profile)

    def remove(self, member_id: int) -> None:
        """Forget an entry; nothing happens when there is none."""
        self._postings.remove(member_id)

    def complete(self, prefix: str, limit: int = 25) -> list[str]:
        """Skills that people here list, of which a name or alias has a word that begins so; commonest first."""
        start = key(prefix)
        had = sorted(self._postings.listed(), key=lambda name: (-self._postings.count(name), name.casefold()))
        return [name for name in had if self._begins(name, start)][:limit]

    def _begins(self, name: str, start: str) -> bool:
        concept = self._vocabulary.concepts.get(name)
        names = (name, *concept.aliases) if concept else (name,)
        return any(key(n).startswith(start) or any(key(w).startswith(start) for w in n.split()) for n in names)

    def search(
        self,
        text: str,
        *,
        today: date,
        visible: Callable[[Profile], bool] | None = None,
        limit: int = 10,
    ) -> Answer:
        """Answer a question. Never raises for what was typed; long texts are cut.

        Args:
            text: the question.
            today: whoever is paused beyond this day is left out; how long ago others confirmed their
                entry is counted from it.
            visible: which entries the asker may find; by default all.
            limit: at most so many matches.
        """
        query = self._parser.parse(text, Known(self._postings.words.keys(), self._postings.unlisted))
        ranking = Ranking(self._vocabulary, self._weights, query, self._postings.words, self._rarity, today)

        def shown(entry: Entry) -> bool:
            paused = entry.profile.paused_until
            return (paused is None or paused.date() <= today) and (visible is None or visible(entry.profile))

        found = Candidates(self._postings, self._weights, query, ranking, shown).choose(limit)
        scored = sorted(((ranking.score(e), e) for e in found), key=lambda s: (-s[0], s[1].profile.member_id))
        matches = tuple(self._match(query, ranking, score, entry) for score, entry in scored[:limit])
        understood = Understood(
            tuple(dict.fromkeys(s for w in query.wants for s in w.options)), query.readings, query.constraints
        )
        return Answer(matches, understood, () if matches else tuple(self._nearest(query, ranking, shown)))

    def _rarity(self, stem: str) -> float:
        """What a word of the question tells: more, the fewer people mention it."""
        mentioned_by = len(self._postings.words.get(stem, ()))
        return log(1 + (1 + len(self._postings.entries)) / (1 + mentioned_by))

    def _match(self, query: Query, ranking: Ranking, score: float, entry: Entry) -> Match:
        met: list[Constraint] = []
        unmet: list[Constraint] = []
        for need in query.needs:
            here = [c for c in need.any_of if self._holds(replace(need, any_of=(c,)), entry)]
            met += here
            unmet += () if here else need.any_of
        return Match(entry.profile, score, ranking.reasons(entry), tuple(met), tuple(unmet))

    def _holds(self, need: Need, entry: Entry) -> bool:
        """Whether someone found meets a condition; a level was a condition of being found."""
        is_level = need.any_of[0].kind is ConstraintKind.LEVEL
        return is_level or entry.profile.member_id in self._postings.meeting(need)

    def _nearest(self, query: Query, ranking: Ranking, shown: Callable[[Entry], bool]) -> Iterator[str]:
        """Skills close to what was asked for that someone the asker may see lists; closest first."""
        close = dict.fromkeys(name for near in ranking.near for name in near)
        siblings = (n for w in query.wants for asked in w.options for n in self._siblings(asked))
        had = (
            name
            for name in (*close, *dict.fromkeys(siblings))
            if any(shown(self._postings.entries[m]) for m in self._postings.having(name))
        )
        return islice(dict.fromkeys(had), _NEAREST)

    def _siblings(self, name: str) -> Iterator[str]:
        for broader in self._vocabulary.above.get(name, ()):
            yield from (other for other in self._vocabulary.below[broader] if other != name)
