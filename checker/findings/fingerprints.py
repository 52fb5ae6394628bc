"""Fingerprints: the same finding keeps its id across runs, moves and new evidence.

Made of the kind, the claim's normalised words and what it clashes with; never of files, lines or
the evidence. Two findings of one fingerprint in a run (the same words in two assets) are told apart
by a counter in order of file and place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from checker.model import Finding, FindingKind, digest, normalised


def fingerprint(kind: FindingKind, claim: str, clash: str) -> str:
    """Sixteen hex digits."""
    return digest(kind, normalised(claim), normalised(clash))


def distinct(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings with unique ids: a repeated fingerprint gets `-2`, `-3` and so on."""
    seen: Counter[str] = Counter()
    out: list[Finding] = []
    for finding in findings:
        seen[finding.id] += 1
        count = seen[finding.id]
        out.append(finding if count == 1 else replace(finding, id=f"{finding.id}-{count}"))
    return tuple(out)
