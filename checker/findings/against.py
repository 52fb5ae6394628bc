"""Findings against a claim from buyers' words: `contradicted-claim` and `dismissed-claim`."""

from __future__ import annotations

from collections.abc import Mapping

from checker.findings.fingerprints import fingerprint
from checker.findings.reach import reach
from checker.findings.severity import severity
from checker.model import ClaimReport, Deal, Evidence, Finding, FindingKind, Reach


def contradicted(report: ClaimReport, deals: Mapping[str, Deal]) -> Finding | None:
    """The finding that buyers report the opposite of a claim, or need what it rules out."""
    if report.status not in ("contradicted", "mixed") or not report.contradicts:
        return None
    return _finding("contradicted-claim", report, report.contradicts, deals)


def dismissed(report: ClaimReport, deals: Mapping[str, Deal]) -> Finding | None:
    """The finding that what a claim sells does not matter to buyers or puts them off."""
    if report.status not in ("dismissed", "mixed") or not report.dismisses:
        return None
    return _finding("dismissed-claim", report, report.dismisses, deals)


def _finding(
    kind: FindingKind, report: ClaimReport, evidence: tuple[Evidence, ...], deals: Mapping[str, Deal]
) -> Finding:
    weight = reach(evidence, deals)
    return Finding(
        id=fingerprint(kind, report.claim.quote, "buyers"),
        kind=kind,
        severity=severity(kind, report.claim.quote, weight),
        message=_message(kind, report, weight),
        claim=report.claim,
        evidence=evidence,
        reach=weight,
    )


def _message(kind: FindingKind, report: ClaimReport, weight: Reach) -> str:
    what = (
        "report the opposite of this claim, or need what it rules out"
        if kind == "contradicted-claim"
        else "say that what this claim sells does not matter to them or puts them off"
    )
    who = f"Buyers at {weight.accounts} account{'s' * (weight.accounts != 1)}"
    where = f" ({weight.calls} call{'s' * (weight.calls != 1)})"
    supported = len(report.supports)
    backing = "other statement supports" if supported == 1 else "other statements support"
    mixed = f"; {supported} {backing} it" if supported else ""
    return f"{who}{where} {what}{mixed}."
