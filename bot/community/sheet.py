"""Tables that leave Heronry as CSV, to be opened in a spreadsheet program.

A cell that begins like a formula would be run when the file is opened (OWASP, CSV injection), so it gets an
apostrophe in front; so does one that begins with an apostrophe, so that taking one off always gives back what was
there.
"""

import csv
import io
from collections.abc import Iterable, Sequence

GUARD = "'"
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
