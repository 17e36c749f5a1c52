"""Lists that people already keep, as CSV or XLSX in whatever shape, brought into the project's own columns.

Nothing in a file is run: of a spreadsheet's cells the values are read, never the formulas, and a file that would
unpack to far more than it weighs is not unpacked.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.community.sheet import decode, delimiter_of
from bot.directory.entries import Level
from bot.directory.importer import COLUMNS, MAX_ROWS
from bot.errors import InvalidInput
from bot.texts import N_

MAX_BYTES = 8_000_000
MAX_UNPACKED = 100_000_000
"""Bytes that a spreadsheet may unpack to: 50,000 full rows take about half."""
MAX_COLUMNS = 100

NAMES: dict[str, tuple[str, ...]] = {
    "member_id": ("member id", "discord id", "discord number", "user id", "discord"),
    "display_name": ("display name", "name", "full name", "your name", "who"),
    "pronouns": ("pronoun",),
    "role": ("job title", "job", "position", "title", "post", "job role"),
    "career_stage": ("career stage", "stage", "level of career", "career level"),
    "settings": ("setting", "sector", "where you work", "works in"),
    "skills": ("skill", "expertise", "methods", "software", "can help with", "knows", "what i can help with"),
    "interests": ("interest", "research interests", "topics", "research topics"),
    "bio": ("about", "about you", "about me", "biography", "notes", "description"),
    "open_to": ("open to", "available for", "happy to"),
}
"""What people call the columns, besides the project's own names."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows in the project's columns, what each of its own columns was taken for (None: left out), and
    which fields it has."""

    text: str
    columns: tuple[tuple[str, str | None], ...]
    fields: frozenset[str]


def refuse_too_large(size: int) -> None:
    """Raise ``InvalidInput`` for a file of more than ``MAX_BYTES``, before it is fetched."""
    if size > MAX_BYTES:
        raise InvalidInput(N_("That file is larger than 8 MB. Please split it, or leave pictures out."))


Meant = Mapping[int, str | None]
"""What columns were said to hold, by their position from 0: a field, or None for what is left out."""


def table(data: bytes, filename: str, meant: Meant | None = None) -> Table:
    """A file as the importer reads it; ``meant`` goes before what the columns' names say.

    Raises ``InvalidInput`` for a file that can't be read.
    """
    refuse_too_large(len(data))
    rows = _sheet(data) if data[:2] == b"PK" or filename.lower().endswith(".xlsx") else _lines(data)
    header = [cell.strip() for cell in next(rows, list[str]())][:MAX_COLUMNS]
    while header and not header[-1]:
        header.pop()  # spreadsheets may save empty columns at the end
    if not header:
        raise InvalidInput(N_("The first row must name the columns, such as name, role and skills."))
    columns = tuple(_meant(header, meant or {}))
    known = [(field, index) for index, (_name, field) in enumerate(columns) if field]
    written = io.StringIO()
    out = csv.writer(written, lineterminator="\n")
    out.writerow(COLUMNS)
    for count, row in enumerate(rows):
        if count >= MAX_ROWS:
            raise InvalidInput(N_("That list has more than {most} rows. Please split it.", most=MAX_ROWS))
        cells = {field: row[index] for field, index in known if index < len(row)}
        if cells.get("skills"):
            cells["skills"] = _skills(cells["skills"])
        out.writerow([cells.get(column, "") for column in COLUMNS])  # empty rows too, so that numbers stay right
    return Table(written.getvalue(), columns, frozenset(field for field, _index in known))


def _skills(text: str) -> str:
    """Skills as people list them: separated by commas too, and confident where no level is given."""
    items = [" ".join(item.split()) for item in text.split(";" if ";" in text else ",") if item.strip()]
    levels = {level.casefold() for level in Level}
    named = [
        item if item.rpartition(":")[2].strip().casefold() in levels else f"{item}:{Level.CONFIDENT}" for item in items
    ]
    return ";".join({item.rpartition(":")[0].casefold(): item for item in named}.values())


def _meant(header: Sequence[str], said: Meant) -> Iterator[tuple[str, str | None]]:
    """Each column with the field that it is taken for; the first that fits has it."""
    taken = {field for field in said.values() if field}
    for index, name in enumerate(header):
        if index in said:
            yield name[:60], said[index]
            continue
        wanted = " ".join(name.casefold().replace("_", " ").split())
        field = next(
            (
                field
                for field, names in NAMES.items()
                if field not in taken and wanted in {field.replace("_", " "), *names, *(f"{one}s" for one in names)}
            ),
            None,
        )
        taken |= {field} if field else set()
        yield name[:60], field


def _lines(data: bytes) -> Iterator[list[str]]:
    text = decode(data)
    if "\0" in text:
        raise InvalidInput(N_("That file isn't text that can be read. Please save it as CSV (UTF-8), or as XLSX."))
    delimiter = delimiter_of(text)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise InvalidInput(N_("That file isn't a CSV that can be read. Please save it again as CSV.")) from None


def _sheet(data: bytes) -> Iterator[list[str]]:
    # Takes half a second to load, and few groups ever bring in a spreadsheet: with the first one, which is in a thread.
    from openpyxl import load_workbook

    broken = InvalidInput(N_("That isn't a spreadsheet that can be read. Please save it again as XLSX, or as CSV."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise InvalidInput(N_("That spreadsheet unpacks to far too much. Please save only the list, as CSV."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True):
            yield [_value(value) for value in row]
    except InvalidInput:
        raise
    except Exception:
        raise broken from None


def _value(value: object) -> str:
    if isinstance(value, int | float) and abs(value) >= 2**53:
        return f"{value:.2E}"  # a spreadsheet has rounded it, so it is nobody's number any more
    return "" if value is None else str(value)
