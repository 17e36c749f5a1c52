"""A round of peer pairing: who can take part now, who is put together, and that they are told.

Nothing that anyone can see tells why two people were, or weren't, put together: who is left out is told the same
whatever the cause, facilitators see no pairs and no count of those left out, and nothing is logged.
"""

import asyncio
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import leavers
from bot.community.avoiding import Avoiding
from bot.community.service import CommunityService
from bot.delivery.kinds import Draft
from bot.delivery.service import Outbox
from bot.pairing import repository
from bot.pairing.entries import ICEBREAKERS, KEPT, SILENT_ROUNDS
from bot.pairing.matching import Arrangement, Met, Pair, Peer, arrange
from bot.pairing.models import PairingGroupRow, PairingMemberRow, PairingPlaceRow
from bot.pairing.repository import Placed
from bot.pairing.service import ASKED, MADE, RESTED, UNPAIRED
from bot.storage.database import Database


class Backgrounds(Protocol):
    """What is needed of the directory."""

    def background_of(self, guild_id: int, member_id: int) -> tuple[str | None, frozenset[str]]:
        """Somebody's career stage and settings, as far as members see them."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """Whom a round is made of, and who has met whom."""

    peers: tuple[Peer, ...]
    met: Mapping[Pair, Met]


class PairingRounds:
    """Arranges a round, and writes it down."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        avoiding: Avoiding,
        backgrounds: Backgrounds,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._avoiding = avoiding
        self._backgrounds = backgrounds

    async def arranged(self, guild_id: int) -> Arrangement:
        """Who would be put together now. It is worked out in a thread of its own: it can take a second."""
        now = self._clock.now()
        async with self._database.read() as session:
            gathered = await self._gather(session, guild_id, now)
        apart = self._avoiding.pairs(guild_id, [one.member_id for one in gathered.peers])
        return await asyncio.to_thread(arrange, gathered.peers, apart, gathered.met, secrets.randbits(32))

    async def _gather(self, session: AsyncSession, guild_id: int, now: datetime) -> Gathered:
        rows = await repository.members(session, guild_id)
        places = await repository.all_places(session, guild_id)
        silent = _silence(rows, places)
        here = self._available(rows, silent, await leavers.missing(session, guild_id), now)
        peers = [
            Peer(row.member_id, *self._backgrounds.background_of(guild_id, row.member_id), row.waits)
            for row in rows
            if row.member_id in here
        ]
        return Gathered(tuple(peers), _met(places))

    def _available(
        self, rows: Sequence[PairingMemberRow], silent: Mapping[int, int], missing: Collection[int], now: datetime
    ) -> set[int]:
        """Who can be put together with somebody now: not resting, snoozing, away or gone."""
        return {
            row.member_id
            for row in rows
            if silent[row.member_id] < SILENT_ROUNDS
            and not row.resting
            and (row.snoozed_until is None or row.snoozed_until <= now)
            and not self._is_away(row, now)
            and row.member_id not in missing
        }

    def _is_away(self, row: PairingMemberRow, now: datetime) -> bool:
        until = self._community.preferences(row.guild_id, row.member_id).away_until
        return until is not None and until > now

    async def make(
        self, session: AsyncSession, guild_id: int, made: Arrangement, due_at: datetime, asks_at: datetime
    ) -> None:
        """Write a round down in the community's locked transaction, and have it told.

        Whoever has left, snoozed or listed somebody since it was arranged isn't put with anyone after all.
        """
        rows = await repository.members(session, guild_id)
        places = await repository.all_places(session, guild_id)
        silent = _silence(rows, places)
        here = self._available(rows, silent, await leavers.missing(session, guild_id), self._clock.now())
        number = await repository.last_number(session, guild_id) + 1
        groups = [group for group in self._still(guild_id, made, here) if len(group) > 1]
        for group in groups:
            await self._write_group(session, guild_id, group, number, due_at, asks_at)
        placed = {member for group in groups for member in group}
        for row in rows:
            if row.member_id in here:
                row.waits = 0 if row.member_id in placed else row.waits + 1
            if row.member_id in here - placed:
                await self._tell(session, row, UNPAIRED, number, due_at)
            if silent[row.member_id] >= SILENT_ROUNDS and not row.resting:
                row.resting = True
                await self._tell(session, row, RESTED, number, due_at)
        await repository.delete_old(session, self._clock.now() - KEPT)

    def _still(self, guild_id: int, made: Arrangement, here: set[int]) -> list[list[int]]:
        """The arranged groups, of those who are still here; none of two who mustn't be together any more."""
        groups = [[member for member in group if member in here] for group in made.groups]
        apart = self._avoiding.pairs(guild_id, here)
        return [group for group in groups if not any(frozenset(pair) in apart for pair in combinations(group, 2))]

    async def _write_group(
        self, session: AsyncSession, guild_id: int, members: Sequence[int], number: int, due_at: datetime,
        asks_at: datetime,
    ) -> None:  # fmt: skip
        group = PairingGroupRow(
            guild_id=guild_id, number=number, made_at=due_at, asks_at=asks_at,
            icebreaker=secrets.randbelow(len(ICEBREAKERS)),
        )  # fmt: skip
        session.add(group)
        await session.flush()
        session.add_all(
            PairingPlaceRow(group_id=group.id, member_id=one, guild_id=guild_id, put_together_at=due_at, met=None)
            for one in members
        )
        drafts = [
            Draft(f"{kind}:{group.id}:{member}", kind, group.id, at, member_id=member)
            for member in members
            for kind, at in ((MADE, due_at), (ASKED, asks_at))
        ]
        await self._outbox.put(session, guild_id, *drafts)

    async def _tell(
        self, session: AsyncSession, row: PairingMemberRow, kind: str, number: int, due_at: datetime
    ) -> None:
        draft = Draft(f"{kind}:{number}:{row.member_id}", kind, number, due_at, member_id=row.member_id)
        await self._outbox.put(session, row.guild_id, draft)


def _silence(rows: Sequence[PairingMemberRow], places: Sequence[Placed]) -> dict[int, int]:
    """How many rounds running each hasn't answered, up to the latest that they were in."""
    silent = {row.member_id: 0 for row in rows}
    since = {row.member_id: row.since for row in rows}
    for place in places:
        if place.member_id in since and place.at >= since[place.member_id]:
            silent[place.member_id] = silent[place.member_id] + 1 if place.met is None else 0
    return silent


def _met(places: Sequence[Placed]) -> dict[Pair, Met]:
    """Who was put together with whom how often, and how many rounds ago."""
    latest = max((place.number for place in places), default=0)
    groups: dict[tuple[int, int], list[int]] = {}
    for place in places:
        groups.setdefault((place.number, place.group_id), []).append(place.member_id)
    met: dict[Pair, Met] = {}
    for (number, _group), members in groups.items():
        for pair in map(frozenset, combinations(members, 2)):
            met[pair] = Met(met[pair].times + 1 if pair in met else 1, latest - number + 1)
    return met
