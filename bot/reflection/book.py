"""Somebody's own book: looked through, changed, put away. Searching opens every entry in memory, for its author."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Person
from bot.errors import InvalidInput
from bot.reflection import repository, rows
from bot.reflection.entries import Answer, Book, Changed, Locked, Reflection, ReflectionGone, Written
from bot.reflection.models import EntryRow
from bot.reflection.reading import read_action, read_details, read_due
from bot.schedule.local import local_time
from bot.storage.database import Database, lock_community
from bot.storage.sealed import Keyring
from bot.texts import N_

REMINDED_AT = time(9)
"""When somebody is reminded of what they meant to do: in the morning, where they are."""
AT_ONCE = 200
"""Entries opened before others have their turn: each takes some 10 microseconds, a long one more."""


class Reminders(Protocol):
    """What is needed of the reminders: a person's own, in the transaction that wants them."""

    async def remind_in(self, session: AsyncSession, person: Person, local: datetime, text: str) -> int:
        """Remind somebody, and the reminder's number. Raises ``InvalidInput``."""
        ...

    async def forget_in(self, session: AsyncSession, person: Person, reminder_id: int) -> None:
        """Take a reminder back, if it is still there."""
        ...


class Sharing(Protocol):
    """What is needed of what is shown to the group: that it goes with its entry."""

    async def withdraw(self, session: AsyncSession, guild_id: int, entry_id: int) -> None: ...


class BookService:
    """Everybody's own entries, for themselves."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        keyring: Keyring,
        reminders: Reminders,
        sharing: Sharing,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._keyring = keyring
        self._reminders = reminders
        self._sharing = sharing

    def today(self, person: Person) -> date:
        """The day that it is where the person is."""
        return local_time(self._clock.now(), self._community.zone_of(person)).date()

    async def book(self, person: Person) -> Book:
        """Everything that the person has written, the newest day first."""
        async with self._database.read() as session:
            found = await repository.entries(session, person.guild_id, person.member_id)
        return await self._opened(found)

    async def entry(self, person: Person, entry_id: int) -> Reflection:
        """One's own entry. Raises ``ReflectionGone``, ``Locked``."""
        async with self._database.read() as session:
            row = await repository.entry(session, person.guild_id, person.member_id, entry_id)
        if row is None:
            raise ReflectionGone
        return rows.reflection_of(self._keyring, row)

    async def rewrite(self, person: Person, entry_id: int, version: int, written: Written) -> Reflection:
        """Change some of the answers, by their places; one that is emptied is taken out.

        Raises ``ReflectionGone``, ``Changed``, ``Locked``, ``InvalidInput`` when nothing would be left.
        """
        async with self._database.begin() as session:
            row, said = await self._row(session, person, entry_id, version)
            texts = {place: text.strip() for place, text in written.items()}
            answers = tuple(
                Answer(answer.prompt, texts.get(place, answer.text))
                for place, answer in enumerate(said.answers)
                if texts.get(place, answer.text)
            )
            if not answers:
                raise InvalidInput(N_("Nothing would be left of it. To delete it, press Delete."))
            changed = self._keep(row, replace(said, answers=answers))
        await self._database.truncate_log()
        return changed

    async def describe(
        self, person: Person, entry_id: int, version: int, *, title: str, day: str, tags: str, hours: str,
        participatory: str,
    ) -> Reflection:  # fmt: skip
        """Give it a title, day, tags and hours, as typed. Raises as ``rewrite`` does."""
        read = read_details(title, day, tags, hours, participatory, today=self.today(person))
        async with self._database.begin() as session:
            row, said = await self._row(session, person, entry_id, version)
            return self._keep(
                row,
                replace(
                    said,
                    title=read.title,
                    day=read.day,
                    tags=read.tags,
                    hours=read.hours,
                    participatory=read.participatory,
                ),
            )

    async def act(
        self, person: Person, entry_id: int, version: int, *, action: str, due: str, remind: bool
    ) -> Reflection:
        """Say what to do, by when, and whether to be reminded of it that morning. Raises as ``rewrite`` does."""
        action, day = read_action(action), read_due(due, self.today(person))
        if remind and not (action and day):
            raise InvalidInput(N_("To be reminded, please say what you mean to do and by which day."))
        async with self._database.begin() as session:
            row, said = await self._row(session, person, entry_id, version)
            if said.reminder_id is not None:
                await self._reminders.forget_in(session, person, said.reminder_id)
            reminder_id = None
            if remind and day is not None:
                reminder_id = await self._reminders.remind_in(
                    session, person, datetime.combine(day, REMINDED_AT), action
                )
            return self._keep(row, replace(said, action=action, action_due=day, reminder_id=reminder_id))

    async def delete(self, person: Person, entry_id: int) -> None:
        """Delete an entry, what was shown of it, and its reminder. Raises ``ReflectionGone``."""
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await repository.entry(session, person.guild_id, person.member_id, entry_id)
            if row is None:
                raise ReflectionGone
            try:
                said = rows.reflection_of(self._keyring, row)
                if said.reminder_id is not None:
                    await self._reminders.forget_in(session, person, said.reminder_id)
            except Locked:
                pass  # what can't be opened can still be deleted
            await self._sharing.withdraw(session, person.guild_id, entry_id)
            await session.delete(row)
        await self._database.truncate_log()

    async def _row(
        self, session: AsyncSession, person: Person, entry_id: int, version: int
    ) -> tuple[EntryRow, Reflection]:
        await lock_community(session, person.guild_id)
        row = await repository.entry(session, person.guild_id, person.member_id, entry_id)
        if row is None:
            raise ReflectionGone
        if row.version != version:
            raise Changed
        return row, rows.reflection_of(self._keyring, row)

    def _keep(self, row: EntryRow, said: Reflection) -> Reflection:
        row.version += 1
        said = replace(said, version=row.version)
        rows.keep(self._keyring, row, said)
        return said

    async def _opened(self, found: Sequence[EntryRow]) -> Book:
        opened: list[Reflection] = []
        locked = 0
        for number, row in enumerate(found):
            if number % AT_ONCE == AT_ONCE - 1:
                await asyncio.sleep(0)
            try:
                opened.append(rows.reflection_of(self._keyring, row))
            except Locked:
                locked += 1
        opened.sort(key=lambda one: (one.day, one.id), reverse=True)
        return Book(tuple(opened), locked)
