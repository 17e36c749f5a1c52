"""The directory from the command line: a process of its own, as a host starts it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.people import ADA, BEN, GUILD

ROOT = Path(__file__).parents[2]
HEADER = "member_id,display_name,pronouns,role,career_stage,settings,skills,interests,bio,open_to\n"
PEOPLE = HEADER + (
    f"{ADA},Ada,,Fellow,Senior,academic,NVivo:can teach,,,questions\n"
    f"{BEN},Ben,,Fellow,Senior,academic,R:learning;NVivo:learning,,,questions\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


def heronry(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("DISCORD", "DATABASE"))}
    environment |= {"DATA_DIR": str(folder / "data"), "KEYS_FILE": str(folder / "heronry.keys")}
    command = [sys.executable, "-m", "bot", "directory", *arguments, "--guild", str(GUILD)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_imported_tried_out_first_then_asked_one_by_one_and_many_at_once(folder: Path) -> None:
    people = str(folder / "people.csv")
    tried = heronry(folder, "import", people, "--consented", "--dry-run")
    assert "2 would be added, 0 changed" in tried.stdout
    assert "2 added" in heronry(folder, "import", people, "--consented").stdout
    found = json.loads(heronry(folder, "search", "who knows NVivo?", "--json").stdout)
    assert [one["member_id"] for one in found["results"]] == [str(ADA), str(BEN)]
    assert heronry(folder, "search", "who knows NVivo?").stdout.startswith(f"Ada ({ADA}): NVivo")
    questions = ['{"id": "a", "query": "nvvio"}', "", "not json", '{"id": 2, "query": "?!"}', '{"id": 3, "query": "R"}']
    (folder / "queries.jsonl").write_text("\n".join(questions))
    batch = heronry(folder, "search", "--batch", str(folder / "queries.jsonl"))
    lines = [json.loads(line) for line in batch.stdout.splitlines()]
    assert [(line["id"], line["results"]) for line in lines] == [
        ("a", [str(ADA), str(BEN)]), (None, []), (2, []), (3, [str(BEN)]),
    ]  # fmt: skip
    assert all(line["ms"] >= 0 for line in lines)
    assert "error" in lines[1]
    assert "error" in lines[2]


def test_a_file_that_is_not_there_is_one_line(folder: Path) -> None:
    gone = heronry(folder, "search", "--batch", str(folder / "nothing.jsonl"))
    assert gone.returncode == 1
    assert gone.stderr.count("\n") == 1
