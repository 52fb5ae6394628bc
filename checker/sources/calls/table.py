"""Transcripts as tables: one row a cue, columns such as `start,end,speaker,text` (CSV, TSV, XLSX).

Columns are found by their usual names. Times are seconds or clock times; milliseconds only where the
header says so (`start_ms`, `Start (ms)`). The place of a cue is line and column, and `row 3, text`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checker.model import Speaker
from checker.sources.calls.assemble import UNKNOWN_SPEAKER, Cue, Draft
from checker.sources.calls.clock import seconds_of
from checker.sources.calls.labels import clean_label
from checker.sources.csv_places import DELIMITERS, Cell, first_line, read_rows
from checker.sources.stretches import Stretch

_COLUMNS: Mapping[str, frozenset[str]] = {
    "text": frozenset(
        (
            "text transcript transcription content utterance sentence sentences message words caption "
            "line speech dialogue snippet transcripttext spokentext"
        ).split()
    ),
    "speaker": frozenset(
        (
            "speaker speakername speakerlabel name who participant participantname person author user "
            "speakerid"
        ).split()
    ),
    "start": frozenset(
        (
            "start starttime startseconds startsec begin from time timestamp timecode offset in startms "
            "starttimems"
        ).split()
    ),
    "email": frozenset(("email speakeremail emailaddress").split()),
}


def sniff(text: str) -> str | None:
    """The delimiter of a transcript table; None if the first line is no header of one."""
    line = first_line(text.lstrip("\ufeff"))
    for delimiter in DELIMITERS:
        columns = _columns([cell.value for cell in next(read_rows(line, delimiter), [])])
        if "text" in columns and ("speaker" in columns or "start" in columns):
            return delimiter
    return None


def read(text: str, delimiter: str) -> Draft:
    """The cues of a CSV or TSV table."""
    return read_cells(list(read_rows(text, delimiter)), "csv")


def read_cells(rows: Sequence[Sequence[Cell]], format: str) -> Draft:
    """The cues of a table whose first row is its header."""
    draft = Draft(format)
    header = [cell.value for cell in rows[0]]
    columns = _columns(header)
    in_milliseconds = "start" in columns and _normal(header[columns["start"]]).endswith(
        ("ms", "milliseconds")
    )
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: row[i] for name, i in columns.items() if i < len(row)}
        if columns["text"] == len(header) - 1 < len(row) - 1:
            cells["text"] = _spilled(row[len(header) - 1 :])
        if "text" not in cells or set(cells["text"].value.strip()) <= set(
            "-:"
        ):  # the rule of a Markdown table
            continue
        speaker = clean_label(cells["speaker"].value) if "speaker" in cells else ""
        time = seconds_of(cells["start"].value) if "start" in cells else None
        if time is not None and in_milliseconds:
            time /= 1000
        speaker = speaker or UNKNOWN_SPEAKER
        if "email" in cells and cells["email"].value.strip():
            draft.speakers[speaker] = Speaker(speaker, email=cells["email"].value.strip())
        locator = f"row {number}, {header[columns['text']].strip()}"
        draft.cues.append(Cue(speaker, (cells["text"].stretches,), time, locator))
    return draft


def _spilled(cells: Sequence[Cell]) -> Cell:
    """The words of a last column that holds delimiters without quotes."""
    stretches = [stretch for cell in cells for stretch in cell.stretches]
    whole = Stretch(stretches[0].start, stretches[-1].end) if stretches else Stretch(0, 0)
    return Cell(" ".join(cell.value for cell in cells), (whole,))


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Index of each known column; of several that fit, the first."""
    found: dict[str, int] = {}
    for i, name in enumerate(header):
        for column, names in _COLUMNS.items():
            if _normal(name) in names:
                found.setdefault(column, i)
    return found


def _normal(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.casefold())
