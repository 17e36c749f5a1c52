"""Bringing a list of people into a workshop: tried out first, then confirmed; nothing is kept before."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import sheet
from bot.community.leavers import MembershipCheck, missing
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotFound
from bot.storage.database import Database, lock_community
from bot.texts import N_
from bot.workshops import repository
from bot.workshops.entries import Standing, State, Workshop
from bot.workshops.import_reading import Listed, People, Problem, columns_of, entries
from bot.workshops.models import PlaceRow, WorkshopRow
from bot.workshops.notices import Notices
from bot.workshops.rows import missed, newcomer, workshop_of

KEPT = timedelta(minutes=15)
"""How long a file that was tried out is kept, in memory alone."""
MOST_KEPT, MOST_ROWS, MOST_BYTES, SHOWN = 10, 500, 1_000_000, 10


@dataclass(frozen=True, slots=True)
class Trial:
    """What bringing a list in would do: how many would have a place, wait, be in the draw, or are signed up already.

    ``token`` confirms it; ``problems`` are the first few of ``wrong``, ``left`` the columns that aren't read; ``moved``
    when it would do something else by now than was shown.
    """

    token: str
    workshop: Workshop
    holds: int
    waits: int
    applied: int
    already: int
    problems: tuple[Problem, ...]
    wrong: int
    left: tuple[str, ...]
    moved: bool = False

    @property
    def new(self) -> int:
        return self.holds + self.waits + self.applied


@dataclass(frozen=True, slots=True)
class _Kept:
    guild_id: int
    people: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    left: tuple[str, ...]
    shown: Trial
    until: datetime


class WorkshopImport:
    """Lists of people, for facilitators."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        notices: Notices,
        people: People,
        members: Callable[[], MembershipCheck],
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._notices = notices
        self._people = people
        self._members = members
        self._kept: dict[str, _Kept] = {}

    async def try_out(self, person: Person, workshop_id: int, data: bytes) -> Trial:
        """Read a CSV file and say what bringing it in would do; nothing is changed.

        Raises ``NotAllowed`` for anyone but facilitators, ``WorkshopGone``, ``InvalidInput`` for what can't be read.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        rows = list(sheet.read(data)) if len(data) <= MOST_BYTES else []
        if not 2 <= len(rows) <= MOST_ROWS + 1:
            raise InvalidInput(N_("A list has a row of headings, then from 1 to {most} people.", most=MOST_ROWS))
        columns, left = columns_of(rows[0][1])
        people, problems = entries(self._people, person.guild_id, columns, rows[1:])
        people, gone = await self._here(person.guild_id, people)
        async with self._database.read() as session:
            row = await self._row(session, person, workshop_id)
            made, refused, already = await self._planned(session, row, people)
        wrong = tuple(sorted([*problems, *gone, *refused], key=lambda one: one.row))
        token = secrets.token_hex(8)
        shown = _trial(token, row, made, already, wrong, left)
        live = {one: kept for one, kept in self._kept.items() if kept.until > self._clock.now()}
        self._kept = dict(list(live.items())[-(MOST_KEPT - 1) :])
        until = self._clock.now() + KEPT
        self._kept[token] = _Kept(person.guild_id, people, (*problems, *gone), left, shown, until)
        return shown

    async def confirm(self, person: Person, token: str) -> tuple[Trial, bool]:
        """Sign up whom the list names, in its order, and whether that was done: when it would no longer do what was
        shown, nothing is, and it is shown anew.

        Raises ``NotAllowed``, ``WorkshopGone``, and ``NotFound`` when the file is no longer kept.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        shown = self._found(person, token).shown
        async with self._database.begin() as session:
            await lock_community(session, person.guild_id)
            row = await self._row(session, person, shown.workshop.id)
            kept = self._found(person, token)  # once it is one's turn: of two presses the second finds it brought in
            made, refused, already = await self._planned(session, row, kept.people)
            wrong = tuple(sorted([*kept.problems, *refused], key=lambda one: one.row))
            would = _trial(token, row, made, already, wrong, kept.left)
            if replace(would, workshop=kept.shown.workshop) != kept.shown:
                self._kept[token] = replace(kept, shown=would)
                return replace(would, moved=True), False
            for one in made:
                await session.merge(one)  # whoever let an offer pass has a row already
            self._community.note(session, person, "workshop list imported")
            await self._notices.tell_listed(session, row, made)
            self._kept.pop(token, None)
        return would, True

    def _found(self, person: Person, token: str) -> _Kept:
        """A list that was tried out and isn't brought in. Raises ``NotFound``."""
        kept = self._kept.get(token)
        if kept is None or kept.guild_id != person.guild_id or kept.until <= self._clock.now():
            raise NotFound(
                N_("That list was brought in already, or isn't kept any more. If somebody is missing, please attach it "
                   "again.")
            )  # fmt: skip
        return kept

    async def _row(self, session: AsyncSession, person: Person, workshop_id: int) -> WorkshopRow:
        row = await repository.workshop(session, person.guild_id, workshop_id)
        if row is None or row.state != State.ACTIVE:
            raise missed(row)
        if row.at <= self._clock.now():
            raise InvalidInput(N_("That workshop has begun already."))
        return row

    async def _here(self, guild_id: int, people: Sequence[Listed]) -> tuple[tuple[Listed, ...], list[Problem]]:
        """Those who are on the server, as far as that can be told."""
        async with self._database.read() as session:
            gone = await missing(session, guild_id)
        for one in people:
            unknown = self._people.name_of(guild_id, one.member_id) is None and one.member_id not in gone
            if unknown and await self._members().is_member(guild_id, one.member_id) is False:
                gone.add(one.member_id)
        here = tuple(one for one in people if one.member_id not in gone)
        return here, [Problem(one.row, N_("isn't on this server")) for one in people if one.member_id in gone]

    async def _planned(
        self, session: AsyncSession, row: WorkshopRow, people: Sequence[Listed]
    ) -> tuple[list[PlaceRow], list[Problem], int]:
        """The rows that would be made, in the list's order; who can't be signed up; how many are already."""
        places = {one.member_id: one for one in await repository.places(session, row.id)}
        workshop, now, made, refused = workshop_of(row), self._clock.now(), list[PlaceRow](), list[Problem]()
        already = 0
        for n, one in enumerate(people):
            known = places.get(one.member_id)
            if known is not None and known.standing != Standing.LAPSED:
                already += known.role == one.role
                if known.role != one.role:
                    refused.append(Problem(one.row, N_("is signed up in the other role already")))
                continue
            if not workshop.capacity(one.role):
                refused.append(Problem(one.row, N_("no mentors are looked for")))
                continue
            others = [other for other in places.values() if other is not known]
            places[one.member_id] = fresh = PlaceRow(
                workshop_id=row.id, member_id=one.member_id, guild_id=row.guild_id, role=one.role,
                standing=newcomer(row, others, one.role), since=now + timedelta(microseconds=n), until=None,
                stage=one.stage, topics=list(one.topics), needs=None, attended=None,
            )  # fmt: skip
            made.append(fresh)
        return made, refused, already


def _trial(
    token: str,
    row: WorkshopRow,
    made: Sequence[PlaceRow],
    already: int,
    wrong: Sequence[Problem],
    left: tuple[str, ...],
) -> Trial:
    told = Counter(one.standing for one in made)
    return Trial(
        token, workshop_of(row), told[Standing.HOLDS], told[Standing.WAITS], told[Standing.APPLIED], already,
        tuple(wrong[:SHOWN]), len(wrong), left,
    )  # fmt: skip
