"""The digest's use cases: to have it, to have it posted, to see it now. ``sending.py`` sends it when its time comes.

It knows no feature: each that has news is a ``Source`` (``bot.community.news``).
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.news import Source, Span
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.delivery.service import Outbox
from bot.digest import repository
from bot.digest.entries import PERIODS, Digest, InChannel, Mine, Rhythm, Section, dates_of
from bot.digest.models import DigestRow
from bot.schedule.local import tzdata_version
from bot.storage.database import Database, lock_community

FEATURE = PURPOSE = "digest"
OWN, CHANNEL = "digest:own", "digest:channel"
AT_ONCE = timedelta(days=7)
"""How far back and ahead somebody sees who has no digest yet."""


class DigestService:
    """Who gets the digest, where it is posted, and what it says."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        outbox: Outbox,
        sources: Sequence[Source],
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._outbox = outbox
        self._sources = sources

    # -- for members ------------------------------------------------------------------------

    async def subscribe(self, person: Person, rhythm: Rhythm) -> Mine:
        """Get it by direct message from now on, or in another rhythm; a yes to such messages."""
        require(person.standing, Audience.MEMBER, set_up=True)
        zone = self._community.zone_of(person)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.of_member(session, person.guild_id, person.member_id)
            if row is None:
                row = self._new(person.guild_id, rhythm, zone, member_id=person.member_id)
                session.add(row)
            else:
                self._retime(row, rhythm, zone)
        await self._community.choose(person, lambda chosen: replace(chosen, consents=chosen.consents | {PURPOSE}))
        return await self.mine(person)

    async def stop(self, person: Person) -> bool:
        """Get it no more; whether one did."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.of_member(session, person.guild_id, person.member_id)
            if row is not None:
                await self._outbox.cancel(session, person.guild_id, OWN, row.id)
                await session.delete(row)
        await self._community.choose(person, lambda chosen: replace(chosen, consents=chosen.consents - {PURPOSE}))
        return row is not None

    async def mine(self, person: Person) -> Mine:
        async with self._database.read() as session:
            row = await repository.of_member(session, person.guild_id, person.member_id)
        if row is None:
            return Mine()
        agreed = PURPOSE in self._community.preferences(person.guild_id, person.member_id).consents
        return Mine(Rhythm(row.rhythm), row.next_at, agreed)

    async def now(self, person: Person) -> Digest:
        """What one's next digest would say if it came now; without one, of the last and the next seven days."""
        require(person.standing, Audience.MEMBER, set_up=True)
        now = self._clock.now()
        async with self._database.read() as session:
            row = await repository.of_member(session, person.guild_id, person.member_id)
            since = await self.told_until(session, row) if row else now - AT_ONCE
        span = Span(since, now, row.next_at if row else now + AT_ONCE)
        return await self.gathered(person.guild_id, span, person.member_id)

    # -- for facilitators -------------------------------------------------------------------

    async def in_channel(self, person: Person) -> InChannel | None:
        """Where it is posted. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            row = await repository.in_channel(session, person.guild_id)
        return _posted(row) if row else None

    async def post_in(self, person: Person, channel_id: int, rhythm: Rhythm) -> InChannel:
        """Post it in a channel, in place of where it was. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        zone = self._community.community(person.guild_id).zone
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.in_channel(session, person.guild_id)
            if row is None:
                row = self._new(person.guild_id, rhythm, zone, channel_id=channel_id)
                session.add(row)
            else:
                await self._outbox.cancel(session, person.guild_id, CHANNEL, row.id)
                row.channel_id = channel_id
                self._retime(row, rhythm, zone)
            self._community.note(session, person, "digest in a channel")
        return _posted(row)

    async def post_no_more(self, person: Person) -> None:
        """Post it nowhere. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.in_channel(session, person.guild_id)
            if row is not None:
                await self._outbox.cancel(session, person.guild_id, CHANNEL, row.id)
                await session.delete(row)
                self._community.note(session, person, "no digest in a channel")

    # -- what it says -----------------------------------------------------------------------

    async def gathered(self, guild_id: int, span: Span, member_id: int | None) -> Digest:
        """What every feature that is switched on has to tell; what has begun meanwhile no longer comes."""
        community, now = self._community.community(guild_id), self._clock.now()
        sections: list[Section] = []
        for source in self._sources:
            if not community.offers(source.feature):
                continue
            news = await source.news(guild_id, span, member_id)
            coming, changed = (
                tuple(one for one in items if one.at is None or one.at > now) for items in (news.coming, news.changed)
            )
            if news.fresh or coming or changed:
                sections.append(Section(source.title, source.command, tuple(news.fresh), coming, changed))
        return Digest(guild_id, span, tuple(sections))

    async def told_until(self, session: AsyncSession, row: DigestRow) -> datetime:
        """Where what the reader hasn't been told begins: the last digest, unless it never reached them."""
        if row.last_at is None:
            return row.since
        where = await self._outbox.whereabouts(session, row.guild_id, row.last_key)
        return row.last_at if where is None or where.settles else row.since

    # -- rows -------------------------------------------------------------------------------

    def _new(
        self, guild_id: int, rhythm: Rhythm, zone: str, *, member_id: int | None = None, channel_id: int | None = None
    ) -> DigestRow:
        now = self._clock.now()
        row = DigestRow(
            guild_id=guild_id, member_id=member_id, channel_id=channel_id, last_at=None, last_key="", created_at=now,
        )  # fmt: skip
        self._retime(row, rhythm, zone)
        # The first one tells of a whole period, as the others do.
        row.since = min(now, row.next_at - PERIODS[rhythm])
        return row

    def _retime(self, row: DigestRow, rhythm: Rhythm, zone: str) -> None:
        row.rhythm, row.zone, row.planned_with = rhythm, zone, tzdata_version()
        row.next_at = next_of(row, self._clock.now())


def next_of(row: DigestRow, now: datetime) -> datetime:
    """When it comes next: never twice on one Monday, whatever zone somebody has gone to."""
    after = now if row.last_at is None else max(now, row.last_at + timedelta(days=2))
    coming = dates_of(Rhythm(row.rhythm), row.zone).next_after(after)
    assert coming is not None, "there is always another Monday"
    return coming.at


def _posted(row: DigestRow) -> InChannel:
    assert row.channel_id is not None, "the community's own goes to a channel"
    return InChannel(row.channel_id, Rhythm(row.rhythm), row.next_at)
