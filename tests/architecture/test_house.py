"""What import-linter can't say about the house: where time comes from, how queries are scoped, what a page weighs."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.restore import AFTER
from bot.storage.rotation import sealed_columns
from bot.tables import metadata

ROOT = Path(__file__).parents[2]
SOURCES = [path for folder in ("bot", "cogs") for path in sorted((ROOT / folder).rglob("*.py"))]
REPOSITORIES = {"repository.py", "group_repository.py", "claims.py"}
"""Where queries stand; the second is the runner's own."""
TIME = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.sleep"}


def calls(path: Path) -> Iterator[str]:
    """Every dotted name that a file calls: ``datetime.now``."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_time_comes_from_the_clock_alone(path: Path) -> None:
    taken = {name for name in calls(path) if any(name.endswith(forbidden) for forbidden in TIME)}
    assert taken <= ({"datetime.now"} if path.name == "clock.py" else set())


def test_every_row_of_a_communitys_data_says_whose_it_is() -> None:
    assert [table.name for table in metadata.sorted_tables if "guild_id" not in table.columns] == []


def test_every_private_column_says_where_its_texts_belong() -> None:
    assert sealed_columns(metadata), "found by their type"
    for column in sealed_columns(metadata):  # it raises for one that names a column which isn't there
        owner = column.table.columns[column.owner] if column.owner else None
        assert owner is None or owner.name == "guild_id" or owner.info.get("person"), f"{column.field} has no owner"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sql_stands_in_repositories_and_storage(path: Path) -> None:
    told = {ast.unparse(node) for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)}
    queries = any(line.startswith("from sqlalchemy import") and " select" in line for line in told)
    assert not queries or path.name in REPOSITORIES or "storage" in path.parts


@pytest.mark.parametrize(
    "feature",
    [
        "announcements",
        "checkins",
        "community",
        "delivery",
        "digest",
        "directory",
        "funding",
        "following",
        "introductions",
        "meetings",
        "pairing",
        "projects",
        "reflection",
        "reminders",
        "resources",
        "support",
        "welcome",
        "workshops",
    ],
)
def test_each_feature_has_the_same_rooms(feature: str) -> None:
    for name in ("models.py", "repository.py", "service.py"):
        assert (ROOT / "bot" / feature / name).exists()


def test_every_cog_has_its_commands_in_one_place() -> None:
    cogs = [path for path in (ROOT / "cogs").iterdir() if path.is_dir() and path.name != "__pycache__"]
    assert cogs
    assert all((cog / "commands.py").exists() for cog in cogs)


def test_a_restore_asks_everyone_who_has_something_to_set_right_after_it() -> None:
    """A function of this name that isn't in the list would never be called, and nobody would notice until then."""
    said = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "bot").rglob("*.py")
        if "async def after_restore(" in path.read_text()
    }
    assert said == {one.__module__ for one in AFTER}
