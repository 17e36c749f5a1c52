"""A shared resource as plain values, and what can be one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.community.typed import LONGEST_URL, checked_link
from bot.errors import InvalidInput, NotFound
from bot.texts import N_

__all__ = [
    "LONGEST_NOTE", "LONGEST_TAG", "LONGEST_TITLE", "LONGEST_URL", "MOST_TAGS", "MOST_WAITING", "File", "Found",
    "Resource", "ResourceGone", "State", "Wish", "checked", "checked_link", "tags_of",
]  # fmt: skip

LONGEST_TITLE, LONGEST_NOTE, LONGEST_TAG = 100, 500, 40
"""Characters."""
MOST_TAGS = 8
MOST_WAITING = 20
"""Of one person's, for a facilitator."""


class State(StrEnum):
    """Where a resource stands."""

    WAITING = "waiting"
    APPROVED = "approved"


@dataclass(frozen=True, slots=True)
class File:
    """What a shared file is; its bytes are fetched when somebody wants them. ``size`` in bytes."""

    name: str
    alt: str
    size: int


@dataclass(frozen=True, slots=True)
class Resource:
    """A link (``url``) or a file that somebody shared; ``added_by`` is None once they are erased."""

    id: int
    title: str
    url: str
    note: str
    tags: tuple[str, ...]
    state: State
    added_by: int | None
    added_at: datetime
    file: File | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A resource as it was typed; tags separated by commas."""

    title: str
    url: str = ""
    note: str = ""
    tags: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What fits a question, best first; ``more`` when more do. Without a question, the newest."""

    query: str
    shown: tuple[Resource, ...]
    more: bool
    total: int


class ResourceGone(NotFound):
    """It isn't there (any more), or not this person's."""

    def __init__(self) -> None:
        super().__init__(N_("That resource isn't there any more. Type /resources find to see what is."))


def checked(wish: Wish, *, has_file: bool) -> Wish:
    """A wish, cleaned. Raises ``InvalidInput``, saying what to do, for what can't be used."""
    title = " ".join(wish.title.split())
    if not title:
        raise InvalidInput(N_("Please give it a title that says what it is."))
    if len(title) > LONGEST_TITLE or len(wish.note) > LONGEST_NOTE:
        raise InvalidInput(
            N_("That is too long: a title has at most {title} characters, a note {note}.",
               title=LONGEST_TITLE, note=LONGEST_NOTE)
        )  # fmt: skip
    url = wish.url.strip()
    if bool(url) == has_file:
        raise InvalidInput(N_("Please give either a link or a file: one of the two, not both."))
    return Wish(title, checked_link(url) if url else "", wish.note.strip(), ", ".join(tags_of(wish.tags)))


def tags_of(typed: str) -> tuple[str, ...]:
    """The tags that were typed, each once. Raises ``InvalidInput`` for too many, or very long ones."""
    found = dict.fromkeys(" ".join(tag.split()).lstrip("#") for tag in typed.replace(";", ",").split(","))
    tags = tuple(tag for tag in found if tag)
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise InvalidInput(
            N_("At most {most} tags, please, of {longest} characters at most, separated by commas.",
               most=MOST_TAGS, longest=LONGEST_TAG)
        )  # fmt: skip
    return tags
