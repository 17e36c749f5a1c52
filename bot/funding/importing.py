"""Bringing in a list of calls: read and shown first, by line, and kept only once a facilitator says so."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.community import sheet
from bot.community.backgrounds import CareerStage, Setting
from bot.community.service import CommunityService
from bot.community.standing import Audience, Person, require
from bot.errors import InvalidInput, NotFound
from bot.funding import repository
from bot.funding.deadlines import read
from bot.funding.entries import (
    About,
    Call,
    Dates,
    Phase,
    Region,
    State,
    Terms,
    checked_about,
    checked_contact,
    checked_terms,
    known,
    same,
)
from bot.funding.managing import refuse_too_many
from bot.funding.rows import new_row, write_dates, write_terms
from bot.funding.service import MODEL, FundingService
from bot.storage.database import Database, lock_community
from bot.storage.revisions import bump
from bot.texts import N_, Message

MOST_BYTES, MOST_ROWS = 1_000_000, 500
KEPT = timedelta(minutes=15)
"""How long what was read is kept, in memory alone."""
MOST_KEPT = 10

NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "call", "name", "scheme", "opportunity"),
    "funder": ("funder", "sponsor", "funding body"),
    "link": ("link", "url", "web", "website"),
    "amount": ("amount", "total", "budget", "value"),
    "ceiling": ("ceiling", "maximum", "max", "per project", "award"),
    "eligibility": ("eligibility", "who can apply", "eligible"),
    "stages": ("career stages", "career stage", "stages"),
    "organisations": ("organisations", "organisation", "organization", "sector"),
    "regions": ("places", "place", "regions", "region", "where"),
    "phase": ("stage", "phase", "step"),
    "sponsor": ("deadline", "sponsor deadline", "sponsors deadline", "sponsor's deadline", "closes", "closing date"),
    "sponsor_time": ("time", "deadline time", "sponsor time", "closing time"),
    "sponsor_zone": ("zone", "time zone", "timezone", "sponsor zone", "deadline zone"),
    "internal": ("internal deadline", "internal", "our deadline"),
    "internal_time": ("internal time", "internal deadline time"),
    "internal_zone": ("internal zone", "internal time zone"),
    "contact": ("contact", "who to ask", "email"),
}
"""What people call the columns."""
LISTS = {"stages": CareerStage, "organisations": Setting, "regions": Region}


@dataclass(frozen=True, slots=True)
class Ready:
    """A call that was read. ``passed`` when its deadline has: it goes into the archive."""

    line: int
    about: About
    dates: Dates
    terms: Terms
    passed: bool


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that isn't taken, and why."""

    line: int
    why: Message


@dataclass(frozen=True, slots=True)
class Trial:
    """What bringing a file in would do. ``token`` confirms it, unless there is nothing to bring in."""

    token: str
    ready: tuple[Ready, ...]
    problems: tuple[Problem, ...]
    duplicates: tuple[Problem, ...]
    left_out: tuple[str, ...]

    @property
    def passed(self) -> int:
        return sum(one.passed for one in self.ready)


@dataclass(frozen=True, slots=True)
class Imported:
    """How many calls were put in, and how many of those straight into the archive; ``there`` were there by then."""

    added: int
    archived: int
    there: int


