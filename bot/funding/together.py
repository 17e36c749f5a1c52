"""Looking for people to apply with, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.funding.entries import Call


class SearchState(StrEnum):
    """Where a search stands."""

    OPEN = "open"
    OVER = "over"


class ApproachState(StrEnum):
    """What became of asking somebody."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looks for, and until when; ``by_message`` when they hear of it by direct message."""

    call: Call
    skills: tuple[str, ...]
    until: datetime
    by_message: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Whether somebody would apply with whoever looks, who isn't named."""

    approach_id: int
    call: Call
    skill: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Together:
    """Two who have both said yes; ``other_id`` is the other one."""

    call: Call
    other_id: int
    skill: str
