"""CSV report for spreadsheets: one row per finding and quote.

A finding without quotes has one row. No cell can be taken for a formula.
"""

from __future__ import annotations

import csv
from io import StringIO

from checker.model import Claim, Evidence, Finding, Run
from checker.reports.order import evidence_sorted, ranked
from checker.reports.safe import plain
from checker.reports.words import KIND_NAMES, clock

COLUMNS = (
    "finding", "severity", "kind", "what", "message",
    "claim_file", "claim_line", "claim_place", "claim",
    "other_file", "other_line", "other_place", "other_claim",
    "need", "our_word", "their_word", "suggestion",
    "calls", "accounts", "open_amount", "won_amount", "lost_amount",
    "quote_file", "quote_line", "quote_place", "time", "speaker", "side", "account", "relation", "quote",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NO_EVIDENCE = [""] * 9


def to_csv(run: Run) -> str:
    """The findings as CSV with a header row, UTF-8 text, lines ended by a line feed."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in ranked(run.findings):
        cells = _finding_cells(finding)
        rows = [_evidence_cells(e) for e in evidence_sorted(finding.evidence)] or [_NO_EVIDENCE]
        writer.writerows([*cells, *row] for row in rows)
    return out.getvalue()


def cell(text: str | None) -> str:
    """Text as a cell: one line, and a leading apostrophe where a spreadsheet would see a formula."""
    text = text or ""
    shown = plain(text)
    return f"'{shown}" if text.startswith(_FORMULA_STARTS) or shown.startswith(_FORMULA_STARTS) else shown


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.2f}"


def _finding_cells(finding: Finding) -> list[str]:
    reach = finding.reach
    texts = [finding.id, finding.severity, finding.kind, KIND_NAMES[finding.kind], finding.message]
    words = [finding.need, finding.ours, finding.theirs, finding.suggestion]
    return [
        *map(cell, texts),
        *_claim_cells(finding.claim),
        *_claim_cells(finding.other),
        *map(cell, words),
        str(reach.calls),
        str(reach.accounts),
        *map(_number, (reach.open_amount, reach.won_amount, reach.lost_amount)),
    ]


def _claim_cells(claim: Claim | None) -> list[str]:
    if claim is None:
        return [""] * 4
    return [cell(claim.file), str(claim.span.start.line), cell(claim.span.locator), cell(claim.quote)]


def _evidence_cells(item: Evidence) -> list[str]:
    return [
        cell(item.file),
        str(item.span.start.line),
        cell(item.span.locator),
        "" if item.time is None else clock(item.time),
        *map(cell, (item.speaker, item.side, item.account, item.relation, item.quote)),
    ]
