"""Greeting newcomers where they arrive. ``touring.py`` shows people what there is.

Nobody is written to: Discord's own join message is answered in its channel, with one card for all who came shortly
after one another. Fifty people in a minute are two cards, a quick one and one ten minutes later.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.leavers import MembershipCheck
from bot.community.service import CommunityService
from bot.community.settings import FEATURES
from bot.community.standing import Audience, Person, require
from bot.community.typed import fitting
from bot.delivery.kinds import Delivery, Draft, Kind, State
from bot.delivery.service import Outbox, Whereabouts
from bot.periodic import Bell
from bot.storage.database import Database, lock_community
from bot.texts import N_
from bot.welcome import repository
from bot.welcome.entries import LONGEST_WORDS, Greeting, Overview
from bot.welcome.models import ArrivalRow, WelcomeRow

FEATURE = "welcome"
GREETING, START = "welcome:greeting", "welcome:start"
WAIT = timedelta(seconds=15)
"""How long a greeting waits for others who come at the same time."""
APART = timedelta(minutes=10)
"""How far apart two greetings are at least: a crowd must not fill the channel."""
NAMED = 10
"""How many people one greeting names; more are greeted together."""
KEPT = timedelta(days=14)
"""How long somebody who comes back isn't greeted again."""
USEFUL = timedelta(hours=1)


