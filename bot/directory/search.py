"""Finding people from a question in plain English: one index in memory for each community."""

from collections.abc import Callable, Iterable, Iterator, Set
from datetime import date
from heapq import nsmallest
from math import log

from bot.directory.answers import Answer, ConstraintKind, How, Match, Understood
from bot.directory.entries import Profile
from bot.directory.parsing import Parser, Understanding
from bot.directory.postings import Postings
from bot.directory.query import Known, Need, Query
from bot.directory.ranking import Entry, Ranking, Weights
from bot.directory.text import key
from bot.directory.vocabulary import Vocabulary

_LOOKED_AT = 300  # people scored one by one, at most; those beyond would not reach the first pages
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
        self._parser = Parser(vocabulary, understanding)
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
        ranking = Ranking(self._vocabulary, self._weights, query, self._rarity(query), today)

        def shown(entry: Entry) -> bool:
            paused = entry.profile.paused_until
            return (paused is None or paused.date() <= today) and (visible is None or visible(entry.profile))

        found = self._candidates(query, ranking, shown, limit)
        scored = sorted(((ranking.score(e), e) for e in found), key=lambda s: (-s[0], s[1].profile.member_id))
        matches = tuple(
            Match(entry.profile, score, ranking.reasons(entry), query.constraints, ())
            for score, entry in scored[:limit]
        )
        understood = Understood(
            tuple(dict.fromkeys(s for w in query.wants for s in w.options)), query.readings, query.constraints
        )
        return Answer(matches, understood, () if matches else tuple(self._nearest(query, shown)))

    def _rarity(self, query: Query) -> dict[str, float]:
        """What each other word of the question tells: more, the fewer people mention it."""
        people = len(self._postings.entries) + 1
        return {stem: log(1 + people / (1 + len(self._postings.words.get(stem, ())))) for stem in sorted(query.hints)}

    def _candidates(self, query: Query, ranking: Ranking, shown: Callable[[Entry], bool], limit: int) -> list[Entry]:
        if query.impossible:
            return []
        allowed = self._allowed(query)
        if not query.wants:
            pools = [allowed] if allowed is not None else [self._mentioning_all(query)]
            return self._pick(pools, None, shown, {})
        level = next((n for n in query.needs if n.any_of[0].kind is ConstraintKind.LEVEL), None)

        def fits(entry: Entry) -> bool:
            return shown(entry) and (level is None or _at_level(ranking, entry, level))

        tiers = [self._postings.tiers(want, self._weights) for want in query.wants]
        found: dict[int, Entry] = {}
        if len(tiers) > 1:
            having = [set[int]().union(*sets) for sets in tiers]
            both = _common(having)
            self._pick(tiers[0], both if allowed is None else both & allowed, fits, found)
        for sets in tiers:
            self._pick(sets, allowed, fits, found)
        if found and len(found) < limit:
            for want in query.wants:
                self._pick(self._postings.near(want, self._weights), allowed, fits, found)
        return list(found.values())

    def _allowed(self, query: Query) -> set[int] | None:
        """Everyone who meets every condition, or None when there is none."""
        needs = [n for n in query.needs if n.any_of[0].kind is not ConstraintKind.LEVEL]
        meeting = [self._postings.meeting(need) for need in needs]
        return _common(meeting) if meeting else None

    def _mentioning_all(self, query: Query) -> set[int]:
        """For a question of everyday words alone: people who mention every one of them."""
        words = [self._postings.words.get(stem, set[int]()) for stem in query.hints]
        return _common(words) if words else set()

    def _pick(
        self,
        pools: Iterable[Set[int]],
        allowed: Set[int] | None,
        fits: Callable[[Entry], bool],
        found: dict[int, Entry],
    ) -> list[Entry]:
        """Add people from the pools, in order, until there are enough; of a large pool, the latest confirmed."""
        enough = len(found) + _LOOKED_AT
        for pool in pools:
            if len(found) >= enough:
                break
            members = pool if allowed is None else pool & allowed
            for member_id in self._latest_confirmed(members):
                entry = self._postings.entries[member_id]
                if member_id not in found and fits(entry):
                    found[member_id] = entry
                    if len(found) >= enough:
                        break
        return list(found.values())

    def _latest_confirmed(self, members: Set[int]) -> Iterator[int]:
        if len(members) <= _LOOKED_AT:
            return iter(members)
        entries = self._postings.entries

        def age(member_id: int) -> tuple[int, int]:
            confirmed = entries[member_id].profile.confirmed_on
            return -confirmed.toordinal() if confirmed else 0, member_id

        return iter(nsmallest(_LOOKED_AT, members, key=age))

    def _nearest(self, query: Query, shown: Callable[[Entry], bool]) -> Iterator[str]:
        close = dict.fromkeys(
            name for w in query.wants for asked in w.options for name in self._postings.neighbours(asked, self._weights)
        )
        return (n for n in list(close)[:_NEAREST] if self._postings.count(n))


def _common(sets: Iterable[Set[int]]) -> set[int]:
    smallest, *others = sorted(sets, key=len)
    return set(smallest).intersection(*others)


def _at_level(ranking: Ranking, entry: Entry, need: Need) -> bool:
    """Whether a person has something asked for, or a kind of it, at the level asked for."""
    levels = {constraint.value for constraint in need.any_of}
    return any(m.level in levels and m.how in (How.DIRECT, How.NARROWER) for m in ranking.reasons(entry))
