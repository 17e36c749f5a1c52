"""What people type about a reflection: its day, hours and tags."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.community.settings import read_day
from bot.errors import InvalidInput
from bot.reflection.document import number
from bot.reflection.entries import LONGEST_ACTION, LONGEST_TAG, LONGEST_TITLE, MOST_TAGS
from bot.schedule.leads import minutes_of
from bot.texts import N_

MOST_HOURS = Decimal(200)
"""In one entry: a fortnight's course fits."""
OLDEST = date(1950, 1, 1)
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Details:
    """What is typed about a reflection, read: ``hours`` and ``participatory`` in hours."""

    title: str
    day: date
    tags: tuple[str, ...]
    hours: Decimal
    participatory: Decimal


def read_details(title: str, day: str, tags: str, hours: str, participatory: str, *, today: date) -> Details:
    """Raises ``InvalidInput`` that says what can't be used, and how to write it."""
    spent, shared = read_hours(hours), read_hours(participatory)
    if shared > spent:
        raise InvalidInput(
            N_(
                "The participatory hours are a part of all hours, so they can't be more: {part} of {all}. "
                "Please change one of them.",
                part=number(shared),
                all=number(spent),
            )
        )
    return Details(" ".join(title.split())[:LONGEST_TITLE], read_past_day(day, today), read_tags(tags), spent, shared)


def read_hours(typed: str) -> Decimal:
    """Hours as people write them (``1.5``, ``1,5``, ``2h30``, ``90 min``), with two decimals; empty is none.

    Raises ``InvalidInput``.
    """
    if not typed.strip():
        return Decimal(0)
    hours = _decimal(typed.strip())
    if hours is None and (minutes := minutes_of(typed)) is not None:
        hours = Decimal(minutes) / 60
    if hours is None:
        raise InvalidInput(
            N_("“{text}” isn't a number of hours. Please write it like 1.5, 2h30 or 90 min.", text=typed.strip()[:30])
        )
    if not 0 <= hours <= MOST_HOURS:
        raise InvalidInput(
            N_("Please give between 0 and {most} hours; “{text}” isn't.", most=MOST_HOURS, text=typed.strip()[:30])
        )
    return hours.quantize(_HUNDREDTH)


def _decimal(said: str) -> Decimal | None:
    # Decimal itself takes "1e3", "nan" and "1_5": nobody means those.
    if not re.fullmatch(r"[-−+]?\d{0,6}(?:[.,]\d{0,6})?", said):
        return None
    try:
        return Decimal(said.replace(",", ".").replace("−", "-"))
    except InvalidOperation:
        return None


def read_past_day(typed: str, today: date) -> date:
    """A day up to today, written like 2027-01-31; empty is today. Raises ``InvalidInput``."""
    if not typed.strip():
        return today
    day = read_day(typed.strip())
    if not OLDEST <= day <= today:
        raise InvalidInput(
            N_(
                "“{text}” hasn't come yet, or is very long ago. Please give the day that you reflect on.",
                text=typed.strip()[:50],
            )
        )
    return day


def read_due(typed: str, today: date) -> date | None:
    """A day from today on; empty is none. Raises ``InvalidInput``."""
    if not typed.strip():
        return None
    day = read_day(typed.strip())
    if not today <= day <= today.replace(year=today.year + 5, day=min(today.day, 28)):
        raise InvalidInput(
            N_(
                "“{text}” has passed already or is more than five years away. Please choose a day from today on.",
                text=typed.strip()[:50],
            )
        )
    return day


def read_span(since: str, until: str) -> tuple[date | None, date | None]:
    """The days that something is from and up to; empty leaves an end open. Raises ``InvalidInput``."""
    first = read_day(since.strip()) if since.strip() else None
    last = read_day(until.strip()) if until.strip() else None
    if first and last and last < first:
        raise InvalidInput(N_("The first day is after the last. Please swap them."))
    return first, last


def read_fraction(typed: str) -> Decimal:
    """A part of a full-time post, such as ``60%`` or ``0.6``; empty is all of it. Raises ``InvalidInput``."""
    said = typed.strip()
    if not said:
        return Decimal(1)
    part = _decimal(said.rstrip("% "))
    if part is not None and (said.endswith("%") or part > 1):
        part /= 100
    if part is None or not Decimal("0.05") <= part <= 1:
        raise InvalidInput(
            N_("“{text}” isn't a part of a full-time post. Please write it like 60% or 0.6.", text=said[:30])
        )
    return part


def read_tags(typed: str) -> tuple[str, ...]:
    """Tags between commas, each once. Raises ``InvalidInput`` for too many, or one that is long."""
    tags: dict[str, str] = {}
    for tag in typed.replace("\n", ",").split(","):
        if said := " ".join(tag.lstrip(" #").split()):
            tags.setdefault(said.casefold(), said)
    if len(tags) > MOST_TAGS:
        raise InvalidInput(N_("A reflection can have {most} tags; these are {n}.", most=MOST_TAGS, n=len(tags)))
    for tag in tags.values():
        if len(tag) > LONGEST_TAG:
            raise InvalidInput(
                N_("The tag “{tag}…” is too long. A tag may have {limit} characters.", tag=tag[:20], limit=LONGEST_TAG)
            )
    return tuple(tags.values())


def read_action(typed: str) -> str:
    return typed.strip()[:LONGEST_ACTION]
