"""Rows of a list that name no Discord account: kept out of everybody's sight until someone claims theirs.

A row is claimed by its name, typed whole: names alone are shown to facilitators and to nobody else, since nobody
asked those people. What was claimed becomes the person's own entry, still hidden until they agree to be listed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.directory import repository
from bot.directory.entries import Profile
from bot.directory.models import ProfileRow, ProfileSkillRow, UnclaimedRow
from bot.directory.names import name_key
from bot.directory.rows import COLUMNS, empty_row, fields_of, profile_of, write
from bot.directory.service import MODEL
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_

KEPT = timedelta(days=180)
"""How long a row waits to be claimed: about three meetings."""
PAGE = 5
SHOWN_CLAIMS = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that nobody has claimed."""

    id: int
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What waits, one page of it (from 0), and who claimed which name lately, latest first."""

    waiting: tuple[Waiting, ...]
    page: int
    pages: int
    total: int
    claimed: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a list: those of people who are known by now, and those that wait, by name."""

    known: tuple[Profile, ...]
    waiting: tuple[Profile, ...]


class UnclaimedService:
    """Rows without an account, for facilitators and for those whom they are about."""

    def __init__(self, database: Database, clock: Clock, community: CommunityService) -> None:
        self._database = database
        self._clock = clock
        self._community = community

    # -- for the import ---------------------------------------------------------------------

    async def sort(self, session: AsyncSession, guild_id: int, profiles: Sequence[Profile]) -> Sorted:
        """Which rows without a number are people who have claimed such a name before, and which are not."""
        if not profiles:
            return Sorted((), ())
        rows = {row.name: row.claimed_by for row in await repository.unclaimed(session, guild_id)}
        known: list[Profile] = []
        waiting: list[Profile] = []
        for one in profiles:
            member_id = rows.get(name_key(one.display_name))
            if member_id is None:
                waiting.append(one)
            else:
                known.append(replace(one, member_id=member_id))
        return Sorted(tuple(known), tuple(waiting))

    async def keep(self, session: AsyncSession, guild_id: int, profiles: Sequence[Profile]) -> None:
        """Keep rows until someone claims them, in the place of earlier ones of the same name."""
        rows = {row.name: row for row in await repository.unclaimed(session, guild_id)} if profiles else {}
        for one in profiles:
            name = name_key(one.display_name)
            row = rows.get(name)
            if row is None:
                row = UnclaimedRow(guild_id=guild_id, name=name)
                session.add(row)
            if row.claimed_by is None:
                row.entry, row.added_at = _entry(one), self._clock.now()

    async def tick(self) -> None:
        """Drop what nobody has claimed for ``KEPT``."""
        async with self._database.begin() as session:
            await repository.drop_unclaimed(session, self._clock.now() - KEPT)

    # -- for facilitators -------------------------------------------------------------------

    async def claims(self, person: Person, page: int = 0) -> Claims:
        """What waits to be claimed. Raises ``NotAllowed`` for anyone but facilitators."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.read() as session:
            rows = await repository.unclaimed(session, person.guild_id)
        waiting = [
            Waiting(row.id, row.entry["display_name"], row.entry["role"]) for row in rows if row.entry is not None
        ]
        claimed = [(row.name, row.claimed_by) for row in reversed(rows) if row.claimed_by is not None]
        pages = max(1, -(-len(waiting) // PAGE))
        page = min(max(page, 0), pages - 1)
        shown = tuple(waiting[page * PAGE : (page + 1) * PAGE])
        return Claims(shown, page, pages, len(waiting), tuple(claimed[:SHOWN_CLAIMS]))

    async def match(self, person: Person, row_id: int, member_id: int) -> None:
        """Say whose a row is; they see it in ``/profile view`` and decide. Raises ``NotAllowed``, ``NotFound``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        await self._give(person, member_id, lambda row: row.id == row_id, by_facilitator=True)

    async def discard(self, person: Person, row_id: int) -> None:
        """Drop a row. Raises ``NotAllowed``, and ``NotFound`` when it is gone or claimed."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await session.get(UnclaimedRow, row_id)
            if row is None or row.guild_id != person.guild_id or row.entry is None:
                raise NotFound(N_("That row is gone, or someone has claimed it meanwhile."))
            await session.delete(row)
        await self._database.truncate_log()

    # -- for the person ---------------------------------------------------------------------

    async def claim(self, person: Person, name: str) -> None:
        """Take the row of this name as one's own entry. Raises ``InvalidInput`` without a name, ``NotFound``."""
        wanted = name_key(name)
        if not wanted:
            raise InvalidInput(N_("Please write your name as the group's list has it, first and last."))
        await self._give(person, person.member_id, lambda row: row.name == wanted, by_facilitator=False)

    async def _give(
        self, actor: Person, member_id: int, fits: Callable[[UnclaimedRow], bool], *, by_facilitator: bool
    ) -> None:
        now = self._clock.now()
        async with self._database.begin() as session:
            await lock_community(session, actor.guild_id)
            rows = await repository.unclaimed(session, actor.guild_id)
            row = next((one for one in rows if one.entry is not None and fits(one)), None)
            if row is None or row.entry is None:
                raise NotFound(
                    N_("That row is gone, or someone has claimed it meanwhile.")
                    if by_facilitator
                    else N_("No entry waits under that name. Please write it as the group's list has it, ask a "
                            "facilitator, or make your own entry with /profile edit.")
                )  # fmt: skip
            await _take(session, actor.guild_id, _profile(actor.guild_id, member_id, row.entry, now), now)
            row.entry, row.claimed_by = None, member_id
            action = "row of a list matched" if by_facilitator else "row of a list claimed"
            self._community.note(session, actor, action)
            await bump(session, actor.guild_id, MODEL)


async def _take(session: AsyncSession, guild_id: int, listed: Profile, now: datetime) -> None:
    """Make a row the person's entry; where they have one already, it says only what theirs left empty."""
    row: ProfileRow | None = await repository.profile(session, guild_id, listed.member_id)
    if row is None:
        row = empty_row(guild_id, listed.member_id, now)
        session.add(row)
        write(row, listed)
        return
    own = profile_of(row)
    known = {skill.name.casefold() for skill in own.skills}
    added = tuple(skill for skill in listed.skills if skill.name.casefold() not in known)
    filled = {field: getattr(own, field) or getattr(listed, field) for field in COLUMNS}
    write(row, replace(own, **filled, skills=(*own.skills, *added)))


def _entry(profile: Profile) -> dict[str, Any]:
    """What a row says, as plain values for JSON."""
    return {**fields_of(profile), "skills": [[skill.name, skill.level] for skill in profile.skills]}


def _profile(guild_id: int, member_id: int, entry: Mapping[str, Any], now: datetime) -> Profile:
    """What ``_entry`` kept, as the entry of the person whose it is."""
    row = empty_row(guild_id, member_id, now)
    for name in COLUMNS:
        setattr(row, name, entry[name])
    row.skills = [ProfileSkillRow(name=name, level=level) for name, level in entry["skills"]]
    return profile_of(row)
