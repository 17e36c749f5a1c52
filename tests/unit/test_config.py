"""Settings: every one listed, wrong ones named in one line, secrets never shown."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.config import Settings, load_settings
from bot.errors import StartupError
from bot.sight import Redacting

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "a-token-that-must-not-show"


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_example_lists_every_setting_with_a_line_each() -> None:
    lines = EXAMPLE.read_text().splitlines()
    listed = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(listed) == sorted(name.upper() for name in Settings.model_fields)
    for number, line in enumerate(lines):
        if line and not line.startswith("#"):
            assert lines[number - 1].startswith("# "), f"{line} has no line that explains it"


def test_the_example_as_it_stands_gives_the_defaults(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text())
    assert load_settings() == load_settings(None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"mysql://root:{TOKEN}@host/db"),
        ("DATABASE_URL", "postgresql+asyncpg://u:p@host:notaport/db"),
        ("DATABASE_URL", "sqlite+aiosqlite:///:memory:"),
        ("DATABASE_URL", "sqlite+aiosqlite:///"),
        ("DISCORD_API_URL", "ftp://example.org"),
        ("DISCORD_GATEWAY_URL", "https://gateway.example.org"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("METRICS_PORT", "0"),
        ("METRICS_PORT", "eighty"),
        ("KEYS_FILE", "data/heronry.keys"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StartupError) as refused:
        load_settings()
    line = str(refused.value)
    assert name in line
    assert "\n" not in line
    assert TOKEN not in line
    assert refused.value.exit_code == 2


def test_the_command_line_ends_with_that_line_and_no_traceback(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, "LOG_LEVEL": "loud", "DISCORD_TOKEN": TOKEN, "PYTHONPATH": str(EXAMPLE.parent)},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert ran.stderr.startswith("LOG_LEVEL is wrong")
    assert len(ran.stderr.splitlines()) == 1
    assert TOKEN not in ran.stderr + ran.stdout


def test_capitals_do_not_matter_where_one_of_a_few_words_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert load_settings().log_level == "debug"


def test_an_env_file_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"LOG_LEVEL=\xff\xfe")
    with pytest.raises(StartupError, match="isn't plain text"):
        load_settings()


def test_secrets_show_in_no_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("HERONRY_KEYS", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"postgresql+asyncpg://u:{TOKEN}@h/d")
    settings = load_settings()
    assert TOKEN not in repr(settings)
    assert TOKEN not in str(settings)
    assert settings.discord_token.get_secret_value() == TOKEN


def test_tokens_are_taken_out_of_every_line() -> None:
    redacting = Redacting(TOKEN)
    line = f"POST https://discord.com/api/v10/webhooks/12/{TOKEN}x/messages Bot {TOKEN} /interactions/1/aW50/callback"
    cleaned = "POST https://discord.com/api/v10/webhooks/12/…/messages Bot … /interactions/1/…/callback"
    assert redacting.clean(line) == cleaned
