"""Where people find help outside the group: read from a file, kept in memory, and never in the way.

The file is ``signposts.toml`` beside this, or the host's own (``SIGNPOSTS_FILE``), which replaces it. A mistake in
it stops the start with its line; in a file that is changed while Heronry runs, the last good one goes on serving.
"""

import asyncio
import logging
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from yarl import URL

from bot.errors import StartupError
from bot.texts import _

log = logging.getLogger(__name__)

SHIPPED = Path(__file__).with_suffix(".toml")
FRESH = timedelta(days=183)
"""After so long, about six months, an entry has to be looked at again."""
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
EVERYWHERE = "UK"
EVERYONE = "everyone"
MOST = 30
"""Entries of a file: they are shown in one message."""
LONGEST = {"name": 80, "about": 120, "phone": 40, "text": 60, "link": 200, "hours": 80, "short": 100}
"""Characters of each text."""
FIELDS = {"kind", "nations", "audiences", "last_checked", "checked", *LONGEST}


class Sort(StrEnum):
    """What an entry is, in the order in which they are shown."""

    OWN = "own"
    EMERGENCY = "emergency"
    LISTENING = "listening"
    INFORMATION = "information"
    PROFESSION = "profession"


@dataclass(frozen=True, slots=True)
class Signpost:
    """One place to turn to. ``phone``, ``text`` (such as "SHOUT to 85258") and ``link`` say how, empty where there is
    no such way; ``last_checked`` is None when nobody has looked yet; ``short`` is how it reads in one line."""

    name: str
    sort: Sort
    hours: str
    nations: tuple[str, ...]
    audiences: tuple[str, ...]
    about: str = ""
    phone: str = ""
    text: str = ""
    link: str = ""
    short: str = ""
    last_checked: date | None = None

    def stale(self, today: date) -> bool:
        """Whether somebody has to look at it (again)."""
        return self.last_checked is None or today - self.last_checked > FRESH


class _Mistake(ValueError):
    """What is wrong, and with which field of an entry."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.field = field


class Signposts:
    """The entries, from memory. ``tick`` notices that the file has changed."""

    def __init__(self, path: Path | None = None) -> None:
        """Raises ``StartupError`` with the file's line for a mistake in it."""
        self.path = path or SHIPPED
        self._changed_at = _changed_at(self.path)
        self._entries = read(self.path)
        self.mistake = ""
        """What is wrong with the file as it is now, for facilitators; empty when it is what is shown."""

    @property
    def entries(self) -> tuple[Signpost, ...]:
        """All of them: the institution's own first, then by how urgent they are."""
        return self._entries

    def for_(self, nation: str | None = None, audience: str | None = None) -> tuple[Signpost, ...]:
        """Those for a nation (None: anywhere in the UK) and for an audience (None: anyone)."""
        return tuple(
            one
            for one in self._entries
            if (nation is None or nation in one.nations)
            and (audience is None or {EVERYONE, audience} & {*one.audiences})
        )

    def line(self) -> str:
        """One line to stand under anything that may be heavy, in the spoken language."""
        short = next((one.short for one in self._entries if one.short), "")
        if not short:
            return _("Something heavy? `/support now` says who is there for you.")
        return _("Something heavy? {who}. `/support now` has more.", who=short)

    def stale(self, today: date) -> tuple[Signpost, ...]:
        """Those that somebody has to look at (again)."""
        return tuple(one for one in self._entries if one.stale(today))

    async def tick(self) -> None:
        """Read the file again if it has changed; with a mistake in it, keep what there is and remember the mistake."""
        await asyncio.to_thread(self._reread)

    def _reread(self) -> None:
        changed_at = _changed_at(self.path)
        if changed_at == self._changed_at:
            return
        self._changed_at = changed_at
        try:
            self._entries, self.mistake = read(self.path), ""
        except StartupError as mistake:
            self.mistake = str(mistake)
            log.warning("the signposts were not read again: %s", mistake)


