"""New calls in a channel, where facilitators have chosen one: each posted once, kept true, its changed deadline said.

Nobody is pinged. A list that brings in many says so in one message.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.kinds import State as Sent
from bot.delivery.service import Outbox
from bot.funding import repository
from bot.funding.entries import Call, State
from bot.funding.models import FundingCallRow, FundingChannelRow
from bot.funding.notices import Moved, moved_since
from bot.funding.rows import call_of
from bot.funding.service import FEATURE
from bot.storage.database import Database, lock_community
from bot.texts import N_

NEW, RENEWED, OTHER_DATES, SEVERAL = "funding:new", "funding:renewed", "funding:other-dates", "funding:several"
FEW = 3
"""So many calls at once are posted one by one; more are told together."""
NAMED = 8
"""Of those that are told together."""
USEFUL = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Posted:
    """A call as everyone in a channel sees it."""

    call: Call
    now: datetime


@dataclass(frozen=True, slots=True)
class Several:
    """Many calls that have come in, or have other deadlines: the first of them, and how many there are in all."""

    fresh: tuple[Call, ...]
    moved: tuple[Call, ...]
    total: int


class Posting:
    """Which channel it is, and what goes there."""

    def __init__(self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        outbox.register(
            Kind(NEW, N_("New funding calls"), self.prepare_new, useful_for=USEFUL),
            Kind(RENEWED, N_("New funding calls, brought up to date"), self.prepare_renewed,
                 useful_for=timedelta(days=1), edits=True),
            Kind(OTHER_DATES, N_("Changed funding deadlines, in a channel"), self.prepare_moved, useful_for=USEFUL),
            Kind(SEVERAL, N_("Many funding calls at once"), self.prepare_several, useful_for=USEFUL),
        )  # fmt: skip

    # -- for facilitators ---------------------------------------------------------------------

    async def channel(self, person: Person) -> int | None:
        """Where new calls are posted; None for nowhere. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            return await _channel(session, person.guild_id)

    async def post_in(self, person: Person, channel_id: int) -> None:
        """Post those to come there, in place of where they were. Raises ``NotAllowed`` as ``channel`` does."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            await session.merge(FundingChannelRow(guild_id=person.guild_id, channel_id=channel_id))
            self._community.note(session, person, "funding calls in a channel")

    async def post_no_more(self, person: Person) -> None:
        """Post them nowhere. Raises ``NotAllowed`` as ``channel`` does."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.channel(session, person.guild_id)
            if row is not None:
                await session.delete(row)
                self._community.note(session, person, "no funding calls in a channel")

    # -- in the transactions that change calls ------------------------------------------------

    async def tell(
        self, session: AsyncSession, guild_id: int, fresh: Sequence[Call], changed: Iterable[tuple[Call, Call]] = ()
    ) -> None:
        """Have calls posted that are open from now on, and say of those that were ``changed`` (before, after) which
        have other deadlines."""
        channel_id = await _channel(session, guild_id)
        if channel_id is None:
            return
        moved = [(was, now) for was, now in changed if now.state is State.OPEN and was.dates.stored != now.dates.stored]
        if len(fresh) + len(moved) > FEW:
            await self._tell_together(session, guild_id, channel_id, fresh, [now for _was, now in moved])
            return
        for call in fresh:
            draft = Draft(_key(call, channel_id), NEW, call.id, self._clock.now(), channel_id=channel_id)
            await self._outbox.put(session, guild_id, draft)
        for was, now in moved:
            await self._tell_moved(session, channel_id, was, now)

    async def _tell_together(
        self, session: AsyncSession, guild_id: int, channel_id: int, fresh: Sequence[Call], moved: Sequence[Call]
    ) -> None:
        said = ";".join(",".join(str(one.id) for one in calls) for calls in (fresh, moved))
        first, key = (*fresh, *moved)[0], f"funding-calls:several:{secrets.token_hex(8)}"
        draft = Draft(key, SEVERAL, first.id, self._clock.now(), channel_id=channel_id, detail=said)
        await self._outbox.put(session, guild_id, draft)

    async def _tell_moved(self, session: AsyncSession, channel_id: int, was: Call, now: Call) -> None:
        """Two changes before the first was posted are told as one, from what the channel knew."""
        post = await self._outbox.whereabouts(session, now.guild_id, _key(now, channel_id))
        if post is not None and post.state in (Sent.PENDING, Sent.SENDING):
            return  # it will say so itself
        pending = await self._outbox.pending(session, now.guild_id, OTHER_DATES, now.id)
        knew = next((one.detail for one in pending if one.channel_id == channel_id), was.dates.stored)
        await self._outbox.cancel(session, now.guild_id, OTHER_DATES, now.id)
        if knew != now.dates.stored:
            key = f"funding-call:{now.id}:other-dates:{now.version}:{channel_id}"
            draft = Draft(key, OTHER_DATES, now.id, self._clock.now(), channel_id=channel_id, detail=knew)
            await self._outbox.put(session, now.guild_id, draft)

    async def renew(self, session: AsyncSession, row: FundingCallRow) -> None:
        """Let what was posted of a call say how it stands now."""
        await self._outbox.correct(session, row.guild_id, NEW, {row.id: row.version}, RENEWED)

    # -- when the time comes --------------------------------------------------------------------

    async def prepare_new(self, delivery: Delivery) -> Posted | None:
        """The call, if it is open still, and the channel the chosen one."""
        call, now = await self._call(delivery), self._clock.now()
        return Posted(call, now) if call and call.state is State.OPEN and not call.dates.closed(now) else None

    async def prepare_renewed(self, delivery: Delivery) -> Posted | None:
        """The call as it stands, closed or not, in whichever channel it was posted."""
        async with self._database.read() as session:
            row = await repository.call(session, delivery.guild_id, delivery.subject_id)
        return Posted(call_of(row), self._clock.now()) if row is not None and self._offered(delivery) else None

    async def prepare_moved(self, delivery: Delivery) -> Moved | None:
        """What has changed since the channel heard of it; None when nothing has, or the call is closed."""
        call = await self._call(delivery)
        async with self._database.read() as session:
            superseded = await self._outbox.superseded(session, delivery)
        return moved_since(call, delivery.detail) if call and call.state is State.OPEN and not superseded else None

    async def prepare_several(self, delivery: Delivery) -> Several | None:
        """Those of many calls that are open still."""
        now, found = self._clock.now(), list[list[Call]]()
        async with self._database.read() as session:
            here = await _channel(session, delivery.guild_id) == delivery.channel_id
            every = {row.id: call_of(row) for row in await repository.calls(session, delivery.guild_id)}
        for said in delivery.detail.split(";"):
            calls = [every[int(one)] for one in said.split(",") if one and int(one) in every]
            found.append([one for one in calls if one.state is State.OPEN and not one.dates.closed(now)])
        fresh, moved = found
        if not here or not self._offered(delivery) or not (fresh or moved):
            return None
        left = max(0, NAMED - len(fresh))
        return Several(tuple(fresh[:NAMED]), tuple(moved[:left]), len(fresh) + len(moved))

    async def _call(self, delivery: Delivery) -> Call | None:
        """The call that a delivery is about, if its channel is still the one that was chosen."""
        async with self._database.read() as session:
            channel_id = await _channel(session, delivery.guild_id)
            row = await repository.call(session, delivery.guild_id, delivery.subject_id)
        if row is None or channel_id != delivery.channel_id or not self._offered(delivery):
            return None
        return call_of(row)

    def _offered(self, delivery: Delivery) -> bool:
        return self._community.community(delivery.guild_id).offers(FEATURE)


async def _channel(session: AsyncSession, guild_id: int) -> int | None:
    row = await repository.channel(session, guild_id)
    return row.channel_id if row else None


def _key(call: Call, channel_id: int) -> str:
    return f"funding-call:{call.id}:new:{channel_id}"
