"""Diagnostics for reviewdog (rdjson). New findings only: reviewdog turns each into a comment.

Its columns count bytes of UTF-8, which a run does not know, so places are given in whole lines.
"""

from __future__ import annotations

import json
from typing import Any, Final

from checker.model import Severity
from checker.reports.notices import Notice, Place, Report, new_only

_SEVERITIES: Final[dict[Severity, str]] = {
    "high": "ERROR",
    "medium": "WARNING",
    "low": "INFO",
    "note": "INFO",
}


def to_rdjson(report: Report, *, quote_calls: bool = False) -> str:
    """The report as one rdjson object."""
    record = {
        "source": {"name": "messaging-checker"},
        "diagnostics": [_diagnostic(n) for n in new_only(report, quote_calls=quote_calls)],
    }
    return json.dumps(record, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def _diagnostic(notice: Notice) -> dict[str, Any]:
    record: dict[str, Any] = {
        "message": "\n".join([notice.message, *notice.quotes]),
        "location": _location(notice.place),
        "severity": _SEVERITIES[notice.severity],
        "code": {"value": notice.kind},
    }
    if notice.other:
        record["relatedLocations"] = [
            {"message": "What the other asset says", "location": _location(notice.other)}
        ]
    return record


def _location(place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"path": place.file}
    if place.span:
        location["range"] = {
            "start": {"line": place.span.start.line},
            "end": {"line": place.span.end.line},
        }
    return location
