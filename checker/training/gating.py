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
from checker.judge.embedded import EmbeddedJudge
from checker.judge.gate import Gate, measured
from checker.judge.onnx_pairs import PairScorer
from checker.pipeline.asking import SIDES
from checker.training.excerpts import Excerpt

LOST = 0.05
"""Share of what the judge would report on the training excerpts that the gate may cost."""


def fit(excerpts: Sequence[Excerpt], scorer: PairScorer, embed: Embed) -> dict[str, dict[str, float]]:
    """By kind of pair the fields of a `Gate`.

    Args:
        excerpts: That models are trained on.
        scorer: The judge, with its weights.
        embed: The embedder that the gate is to hold for.
    """
    judge = EmbeddedJudge(scorer=scorer)
    out: dict[str, dict[str, float]] = {}
    for kind in SIDES:
        asked = [item for excerpt in excerpts for item in judged_of(excerpt, kind, judge, embed)]
        told = np.array([item.verdict.relation != "unrelated" for item in asked])
        if told.all() or not told.any():
            continue
        table = np.array([measured(item.candidate) for item in asked])
        fitted = LogisticRegression(C=10.0, max_iter=5000).fit(table, told)
        row = dict(zip(("cosine", "words", "rivals"), fitted.coef_[0].round(4).tolist(), strict=True))
        gate = Gate(base=round(float(fitted.intercept_[0]), 4), least=0.0, **row)
        odds = sorted(gate.odds(item.candidate) for item, yes in zip(asked, told, strict=True) if yes)
        out[kind] = {"base": gate.base, **row, "least": math.floor(1e4 * odds[int(LOST * len(odds))]) / 1e4}
    return out
