"""A project as plain values, and what can be one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from bot.community.links import checked_link
from bot.community.typed import fitting
from bot.errors import InvalidInput, NotFound
from bot.texts import N_, Message

LIMITS: Mapping[str, int] = {
    "title": 100, "short": 30, "summary": 1_000, "partners": 300, "themes": 300, "places": 300, "links": 2_000,
    "wanted": 400, "note": 300,
}  # fmt: skip
"""Characters of each text that is typed."""
LONGEST_LABEL, LONGEST_WORD = 40, 60
"""Characters of what a link is called, and of one theme, place or skill."""
MOST_LINKS, MOST_WORDS, MOST_PICTURES, MOST_TEAM = 5, 8, 4, 20
"""Links are buttons, five in a row; themes, places and skills each."""


class Status(StrEnum):
    """How far a project is."""

    PLANNED = "planned"
    UNDER_WAY = "under way"
    WRITING_UP = "writing up"
    FINISHED = "finished"


STATUSES: Mapping[Status, Message] = {
    Status.PLANNED: N_("planned"),
    Status.UNDER_WAY: N_("under way"),
    Status.WRITING_UP: N_("writing up"),
    Status.FINISHED: N_("finished"),
}


class Sort(StrEnum):
    """What is behind a link, as far as its address tells."""

    PAGE = "page"
    PODCAST = "podcast"
    FILM = "film"


_HOSTS: Mapping[Sort, Sequence[str]] = {
    Sort.FILM: ("youtube.com", "youtu.be", "vimeo.com", "dailymotion.com", "peertube.tv", "ted.com"),
    Sort.PODCAST: (
        "podcasts.apple.com", "open.spotify.com", "soundcloud.com", "podbean.com", "buzzsprout.com", "acast.com",
        "libsyn.com", "spreaker.com", "audioboom.com", "simplecast.com", "transistor.fm", "captivate.fm",
        "megaphone.fm", "overcast.fm", "pca.st", "castbox.fm", "pod.link", "podfollow.com",
    ),
}  # fmt: skip
_ENDINGS: Mapping[Sort, tuple[str, ...]] = {
    Sort.FILM: (".mp4", ".webm", ".mov", ".m4v"),
    Sort.PODCAST: (".mp3", ".m4a", ".ogg", ".opus", ".wav"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """An address, and what people call it."""

    label: str
    url: str

    @property
    def sort(self) -> Sort:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        path = parts.path.casefold()
        if host == "bbc.co.uk" or host.endswith(".bbc.co.uk"):
            return (
                Sort.PODCAST if path.startswith("/sounds") else Sort.FILM if path.startswith("/iplayer") else Sort.PAGE
            )
        known = (sort for sort, hosts in _HOSTS.items() if any(host == h or host.endswith(f".{h}") for h in hosts))
        return next(known, None) or next((sort for sort, ends in _ENDINGS.items() if path.endswith(ends)), Sort.PAGE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a project; its bytes are fetched when somebody looks at it."""

    media_id: int
    alt: str


@dataclass(frozen=True, slots=True)
class Project:
    """A project. ``lead_id`` is None when nobody leads it just now; ``thread_id`` is where it is discussed;
    ``role_id`` is the role of those who follow it by a role. ``sequence`` goes up with each change."""

    id: int
    guild_id: int
    title: str
    short: str = ""
    summary: str = ""
    partners: str = ""
    status: Status = Status.PLANNED
    themes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    wanted: tuple[str, ...] = ()
    note: str = ""
    lead_id: int | None = None
    team: tuple[int, ...] = ()
    pictures: tuple[Picture, ...] = ()
    thread_id: int | None = None
    role_id: int | None = None
    archived_at: datetime | None = None
    sequence: int = 0

    @property
    def subject(self) -> str:
        """What is followed by whoever follows it."""
        return subject_of(self.id)

    @property
    def name(self) -> str:
        """The short name where there is one: for lists, buttons, threads."""
        return self.short or self.title


def subject_of(project_id: int) -> str:
    return f"project:{project_id}"


