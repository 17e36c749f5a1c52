"""Reading a list of calls: what people call its columns, and what a line of it says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.community.backgrounds import CareerStage, Setting
from bot.errors import InvalidInput
from bot.funding.deadlines import read
from bot.funding.entries import (
    About,
    Call,
    Dates,
    Phase,
    Region,
    Terms,
    checked_about,
    checked_contact,
    checked_terms,
    known,
)
from bot.texts import N_, Message

MOST_BYTES, MOST_ROWS = 1_000_000, 500
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
class Line:
    """A line that was read. ``given`` are the fields that it says something of; ``passed`` when its deadline has."""

    line: int
    about: About
    dates: Dates
    terms: Terms
    given: frozenset[str]
    passed: bool

    def over(self, call: Call) -> tuple[About, Dates, Terms]:
        """A call as this line would have it: what the line leaves empty stays as it was, and so do the names by which
        it is found."""
        return (
            replace(call.about, **self._given_of(self.about, "link", "amount", "ceiling")),
            replace(call.dates, **self._given_of(self.dates, "sponsor", "internal", "contact")),
            replace(call.terms, **self._given_of(
                self.terms, "eligibility", "stages", "organisations", "regions", "phase"
            )),
        )  # fmt: skip

    def _given_of(self, part: About | Dates | Terms, *fields: str) -> dict[str, Any]:
        return {name: getattr(part, name) for name in fields if name in self.given}


FIELDS: dict[str, Message] = {
    "sponsor": N_("deadline"), "internal": N_("internal deadline"), "link": N_("link"), "amount": N_("amount"),
    "ceiling": N_("ceiling"), "contact": N_("contact"), "eligibility": N_("who can apply, in words"),
    "stages": N_("career stages"), "organisations": N_("organisations"), "regions": N_("places"),
    "phase": N_("what is asked for"),
}  # fmt: skip
"""What a line may change of a call that is there."""


def differing(call: Call, about: About, dates: Dates, terms: Terms) -> tuple[str, ...]:
    """Which fields of a call would change."""
    pairs = ((call.about, about), (call.dates, dates), (call.terms, terms))
    return tuple(
        name for name in FIELDS
        if any(hasattr(was, name) and getattr(was, name) != getattr(new, name) for was, new in pairs)
    )  # fmt: skip


def refuse_too_large(size: int) -> None:
    """Raise ``InvalidInput`` for a file of more than ``MOST_BYTES``, before it is fetched."""
    if size > MOST_BYTES:
        raise InvalidInput(N_("That file is larger than 1 MB. Please split it."))


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Which field stands in which column; the first that fits has it. Raises ``InvalidInput`` without a title and a
    funder."""
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        said = " ".join(name.casefold().replace("_", " ").replace("’", "'").split())
        for field, names in NAMES.items():
            if field not in found and said in names:
                found[field] = place
                break
    if "title" not in found or "funder" not in found:
        raise InvalidInput(
            N_("The first line must name the columns; at least “title” and “funder” are needed. Others: link, "
               "amount, ceiling, eligibility, deadline, time, zone, internal deadline, contact.")
        )  # fmt: skip
    return found


def read_line(line: int, cells: Mapping[str, str], zones: tuple[str, str], now: datetime) -> Line:
    """A row as a call; ``zones`` are those of its deadlines where it names none. Raises ``InvalidInput``."""
    said = {field: cells.get(field, "") for field in NAMES}
    about = checked_about(About(said["title"], said["funder"], said["link"], said["amount"], said["ceiling"]))
    sponsor, internal = (
        read(f"{said[name]} {said[f'{name}_time']}".strip(), said[f"{name}_zone"], default, now)
        for name, default in zip(("sponsor", "internal"), zones, strict=True)
    )
    ticks = {field: frozenset(_listed(kind, said[field])) for field, kind in LISTS.items()}
    phase = known(Phase, said["phase"])
    if said["phase"] and not phase:
        raise InvalidInput(N_("“{said}” isn't a stage; they are {all}", said=said["phase"][:60], all=", ".join(Phase)))
    terms = Terms(said["eligibility"], ticks["stages"], ticks["organisations"], ticks["regions"], phase)
    dates = Dates(sponsor, internal, checked_contact(said["contact"]))
    given = frozenset(field for field in said if said[field])
    return Line(line, about, dates, checked_terms(terms), given, dates.closed(now))


def _listed(kind: type[CareerStage] | type[Setting] | type[Region], said: str) -> Iterator[str]:
    """Values separated by semicolons or commas. Raises ``InvalidInput`` for one that isn't known."""
    for part in said.replace(",", ";").split(";"):
        if name := " ".join(part.split()):
            if not (found := known(kind, name)):
                raise InvalidInput(N_("“{said}” isn't one of: {all}", said=name[:60], all=", ".join(kind)))
            yield found
