"""JSON report: design.md section 5, field for field; other programs read it.

Keys are only ever added, at the end of an object; `report.schema.json` beside this file describes
it. Quotes are word for word; characters that could steer a terminal are written as escapes.
"""

from __future__ import annotations

import json
import re

import checker
from checker.model import Claim, ClaimReport, Evidence, Finding, Need, Position, Run
from checker.reports.following_json import finding_state, following_record, reach_record
from checker.reports.order import (
    claims_sorted,
    evidence_sorted,
    needs_ranked,
    ranked,
    skipped_sorted,
    warnings_sorted,
)

SCHEMA = 1
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def to_json(run: Run) -> str:
    """The run as JSON, indented by one blank, with a line break at the end."""
    return dump(run_record(run))


def run_record(run: Run) -> dict[str, object]:
    """The run as an object of JSON."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "checker", "version": checker.__version__},
        "judge": {"name": run.judge, "model": run.judge_model},
        "findings": [finding_record(f) | finding_state(run, f) for f in ranked(run.findings)],
        "claims": [_claim_report(r) for r in claims_sorted(run.claims)],
        "needs": [_need(n) for n in needs_ranked(run.needs)],
        "skipped": [{"file": s.file, "reason": s.reason, "remedy": s.remedy} for s in skipped_sorted(run)],
        "unjudged": run.unjudged,
        "usage": {
            "llm_calls": run.usage.llm_calls,
            "input_tokens": run.usage.input_tokens,
            "output_tokens": run.usage.output_tokens,
        },
        "warnings": warnings_sorted(run),
        "corpus": {
            "calls": run.corpus.calls,
            "accounts": run.corpus.accounts,
            "statements": run.corpus.statements,
            "assets": run.corpus.assets,
            "claims": run.corpus.claims,
        },
        **following_record(run),
    }


def dump(record: dict[str, object]) -> str:
    """A record as text: word for word, but nothing in it can steer a terminal."""
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def claim_record(claim: Claim) -> dict[str, object]:
    """A claim with its place."""
    return {
        "file": claim.file,
        "quote": claim.quote,
        "start": _position(claim.span.start),
        "end": _position(claim.span.end),
        "locator": claim.span.locator,
    }


def evidence_record(item: Evidence) -> dict[str, object]:
    """A quote from a call with its place."""
    return {
        "file": item.file,
        "quote": item.quote,
        "speaker": item.speaker,
        "side": item.side,
        "account": item.account,
        "time": None if item.time is None else round(item.time, 3),
        "start": _position(item.span.start),
        "relation": item.relation,
        "end": _position(item.span.end),
        "locator": item.span.locator,
    }


def finding_record(finding: Finding) -> dict[str, object]:
    """A finding as an object of the report."""
    return {
        "id": finding.id,
        "kind": finding.kind,
        "severity": finding.severity,
        "message": finding.message,
        "claim": claim_record(finding.claim) if finding.claim else None,
        "other": claim_record(finding.other) if finding.other else None,
        "evidence": [evidence_record(e) for e in evidence_sorted(finding.evidence)],
        "need": finding.need,
        "ours": finding.ours,
        "theirs": finding.theirs,
        "suggestion": finding.suggestion,
        "reach": reach_record(finding.reach),
    }


def _claim_report(report: ClaimReport) -> dict[str, object]:
    claim = report.claim
    return {
        "file": claim.file,
        "quote": claim.quote,
        "status": report.status,
        "supports": len(report.supports),
        "contradicts": len(report.contradicts),
        "dismisses": len(report.dismisses),
        "start": _position(claim.span.start),
        "end": _position(claim.span.end),
        "locator": claim.span.locator,
        "supported_by": [evidence_record(e) for e in evidence_sorted(report.supports)],
    }


def _need(need: Need) -> dict[str, object]:
    return {
        "id": need.id,
        "title": need.title,
        "calls": need.reach.calls,
        "accounts": need.reach.accounts,
        "answered_by": [{"file": c.file, "quote": c.quote} for c in need.answered_by],
        "statements": [e.quote for e in evidence_sorted(need.statements)],
    }
