"""How often the machine is right, by what people decided: confirmed of confirmed and dismissed.

A finding counts once, by the decision that stands on it. Accepted ones are left out: to accept says
that it is not worth a change, not that it was worth finding.
"""

from __future__ import annotations

from collections.abc import Iterable

from checker.model import FindingKind, Share
from checker.triage.decisions import Decision


def precision(decisions: Iterable[Decision]) -> Share:
    """Over the decisions that stand."""
    verdicts = [d.verdict for d in decisions]
    confirmed = verdicts.count("confirm")
    return Share(confirmed, confirmed + verdicts.count("dismiss"))


def precision_by_kind(decisions: Iterable[Decision]) -> dict[FindingKind, Share]:
    """The same for each kind that was decided on."""
    kinds: dict[FindingKind, list[Decision]] = {}
    for decision in decisions:
        kinds.setdefault(decision.subject.kind, []).append(decision)
    return {kind: precision(kinds[kind]) for kind in sorted(kinds)}
