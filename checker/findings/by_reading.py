"""Findings that come from reading calls as wholes: `unmet-need` and `wording-gap`.

What was read is checked here against the least evidence that each kind needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.findings.fingerprints import fingerprint
from checker.findings.reach import reach
from checker.findings.severity import severity
from checker.model import Claim, Deal, Evidence, Finding, Need

LEAST_CALLS = 3
LEAST_ACCOUNTS = 2
LEAST_CALLS_OF_WORDING = 2


def unmet_need_of(need: Need) -> Finding | None:
    """The finding that no claim answers a need of three calls and two accounts or more.

    The fingerprint comes from the need's id, which stays when calls are added or a model titles it anew.
    """
    weight = need.reach
    if need.answered_by or weight.calls < LEAST_CALLS or weight.accounts < LEAST_ACCOUNTS:
        return None
    return Finding(
        id=fingerprint("unmet-need", need.id, "copy"),
        kind="unmet-need",
        severity=severity("unmet-need", need.title, weight),
        message=(
            f"Buyers at {weight.accounts} accounts ({weight.calls} calls) need this, and no claim answers it."
        ),
        claim=None,
        evidence=need.statements,
        reach=weight,
        need=need.title,
    )


def wording_gap_of(
    claim: Claim, ours: str, theirs: str, evidence: Sequence[Evidence], deals: Mapping[str, Deal]
) -> Finding | None:
    """The finding that buyers have another word for a thing than a claim."""
    weight = reach(evidence, deals)
    if weight.calls < LEAST_CALLS_OF_WORDING:
        return None
    return Finding(
        id=fingerprint("wording-gap", ours, theirs),
        kind="wording-gap",
        severity=severity("wording-gap", ours, weight),
        message=f"Copy says “{ours}”, buyers say “{theirs}” ({weight.calls} calls).",
        claim=claim,
        evidence=tuple(evidence),
        reach=weight,
        ours=ours,
        theirs=theirs,
    )
