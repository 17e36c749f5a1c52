"""What people hear of calls that they follow: reminders before each deadline, and once when one has changed.

A reminder's key and detail name the deadline that it is for: one that moves gets new reminders, and the old ones
say nothing when they fall due.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.delivery.kinds import Delivery, Draft, Kind, WhenAway
from bot.delivery.service import Outbox
from bot.following.readers import Readers
from bot.funding import repository
from bot.funding.deadlines import LEADS, Deadline, reminders, stored
from bot.funding.entries import Call, Mine, State
from bot.funding.rows import call_of, mine_of
from bot.funding.service import FEATURE, PURPOSE, FundingService
from bot.storage.database import Database
from bot.texts import N_

REMINDER, CHANGED = "funding:reminder", "funding:changed"
AHEAD = timedelta(days=2)
"""How far ahead reminders stand in the outbox."""
USEFUL = timedelta(days=1)
SPONSOR, INTERNAL = "sponsor", "internal"


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder as things stand: of which of a call's deadlines, and how long before it; ``late`` says that it is
    no longer so long."""

    call: Call
    mine: Mine
    name: str
    deadline: Deadline
    lead: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A call's deadlines have changed from these; those that stayed the same are in neither."""

    call: Call
    was: tuple[tuple[str, Deadline | None], ...]


def moved_since(call: Call, knew: str) -> Moved | None:
    """What has changed for somebody who knew these deadlines (``Dates.stored``); None when nothing has."""
    both = ((SPONSOR, call.dates.sponsor), (INTERNAL, call.dates.internal))
    before = map(stored, knew.split(";"))
    was = tuple((name, one) for (name, new), one in zip(both, before, strict=True) if one != new)
    return Moved(call, was) if was else None


