"""Weights of a judge: what its probabilities are worth among the claims that compete for a statement.

Fitted on the development excerpts, behind retrieval as the product does it, so at the base rate of calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from checker.evaluate.excerpts import Asked, Embed, judged_of
from checker.judge import features
from checker.judge.base import Ticker
from checker.judge.onnx_pairs import PairScorer
from checker.model import Pair, PairKind, Relation, Verdict
from checker.pipeline.asking import SIDES
from checker.training.calibrate import threshold_for
from checker.training.excerpts import Excerpt

WANTED: dict[PairKind, float] = {"buyer": 0.8, "rep": 0.9}
"""Precision among real candidates at which something is reported; a rep's words are held against a person."""

_FLOOR: dict[PairKind, float] = {"buyer": 0.7, "rep": 0.8}
_TOGETHER = 0.4
"""Least probability of each of two statements that are reported together."""

_FEWEST = 5  # labelled candidates, or claims, without which nothing is to be fitted
_EDGE = 0.005
_RELATIONS: tuple[Relation, ...] = ("supports", "contradicts", "dismisses")


class _Likeliest:
    """A `Judge` that names the likeliest relation, however unlikely it is."""

    name = model = "in training"

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        rows = self._scorer.score([features.Pair(p.kind, p.claim, p.context, p.statement) for p in pairs])
        return [
            Verdict(_RELATIONS[int(row[:3].argmax())], self.name, tuple(float(p) for p in row))
            for row in rows
        ]


def fit(
    excerpts: Sequence[Excerpt], scorer: PairScorer, embed: Embed
) -> dict[str, dict[str, dict[str, float]]]:
    """By kind of pair and relation the fields of a `Weight`; relations with too few labels are left out."""
    out: dict[str, dict[str, dict[str, float]]] = {}
    for kind in SIDES:
        asked = [item for excerpt in excerpts for item in judged_of(excerpt, kind, _Likeliest(scorer), embed)]
        rivals = np.array([np.log1p(item.candidate.rivals) for item in asked])
        for column, relation in enumerate(_RELATIONS):
            true = np.array([item.label == relation for item in asked])
            if true.sum() < _FEWEST:
                continue
            scores = np.clip([item.verdict.scores[column] for item in asked], _EDGE, 1 - _EDGE)
            table = np.c_[np.log(scores / (1 - scores)), rivals]
            fitted = LogisticRegression(max_iter=1000).fit(table, true)
            likeliest = [item.verdict.relation == relation for item in asked]
            sure = fitted.predict_proba(table)[:, 1] * likeliest
            row = out.setdefault(kind, {})[relation] = {
                "base": round(float(fitted.intercept_[0]), 4),
                "score": round(float(fitted.coef_[0][0]), 4),
                "rivals": round(float(fitted.coef_[0][1]), 4),
                "bar": threshold_for(sure.tolist(), true.tolist(), WANTED[kind], _FLOOR[kind]),
            }
            together = _together(asked, sure, true, row["bar"], WANTED[kind])
            row |= {} if together is None else {"together": together}
    return out


def _together(
    asked: Sequence[Asked], sure: NDArray[np.float64], true: NDArray[np.bool_], bar: float, wanted: float
) -> float | None:
    """Probability from which two statements against one claim are reported, though neither is alone.

    None where fewer claims than `_FEWEST` would be reported by it.
    """
    by_claim: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, item in enumerate(asked):
        by_claim[item.claim.file, item.claim.id].append(row)
    pairs = [sorted(rows, key=lambda row: -sure[row])[:2] for rows in by_claim.values() if len(rows) > 1]
    unsure = [rows for rows in pairs if sure[rows[1]] >= _TOGETHER and sure[rows[0]] < bar]
    if len(unsure) < _FEWEST:
        return None
    second = [float(sure[rows[1]]) for rows in unsure]
    return threshold_for(second, [bool(true[rows].any()) for rows in unsure], wanted, _TOGETHER)
