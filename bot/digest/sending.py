"""Digests when their time comes: one for each period, of what hasn't been told yet."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import leavers
from bot.community.news import Span
from bot.community.service import CommunityService
from bot.community.standing import Person, Standing
from bot.delivery.kinds import Delivery, Draft, Kind
from bot.delivery.service import Outbox
from bot.digest import repository
from bot.digest.entries import Digest, Rhythm, dates_of
from bot.digest.models import DigestRow
from bot.digest.service import CHANNEL, FEATURE, OWN, PURPOSE, DigestService, next_of
from bot.following.readers import Readers
from bot.schedule.local import local_time, tzdata_version
from bot.storage.database import Database, lock_community
from bot.texts import N_

USEFUL = timedelta(days=2)
"""How late a digest may be; the next one tells what a missed one would have."""
NEAR = timedelta(hours=27)
"""How long before it is due a digest is looked at for another zone: two zones are less apart than that."""
AT_ONCE = 200
"""Digests put into the outbox in one transaction."""
LONGEST = timedelta(days=80)
"""How far back a digest tells after several didn't arrive; the outbox forgets a delivery a little later."""


class DigestSending:
    """Puts digests into the outbox, and says what stands in them."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        digests: DigestService,
        readers: Readers,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._digests = digests
        self._readers = readers
        outbox.register(
            Kind(OWN, N_("People's own digests"), self.prepare, useful_for=USEFUL, purpose=PURPOSE, private=True),
            Kind(CHANNEL, N_("The digest"), self.prepare, useful_for=USEFUL),
        )

    async def tick(self) -> None:
        """Let those whose time has come go out, in every community."""
        for community in self._community.communities():
            done = AT_ONCE
            while done == AT_ONCE:
                done = await self._go_on(community.guild_id)

    async def _go_on(self, guild_id: int) -> int:
        now = self._clock.now()
        async with self._database.read() as session:
            rows = await repository.near(session, guild_id, now + NEAR, tzdata_version())
        wanted = [row.id for row in rows if row.next_at <= now or self._is_replanned(row)][:AT_ONCE]
        if not wanted:
            return 0
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            gone = await leavers.missing(session, guild_id)
            for digest_id in wanted:
                row = await repository.digest(session, guild_id, digest_id)
                if row is None:
                    continue  # stopped meanwhile
                # Whoever has left may come back: what is theirs is kept for a month, and erased then.
                if row.next_at <= now and row.member_id not in gone:
                    await self._put(session, row, now)
                row.zone, row.planned_with = self._zone(row), tzdata_version()
                row.next_at = next_of(row, now)
        return len(wanted)

    async def _put(self, session: AsyncSession, row: DigestRow, now: datetime) -> None:
        """Into the outbox, unless it is too late for this one."""
        dates = dates_of(Rhythm(row.rhythm), row.zone)
        due_at = row.next_at
        while (later := dates.next_after(due_at)) is not None and later.at <= now:
            due_at = later.at  # after a long outage one is enough
        row.since = max(await self._digests.told_until(session, row), due_at - LONGEST)
        if now - due_at >= USEFUL or not self._community.community(row.guild_id).offers(FEATURE):
            return
        ahead = dates.next_after(due_at)
        assert ahead is not None, "there is always another Monday"
        row.last_at, row.last_key = due_at, f"digest:{row.id}:{local_time(due_at, row.zone):%Y-%m-%d}"
        draft = Draft(
            row.last_key, OWN if row.member_id else CHANNEL, row.id, due_at, row.channel_id, row.member_id,
            detail=f"{row.since.isoformat()} {ahead.at.isoformat()}",
        )  # fmt: skip
        await self._outbox.put(session, row.guild_id, draft)

    def _is_replanned(self, row: DigestRow) -> bool:
        return row.zone != self._zone(row) or row.planned_with != tzdata_version()

    def _zone(self, row: DigestRow) -> str:
        if row.member_id is None:
            return self._community.community(row.guild_id).zone
        return self._community.zone_of(Person(row.guild_id, row.member_id, Standing.MEMBER))

    async def prepare(self, delivery: Delivery) -> Digest | None:
        """What it says; None when there is nothing new and nothing comes, it isn't wanted any more, or it would go to
        somebody who isn't a member by now. Raises ``NotSent`` when nobody can say who they are."""
        if not self._community.community(delivery.guild_id).offers(FEATURE):
            return None
        async with self._database.read() as session:
            row = await repository.digest(session, delivery.guild_id, delivery.subject_id)
        if row is None or row.member_id != delivery.member_id:
            return None
        since, ahead = map(datetime.fromisoformat, delivery.detail.split(" "))
        span = Span(since, delivery.due_at, ahead)
        found = await self._digests.gathered(delivery.guild_id, span, delivery.member_id)
        if not found.sections:
            return None
        if delivery.member_id is not None and not await self._readers.may_read(delivery.guild_id, delivery.member_id):
            return None
        return found


async def after_restore(session: AsyncSession, taken_at: datetime, now: datetime) -> str | None:
    """Digests that were due since the backup may have been read already: they aren't sent a second time. A line for
    whoever restores."""
    due = await repository.due_anywhere(session, now)
    for row in due:
        row.since = row.next_at
        row.next_at = next_of(row, now)
    return f"Digests that were due since the backup, and aren't sent again: {len(due)}." if due else None
