"""A list of people as somebody keeps it: which column holds what, and who is meant by each row.

People are known by their Discord number, or by a name that one listed person alone has. Access needs are never taken
from a list: only their person may give them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.community.backgrounds import STAGES
from bot.errors import InvalidInput
from bot.texts import N_, Message, _
from bot.workshops.entries import Role, read_topics

WRAPPED = re.compile(r"""(?:<@!?|=?["'’])?(\d{17,19})(?:>|["'’])?""", re.ASCII)
NAMES: dict[str, tuple[str, ...]] = {
    "name": ("name", "display name", "full name", "who"),
    "discord_id": ("discord id", "discord number", "member id", "user id", "id", "discord"),
    "role": ("role", "as", "takes part as"),
    "stage": ("career stage", "stage"),
    "topics": ("topics", "topic"),
}
"""What people call the columns; the first is what the roster's file calls them."""


class People(Protocol):
    """What is needed of the directory."""

    def named(self, guild_id: int, name: str) -> tuple[int, ...]:
        """Who is listed by a name."""
        ...

    def name_of(self, guild_id: int, member_id: int) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that isn't taken, by its number (the header is row 1), and why."""

    row: int
    reason: Message


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list."""

    row: int
    member_id: int
    role: Role
    stage: str = ""
    topics: tuple[str, ...] = ()


def entries(
    people: People, guild_id: int, columns: dict[str, int], rows: Sequence[tuple[int, list[str]]]
) -> tuple[tuple[Listed, ...], list[Problem]]:
    """Who is meant, and the rows that can't be used, by their lines; somebody's second row is one of these."""
    found: dict[int, Listed] = {}
    problems: list[Problem] = []
    for number, cells in rows:
        if not any(cells):
            continue
        said = {name: cells[at] for name, at in columns.items() if at < len(cells)}
        try:
            one = _one(people, guild_id, number, said)
            if one.member_id in found:
                raise InvalidInput(N_("the same person as in row {row}", row=found[one.member_id].row))
        except InvalidInput as wrong:
            problems.append(Problem(number, wrong.message))
        else:
            found[one.member_id] = one
    return tuple(found.values()), problems


def _one(people: People, guild_id: int, row: int, said: dict[str, str]) -> Listed:
    """Raises ``InvalidInput`` when nobody can tell who is meant, or as what."""
    stages = {one.casefold(): one for one in STAGES} | {_(label.msgid).casefold(): one for one, label in STAGES.items()}
    roles = {one.value: one for one in Role} | {_("mentor"): Role.MENTOR, _("participant"): Role.PARTICIPANT, "": (
        Role.PARTICIPANT)}  # fmt: skip
    role = said.get("role", "").casefold()
    if role not in roles:
        raise InvalidInput(N_("“{text}” isn't participant or mentor", text=role[:40]))
    stage = stages.get(said.get("stage", "").casefold(), "")
    return Listed(row, _meant(people, guild_id, said), roles[role], stage, tuple(read_topics(said.get("topics", ""))))


def _meant(people: People, guild_id: int, said: dict[str, str]) -> int:
    name, number = said.get("name", ""), bare(said.get("discord_id", ""))
    if number:
        # A spreadsheet that rounds it to 1.23E+17 loses the person.
        if number.isascii() and number.isdigit() and 17 <= len(number) <= 19 and int(number) < 2**63:
            return int(number)
        raise InvalidInput(N_("“{text}” isn't a Discord id (17 to 19 digits)", text=number[:40]))
    found = people.named(guild_id, name)
    if len(found) > 1:
        raise InvalidInput(N_("more than one person is called “{name}”; give the Discord id", name=name[:80]))
    if not found:
        raise InvalidInput(N_("nobody in the directory is called “{name}”; give the Discord id", name=name[:80]))
    return found[0]


def bare(cell: str) -> str:
    """A Discord number without what people put around it: a mention's signs, or what makes a spreadsheet take it for
    a text and round nothing away (an apostrophe, ``="…"``)."""
    found = WRAPPED.fullmatch("".join(cell.split()))
    return found[1] if found else cell


def columns_of(heading: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column holds what, and the names of those that aren't read. Raises ``InvalidInput`` without people."""
    found: dict[str, int] = {}
    left: list[str] = []
    for at, cell in enumerate(heading):
        wanted = " ".join(cell.casefold().replace("_", " ").split())
        known = (name for name, called in NAMES.items() if wanted in {*called, _(called[0]).casefold()})
        name = next((one for one in known if one not in found), None)
        if name is not None:
            found[name] = at
        elif cell:
            left.append(cell[:60])
    if not {"name", "discord_id"} & found.keys():
        raise InvalidInput(N_("The first row must name the columns; one of them is: name, or Discord id."))
    return found, tuple(left)
