"""Lists as people keep them: tried out first, imported whole, taken out and brought back unchanged."""

import io
import zipfile
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.clock import SetClock
from bot.community import sheet
from bot.community.standing import Standing
from bot.directory.entries import Level, Sight, Skill
from bot.directory.importer import COLUMNS, read
from bot.directory.importing import KEPT, Trial
from bot.directory.service import Imported
from bot.directory.spreadsheets import table
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.services import Services
from tests.services.people import ADA, BEN, OTHER_GUILD, person

FACILITATOR = person(9, Standing.FACILITATOR)
FORMULAS = ("=", "+", "-", "@", "＝", "\t", "\r")
THEIRS = [
    ["Name", "Discord ID", "Job title", "Expertise", "E-mail", "Research interests"],
    ["Ada Ellis", str(ADA), "Fellow", "NVivo:can teach;R:learning", "ada@example.org", "gardens"],
    ["Ben Oke", str(BEN), "Nurse", "Focus groups:confident", "ben@example.org", ""],
]


def as_csv(rows: list[list[str]], separator: str = ",") -> bytes:
    return "\n".join(separator.join(f'"{cell}"' for cell in row) for row in rows).encode()


def as_xlsx(rows: list[list[str]]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        as_csv(THEIRS), as_csv(THEIRS, ";"), as_csv(THEIRS, "\t"), b"\xef\xbb\xbf" + as_csv(THEIRS),
        as_csv(THEIRS).decode().encode("utf-16"), as_xlsx(THEIRS),
    ],
    ids=["comma", "semicolon", "tab", "bom", "utf-16", "xlsx"],
)  # fmt: skip
async def test_a_list_in_its_own_shape_is_tried_out_and_then_imported(built: Services, data: bytes) -> None:
    trial = await built.imports.try_out(FACILITATOR, data, "people")
    assert trial.problems == ()
    assert dict(trial.columns) == {
        "Name": "display_name", "Discord ID": "member_id", "Job title": "role", "Expertise": "skills",
        "E-mail": None, "Research interests": "interests",
    }  # fmt: skip
    assert (trial.would.added, trial.would.changed) == (2, 0)
    assert built.directory.listed_for(FACILITATOR) == [], "nothing is imported yet"
    done = await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    assert done == Imported(2, 0)
    [ada, _ben] = built.directory.listed_for(FACILITATOR)
    assert (ada.display_name, ada.role, ada.interests) == ("Ada Ellis", "Fellow", "gardens")
    assert ada.skills == (Skill("NVivo", Level.CAN_TEACH), Skill("R", Level.LEARNING))
    assert "example.org" not in repr(built.directory.listed_for(FACILITATOR))


async def test_one_wrong_row_and_nothing_can_be_imported(built: Services) -> None:
    trial = await built.imports.try_out(FACILITATOR, as_csv([*THEIRS, ["Cam", "1.23E+17", "", "", "", ""]]), "x.csv")
    assert not trial.ready
    with pytest.raises(NotFound):
        await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    [problem] = trial.problems
    assert (problem.row, problem.column) == (4, "member_id")


