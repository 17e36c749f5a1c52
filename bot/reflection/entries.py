"""A reflection as plain values, as its author sees it; everybody else sees nothing of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.errors import NotFound, UserError
from bot.reflection.guides import Guide
from bot.texts import N_

DRAFTS_KEPT = timedelta(hours=24)
LONGEST_ANSWER, LONGEST_TITLE, LONGEST_TAG, MOST_TAGS, LONGEST_ACTION = 4_000, 100, 30, 10, 500
"""Characters, and tags."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One prompt as it was put, and what its author wrote to it: kept together, so that an old reflection
    reads the same after its model has changed."""

    prompt: str
    text: str


@dataclass(frozen=True, slots=True)
class Reflection:
    """One entry in somebody's own book. Everything but ``id``, ``version`` and ``written_at`` is kept encrypted.

    ``model`` is the reflective model's title; ``about`` the meeting's title, or empty. ``hours`` and
    ``participatory`` (the part of them that was done with other people, never more than ``hours``) are in
    hours, with at most two decimals. ``action`` and ``action_due`` say what its author means to do, and by when;
    ``reminder_id`` is their reminder of it, if they asked for one.
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
    reminder_id: int | None = None
    version: int = 1

    @property
    def name(self) -> str:
        """What it is called in lists: its title, or its model's."""
        return self.title or self.model

    def holds(self, words: str) -> bool:
        """Whether all of these words stand somewhere in it, however capitalised."""
        said = " ".join(
            (self.title, self.model, self.about, self.action, *self.tags, *(answer.text for answer in self.answers))
        ).casefold()
        return all(word in said for word in words.casefold().split())


@dataclass(frozen=True, slots=True)
class Draft:
    """A reflection with ``done`` of its ``steps`` written. ``until`` is when it is dropped."""

    id: int
    guide_id: str
    model: str
    about: str
    day: date
    done: int
    steps: int
    answers: tuple[Answer, ...]
    until: datetime


@dataclass(frozen=True, slots=True)
class Launch:
    """What is shown before anything is written: the model, the meeting it is about, and what lies unfinished."""

    guild_id: int
    guide: Guide
    guides: tuple[Guide, ...]
    meeting_id: int
    about: str
    drafts: tuple[Draft, ...]
    agreed: bool


@dataclass(frozen=True, slots=True)
class Book:
    """Somebody's reflections, the newest day first. ``locked`` can't be opened with the keys there are."""

    reflections: tuple[Reflection, ...]
    locked: int = 0

    @property
    def tags(self) -> list[str]:
        """Every tag in it, most used first."""
        used: dict[str, int] = {}
        for one in self.reflections:
            for tag in one.tags:
                used[tag] = used.get(tag, 0) + 1
        return sorted(used, key=lambda tag: (-used[tag], tag))

    def finding(self, words: str = "", tag: str = "", since: date | None = None, until: date | None = None) -> "Book":
        """Those that hold all the words, bear the tag and fall between the days."""
        kept = (
            one
            for one in self.reflections
            if one.holds(words)
            and (not tag or tag.casefold() in (known.casefold() for known in one.tags))
            and (since is None or one.day >= since)
            and (until is None or one.day <= until)
        )
        return replace(self, reflections=tuple(kept))


class ShareState(StrEnum):
    """Where something that was shown stands; once its message is gone there is none."""

    SHOWN = "shown"
    TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Shared:
    """What the group is shown of a reflection: the author's name is always with it."""

    author_id: int
    title: str
    model: str
    answers: tuple[Answer, ...]
    share_id: int = 0


@dataclass(frozen=True, slots=True)
class Showing:
    """A preview: exactly what would be shown, and in which channel."""

    entry_id: int
    parts: tuple[int, ...]
    what: Shared
    channel_id: int


class ReflectionGone(NotFound):
    """The reflection isn't there (any more), or isn't theirs."""

    def __init__(self) -> None:
        super().__init__(N_("That reflection isn't there any more. Type /reflect entries to see those you have."))


class DraftGone(NotFound):
    """The draft isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "That draft isn't there any more: it was finished, dropped, or lay for more than a day. What you just "
                "wrote wasn't saved. Type /reflect start to begin anew."
            )
        )


class WrittenAlready(UserError):
    """That step was written in another window."""

    def __init__(self) -> None:
        super().__init__(
            N_("This step was saved already, from another window. It stays as it is; what you just wrote wasn't saved.")
        )


class Changed(UserError):
    """The entry was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            N_("This reflection was changed in another window meanwhile, and stays as it is now. Please open it again.")
        )


class NotAgreed(UserError):
    """Nobody's reflections are kept without their agreement."""

    def __init__(self) -> None:
        super().__init__(
            N_("Nothing was saved, because you haven't agreed that reflections are kept. Type /reflect start to do so.")
        )


class Locked(UserError):
    """Something doesn't open with the keys there are."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This can't be opened, because Heronry's key for private texts has been changed or lost. Nothing was "
                "written over. Please tell whoever looks after Heronry."
            )
        )


Written = Mapping[int, str]
"""What was written in one form: a prompt's place in its step, and the text."""
