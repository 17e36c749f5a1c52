"""Choosing who is worth scoring: everyone who fits, and only then those who come close."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from heapq import nsmallest
from itertools import chain

from bot.directory.answers import ConstraintKind, How
from bot.directory.postings import Postings
from bot.directory.query import Need, Query
from bot.directory.ranking import Entry, Provision, Ranking, Weights

_LOOKED_AT = 300  # people picked from one set, at most; those beyond would not reach the first pages
_ECHO = 0.6  # of what a question tells, the least that a person's own words must hold
_ECHO_OF_BEST = 0.75


class Candidates:
    """The people to score for one question, among those whom the asker may find."""

    def __init__(
        self,
        postings: Postings,
        weights: Weights,
        query: Query,
        ranking: Ranking,
        shown: Callable[[Entry], bool],
    ) -> None:
        self._postings = postings
        self._weights = weights
        self._query = query
        self._ranking = ranking
        self._shown = shown
        self._level = next((n for n in query.needs if n.any_of[0].kind is ConstraintKind.LEVEL), None)

    def choose(self, limit: int) -> list[Entry]:
        """Everyone who may rank among the first `limit`; nobody when nobody fits."""
        query = self._query
        if query.impossible:
            return []
        needs = [need for need in query.needs if need is not self._level]
        if not query.wants:
            allowed = self._meeting_all(needs) if needs else None
            if query.telling:
                return self._picked([self._echoing(query.telling, allowed, _ECHO)], None)
            return self._picked([allowed or ()], None)
        found = self._having_and_meeting(needs, limit)
        firm = [need for need in needs if not need.soft]
        if not found and len(firm) < len(needs):
            found = self._having_and_meeting(firm, limit)
        if found or any(want.named for want in query.wants):
            return found
        # Who or where someone is, is said more plainly than what a description was taken to mean.
        among = any(need.any_of[0].kind in (ConstraintKind.PEOPLE, ConstraintKind.PLACE) for need in needs)
        return self._picked([self._meeting_all(needs)], None) if among else []

    def _having_and_meeting(self, needs: list[Need], limit: int) -> list[Entry]:
        """Those who meet every condition and have all of what is wanted, then some of it, then what is close."""
        allowed = self._meeting_all(needs) if needs else None
        tiers = [self._tiers(provided, said=True) for provided in self._ranking.fitting]
        for want, sets in zip(self._query.wants, tiers, strict=True):
            if want.words and self._weights.said:
                sets.append(self._mentioning(want.words))
        found: dict[int, Entry] = {}
        of_people = any(want.of_people for want in self._query.wants)
        described = not any(want.named for want in self._query.wants) and self._ranking.tells
        if self._weights.echo and (of_people or described):
            self._ranking.echoing = self._echoing(self._query.hints, allowed, _ECHO_OF_BEST).keys()
            self._pick([self._ranking.echoing], allowed, found)
        if len(tiers) > 1:
            everything = _common([set[int]().union(*sets) for sets in tiers])
            self._pick(tiers[0], everything if allowed is None else everything & allowed, found)
        # Beside something named, what was only described does not make anyone fit by itself.
        named = [want.named for want in self._query.wants]
        for is_named, sets in zip(named, tiers, strict=True):
            if is_named or not any(named):
                self._pick(sets, allowed, found)
        for want, provided in zip(self._query.wants, self._ranking.near, strict=True):
            # What was named must be had by someone; what was only described may be answered by something close.
            if len(found) < limit and (found or not want.named):
                self._pick(self._tiers(provided, said=not want.named), allowed, found)
        return list(found.values())

    def _tiers(self, provided: Mapping[str, Provision], *, said: bool) -> list[set[int]]:
        worth = ((name, provision.worth) for name, provision in provided.items())
        return self._postings.tiers(worth, self._weights, said=said)

    def _meeting_all(self, needs: Iterable[Need]) -> set[int]:
        return _common([self._postings.meeting(need) for need in needs])

    def _echoing(self, stems: Iterable[str], allowed: Set[int] | None, least: float) -> dict[int, float]:
        """People whose own words hold most of what some words of the question tell, fullest first."""
        weights = {stem: self._ranking.telling(stem) for stem in stems}
        everything = sum(weights.values())
        rarest = sorted(weights, key=lambda stem: (-weights[stem], stem))
        shares: dict[int, float] = {}
        # A word made of one asked for answers it alone: a "churchwarden" is no "fire warden".
        says = self._postings.saying if len(weights) == 1 else self._postings.mentioning
        saying = {stem: says(stem) for stem in weights}
        for stem in rarest:
            members = saying[stem]
            if len(members) > _LOOKED_AT:
                continue
            for member_id in members if allowed is None else members & allowed:
                shares.setdefault(member_id, 0.0)
        for member_id in shares:
            shares[member_id] = sum(weight for stem, weight in weights.items() if member_id in saying[stem])
        least = max(least * everything, _ECHO_OF_BEST * max(shares.values(), default=0.0))
        kept = {m: share for m, share in shares.items() if share >= least}
        return dict(sorted(kept.items(), key=lambda item: (-item[1], item[0])))

    def _mentioning(self, stems: Iterable[str]) -> set[int]:
        return _common([self._postings.words.get(stem, set[int]()) for stem in stems])

    def _picked(self, pools: Iterable[Collection[int]], allowed: Set[int] | None) -> list[Entry]:
        found: dict[int, Entry] = {}
        self._pick(pools, allowed, found)
        return list(found.values())

    def _pick(self, pools: Iterable[Collection[int]], allowed: Set[int] | None, found: dict[int, Entry]) -> None:
        """Add people from the pools, in order, until there are enough; of a large pool, the latest confirmed."""
        enough = len(found) + _LOOKED_AT
        for pool in pools:
            for member_id in self._latest_confirmed(pool if allowed is None else [m for m in pool if m in allowed]):
                if len(found) >= enough:
                    return
                entry = self._postings.entries[member_id]
                if member_id not in found and self._shown(entry) and self._at_level(entry):
                    found[member_id] = entry

    def _latest_confirmed(self, members: Collection[int]) -> Iterator[int]:
        if len(members) <= _LOOKED_AT:
            return iter(members)
        first = nsmallest(_LOOKED_AT, members, key=self._postings.freshness.__getitem__)
        # The asker may not find those: then go on with the others.
        seen = set(first)
        return chain(first, (member_id for member_id in members if member_id not in seen))

    def _at_level(self, entry: Entry) -> bool:
        """Whether a person has something asked for, or a kind of it, at the level asked for (if one was)."""
        if self._level is None:
            return True
        levels = {constraint.value for constraint in self._level.any_of}
        matches = self._ranking.reasons(entry)
        return any(m.level in levels and m.how in (How.DIRECT, How.NARROWER) for m in matches)


def _common(sets: Iterable[Set[int]]) -> set[int]:
    ordered = sorted(sets, key=len)
    return set(ordered[0]).intersection(*ordered[1:]) if ordered else set()
