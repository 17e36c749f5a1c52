"""Where the rota meets: one private thread for each community, kept in step with who is on the rota.

A thread bears no nonce, so the one that a broken request may have made is looked for by its name first. Whatever is
new is brought to it through the outbox; a thread that was deleted, or locked away, is made anew and what is open is
brought again.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.leavers import MembershipCheck
from bot.community.service import CommunityService
from bot.storage.database import Database, lock_community
from bot.support import repository
from bot.support.entries import FEATURE, Duty, Matter, Notice, Rota
from bot.support.models import RotaRow, SupportSettingsRow
from bot.support.service import SupportService

log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """Why there is no thread: for now, or until somebody changes something in Discord."""

    LATER = "later"
    NOT_ALLOWED = "thread"
    PARENT_GONE = "parent"


class Entry(StrEnum):
    """What came of letting somebody in."""

    IN = "in"
    NOT_HERE = "not here"
    CANNOT_SEE = "cannot see"
    LATER = "later"


class Threads(Protocol):
    """Discord's private threads."""

    def servers(self) -> Collection[int]:
        """The servers that can be reached just now."""
        ...

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | Trouble:
        """The number of Heronry's own private thread of that name, made if there is none."""
        ...

    async def usable(self, guild_id: int, thread_id: int) -> bool | None:
        """Whether it can be written in, opened again if it was only archived; None when that can't be told."""
        ...

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> Entry: ...

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool: ...


class NoThreads:
    """Before there is a connection (``Threads``)."""

    def servers(self) -> Collection[int]:
        return ()

    async def open(self, guild_id: int, parent_id: int, name: str) -> int | Trouble:
        return Trouble.LATER

    async def usable(self, guild_id: int, thread_id: int) -> bool | None:
        return None

    async def let_in(self, guild_id: int, thread_id: int, member_id: int) -> Entry:
        return Entry.LATER

    async def take_out(self, guild_id: int, thread_id: int, member_id: int) -> bool:
        return False


class Bringing(Protocol):
    """Something that is brought to the rota."""

    async def bring(self, session: AsyncSession, rota: Rota, generation: int) -> None:
        """Put whatever isn't in this generation's thread yet into the outbox, in the caller's transaction."""
        ...


