"""A reflection as plain values, as its author sees it; everybody else sees nothing of it."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """One prompt as it was put, and what its author wrote to it: kept together, so that an old reflection
    reads the same after its model has changed."""

    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class Reflection:
    """One entry in somebody's own book. Everything but ``id`` and ``written_at`` is kept encrypted.

    ``model`` is the reflective model's title; ``about`` the meeting's title, or empty. ``hours`` and
    ``participatory`` (the part of them that was done with other people, never more than ``hours``) are in
    hours, with at most two decimals. ``action`` and ``action_due`` say what its author means to do, and by when.
    """

    id: int
    written_at: datetime
    day: date
    model: str
    title: str
    answers: tuple[Answer, ...]
    tags: tuple[str, ...] = ()
    about: str = ""
    hours: Decimal = Decimal(0)
    participatory: Decimal = Decimal(0)
    action: str = ""
    action_due: date | None = None
