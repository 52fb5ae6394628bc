"""Annotations of GitHub: workflow commands on standard output.

A step shows ten errors, ten warnings and ten notices and drops the rest in silence, so the worst come first,
no more than ten of each are written, and the last line says how many there are in all; the whole list is in
the step summary. Nothing in a text can start a command of its own.
"""

from __future__ import annotations

from typing import Final

from checker.model import Severity
from checker.reports.notices import Notice, Place, Report, new_only
from checker.reports.words import count

MOST: Final = 10
_LEVELS: Final[dict[Severity, str]] = {
    "high": "error",
    "medium": "warning",
    "low": "notice",
    "note": "notice",
}


def to_github(report: Report, *, quote_calls: bool = False) -> str:
    """Workflow commands for the new findings, and a line with the total."""
    lines: list[str] = []
    written: dict[str, int] = {}
    left_out = 0
    found = new_only(report, quote_calls=quote_calls)
    for notice in found:
        level = _LEVELS[notice.severity]
        places = [p for p in (notice.place, notice.other) if p]
        if written.get(level, 0) + len(places) > MOST:
            left_out += 1
            continue
        written[level] = written.get(level, 0) + len(places)
        lines += [_command(level, notice, place) for place in places]
    total = f"Messaging check: {count(len(found), 'new finding')}."
    if left_out:
        total += f" {count(left_out, 'finding')} of them have no annotation; the step summary lists all."
    return "\n".join([*lines, total]) + "\n"


def _command(level: str, notice: Notice, place: Place) -> str:
    parts = [f"file={_property(place.file)}"]
    if place.span:
        start, end = place.span.start, place.span.end
        parts += [f"line={start.line}", f"endLine={end.line}"]
        if start.line == end.line:
            parts += [f"col={start.column}", f"endColumn={max(start.column, end.column - 1)}"]
    parts.append(f"title={_property(notice.title)}")
    return f"::{level} {','.join(parts)}::{_data(chr(10).join([notice.message, *notice.quotes]))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