class FundingImport:
    """Reads lists of calls for facilitators."""

    def __init__(self, database: Database, clock: Clock, community: CommunityService, funding: FundingService) -> None:
        self._database = database
        self._clock = clock
        self._community = community
        self._funding = funding
        self._kept: dict[str, tuple[int, Trial, datetime]] = {}

    def try_out(self, person: Person, data: bytes) -> Trial:
        """Read a file and say what bringing it in would do; nothing is kept but for a while, in memory.

        Raises ``NotAllowed`` for anyone but facilitators, ``InvalidInput`` for a file that can't be read.
        """
        require(person.standing, Audience.FACILITATOR, set_up=True)
        refuse_too_large(len(data))
        rows = sheet.read(data)
        _line, header = next(rows, (1, list[str]()))
        columns = _columns(header)
        if "title" not in columns or "funder" not in columns:
            raise InvalidInput(
                N_("The first line must name the columns; at least “title” and “funder” are needed. Others: link, "
                   "amount, ceiling, eligibility, deadline, time, zone, internal deadline, contact.")
            )  # fmt: skip
        trial = self._sorted(person.guild_id, rows, columns)
        left_out = tuple(name for place, name in enumerate(header) if name and place not in columns.values())
        return self._keep(person, replace(trial, left_out=left_out))

    def _sorted(self, guild_id: int, rows: Iterator[tuple[int, list[str]]], columns: Mapping[str, int]) -> Trial:
        zone, now = self._community.community(guild_id).zone, self._clock.now()
        there = self._funding.of_group(guild_id, State.OPEN, State.DRAFT, State.ARCHIVED)
        ready, problems, duplicates = list[Ready](), list[Problem](), list[Problem]()
        for count, (line, row) in enumerate(rows):
            if count >= MOST_ROWS:
                raise InvalidInput(N_("That list has more than {most} rows. Please split it.", most=MOST_ROWS))
            cells = {field: row[place] for field, place in columns.items() if place < len(row)}
            if not any(cells.values()):
                continue
            try:
                one = _read(line, cells, zone, now)
            except InvalidInput as wrong:
                problems.append(Problem(line, wrong.message))
                continue
            if before := next((other for other in ready if _alike(other, one)), None):
                duplicates.append(Problem(line, N_("the same as line {line}", line=before.line)))
            elif any(_is_there(one, call) for call in there):
                duplicates.append(Problem(line, N_("“{title}” is there already", title=one.about.title)))
            else:
                ready.append(one)
        return Trial("", tuple(ready), tuple(problems), tuple(duplicates), ())

    def _keep(self, person: Person, trial: Trial) -> Trial:
        now = self._clock.now()
        live = {token: kept for token, kept in self._kept.items() if kept[2] > now}
        self._kept = dict(list(live.items())[-(MOST_KEPT - 1) :])
        trial = replace(trial, token=secrets.token_hex(8))
        if trial.ready:
            self._kept[trial.token] = (person.guild_id, trial, now + KEPT)
        return trial

    async def confirm(self, person: Person, token: str) -> Imported:
        """Put in what was read. Raises ``NotAllowed``, ``NotFound`` when it is no longer kept, ``InvalidInput``."""
        require(person.standing, Audience.FACILITATOR, set_up=True)
        guild_id, trial, until = self._kept.get(token, (0, None, self._clock.now()))
        now = self._clock.now()
        if trial is None or guild_id != person.guild_id or until <= now:
            raise NotFound(N_("That file isn't kept any more. Please attach it again; nothing was brought in."))
        added = archived = 0
        async with self._database.begin() as session:
            await lock_community(session, guild_id)
            rows = await repository.calls(session, guild_id)
            there = self._funding.of_group(guild_id, State.OPEN, State.DRAFT, State.ARCHIVED)
            wanted = [one for one in trial.ready if not any(_is_there(one, call) for call in there)]
            refuse_too_many(rows, sum(not one.dates.closed(now) for one in wanted))
            for one in wanted:
                row = new_row(guild_id, person.member_id, one.about, now)
                write_dates(row, one.dates, now)
                write_terms(row, one.terms)
                row.state = State.ARCHIVED if one.dates.closed(now) else State.OPEN
                session.add(row)
                added, archived = added + 1, archived + (row.state == State.ARCHIVED)
            self._community.note(session, person, "funding calls imported")
            await bump(session, guild_id, MODEL)
        self._kept.pop(token, None)
        return Imported(added, archived, len(trial.ready) - added)


def refuse_too_large(size: int) -> None:
    """Raise ``InvalidInput`` for a file of more than ``MOST_BYTES``, before it is fetched."""
    if size > MOST_BYTES:
        raise InvalidInput(N_("That file is larger than 1 MB. Please split it."))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Which field stands in which column; the first that fits has it."""
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        said = " ".join(name.casefold().replace("_", " ").replace("’", "'").split())
        for field, names in NAMES.items():
            if field not in found and said in names:
                found[field] = place
                break
    return found


def _read(line: int, cells: Mapping[str, str], zone: str, now: datetime) -> Ready:
    """A row as a call. Raises ``InvalidInput``."""
    said = {field: cells.get(field, "") for field in NAMES}
    about = checked_about(About(said["title"], said["funder"], said["link"], said["amount"], said["ceiling"]))
    sponsor, internal = (
        read(f"{said[name]} {said[f'{name}_time']}".strip(), said[f"{name}_zone"], default, now)
        for name, default in (("sponsor", zone), ("internal", zone))
    )
    ticks = {field: frozenset(_listed(kind, said[field])) for field, kind in LISTS.items()}
    phase = known(Phase, said["phase"])
    if said["phase"] and not phase:
        raise InvalidInput(N_("“{said}” isn't a stage; they are {all}", said=said["phase"][:60], all=", ".join(Phase)))
    terms = Terms(said["eligibility"], ticks["stages"], ticks["organisations"], ticks["regions"], phase)
    dates = Dates(sponsor, internal, checked_contact(said["contact"]))
    return Ready(line, about, dates, checked_terms(terms), dates.closed(now))


def _listed(kind: type[CareerStage] | type[Setting] | type[Region], said: str) -> Iterator[str]:
    """Values separated by semicolons or commas. Raises ``InvalidInput`` for one that isn't known."""
    for part in said.replace(",", ";").split(";"):
        if name := " ".join(part.split()):
            if not (found := known(kind, name)):
                raise InvalidInput(N_("“{said}” isn't one of: {all}", said=name[:60], all=", ".join(kind)))
            yield found


def _alike(one: Ready, other: Ready) -> bool:
    return same(one.about, other.about) and one.dates.last == other.dates.last


def _is_there(one: Ready, call: Call) -> bool:
    """Whether a call is there: open, or closed at the same time; another round of a closed one is another call."""
    return same(one.about, call.about) and (call.state is not State.ARCHIVED or call.dates.last == one.dates.last)
