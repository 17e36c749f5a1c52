"""A reminder as plain values, and what may be asked of one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.errors import InvalidInput, NotFound
from bot.schedule.recurrence import Recurrence
from bot.schedule.words import Unclear
from bot.texts import N_

LONGEST = 1_500
"""Characters; with its frame it fits into one message."""


class State(StrEnum):
    """Where a reminder stands."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Where:
    """Where the group's reminder goes, and which role it pings, if any."""

    channel_id: int
    role_id: int | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder; ``where`` is None for someone's own. ``next_at`` is None when no date is left."""

    id: int
    guild_id: int
    author_id: int | None
    text: str
    recurrence: Recurrence
    where: Where | None
    state: State
    next_at: datetime | None
    created_at: datetime

    @property
    def repeats(self) -> bool:
        return bool(self.recurrence.rule)


@dataclass(frozen=True, slots=True)
class Due:
    """What a reminder says when its time has come. ``late`` when it was due some time ago."""

    reminder: Reminder
    due_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A draft whose time has two readings; the text is kept while the person chooses."""

    reminder_id: int
    question: Unclear


class Gone(NotFound):
    """The reminder isn't there (any more), or isn't theirs."""

    def __init__(self) -> None:
        super().__init__(N_("That reminder isn't there any more. Type /reminders list to see those you have."))


class GroupsGone(NotFound):
    """The group's reminder isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That reminder isn't there any more. Type /manage-reminders list to see those there are."))


def checked(text: str) -> str:
    """What to be reminded of, trimmed. Raises ``InvalidInput`` when it is empty or very long."""
    text = text.strip()
    if not text:
        raise InvalidInput(N_("Please say what to be reminded of."))
    if len(text) > LONGEST:
        raise InvalidInput(
            N_("That is too long for a reminder. Please say it in fewer than {limit} characters.", limit=LONGEST)
        )
    return text
