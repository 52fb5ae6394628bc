"""Code Quality report of GitLab: a JSON array, empty where nothing was found.

GitLab compares the reports of both branches by fingerprint, so findings carried over are in it.
"""

from __future__ import annotations

import json
from typing import Any, Final

from checker.model import Severity
from checker.reports.notices import Notice, Report, notices

_SEVERITIES: Final[dict[Severity, str]] = {
    "high": "critical",
    "medium": "major",
    "low": "minor",
    "note": "info",
}


def to_gitlab(report: Report, *, quote_calls: bool = False) -> str:
    """The report as a JSON array."""
    found = [_issue(notice) for notice in notices(report, quote_calls=quote_calls)]
    return json.dumps(found, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def _issue(notice: Notice) -> dict[str, Any]:
    lines: dict[str, int] = {"begin": 1}
    if span := notice.place.span:
        lines = {"begin": span.start.line, "end": span.end.line}
    return {
        "description": " ".join([notice.message, *notice.quotes]),
        "check_name": notice.kind,
        "fingerprint": notice.id,
        "severity": _SEVERITIES[notice.severity],
        "location": {"path": notice.place.file, "lines": lines},
    }
