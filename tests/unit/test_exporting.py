"""What the author of reflections takes away: it says what was written, all of it, and nothing breaks out of it."""

import csv
import io
import json
import re
import zlib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot import typeface
from bot.community import sheet
from bot.reflection import exporting, markdown
from bot.reflection.entries import Answer, Reflection
from bot.reflection.exporting import Style, TooMuch, exported, file_name
from tests.unit.reflections import ANY, REFLECTIONS, reflection

TITLE = "Reflections of Amina Farouk"
MANY = st.lists(REFLECTIONS, max_size=4)


def as_text(reflections: list[Reflection], style: Style, **options: Any) -> str:
    return exported(reflections, style, title=TITLE, **options).decode("utf-8-sig")


# -- CSV


def table(reflections: list[Reflection]) -> list[list[str]]:
    found = csv.reader(io.StringIO(as_text(reflections, Style.CSV), newline=""))
    return [[sheet.meant(cell) for cell in row] for row in found]


@given(MANY)
def test_csv_gives_back_what_was_written(reflections: list[Reflection]) -> None:
    rows = table(reflections)
    _columns, *found = rows[[row[0] for row in rows].index("Day") :]
    expected = exporting.in_order(reflections)
    for row, one in zip(found, expected, strict=True):
        assert row[:5] == [one.day.isoformat(), one.model, one.title, one.about, ", ".join(one.tags)]
        assert (Decimal(row[5]), Decimal(row[6]), row[7]) == (one.hours, one.participatory, one.action)
        said = [text for answer in one.answers for text in (answer.prompt, answer.text)]
        assert row[9 : 9 + len(said)] == said
        assert not any(row[9 + len(said) :])


@given(st.lists(st.lists(ANY, min_size=1, max_size=3), max_size=4))
def test_no_cell_is_taken_for_a_formula_and_none_is_changed(rows: list[list[str]]) -> None:
    found = list(csv.reader(io.StringIO(sheet.written(rows).decode("utf-8-sig"), newline="")))
    assert [[sheet.meant(cell) for cell in row] for row in found] == rows
    assert not any(
        cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for row in found for cell in row if cell[:1].strip()
    )
    assert not any(cell[:1] in "\t\r\n" for row in found for cell in row if cell)


def test_a_spreadsheet_program_knows_the_letters() -> None:
    assert exported([reflection()], Style.CSV, title="Ŵ").startswith(b"\xef\xbb\xbf\xc5\xb4")


# -- JSON


@given(MANY)
def test_json_gives_back_what_was_written(reflections: list[Reflection]) -> None:
    document = json.loads(as_text(reflections, Style.JSON))
    assert document["title"] == TITLE
    for found, one in zip(document["reflections"], exporting.in_order(reflections), strict=True):
        assert (found["day"], found["model"], found["title"]) == (one.day.isoformat(), one.model, one.title)
        assert (found["meeting"], tuple(found["tags"]), found["action"]) == (one.about, one.tags, one.action)
        assert tuple(Answer(answer["prompt"], answer["text"]) for answer in found["answers"]) == one.answers
        assert (Decimal(str(found["hours"])), found["action_due"]) == (
            one.hours, one.action_due and one.action_due.isoformat(),
        )  # fmt: skip


# -- Markdown


def read_back(line: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])|&#x([0-9A-F]+);", lambda m: m[1] or chr(int(m[2], 16)), line)


def quotation_read_back(block: str) -> str:
    lines = [line.removeprefix("> ") if line != ">" else "" for line in block.split("\n")]
    ended = [re.sub(r"(?<!\\)((?:\\\\)*)\\$", r"\1", line) for line in lines]
    return "\n".join(map(read_back, ended))


@given(ANY)
def test_markdown_gives_back_what_was_written(text: str) -> None:
    assert quotation_read_back(markdown.quoted(text)) == text
    assert read_back(markdown.escaped(text)) == text
    assert len(markdown.escaped(text).splitlines()) <= 1


def kinds(tokens: list[Token]) -> list[str]:
    return [token.type for token in tokens]


def as_read(text: str) -> str:
    """As a reader of Markdown shows it: what no screen shows, it marks."""
    return re.sub("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]", "\ufffd", text)


def shown(token: Token) -> str:
    """The text of an inline token as a reader sees it."""
    assert {child.type for child in token.children or ()} <= {"text", "text_special", "hardbreak", "softbreak"}
    return "".join("\n" if child.type.endswith("break") else child.content for child in token.children or ())


@given(ANY)
def test_a_quoted_text_stays_in_its_quotation_and_is_nothing_but_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"before\n\n{markdown.quoted(text)}\n\n## after")
    assert set(kinds(tokens)) - {"inline"} <= {
        "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "heading_open", "heading_close",
    }  # fmt: skip
    assert kinds(tokens)[:4] == ["paragraph_open", "inline", "paragraph_close", "blockquote_open"]
    assert kinds(tokens)[-4:] == ["blockquote_close", "heading_open", "inline", "heading_close"]
    read = "\n\n".join(shown(token) for token in tokens[4:-4] if token.type == "inline")
    assert read == as_read(re.sub(r"\n{2,}", "\n\n", text.strip("\n")))


@given(ANY.filter(str.strip))
def test_a_heading_is_nothing_but_its_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(f"## {markdown.escaped(text)}\n\nafter")
    assert kinds(tokens) == [
        "heading_open", "inline", "heading_close", "paragraph_open", "inline", "paragraph_close",
    ]  # fmt: skip
    assert shown(tokens[1]) == as_read(text)


