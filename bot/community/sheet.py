"""Tables that leave Heronry as CSV, to be opened in a spreadsheet program, and tables that come in.

A cell that begins like a formula would be run when the file is opened (OWASP, CSV injection), so it gets an
apostrophe in front; so does one that begins with an apostrophe, so that taking one off always gives back what was
there.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from bot.errors import InvalidInput
from bot.texts import N_

GUARD = "'"
SEPARATOR = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)
"""The line by which Excel is told what separates the cells."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", GUARD)


def safe(cell: str) -> str:
    """The text as a cell that no program takes for a formula."""
    return GUARD + cell if cell.startswith(RISKY) else cell


def meant(cell: str) -> str:
    """A cell of a file that is read as people meant it: without the apostrophe that ``safe`` puts in front."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(RISKY) else cell


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of texts as CSV; UTF-8 with the mark at the head by which Excel knows it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    for row in rows:  # one by one: all at once would keep every other thread waiting
        writer.writerow([safe(cell) for cell in row])
    return table.getvalue().encode("utf-8-sig")


def read(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """A CSV file's rows, each with the line that it begins on, counted from 1; as spreadsheets save them.

    Raises ``InvalidInput`` for what is no CSV.
    """
    text = decode(data)
    if "\0" in text or data.startswith(b"PK"):
        raise InvalidInput(N_("That file isn't text that can be read. Please save it as CSV (UTF-8)."))
    named = SEPARATOR.match(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=named[1] if named else delimiter_of(text))
    begins = 1
    try:
        for row in rows:
            if begins > 1 or not named:
                yield begins, [meant(cell.strip()) for cell in row]
            begins = rows.line_num + 1
    except csv.Error:
        raise InvalidInput(N_("That file isn't a CSV that can be read. Please save it again as CSV.")) from None


def decode(data: bytes) -> str:
    """The text of a file as spreadsheets save it: UTF-8 with or without a BOM, UTF-16, or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def delimiter_of(text: str) -> str:
    """What separates the cells of a CSV file."""
    # Spreadsheets in much of Europe separate by semicolon; inside our cells it separates a list,
    # so only the header can tell.
    return max(",;\t", key=text.partition("\n")[0].count)
