"""The privacy registry: who answers for which personal data.

Each feature registers a ``PersonalData``: what it holds about a person, how that is
exported and how it is erased. ``/privacy`` asks them all; a test walks every table
and fails for a column that could name a person and that no feature answers for.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.community import repository
from bot.community.ledger import Ledger
from bot.storage.database import Database, lock_community
from bot.texts import Message


@dataclass(frozen=True, slots=True)
class Holding:
    """What one feature holds about a person, in words: the title and how many of what."""

    title: Message
    lines: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A table's personal part: its columns that name a person, and the rest that are theirs.

    ``personal`` columns are exported and erased with the row; ``impersonal`` ones are
    named so that a new column is a decision, not an oversight.
    """

    table: str
    people: tuple[str, ...]
    personal: tuple[str, ...] = ()
    impersonal: tuple[str, ...] = ()


class PersonalData(Protocol):
    """What each feature registers."""

    @property
    def feature(self) -> str: ...

    @property
    def claims(self) -> Sequence[Claim]: ...

    async def holding(self, session: AsyncSession, guild_id: int, member_id: int) -> Holding | None:
        """What is held, in words; None when there is nothing."""
        ...

    async def export(self, session: AsyncSession, guild_id: int, member_id: int) -> Mapping[str, object]:
        """Everything held, as plain values for JSON."""
        ...

    async def erase(self, session: AsyncSession, guild_id: int, member_id: int) -> Sequence[Message]:
        """Erase it all in this transaction; what survives, and why."""
        ...


class PrivacyService:
    """``/privacy``: what is held, all of it in a file, and all of it gone."""

    def __init__(self, database: Database, registered: Sequence[PersonalData], ledger: Ledger) -> None:
        self._database = database
        self.registered = tuple(registered)
        self._ledger = ledger

    async def communities_of(self, member_id: int) -> list[int]:
        """The servers in which something is held about a person, lowest number first."""
        async with self._database.read() as session:
            found = await repository.people_in(session, self._people(), member_id)
        return sorted({guild_id for guild_id, _member in found})

    async def summary(self, guild_id: int, member_id: int) -> list[Holding]:
        """What each feature holds about the person."""
        async with self._database.read() as session:
            holdings = [await data.holding(session, guild_id, member_id) for data in self.registered]
        return [holding for holding in holdings if holding is not None]

    async def export(self, guild_id: int, member_id: int) -> bytes:
        """Everything held about the person, as a JSON document in UTF-8."""
        async with self._database.read() as session:
            held = {data.feature: dict(await data.export(session, guild_id, member_id)) for data in self.registered}
        document = {"server": str(guild_id), "member": str(member_id), "held": held}
        return json.dumps(document, ensure_ascii=False, indent=2, default=str).encode()

    async def erase(self, guild_id: int, member_id: int) -> list[Message]:
        """Erase everything, in one transaction, and put it on record for restores; what survives, and why."""
        async with self._database.begin() as session:
            survivors = await self.erase_in(session, guild_id, member_id)
            await self._ledger.note(guild_id, member_id)
        await self._database.truncate_log()
        return survivors

    async def erase_in(self, session: AsyncSession, guild_id: int, member_id: int) -> list[Message]:
        """Erase everything in a transaction of the caller's, and put it on no record; what survives, and why."""
        await lock_community(session, guild_id)
        survivors: list[Message] = []
        for data in self.registered:
            survivors.extend(await data.erase(session, guild_id, member_id))
        return survivors

    async def on_record(self, session: AsyncSession, besides: Collection[str] = ()) -> set[tuple[int, int]]:
        """Everyone about whom anything is held, as ``(guild_id, member_id)``; tables in ``besides`` don't count."""
        return await repository.people_in(session, self._people(besides))

    def _people(self, besides: Collection[str] = ()) -> list[tuple[str, str]]:
        """Every column that names a person, as ``(table, column)``."""
        return [
            (claim.table, column)
            for data in self.registered
            for claim in data.claims
            for column in claim.people
            if claim.table not in besides
        ]
