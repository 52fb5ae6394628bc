"""The gate: which of the points that retrieval found are read against a claim, where not all fit a prompt.

A tenth of them is kept. The order is made of nearness alone, which costs no call and changes with nothing but
the embedder: how near a point is to the claim; how near the points beside it in its call are, since on calls
one thing is told over several turns; and how far its call stands out from all calls for the claims under
review, since a call that speaks of the same things as the copy says more to it, also in other words.
Another `Judge` may narrow it further; what that one cannot judge is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.judge.base import Judge, Ticker
from checker.judge.points import Point
from checker.model import Claim, Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KEPT = 0.1
"""Of the points that retrieval found."""

LEAST = 150
"""Points of a claim that are kept in any case."""

_BESIDE = 0.6  # weight of the nearest point around beside a point's own nearness
_AROUND = 2  # points of its call before and after it
_OF_CALL = 1.6  # weight of a call's standing beside nearness, each in its deviations
_BEST = 2  # points that speak for their call on a claim
_MOST = 20.0  # deviations: a call that stands out by more counts as if by so much

_SURE = 0.9
"""Probability of `unrelated` from which a judge's word takes a point away: missing one is worse."""

_EQUAL = 1e-6  # spread below which values are equal
_UNRELATED = 3  # place among a verdict's scores


def gated(
    found: Sequence[Sequence[int]],
    claims: NDArray[np.float32],
    points: NDArray[np.float32],
    calls: Sequence[str],
) -> list[list[int]]:
    """What is kept of the points found for each claim, the likeliest first.

    Args:
        found: Indexes of points for each claim.
        claims: Unit vectors of all claims under review, shape (claims, dimension).
        points: Unit vectors of all points, shape (points, dimension).
        calls: Name of each point's call.
    """
    import numpy as np

    near = claims @ points.T
    score = near
    if len(points):
        names, of = np.unique(np.array(calls), return_inverse=True)
        groups = [np.flatnonzero(of == n) for n in range(len(names))]
        score = _deviations(near + _BESIDE * _beside(near, groups), 1)
        score += _OF_CALL * _standing(near, groups)[of]
    out: list[list[int]] = []
    for row, indexes in zip(score, found, strict=True):
        here = np.array(indexes, dtype=np.int64)
        order = np.lexsort((here, -np.round(row[here], 5)))
        out.append(here[order][: kept_of(len(here))].tolist())
    return out


def kept_of(found: int) -> int:
    """How many of so many points are kept for a claim."""
    return min(found, max(LEAST, round(KEPT * found)))


def _beside(near: NDArray[np.float32], groups: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
    """The nearest of each point and those around it in its call: shape (claims, points)."""
    import numpy as np

    out = np.empty_like(near)
    for group in groups:
        rows = near[:, group]
        best = rows.copy()
        for step in range(1, min(_AROUND, len(group) - 1) + 1):
            best[:, step:] = np.maximum(best[:, step:], rows[:, :-step])
            best[:, :-step] = np.maximum(best[:, :-step], rows[:, step:])
        out[:, group] = best
    return out


def _standing(near: NDArray[np.float32], groups: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
    """How far each call stands out for the claims, in deviations: shape (calls,).

    Standing out for a few claims says more than being a little nearer to all, hence the exponential.
    """
    import numpy as np

    best = np.empty((len(near), len(groups)), dtype=np.float32)
    for n, group in enumerate(groups):
        best[:, n] = np.sort(near[:, group], axis=1)[:, -_BEST:].mean(axis=1)
    share = np.exp(np.minimum(_deviations(best, 1), _MOST)).mean(axis=0, keepdims=True)
    out: NDArray[np.float32] = _deviations(share.astype(np.float32), 1)[0]
    return out


def _deviations(values: NDArray[np.float32], axis: int) -> NDArray[np.float32]:
    """Values as deviations from their mean; all zero where they are equal."""
    import numpy as np

    spread = values.std(axis=axis, keepdims=True)
    mean = values.mean(axis=axis, keepdims=True)
    out: NDArray[np.float32] = (values - mean) / np.where(spread > _EQUAL, spread, 1).astype(np.float32)
    return out


def narrowed(
    rows: Sequence[Sequence[int]],
    claims: Sequence[Claim],
    points: Sequence[Point],
    judge: Judge,
    tick: Ticker | None = None,
) -> tuple[list[list[int]], int]:
    """The rows without what a judge is sure to be unrelated, and how many pairs it could not judge.

    Args:
        rows: Indexes of points for each claim.
        claims: One a row.
        points: All points.
        judge: Gives probabilities; what it leaves `unjudged` is kept.
        tick: Told how many more pairs are judged.
    """
    at = [(n, i) for n, row in enumerate(rows) for i in row]
    pairs = [
        Pair("buyer" if points[i].who == "buyer" else "rep", claims[n].quote, points[i].text) for n, i in at
    ]
    out: list[list[int]] = [[] for _ in rows]
    unjudged = 0
    for (n, i), verdict in zip(at, judge.judge(pairs, tick), strict=True):
        unjudged += verdict.relation == "unjudged"
        if not (verdict.scores and verdict.scores[_UNRELATED] >= _SURE):
            out[n].append(i)
    return out, unjudged
