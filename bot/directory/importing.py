"""Bringing a list in, and taking one out: tried out first, then confirmed, all of it or nothing."""

import asyncio
import csv
import io
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.community.standing import Audience, Person, require
from bot.directory.entries import Profile
from bot.directory.importer import COLUMNS, Problem, guarded, read
from bot.directory.service import DirectoryService, Imported
from bot.directory.spreadsheets import table
from bot.errors import NotFound
from bot.texts import N_

KEPT = timedelta(minutes=15)
"""How long a file that was tried out is kept, in memory alone."""
MOST_KEPT = 10
PROBLEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Trial:
    """What importing a file would do. ``token`` confirms it; None while there are problems.

    ``columns`` are the file's own with what each was taken for (None: left out); ``problems`` the first few of
    ``wrong``.
    """

    token: str | None
    columns: tuple[tuple[str, str | None], ...]
    would: Imported
    problems: tuple[Problem, ...]
    wrong: int


@dataclass(frozen=True, slots=True)
class _Kept:
    guild_id: int
    profiles: tuple[Profile, ...]
    fields: frozenset[str]
    until: datetime


class ImportService:
    """Lists of entries, for facilitators."""

    def __init__(self, clock: Clock, directory: DirectoryService) -> None:
        self._clock = clock
        self._directory = directory
        self._kept: dict[str, _Kept] = {}

    async def try_out(self, person: Person, data: bytes, filename: str) -> Trial:
        """Read a file and say what importing it would do; nothing is changed.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for a file that can't be read.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        # A large file takes seconds to read, and must not hold up everybody.
        found = await asyncio.to_thread(table, data, filename)
        reading = await asyncio.to_thread(read, found.text.encode())
        would = self._directory.would_import(person.guild_id, reading.profiles)
        token = None
        if not reading.problems and reading.profiles:
            token = self._keep(person.guild_id, reading.profiles, found.fields)
        return Trial(token, found.columns, would, reading.problems[:PROBLEMS_SHOWN], len(reading.problems))

    def _keep(self, guild_id: int, profiles: tuple[Profile, ...], fields: frozenset[str]) -> str:
        now = self._clock.now()
        live = {token: one for token, one in self._kept.items() if one.until > now}
        self._kept = dict(list(live.items())[-(MOST_KEPT - 1) :])
        token = secrets.token_hex(8)
        self._kept[token] = _Kept(guild_id, profiles, fields, now + KEPT)
        return token

    async def confirm(self, person: Person, token: str, *, consented: bool) -> Imported:
        """Import what was tried out. Raises ``NotFound`` when it is no longer kept."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        kept = self._kept.pop(token, None)
        if kept is None or kept.guild_id != person.guild_id or kept.until <= self._clock.now():
            raise NotFound(N_("That file isn't kept any more. Please attach it again; nothing was imported."))
        return await self._directory.import_entries(
            person.guild_id, kept.profiles, consented=consented, fields=kept.fields
        )

    def export(self, person: Person) -> bytes:
        """The listed entries as facilitators see them, as a CSV file that can be imported again (UTF-8 with a BOM).

        Raises ``NotAllowed`` for anyone but facilitators.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        written = io.StringIO()
        out = csv.writer(written, lineterminator="\n")
        out.writerow(COLUMNS)
        for profile in self._directory.listed_for(person):
            out.writerow([guarded(cell) for cell in _cells(profile)])
        return written.getvalue().encode("utf-8-sig")


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
