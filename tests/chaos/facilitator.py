"""A facilitator in the storm: from a process of their own they schedule, move, edit and cancel meetings that are just
about to begin, and what people were told of each is held against what was done."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from sqlalchemy import select

from bot.community.settings import Community
from bot.community.standing import Person, Standing
from bot.delivery.kinds import State
from bot.delivery.models import DeliveryRow
from bot.errors import InvalidInput
from bot.meetings.entries import Meeting, MeetingGone, Preview, Wish
from bot.meetings.entries import State as Meant
from bot.meetings.notices import ANNOUNCEMENT, CHANGED, RENEWED, SOON
from bot.schedule.local import local_time
from bot.schedule.recurrence import Recurrence
from bot.services import Services
from bot.storage.database import StorageUnavailable

SOONEST, LATEST = 3, 12
"""Seconds until a meeting begins, when it is scheduled or moved."""
AT_ONCE = 25
"""Meetings that go on at a time: a community has at most 50."""
SLACK = timedelta(seconds=6)
"""What was being sent when something changed may still arrive: a lease, and a locked database."""
KINDS = (ANNOUNCEMENT, SOON, CHANGED, RENEWED)
SINGLE = (State.SENT, State.CANCELLED, State.OBSOLETE, State.UNCERTAIN)
ZONE = "Europe/London"
T = TypeVar("T")


@dataclass(frozen=True)
class Arrived:
    """A message on the server."""

    channel_id: int
    at: datetime
    text: str


@dataclass
class Deed:
    """Something done to a meeting: when it certainly counted, and when it is held from then on (None: not)."""

    done: datetime
    at: datetime | None
    news: bool = True


@dataclass
class Plan:
    """One meeting: where it is announced, and all that was done to it."""

    meeting_id: int
    series_id: int
    channel_id: int
    deeds: list[Deed] = field(default_factory=list[Deed])

    @property
    def at(self) -> datetime | None:
        return self.deeds[-1].at

    @property
    def since(self) -> datetime:
        """Since when it has been held at the time that it has in the end."""
        others = [n for n, deed in enumerate(self.deeds) if deed.at != self.at]
        return self.deeds[others[-1] + 1 if others else 0].done

    def held(self, at: datetime, until: datetime) -> bool:
        """Whether it was, or may have been, held at this time as far as anybody knew by ``until``."""
        ends = [*(deed.done for deed in self.deeds[1:]), None]
        return any(deed.at == at and (end is None or until <= end) for deed, end in zip(self.deeds, ends, strict=True))


class Facilitator:
    """Does things to meetings, and remembers what."""

    def __init__(self, built: Services, guild_id: int, random: Random) -> None:
        self._built, self.random = built, random
        self._me = Person(guild_id, 9, Standing.FACILITATOR)
        self.plans: list[Plan] = []

    async def sets_up(self) -> None:
        owner = Person(self._me.guild_id, 1, Standing.ADMINISTRATOR)
        await self._built.community.set_up(owner, Community(self._me.guild_id, members_role_id=self._me.guild_id))

    async def does_something(self, channel_id: int) -> None:
        """A few things, each to a meeting drawn by chance, or a new one in the channel."""
        for _ in range(self.random.randrange(1, 4)):
            going = [plan for plan in self.plans if plan.at is not None]
            if len(going) < 3 or (len(going) < AT_ONCE and self.random.random() < 0.35):
                await self._schedules(channel_id)
                continue
            deed = self.random.choice((self._moves, self._moves, self._moves_back, self._edits, self._cancels))
            await deed(self.random.choice(going))

    async def _schedules(self, channel_id: int) -> None:
        at = self._soon()
        meetings, number = self._built.meetings, len(self.plans) + 1
        wish = Wish(
            f"Storm {number:05d}", "", channel_id, length="1 hour", leads="at start",
            recurrence=Recurrence(local_time(at, ZONE), ZONE),
        )  # fmt: skip
        try:
            made = await self._surely(lambda: meetings.draft(self._me, wish))
            assert isinstance(made, Preview)
            await self._surely(lambda: meetings.keep(self._me, made.series.id))
        except InvalidInput:
            return  # on a busy machine its time has passed meanwhile
        [kept] = [one for one in await meetings.coming(self._me, 100) if one.series_id == made.series.id]
        self.plans.append(Plan(kept.id, made.series.id, channel_id, [Deed(self._now(), at)]))

    async def _moves(self, plan: Plan) -> None:
        await self._moves_to(plan, self._soon())

    async def _moves_back(self, plan: Plan) -> None:
        """To a time that it had before, if that is still to come: what was taken back stands again."""
        had = {deed.at for deed in plan.deeds if deed.at is not None and deed.at != plan.at}
        late = [at for at in had if at > self._now() + timedelta(seconds=2)]
        await self._moves_to(plan, self.random.choice(late) if late else self._soon())

    async def _moves_to(self, plan: Plan, at: datetime) -> None:
        async def move() -> None:
            meeting = await self._meeting(plan)
            if meeting.at != at:  # else it was moved before the database refused
                await self._built.meetings.move(
                    self._me, plan.meeting_id, f"<t:{int(at.timestamp())}>", following=False
                )

        try:
            await self._surely(move)
        except InvalidInput:
            return  # that time has passed meanwhile
        plan.deeds.append(Deed(self._now(), at))

    async def _edits(self, plan: Plan) -> None:
        news = self.random.random() < 0.5
        name, said = "room" if news else "description", f"{self.random.randrange(10**6)}"

        async def edit() -> None:
            meeting = await self._meeting(plan)
            if getattr(meeting.details, name) == said:
                return  # it was changed before the database refused
            changes = {name: said}
            await self._built.meetings.edit(self._me, plan.meeting_id, meeting.version, changes, following=False)

        await self._surely(edit)
        plan.deeds.append(Deed(self._now(), plan.at, news))

    async def _cancels(self, plan: Plan) -> None:
        async def cancel() -> None:
            try:
                await self._built.meetings.cancel(self._me, plan.meeting_id, following=True)
            except MeetingGone:
                return  # it was cancelled before the database refused

        await self._surely(cancel)
        begun = (await self._meeting(plan)).state is Meant.ACTIVE  # then there was nothing to cancel
        plan.deeds.append(Deed(self._now(), plan.at if begun else None))

    async def _meeting(self, plan: Plan) -> Meeting:
        return await self._built.meetings.meeting(self._me, plan.meeting_id)

    async def _surely(self, deed: Callable[[], Awaitable[T]]) -> T:
        """Do it, however often the database is held by another program; and have its notices planned."""
        while True:
            try:
                done = await deed()
                await self._built.notices.tick()
            except StorageUnavailable:
                continue
            return done

    def _soon(self) -> datetime:
        later = timedelta(seconds=self.random.randrange(SOONEST, LATEST))
        return (self._now() + later).replace(microsecond=0) + timedelta(seconds=1)

    def _now(self) -> datetime:
        return self._built.clock.now()

    # -- what came of it ------------------------------------------------------------------------

    async def rows(self) -> list[DeliveryRow]:
        async with self._built.database.read() as session:
            return list(await session.scalars(select(DeliveryRow).where(DeliveryRow.kind.in_(KINDS))))

    @property
    def last(self) -> datetime:
        """When the last meeting begins."""
        return max((plan.at for plan in self.plans if plan.at), default=self._now())

    async def verify(self, arrived: Mapping[int, list[Arrived]], mute: set[int], replay: str) -> Counter[str]:
        """Everyone was told, once, what still held; ``arrived`` is what stands on the server, by its marker."""
        by_meeting: dict[int, list[DeliveryRow]] = defaultdict(list)
        for row in await self.rows():
            by_meeting[row.subject_id].append(row)
        ends: Counter[str] = Counter()
        for plan in self.plans:
            rows = by_meeting[plan.meeting_id]
            where = f"{plan}; {[(r.kind, r.detail, r.state, r.reason, str(r.settled_at)) for r in rows]}; {replay}"
            for row in rows:
                if row.kind == RENEWED:
                    assert row.state in (State.SENT, State.OBSOLETE, State.CANCELLED), where
                else:
                    _came_once(plan, row, arrived[row.marker], mute, where)
                ends[f"{row.kind.partition(':')[2]} {row.state}"] += 1
            if plan.channel_id not in mute:
                _nothing_lost(plan, rows, arrived, where)
        return ends


def _came_once(plan: Plan, row: DeliveryRow, came: list[Arrived], mute: set[int], where: str) -> None:
    assert row.state in SINGLE, where
    assert len(came) <= 1, f"twice: {where}"
    if row.channel_id not in mute:
        assert row.state != State.UNCERTAIN, where
        assert (len(came) == 1) >= (row.state == State.SENT), f"lost: {where}"
    for one in came:
        assert one.channel_id == plan.channel_id, where
        if row.kind == SOON:
            # What was due before something changed may just have been on its way; what was due afterwards never.
            assert one.at >= row.due_at - timedelta(seconds=1), where
            assert plan.held(row.due_at, max(row.due_at, one.at - SLACK)), f"reminded of what isn't: {where}"


def _nothing_lost(plan: Plan, rows: list[DeliveryRow], arrived: Mapping[int, list[Arrived]], where: str) -> None:
    last = plan.deeds[-1]
    told = sorted((row for row in rows if row.kind == CHANGED), key=lambda row: row.id)
    assert len(told) <= sum(deed.news for deed in plan.deeds[1:]), where
    said = [one for row in told for one in arrived[row.marker]]
    if last.at is None:
        cancelled = [one for one in said if "is cancelled" in one.text]
        assert cancelled == said[-1:], f"told of a cancellation: {where}"
        assert len(cancelled) == 1, f"told of a cancellation: {where}"
    else:
        due = [row for row in rows if row.kind == SOON and row.due_at == last.at]
        if plan.since < last.at:
            assert [len(arrived[row.marker]) for row in due] == [1], f"a reminder: {where}"
        if told and told[-1].state == State.OBSOLETE:
            assert told[-1].settled_at is not None, where
            assert told[-1].settled_at >= last.at, f"told of a change: {where}"
        elif told:
            assert len(arrived[told[-1].marker]) == 1, f"told of a change: {where}"
    for row in rows:
        if row.kind == ANNOUNCEMENT and row.state == State.OBSOLETE:
            assert row.settled_at is not None, where
            known = [deed.at for deed in plan.deeds if deed.done <= row.settled_at + timedelta(seconds=1)]
            assert any(at is None or at <= row.settled_at for at in known), f"an announcement: {where}"
        if row.kind == ANNOUNCEMENT and row.state == State.SENT:
            [one] = arrived[row.marker]
            now = "Cancelled" if last.at is None else f"<t:{int(last.at.timestamp())}:"
            assert now in one.text, f"the announcement says what was: {one.text}; {where}"
