"""Sealing every private text anew, and proving that it opens: what ``heronry keys rotate`` does to a database.

Which columns hold private texts, and the place of each text, is read from the tables' own declarations
(``SealedText``), so no feature has to be remembered here.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, MetaData, Select, Table, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.database import Database
from bot.storage.sealed import CannotOpen, Keyring, Place, Sealed, SealedText

ROWS = 100
"""Rows in one transaction: few enough that a cut costs little, many enough to be quick."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of private texts, by its table's names."""

    table: Table
    name: str
    owner: str | None
    row: str | None

    @property
    def field(self) -> str:
        return f"{self.table.name}.{self.name}"

    def place(self, row: Mapping[str, Any]) -> Place:
        """Where the text in this row belongs, as the service that sealed it said."""
        return Place(self.field, (row[self.owner] or 0) if self.owner else 0, row[self.row] if self.row else 0)


def sealed_columns(metadata: MetaData) -> list[SealedColumn]:
    """Every column of private texts. Raises ``ValueError`` for one that declares what its table doesn't have."""
    found = [
        SealedColumn(table, column.name, column.type.owner, column.type.row)
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, SealedText)
    ]
    for one in found:
        missing = {name for name in (one.owner, one.row) if name and name not in one.table.columns}
        if missing:
            raise ValueError(f"{one.field} is declared with columns that its table doesn't have: {sorted(missing)}")
    return found


class Texts:
    """Every private text of a database."""

    def __init__(self, database: Database, metadata: MetaData) -> None:
        self._database = database
        self._tables: dict[Table, list[SealedColumn]] = {}
        for one in sealed_columns(metadata):
            self._tables.setdefault(one.table, []).append(one)

    async def shut(self, keyring: Keyring) -> Counter[str]:
        """How many texts don't open with ``keyring``, by table; those of no table when all do."""
        count: Counter[str] = Counter()
        for table, columns in self._tables.items():
            async for rows in self._pages(table):
                shut = sum(not _opens(keyring, *one) for row in rows for one in _texts(row, columns))
                count += Counter({table.name: shut})
        return count

    async def count(self) -> int:
        """How many texts there are."""
        return sum(
            [
                len(_texts(row, columns))
                for table, columns in self._tables.items()
                async for rows in self._pages(table)
                for row in rows
            ]
        )

    async def seal_anew(self, keyring: Keyring) -> None:
        """Seal with ``keyring``'s first key what isn't yet. Raises ``CannotOpen``, and then the texts of that one
        transaction are as they were; what was sealed anew before stays so, and isn't touched again."""
        for table, columns in self._tables.items():
            last: Sequence[Any] | None = None
            while True:
                async with self._database.begin() as session:
                    rows = await _page(session, _after(table, last).with_for_update())
                    for row in rows:
                        await _seal_row(session, table, columns, row, keyring)
                if not rows:
                    break
                last = _key(table, rows[-1])

    async def _pages(self, table: Table) -> AsyncGenerator[list[Mapping[str, Any]]]:
        # Each in a transaction of its own: a long one would hold up the emptying of SQLite's log.
        last: Sequence[Any] | None = None
        while True:
            async with self._database.read() as session:
                rows = await _page(session, _after(table, last))
            if not rows:
                return
            yield rows
            last = _key(table, rows[-1])


async def _seal_row(
    session: AsyncSession, table: Table, columns: list[SealedColumn], row: Mapping[str, Any], keyring: Keyring
) -> None:
    changed: dict[str, Sealed] = {}
    for column in columns:
        sealed: Sealed | None = row[column.name]
        if sealed is None or keyring.seals_as(sealed):
            continue
        place = column.place(row)
        text = keyring.open(sealed, place)
        anew = keyring.seal(text, place)
        if keyring.open(anew, place) != text:  # before the one that is known to open is written over
            raise CannotOpen("what was just sealed doesn't open")
        changed[column.name] = anew
    if changed:
        keys = [key == row[key.name] for key in table.primary_key]
        await session.execute(update(table).where(*keys).values(**changed))


def _after(table: Table, last: Sequence[Any] | None) -> Select[Any]:
    keys: list[Column[Any]] = list(table.primary_key)
    query = select(table).order_by(*keys).limit(ROWS)
    return query if last is None else query.where(tuple_(*keys) > tuple_(*last))


async def _page(session: AsyncSession, query: Select[Any]) -> list[Mapping[str, Any]]:
    return [dict(row) for row in (await session.execute(query)).mappings()]


def _key(table: Table, row: Mapping[str, Any]) -> Sequence[Any]:
    return [row[key.name] for key in table.primary_key]


def _texts(row: Mapping[str, Any], columns: list[SealedColumn]) -> list[tuple[Sealed, Place]]:
    return [(row[one.name], one.place(row)) for one in columns if row[one.name] is not None]


def _opens(keyring: Keyring, sealed: Sealed, place: Place) -> bool:
    try:
        keyring.open(sealed, place)
    except CannotOpen:
        return False
    return True
