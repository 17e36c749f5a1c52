"""The record of erasures: what lets a restored backup forget again whom it had forgotten.

A file beside the keys, never part of a backup. Each erasure adds a line: when, and a
keyed hash (HMAC-SHA-256) of server and member. Nobody can be read out of it; whoever
holds it can test a guess, so it is for its owner alone, and lines are dropped a day
after the last backup that could bring anyone back.

The key is the record's own, in its first line. A key derived from those for private
texts would be no safer (they lie in the same folder) and would fail where it must not:
those keys may be changed or absent, and a person's line would no longer be found.
"""

import asyncio
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from filelock import FileLock

from bot.clock import Clock
from bot.errors import StartupError
from bot.storage import backup
from bot.storage.copies import flush

KEPT = backup.KEPT + timedelta(days=1)
"""How long a line is kept: a day longer than any backup, which are tidied up once a day."""
MARGIN = timedelta(minutes=2)
"""A line is written before the erasure is committed; a backup begun in between doesn't have the erasure yet."""
_FIRST = re.compile(r"heronry-erasures 1 ([0-9a-f]{64})")
_LINE = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ) ([0-9a-f]{64}) ([0-9a-f]{8})")
_WAIT = 5  # seconds for another process's line


@dataclass(frozen=True, slots=True)
class Erasures:
    """The record as it was read: the key, and for each hash its latest moment."""

    key: bytes
    latest: dict[str, datetime]

    def since(self, guild_id: int, member_id: int, moment: datetime) -> bool:
        """Whether the person was erased after ``moment``, or so shortly before that a backup may have missed it."""
        erased_at = self.latest.get(_who(self.key, guild_id, member_id))
        return erased_at is not None and erased_at >= moment - MARGIN


class Ledger:
    """The file. What can't be read or is damaged raises ``StartupError``; what can't be written, ``OSError``."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path = path
        self._clock = clock

    async def open(self) -> None:
        """Make the file if there is none, and see that it can be read and written. Raises ``StartupError``."""
        await asyncio.to_thread(self._open)

    async def note(self, guild_id: int, member_id: int) -> None:
        """Write down an erasure, on the disk when this returns.

        To be called last in the erasing transaction, before it commits. If that then fails, somebody
        who asked to be erased would be erased by a restore: no harm. The other way round, a crash in
        between would let an erased person come back.
        """
        await asyncio.to_thread(self._note, guild_id, member_id, self._clock.now())

    async def read(self) -> Erasures | None:
        """What is on record; None when there is no file. A line cut short at the end, by a crash, is passed over."""
        return await asyncio.to_thread(self._read)

    async def drop_old(self) -> None:
        """Drop the lines that no backup can need any more."""
        await asyncio.to_thread(self._drop_old, self._clock.now())

    def _open(self) -> None:
        try:
            self._make()
            with self.path.open("ab"):
                pass
        except OSError as error:
            raise StartupError(
                f"The record of erasures can't be written: {error.strerror} ({self.path}). "
                "It lies beside KEYS_FILE, so that folder has to be Heronry's own."
            ) from None
        self._read()

    def _make(self) -> None:
        if not self.path.exists():
            with self._alone():
                if not self.path.exists():
                    self._replace(f"heronry-erasures 1 {secrets.token_hex(32)}\n")

    def _note(self, guild_id: int, member_id: int, now: datetime) -> None:
        self._make()
        with self._alone(), self.path.open("r+b") as file:
            first = file.readline().decode("ascii", "replace")
            key = self._key(first)
            if not first.endswith("\n"):
                raise self._damaged()
            end = self._end_of_whole_lines(file.seek(0, os.SEEK_END))
            line = f"{now:%Y-%m-%dT%H:%M:%SZ} {_who(key, guild_id, member_id)}"
            file.truncate(end)
            file.seek(end)
            try:
                file.write(f"{line} {_check(key, line)}\n".encode())
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.truncate(self.path, end)
                raise

    def _end_of_whole_lines(self, size: int) -> int:
        """Where the next line begins: what a crash left half written at the end is overwritten."""
        with self.path.open("rb") as file:
            start = max(0, size - 256)
            file.seek(start)
            return start + file.read().rfind(b"\n") + 1

    def _read(self) -> Erasures | None:
        try:
            text = self.path.read_bytes().decode("ascii", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StartupError(f"The record of erasures can't be read: {error.strerror} ({self.path}).") from None
        first, *lines = text.split("\n")
        key = self._key(first)
        latest: dict[str, datetime] = {}
        for line in lines[:-1]:  # the last is empty, or was cut short
            moment, who = self._parts(key, line)
            latest[who] = max(moment, latest.get(who, moment))
        return Erasures(key, latest)

    def _drop_old(self, now: datetime) -> None:
        if not self.path.exists():
            return
        with self._alone():
            first, *lines = self.path.read_text("ascii", "replace").split("\n")
            key = self._key(first)
            kept = [line for line in lines[:-1] if self._parts(key, line)[0] >= now - KEPT]
            if len(kept) < len(lines) - 1:
                self._replace("\n".join([first, *kept, ""]))

    def _replace(self, text: str) -> None:
        new = self.path.with_name(f".{self.path.name}.new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        flush(new)
        os.replace(new, self.path)
        flush(self.path.parent)

    @contextmanager
    def _alone(self) -> Generator[None]:
        with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=_WAIT):
            yield

    def _key(self, first: str) -> bytes:
        found = _FIRST.fullmatch(first.rstrip("\n"))
        if found is None:
            raise self._damaged()
        return bytes.fromhex(found[1])

    def _parts(self, key: bytes, line: str) -> tuple[datetime, str]:
        found = _LINE.fullmatch(line)
        if found is None or not hmac.compare_digest(found[3], _check(key, f"{found[1]} {found[2]}")):
            raise self._damaged()
        return datetime.strptime(found[1], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC), found[2]

    def _damaged(self) -> StartupError:
        return StartupError(
            f"The record of erasures is damaged ({self.path}). Put it back from its own copy if you have one. "
            "If not, move it away: erasures made until now can then not be applied to older backups."
        )


def _who(key: bytes, guild_id: int, member_id: int) -> str:
    return hmac.new(key, f"{guild_id}:{member_id}".encode(), hashlib.sha256).hexdigest()


def _check(key: bytes, line: str) -> str:
    """A few digits that tell a damaged line from a whole one."""
    return hmac.new(key, line.encode(), hashlib.sha256).hexdigest()[:8]
