"""CSV and TSV ad sheets to blocks: a claim's place is row and column as well as line and column.

The standard library's csv module parses the same dialects but keeps no offsets, so cells are cut
here: RFC 4180 with any of four delimiters. Each line of a cell is a block; a quote never crosses one.
"""

from __future__ import annotations

import re
from collections import Counter

from checker.model import Asset, Block
from checker.sources.copy.columns import columns_of
from checker.sources.copy.flow import Traced
from checker.sources.copy.keys import is_text
from checker.sources.copy.values import line_blocks
from checker.sources.text import SourceText

_DELIMITERS = (",", "\t", ";", "|")
_SAMPLE_ROWS = 50


def read_table(text: str, file: str) -> Asset:
    """Read a delimited table.

    Args:
        text: The file's text.
        file: Path as the user knows it.
    """
    source = SourceText(text)
    rows = split_rows(text, sniff_delimiter(text) or ",")
    columns = columns_of([[cell.text for cell in row] for row in rows])
    blocks: list[Block] = []
    for number, row in enumerate(rows):
        if number <= columns.header:
            continue
        for column, cell in enumerate(row):
            if column in columns.copy and is_text(cell.text):
                name = columns.name(column)
                locator = f"row {number + 1}, {name}"
                blocks += line_blocks(source, cell, columns.kind(column), name, locator)
    return Asset(file, "table", tuple(blocks))


def sniff_delimiter(text: str) -> str:
    """The delimiter that cuts the first rows into the same number of cells, or an empty string."""
    best, best_score = "", 0.0
    sample = text[:20_000]
    for delimiter in _DELIMITERS:
        if delimiter not in sample:
            continue
        rows = split_rows(sample, delimiter, _SAMPLE_ROWS)
        rows = rows[:-1] if len(rows) > 2 and len(sample) < len(text) else rows
        width, count = Counter(len(row) for row in rows).most_common(1)[0]
        score = count / len(rows) + min(width, 20) / 100
        if width > 1 and count * 2 > len(rows) and score > best_score:
            best, best_score = delimiter, score
    return best


def split_rows(text: str, delimiter: str, limit: int | None = None) -> list[list[Traced]]:
    """Cells of each row that is not blank up to `limit` rows; blank rows count as empty ones."""
    cell_end = re.compile(rf"[{re.escape(delimiter)}\r\n]")
    rows: list[list[Traced]] = []
    row: list[Traced] = []
    at = 0
    while at < len(text) and (limit is None or len(rows) < limit):
        cell, at = _cell(text, at, cell_end)
        row.append(cell)
        mark = text[at : at + 1]
        if mark == delimiter:
            at += 1
            if at == len(text):
                row.append(Traced("", (), ()))
        else:
            at += 2 if text.startswith("\r\n", at) else 1
            rows.append([] if len(row) == 1 and not row[0].text else row)
            row = []
    if row:
        rows.append(row)
    return rows


def _cell(text: str, at: int, cell_end: re.Pattern[str]) -> tuple[Traced, int]:
    """The cell that starts at an offset, and where its delimiter stands."""
    begin = at
    while text.startswith(" ", begin):
        begin += 1
    if text.startswith('"', begin):
        parts: list[int] = []
        close = begin + 1
        while (close := text.find('"', close)) >= 0 and text.startswith('"', close + 1):
            parts.append(close)
            close += 2
        if close >= 0:
            end = cell_end.search(text, close + 1)
            return _unquoted(text, begin + 1, close, parts), end.start() if end else len(text)
    found = cell_end.search(text, at)
    end_at = found.start() if found else len(text)
    return _unquoted(text, at, end_at, []), end_at


def _unquoted(text: str, start: int, end: int, doubled: list[int]) -> Traced:
    """The text of a cell; two quotes at each of the `doubled` offsets stand for one."""
    skipped = {at + 1 for at in doubled}
    starts = [i for i in range(start, end) if i not in skipped]
    widths = {at: 2 for at in doubled}
    ends = [i + widths.get(i, 1) for i in starts]
    return Traced("".join(text[i] for i in starts), tuple(starts), tuple(ends))
