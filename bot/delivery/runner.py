"""The runner: claims what is due, keeps its leases, and has each delivery taken to its end.

``tick`` is called by the clock, a test, or the demo; it returns when nothing that is due can be sent now.
Leases, the nonce's window and the search for markers run on real time, since Discord and other processes
share them; what falls due, on the application's clock.
"""

import asyncio
import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock, SystemClock
from bot.community.service import CommunityService
from bot.delivery import claims, repository
from bot.delivery.claims import LEASE, Claimed, Posted, Settled
from bot.delivery.kinds import Delivery, Kind, State
from bot.delivery.pace import Limits, Openings
from bot.delivery.sending import Book, Lost, Messenger, Sender
from bot.delivery.service import MODEL
from bot.sight import DELIVERIES
from bot.storage.database import Database, StorageUnavailable
from bot.storage.revisions import bump

log = logging.getLogger(__name__)

BATCH = 16
"""Deliveries claimed in one transaction, so that a second's worth takes about three."""


class Runner:
    """Empties the outbox. One for each process; several share the work on PostgreSQL."""

    def __init__(
        self,
        database: Database,
        community: CommunityService,
        kinds: Mapping[str, Kind],
        messenger: Messenger,
        clock: Clock,
        *,
        real: Clock | None = None,
        limits: Limits | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._messenger = messenger
        self._clock, self._real = clock, real or SystemClock()
        self._limits = limits or Limits()
        self._lease = lease
        self._sender = Sender(kinds, community, messenger, clock=clock, real=self._real, limits=self._limits)
        self._book = Book(self._restart, self._opened, self._holds, self._posted)
        self._me = secrets.token_hex(8)
        self._at_work: dict[asyncio.Task[None], Claimed] = {}
        self._held_until: dict[int, datetime] = {}
        self._ended: list[Settled] = []
        self._writing = asyncio.Lock()
        self._ticking = asyncio.Lock()
        self._stopping = False
        self._orphans_freed = False

    @property
    def openings(self) -> Openings:
        """How fast channels of direct messages are being opened."""
        return self._sender.openings

    async def tick(self) -> None:
        """Send everything that is due; a second call meanwhile waits for the first."""
        async with self._ticking:
            if self._stopping or not self._messenger.ready:
                return
            await self._free_orphans()
            await self._work_off_cancellations()
            renewing = asyncio.create_task(self._renew())
            try:
                await self._drain()
            finally:
                renewing.cancel()

    async def stop(self, within: timedelta) -> None:
        """Claim nothing more, and let what is being sent end; what doesn't is resolved at the next start."""
        self._stopping = True
        if self._at_work:
            await asyncio.wait(self._at_work, timeout=within.total_seconds())
        for task in list(self._at_work):
            task.cancel()

    # -- claiming -----------------------------------------------------------------------

    async def _drain(self) -> None:
        while not self._stopping and self._messenger.ready:
            idle, room = not self._at_work, self._limits.at_once - len(self._at_work)
            claimed = await self._claim(min(room, BATCH)) if room >= BATCH or idle else []
            for one in claimed:
                task = asyncio.create_task(self._deliver(one))
                self._at_work[task] = one
                task.add_done_callback(self._at_work.pop)
            if idle and not claimed:
                return
            if self._at_work and len(claimed) < BATCH:
                await asyncio.wait(self._at_work, return_when=asyncio.FIRST_COMPLETED)

    async def _claim(self, limit: int) -> list[Claimed]:
        now, real = self._clock.now(), self._real.now()
        async with self._database.read() as session:
            if not await claims.anything_due(session, now, real):
                return []
        at_work = self._at_work.values()
        # Those being opened just now are not in the database yet.
        opening = sum(one.delivery.member_id is not None and one.direct_channel_id is None for one in at_work)
        async with self._database.begin() as session:
            self._sender.pacer.share = 1 / await claims.processes(session, self._me, real)
            opened = await claims.opened_since(session, now - Openings.WITHIN, now)
            claimed = await claims.claim(
                session,
                me=self._me,
                now=now,
                real=real,
                lease=self._lease,
                limit=limit,
                new_direct=self.openings.left(opened + opening, now),
                busy=[one.target for one in at_work],
            )
        self._held_until |= {one.delivery.id: real + self._lease for one in claimed}
        return claimed

    async def _free_orphans(self) -> None:
        # SQLite is held by one process alone, so what is in somebody's hands at the start is in a dead one's.
        if self._database.is_sqlite and not self._orphans_freed:
            async with self._database.begin() as session:
                await claims.release_all(session)
        self._orphans_freed = True

    async def _work_off_cancellations(self) -> None:
        """Cancel what was too much for one transaction, a bit at a time so that others get in between."""
        async with self._database.read() as session:
            left = [
                (row.guild_id, row.kind, row.subject_id, row.up_to) for row in await repository.cancellations(session)
            ]
        for guild_id, kind, subject_id, up_to in left:
            done = repository.CHUNK
            while done == repository.CHUNK and not self._stopping:
                async with self._database.begin() as session:
                    done = await repository.cancel(session, guild_id, kind, subject_id, up_to, self._clock.now())
                    if done < repository.CHUNK:
                        await repository.cancelled_all(session, guild_id, kind, subject_id, up_to)

    # -- sending ------------------------------------------------------------------------

    async def _deliver(self, claimed: Claimed) -> None:
        try:
            settled = await self._sender.deliver(claimed, self._book)
        except Lost:
            log.warning("delivery %d was passed to another process", claimed.delivery.id)
            return
        except StorageUnavailable:
            return  # its lease lapses, and it is resolved then
        except Exception:
            log.exception("delivery %d failed unexpectedly, and is tried again", claimed.delivery.id)
            settled = self._sender.unclear(claimed)
        finally:
            self._held_until.pop(claimed.delivery.id, None)
        DELIVERIES.labels(claimed.delivery.kind, str(settled.values["state"])).inc()
        self._ended.append(settled)
        await self._write()
        kind = self._kinds.get(claimed.delivery.kind)
        posted = settled.values["state"] == State.SENT and claimed.delivery.channel_id is not None
        if posted and kind is not None and kind.posted is not None:
            kind.posted()

    async def _write(self) -> None:
        """Write down the ends so far, all that came together in one transaction."""
        async with self._writing:
            ended, self._ended = self._ended, []
            if not ended:
                return
            for pause in (0.1, 0.5, 2.0, None):
                try:
                    await self._write_down(ended)
                except StorageUnavailable:
                    if pause is None:
                        log.error("the ends of %d deliveries could not be written; they are resolved later", len(ended))
                        return
                    await asyncio.sleep(pause)
                else:
                    return

    async def _write_down(self, ended: list[Settled]) -> None:
        async with self._database.begin() as session:
            await claims.settle(session, ended)
            for guild_id in {one.guild_id for one in ended if one.values["state"] == State.WAITING}:
                await bump(session, guild_id, MODEL)

    # -- what the sender may write on its way ---------------------------------------------

    def _holds(self, claimed: Claimed) -> bool:
        until = self._held_until.get(claimed.delivery.id)
        return until is not None and self._real.now() < until

    async def _restart(self, claimed: Claimed, begun: datetime) -> None:
        async with self._database.begin() as session:
            kept = await claims.restart(session, claimed, begun)
        if not kept:
            raise Lost

    async def _opened(self, guild_id: int, member_id: int, channel_id: int) -> None:
        async with self._database.begin() as session:
            await claims.remember_direct(session, guild_id, member_id, channel_id, self._clock.now())

    async def _posted(self, delivery: Delivery) -> Posted | None:
        async with self._database.read() as session:
            return await claims.posted(session, delivery.guild_id, int(delivery.detail))

    async def _renew(self) -> None:
        """Lengthen the leases on what is being sent, well before they lapse."""
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            held = set(self._held_until)
            real = self._real.now()
            try:
                async with self._database.begin() as session:
                    kept = await claims.renew(session, self._me, held, real, self._lease)
            except StorageUnavailable:
                continue
            for id in held & self._held_until.keys():
                self._held_until[id] = real + self._lease if id in kept else real
