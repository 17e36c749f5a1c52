"""Private texts open only with their key, in their own place, and never reach the database in clear."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select
from sqlalchemy.exc import StatementError

from bot.errors import StartupError
from bot.storage.sealed import (
    FINGERPRINTS,
    CannotOpen,
    Keyring,
    NoKey,
    Place,
    Sealed,
    SealedText,
    create_key_file,
    derived_for_fingerprints,
    key_line,
    load_keyring,
    new_key,
    read_keys,
)

HERE = Place("reflections.body", owner_id=1, row_id=7)
KEYRING = Keyring.parse(new_key())


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_sealed_opens_in_its_place(text: str) -> None:
    sealed = KEYRING.seal(text, HERE)
    assert KEYRING.open(sealed, HERE) == text
    assert len(text) < 4 or text.encode() not in sealed.data


@pytest.mark.parametrize(
    "elsewhere",
    [Place("reflections.title", 1, 7), Place("reflections.body", 2, 7), Place("reflections.body", 1, 8)],
)
def test_a_ciphertext_moved_elsewhere_does_not_open(elsewhere: Place) -> None:
    with pytest.raises(CannotOpen):
        KEYRING.open(KEYRING.seal("mine", HERE), elsewhere)


@given(st.integers(min_value=4, max_value=40))
def test_a_changed_byte_does_not_open(position: int) -> None:
    data = bytearray(KEYRING.seal("a text of some length", HERE).data)
    data[position] ^= 1
    with pytest.raises(CannotOpen):
        KEYRING.open(Sealed(bytes(data)), HERE)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    old, new = new_key(), new_key()
    sealed = Keyring.parse(old).seal("kept", HERE)
    both = Keyring.parse(f"{new},{old}")
    assert both.open(sealed, HERE) == "kept"
    with pytest.raises(CannotOpen):
        Keyring.parse(old).open(both.seal("newer", HERE), HERE)
    with pytest.raises(CannotOpen, match="key that isn't here"):
        Keyring.parse(new).open(sealed, HERE)


def test_without_a_key_it_says_that_private_texts_are_off() -> None:
    empty = Keyring.parse("# nothing here\n")
    with pytest.raises(NoKey, match="switched off"):
        empty.seal("x", HERE)
    with pytest.raises(NoKey):
        empty.open(KEYRING.seal("x", HERE), HERE)


def test_a_line_of_its_own_keeps_fingerprints_when_the_key_that_seals_changes() -> None:
    old, new = new_key(), new_key()
    before = Keyring.parse(old).fingerprint("x")
    assert Keyring.parse(f"{new}\n{old}").fingerprint("x") != before
    kept = key_line(FINGERPRINTS, derived_for_fingerprints(next(iter(read_keys(old)[0].values()))))
    assert Keyring.parse(f"{new}\n{kept}").fingerprint("x") == before
    with pytest.raises(StartupError):
        Keyring.parse(f"{new}\n{kept}\n{kept}")
    assert not Keyring.parse(kept), "it seals nothing"
    with pytest.raises(NoKey):
        Keyring.parse(kept).fingerprint("x")


def test_a_private_column_is_made_with_its_texts_place() -> None:
    with pytest.raises(TypeError, match="owner"):
        Column("body", SealedText)
    declared = SealedText(owner="author_id", row="entry_id")
    assert (declared.owner, declared.row) == ("author_id", "entry_id")


@pytest.mark.parametrize("text", ["nonsense", "00112233:tooshort", "xyz:" + "A" * 43 + "="])
def test_a_damaged_key_is_one_line_that_shows_no_key(text: str) -> None:
    with pytest.raises(StartupError) as refused:
        Keyring.parse(text)
    assert text not in str(refused.value)
    assert refused.value.exit_code == 2


def test_a_key_file_is_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "heronry.keys"
    create_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_keyring(path, "")
    before = path.read_bytes()
    with pytest.raises(StartupError, match="never written over"):
        create_key_file(path)
    assert path.read_bytes() == before
    assert not load_keyring(tmp_path / "none", "")
    line = before.decode().splitlines()[1]
    assert load_keyring(tmp_path / "none", line)


@pytest.mark.parametrize("data", [b"", b"# only a remark\n", b"\xff\xfe\x00"])
def test_a_key_file_without_a_key_is_said_rather_than_taken_for_off(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "heronry.keys").write_bytes(data)
    with pytest.raises(StartupError, match="holds no key"):
        load_keyring(tmp_path / "heronry.keys", "")
    with pytest.raises(StartupError, match="HERONRY_KEYS holds no key"):
        load_keyring(tmp_path / "none", "# a remark and a key on one line 00:AA")


def test_a_private_column_refuses_plain_text_and_gives_back_what_was_sealed() -> None:
    engine = create_engine("sqlite://")
    metadata = MetaData()
    table = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("body", SealedText(owner=None)))
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(table).values(id=7, body=KEYRING.seal("secret", HERE)))
        body = connection.execute(select(table.c.body)).scalar_one()
        assert KEYRING.open(body, HERE) == "secret"
        assert "secret" not in repr(body)
        with pytest.raises(StatementError, match="only sealed texts"):
            connection.execute(insert(table).values(id=8, body="secret"))
    engine.dispose()
