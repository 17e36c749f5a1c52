"""Bringing in a list of calls: read and shown first, by line, and kept only once a facilitator says so.

A call that is open already is changed by its line, and never put in twice.
"""

import secrets
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.community import sheet
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotFound
from bot.funding import repository
from bot.funding.entries import About, Call, Dates, State, Terms, name_of
from bot.funding.managing import ManagingService, refuse_too_many
from bot.funding.posting import Posting
from bot.funding.reading import MOST_ROWS, Line, columns_of, differing, read_line, refuse_too_large
from bot.funding.rows import call_of, new_row, write_about, write_dates, write_terms
from bot.funding.service import MODEL, FundingService
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_, Message

KEPT = timedelta(minutes=15)
"""How long what was read is kept, in memory alone."""
MOST_KEPT = 10


@dataclass(frozen=True, slots=True)
class Change:
    """What a line changes of a call that is open; ``fields`` are those of it. ``closes`` when its deadline has
    passed by then."""

    line: int
    call: Call
    about: About
    dates: Dates
    terms: Terms
    fields: tuple[str, ...]
    closes: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that isn't taken, and why."""

    line: int
    why: Message


@dataclass(frozen=True, slots=True)
class Trial:
    """What bringing a file in would do. ``token`` confirms it, unless it would do nothing; ``seen`` are the calls that
    there were."""

    token: str
    ready: tuple[Line, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    duplicates: tuple[Problem, ...]
    left_out: tuple[str, ...]
    seen: frozenset[int]

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.ready)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many calls were put in, and how many of those straight into the archive; how many were changed; how many
    lines did nothing, for by then their call was there, or was another."""

    added: int
    archived: int
    changed: int
    there: int


class FundingImport:
    """Reads lists of calls for facilitators."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        community: CommunityService,
        funding: FundingService,
        calls: ManagingService,
        posting: Posting,
    ) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._funding = funding
        self._calls = calls
        self._posting = posting
        self._kept: dict[str, tuple[int, Trial, datetime]] = {}

    def try_out(self, person: Person, data: bytes) -> Trial:
        """Read a file and say what bringing it in would do; nothing is kept but for a while, in memory.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for a file that can't be read.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        refuse_too_large(len(data))
        rows = sheet.read(data)
        _line, header = next(rows, (1, list[str]()))
        columns = columns_of(header)
        cells: list[tuple[int, dict[str, str]]] = []
        for count, (line, row) in enumerate(rows):
            if count >= MOST_ROWS:
                raise InvalidInput(N_("That list has more than {most} rows. Please split it.", most=MOST_ROWS))
            said = {field: row[place] for field, place in columns.items() if place < len(row)}
            if any(said.values()):
                cells.append((line, said))
        left_out = tuple(name for place, name in enumerate(header) if name and place not in columns.values())
        return self._keep(person, replace(self._sorted(person.guild_id, cells), left_out=left_out))

    def _sorted(self, guild_id: int, cells: Sequence[tuple[int, dict[str, str]]]) -> Trial:
        there = self._funding.of_group(guild_id, State.OPEN, State.DRAFT, State.ARCHIVED)
        zone, now = self._community.community(guild_id).zone, self._clock.now()
        known, lines = _by_name(there), dict[object, Line]()
        problems, duplicates = list[Problem](), list[Problem]()
        for line, said in cells:
            try:
                one = read_line(line, said, _zones(said, known, zone), now)
            except InvalidInput as wrong:
                problems.append(Problem(line, wrong.message))
                continue
            before = lines.setdefault((name_of(one.about), one.dates.last), one)
            if before is not one:
                duplicates.append(Problem(line, N_("the same as line {line}", line=before.line)))
        ready, changes = list[Line](), list[Change]()
        meant = _meant(lines.values(), known)
        for one in lines.values():
            call = meant.get(one.line)
            if call is None:
                ready.append(one)
                continue
            about, dates, terms = one.over(call)
            fields = differing(call, about, dates, terms) if call.state is State.OPEN else ()
            if fields:
                changes.append(Change(one.line, call, about, dates, terms, fields, dates.closed(now)))
            else:
                duplicates.append(Problem(one.line, N_("“{title}” is there already", title=one.about.title)))
        in_order = sorted(duplicates, key=lambda one: one.line)
        seen = frozenset(call.id for call in there)
        return Trial("", tuple(ready), tuple(changes), tuple(problems), tuple(in_order), (), seen)

    def _keep(self, person: Person, trial: Trial) -> Trial:
        now = self._clock.now()
        live = {token: kept for token, kept in self._kept.items() if kept[2] > now}
        self._kept = dict(list(live.items())[-(MOST_KEPT - 1) :])
        trial = replace(trial, token=secrets.token_hex(8))
        if trial.ready or trial.changes:
            self._kept[trial.token] = (person.guild_id, trial, now + KEPT)
        return trial

    async def confirm(self, person: Person, token: str) -> Imported:
        """Do what was shown: put calls in, and change those that are there; those who follow one hear of a changed
        deadline. Raises ``NotAllowed``, ``NotFound`` when it is no longer kept, ``InvalidInput``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        guild_id, trial, until = self._kept.get(token, (0, None, self._clock.now()))
        if trial is None or guild_id != person.guild_id or until <= self._clock.now():
            raise NotFound(N_("That file isn't kept any more. Please attach it again; nothing was brought in."))
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            added = await self._add(session, person, trial)
            changed = await self._change(session, guild_id, trial.changes)
            fresh = [one for one in added if one.state is State.OPEN]
            await self._posting.tell(session, guild_id, fresh, changed)
            self._community.note(session, person, "funding calls imported")
            await bump(session, guild_id, MODEL)
        self._kept.pop(token, None)
        idle = len(trial.ready) + len(trial.changes) - len(added) - len(changed)
        return Imported(len(added), len(added) - len(fresh), len(changed), idle)

    async def _add(self, session: AsyncSession, person: Person, trial: Trial) -> list[Call]:
        """The calls that were put in; not those that somebody else has put in since they were shown."""
        now = self._clock.now()
        rows = await repository.calls(session, person.guild_id)
        since = _meant(trial.ready, _by_name(call_of(row) for row in rows if row.id not in trial.seen))
        wanted = [one for one in trial.ready if one.line not in since]
        refuse_too_many(rows, sum(not one.dates.closed(now) for one in wanted))
        made = [new_row(person.guild_id, person.member_id, one.about, now) for one in wanted]
        for one, row in zip(wanted, made, strict=True):
            write_dates(row, one.dates, now)
            write_terms(row, one.terms)
            row.state = State.ARCHIVED if one.dates.closed(now) else State.OPEN
        session.add_all(made)
        await session.flush()
        return [call_of(row) for row in made]

    async def _change(self, session: AsyncSession, guild_id: int, changes: Sequence[Change]) -> list[tuple[Call, Call]]:
        """Each call that is still as it was shown, before and after."""
        done: list[tuple[Call, Call]] = []
        for one in changes:
            row = await repository.call(session, guild_id, one.call.id)
            if row is None or row.version != one.call.version:
                continue
            write_about(row, one.about)
            write_terms(row, one.terms)
            done.append((await self._calls.redate(session, row, one.dates), call_of(row)))
        return done


