"""SARIF 2.1.0 for code scanning: a result per finding, on the line of the claim.

The fingerprint that code hosts track (`primaryLocationLineHash`) is the finding's own id, so that moving
a line closes and opens nothing. The other asset of a conflict is a related location. An empty run still
has its empty list of results, or old alerts would never close.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.parse import quote

import checker
from checker.model import FindingKind, Severity
from checker.reports.notices import Notice, Place, Report, bounded, notices
from checker.reports.words import KIND_HELP, KIND_NAMES, KINDS

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS: Final = 5000
"""Code scanning keeps no more of a run."""

_LEVELS: Final[dict[Severity, str]] = {"high": "error", "medium": "warning", "low": "note", "note": "note"}
_DEFAULTS: Final[dict[FindingKind, str]] = {"contradicted-claim": "error", "unheard-claim": "note"}


def to_sarif(report: Report, *, quote_calls: bool = False) -> str:
    """The report as SARIF, one run."""
    found = notices(report, quote_calls=quote_calls)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "messaging-checker",
                "semanticVersion": checker.__version__,
                "rules": [_rule(kind) for kind in KINDS],
            }
        },
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "messaging-checker/"},
        "results": [_result(notice) for notice in found[:MOST_RESULTS]],
    }
    if len(found) > MOST_RESULTS:
        left = f"{len(found) - MOST_RESULTS} findings of lower severity are left out."
        run["invocations"] = [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [{"level": "warning", "message": {"text": left}}],
            }
        ]
    record = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(record, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def _rule(kind: FindingKind) -> dict[str, Any]:
    level = _DEFAULTS.get(kind, "warning")
    return {
        "id": kind,
        "name": "".join(word.capitalize() for word in kind.split("-")),
        "shortDescription": {"text": KIND_NAMES[kind]},
        "fullDescription": {"text": KIND_HELP[kind]},
        "help": {"text": KIND_HELP[kind], "markdown": KIND_HELP[kind]},
        "defaultConfiguration": {"level": level},
        "properties": {
            "tags": ["copy", "messaging"],
            "problem.severity": {"note": "recommendation"}.get(level, level),
        },
    }


def _result(notice: Notice) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": notice.kind,
        "ruleIndex": KINDS.index(notice.kind),
        "level": _LEVELS[notice.severity],
        "message": {"text": _text(notice)},
        "locations": [_location(notice.place)],
        "partialFingerprints": {"primaryLocationLineHash": notice.id},
        "baselineState": "new" if notice.state == "new" else "unchanged",
        "properties": {"severity": notice.severity},
    }
    if notice.other:
        result["relatedLocations"] = [
            {"id": 1, **_location(notice.other), "message": {"text": "What the other asset says"}}
        ]
    return result


def _text(notice: Notice) -> str:
    """The message; brackets are escaped, since SARIF reads `[text](1)` as a link."""
    lines = [notice.message, *notice.quotes]
    text = "\n".join(line.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]") for line in lines)
    return f"{text} See [the other asset](1)." if notice.other else text


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(place.file)}}
    if place.span:
        start, end = place.span.start, place.span.end
        physical["region"] = {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
        }
    location: dict[str, Any] = {"physicalLocation": physical}
    if place.locator:
        location["logicalLocations"] = [{"name": bounded(place.locator)}]
    return location


def uri(file: str) -> str:
    """A path as a relative URI reference."""
    return quote(file.encode("utf-8", "replace"), safe="/!$&'()*+,;=@~") or "."