@given(MANY)
def test_a_markdown_file_has_the_headings_it_should_whatever_was_written(reflections: list[Reflection]) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(as_text(reflections, Style.MARKDOWN))
    levels = [token.tag for token in tokens if token.type == "heading_open"]
    assert levels == [
        "h1",
        *[tag for one in exporting.in_order(reflections) for tag in ["h2", *["h3"] * len(one.answers)]],
    ]
    assert not {"html_block", "fence", "code_block", "table_open", "hr", "ordered_list_open"} & set(kinds(tokens))


# -- every kind


@pytest.mark.parametrize("style", [Style.MARKDOWN, Style.CSV, Style.JSON])
def test_each_says_at_its_head_what_it_is_and_that_discord_keeps_it(style: Style) -> None:
    entries = [reflection(2, date(2026, 11, 5)), reflection(1, date(2026, 3, 1))]
    text = as_text(entries, style)
    head = text[: text.index("A morning")]
    assert TITLE in head
    assert "2 reflections, from 1 March 2026 to 5 November 2026." in head
    assert "Hours in all: 3, of which participatory: 2." in head
    assert "stays with Discord" in head
    assert all(one in text for one in ("HIRG meeting", "listening", "We listened.", "So what?", "Ask first"))


@given(MANY)
def test_without_words_nothing_that_was_typed_is_left(reflections: list[Reflection]) -> None:
    secret = "Mrs Smith of Peckham"
    typed = [
        reflection(
            one.id, one.day, model="Gibbs", title=secret, about=secret, action=secret, tags=(secret,),
            answers=tuple(Answer(secret, secret) for _ in one.answers), hours=one.hours, action_due=one.action_due,
        )
        for one in reflections
    ]  # fmt: skip
    for style in (Style.MARKDOWN, Style.CSV, Style.JSON):
        text = as_text(typed, style, words=False)
        assert "Smith" not in text
        assert "Left out, as you chose" in text
        assert text.count("Gibbs") == len(typed)


@pytest.mark.parametrize("style", list(Style))
def test_nothing_and_little_can_be_exported_too(style: Style) -> None:
    assert exported([], style, title=TITLE)
    bare = reflection(title="", answers=(), tags=(), about="", hours=Decimal(0), action="", action_due=None)
    assert exported([bare], style, title="")
    assert exported([bare], style, title="", words=False)


def test_a_files_name_says_when_and_not_whose() -> None:
    assert file_name(Style.MARKDOWN, date(2026, 11, 3)) == "reflections-2026-11-03.md"


@pytest.mark.parametrize("style", list(Style))
def test_what_does_not_fit_is_refused_at_once_with_what_to_do(style: Style) -> None:
    entries = [reflection(n, answers=(Answer("What?", "x" * 4_000),)) for n in range(5_000)]
    with pytest.raises(TooMuch, match="choose a shorter time"):
        exported(entries, style, title=TITLE)
    assert exported(entries[:60], style, title=TITLE)
    assert len(exported(entries[:1_000], style, title=TITLE, words=False)) < exporting.MOST_BYTES


def test_letters_that_take_longer_to_set_count_for_more() -> None:
    entries = [reflection(n, answers=(Answer("?", "ש" * 4_000),)) for n in range(40)]
    with pytest.raises(TooMuch):
        exported(entries, Style.PDF, title=TITLE)
    assert exported(entries, Style.MARKDOWN, title=TITLE)


def test_what_grows_too_great_in_the_writing_is_refused_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST_BYTES", 1_000)
    with pytest.raises(TooMuch):
        exported([reflection(answers=(Answer("", "*" * 700),))], Style.MARKDOWN, title=TITLE)


# -- PDF


def pdf_of(*reflections: Reflection, title: str = TITLE) -> bytes:
    return exported(reflections, Style.PDF, title=title)


def uncompressed(pdf: bytes) -> bytes:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(one) for one in streams if one[:1] == b"\x78")


def test_a_pdf_has_its_title_language_and_outline() -> None:
    made = pdf_of(reflection(), reflection(2, title="Zweite"))
    assert made.startswith(b"%PDF-")
    assert b"/Lang (en-GB)" in made
    assert b"/Outlines" in made
    assert TITLE.encode("utf-16-be") in made or TITLE.encode() in made


@settings(max_examples=25)
@given(REFLECTIONS, ANY)
def test_any_text_can_be_set(one: Reflection, title: str) -> None:
    assert exported([one], Style.PDF, title=title).rstrip().endswith(b"%%EOF")


@pytest.mark.parametrize(
    "text",
    [
        "Ŵ ġ ñ",
        "Здравствуй",
        "مرحبا بالعالم",
        "שלום",
        "中文",
        "😀 🧠 👩🏽\u200d🔬",
        "x" * 5_000,
        "a\u200b\u0000\ufffe",
        "e\u0301",
    ],
)
def test_letters_of_every_language_are_set_or_shown_to_be_lacking(text: str) -> None:
    assert pdf_of(reflection(answers=(Answer("?", text),)))
    assert "".join(typeface.printable(text).split())


def test_what_the_typeface_lacks_is_seen_and_named() -> None:
    assert typeface.printable("Łódź, Καλημέρα\n\tשלום") == "Łódź, Καλημέρα\n\tשלום"
    assert typeface.printable("a 🧠 b") == "a [brain] b"
    assert typeface.printable("中") == typeface.LACKING
    assert typeface.printable("Ａ\u2028b") == "A\nb"


def test_a_long_text_runs_over_pages() -> None:
    made = pdf_of(reflection(answers=(Answer("What?", "word " * 4_000),)))
    assert made.count(b"/Type /Page\n") >= 4
