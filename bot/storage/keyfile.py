"""The key file while its key is changed: each step is one rename, so that a cut in the middle spoils nothing.

While a rotation is under way the file as it was lies beside it. That copy, and a first key that isn't in it, is how
a rotation that was cut short is known, and goes on with the key that it had begun with.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import StartupError
from bot.storage.copies import flush, worded
from bot.storage.sealed import FINGERPRINTS, HEAD, Keyring, derived_for_fingerprints, key_line, new_key, read_keys


class KeyFile:
    """A key file that can be changed. Raises ``StartupError`` when it isn't there or holds no key."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()  # a link stays one
        self.before = self.path.with_name(f"{self.path.name}.before-rotation")
        if not self._read()[0]:
            raise StartupError(f"There is no key in {path}, so there is nothing to change.", exit_code=2)

    @property
    def under_way(self) -> bool:
        """Whether a rotation was begun and not finished."""
        if not self.before.exists():
            return False
        old, _ = read_keys(self.before.read_text("utf-8-sig"))
        return next(iter(self._read()[0])) not in old

    def keyring(self) -> Keyring:
        """Every key in the file."""
        return Keyring(*self._read())

    def first_alone(self) -> Keyring:
        """The key that seals, without those that only open."""
        keys, hashing = self._read()
        return Keyring(dict([next(iter(keys.items()))]), hashing)

    def add(self) -> None:
        """Put a new key in front. The one for fingerprints stays what it was, now in a line of its own."""
        keys, hashing = self._read()
        first = next(iter(keys.values()))
        self._replace(self.before, self.path.read_text("utf-8-sig"))
        new, _ = read_keys(new_key())
        self._replace(self.path, _text(new | keys, hashing or derived_for_fingerprints(first)))

    def drop_old(self) -> None:
        """Take every key but the first out of the file, and away with the file as it was."""
        keys, hashing = self._read()
        self._replace(self.path, _text(dict([next(iter(keys.items()))]), hashing))
        with worded(f"{self.before} can't be deleted; please delete it yourself"):
            self.before.unlink(missing_ok=True)
            flush(self.path.parent)

    @contextmanager
    def alone(self) -> Generator[None]:
        """Hold the file against another rotation. Raises ``StartupError`` when there is one, or can't be."""
        try:
            with FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=0):
                yield
        except Timeout:
            raise StartupError("The key is being changed already, by another program.") from None
        except PermissionError as error:
            raise StartupError(f"{self.path.parent} can't be written: {error.strerror}.") from None

    def _read(self) -> tuple[dict[bytes, bytes], bytes | None]:
        try:
            return read_keys(self.path.read_text("utf-8-sig"))
        except FileNotFoundError:
            return {}, None
        except (OSError, UnicodeDecodeError) as error:
            raise StartupError(f"{self.path} can't be read: {error}.", exit_code=2) from None

    def _replace(self, path: Path, text: str) -> None:
        beside = path.with_name(f".{path.name}.new")
        with worded(f"{path} can't be written"):
            beside.unlink(missing_ok=True)
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                owner = self.path.stat()
                if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()):
                    os.fchown(handle, owner.st_uid, owner.st_gid)  # changed by root, it stays Heronry's
                file.write(text)
                file.flush()
                os.fsync(handle)
            os.replace(beside, path)
            flush(path.parent)


def _text(keys: dict[bytes, bytes], hashing: bytes | None) -> str:
    lines = [key_line(key_id.hex(), key) for key_id, key in keys.items()]
    lines += [key_line(FINGERPRINTS, hashing)] if hashing else []
    return HEAD + "\n".join(lines) + "\n"