@dataclass(frozen=True, slots=True)
class Mine:
    """The projects that somebody is in, those besides that they follow, and archived ones that they follow still."""

    within: tuple[Project, ...]
    followed: tuple[Project, ...]
    archived: tuple[Project, ...]


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who has said that they know something a project wants."""

    member_id: int
    name: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A project as somebody sees it: the names of those in it who are in the directory, what they may do with it,
    and whether its lead has left."""

    project: Project
    listed: tuple[tuple[int, str], ...] = ()
    lead_left: bool = False
    may_edit: bool = False


@dataclass(frozen=True, slots=True)
class Fitting:
    """A project that looks for something that somebody offers: which of what it wants."""

    project: Project
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some projects of a list. ``page`` counts from 0."""

    shown: tuple[Project, ...]
    page: int
    last: int
    total: int


class ProjectGone(NotFound):
    """It isn't there (any more)."""

    def __init__(self) -> None:
        super().__init__(N_("That project isn't there any more. Type /projects list to see those that are."))


def checked_about(typed: Mapping[str, str]) -> dict[str, object]:
    """What a project is, as typed: columns. Raises ``InvalidInput``, saying what to do, for what can't be used."""
    title = " ".join(fitting(typed.get("title", ""), LIMITS["title"]).split())
    if not title:
        raise InvalidInput(N_("Please give the project a title."))
    return {
        "title": title,
        "short": " ".join(fitting(typed.get("short", ""), LIMITS["short"]).split()),
        "summary": fitting(typed.get("summary", ""), LIMITS["summary"]),
        "partners": " ".join(fitting(typed.get("partners", ""), LIMITS["partners"]).split()),
        "status": _status(typed.get("status", "")),
    }


def _status(typed: str) -> Status:
    return Status(typed) if typed in list(Status) else Status.PLANNED


def checked_more(typed: Mapping[str, str], called: Callable[[str], str]) -> dict[str, object]:
    """Themes, places, links and the help that is wanted, as typed: columns. ``called`` gives a skill the name that
    the directory has for it. Raises ``InvalidInput``, saying what to do, for what can't be used."""
    return {
        "themes": words_of(typed.get("themes", "")),
        "places": words_of(typed.get("places", "")),
        "links": [[link.label, link.url] for link in links_of(typed.get("links", ""))],
        "wanted": list(dict.fromkeys(called(word) for word in words_of(typed.get("wanted", "")))),
        "note": fitting(typed.get("note", ""), LIMITS["note"]),
    }


def words_of(typed: str) -> list[str]:
    """What was typed, separated by commas, each once. Raises ``InvalidInput`` for too many, or very long ones."""
    found = dict.fromkeys(" ".join(word.split()) for word in typed.replace(";", ",").replace("\n", ",").split(","))
    words = [word for word in found if word]
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise InvalidInput(
            N_("At most {most} of each, please, of {longest} characters at most, separated by commas.",
               most=MOST_WORDS, longest=LONGEST_WORD)
        )  # fmt: skip
    return words


def links_of(typed: str) -> list[Link]:
    """The links that were typed, one in a line: ``What it is: https://…``, or the address alone.

    Raises ``InvalidInput`` for one that can't be opened in a browser, naming its line, and for too many.
    """
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_LINKS:
        raise InvalidInput(N_("At most {most} links, please, one in a line.", most=MOST_LINKS))
    return [_link(line) for line in lines]


def _link(line: str) -> Link:
    label, _space, url = line.rpartition(" ")
    try:
        url = checked_link(url)
    except InvalidInput as refused:
        raise InvalidInput(N_("In the line “{line}”: {why}", line=line[:60], why=refused.message)) from None
    label = label.strip().rstrip(":|–-").strip()
    if len(label) > LONGEST_LABEL:
        raise InvalidInput(
            N_("“{label}…” is too long for a link: at most {most} characters.", label=label[:20], most=LONGEST_LABEL)
        )
    return Link(label or (urlsplit(url).hostname or "").removeprefix("www.")[:LONGEST_LABEL], url)
