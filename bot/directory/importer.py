"""Reading a directory that people already keep as CSV.

Columns: ``member_id,display_name,pronouns,role,career_stage,settings,skills,interests,
bio,open_to``. ``settings`` and ``open_to`` are lists by ``;``, ``skills`` is
``name:level;name:level`` with the levels learning, confident, can teach. Every column has to
be there, in any order; other columns are passed over.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.community import sheet
from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Profile, Skill
from bot.directory.names import name_key
from bot.texts import N_, Message

COLUMNS = (
    "member_id", "display_name", "pronouns", "role", "career_stage",
    "settings", "skills", "interests", "bio", "open_to",
)  # fmt: skip
MAX_ROWS = 50_000
MAX_LENGTHS = {"display_name": 80, "pronouns": 40, "role": 120, "interests": 1_000, "bio": 2_000}
MAX_SKILLS = 60
MAX_SKILL_NAME = 80

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """What wasn't understood: the row (the header is row 1), the column, and why."""

    row: int
    column: str
    reason: Message


NOBODY = 0
"""The number of someone whose account isn't known."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says: the entries, or what must be put right first. ``unnumbered`` are those of ``NOBODY``."""

    profiles: tuple[Profile, ...]
    problems: tuple[Problem, ...]
    unnumbered: tuple[Profile, ...] = ()


class _Row:
    """One row being read; collects its problems instead of stopping at the first."""

    def __init__(self, number: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.number, self._cells, self._problems = number, cells, problems

    def refuse(self, column: str, reason: Message) -> None:
        self._problems.append(Problem(self.number, column, reason))

    def text(self, column: str) -> str:
        text = (self._cells.get(column) or "").strip()
        if len(text) > MAX_LENGTHS.get(column, len(text)):
            self.refuse(column, N_("longer than {limit} characters", limit=MAX_LENGTHS[column]))
        return text

    def items(self, column: str) -> list[str]:
        return [item.strip() for item in (self._cells.get(column) or "").split(";") if item.strip()]

    def one_of(self, column: str, kind: type[E], text: str) -> E | None:
        """The value of ``kind`` that ``text`` names, however capitalised."""
        for value in kind:
            if value.casefold() == text.casefold():
                return value
        self.refuse(column, N_("“{text}” isn't one of: {choices}", text=text[:40], choices=", ".join(kind)))
        return None


def read(data: bytes, *, numbered: bool = True) -> Reading:
    """Read a CSV file whole; nothing is decided here about saving it.

    Every row needs a Discord number, unless ``numbered`` is false.
    """
    text = sheet.decode(data)
    if "\0" in text:
        return _unreadable(N_("this isn't a CSV file"))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sheet.delimiter_of(text))
    try:
        header = _header(next(rows, list[str]()))
        missing = [name for name in COLUMNS if name not in header]
        if missing:
            # An entry is replaced whole: a column left out would erase what it said.
            return _unreadable(
                N_("no column called {names}; all are needed, cells may be empty", names=", ".join(missing))
            )
        if twice := sorted({name for name in header if name and header.count(name) > 1}):
            return _unreadable(N_("more than one column called {names}", names=", ".join(twice)))
        return _read_rows(header, rows, numbered=numbered)
    except csv.Error:
        return _unreadable(N_("this isn't a CSV file"))


def _header(cells: list[str]) -> list[str]:
    """The columns' names; spreadsheets may save empty columns at the end, which are none."""
    header = [name.strip().casefold() for name in cells]
    while header and not header[-1]:
        header.pop()
    return header


def _unreadable(reason: Message) -> Reading:
    return Reading((), (Problem(1, "", reason),))


def _read_rows(header: list[str], rows: Iterable[list[str]], *, numbered: bool) -> Reading:
    problems: list[Problem] = []
    profiles: dict[int, Profile] = {}
    unnumbered: dict[str, Profile] = {}
    for number, cells in enumerate(rows, start=2):
        if number > MAX_ROWS + 1:
            problems.append(Problem(number, "", N_("more than {limit} rows", limit=MAX_ROWS)))
            break
        if not any(cell.strip() for cell in cells):
            continue
        row = _Row(number, dict(zip(header, map(sheet.meant, cells), strict=False)), problems)
        if any(cell.strip() for cell in cells[len(header) :]):
            row.refuse("", N_("more cells than columns; put texts with commas in quotes"))
            continue
        profile = _profile(row, numbered=numbered)
        if profile is None:
            continue
        if profile.member_id == NOBODY:
            name = name_key(profile.display_name)
            if name in unnumbered:
                row.refuse("display_name", N_("the same name as in an earlier row; add what tells them apart"))
            unnumbered[name] = profile
            continue
        if profile.member_id in profiles:
            row.refuse("member_id", N_("the same person as in an earlier row"))
        profiles[profile.member_id] = profile
    return Reading(tuple(profiles.values()), tuple(problems), tuple(unnumbered.values()))


def _profile(row: _Row, *, numbered: bool) -> Profile | None:
    member = row.text("member_id") or ("" if numbered else str(NOBODY))
    # A Discord id is a snowflake, kept in 63 bits. A spreadsheet that rounds it to 1.23E+17 loses the person.
    number = member.isascii() and member.isdigit() and 17 <= len(member) <= 19 and int(member) < 2**63
    if not number and (numbered or member != str(NOBODY)):
        row.refuse("member_id", N_("“{text}” isn't a Discord id (17 to 19 digits)", text=member[:40]))
        return None
    name = row.text("display_name")
    if not name_key(name):
        row.refuse("display_name", N_("a name is needed"))
    stage = row.text("career_stage")
    settings = (row.one_of("settings", Setting, item) for item in row.items("settings"))
    open_to = (row.one_of("open_to", Openness, item) for item in row.items("open_to"))
    return Profile(
        member_id=int(member),
        display_name=name,
        pronouns=row.text("pronouns"),
        role=row.text("role"),
        career_stage=row.one_of("career_stage", CareerStage, stage) if stage else None,
        settings=frozenset(item for item in settings if item),
        skills=_skills(row),
        interests=row.text("interests"),
        bio=row.text("bio"),
        open_to=frozenset(item for item in open_to if item),
    )


def _skills(row: _Row) -> tuple[Skill, ...]:
    skills: dict[str, Skill] = {}
    for item in row.items("skills"):
        name, _, level = item.rpartition(":")
        name = " ".join(name.split())
        if not name or len(name) > MAX_SKILL_NAME:
            row.refuse("skills", N_("“{text}” should be a skill and a level, like NVivo:can teach", text=item[:40]))
            continue
        known = row.one_of("skills", Level, " ".join(level.split()))
        if known and name.casefold() in skills:
            row.refuse("skills", N_("“{name}” is there twice", name=name[:40]))
        elif known:
            skills[name.casefold()] = Skill(name, known)
    if len(skills) > MAX_SKILLS:
        row.refuse("skills", N_("more than {limit} skills", limit=MAX_SKILLS))
    return tuple(skills.values())
