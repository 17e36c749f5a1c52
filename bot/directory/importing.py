"""Bringing a list in, and taking one out: tried out first, then confirmed, all of it or nothing."""

import asyncio
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import sheet
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.directory.entries import Profile
from bot.directory.importer import COLUMNS, Problem, Reading, read
from bot.directory.service import DirectoryService, Imported
from bot.directory.spreadsheets import Meant, Table, table
from bot.directory.unclaimed import UnclaimedService
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.texts import N_

KEPT = timedelta(minutes=15)
"""How long a file that was tried out is kept, in memory alone."""
MOST_KEPT = 10
PROBLEMS_SHOWN = 10
NO_NAMES = N_("no column is taken for people's names; say below which one holds them")


@dataclass(frozen=True, slots=True)
class Trial:
    """What importing a file would do. ``token`` confirms it once it is ``ready``: there are no problems.

    ``columns`` are the file's own with what each was taken for (None: left out); ``problems`` the first few of
    ``wrong``. ``moved`` when the directory has changed since the file was first tried out.
    """

    token: str
    ready: bool
    columns: tuple[tuple[str, str | None], ...]
    would: Imported
    problems: tuple[Problem, ...]
    wrong: int
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    guild_id: int
    data: bytes
    filename: str
    meant: Meant
    table: Table
    reading: Reading
    would: Imported
    until: datetime


class ImportService:
    """Lists of entries, for facilitators."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        directory: DirectoryService,
        unclaimed: UnclaimedService,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._directory = directory
        self._unclaimed = unclaimed
        self._kept: dict[str, _Kept] = {}

    async def try_out(self, person: Person, data: bytes, filename: str) -> Trial:
        """Read a file and say what importing it would do; nothing is changed.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for a file that can't be read.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        return await self._tried(person.guild_id, secrets.token_hex(8), data, filename, {})

    async def mean(self, person: Person, token: str, column: int, field: str | None) -> Trial:
        """Try the file out again with a column taken for another field, or left out.

        Raises as ``try_out`` does, and ``NotFound`` when the file is no longer kept.
        """
        kept = self._keeping(person, token)
        if field is not None and field not in COLUMNS:
            raise InvalidInput(N_("That isn't something an entry holds. Please choose from the list."))
        # A field is in one column only: the one that had it is left out.
        freed = {i: None for i, (_name, had) in enumerate(kept.table.columns) if had == field and field is not None}
        meant = {**kept.meant, **freed, column: field}
        return await self._tried(person.guild_id, token, kept.data, kept.filename, meant)

    def columns(self, person: Person, token: str) -> tuple[tuple[str, str | None], ...]:
        """A kept file's columns, each with what it is taken for. Raises ``NotAllowed``, ``NotFound``."""
        return self._keeping(person, token).table.columns

    async def confirm(self, person: Person, token: str, *, consented: bool) -> Imported | Trial:
        """Import what was tried out; or, when it would no longer do what was shown, show that instead.

        Raises ``NotAllowed``, and ``NotFound`` when the file is no longer kept.
        """
        kept = self._keeping(person, token)
        if kept.reading.problems:
            raise NotFound(N_("That file can't be imported as it is. Please put it right and attach it again."))
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            would, profiles = await self._sorted(session, person.guild_id, kept.reading)
            if would == kept.would:
                await self._directory.import_in(
                    session, person.guild_id, profiles, consented=consented, fields=kept.table.fields
                )
                await self._unclaimed.keep(session, person.guild_id, kept.reading.unnumbered)
                self._community.note(session, person, "list imported")
                del self._kept[token]
                return would
        self._kept[token] = replace(kept, would=would)
        return _trial(token, self._kept[token], moved=True)

    async def export(self, person: Person) -> bytes:
        """The listed entries as facilitators see them, as a CSV file that can be imported again (UTF-8 with a BOM).

        Raises ``NotAllowed`` for anyone but facilitators.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            self._community.note(session, person, "list taken out")
        return sheet.written([COLUMNS, *map(_cells, self._directory.listed_for(person))])

    # -- what is kept between the two steps --------------------------------------------------

    async def _tried(self, guild_id: int, token: str, data: bytes, filename: str, meant: Meant) -> Trial:
        # A large file takes seconds to read, and must not hold up everybody.
        found = await asyncio.to_thread(table, data, filename, meant)
        reading = await asyncio.to_thread(read, found.text.encode(), numbered=False)
        if "display_name" not in found.fields:
            reading = Reading((), (Problem(1, "", NO_NAMES),))
        async with self._database.read() as session:
            would, _profiles = await self._sorted(session, guild_id, reading)
        now = self._clock.now()
        live = {one: kept for one, kept in self._kept.items() if kept.until > now and one != token}
        self._kept = dict(list(live.items())[-(MOST_KEPT - 1) :])
        self._kept[token] = _Kept(guild_id, data, filename, meant, found, reading, would, now + KEPT)
        return _trial(token, self._kept[token])

    async def _sorted(
        self, session: AsyncSession, guild_id: int, reading: Reading
    ) -> tuple[Imported, tuple[Profile, ...]]:
        """What importing would do as things stand, and whose entries it would write."""
        found = await self._unclaimed.sort(session, guild_id, reading.unnumbered)
        # A row with a number goes before one that is known by its name alone.
        profiles = tuple({one.member_id: one for one in (*found.known, *reading.profiles)}.values())
        would = self._directory.would_import(guild_id, profiles)
        return replace(would, waiting=len(found.waiting)), profiles

    def _keeping(self, person: Person, token: str) -> _Kept:
        require(person.standing, Audience.FACILITATOR, set_up=True)
        kept = self._kept.get(token)
        if kept is None or kept.guild_id != person.guild_id or kept.until <= self._clock.now():
            raise NotFound(N_("That file isn't kept any more. Please attach it again; nothing was imported."))
        return kept


def _trial(token: str, kept: _Kept, *, moved: bool = False) -> Trial:
    problems = kept.reading.problems
    ready = not problems and bool(kept.reading.profiles or kept.reading.unnumbered)
    return Trial(token, ready, kept.table.columns, kept.would, problems[:PROBLEMS_SHOWN], len(problems), moved)


def _cells(profile: Profile) -> list[str]:
    return [
        str(profile.member_id),
        profile.display_name,
        profile.pronouns,
        profile.role,
        profile.career_stage or "",
        ";".join(sorted(profile.settings)),
        ";".join(f"{skill.name}:{skill.level}" for skill in profile.skills),
        profile.interests,
        profile.bio,
        ";".join(sorted(profile.open_to)),
    ]
