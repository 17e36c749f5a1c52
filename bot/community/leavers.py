"""Who has left: people on record are looked for on their server, and erased 30 days after they weren't there.

Without the members intent Discord tells nobody of those who leave, so they are asked
for one by one: everyone about once a day, at most ``BUDGET`` in a round, those looked
for longest ago first.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import timedelta
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import repository
from bot.community.models import MembershipRow
from bot.community.privacy import PrivacyService
from bot.storage.database import Database, lock_community

log = logging.getLogger(__name__)

BUDGET = 500
"""How many people are looked for in one round."""
RESTED = timedelta(hours=20)
"""How long someone isn't looked for again: rounds are more frequent than that, and a start begins one."""
GRACE = timedelta(days=30)
"""How long someone must have been gone before they are erased: time to change one's mind."""
Someone = tuple[int, int]
"""``(guild_id, member_id)``."""


class MembershipCheck(Protocol):
    """What can say whether someone is on a server."""

    def servers(self) -> Collection[int]:
        """The servers that Heronry is on and hears from just now."""
        ...

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        """Whether the person is on the server; None when that can't be told."""
        ...


class Nobody:
    """Before there is a connection: hears from no server, and can tell nothing (``MembershipCheck``)."""

    def servers(self) -> Collection[int]:
        return ()

    async def is_member(self, guild_id: int, member_id: int) -> bool | None:
        return None


async def missing(session: AsyncSession, guild_id: int) -> set[int]:
    """Who wasn't on a server when they were last looked for."""
    return await repository.missing(session, guild_id)


class LeaversService:
    """Looks for people on record, and erases those who have left."""

    def __init__(self, database: Database, clock: Clock, privacy: PrivacyService) -> None:
        self._database = database
        self._clock = clock
        self._privacy = privacy

    async def tick(self, check: MembershipCheck, pause: Callable[[], Awaitable[bool]]) -> None:
        """One round. ``pause`` comes after each look and says whether to go on; what was seen by then is kept.

        A server that Heronry was removed from, or can't hear, is left out: nobody there is taken for gone.
        """
        erased = 0
        for guild_id, member_id in await self._due(check.servers()):
            there = await check.is_member(guild_id, member_id)
            if await self._gone_for_good(guild_id, member_id, there=there):
                await self._privacy.erase(guild_id, member_id)
                erased += 1
            if not await pause():
                break
        if erased:
            log.info("erased %d who left at least %d days ago", erased, GRACE.days)

    async def _due(self, servers: Collection[int]) -> list[Someone]:
        """Whom to look for now. Forgets the looks for people of whom nothing else is held any more."""
        async with self._database.read() as session:
            people = await self._privacy.on_record(session, besides=(MembershipRow.__tablename__,))
            rows = await repository.memberships(session)
        looked = {(row.guild_id, row.member_id): row.checked_at for row in rows}
        if idle := looked.keys() - people:
            async with self._database.begin() as session:
                await repository.delete_memberships(session, idle)
        rested = self._clock.now() - RESTED
        never = [one for one in people if one not in looked]
        again = [one for one in people if one in looked and looked[one] <= rested]
        waiting = sorted(never) + sorted(again, key=lambda one: (looked[one], one))
        return [one for one in waiting if one[0] in servers][:BUDGET]

    async def _gone_for_good(self, guild_id: int, member_id: int, *, there: bool | None) -> bool:
        """Note what a look found; whether they weren't there now, and first weren't ``GRACE`` ago."""
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.membership(session, guild_id, member_id)
            if row is None:
                row = MembershipRow(guild_id=guild_id, member_id=member_id)
                session.add(row)
            row.checked_at = now
            if there is not None:
                row.missing_since = None if there else row.missing_since or now
            return there is False and row.missing_since is not None and now - row.missing_since >= GRACE
