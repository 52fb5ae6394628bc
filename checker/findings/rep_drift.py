"""Finding `rep-drift`: our reps tell buyers something else than the copy.

A lesson for marketing, not a reprimand: reps hear first what does not hold. So the finding says how
often, by how many reps and in deals worth how much; names stay with the quotes in the transcript.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from checker.findings.fingerprints import fingerprint
from checker.findings.reach import reach
from checker.findings.readings import read
from checker.findings.severity import severity
from checker.model import Claim, Deal, Evidence, Finding

_NOT = re.compile(r"\b(?:not|no|never|none|nobody|only|but|except|if|unless|more like|\w+n['’]t)\b", re.I)


def _same_figures(claim: Claim, said: Evidence) -> bool:
    """Whether a rep names the claim's figures, all of them and no other: that is no other promise.

    A small judge compares numbers in words badly ("thirty days" beside "30 days"), and here it would be held
    against a person.
    """
    ours, theirs = (
        {(q.kind, q.unit, q.low, q.high) for q in read(text).quantities} for text in (claim.quote, said.quote)
    )
    return bool(ours) and ours == theirs and said.relation == "contradicts" and not _NOT.search(said.quote)


def rep_drift(claim: Claim, said: Sequence[Evidence], deals: Mapping[str, Deal]) -> Finding | None:
    """The finding that reps deny or wave away a claim; None if none does.

    Args:
        claim: The claim.
        said: What our side said to it, of all relations.
        deals: Deal of each call, by call id.
    """
    against = tuple(
        e for e in said if e.relation in ("contradicts", "dismisses") and not _same_figures(claim, e)
    )
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
