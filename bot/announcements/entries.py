"""Announcements and topics as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.community.media import Media
from bot.delivery.progress import Estimate, Progress
from bot.errors import InvalidInput, NotFound
from bot.following.entries import Follower, Way
from bot.schedule.recurrence import Recurrence
from bot.schedule.words import Unclear
from bot.texts import N_, Message

LONGEST_TITLE = 100
LONGEST = 3_840
"""Characters of title and text together, as they stand in a message: it shows 4,000, and whom it pings, or what one
follows that it came for, has to fit in as well."""
MOST_CHANNELS, MOST_SUBJECTS, MOST_TOPICS = 10, 20, 25
LONGEST_NAME, LONGEST_ABOUT = 60, 100


class State(StrEnum):
    """Where an announcement stands. One that repeats stays scheduled until its last date."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Ping:
    """Whom an announcement pings in its channels: nobody unless said."""

    everyone: bool = False
    role_id: int | None = None

    def __bool__(self) -> bool:
        return self.everyone or self.role_id is not None


NOBODY = Ping()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wrote: a title, a text, and when it is to be said (empty: at once)."""

    title: str
    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class NewPicture:
    """What becomes of an announcement's picture: with ``content`` it is another one, without it has other words
    (empty: the same), and with ``gone`` there is none any more."""

    content: bytes | None = None
    name: str = ""
    alt: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Announcement:
    """An announcement. ``recurrence`` is None for one that is said at once; ``subjects`` are what it is sent to the
    followers of, with their names."""

    id: int
    guild_id: int
    author_id: int | None
    title: str
    text: str
    has_picture: bool
    channels: tuple[int, ...]
    subjects: Mapping[str, str]
    publish: frozenset[int]
    ping: Ping
    recurrence: Recurrence | None
    state: State
    next_at: datetime | None
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Followed:
    """One sort of what can be followed (``title``, such as topics): subjects with their names."""

    title: Message
    subjects: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement before it goes out: its picture, how many hear of it, what else can be followed, the roles that
    may be worth a ping, and the question that its time raises, if any."""

    announcement: Announcement
    picture: Media | None
    estimate: Estimate
    by_role: int
    followed: Sequence[Followed]
    roles: Sequence[int]
    question: Unclear | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What an announcement says now. ``pings`` and ``why`` (what one follows that it came for) are those of one
    delivery."""

    announcement: Announcement
    picture: Media | None
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What became of an announcement."""

    announcement: Announcement
    progress: Progress


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that members can follow; ``followers`` says how many do in each way."""

    id: int
    name: str
    about: str
    role_id: int | None
    followers: Mapping[Way, int] = field(default_factory=dict[Way, int])

    @property
    def subject(self) -> str:
        return f"topic:{self.id}"


class Followers(Protocol):
    """Who follows what (``bot.following``)."""

    def followers(self, guild_id: int, subject: str) -> Sequence[Follower]:
        """Who hears of a subject, and how."""
        ...

    def way_of(self, guild_id: int, member_id: int, subject: str) -> Way:
        """How somebody chose to hear of a subject."""
        ...


class Followable(Protocol):
    """What can be followed: topics, projects."""

    @property
    def followed_as(self) -> Message:
        """What its subjects are together, such as "Topics"."""
        ...

    def subjects(self, guild_id: int) -> Mapping[str, str]:
        """Subjects with their names, in order, from memory."""
        ...

    def roles(self, guild_id: int) -> Mapping[str, int]:
        """The roles that come with subjects, for those that have one."""
        ...


class AnnouncementGone(NotFound):
    """The announcement isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(
            N_("That announcement isn't there any more. Type /manage-announcements scheduled to see those there are.")
        )


class TopicGone(NotFound):
    """The topic isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That topic isn't there any more. Type /topics to see those there are."))


def checked(wish: Wish) -> Wish:
    """What is to be said, trimmed. Raises ``InvalidInput`` when something is missing or too long."""
    title, text = " ".join(wish.title.split()), wish.text.strip()
    if not title or not text:
        raise InvalidInput(N_("An announcement needs a title and a text."))
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(N_("The title can have at most {most} characters.", most=LONGEST_TITLE))
    refuse_too_long(f"{title}{text}")
    return Wish(title, text, wish.when.strip())


def refuse_too_long(written: str) -> None:
    """Raises ``InvalidInput`` for a title and a text that don't fit into one message together."""
    if len(written) > LONGEST:
        raise InvalidInput(
            N_(
                "Title and text have {length} characters together, and an announcement can have at most {most}: "
                "Discord shows no more in one message. Please shorten it by {over}, or put the rest where a link "
                "leads. Nothing was changed or sent.",
                length=f"{len(written):,}",
                most=f"{LONGEST:,}",
                over=f"{len(written) - LONGEST:,}",
            )
        )