async def test_what_was_tried_out_is_kept_for_a_while_and_for_its_own_server(built: Services, clock: SetClock) -> None:
    tokens = [(await built.imports.try_out(FACILITATOR, as_csv(THEIRS), "x.csv")).token for _ in range(3)]
    elsewhere = person(9, Standing.FACILITATOR, guild_id=OTHER_GUILD)
    with pytest.raises(NotFound):
        await built.imports.confirm(elsewhere, tokens[0], consented=False)
    clock.move_by(KEPT + timedelta(seconds=1))
    for token in (*tokens, "made up"):
        with pytest.raises(NotFound, match="attach it again"):
            await built.imports.confirm(FACILITATOR, token, consented=False)
    with pytest.raises(NotAllowed):
        await built.imports.try_out(person(ADA), as_csv(THEIRS), "x.csv")
    with pytest.raises(NotAllowed):
        await built.imports.export(person(ADA))


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"", "x.csv"),
        (b"PK\x03\x04 not a zip", "x.xlsx"),
        (b"plain words", "x.xlsx"),
        (b"\x00\x01\x02" * 99, "x.csv"),
        (bomb(), "x.xlsx"),
        (b"x" * 8_000_001, "x.csv"),
        (b"\n\n\n", "x.csv"),
    ],
    ids=["empty", "broken zip", "no zip", "binary", "bomb", "huge", "blank"],
)
async def test_what_is_no_list_is_one_clear_line(built: Services, data: bytes, filename: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await built.imports.try_out(FACILITATOR, data, filename)
    assert len(str(refused.value.message)) < 200


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(InvalidInput, match="more than"):
        table(as_csv([THEIRS[0], *[["A", str(ADA), "", "", "", ""]] * 50_001]), "x.csv")


async def test_what_is_taken_out_and_brought_back_changes_nothing(built: Services) -> None:
    rows: list[list[str]] = [
        [*COLUMNS],
        [str(ADA), "=HYPERLINK(1)", "", "'@role", "Senior", "clinical", "R:learning", "+1", "-2; 'x", ""],
    ]
    trial = await built.imports.try_out(FACILITATOR, as_csv(rows), "x.csv")
    assert trial.ready
    await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    before = built.directory.listed_for(FACILITATOR)
    exported = await built.imports.export(FACILITATOR)
    text = exported.decode("utf-8-sig")
    assert not any(cell.startswith(FORMULAS) for line in text.splitlines()[1:] for cell in line.split(","))
    again = await built.imports.try_out(FACILITATOR, exported, "directory.csv")
    assert again.ready
    assert (again.would.added, again.would.changed) == (0, 1)
    await built.imports.confirm(FACILITATOR, again.token, consented=True)
    assert built.directory.listed_for(FACILITATOR) == before


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_any_text_comes_back_and_none_is_run(text: str) -> None:
    kept = " ".join(text.split())
    assert not sheet.safe(kept).startswith(FORMULAS)
    rows: list[list[str]] = [[*COLUMNS], [str(ADA), "Ada", "", "", "", "", "", "", kept.replace('"', ""), ""]]
    rows[1] = [sheet.safe(cell) for cell in rows[1]]
    reading = read(table(as_csv(rows), "x.csv").text.encode())
    assert [one.bio for one in reading.profiles] == [kept.replace('"', "").strip()]


async def test_a_list_replaces_what_it_says_and_nothing_else_and_nothing_kept_to_oneself(built: Services) -> None:
    await built.entries.save_about(person(ADA), "Ada", "she/her", "Fellow", "Senior", ["clinical"])
    await built.entries.save_story(person(ADA), "gardens", "something private")
    await built.entries.save_openness(person(ADA), ["questions"], False, agrees=True)
    await built.entries.show(person(ADA), "bio", Sight.NOBODY)
    before = built.entries.own(person(ADA)).profile
    assert before is not None
    for data in (await built.imports.export(FACILITATOR), as_csv([["name", "discord id"], ["Ada", str(ADA)]])):
        trial = await built.imports.try_out(FACILITATOR, data, "x.csv")
        assert trial.ready
        await built.imports.confirm(FACILITATOR, trial.token, consented=True)
        after = built.entries.own(person(ADA)).profile
        assert after is not None
        assert (after.bio, after.interests, after.role, after.career_stage) == (
            "something private", "gardens", "Fellow", before.career_stage,
        )  # fmt: skip


async def test_skills_are_read_as_people_list_them(built: Services) -> None:
    rows = [["name", "discord id", "skills"], ["Ada", str(ADA), "NVivo, R:can teach, nvivo"], ["", "", ""]]
    trial = await built.imports.try_out(FACILITATOR, as_csv([*rows, ["Ben", "12", "R"]]), "x.csv")
    assert [(one.row, one.column) for one in trial.problems] == [(4, "member_id")], "counted as in the file"
    trial = await built.imports.try_out(FACILITATOR, as_csv(rows), "x.csv")
    await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    [ada] = built.directory.listed_for(FACILITATOR)
    assert {(skill.name.casefold(), skill.level) for skill in ada.skills} == {
        ("nvivo", Level.CONFIDENT), ("r", Level.CAN_TEACH),
    }  # fmt: skip


async def test_a_column_that_was_taken_for_something_else_is_corrected(built: Services) -> None:
    rows = [["Person", "Title", "Notes", "Discord ID"], ["Ada Ellis", "Fellow", "NVivo", str(ADA)]]
    trial = await built.imports.try_out(FACILITATOR, as_csv(rows), "x.csv")
    assert not trial.ready
    assert "no column is taken for people's names" in str(trial.problems[0].reason)
    for column, field in ((0, "display_name"), (2, "skills"), (1, None)):
        trial = await built.imports.mean(FACILITATOR, trial.token, column, field)
    assert trial.ready
    assert [field for _name, field in trial.columns] == ["display_name", None, "skills", "member_id"]
    trial = await built.imports.mean(FACILITATOR, trial.token, 1, "skills")
    assert [field for _name, field in trial.columns] == ["display_name", "skills", None, "member_id"], "in one only"
    trial = await built.imports.mean(FACILITATOR, trial.token, 2, "skills")
    await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    [ada] = built.directory.listed_for(FACILITATOR)
    assert (ada.role, [skill.name for skill in ada.skills]) == ("", ["NVivo"])


async def test_a_confirmation_does_what_was_shown_or_shows_it_anew(built: Services) -> None:
    trial = await built.imports.try_out(FACILITATOR, as_csv(THEIRS), "x.csv")
    await built.entries.save_about(person(ADA), "Ada", "", "", None, [])
    shown = await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    assert isinstance(shown, Trial)
    assert shown.moved
    assert (shown.would.added, shown.would.changed) == (1, 1)
    assert await built.imports.confirm(FACILITATOR, shown.token, consented=True) == Imported(1, 1)


async def test_what_goes_in_and_out_is_on_record(built: Services) -> None:
    trial = await built.imports.try_out(FACILITATOR, as_csv(THEIRS), "x.csv")
    await built.imports.confirm(FACILITATOR, trial.token, consented=True)
    await built.imports.export(FACILITATOR)
    record = await built.community.audit(person(1, Standing.ADMINISTRATOR))
    assert [(one.action, one.actor_id) for one in record] == [("list taken out", 9), ("list imported", 9)]
