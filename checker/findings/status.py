"""From evidence to what becomes of a claim."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model import Claim, ClaimReport, ClaimStatus, Evidence


def claim_report(claim: Claim, evidence: Iterable[Evidence]) -> ClaimReport:
    """Status of a claim from all evidence on it, in order of calls and turns.

    Within one call the last word of a speaker stands: who first doubts and later agrees counts as
    agreeing, and the other way round.
    """
    last = _last_words(sorted(evidence, key=lambda e: (e.file, e.turn, e.span.start)))
    supports = tuple(e for e in last if e.relation == "supports")
    contradicts = tuple(e for e in last if e.relation == "contradicts")
    dismisses = tuple(e for e in last if e.relation == "dismisses")
    return ClaimReport(claim, _status(supports, contradicts, dismisses), supports, contradicts, dismisses)


def _last_words(evidence: list[Evidence]) -> list[Evidence]:
    """Evidence without what its speaker took back later in the same call."""
    final: dict[tuple[str, str], bool] = {}
    for item in evidence:
        final[item.call, item.speaker] = item.relation == "supports"
    return [e for e in evidence if (e.relation == "supports") == final[e.call, e.speaker]]


def _status(
    supports: tuple[Evidence, ...], contradicts: tuple[Evidence, ...], dismisses: tuple[Evidence, ...]
) -> ClaimStatus:
    against = bool(contradicts) + bool(dismisses)
    if (supports and against) or against == 2:
        return "mixed"
    if contradicts:
        return "contradicted"
    if dismisses:
        return "dismissed"
    return "supported" if supports else "unheard"
