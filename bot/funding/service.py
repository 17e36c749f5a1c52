"""Funding calls' use cases for members: what is open, how one stands to a call, and its dates in one's calendar.

Calls are answered from memory (``ReadModel``); who is interested is read when it is asked, and told to nobody else.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.backgrounds import CareerStage, Setting
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, Standing, require
from bot.errors import InvalidInput, NotFound
from bot.funding import repository
from bot.funding.deadlines import Deadline
from bot.funding.entries import Call, CallGone, Listed, Mine, Region, Stance, State, Wanted, known
from bot.funding.models import FundingInterestRow
from bot.funding.rows import call_of, mine_of
from bot.schedule.calendar import Entry, written
from bot.schedule.local import local_time
from bot.storage.database import Database, lock_community
from bot.texts import N_, _

FEATURE = PURPOSE = MODEL = "funding"
PAGE = 5
IN_CALENDARS = timedelta(days=90)
"""How long a deadline that has passed stays in calendars."""
ALARM = timedelta(days=7)
MINUTES = 30
"""A deadline stands in calendars as the half hour that ends with it."""


class Backgrounds(Protocol):
    """What is needed of the directory: what people say of themselves."""

    def own_background(self, person: Person) -> tuple[str, frozenset[str]] | None:
        """The career stage and the settings of somebody's own entry; None without one."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A call as one person sees it. ``by_message`` when they get direct messages about funding calls."""

    call: Call
    mine: Mine
    by_message: bool
    now: datetime