def read(path: Path) -> tuple[Signpost, ...]:
    """The entries of a file, in the order in which they are shown. Raises ``StartupError`` that names the line."""
    try:
        written = path.read_text("utf-8-sig")
    except OSError as error:
        raise StartupError(f"SIGNPOSTS_FILE can't be read: {error.strerror} ({path}).", exit_code=2) from None
    except UnicodeDecodeError:
        raise StartupError(f"{path} isn't plain text (UTF-8); save it again as that.", exit_code=2) from None
    try:
        told: dict[str, Any] = tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        raise StartupError(f"{path} isn't written as it should be: {error}.", exit_code=2) from None
    listed: object = told.get("signpost")
    if not isinstance(listed, list) or not listed or told.keys() != {"signpost"}:
        raise StartupError(f"{path} has to hold [[signpost]] entries, and nothing else.", exit_code=2)
    entries: list[Any] = listed  # pyright: ignore[reportUnknownVariableType]
    if len(entries) > MOST:
        raise StartupError(f"{path} holds {len(entries)} entries; {MOST} are shown at most.", exit_code=2)
    found = [_entry(path, written, number, entry) for number, entry in enumerate(entries)]
    order = list(Sort)
    return tuple(sorted(found, key=lambda one: order.index(one.sort)))


def _entry(path: Path, written: str, number: int, entry: object) -> Signpost:
    try:
        if not isinstance(entry, dict):
            raise _Mistake("an entry begins with [[signpost]]")
        return _signpost(entry)  # pyright: ignore[reportUnknownArgumentType]
    except _Mistake as mistake:
        line = _line_of(written, number, mistake.field)
        raise StartupError(f"{path}, line {line}: {mistake}.", exit_code=2) from None


def _signpost(entry: Mapping[str, Any]) -> Signpost:
    """Raises ``_Mistake``."""
    if unknown := entry.keys() - FIELDS:
        field = min(unknown)
        raise _Mistake(f"{field} isn't known here", field)
    texts = {field: _text(entry, field) for field in LONGEST}
    for field in ("name", "hours"):
        if not texts[field]:
            raise _Mistake(f"{field} is missing", field)
    if not (texts["phone"] or texts["text"] or texts["link"]):
        raise _Mistake("there is no way to reach it: give phone, text or link")
    if texts["link"] and not _is_link(texts["link"]):
        raise _Mistake("link has to be an address that begins with https://", "link")
    if entry.get("kind") not in list(Sort):
        raise _Mistake(f"kind has to be one of {', '.join(Sort)}", "kind")
    nations = _words(entry, "nations")
    if unknown := set(nations) - {EVERYWHERE, *NATIONS}:
        raise _Mistake(f"{min(unknown)} isn't one of {', '.join((EVERYWHERE, *NATIONS))}", "nations")
    return Signpost(
        **texts,
        sort=Sort(entry["kind"]),
        nations=NATIONS if EVERYWHERE in nations else nations,
        audiences=_words(entry, "audiences"),
        last_checked=_checked(entry),
    )


def _text(entry: Mapping[str, Any], field: str) -> str:
    value = entry.get(field, "")
    if not isinstance(value, str):
        raise _Mistake(f'{field} has to be a text, in quotes: "…"', field)
    value = " ".join(value.split())
    if len(value) > LONGEST[field]:
        raise _Mistake(f"{field} has {len(value)} characters; {LONGEST[field]} fit", field)
    return value


def _words(entry: Mapping[str, Any], field: str) -> tuple[str, ...]:
    given = entry.get(field)
    words: list[Any] = list(given) if isinstance(given, list) else []  # pyright: ignore[reportUnknownArgumentType]
    if not words or not all(isinstance(one, str) and one for one in words):
        raise _Mistake(f'{field} has to be a list of texts: ["…"]', field)
    return tuple(words)


def _checked(entry: Mapping[str, Any]) -> date | None:
    if entry.get("checked", True) is False:
        return None
    day = entry.get("last_checked")
    if not isinstance(day, date) or isinstance(day, datetime):
        raise _Mistake("last_checked has to be a day such as 2026-11-28, without quotes; or say checked = false",
                       "last_checked")  # fmt: skip
    return day


def _is_link(link: str) -> bool:
    try:
        url = URL(link)
    except ValueError:
        return False
    return url.scheme == "https" and bool(url.host) and not re.search(r"[\s<>()\[\]]", link)


def _line_of(written: str, number: int, field: str) -> int:
    """The line of a field in the entry of a number, or of the entry's head where the field isn't there."""
    heads = list(_heads(written))
    if number >= len(heads):
        return 1
    lines = written.splitlines()
    end = heads[number + 1] - 1 if number + 1 < len(heads) else len(lines)
    for at in range(heads[number], end):
        if field and re.match(rf"\s*{re.escape(field)}\s*=", lines[at]):
            return at + 1
    return heads[number]


def _heads(written: str) -> Iterator[int]:
    for number, line in enumerate(written.splitlines(), start=1):
        if re.match(r"\s*\[\[\s*signpost\s*\]\]", line):
            yield number


def _changed_at(path: Path) -> tuple[int, int] | None:
    """What tells one version of a file from the next; None while it isn't there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
