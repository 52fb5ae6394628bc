"""Transcripts in Office files: DOCX (Teams, Word, Otter, Google Docs) and XLSX.

These files have no lines. A document is read as the text of its paragraphs and table cells, one a
line, line breaks inside a paragraph too; line and column count in that text. A cue of a sheet is
placed by its row, and line n is row n.
"""

from __future__ import annotations

import io
from typing import NamedTuple

from checker.errors import UnreadableFile
from checker.sources.calls import dialogue, table
from checker.sources.calls.assemble import Draft
from checker.sources.copy.office import DAMAGE, archive_names
from checker.sources.csv_places import Cell
from checker.sources.stretches import Stretch


class OfficeText(NamedTuple):
    """The text that places count in, and what was found in it."""

    text: str
    draft: Draft


def read(data: bytes, file: str) -> OfficeText:
    """The transcript in a DOCX or XLSX file.

    Raises:
        UnreadableFile: The file is no such file, damaged, locked by a password, or would unpack to
            more than `UNPACKED_LIMIT`.
    """
    names = archive_names(data, file)
    if "word/document.xml" in names:
        text = _document_text(data, file)
        return OfficeText(text, dialogue.read(text, "docx"))
    if "xl/workbook.xml" in names:
        return _sheet(data, file)
    raise UnreadableFile(file, "a ZIP archive, no transcript", "Unpack it and give its files.")


def _document_text(data: bytes, file: str) -> str:
    import docx
    from docx.opc.exceptions import OpcError
    from docx.table import Table, _Cell

    lines: list[str] = []
    damage: tuple[type[Exception], ...] = (OpcError, *DAMAGE)
    try:
        document = docx.Document(io.BytesIO(data))
        for item in document.iter_inner_content():
            if isinstance(item, Table):
                # Not `row.cells`: it repeats a cell for each column that it spans, up to billions.
                rows = ([_Cell(cell, item).text for cell in row._tr.tc_lst] for row in item.rows)
                lines.extend("  ".join(row) for row in rows)
            else:
                lines.append(item.text)
    except damage as error:
        raise UnreadableFile(file, f"damaged DOCX file ({error})", "Save it again in Word.") from error
    return "\n".join(lines)


def _sheet(data: bytes, file: str) -> OfficeText:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    damage: tuple[type[Exception], ...] = (InvalidFileException, *DAMAGE)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [
            [[_shown(v) for v in row] for row in sheet.iter_rows(values_only=True)]
            for sheet in book.worksheets
        ]
    except damage as error:
        raise UnreadableFile(file, f"damaged XLSX file ({error})", "Save it again in Excel.") from error
    for rows in sheets:
        text, cells = _laid_out(rows)
        if cells and table.sniff("\t".join(cell.value for cell in cells[0])):
            return OfficeText(text, table.read_cells(cells, "xlsx"))
    raise UnreadableFile(
        file, "no sheet with a column of speakers and one of text", "Name the columns `speaker`, `text`."
    )


def _laid_out(rows: list[list[str]]) -> tuple[str, list[list[Cell]]]:
    """The rows as text, one a line, cells parted by tabs, and each cell's place in it."""
    cells: list[list[Cell]] = []
    at = 0
    for row in rows:
        cells.append([])
        for value in row:
            cells[-1].append(Cell(value, (Stretch(at, at + len(value)),) if value else ()))
            at += len(value) + 1
    return "\n".join("\t".join(row) for row in rows), cells


def _shown(value: object) -> str:
    """A cell's value as text on one line."""
    return "" if value is None else " ".join(str(value).split())
