"""The gate of the embedded judge, fitted: on which candidates does it report anything at all?

Nothing is labelled for it. Behind retrieval, as the product does it, the judge is asked about everything that
the training excerpts bring up; what it reports is what the gate has to let through.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from checker.evaluate.excerpts import Embed, judged_of
from checker.judge import features
from checker.judge.base import Ticker
from checker.judge.gate import Gate
from checker.judge.onnx_pairs import PairScorer
from checker.model import Candidate, Pair, Relation, Verdict
from checker.pipeline.asking import SIDES
from checker.training.excerpts import Excerpt

LOST = 0.05
"""Share of what the judge would report on the training excerpts that the gate may cost."""

_RELATIONS: tuple[Relation, ...] = ("supports", "contradicts", "dismisses")


class _Ungated:
    """A `Judge` that reports what the shipped one does, asked about everything."""

    name = model = "in training"

    def __init__(self, scorer: PairScorer) -> None:
        self._scorer = scorer

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        rows = self._scorer.score([features.Pair(p.kind, p.claim, p.context, p.statement) for p in pairs])
        out = []
        for pair, row in zip(pairs, rows.tolist(), strict=True):
            best = max(range(3), key=lambda i: row[i])
            sure = self._scorer.reported(pair.kind, _RELATIONS[best], row[best], pair.rivals)
            out.append(Verdict(_RELATIONS[best] if sure else "unrelated", self.name, tuple(row)))
        return out


def fit(excerpts: Sequence[Excerpt], scorer: PairScorer, embed: Embed) -> dict[str, dict[str, float]]:
    """By kind of pair the fields of a `Gate`."""
    out: dict[str, dict[str, float]] = {}
    for kind in SIDES:
        asked = [item for excerpt in excerpts for item in judged_of(excerpt, kind, _Ungated(scorer), embed)]
        told = np.array([item.verdict.relation != "unrelated" for item in asked])
        if told.all() or not told.any():
            continue
        table = np.array([_row(item.candidate) for item in asked])
        fitted = LogisticRegression(C=10.0, max_iter=5000).fit(table, told)
        row = dict(zip(("cosine", "words", "rivals"), fitted.coef_[0].round(4).tolist(), strict=True))
        gate = Gate(base=round(float(fitted.intercept_[0]), 4), least=0.0, **row)
        odds = sorted(gate.odds(item.candidate) for item, yes in zip(asked, told, strict=True) if yes)
        out[kind] = {"base": gate.base, **row, "least": round(odds[int(LOST * len(odds))], 4)}
    return out


def _row(candidate: Candidate) -> list[float]:
    words = len(candidate.statement.text.split())
    return [candidate.cosine, math.log1p(words), math.log1p(candidate.rivals)]
