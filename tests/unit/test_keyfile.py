"""The key file while its key is changed."""

from pathlib import Path

import pytest

from bot import doctor
from bot.config import load_settings
from bot.errors import StartupError
from bot.storage.keyfile import KeyFile
from bot.storage.sealed import create_key_file


def test_a_link_to_the_key_file_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "secrets" / "heronry", tmp_path / "heronry.keys"
    real.parent.mkdir()
    create_key_file(real)
    link.symlink_to(real)
    file = KeyFile(link)
    old = file.keyring().fingerprint("x")
    file.add()
    assert file.under_way
    checked = doctor._keys(load_settings(None, keys_file=link, data_dir=tmp_path / "data", heronry_keys=""))  # pyright: ignore[reportPrivateUsage]
    assert not checked.fine
    assert "cut short" in checked.line
    file.drop_old()
    assert link.is_symlink()
    assert not file.under_way
    assert file.keyring().fingerprint("x") == old


def test_a_folder_that_may_not_be_written_is_said_before_anything_changes(tmp_path: Path) -> None:
    create_key_file(tmp_path / "heronry.keys")
    before = (tmp_path / "heronry.keys").read_bytes()
    file = KeyFile(tmp_path / "heronry.keys")
    (tmp_path / ".heronry.keys.before-rotation.new").mkdir()
    with pytest.raises(StartupError, match="can't be written"):
        file.add()
    assert (tmp_path / "heronry.keys").read_bytes() == before
