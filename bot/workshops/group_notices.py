"""What is said of groups and rounds, put into the outbox by what causes it and prepared as things stand then.

Each person hears of their group once, and again when it is another; the channel's post, and each thread's, is brought
up to date instead of posted again.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.delivery.kinds import Delivery, Draft, Kind, WhenAway
from bot.delivery.service import Outbox
from bot.storage.database import Database
from bot.texts import N_
from bot.workshops import group_repository, repository
from bot.workshops.entries import State
from bot.workshops.gathering import comes
from bot.workshops.group_entries import GroupingState, GroupNotice, Own, Rounds
from bot.workshops.group_models import GroupingRow, RoundsRow, SeatRow
from bot.workshops.group_rows import Kept, circles_of
from bot.workshops.lists import QuestionLists
from bot.workshops.models import WorkshopRow
from bot.workshops.notices import FEATURE, PURPOSE
from bot.workshops.rows import workshop_of

GROUPS, GROUPS_RENEWED = "workshop:groups", "workshop:groups-edit"
GROUP_DIRECT = "workshop:group-direct"
GROUP_THREAD, GROUP_THREAD_RENEWED = "workshop:group-thread", "workshop:group-thread-edit"
ROUND = "workshop:round"
LEADS, GONE = "L", "!"
"""Of what somebody knows: that they lead their group; and that they are told that they don't come any more."""
NOBODY: Mapping[int, str] = MappingProxyType({})
EDITS = {GROUPS: GROUPS_RENEWED, GROUP_THREAD: GROUP_THREAD_RENEWED}


