"""XLSX ad sheets to blocks; a claim's place is its cell, such as `Sheet1!C3`."""

from __future__ import annotations

import io
from collections.abc import Sequence

from checker.model import Asset, Block
from checker.sources.copy.columns import columns_of
from checker.sources.copy.keys import is_text
from checker.sources.copy.office import opened, placed_blocks


def read_xlsx(data: bytes, file: str) -> Asset:
    """Read a workbook, sheet by sheet; hidden sheets are left out and noted.

    Raises:
        UnreadableFile: It is damaged.
    """
    import openpyxl

    blocks: list[Block] = []
    notes: list[str] = []
    with opened(file, "XLSX"):
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                notes.append(f"hidden sheet {sheet.title} left out")
                continue
            rows = [
                ["" if value is None else str(value) for value in row]
                for row in sheet.iter_rows(values_only=True)
            ]
            blocks += _sheet(rows, sheet.title)
        book.close()
    return Asset(file, "xlsx", tuple(blocks), notes=tuple(notes))


def _sheet(rows: Sequence[Sequence[str]], name: str) -> list[Block]:
    from openpyxl.utils import get_column_letter

    columns = columns_of(rows)
    blocks: list[Block] = []
    for number, row in enumerate(rows):
        if number <= columns.header:
            continue
        for column, cell in enumerate(row):
            if column in columns.copy and is_text(cell):
                locator = f"{name}!{get_column_letter(column + 1)}{number + 1}"
                blocks += placed_blocks(cell, columns.kind(column), columns.name(column), locator)
    return blocks