class Notices:
    """Everything that is said of calls unasked."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        funding: FundingService,
        readers: Readers,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._funding = funding
        self._readers = readers
        # What this process has put already, by key and the call's version: another may have cancelled it meanwhile.
        self._planned: set[tuple[str, int]] = set()
        outbox.register(
            Kind(REMINDER, N_("Reminders of funding deadlines"), self.prepare_reminder, useful_for=USEFUL,
                 purpose=PURPOSE, away=WhenAway.WAIT, keep=True, private=True),
            Kind(CHANGED, N_("Changed funding deadlines"), self.prepare_change, useful_for=timedelta(days=7),
                 purpose=PURPOSE, away=WhenAway.WAIT, keep=True, private=True),
        )  # fmt: skip

    # -- planning -----------------------------------------------------------------------------

    async def tick(self) -> None:
        """Put the reminders that are due within two days into the outbox."""
        now = self._clock.now()
        coming = [each for call in self._funding.every(State.OPEN) for each in _coming(call, now)]
        if not coming:
            self._planned.clear()
            return
        async with self._database.read() as session:
            rows = await repository.following(session, sorted({call.id for call, *_rest in coming}))
        wanted: dict[tuple[str, int], tuple[int, Draft]] = {}
        for call, name, deadline, lead, due in coming:
            for row in rows:
                # What was due before somebody took an interest is in the past for them.
                if row.call_id == call.id and row.since < due:
                    draft = _draft(call, name, deadline, lead, due, row.member_id)
                    wanted[draft.key, call.version] = (call.guild_id, draft)
        self._planned &= wanted.keys()
        new = {key: found for key, found in wanted.items() if key not in self._planned}
        for guild_id in {guild_id for guild_id, _draft in new.values()}:
            drafts = [draft for guild, draft in new.values() if guild == guild_id]
            async with self._database.begin() as session:
                await self._outbox.put(session, guild_id, *drafts)
        self._planned |= new.keys()

    async def stop(self, session: AsyncSession, guild_id: int, call_id: int) -> None:
        """Say nothing more of a call."""
        for kind in (REMINDER, CHANGED):
            await self._outbox.cancel(session, guild_id, kind, call_id)
            await self._outbox.drop_waiting(session, guild_id, kind, call_id)

    async def moved(self, session: AsyncSession, before: Call, after: Call) -> None:
        """Tell those who follow a call, once, that its deadlines have changed, in the transaction that changes them;
        one that had closed and is open again has another deadline, too.

        Two changes before anybody heard of the first are told as one, from what people knew; back to that, as none.
        """
        if State.OPEN not in (before.state, after.state) or before.state is State.DRAFT:
            return
        if before.dates.stored == after.dates.stored:
            return
        pending = await self._outbox.pending(session, after.guild_id, CHANGED, after.id)
        knew = {one.member_id: one.detail for one in pending}
        await self._outbox.cancel(session, after.guild_id, REMINDER, after.id)
        await self._outbox.drop_waiting(session, after.guild_id, REMINDER, after.id)
        await self._outbox.cancel(session, after.guild_id, CHANGED, after.id)
        now, drafts = self._clock.now(), list[Draft]()
        for row in await repository.following(session, [after.id]):
            was = knew.get(row.member_id, before.dates.stored)
            if was != after.dates.stored:
                key = f"funding-call:{after.id}:changed:{after.version}:member:{row.member_id}"
                drafts.append(Draft(key, CHANGED, after.id, now, member_id=row.member_id, detail=was))
        if drafts:
            await self._outbox.put(session, after.guild_id, *drafts)

    # -- when the time comes --------------------------------------------------------------------

    async def prepare_reminder(self, delivery: Delivery) -> Due | None:
        """What there is to say of a deadline now; None when it has moved or passed, a later reminder of it is due
        too, or it concerns them no more. Raises as ``Readers.may_read``."""
        found = await self._follows(delivery)
        name, lead, said = delivery.detail.split("|", 2)
        deadline = stored(said)
        if found is None or deadline is None or lead not in LEADS:
            return None
        call, mine = found
        now, leads = self._clock.now(), list(LEADS)
        overtaken = any(deadline.due(later) <= now for later in leads[leads.index(lead) + 1 :])
        as_planned = dict(call.dates.each).get(name) == deadline
        if call.state is not State.OPEN or not as_planned or deadline.at <= now or overtaken:
            return None
        late = now >= deadline.due(lead) + USEFUL
        return Due(call, mine, name, deadline, lead, late) if await self._may_read(delivery) else None

    async def prepare_change(self, delivery: Delivery) -> Moved | None:
        """What has changed since they last heard; None when nothing has, or it concerns them no more. Raises as
        ``Readers.may_read``."""
        found = await self._follows(delivery)
        async with self._database.read() as session:
            superseded = await self._outbox.superseded(session, delivery)
        if found is None or superseded:
            return None
        moved = moved_since(found[0], delivery.detail)
        return moved if moved is not None and await self._may_read(delivery) else None

    async def _may_read(self, delivery: Delivery) -> bool:
        assert delivery.member_id is not None, "a channel follows nothing"
        return await self._readers.may_read(delivery.guild_id, delivery.member_id)

    async def _follows(self, delivery: Delivery) -> tuple[Call, Mine] | None:
        """The call, if the person still follows it."""
        if delivery.member_id is None or not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        async with self._database.read() as session:
            row = await repository.call(session, delivery.guild_id, delivery.subject_id)
            interest = await repository.interest(session, delivery.guild_id, delivery.subject_id, delivery.member_id)
        mine = mine_of(interest)
        return (call_of(row), mine) if row is not None and mine.stance is not None and not mine.muted else None


def _coming(call: Call, now: datetime) -> Iterator[tuple[Call, str, Deadline, str, datetime]]:
    """The reminders of a call that are due within two days, or were since the bot last looked."""
    for name, deadline in call.dates.each:
        if deadline.at <= now:
            continue
        for lead, due in reminders(deadline, max(call.timed_at, now - USEFUL)):
            if due <= now + AHEAD:
                yield call, name, deadline, lead, due


def _draft(call: Call, name: str, deadline: Deadline, lead: str, due: datetime, member_id: int) -> Draft:
    return Draft(
        key=f"funding-call:{call.id}:{name}:{lead}:member:{member_id}:{deadline.stored}",
        kind=REMINDER, subject_id=call.id, due_at=due, member_id=member_id, detail=f"{name}|{lead}|{deadline.stored}",
    )  # fmt: skip
