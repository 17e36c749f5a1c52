"""Private texts, encrypted before they reach the database.

AES-256-GCM from ``cryptography``. Each text is bound (as associated data) to its
place: table and column, the owner, and the row. A ciphertext moved to another row
or owner does not open. A column of this type takes nothing but a ``Sealed`` value,
so plain text cannot be stored by mistake.
"""

import base64
import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from bot.errors import StartupError, UserError
from bot.texts import N_

_NONCE = 12  # bytes; random nonces stay safe for 2**32 texts a key (NIST SP 800-38D, 8.3)
_KEY_ID = 4  # bytes at the head of each ciphertext: which key sealed it


class NoKey(UserError):
    """What was asked for needs a key that is not there."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Private texts are switched off here: whoever looks after Heronry hasn't given it a key yet. "
                "Nothing was saved."
            )
        )


class CannotOpen(Exception):
    """A ciphertext doesn't open: another key, another place, or damage."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """A ciphertext. Its repr shows nothing of it."""

    data: bytes

    def __repr__(self) -> str:
        return "Sealed(...)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a private text belongs: ``field`` is ``table.column``."""

    field: str
    owner_id: int
    row_id: int

    @property
    def associated_data(self) -> bytes:
        return f"{self.field}|{self.owner_id}|{self.row_id}".encode()


class SealedText(TypeDecorator[Sealed]):
    """A column that holds ``Sealed`` values and refuses anything else."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("a private column takes only sealed texts")
        return None if value is None else value.data

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(value)


class Keyring:
    """The keys for private texts: the first seals, all of them open."""

    def __init__(self, keys: dict[bytes, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys), None)
        # A key is never used for two things: the one for fingerprints is derived (HKDF, RFC 5869).
        derived = HKDF(hashes.SHA256(), 32, None, b"heronry fingerprints")
        self._hashing = derived.derive(keys[self._current]) if self._current is not None else None

    def fingerprint(self, text: str) -> str:
        """A keyed hash: the same for the same text, and telling nothing of it without the key.

        It changes with the key that seals. Raises ``NoKey`` when private texts are off.
        """
        if self._hashing is None:
            raise NoKey
        return hmac.new(self._hashing, text.encode(), hashlib.sha256).hexdigest()

    def __bool__(self) -> bool:
        return self._current is not None

    def seal(self, text: str, place: Place) -> Sealed:
        """Encrypt ``text`` for ``place``. Raises ``NoKey`` when private texts are off."""
        if self._current is None:
            raise NoKey
        nonce = os.urandom(_NONCE)
        cipher = self._ciphers[self._current]
        return Sealed(self._current + nonce + cipher.encrypt(nonce, text.encode(), place.associated_data))

    def open(self, sealed: Sealed, place: Place) -> str:
        """Decrypt. Raises ``NoKey`` without any key, ``CannotOpen`` when key, place or data don't fit."""
        if not self:
            raise NoKey
        key_id, nonce = sealed.data[:_KEY_ID], sealed.data[_KEY_ID : _KEY_ID + _NONCE]
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotOpen("sealed with a key that isn't here")
        try:
            return cipher.decrypt(nonce, sealed.data[_KEY_ID + _NONCE :], place.associated_data).decode()
        except InvalidTag:
            raise CannotOpen("it doesn't belong here, or was changed") from None

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Keys from lines (or a comma-separated list) of ``ID:BASE64``.

        Raises ``StartupError`` for anything else; never shows a key.
        """
        keys: dict[bytes, bytes] = {}
        lines = [line for line in text.splitlines() if not line.startswith("#")]
        for item in (item.strip() for line in lines for item in line.split(",") if item.strip()):
            key_id, _, encoded = item.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
                identity = bytes.fromhex(key_id)
            except ValueError:
                key, identity = b"", b""
            if len(key) != 32 or len(identity) != _KEY_ID or identity in keys:
                raise StartupError(
                    "A key for private texts is damaged or there twice; restore the key file from its copy.",
                    exit_code=2,
                )
            keys[identity] = key
        return cls(keys)


def new_key() -> str:
    """A fresh key as a line of a key file."""
    return f"{secrets.token_hex(_KEY_ID)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def create_key_file(path: Path) -> None:
    """Write a new key file that only its owner can read. Raises ``StartupError`` when it exists."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StartupError(f"{path} exists already; a key is never written over.") from None
    except OSError as error:
        raise StartupError(f"{path} can't be written: {error.strerror}.") from None
    with os.fdopen(handle, "w") as file:
        file.write("# Opens Heronry's private texts. Keep a copy, apart from the backups.\n")
        file.write(new_key() + "\n")


def load_keyring(path: Path, from_environment: str) -> Keyring:
    """The keyring from the environment, or else from the file, or else an empty one."""
    if from_environment:
        return _with_a_key(from_environment, "HERONRY_KEYS")
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return Keyring({})
    except UnicodeDecodeError:
        text = ""
    except OSError as error:
        raise StartupError(f"{path} can't be read: {error.strerror}.") from None
    return _with_a_key(text, str(path))


def _with_a_key(text: str, where: str) -> Keyring:
    # A file or setting that is there was meant to hold a key: without one, private texts would be off in silence.
    keyring = Keyring.parse(text)
    if not keyring:
        raise StartupError(f"{where} holds no key; give it the line that heronry keys create made.", exit_code=2)
    return keyring