class FundingService:
    """Calls, from memory, and people's own interest in them."""

    model = MODEL

    def __init__(self, database: Database, clock: Clock, community: CommunityService, backgrounds: Backgrounds) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._backgrounds = backgrounds
        self._calls: dict[int, dict[int, Call]] = {}

    async def load(self, session: AsyncSession, guild_id: int | None) -> None:
        """Read the calls into memory (``ReadModel``)."""
        made: dict[int, dict[int, Call]] = {}
        for row in await repository.calls(session, guild_id):
            made.setdefault(row.guild_id, {})[row.id] = call_of(row)
        if guild_id is None:
            self._calls = made
        else:
            self._calls[guild_id] = made.get(guild_id, {})

    def every(self, state: State) -> list[Call]:
        """The calls of every server in a state."""
        return [call for calls in self._calls.values() for call in calls.values() if call.state is state]

    def of_group(self, guild_id: int, *states: State) -> list[Call]:
        """A server's calls in these states, those with the next deadline first."""
        found = [call for call in self._calls.get(guild_id, {}).values() if call.state in states]
        return in_order(found, self._clock.now())

    def call(self, person: Person, call_id: int) -> Call:
        """A call; drafts are facilitators' alone. Raises ``CallGone``."""
        found = self._calls.get(person.guild_id, {}).get(call_id)
        if found is None or (found.state is State.DRAFT and person.standing < Standing.FACILITATOR):
            raise CallGone
        return found

    # -- looking ------------------------------------------------------------------------------

    async def listed(self, person: Person, wanted: Wanted, page: int = 0) -> Listed:
        """A page of the open calls that fit, without those that the person muted.

        Raises ``NotFound`` when it is to be by their own entry and they have none.
        """
        require(person.standing, Audience.MEMBER, set_up=True)
        now = self._clock.now()
        fits = self._fitting(person, wanted)
        async with self._database.read() as session:
            rows = await repository.interests_of(session, person.guild_id, person.member_id)
        muted = {row.call_id for row in rows if row.muted}
        open_ = [one for one in self.of_group(person.guild_id, State.OPEN) if not one.dates.closed(now)]
        fitting = [one for one in open_ if all(one.terms.fit(*each) for each in fits)]
        shown = [one for one in fitting if one.id not in muted]
        last = max(0, -(-len(shown) // PAGE) - 1)
        page = min(max(page, 0), last)
        part = tuple(shown[page * PAGE : (page + 1) * PAGE])
        return Listed(part, page, last, len(shown), len(fitting) - len(shown), now)

    def _fitting(self, person: Person, wanted: Wanted) -> list[tuple[str, Iterable[str], str]]:
        organisation = known(Setting, wanted.organisation)
        asked: list[tuple[str, Iterable[str], str]] = [
            (known(CareerStage, wanted.stage), {organisation} - {""}, known(Region, wanted.region))
        ]
        if wanted.for_me:
            own = self._backgrounds.own_background(person)
            if own is None:
                raise NotFound(
                    N_("That takes your career stage and where you work from your directory entry, and you have none. "
                       "/profile edit makes one; or choose a stage and an organisation here.")
                )  # fmt: skip
            asked.append((own[0], own[1], ""))
        return asked

    async def shown(self, person: Person, call_id: int) -> Shown:
        """A call as the person sees it. Raises ``CallGone``."""
        require(person.standing, Audience.MEMBER, set_up=True)
        found = self.call(person, call_id)
        async with self._database.read() as session:
            row = await repository.interest(session, person.guild_id, call_id, person.member_id)
        return self._shown(person, found, mine_of(row))

    def _shown(self, person: Person, call: Call, mine: Mine) -> Shown:
        agreed = PURPOSE in self._community.preferences(person.guild_id, person.member_id).consents
        return Shown(call, mine, agreed, self._clock.now())

    async def mine(self, person: Person) -> list[Shown]:
        """The calls that somebody is interested in, applies to or has muted, those with the next deadline first."""
        require(person.standing, Audience.MEMBER, set_up=True)
        async with self._database.read() as session:
            rows = await repository.interests_of(session, person.guild_id, person.member_id)
        mine = {row.call_id: mine_of(row) for row in rows}
        calls = [one for one in self.of_group(person.guild_id, State.OPEN, State.ARCHIVED) if one.id in mine]
        return [self._shown(person, one, mine[one.id]) for one in calls]

    # -- choosing -----------------------------------------------------------------------------

    async def choose(self, person: Person, call_id: int, stance: Stance | None) -> Shown:
        """Say that one is interested, or applying, or neither (any more). Who says so wants to hear of it again.

        Raises ``CallGone``, and ``InvalidInput`` for one that is closed.
        """
        return await self._change(person, call_id, lambda _before: Mine(stance, muted=False))

    async def mute(self, person: Person, call_id: int, *, muted: bool) -> Shown:
        """Hear no more of a call, and see it no more in lists; or do again. Raises ``CallGone``."""
        return await self._change(person, call_id, lambda before: Mine(before.stance, muted))

    async def _change(self, person: Person, call_id: int, to: Callable[[Mine], Mine]) -> Shown:
        require(person.standing, Audience.MEMBER, set_up=True)
        found = self.call(person, call_id)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            if await repository.call(session, person.guild_id, call_id) is None:
                raise CallGone
            row = await repository.interest(session, person.guild_id, call_id, person.member_id)
            before = mine_of(row)
            after = to(before)
            if after.stance not in (None, before.stance) and found.state is not State.OPEN:
                raise InvalidInput(N_("This call is closed. Type /funding list to see those that are open."))
            if row is not None and after == Mine():
                await session.delete(row)
            elif after != before:
                await session.merge(
                    FundingInterestRow(
                        call_id=call_id, member_id=person.member_id, guild_id=person.guild_id,
                        stance=after.stance or "", muted=after.muted, since=self._clock.now(),
                    )
                )  # fmt: skip
        return self._shown(person, found, after)

    async def agree(self, person: Person, call_id: int) -> Shown:
        """Say yes to direct messages about funding calls. Raises ``CallGone``."""
        await self._community.choose(person, lambda p: replace(p, consents=p.consents | {PURPOSE}))
        return await self.shown(person, call_id)

    # -- calendars ----------------------------------------------------------------------------

    def file(self, person: Person, call_id: int) -> bytes:
        """A call's deadlines as an .ics, each with one alarm: whoever takes it may follow nothing, and hear of nothing
        else. Raises ``CallGone``, and ``NotFound`` when it has none."""
        require(person.standing, Audience.MEMBER, set_up=True)
        call = self.call(person, call_id)
        entries = [replace(_entry(call, name, deadline), alarm=ALARM) for name, deadline in call.dates.each]
        if not entries:
            raise NotFound(N_("This call has no deadline, so there is nothing for a calendar."))
        return written(call.about.title, entries)

    async def entries(self, session: AsyncSession, guild_id: int, member_id: int) -> list[Entry]:
        """The deadlines of what somebody is interested in or applies to, for their own calendar."""
        if not self._community.community(guild_id).offers(FEATURE):
            return []
        since = self._clock.now() - IN_CALENDARS
        rows = await repository.interests_of(session, guild_id, member_id)
        calls = self._calls.get(guild_id, {})
        wanted = [calls[row.call_id] for row in rows if row.stance and not row.muted and row.call_id in calls]
        return [
            _entry(call, name, deadline)
            for call in sorted(wanted, key=lambda one: one.id)
            for name, deadline in call.dates.each
            if deadline.at > since
        ]


def in_order(calls: Iterable[Call], now: datetime) -> list[Call]:
    """Those with the next deadline first, those without one last."""
    return sorted(calls, key=lambda one: (one.dates.next(now) is None, one.dates.next(now) or now, one.id))


def _entry(call: Call, name: str, deadline: Deadline) -> Entry:
    about = call.about
    kind = _("Internal deadline") if name == "internal" else _("Deadline")
    return Entry(
        uid=f"funding-{call.id}-{name}@heronry",
        sequence=call.version,
        changed_at=call.changed_at,
        title=f"{kind}: {about.title}",
        local=local_time(deadline.at - timedelta(minutes=MINUTES), deadline.zone),
        zone=deadline.zone,
        minutes=MINUTES,
        description=about.funder,
        link=about.link,
    )
