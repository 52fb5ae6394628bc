"""Which row of a table holds the column names, and which columns are copy.

Used for ad sheets as CSV and as XLSX. A column counts by its name; where the name says nothing,
by whether its cells read like prose.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from checker.model import BlockKind
from checker.sources.copy.keys import is_copy_key, is_prose, is_technical_key, is_text, kind_of_key

_HEADER_ROWS = 8
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table's columns are.

    Attributes:
        header: Index of the row with the names, or -1 if there is none.
        names: Name by column; empty where there is none.
        copy: Columns whose cells are copy.
    """

    header: int
    names: tuple[str, ...]
    copy: frozenset[int]

    def name(self, column: int) -> str:
        """Name of a column, or its number."""
        return (self.names[column] if column < len(self.names) else "") or f"column {column + 1}"

    def kind(self, column: int) -> BlockKind:
        """What a cell of the column is."""
        name = self.names[column] if column < len(self.names) else ""
        return "button" if kind_of_key(name, "cell") == "button" else "cell"


def columns_of(rows: Sequence[Sequence[str]]) -> Columns:
    """Tell the columns of a table from its rows of cell texts."""
    header = _header_row(rows)
    names = tuple(cell.strip() for cell in rows[header]) if header >= 0 else ()
    body = rows[header + 1 :]
    width = max((len(row) for row in rows), default=0)
    copy = {c for c in range(width) if _is_copy(names[c] if c < len(names) else "", _cells(body, c))}
    return Columns(header, names, frozenset(copy))


def _cells(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column].strip() for row in rows if column < len(row) and row[column].strip()]


def _header_row(rows: Sequence[Sequence[str]]) -> int:
    for i, row in enumerate(rows[:_HEADER_ROWS]):
        named = [cell for cell in row if cell.strip()]
        if len(named) < len(row) / 2 or any(len(cell) > _LONGEST_NAME for cell in named):
            continue
        known = [cell for cell in named if is_copy_key(cell) or is_technical_key(cell)]
        if known and len(known) * 2 >= len(named) and any(map(_is_name, known)):
            return i
    return _by_contrast(rows)


def _is_name(cell: str) -> bool:
    return len(cell.split()) <= 4 and cell.strip()[-1:] not in ".!?"


def _by_contrast(rows: Sequence[Sequence[str]]) -> int:
    """The first row that is not blank, if its cells are all short names and those below are longer."""
    first = next((i for i, row in enumerate(rows) if row), -1)
    if first < 0 or not all(cell.strip() and _is_name(cell) for cell in rows[first]):
        return -1
    names = [cell.strip() for cell in rows[first]]
    below = [cell for row in rows[first + 1 :] for cell in row]
    if len(set(names)) < len(names) or not below:
        return -1
    longer = sum(map(len, below)) / len(below) > 1.5 * sum(map(len, names)) / len(names)
    return first if longer else -1


def _is_copy(name: str, cells: Sequence[str]) -> bool:
    if is_copy_key(name):
        return any(map(is_text, cells))
    if is_technical_key(name) or not cells:
        return False
    return sum(map(is_prose, cells)) * 2 >= len(cells)