class Pins(Protocol):
    """What can pin Heronry's own messages (``bot.ui.posts``)."""

    async def pin(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        """Pin it; False when that should be tried again."""
        ...


class NoPins:
    """Before there is a connection (``Pins``)."""

    async def pin(self, guild_id: int, channel_id: int, message_id: int) -> bool:
        return False


class WelcomeService:
    """Who is greeted, and with which words."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        members: Callable[[], MembershipCheck],
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._members = members
        self.pins: Pins = NoPins()
        self.bell = Bell()
        outbox.register(
            Kind(GREETING, N_("Greetings of newcomers"), self.prepare_greeting, useful_for=USEFUL),
            Kind(START, N_("The Start button"), self.prepare_start, useful_for=USEFUL, posted=self.bell.ring),
        )

    # -- for facilitators -------------------------------------------------------------------

    async def overview(self, person: Person) -> Overview:
        """How newcomers are greeted. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        return await self.settings(person.guild_id)

    async def settings(self, guild_id: int) -> Overview:
        async with self._database.read() as session:
            row = await repository.settings(session, guild_id)
        return Overview(row.greets, row.words) if row else Overview()

    async def switch(self, person: Person, *, on: bool) -> Overview:
        """Greet newcomers, or don't. Raises ``NotAllowed`` for anyone but facilitators."""
        async with self._database.begin() as session:
            row = await self._row(session, person)
            if row.greets != on:
                row.greets = on
                self._community.note(session, person, "greeting on" if on else "greeting off")
        return Overview(row.greets, row.words)

    async def say(self, person: Person, words: str) -> Overview:
        """Greet with words of one's own; empty takes them away. Raises ``InvalidInput`` when they are too long."""
        words = fitting(words, LONGEST_WORDS)
        async with self._database.begin() as session:
            row = await self._row(session, person)
            row.words = words
            self._community.note(session, person, "words of the greeting")
        return Overview(row.greets, row.words)

    async def post_start(self, person: Person, channel_id: int, press: int, *, pin: bool) -> None:
        """Post a card with the Start button, once for each ``press``, and pin it where that is possible."""
        key = f"welcome:start:{press}"
        async with self._database.begin() as session:
            row = await self._row(session, person)
            draft = Draft(key, START, press, self._clock.now(), channel_id=channel_id)
            await self._outbox.put(session, person.guild_id, draft)
            if pin:
                row.pin_key = key

    async def _row(self, session: AsyncSession, person: Person) -> WelcomeRow:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await lock_community(session, person.guild_id)
        row = await repository.settings(session, person.guild_id)
        if row is None:
            row = WelcomeRow(guild_id=person.guild_id, greets=False, words="", batch=0, batch_due=None, pin_key="")
            session.add(row)
        return row

    # -- newcomers --------------------------------------------------------------------------

    async def arrived(self, guild_id: int, member_id: int, channel_id: int) -> None:
        """Discord's join message was seen in a channel: greet whoever came, unless they were greeted lately."""
        if not self._community.community(guild_id).offers(FEATURE):
            return
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.settings(session, guild_id)
            known = await repository.arrival(session, guild_id, member_id)
            if row is None or not row.greets or (known is not None and now - known.at < KEPT):
                return
            if row.batch_due is None or now >= row.batch_due:
                due_at = max(now + WAIT, row.batch_due + APART) if row.batch_due else now + WAIT
                row.batch, row.batch_due = row.batch + 1, due_at
                draft = Draft(f"welcome:{row.batch}", GREETING, row.batch, due_at, channel_id=channel_id)
                await self._outbox.put(session, guild_id, draft)
            arrival = ArrivalRow(guild_id=guild_id, member_id=member_id, at=now, batch=row.batch)
            await session.merge(arrival)

    async def prepare_greeting(self, delivery: Delivery) -> Greeting | None:
        """Whom it greets; None when they have all left again, or it was switched off."""
        async with self._database.read() as session:
            row = await repository.settings(session, delivery.guild_id)
            arrivals = await repository.arrivals(session, delivery.guild_id, delivery.subject_id)
        people = [one.member_id for one in arrivals]
        if row is None or not row.greets or not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        here = await self._still_here(delivery.guild_id, people)
        if not here:
            return None
        return self._greeting(delivery.guild_id, tuple(here) if len(people) <= NAMED else (), row.words)

    async def _still_here(self, guild_id: int, people: Sequence[int]) -> list[int]:
        """Those who haven't left again, as far as that can be told. Of a crowd one is enough."""
        check, here = self._members(), list[int]()
        for member_id in people:
            if await check.is_member(guild_id, member_id) is not False:
                here.append(member_id)
                if len(people) > NAMED:
                    break
        return here

    async def prepare_start(self, delivery: Delivery) -> Greeting | None:
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        found = await self.settings(delivery.guild_id)
        return self._greeting(delivery.guild_id, (), found.words, arrived=False)

    def _greeting(self, guild_id: int, people: tuple[int, ...], words: str, *, arrived: bool = True) -> Greeting:
        community = self._community.community(guild_id)
        offers = frozenset(one.name for one in FEATURES if community.offers(one.name))
        everyone = community.members_role_id == guild_id
        return Greeting(guild_id, people, words, offers, everyone, community.facilitators_role_id, arrived)

    # -- by the clock -----------------------------------------------------------------------

    async def tick(self) -> None:
        """Pin the Start buttons that have been posted."""
        async with self._database.read() as session:
            rows = await repository.to_pin(session)
            found = [(row, await self._outbox.whereabouts(session, row.guild_id, row.pin_key)) for row in rows]
        for row, where in found:
            if where is None or await self._settled(row.guild_id, where):
                await self._pinned(row.guild_id, row.pin_key)

    async def _settled(self, guild_id: int, where: Whereabouts) -> bool:
        """Whether a posted button is pinned, or never will be."""
        if where.state is State.SENT and where.channel_id and where.message_id:
            return await self.pins.pin(guild_id, where.channel_id, where.message_id)
        return where.state not in (State.PENDING, State.SENDING)

    async def _pinned(self, guild_id: int, key: str) -> None:
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.settings(session, guild_id)
            if row is not None and row.pin_key == key:
                row.pin_key = ""

    async def purge(self) -> None:
        """Forget who came long ago."""
        async with self._database.begin() as session:
            await repository.forget_arrivals(session, self._clock.now() - KEPT)
