"""The rows of a deals file as text: CSV, TSV or XLSX with a header."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import NamedTuple

from checker.errors import UnreadableFile
from checker.sources.copy.office import DAMAGE, archive_names
from checker.sources.csv_places import DELIMITERS, first_line
from checker.sources.text import decode


class Rows(NamedTuple):
    """Column names, and the rows that are not blank."""

    header: list[str]
    rows: list[list[str]]


def read_rows(data: bytes, file: str) -> Rows:
    """Header and rows.

    Raises:
        UnreadableFile: The file is no table that can be read, or has no row.
    """
    rows = _sheet(data, file) if data.startswith(b"PK\x03\x04") else _text(decode(data, file), file)
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        raise UnreadableFile(
            file, "no row under the header", "Give a header and one row for each call or deal."
        )
    return Rows([name.strip() for name in rows[0]], rows[1:])


def _text(text: str, file: str) -> list[list[str]]:
    header = first_line(text)
    delimiter = max(DELIMITERS, key=header.count)
    try:
        return list(csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableFile(file, f"broken table ({error})", "Export it again as CSV.") from error


def _sheet(data: bytes, file: str) -> list[list[str]]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if "xl/workbook.xml" not in archive_names(data, file):
        raise UnreadableFile(file, "an archive, no XLSX file", "Save it as XLSX or CSV.")
    damage: tuple[type[Exception], ...] = (InvalidFileException, *DAMAGE)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        return [[_shown(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except damage as error:
        raise UnreadableFile(file, f"damaged XLSX file ({error})", "Save it again in Excel.") from error


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return repr(value) if isinstance(value, float) else str(value)
