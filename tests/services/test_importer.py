"""A directory as people keep it is read whole, or every problem is named with its row and column."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.community.backgrounds import CareerStage, Setting
from bot.directory.entries import Level, Openness, Skill
from bot.directory.importer import COLUMNS, read

ID = "123456789012345678"
GOOD = {
    "member_id": ID, "display_name": "Ada Okafor", "pronouns": "she/her", "role": "Research fellow",
    "career_stage": "early career", "settings": "academic; Community", "skills": "NVivo:can teach;R: learning ;",
    "interests": "housing", "bio": "Hello; I'm Ada.", "open_to": "questions;mentoring",
}  # fmt: skip


def table(*rows: dict[str, str], delimiter: str = ",", columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def problems(**changes: str) -> list[tuple[int, str, str]]:
    reading = read(table(GOOD | changes).encode())
    return [(problem.row, problem.column, str(problem.reason)) for problem in reading.problems]


def test_a_row_becomes_an_entry() -> None:
    reading = read(table(GOOD).encode())
    assert reading.problems == ()
    [profile] = reading.profiles
    assert (profile.member_id, profile.display_name, profile.career_stage) == (
        int(ID),
        "Ada Okafor",
        CareerStage.EARLY_CAREER,
    )
    assert profile.settings == {Setting.ACADEMIC, Setting.COMMUNITY}
    assert profile.skills == (Skill("NVivo", Level.CAN_TEACH), Skill("R", Level.LEARNING))
    assert profile.open_to == {Openness.QUESTIONS, Openness.MENTORING}
    assert not profile.findable_by_newcomers, "off unless the person ticks it"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_files_as_spreadsheets_save_them(encoding: str, delimiter: str) -> None:
    reading = read(table(GOOD | {"display_name": "Zoë Müller"}, delimiter=delimiter).encode(encoding))
    assert [profile.display_name for profile in reading.profiles] == ["Zoë Müller"]
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("changes", "column", "reason"),
    [
        ({"member_id": "1.23457E+17"}, "member_id", "isn't a Discord id"),
        ({"member_id": str(2**63)}, "member_id", "isn't a Discord id"),
        ({"member_id": "9" * 20}, "member_id", "isn't a Discord id"),
        ({"member_id": "Ada"}, "member_id", "isn't a Discord id"),
        ({"display_name": " "}, "display_name", "a name is needed"),
        ({"career_stage": "Wizard"}, "career_stage", "isn't one of: MSc student"),
        ({"settings": "academic;moon"}, "settings", "“moon” isn't one of"),
        ({"skills": "NVivo"}, "skills", "a skill and a level"),
        ({"skills": "NVivo:expert"}, "skills", "isn't one of: learning, confident, can teach"),
        ({"skills": "NVivo:learning;nvivo:can teach"}, "skills", "there twice"),
        ({"skills": ";".join(f"s{n}:learning" for n in range(61))}, "skills", "more than 60"),
        ({"bio": "x" * 2_001}, "bio", "longer than 2000"),
        ({"open_to": "parties"}, "open_to", "isn't one of"),
    ],
)
def test_what_is_not_understood_is_named(changes: dict[str, str], column: str, reason: str) -> None:
    [(row, where, why)] = problems(**changes)
    assert (row, where) == (2, column)
    assert reason in why


def test_a_person_twice_is_named_at_the_second_row() -> None:
    reading = read(table(GOOD, GOOD).encode())
    assert [(problem.row, problem.column) for problem in reading.problems] == [(3, "member_id")]


@pytest.mark.parametrize("missing", COLUMNS)
def test_a_column_left_out_is_named_for_it_would_erase_what_entries_say(missing: str) -> None:
    reading = read(table(GOOD, columns=tuple(name for name in COLUMNS if name != missing)).encode())
    assert reading.profiles == ()
    assert f"no column called {missing};" in str(reading.problems[0].reason)


def test_a_column_there_twice_is_named() -> None:
    reading = read(table(GOOD).replace("interests", "Bio").encode())
    assert reading.profiles == ()
    assert "interests" in str(reading.problems[0].reason)
    twice = read(("bio," + table(GOOD).replace("\r\n", "\r\n,")).encode())
    assert [str(problem.reason) for problem in twice.problems] == ["more than one column called bio"]


def test_a_comma_without_quotes_is_noticed_and_nothing_is_shifted_or_lost() -> None:
    header, row = table(GOOD | {"bio": "walks", "open_to": ""}).splitlines()
    reading = read(f"{header}\n{row.replace('walks', 'walks, talks')},questions\n".encode())
    assert reading.profiles == ()
    [problem] = reading.problems
    assert (problem.row, str(problem.reason)) == (2, "more cells than columns; put texts with commas in quotes")


def test_empty_columns_and_rows_as_spreadsheets_leave_them_are_passed_over() -> None:
    header, row = table(GOOD).splitlines()
    reading = read(f"{header},,\n{row},,\n\n,,,\n{row.replace(ID, 'Ada')},,\n".encode())
    assert [profile.member_id for profile in reading.profiles] == [int(ID)]
    assert [(problem.row, problem.column) for problem in reading.problems] == [(5, "member_id")]


def test_the_largest_id_there_can_be() -> None:
    [profile] = read(table(GOOD | {"member_id": str(2**63 - 1)}).encode()).profiles
    assert profile.member_id == 2**63 - 1


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.directory.importer.MAX_ROWS", 10)
    rows = [GOOD | {"member_id": str(int(ID) + n)} for n in range(11)]
    assert read(table(*rows[:10]).encode()).problems == ()
    assert "more than 10 rows" in str(read(table(*rows).encode()).problems[-1].reason)


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04 not a spreadsheet", b"a,b\n" + b'"' * 200_000])
def test_what_is_no_csv_is_one_problem(data: bytes) -> None:
    reading = read(data)
    assert reading.profiles == ()
    assert len(reading.problems) == 1


@given(st.binary(max_size=500))
def test_nothing_in_a_file_raises(data: bytes) -> None:
    read(data)
    read(",".join(COLUMNS).encode() + b"\n" + data)
