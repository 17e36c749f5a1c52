"""A community's entries in memory, and an index of them for each kind of asker."""

import asyncio
from collections.abc import Mapping

from bot.community.standing import Person, Standing
from bot.directory.entries import Profile
from bot.directory.search import Index
from bot.directory.visibility import as_seen_by, keeps_from_members
from bot.directory.vocabulary import Vocabulary

AT_ONCE = 100
"""Entries indexed before somebody else has a turn: about 10 ms."""


class Shelf:
    """The entries of one community: those listed, searchable by whoever may see them, and those still hidden."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._members, self._newcomers = Index(vocabulary), Index(vocabulary)
        # Only where someone keeps something for facilitators: most communities need no third index.
        self._facilitators: Index | None = None
        self.profiles: dict[int, Profile] = {}
        self.hidden: dict[int, Profile] = {}

    async def keep(self, profiles: Mapping[int, Profile], hidden: Mapping[int, Profile]) -> None:
        """Hold exactly these entries; only what differs from before is indexed anew.

        Lets others have their turn in between: 50,000 entries take seconds.
        """
        await self._fit_facilitators(profiles)
        for member_id in self.profiles.keys() - profiles.keys():
            for index in self._indexes():
                index.remove(member_id)
        changed = (profile for member_id, profile in profiles.items() if self.profiles.get(member_id) != profile)
        for count, profile in enumerate(changed, start=1):
            self._put(profile)
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)
        self.profiles, self.hidden = dict(profiles), dict(hidden)

    def _put(self, profile: Profile) -> None:
        self._members.put(as_seen_by(profile, Standing.MEMBER))
        if self._facilitators is not None:
            self._facilitators.put(as_seen_by(profile, Standing.FACILITATOR))
        if profile.findable_by_newcomers:
            self._newcomers.put(as_seen_by(profile, Standing.NEWCOMER))
        else:
            self._newcomers.remove(profile.member_id)

    async def _fit_facilitators(self, profiles: Mapping[int, Profile]) -> None:
        wanted = any(map(keeps_from_members, profiles.values()))
        if wanted and self._facilitators is None:
            index = Index(self._vocabulary)
            for count, profile in enumerate(self.profiles.values(), start=1):
                index.put(as_seen_by(profile, Standing.FACILITATOR))
                if count % AT_ONCE == 0:
                    await asyncio.sleep(0)
            self._facilitators = index  # nobody searches half of it
        elif not wanted:
            self._facilitators = None

    def _indexes(self) -> list[Index]:
        found = [self._members, self._newcomers]
        return found if self._facilitators is None else [*found, self._facilitators]

    def index(self, person: Person) -> Index:
        """What this person may search."""
        if person.standing is Standing.NEWCOMER:
            return self._newcomers
        if person.standing is Standing.MEMBER or self._facilitators is None:
            return self._members
        return self._facilitators

    def listed_for(self, person: Person) -> dict[int, Profile]:
        """The entries that this person may find, as they see them."""
        may = (
            profile
            for profile in self.profiles.values()
            if profile.findable_by_newcomers or person.standing is not Standing.NEWCOMER
        )
        return {profile.member_id: as_seen_by(profile, person.standing) for profile in may}

    def own(self, member_id: int) -> Profile | None:
        """Someone's own entry, listed or hidden."""
        return self.profiles.get(member_id) or self.hidden.get(member_id)
