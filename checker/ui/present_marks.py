"""What stands at a claim in the draft: one mark, with a sign, a name and a colour of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

from checker.model import Claim, FindingKind, Relation, Run

Mark = Literal[
    "contradicted",
    "mixed",
    "conflicting",
    "drift",
    "dismissed",
    "wording",
    "supported",
    "aside",
    "unheard",
    "open",
]
MARKS: Final[tuple[Mark, ...]] = tuple(mark for mark in get_args(Mark) if mark != "open")
"""Those of a finished review, the gravest first."""
SIGNS: Final[dict[Mark, str]] = {
    "contradicted": "✕",
    "mixed": "±",
    "conflicting": "≠",
    "drift": "»",
    "dismissed": "–",
    "wording": "“",
    "supported": "✓",
    "aside": "⊘",
    "unheard": "○",
    "open": "…",
}
NAMES: Final[dict[Mark, str]] = {
    "contradicted": "Contradicted",
    "mixed": "Buyers are split",
    "conflicting": "Conflicting copy",
    "drift": "Reps say otherwise",
    "dismissed": "Dismissed",
    "wording": "Other wording",
    "supported": "Supported",
    "aside": "Set aside",
    "unheard": "Nothing found",
    "open": "Not judged yet",
}
_OF_KIND: Final[dict[FindingKind, Mark]] = {
    "contradicted-claim": "contradicted",
    "conflicting-copy": "conflicting",
    "rep-drift": "drift",
    "dismissed-claim": "dismissed",
    "wording-gap": "wording",
}


def marks_of(run: Run) -> dict[str, tuple[Mark, ...]]:
    """Marks of each claim by its id, the gravest first; the first one colours it.

    What people dismissed or ignored leaves one quiet mark of its own.
    """
    counted = {finding.id for finding in run.counted}
    found: dict[str, set[Mark]] = {report.claim.id: {report.status} for report in run.claims}
    for finding in run.findings:
        mark = _OF_KIND.get(finding.kind)
        if mark and finding.id not in counted:
            mark = "aside"
        for claim in (finding.claim, finding.other):
            if mark and claim is not None:
                found.setdefault(claim.id, set()).add(mark)
    return {ident: _graded(marks) for ident, marks in found.items()}


def early_marks(claims: Iterable[Claim], so_far: Mapping[str, set[Relation]]) -> dict[str, tuple[Mark, ...]]:
    """Marks while a review runs: from what was judged by now, which is not the last word."""
    out: dict[str, tuple[Mark, ...]] = {}
    for claim in claims:
        said = so_far.get(claim.quote) or set()
        if len(said) > 1:
            out[claim.id] = ("mixed",)
        elif "contradicts" in said:
            out[claim.id] = ("contradicted",)
        elif "dismisses" in said:
            out[claim.id] = ("dismissed",)
        else:
            out[claim.id] = ("supported",) if said else ("open",)
    return out


def tally(marks: Mapping[str, tuple[Mark, ...]]) -> list[tuple[Mark, int]]:
    """How many claims have each mark; a claim counts under every mark that it has."""
    counts = Counter(mark for all_marks in marks.values() for mark in all_marks)
    return [(mark, counts[mark]) for mark in MARKS if counts[mark]]


def _graded(marks: set[Mark]) -> tuple[Mark, ...]:
    if "mixed" in marks:
        # It says what the single ones say.
        marks = marks - {"contradicted", "dismissed"} if "contradicted" not in marks else marks - {"mixed"}
    loud = marks - {"unheard"} or marks
    return tuple(mark for mark in MARKS if mark in loud)
