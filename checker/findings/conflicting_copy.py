"""`conflicting-copy`: two assets cannot both be true of the same offer.

Two claims of different assets clash by a rule on what they state (`clashes.py`), or by the verdict of an
LLM on the pair (relation `copy`) where one is at hand. A rule that cannot establish by itself that
both lines speak of one thing, and every verdict, need nearness in meaning besides. The same clash in
several assets is one finding, shown where the two lines are nearest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.findings.clashes import clash, signs
from checker.findings.fingerprints import fingerprint
from checker.findings.readings import Clash, read
from checker.model import Claim, Finding, Pair, Reach, Severity, Verdict, normalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEAR = 0.25
"""Cosine at which a rule that is not sure by itself counts."""

NEAR_FOR_JUDGE = 0.40
"""Cosine from which a pair is put to a judge at all."""

BAR = 0.90
"""Probability of `contradicts` from which a judge's verdict counts by itself."""

VETO = 0.90
"""Probability of `supports` from which a judge overrules a rule that is not sure by itself."""

_CONTRADICTS = 1
_SUPPORTS = 0
_STAKES = frozenset({"price", "nothing", "duration", "place", "status", "included", "unlimited"})


@dataclass(frozen=True, slots=True)
class _Conflict:
    a: Claim
    b: Claim
    similarity: float
    clash: Clash | None


def copy_pairs(
    claims: Sequence[Claim], vectors: NDArray[np.float32], near: float = NEAR_FOR_JUDGE
) -> list[tuple[Claim, Claim, Pair]]:
    """Pairs of claims of different assets that a judge should see, nearest first.

    Args:
        claims: Claims of one campaign.
        vectors: Unit vector of each claim's quote, in the same order.
        near: Least cosine.
    """
    similarity = vectors @ vectors.T
    found = [
        (float(similarity[i, j]), i, j)
        for i, j in _across(claims)
        if similarity[i, j] >= near and normalised(claims[i].quote) != normalised(claims[j].quote)
    ]
    found.sort(key=lambda item: (-item[0], item[1], item[2]))
    return [
        (claims[i], claims[j], Pair("copy", claims[i].quote, claims[j].quote, claims[j].context))
        for _, i, j in found
    ]


def conflicting_copy(
    claims: Sequence[Claim],
    vectors: NDArray[np.float32],
    verdicts: Mapping[tuple[str, str], Verdict] | None = None,
    judge_decides: bool = False,
) -> list[Finding]:
    """Findings on claims that cannot both be true.

    Args:
        claims: Claims of one campaign.
        vectors: Unit vector of each claim's quote, in the same order.
        verdicts: Verdicts of a judge by the ids of both claims in the order of `copy_pairs`; without
            it the rules decide alone.
        judge_decides: Verdicts raise findings by themselves. For an LLM; the embedded judge cannot be
            trusted with it (on six worlds: 20 false alarms and no hit at 0.90) and only vetoes.
    """
    judged = verdicts or {}
    readings = [read(c.quote, c.context) for c in claims]
    shown = [signs(reading) for reading in readings]
    similarity = vectors @ vectors.T
    found: list[_Conflict] = []
    for i, j in _across(claims):
        a, b, near = claims[i], claims[j], float(similarity[i, j])
        verdict = judged.get((a.id, b.id)) or judged.get((b.id, a.id))
        by_rule = clash(readings[i], readings[j]) if shown[i].meets(shown[j]) else None
        if by_rule and not by_rule.sure and (near < NEAR or _score(verdict, _SUPPORTS) >= VETO):
            by_rule = None
        if by_rule or (judge_decides and near >= NEAR_FOR_JUDGE and _score(verdict, _CONTRADICTS) >= BAR):
            found.append(_Conflict(a, b, near, by_rule))
    return [_finding(conflict) for conflict in _merged(found)]


def _across(claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """Indexes of all pairs of claims of different assets."""
    return [
        (i, j)
        for i in range(len(claims))
        for j in range(i + 1, len(claims))
        if claims[i].file != claims[j].file
    ]


def _score(verdict: Verdict | None, index: int) -> float:
    if verdict is None:
        return 0.0
    if verdict.scores:
        return verdict.scores[index]
    wanted = "contradicts" if index == _CONTRADICTS else "supports"
    return 1.0 if verdict.relation == wanted else 0.0


def _merged(conflicts: list[_Conflict]) -> list[_Conflict]:
    """One conflict for each two things that differ, the nearest pair of lines first."""
    best: dict[object, _Conflict] = {}
    for conflict in sorted(conflicts, key=lambda c: (-c.similarity, c.a.id, c.b.id)):
        best.setdefault(_key(conflict), conflict)
    return sorted(best.values(), key=lambda c: (c.a.file, c.a.span.start, c.b.file, c.b.span.start))


def _key(conflict: _Conflict) -> object:
    if conflict.clash:
        sides = (conflict.clash.here, conflict.clash.there)
    else:
        sides = (conflict.a.quote, conflict.b.quote)
    return frozenset(re.sub(r"s\b", "", re.sub(r"[\W_]+", " ", normalised(side))) for side in sides)


def _finding(conflict: _Conflict) -> Finding:
    first, second = sorted((normalised(conflict.a.quote), normalised(conflict.b.quote)))
    return Finding(
        id=fingerprint("conflicting-copy", first, second),
        kind="conflicting-copy",
        severity=_severity(conflict),
        message=_message(conflict),
        claim=conflict.a,
        evidence=(),
        reach=Reach(),
        other=conflict.b,
    )


def _severity(conflict: _Conflict) -> Severity:
    """High where a price, a term, a certificate or a place is at stake, medium else."""
    return "high" if conflict.clash and conflict.clash.rule in _STAKES else "medium"


def _message(conflict: _Conflict) -> str:
    if conflict.clash:
        return f"Two assets disagree: “{conflict.clash.here}” here, “{conflict.clash.there}” there."
    return "Two assets disagree: both lines cannot be true of the same offer."
