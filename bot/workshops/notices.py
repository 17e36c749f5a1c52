"""What is said of workshops, and when: put into the outbox by what causes it, prepared as things stand then.

People's reminders are put in two days ahead by ``tick``, for those who have a place by then. Keys name the moment
that they are for, so that a workshop that moves gets new ones and the old ones say nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.delivery.kinds import Delivery, Draft, Kind, Unsure, WhenAway
from bot.delivery.service import Outbox
from bot.schedule.leads import before
from bot.schedule.local import local_time
from bot.storage.database import Database
from bot.texts import N_
from bot.workshops import repository
from bot.workshops.drawing import Lots
from bot.workshops.entries import Mine, Notice, Role, Standing, State
from bot.workshops.group_entries import Own
from bot.workshops.models import PlaceRow, WorkshopRow
from bot.workshops.notice_details import change_kept, change_read, draft_of, lots_kept, lots_read, when
from bot.workshops.rows import NOBODY, counts_of, mine_of, seen_at, workshop_of

FEATURE = PURPOSE = "workshops"
ANNOUNCEMENT, RENEWED, DRAWN = "workshop:announcement", "workshop:announcement-edit", "workshop:drawn"
BEGINS, CHANGED, CHANGED_DIRECT = "workshop:begins", "workshop:changed", "workshop:changed-direct"
PLACED, OFFER, REMINDER, FEEDBACK = "workshop:placed", "workshop:offer", "workshop:reminder", "workshop:feedback"
LISTED = "listed"
AHEAD = timedelta(days=2)
LEADS = ("1d", "1h")
"""How long before a workshop those with a place are reminded."""


class Grouped(Protocol):
    """What is needed of the groups."""

    async def own(self, session: AsyncSession, row: WorkshopRow, member_id: int) -> Own | None:
        """The group that somebody is in, once groups are published."""
        ...

    async def leads(self, session: AsyncSession, row: WorkshopRow) -> Collection[int]:
        """Who leads a published group, with a place of their own or without."""
        ...

    async def threads(self, session: AsyncSession, row: WorkshopRow) -> Sequence[int]:
        """Where groups of their own talk."""
        ...

    async def changed(self, session: AsyncSession, row: WorkshopRow) -> None:
        """What was posted of groups is behind: the workshop has another time, place or label."""
        ...


class Notices:
    """Everything that is said of workshops unasked, but for their groups."""

    def __init__(
        self, database: Database, clock: Clock, community: CommunityService, outbox: Outbox, groups: Grouped
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._groups = groups
        self._planned: dict[tuple[int, int], set[str]] = {}
        """The reminders that this process has put already, by workshop and its state."""
        days = timedelta(days=3)
        outbox.register(
            Kind(ANNOUNCEMENT, N_("Announcements of workshops"), self.prepare, useful_for=days),
            Kind(RENEWED, N_("Announcements of workshops, brought up to date"), self.prepare, useful_for=days,
                 edits=True),
            Kind(DRAWN, N_("How places in a workshop were drawn"), self.prepare, useful_for=days),
            Kind(BEGINS, N_("Workshops that begin"), self.prepare, useful_for=timedelta(hours=1)),
            Kind(CHANGED, N_("Changes of workshops"), self.prepare, useful_for=days),
            Kind(CHANGED_DIRECT, N_("Changes of workshops, to those who signed up"), self.prepare, useful_for=days,
                 purpose=PURPOSE, away=WhenAway.SEND, keep=True, private=True),
            Kind(PLACED, N_("What came of signing up for a workshop"), self.prepare, useful_for=days,
                 purpose=PURPOSE, away=WhenAway.SEND, keep=True, private=True),
            Kind(OFFER, N_("Offers of a free place in a workshop"), self.prepare, useful_for=timedelta(hours=24),
                 purpose=PURPOSE, unsure=Unsure.REPEAT, quiet=False, away=WhenAway.SEND, keep=True, private=True),
            Kind(REMINDER, N_("People's reminders of workshops"), self.prepare, useful_for=timedelta(minutes=45),
                 purpose=PURPOSE, away=WhenAway.SKIP, private=True),
            Kind(FEEDBACK, N_("Asking how a workshop was"), self.prepare, useful_for=days, purpose=PURPOSE,
                 away=WhenAway.SKIP, keep=True, private=True),
        )  # fmt: skip

    async def tick(self) -> None:
        """Put the reminders of those who have a place, or lead a group, into the outbox, two days ahead."""
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.workshops(session, None, now, now + AHEAD)
            found = [(row, await self._expected(session, row)) for row in rows]
        states = {(row.id, row.sequence) for row in rows}
        self._planned = {state: self._planned.get(state, set()) for state in states}
        for row, people in found:
            known = self._planned[row.id, row.sequence]
            wanted = [draft for draft in self._reminders(row, people) if draft.key not in known]
            if wanted:
                async with self._database.begin() as session:
                    await self._outbox.put(session, row.guild_id, *wanted)
                known |= {draft.key for draft in wanted}

    async def _expected(self, session: AsyncSession, row: WorkshopRow) -> dict[int, datetime]:
        """Since when each is expected, by member id."""
        leads = dict.fromkeys(await self._groups.leads(session, row), row.created_at)
        places = await repository.places(session, row.id)
        return leads | {one.member_id: one.since for one in places if one.standing == Standing.HOLDS}

    def _reminders(self, row: WorkshopRow, people: Mapping[int, datetime]) -> list[Draft]:
        agreed, local = set(self._community.who_agreed(row.guild_id, PURPOSE)), local_time(row.at, row.zone)
        due = [(lead, before(local, row.zone, lead)) for lead in LEADS]
        return [
            draft_of(row, REMINDER, f"{lead}:{when(row)}", at, member_id=one, detail=when(row))
            for lead, at in due
            for one, since in people.items()
            # Whoever has only just got their place knows of it.
            if one in agreed and at > since and at > self._clock.now() - timedelta(minutes=5)
        ]

    # -- in the transactions of others ------------------------------------------------------------

    async def announce(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Have a workshop announced when sign-up opens, and its beginning said; again after a move."""
        await self._outbox.cancel(session, row.guild_id, BEGINS, row.id)
        announced = max(row.opens_at, row.created_at)
        await self._outbox.put(
            session, row.guild_id,
            draft_of(row, ANNOUNCEMENT, "announced", announced, channel_id=row.channel_id),
            draft_of(row, BEGINS, f"begins:{when(row)}", row.at, channel_id=row.channel_id, detail=when(row)),
        )  # fmt: skip

    async def renew(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Let the posted announcement say how it stands now; ``sequence`` has gone up."""
        await self._outbox.correct(session, row.guild_id, ANNOUNCEMENT, {row.id: row.sequence}, RENEWED)

    async def renew_groups(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Let what was posted of published groups say the workshop's time, title and label as they are now."""
        await self._groups.changed(session, row)

    async def forget(self, session: AsyncSession, row: WorkshopRow) -> None:
        """Take back what was planned for a workshop that is cancelled."""
        for kind in (ANNOUNCEMENT, BEGINS, REMINDER, OFFER, PLACED, DRAWN):
            await self._outbox.cancel(session, row.guild_id, kind, row.id)

    async def tell_change(
        self, session: AsyncSession, row: WorkshopRow, was: datetime, changed: Collection[str] = ()
    ) -> None:
        """Tell the channel, the groups' threads and everyone who signed up or leads a group that it was moved, changed
        or cancelled: once for each."""
        now, told, untold = self._clock.now(), change_kept(was, changed), dict[int | None, str]()
        for kind in (CHANGED, CHANGED_DIRECT):
            for one in await self._outbox.pending(session, row.guild_id, kind, row.id):
                before_that, of_that = change_read(one.detail)
                untold[one.member_id or one.channel_id] = change_kept(before_that, {*of_that, *changed})
            await self._outbox.cancel(session, row.guild_id, kind, row.id)
        places = await repository.places(session, row.id)
        leads = sorted(await self._groups.leads(session, row))
        people = [*dict.fromkeys([*(one.member_id for one in places if one.standing != Standing.LAPSED), *leads])]
        what = f"changed:{row.sequence}"
        # Whoever hasn't heard of the change before this one knows the time before that.
        drafts = [
            draft_of(row, CHANGED_DIRECT, what, now, member_id=one, detail=untold.get(one, told)) for one in people
        ]
        rooms = await self._groups.threads(session, row)
        if people or max(row.opens_at, row.created_at) <= now:
            rooms = [row.channel_id, *rooms]
        drafts += [draft_of(row, CHANGED, what, now, channel_id=one, detail=untold.get(one, told)) for one in rooms]
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)

    async def offer(self, session: AsyncSession, row: WorkshopRow, offers: Sequence[tuple[int, datetime]]) -> None:
        """Offer people a place that has come free, until a moment."""
        now = self._clock.now()
        drafts = [
            draft_of(row, OFFER, f"offer:{until:%Y%m%dT%H%M}", now, member_id=one, detail=until.isoformat())
            for one, until in offers
        ]
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)

    async def offers_heard(self, session: AsyncSession, row: WorkshopRow) -> dict[int, list[bool]]:
        """Whether each person's offers reached them, or may have, the oldest first."""
        return await self._outbox.reached(session, row.guild_id, OFFER, row.id)

    async def in_vain(self, session: AsyncSession, row: WorkshopRow) -> dict[int, int]:
        """How many offers never reached each person; none any more once what waited was shown to them."""
        return {one: heard.count(False) for one, heard in (await self.offers_heard(session, row)).items()}

    async def tell_draw(
        self, session: AsyncSession, row: WorkshopRow, people: Sequence[int], came: Mapping[Role, Lots]
    ) -> None:
        """Publish the draw, and tell each person what came of it for them."""
        now = self._clock.now()
        drafts = [draft_of(row, PLACED, "placed", now, member_id=one) for one in people]
        drafts.append(draft_of(row, DRAWN, "drawn", now, channel_id=row.channel_id, detail=lots_kept(came)))
        await self._outbox.put(session, row.guild_id, *drafts)

    async def tell_listed(self, session: AsyncSession, row: WorkshopRow, people: Sequence[PlaceRow]) -> None:
        """Tell people that a facilitator has signed them up from a list; again, whoever withdrew in between."""
        now = self._clock.now()
        drafts = [
            draft_of(row, PLACED, f"{LISTED}:{one.since.isoformat()}", now, member_id=one.member_id, detail=LISTED)
            for one in people
        ]
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)

    async def ask_back(self, session: AsyncSession, row: WorkshopRow, people: Sequence[int]) -> None:
        """Ask those who came how it was."""
        now = self._clock.now()
        drafts = [draft_of(row, FEEDBACK, "feedback", now, member_id=one) for one in people]
        if drafts:
            await self._outbox.put(session, row.guild_id, *drafts)

    # -- when the time comes ----------------------------------------------------------------------

    async def prepare(self, delivery: Delivery) -> Notice | None:
        """What there is to say now; None when it was moved or cancelled, or concerns them no more."""
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        changed = delivery.kind in (CHANGED, CHANGED_DIRECT)
        last = changed or delivery.kind == OFFER  # only the last of several is said
        async with self._database.read() as session:
            row = await repository.workshop(session, delivery.guild_id, delivery.subject_id)
            if row is None or (last and await self._outbox.superseded(session, delivery)):
                return None
            places = await repository.places(session, row.id)
            in_vain = await self.in_vain(session, row) if delivery.kind == PLACED else NOBODY
            feedback = await repository.feedback(session, row.guild_id, row.id)
            reminds = delivery.kind == REMINDER and delivery.member_id is not None
            own = await self._groups.own(session, row, delivery.member_id or 0) if reminds else None
            leads = delivery.member_id in await self._groups.leads(session, row)
        now = self._clock.now()
        mine = seen_at(mine_of(row, places, delivery.member_id, in_vain=in_vain), now)
        if delivery.kind == FEEDBACK and (feedback is None or feedback.closes_at <= now):
            return None
        if not _applies(delivery, row, mine, now, leads=leads):
            return None
        was, what = change_read(delivery.detail) if changed else (None, frozenset[str]())
        if was == row.at and not what and row.state == State.ACTIVE:
            return None  # moved and moved back before anybody heard of it
        came = lots_read(delivery.detail) if delivery.kind == DRAWN else {}
        return Notice(
            workshop=workshop_of(row),
            counts=counts_of(places),
            mine=mine if mine.role is not None else None,
            was=was,
            changed=what,
            listed=delivery.detail == LISTED,
            until=mine.offered_until,
            drawn=sum(one.applied for one in came.values()),
            lots=came,
            own=own,
        )


def _applies(delivery: Delivery, row: WorkshopRow, mine: Mine, now: datetime, *, leads: bool) -> bool:
    """Whether what was planned still concerns anybody."""
    if delivery.kind in (CHANGED, CHANGED_DIRECT):
        concerns = delivery.member_id is None or mine.role is not None or leads
        return (row.at > now or row.state != State.ACTIVE) and concerns
    if delivery.kind == RENEWED:
        return True
    if row.state != State.ACTIVE:
        return False
    match delivery.kind:
        case "workshop:announcement":
            return row.at > now
        case "workshop:drawn":
            return mine.workshop.ends_at > now
        case "workshop:placed":
            return mine.workshop.ends_at > now and mine.standing is not None
        case "workshop:offer":
            return mine.offered_until is not None and mine.offered_until > now
        case "workshop:reminder":
            return delivery.detail == when(row) and row.at > now and (mine.standing is Standing.HOLDS or leads)
        case "workshop:begins":
            return delivery.detail == when(row)
        case _:
            return mine.role is not None
