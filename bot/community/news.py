"""What a feature has to tell of what is new and what comes: for the digest, which knows no feature.

A feature that has news gives it in its own ``news.py``, and ``bot/services.py`` hands it on. Only what every member
may see by a command belongs here: no private words, nothing unsigned, nothing about a single person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.texts import N_, Message


@dataclass(frozen=True, slots=True)
class Item:
    """One line. ``words`` are people's own, and shown letter by letter; ``note`` is what Heronry says of it.

    ``at`` is when it takes place, in UTC; ``link`` a web address that was checked when it was kept; ``whole`` that
    whoever reads it can read it nowhere else: as many as there is room for are shown, with more of their words, and
    web addresses in them are links.
    """

    words: str
    at: datetime | None = None
    note: Message | None = None
    link: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class News:
    """What became new in a time, the oldest first (the newest, of what is ``whole``), and what comes in another, the
    soonest first.

    ``changed`` is what was called off or moved in the first, of what is still to come: somebody may have planned
    with it. It stands in neither of the others.
    """

    fresh: Sequence[Item] = ()
    coming: Sequence[Item] = ()
    changed: Sequence[Item] = ()

    def __bool__(self) -> bool:
        return bool(self.fresh or self.coming or self.changed)


IS_OFF, IS_OFF_AND_LATER = N_("is cancelled"), N_("is cancelled, and dates after it")
IS_MOVED, IS_MOVED_AND_LATER = N_("moved to this time"), N_("moved to this time, and dates after it")


@dataclass(frozen=True, slots=True)
class Span:
    """What a digest is about: what became new from ``since`` on, before ``until``, and what comes up to ``ahead``."""

    since: datetime
    until: datetime
    ahead: datetime


class Source(Protocol):
    """Something that has news."""

    @property
    def feature(self) -> str:
        """What it belongs to: switched off, it brings nothing."""
        ...

    @property
    def title(self) -> Message: ...

    @property
    def command(self) -> str:
        """Where there is more of it: ``/meetings list``."""
        ...

    async def news(self, guild_id: int, span: Span, member_id: int | None) -> News:
        """What there is to tell: to a member, or to a channel without ``member_id``.

        What is told as fresh or changed in one span is told in no other that begins where it ends.
        """
        ...
