"""`unheard-claim`: no buyer speaks to a claim at all. A note: it may be true, and buyers may not care.

It says what was searched, since "nobody said" is only worth as much as the search.
"""

from __future__ import annotations

from checker.findings.fingerprints import fingerprint
from checker.findings.severity import severity
from checker.model import ClaimReport, Finding, Reach


def unheard_claim(report: ClaimReport, searched: str) -> Finding | None:
    """The note that nobody speaks to a claim; None if somebody does.

    Args:
        report: Of a claim to which every question was answered.
        searched: What was looked through, as a sentence.
    """
    if report.status != "unheard":
        return None
    return Finding(
        id=fingerprint("unheard-claim", report.claim.quote, "buyers"),
        kind="unheard-claim",
        severity=severity("unheard-claim", report.claim.quote, Reach()),
        message=f"Nothing was found in the calls on this claim. {searched}",
        claim=report.claim,
        evidence=(),
        reach=Reach(),
    )


def searched_nearest(nearest: int, statements: int, calls: int) -> str:
    """What was searched where statements near to a claim are looked at one by one.

    Args:
        nearest: How many are looked at for a claim at most.
        statements: Of buyers, in all.
        calls: They are from.
    """
    which = f"all {statements:,}" if nearest >= statements else f"the {nearest:,} nearest of {statements:,}"
    return f"Looked at: {which} statements of buyers in {calls:,} call{'s' * (calls != 1)}."


def searched_whole(points: int, calls: int, unread: int) -> str:
    """What was searched where a language model reads all that it has distilled from the calls.

    Args:
        points: Of buyers.
        calls: In all.
        unread: Calls that could not be distilled.
    """
    left = f"; {unread:,} could not be read" if unread else ""
    return f"Read: {points:,} points of buyers from {calls:,} call{'s' * (calls != 1)}{left}."
