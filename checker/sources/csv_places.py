"""CSV and TSV with the place of every cell.

The standard csv module keeps no positions, and no well-kept library does, so a small scanner reads
RFC 4180 here: cells in double quotes may hold delimiters, line breaks and doubled quotes. Like the
standard module it takes a quote inside an unquoted cell for itself. The tests hold it against csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checker.sources.stretches import Stretch, plain

DELIMITERS = (",", "\t", ";", "|")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its words and where they stand."""

    value: str
    stretches: tuple[Stretch, ...]


def read_rows(text: str, delimiter: str) -> Iterator[list[Cell]]:
    """The rows of a table, blank lines left out; a last quote that is never closed ends with the text."""
    end_of_plain = re.compile(f"[{re.escape(delimiter)}\r\n]")
    row: list[Cell] = []
    at = 0
    while at < len(text):
        if text[at] == '"':
            stretches, at = _quoted(text, at + 1)
        else:
            stretches = []
        stop = match.start() if (match := end_of_plain.search(text, at)) else len(text)
        if stop > at:
            stretches.append(Stretch(at, stop))
        row.append(Cell(plain(text, stretches), tuple(stretches)))
        at = stop
        if at < len(text) and text[at] == delimiter:
            at += 1
            if at < len(text) and text[at] not in "\r\n":
                continue
            row.append(Cell("", ()))
        if len(row) > 1 or row[0].value:
            yield row
        row = []
        at += 2 if text.startswith("\r\n", at) else 1


def _quoted(text: str, at: int) -> tuple[list[Stretch], int]:
    """Stretches of a quoted cell from behind its opening quote, and the offset behind its closing one."""
    stretches: list[Stretch] = []
    while True:
        quote = text.find('"', at)
        stop = len(text) if quote < 0 else quote
        if stop > at:
            stretches.append(Stretch(at, stop))
        if quote < 0:
            return stretches, len(text)
        if not text.startswith('""', quote):
            return stretches, quote + 1
        stretches.append(Stretch(quote, quote + 2, '"'))
        at = quote + 2


def first_line(text: str) -> str:
    """The first line that is not blank."""
    return next((line for line in re.split(r"[\r\n]+", text) if line.strip()), "")