class GroupNotices:
    """Everything that is said of groups unasked."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, lists: QuestionLists
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._lists = lists
        days = timedelta(days=3)
        outbox.register(
            Kind(GROUPS, N_("A workshop's groups"), self.prepare, useful_for=days),
            Kind(GROUPS_RENEWED, N_("A workshop's groups, brought up to date"), self.prepare, useful_for=days,
                 edits=True),
            Kind(GROUP_DIRECT, N_("Telling people which group they are in"), self.prepare, useful_for=days,
                 purpose=PURPOSE, away=WhenAway.SEND, keep=True, private=True),
            Kind(GROUP_THREAD, N_("What a group's thread begins with"), self.prepare, useful_for=days),
            Kind(GROUP_THREAD_RENEWED, N_("What a group's thread begins with, brought up to date"), self.prepare,
                 useful_for=days, edits=True),
            Kind(ROUND, N_("Rounds of a workshop"), self.prepare, useful_for=timedelta(minutes=2)),
        )  # fmt: skip

    # -- in the transactions of others ------------------------------------------------------------

    async def tell(self, session: AsyncSession, held: Kept, was: Mapping[int, str] = NOBODY) -> None:
        """Say how published groups are now: to the channel, and to everybody who doesn't know theirs yet. ``was`` is
        what those knew who have come to lead a group, or no longer do."""
        row, now, revision = held.row, self._clock.now(), held.grouping.revision
        drafts = [Draft(f"workshop:{row.id}:groups:channel:{row.channel_id}", GROUPS, row.id, now, row.channel_id)]
        pending = await self._outbox.pending(session, row.guild_id, GROUP_DIRECT, row.id)
        # Whoever hasn't heard of the change before this one knows what was before that.
        knew = {**was, **{one.member_id: one.detail.removesuffix(GONE) for one in pending if one.member_id}}
        told, here = dict[int, str](), set[int]()
        for seat in held.seats:
            number = seat.group_number or 0
            if not number and seat.member_id not in held.lost:
                continue  # they have withdrawn
            here.add(seat.member_id)
            if number != seat.told or seat.member_id in was:
                told[seat.member_id] = knew.get(seat.member_id, known(seat))
                seat.told = number
        # Whoever led a group, and has no place besides, hears that they don't any more.
        told |= {one: knew[one] + GONE for one in was if one not in here and knew[one].endswith(LEADS)}
        key = f"workshop:{row.id}:group:{revision}:member"
        drafts += [
            Draft(f"{key}:{one}", GROUP_DIRECT, row.id, now, member_id=one, detail=knows) for one, knows in told.items()
        ]
        await self._outbox.put(session, row.guild_id, *drafts)
        await self.renew(session, row, held.grouping)

    async def renew(self, session: AsyncSession, row: WorkshopRow, grouping: GroupingRow) -> None:
        """Let what was posted say how it stands now; the revision has gone up."""
        for kind, by in EDITS.items():
            await self._outbox.correct(session, row.guild_id, kind, {row.id: grouping.revision}, by)

    async def begin_thread(self, session: AsyncSession, row: WorkshopRow, thread_id: int) -> None:
        """Have a group's thread begin with who is in it, and what was asked."""
        key = f"workshop:{row.id}:group-thread:{thread_id}"
        await self._outbox.put(
            session, row.guild_id, Draft(key, GROUP_THREAD, row.id, self._clock.now(), channel_id=thread_id)
        )

    async def start_rounds(self, session: AsyncSession, row: WorkshopRow, rounds: Rounds) -> None:
        """Have each round's beginning, and the end of the last, said in the channel and in the groups' threads."""
        threads = await self.threads(session, row)
        drafts = [
            Draft(
                f"workshop:{row.id}:round:{rounds.sequence}:{number}:channel:{channel_id}", ROUND, row.id,
                rounds.begins(number), channel_id, detail=f"{rounds.sequence}:{number}",
            )
            for number in range(1, rounds.rounds + 2)
            for channel_id in (row.channel_id, *threads)
        ]  # fmt: skip
        await self._outbox.put(session, row.guild_id, *drafts)

    async def threads(self, session: AsyncSession, row: WorkshopRow) -> list[int]:
        """The threads of a workshop's groups."""
        return [one.thread_id for one in await group_repository.groups(session, row.id) if one.thread_id]

    async def leads(self, session: AsyncSession, row: WorkshopRow) -> frozenset[int]:
        """Who leads a published group."""
        return await group_repository.leading(session, row.guild_id, row.id)

    async def changed(self, session: AsyncSession, row: WorkshopRow) -> None:
        """The workshop itself has changed: what published groups were told of it is brought up to date."""
        grouping = await group_repository.grouping(session, row.guild_id, row.id)
        if grouping is not None and grouping.state == GroupingState.PUBLISHED:
            grouping.revision += 1
            await self.renew(session, row, grouping)

    async def stop_rounds(self, session: AsyncSession, row: WorkshopRow) -> None:
        await self._outbox.cancel(session, row.guild_id, ROUND, row.id)

    # -- when the time comes ----------------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> GroupNotice | None:
        """What there is to say now; None when it concerns nobody any more."""
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        async with self._database.read() as session:
            row = await repository.workshop(session, delivery.guild_id, delivery.subject_id)
            if row is None or row.state != State.ACTIVE:
                return None
            if delivery.kind == ROUND:  # they go on for as long as somebody has them go on
                return await self._round(session, row, delivery)
            if workshop_of(row).ends_at <= self._clock.now():
                return None
            grouping = await group_repository.grouping(session, row.guild_id, row.id)
            if grouping is None or grouping.state != GroupingState.PUBLISHED:
                return None
            groups, seats = (
                await group_repository.groups(session, row.id), await group_repository.seats(session, row.id)
            )  # fmt: skip
            circles, workshop = circles_of(groups, seats), workshop_of(row)
            if delivery.kind in (GROUPS, GROUPS_RENEWED):
                return GroupNotice(workshop, circles)
            if delivery.member_id is not None:
                seat = next((one for one in seats if one.member_id == delivery.member_id), None)
                return await self._direct(session, row, delivery, seat)
            circle = next((one for one in circles if one.thread_id == delivery.channel_id), None)
            if circle is None:
                return None
            questions = await self._lists.of_group(session, row, circle.number)
            return GroupNotice(workshop, own=Own(workshop, circle, questions))

    async def _direct(
        self, session: AsyncSession, row: WorkshopRow, delivery: Delivery, seat: SeatRow | None
    ) -> GroupNotice | None:
        """What somebody is to hear of their group, and whether they lead it; None where they know it already, or have
        withdrawn."""
        member_id, knew = delivery.member_id or 0, delivery.detail.removesuffix(GONE)
        if await self._outbox.superseded(session, delivery):
            return None
        place = await repository.place(session, row.guild_id, row.id, member_id)
        led, placed = knew.endswith(LEADS), place is not None
        if not comes(place, leads=seat is not None and seat.leads):
            if not delivery.detail.endswith(GONE):
                return None
            return GroupNotice(workshop_of(row), led=led, placed=placed, comes=False)
        if seat is None or knowing(seat.group_number or 0, leads=seat.leads) == knew:
            return None
        own = await self.own(session, row, member_id)
        return GroupNotice(workshop_of(row), own=own, led=led, placed=placed)

    async def own(self, session: AsyncSession, row: WorkshopRow, member_id: int) -> Own | None:
        """The group that somebody is in, once groups are published."""
        grouping = await group_repository.grouping(session, row.guild_id, row.id)
        if grouping is None or grouping.state != GroupingState.PUBLISHED:
            return None
        circles = circles_of(
            await group_repository.groups(session, row.id), await group_repository.seats(session, row.id)
        )
        circle = next((one for one in circles if member_id in one.members), None)
        if circle is None:
            return None
        return Own(workshop_of(row), circle, await self._lists.of_group(session, row, circle.number))

    async def _round(self, session: AsyncSession, row: WorkshopRow, delivery: Delivery) -> GroupNotice | None:
        found = await group_repository.rounds(session, row.guild_id, row.id)
        sequence, _, number = delivery.detail.partition(":")
        if found is None or found.stopped or str(found.sequence) != sequence:
            return None
        return GroupNotice(workshop_of(row), rounds=rounds_of(row, found), round=int(number))


def knowing(number: int, *, leads: bool) -> str:
    """What somebody knows who has heard of that group, 0 for none; as an outbox row keeps it."""
    return f"{number}{LEADS if leads and number else ''}"


def known(seat: SeatRow) -> str:
    """What the person of a seat was told; nothing is known at first."""
    return "" if seat.told is None else knowing(seat.told, leads=seat.leads)


def rounds_of(row: WorkshopRow, rounds: RoundsRow) -> Rounds:
    return Rounds(workshop_of(row), rounds.started_at, rounds.minutes, rounds.rounds, rounds.sequence, rounds.stopped)