class Desk:
    """Keeps the threads."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        support: SupportService,
        brings: Sequence[Bringing],
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._support = support
        self._brings = brings

    async def look_for_new(self, threads: Threads) -> None:
        """A round where something is new, every few seconds: costs nothing where nothing is."""
        if not self._support.fresh:
            return
        there = set(threads.servers())
        fresh = self._support.fresh & there
        self._support.fresh -= fresh
        for guild_id in fresh:
            await self._round(threads, guild_id)

    async def tick(self, threads: Threads) -> None:
        """A round over every server that can be reached."""
        async with self._database.read() as session:
            known = await repository.everywhere(session)
        for guild_id in sorted(set(known) & set(threads.servers())):
            self._support.fresh.discard(guild_id)
            await self._round(threads, guild_id)

    async def look_who_is_here(self, check: MembershipCheck) -> None:
        """Whoever has left the server is off the rota, and what they had is handed over."""
        async with self._database.read() as session:
            known = await repository.everywhere(session)
            people = [row for guild_id in known for row in await repository.rota(session, guild_id)]
        there = set(check.servers())
        for row in people:
            if row.guild_id in there and await check.is_member(row.guild_id, row.member_id) is False:
                await self._support.drop(row.guild_id, row.member_id)

    async def _round(self, threads: Threads, guild_id: int) -> None:
        if not self._community.community(guild_id).offers(FEATURE):
            return
        settings, rows = await self._state(guild_id)
        if settings is None:
            return
        if not any(row.duty == Duty.ROTA and not row.leaving for row in rows):
            await self._empty(guild_id)
        elif not await self._has_thread(threads, settings):
            return
        await self._keep_in_step(threads, guild_id)
        await self._bring(guild_id)

    async def _state(self, guild_id: int) -> tuple[SupportSettingsRow | None, Sequence[RotaRow]]:
        async with self._database.read() as session:
            return await repository.settings(session, guild_id), await repository.rota(session, guild_id)

    async def _empty(self, guild_id: int) -> None:
        year, week, _day = self._clock.now().isocalendar()
        async with self._database.begin() as session:
            await self._support.notify(session, guild_id, Notice(Matter.EMPTY), f"rota-empty:{year}-{week}")

    async def _has_thread(self, threads: Threads, settings: SupportSettingsRow) -> bool:
        """Whether there is a thread to write in by now, made if there was none."""
        guild_id = settings.guild_id
        if settings.thread_id is not None:
            usable = await threads.usable(guild_id, settings.thread_id)
            if usable is not False:
                return usable is True
            settings = await self._write(guild_id, lambda row: None, anew=settings.generation) or settings
        if settings.desk_id is None:
            made: int | Trouble = Trouble.PARENT_GONE
        else:
            made = await threads.open(guild_id, settings.desk_id, f"Support rota #{settings.generation}")
        if isinstance(made, Trouble):
            if made is not Trouble.LATER:
                await self._tell(guild_id, Matter(made), settings.desk_id or 0)
            return False
        generation, number = settings.generation, made

        def keep(row: SupportSettingsRow) -> None:
            if row.generation == generation and row.thread_id is None:
                row.thread_id = number

        await self._write(guild_id, keep)
        return True

    async def _write(
        self, guild_id: int, change: Callable[[SupportSettingsRow], None], anew: int | None = None
    ) -> SupportSettingsRow | None:
        """Change the settings as they stand; ``anew`` is the generation whose thread is gone."""
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            row = await repository.settings(session, guild_id)
            if row is not None:
                if anew is not None and row.generation == anew:
                    await self._support.begin_anew(session, row)
                change(row)
            return row

    async def _tell(self, guild_id: int, matter: Matter, about: int) -> None:
        async with self._database.begin() as session:
            day = self._clock.now().date()
            await self._support.notify(session, guild_id, Notice(matter, about), f"desk:{matter}:{about}:{day}")

    async def _keep_in_step(self, threads: Threads, guild_id: int) -> None:
        """Let in who is new on the rota, and take out who is on it no more."""
        settings, rows = await self._state(guild_id)
        if settings is None or settings.thread_id is None:
            return
        for row in rows:
            wanted = row.duty == Duty.ROTA and not row.leaving
            if wanted and row.generation != settings.generation:
                await self._let_in(threads, settings, row)
            elif not wanted and row.generation is not None:
                gone = await threads.take_out(guild_id, settings.thread_id, row.member_id)
                if gone:
                    await self._was_taken_out(row)

    async def _let_in(self, threads: Threads, settings: SupportSettingsRow, row: RotaRow) -> None:
        assert settings.thread_id is not None, "there is a thread by now"
        came = await threads.let_in(row.guild_id, settings.thread_id, row.member_id)
        if came is Entry.IN:
            async with self._database.begin() as session:
                kept = await repository.on_rota(session, row.guild_id, row.member_id)
                if kept is not None:
                    kept.generation = settings.generation
        elif came is Entry.NOT_HERE:
            await self._support.drop(row.guild_id, row.member_id)
        elif came is Entry.CANNOT_SEE:
            await self._tell(row.guild_id, Matter.OUTSIDE, 0)

    async def _was_taken_out(self, row: RotaRow) -> None:
        async with self._database.begin() as session:
            await lock_community(session, row.guild_id)
            kept = await repository.on_rota(session, row.guild_id, row.member_id)
            if kept is not None and kept.leaving:
                await session.delete(kept)
            elif kept is not None:
                kept.generation = None

    async def _bring(self, guild_id: int) -> None:
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            settings = await repository.settings(session, guild_id)
            if settings is not None:
                rota = await self._support.rota_in(session, guild_id)
                for one in self._brings:
                    await one.bring(session, rota, settings.generation)
