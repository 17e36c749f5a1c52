"""A following as plain values."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_SUBJECT = 60
"""Characters."""
PURPOSE = "news"
"""The kind of direct message that those who follow by message have said yes to."""


class Way(StrEnum):
    """How somebody hears of what they follow. ``NOTHING`` is not following."""

    ROLE = "role"
    MESSAGE = "message"
    DIGEST = "digest"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows a subject, and how they hear of it; never by ``NOTHING``."""

    member_id: int
    way: Way
