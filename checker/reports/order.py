"""One order for all reports, from countable facts only, so that the same run gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model import Claim, ClaimReport, Evidence, Finding, FindingKind, Need, Run, Skipped
from checker.reports.words import KINDS, SEVERITIES

_BY_BUYERS = ("contradicted-claim", "dismissed-claim")
_NO_CLAIM = ("\uffff", 0, 0, "", "")


def claim_key(claim: Claim | None) -> tuple[str, int, int, str, str]:
    """Place of a claim, as a key; findings without a claim come last."""
    if claim is None:
        return _NO_CLAIM
    start = claim.span.start
    return claim.file, start.line, start.column, claim.span.locator or "", claim.quote


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by severity; within one, as the findings stage ranked them, which alone weighs them."""
    return sorted(findings, key=lambda f: SEVERITIES.index(f.severity))


def by_kind(findings: Iterable[Finding]) -> list[tuple[FindingKind, list[Finding]]]:
    """Ranked findings under each kind that has any, in the order of `KINDS`."""
    all_ranked = ranked(findings)
    groups = [(kind, [f for f in all_ranked if f.kind == kind]) for kind in KINDS]
    return [(kind, group) for kind, group in groups if group]


def evidence_sorted(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence by file and place."""

    def key(item: Evidence) -> tuple[object, ...]:
        span = item.span
        return item.file, span.start, span.end, span.locator or "", item.relation, item.quote

    return sorted(evidence, key=key)


def spread(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence with one quote of each call first, so that a short list shows how far it reaches."""
    return one_of_each(evidence_sorted(evidence))


def leading(finding: Finding) -> list[Evidence]:
    """Evidence for a short list: one quote of each call first, of a need the most central one."""
    return one_of_each(finding.evidence) if finding.kind == "unmet-need" else spread(finding.evidence)


def one_of_each(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence as it comes, but with one quote of each call first."""
    first: list[Evidence] = []
    rest: list[Evidence] = []
    heard: set[str] = set()
    for item in evidence:
        (rest if item.file in heard else first).append(item)
        heard.add(item.file)
    return first + rest


def best_first(evidence: Iterable[Evidence]) -> list[Evidence]:
    """Evidence that speaks most plainly first; the judge's score orders it and is never shown."""
    return sorted(spread(evidence), key=lambda e: -e.score)


def claims_sorted(reports: Iterable[ClaimReport]) -> list[ClaimReport]:
    """Claims by file and place."""
    return sorted(reports, key=lambda r: claim_key(r.claim))


def proof_points(run: Run) -> list[ClaimReport]:
    """Supported claims, those backed on most calls first."""
    backed = [r for r in claims_sorted(run.claims) if r.status == "supported"]
    return sorted(backed, key=lambda r: (-len({e.file for e in r.supports}), -len(r.supports)))


def unheard(run: Run) -> list[Claim]:
    """Claims on which nothing was found, by file and place."""
    aside = {claim.id for claim in only_set_aside(run)}
    silent = [r.claim for r in claims_sorted(run.claims) if r.status == "unheard"]
    return [claim for claim in silent if claim.id not in aside]


def only_set_aside(run: Run) -> list[Claim]:
    """Claims on which buyers were found to speak, but people dismissed or ignored all of it."""
    counted = {f.id for f in run.counted}
    spoken = {f.claim.id for f in run.findings if f.claim and f.kind in _BY_BUYERS and f.id not in counted}
    silent = [r.claim for r in claims_sorted(run.claims) if r.status == "unheard"]
    return [claim for claim in silent if claim.id in spoken]


def needs_ranked(needs: Iterable[Need]) -> list[Need]:
    """Needs without an answer first, then by accounts and calls."""
    return sorted(
        needs, key=lambda n: (bool(n.answered_by), -n.reach.accounts, -n.reach.calls, n.title, n.id)
    )


def skipped_sorted(run: Run) -> list[Skipped]:
    """Files that could not be read, by name."""
    return sorted(run.skipped, key=lambda s: (s.file, s.reason))


def warnings_sorted(run: Run) -> list[str]:
    """Warnings, each once."""
    return sorted(set(run.warnings))