Known = Mapping[tuple[str, str], Sequence[Call]]


def _by_name(calls: Iterable[Call]) -> Known:
    found: defaultdict[tuple[str, str], list[Call]] = defaultdict(list)
    for call in calls:
        found[name_of(call.about)].append(call)
    return found


def _zones(said: Mapping[str, str], known: Known, zone: str) -> tuple[str, str]:
    """The zones of deadlines for which a line names none: those that the call has already, or else the group's."""
    name = name_of(About(said.get("title", ""), said.get("funder", "")))
    open_ = [one.dates for one in known.get(name, ()) if one.state is State.OPEN]
    dates = open_[0] if len(open_) == 1 else Dates()
    return (dates.sponsor.zone if dates.sponsor else zone), (dates.internal.zone if dates.internal else zone)


def _meant(lines: Collection[Line], known: Known) -> dict[int, Call]:
    """Which call each line is about, by its number; none for lines about one that isn't there.

    Two rounds of a call may be open under one name: a line is about the one with its deadline, and only otherwise
    about one that no other line is about. Another round of one that is closed is another call.
    """
    found: dict[int, Call] = {}
    taken = set[int]()
    for exact in (True, False):
        for one in lines:
            if one.line in found:
                continue
            for call in known.get(name_of(one.about), ()):
                fits = one.dates.last == call.dates.last if exact else call.state is not State.ARCHIVED
                if fits and call.id not in taken:
                    found[one.line] = call
                    taken.add(call.id)
                    break
    return found
