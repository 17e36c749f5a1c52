"""What the documentation promises is there: messages, settings, columns, files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.community.backgrounds import CareerStage, Setting
from bot.config import Settings
from bot.directory.entries import Level, Openness
from bot.directory.importer import COLUMNS, MAX_LENGTHS, MAX_SKILLS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ("README.md", "hosting.md", "facilitators.md", "privacy.md")


def _texts(folder: Path) -> Iterator[str]:
    """Every string in the code, the fixed parts of f-strings one by one."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _quoted() -> list[str]:
    table = (DOCS / "hosting.md").read_text("utf-8").partition("## What its messages mean")[2]
    return re.findall(r"^\| `(.+?)` \|", table, re.MULTILINE)


def test_the_troubleshooting_table_quotes_what_the_program_prints() -> None:
    said = "\n".join(_texts(ROOT / "bot"))
    quoted = _quoted()
    assert len(quoted) > 15
    for line in quoted:
        for part in (part.strip() for part in line.split("…")):
            assert part in said, f"nothing in bot/ says {part!r}"


def test_every_setting_that_the_pages_name_exists() -> None:
    known = {name.upper() for name in Settings.model_fields}
    text = "".join((DOCS / page).read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"\b(?:[A-Z]+_)+[A-Z]+\b", text)) - {"SERVER_ID"}
    assert {"DISCORD_TOKEN", "DATA_DIR", "DATABASE_URL", "KEYS_FILE", "METRICS_PORT"} <= named
    assert named <= known


def test_the_table_of_columns_is_the_importers() -> None:
    text = (DOCS / "facilitators.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE))
    assert tuple(rows) == COLUMNS
    for column, limit in MAX_LENGTHS.items():
        assert f"at most {limit:,} characters" in rows[column]
    assert f"At most {MAX_SKILLS} skills" in rows["skills"]
    for column, kind in (("career_stage", CareerStage), ("settings", Setting), ("open_to", Openness)):
        assert re.split(r"[;,] ", rows[column].partition(": ")[2]) == list(kind)
    assert all(level in rows["skills"] for level in Level)


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (DOCS / page).read_text("utf-8"))
    assert [target for target in targets if not (DOCS / target).exists()] == []
