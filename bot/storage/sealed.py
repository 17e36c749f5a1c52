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
_KEY = 32  # bytes
_KEY_ID = 4  # bytes at the head of each ciphertext: which key sealed it

FINGERPRINTS = "fingerprints"
"""In a key file, where a key's id would stand: a key for fingerprints, kept when the key that seals changes."""
HEAD = "# Opens Heronry's private texts. Keep a copy, apart from the backups.\n"


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
    """A column that holds ``Sealed`` values and refuses anything else.

    It declares the ``Place`` of its texts, so that they can be found and sealed anew: ``owner`` is the row's
    column that says whose a text is (0 where that is empty; None for texts that belong to nobody, which is 0
    as well), ``row`` the one that numbers it (None, which is 0, where the owner has but one).
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, *, owner: str | None, row: str | None = "id") -> None:
        super().__init__()
        self.owner, self.row = owner, row

    def process_bind_param(self, value: Sealed | None, dialect: Dialect) -> bytes | None:
        if value is not None and not isinstance(value, Sealed):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("a private column takes only sealed texts")
        return None if value is None else value.data

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Sealed | None:
        return None if value is None else Sealed(value)


class Keyring:
    """The keys for private texts: the first seals, all of them open. ``hashing`` is the key for fingerprints."""

    def __init__(self, keys: dict[bytes, bytes], hashing: bytes | None = None) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys), None)
        if hashing is None and self._current is not None:
            hashing = derived_for_fingerprints(keys[self._current])
        self._hashing = hashing

    def fingerprint(self, text: str) -> str:
        """A keyed hash: the same for the same text, and telling nothing of it without the key.

        It stays the same when ``heronry keys rotate`` changes the key that seals (decision 17). Raises ``NoKey``
        when private texts are off.
        """
        if self._hashing is None or not self:
            raise NoKey
        return hmac.new(self._hashing, text.encode(), hashlib.sha256).hexdigest()

    def seals_as(self, sealed: Sealed) -> bool:
        """Whether ``sealed`` bears the id of the key that seals now."""
        return sealed.data[:_KEY_ID] == self._current

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
        """Keys as ``read_keys`` reads them. Raises ``StartupError`` for anything else; never shows a key."""
        return cls(*read_keys(text))


def derived_for_fingerprints(key: bytes) -> bytes:
    """The key for fingerprints that goes with one that seals: a key is never used for two things (HKDF, RFC 5869)."""
    return HKDF(hashes.SHA256(), 32, None, b"heronry fingerprints").derive(key)


def read_keys(text: str) -> tuple[dict[bytes, bytes], bytes | None]:
    """Keys from lines (or a comma-separated list) of ``ID:BASE64``, by id, and the key of a line ``fingerprints:…``.

    Raises ``StartupError`` for anything else; never shows a key.
    """
    keys: dict[bytes, bytes] = {}
    hashing: bytes | None = None
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    for item in (item.strip() for line in lines for item in line.split(",") if item.strip()):
        key_id, _, encoded = item.partition(":")
        key = _from_base64(encoded)
        if key_id == FINGERPRINTS and hashing is None and len(key) == _KEY:
            hashing = key
            continue
        try:
            identity = bytes.fromhex(key_id)
        except ValueError:
            identity = b""
        if len(key) != _KEY or len(identity) != _KEY_ID or identity in keys:
            raise StartupError(
                "A key for private texts is damaged or there twice; restore the key file from its copy.", exit_code=2
            )
        keys[identity] = key
    return keys, hashing


def _from_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


def key_line(name: str, key: bytes) -> str:
    """A key as a line of a key file; ``name`` is its id, or ``FINGERPRINTS``."""
    return f"{name}:{base64.b64encode(key).decode()}"


def new_key() -> str:
    """A fresh key as a line of a key file."""
    return key_line(secrets.token_hex(_KEY_ID), secrets.token_bytes(_KEY))


def create_key_file(path: Path) -> None:
    """Write a new key file that only its owner can read. Raises ``StartupError`` when it exists."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise StartupError(f"{path} exists already; a key is never written over.") from None
    except OSError as error:
        raise StartupError(f"{path} can't be written: {error.strerror}.") from None
    with os.fdopen(handle, "w") as file:
        file.write(HEAD)
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
