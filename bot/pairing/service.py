"""Peer pairing's use cases: taking part, and what somebody hears of a round. ``rounds.py`` makes them,
``scheduling.py`` says when."""

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.avoiding import Avoiding
from bot.community.service import CommunityService
from bot.community.settings import parse_day
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Kind, Prepare, WhenAway
from bot.delivery.service import Outbox
from bot.pairing import repository
from bot.pairing.entries import (
    ICEBREAKERS,
    Mine,
    NotIn,
    Over,
    Pairing,
    Partner,
    Rested,
    Standing,
    Unpaired,
)
from bot.pairing.models import PairingGroupRow, PairingMemberRow
from bot.storage.database import Database, lock_community
from bot.texts import N_, Message

FEATURE = PURPOSE = "pairing"
MADE, ASKED, UNPAIRED, RESTED = "pairing:made", "pairing:asked", "pairing:unpaired", "pairing:rested"
USEFUL = timedelta(days=3)
"""How late a round, and what is said of it, may be."""


class Names(Protocol):
    """What is needed of the directory: who people are."""

    def name_of(self, guild_id: int, member_id: int) -> str | None:
        """A listed person's display name; None when they aren't listed."""
        ...


class PairingService:
    """Who takes part, who is put together, and what they say of it."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        avoiding: Avoiding,
        names: Names,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._avoiding = avoiding
        self._names = names
        outbox.register(
            _kind(MADE, N_("Peer pairings"), self.prepare_made),
            # Who is away isn't asked how it went.
            replace(_kind(ASKED, N_("Questions whether a pair has met"), self.prepare_asked), away=WhenAway.SKIP),
            _kind(UNPAIRED, N_("That nobody was found to pair with"), self.prepare_unpaired),
            _kind(RESTED, N_("That somebody's pairing rests"), self.prepare_rested),
        )

    # -- for members ------------------------------------------------------------------------

    async def join(self, person: Person, *, by_message: bool) -> Mine:
        """Take part from the next round on, or again after a rest. ``by_message`` says yes to direct messages."""
        require(person.standing, Audience.MEMBER, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.member(session, person.guild_id, person.member_id)
            if row is None:
                row = PairingMemberRow(
                    guild_id=person.guild_id, member_id=person.member_id, joined_at=self._clock.now(), waits=0,
                )  # fmt: skip
                session.add(row)
            self._awake(row)
        if by_message:
            await self._community.choose(person, lambda chosen: replace(chosen, consents=chosen.consents | {PURPOSE}))
        return await self.mine(person)

    async def leave(self, person: Person) -> None:
        """Take part no more. Raises ``NotIn``."""
        async with self._database.begin() as session:
            await session.delete(await self._row(session, person))

    async def snooze(self, person: Person, until: str) -> Mine:
        """Be left out until a day, as typed. Raises ``NotIn``, and ``InvalidInput`` for a day that can't be read."""
        day = parse_day(until, self._community.zone_of(person), self._clock.now())
        async with self._database.begin() as session:
            (await self._row(session, person)).snoozed_until = day
        return await self.mine(person)

    async def wake(self, person: Person) -> Mine:
        """Be left out no longer. Raises ``NotIn``."""
        async with self._database.begin() as session:
            self._awake(await self._row(session, person))
        return await self.mine(person)

    def _awake(self, row: PairingMemberRow) -> None:
        row.snoozed_until, row.resting, row.since = None, False, self._clock.now()

    async def answer(self, person: Person, group_id: int, *, met: bool) -> None:
        """Say whether the group has met; it can be said anew. Raises ``Over`` once the next round is made."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            group = await self._current(session, person.guild_id, group_id)
            places = await repository.places(session, person.guild_id, group_id) if group else ()
            place = next((one for one in places if one.member_id == person.member_id), None)
            if place is None:
                raise Over
            place.met = met
            row = await repository.member(session, person.guild_id, person.member_id)
            if row is not None and row.resting:
                self._awake(row)

    async def mine(self, person: Person) -> Mine:
        """How one stands, and with whom one is now."""
        now = self._clock.now()
        async with self._database.read() as session:
            row = await repository.member(session, person.guild_id, person.member_id)
            schedule = await repository.active_schedule(session, person.guild_id)
            places = await repository.places_of(session, person.guild_id, person.member_id)
            newest = places[0].group_id if places else 0
            pairing = await self._pairing(session, person.guild_id, newest, person.member_id)
        snoozed = row.snoozed_until if row and row.snoozed_until and row.snoozed_until > now else None
        standing = Standing.OUT if row is None else Standing.RESTING if row.resting else Standing.IN
        chosen = self._community.preferences(person.guild_id, person.member_id)
        return Mine(
            standing=Standing.SNOOZED if standing is Standing.IN and snoozed else standing,
            snoozed_until=snoozed,
            by_message=PURPOSE in chosen.consents,
            next_at=schedule.next_at if schedule else None,
            now=pairing,
        )

    async def _row(self, session: AsyncSession, person: Person) -> PairingMemberRow:
        require(person.standing, Audience.MEMBER, set_up=True)
        await lock_community(session, person.guild_id)
        row = await repository.member(session, person.guild_id, person.member_id)
        if row is None:
            raise NotIn
        return row

    # -- what is said when it is sent -------------------------------------------------------

    async def prepare_made(self, delivery: Delivery) -> Pairing | None:
        """Whom somebody is with; None when they no longer take part, or would rather not be put together."""
        found = await self._prepared(delivery)
        if found is None or delivery.member_id is None:
            return None
        group = {delivery.member_id, *(partner.member_id for partner in found.partners)}
        return None if self._avoiding.pairs(delivery.guild_id, group) else found

    async def prepare_asked(self, delivery: Delivery) -> Pairing | None:
        """The question whether they met; None once it is answered."""
        found = await self._prepared(delivery)
        return found if found is not None and found.met is None else None

    async def _prepared(self, delivery: Delivery) -> Pairing | None:
        assert delivery.member_id is not None, "it is for a person"
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        async with self._database.read() as session:
            if await repository.member(session, delivery.guild_id, delivery.member_id) is None:
                return None
            return await self._pairing(session, delivery.guild_id, delivery.subject_id, delivery.member_id)

    async def prepare_unpaired(self, delivery: Delivery) -> Unpaired | None:
        """That nobody was found; None once there is a later round, or they no longer take part."""
        async with self._database.read() as session:
            if await repository.last_number(session, delivery.guild_id) > delivery.subject_id:
                return None
            return Unpaired(delivery.guild_id) if await self._takes_part(session, delivery) else None

    async def prepare_rested(self, delivery: Delivery) -> Rested | None:
        """That it rests; None once they are back, or no longer take part."""
        async with self._database.read() as session:
            row = await self._takes_part(session, delivery)
        return Rested(delivery.guild_id) if row and row.resting else None

    async def _takes_part(self, session: AsyncSession, delivery: Delivery) -> PairingMemberRow | None:
        assert delivery.member_id is not None, "it is for a person"
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        return await repository.member(session, delivery.guild_id, delivery.member_id)

    async def _current(self, session: AsyncSession, guild_id: int, group_id: int) -> PairingGroupRow | None:
        """A group of the latest round; None for any other."""
        group = await repository.group(session, guild_id, group_id)
        if group is None or group.number != await repository.last_number(session, guild_id):
            return None
        return group

    async def _pairing(self, session: AsyncSession, guild_id: int, group_id: int, member_id: int) -> Pairing | None:
        group = await self._current(session, guild_id, group_id)
        places = await repository.places(session, guild_id, group_id) if group else ()
        own = next((place for place in places if place.member_id == member_id), None)
        others = [place.member_id for place in places if place.member_id != member_id]
        if group is None or own is None or not others:
            return None
        partners = tuple(Partner(one, self._names.name_of(guild_id, one)) for one in others)
        icebreaker = ICEBREAKERS[group.icebreaker % len(ICEBREAKERS)]
        return Pairing(guild_id, group.id, partners, icebreaker, group.made_at, group.asks_at, own.met)


def _kind(name: str, title: Message, prepare: Prepare) -> Kind:
    """Everything is a private message, and waits for the next visit of those who want none."""
    return Kind(name, title, prepare, useful_for=USEFUL, purpose=PURPOSE, keep=True, private=True)
