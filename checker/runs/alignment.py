"""How far copy and buyers agree, per asset and for the campaign: one number, one formula.

alignment = 100 × mean over heard claims of (1 − p), where p is 1 for a claim whose worst counted finding is
high, 0.6 for medium, 0.3 for low and 0 for none; heard claims are those that buyers support or that have
a counted finding.

Counted findings are those that people have neither dismissed nor ignored. A finding between two claims
weighs on both. Findings without a claim (unmet needs) and notes weigh on none, and a claim that no buyer
speaks to is neither good nor bad: n stands beside the score everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from checker.model import Alignment, AlignmentScore, ClaimReport, Finding, Severity

PENALTY: dict[Severity, float] = {"high": 1.0, "medium": 0.6, "low": 0.3}


def alignment(reports: Sequence[ClaimReport], counted: Iterable[Finding]) -> Alignment:
    """The scores of a run.

    Args:
        reports: Of all its claims.
        counted: Findings that count.
    """
    worst: dict[str, float] = {}
    for finding in counted:
        if finding.severity in PENALTY:
            for claim in (finding.claim, finding.other):
                if claim:
                    worst[claim.id] = max(worst.get(claim.id, 0.0), PENALTY[finding.severity])
    files = sorted({r.claim.file for r in reports})
    return Alignment(
        _score("", reports, worst),
        tuple(_score(file, [r for r in reports if r.claim.file == file], worst) for file in files),
    )


def _score(of: str, reports: Sequence[ClaimReport], worst: dict[str, float]) -> AlignmentScore:
    values = [
        1 - worst.get(r.claim.id, 0.0)
        for r in reports
        if r.claim.id in worst or r.status in ("supported", "mixed")
    ]
    # Half a point goes up: round() would take 62.5 to 62 and 63.5 to 64.
    score = int(100 * sum(values) / len(values) + 0.5) if values else None
    return AlignmentScore(of, score, len(values), len(reports))
