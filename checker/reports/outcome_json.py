"""The outcome of a change as JSON; findings are the objects of the JSON report.

Words, speakers, accounts and money of calls are left out unless they are asked for.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import checker
from checker.model import Finding
from checker.model.outcome import Outcome
from checker.reports.json import finding_record
from checker.reports.notices import message_of
from checker.reports.order import ranked, skipped_sorted, warnings_sorted

SCHEMA = 1


def to_outcome_json(report: Outcome, *, quote_calls: bool = False) -> str:
    """The outcome as JSON with a line break at the end."""

    def shown(finding: Finding) -> dict[str, Any]:
        if not quote_calls:
            message = message_of(finding)
            hidden = {"evidence": (), "need": None, "theirs": None, "suggestion": None}
            finding = replace(finding, message=message, **hidden)  # type: ignore[arg-type]
        record = finding_record(finding)
        if not quote_calls:
            record["reach"] = {"calls": finding.reach.calls, "accounts": finding.reach.accounts}
        return record

    more = {id(c.finding): c for c in report.carried}
    record = {
        "schema": SCHEMA,
        "tool": {"name": "checker", "version": checker.__version__},
        "judge": {"name": report.run.judge, "model": report.run.judge_model},
        "compared": report.compared,
        "changed": report.changed,
        "removed": report.removed,
        "failing": list(report.failing),
        "new": [shown(f) for f in ranked(report.new)],
        "fixed": [shown(f) for f in ranked(report.fixed)],
        "carried": [
            {**shown(f), "more_accounts": more[id(f)].more_accounts, "more_calls": more[id(f)].more_calls}
            for f in ranked(c.finding for c in report.carried)
        ],
        "gone": [asdict(known) for known in report.gone],
        "ignored": report.ignored,
        "unjudged": report.run.unjudged,
        "skipped": [{"file": s.file, "reason": s.reason} for s in skipped_sorted(report.run)],
        "warnings": warnings_sorted(report.run),
    }
    return json.dumps(record, ensure_ascii=True, indent=1, allow_nan=False) + "\n"
