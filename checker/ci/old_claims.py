"""Which of the claims that a change takes out have to be judged.

They are judged for two reasons. A finding on one of them may be that of a new claim in other words, which
then is carried over and must not fail the check: these are always judged. And a finding that was on one of
them is fixed. To tell that, each would have to be judged, which doubles the cost of a change that rewrites a
whole asset: beyond `MOST_CLAIMS` only those are judged that the baseline has a finding on, and the run says
how many were left out. It depends on the change and the baseline, not on what is cached, so that a check
gives the same report each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from checker.ci.baseline import Baseline, fingerprint_of
from checker.ci.diff import ClaimDiff
from checker.ci.known import OF_ONE_CLAIM
from checker.model import Claim, Finding, normalised

MOST_CLAIMS: Final = 12
"""Claims, those that come and those that go together, up to which all that go are judged."""


def to_judge(diff: ClaimDiff, findings: Sequence[Finding], baseline: Baseline) -> frozenset[str]:
    """Ids of the claims that are judged of those the change takes out.

    Args:
        diff: What comes and what goes.
        findings: On the claims that come.
        baseline: What is known.
    """
    if len(diff.added) + len(diff.removed) <= MOST_CLAIMS:
        return frozenset(claim.id for claim in diff.removed)
    words = {normalised(k.claim) for k in baseline.known.values() if k.kind in OF_ONE_CLAIM}
    unknown = [
        f
        for f in findings
        if f.kind in OF_ONE_CLAIM and fingerprint_of(f.id) not in baseline.known and f.claim
    ]
    return frozenset(
        claim.id
        for claim in diff.removed
        if normalised(claim.quote) in words or any(_may_be(claim, finding) for finding in unknown)
    )


def _may_be(claim: Claim, finding: Finding) -> bool:
    """Whether a finding could be one on an old claim in other words, if both rest on the same quotes."""
    from checker.store.embedding import claim_text
    from checker.triage.matching import likeness
    from checker.triage.subjects import subject_of

    if finding.claim and normalised(finding.claim.quote) == normalised(claim.quote):
        return True
    new = subject_of(finding)
    return likeness(replace(new, text=claim_text(claim), file=claim.file), new) > 0
