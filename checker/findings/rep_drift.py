"""Finding `rep-drift`: our reps tell buyers something else than the copy.

A lesson for marketing, not a reprimand: reps hear first what does not hold. So the finding says how
often, by how many reps and in deals worth how much; names stay with the quotes in the transcript.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.findings.fingerprints import fingerprint
from checker.findings.reach import reach
from checker.findings.severity import severity
from checker.model import Claim, Deal, Evidence, Finding


def rep_drift(claim: Claim, said: Sequence[Evidence], deals: Mapping[str, Deal]) -> Finding | None:
    """The finding that reps deny or wave away a claim; None if none does.

    Args:
        claim: The claim.
        said: What our side said to it, of all relations.
        deals: Deal of each call, by call id.
    """
    against = tuple(e for e in said if e.relation in ("contradicts", "dismisses"))
    if not against:
        return None
    weight = reach(against, deals)
    reps = len({e.speaker.casefold() for e in against})
    who = f"{reps} rep{'s' * (reps != 1)}"
    tell = "tells" if reps == 1 else "tell"
    return Finding(
        id=fingerprint("rep-drift", claim.quote, "reps"),
        kind="rep-drift",
        severity=severity("rep-drift", claim.quote, weight),
        message=f"{who} {tell} buyers something else ({weight.calls} call{'s' * (weight.calls != 1)}).",
        claim=claim,
        evidence=against,
        reach=weight,
    )
