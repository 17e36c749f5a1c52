"""Tables that leave Heronry as CSV, to be opened in a spreadsheet program, and those that come from one.

A cell that begins like a formula would be run when the file is opened (OWASP, CSV injection), so it gets an
apostrophe in front; so does one that begins with an apostrophe, so that taking one off always gives back what was
there.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from bot.errors import InvalidInput
from bot.texts import N_

GUARD = "'"
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", GUARD)


def safe(cell: str) -> str:
    """The text as a cell that no program takes for a formula."""
    return GUARD + cell if cell.startswith(_RISKY) else cell


def written(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows of texts as CSV; UTF-8 with the mark at the head by which Excel knows it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    for row in rows:  # one by one: all at once would keep every other thread waiting
        writer.writerow([safe(cell) for cell in row])
    return table.getvalue().encode("utf-8-sig")


def unsafe(cell: str) -> str:
    """A cell as people meant it: what ``safe`` was made of."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(_RISKY) else cell


def read(data: bytes) -> list[list[str]]:
    """The rows of a CSV file as spreadsheets save it, each cell as it was meant. Raises ``InvalidInput``."""
    text = decode(data)
    if "\0" in text:
        raise InvalidInput(N_("That file isn't text that can be read. Please save it as CSV (UTF-8)."))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text)))
    except csv.Error:
        raise InvalidInput(N_("That file isn't text that can be read. Please save it as CSV (UTF-8).")) from None
    return [[unsafe(cell.strip()) for cell in row] for row in rows]


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
