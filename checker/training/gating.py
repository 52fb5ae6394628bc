"""The gate of the embedded judge, fitted: on which candidates is it worth asking?

Two sorts of candidates tell: what retrieval brings up for the claims of the training excerpts, and every
statement of the labelled pairs beside every claim of its product (`data.APART`). The first are as calls are,
long and roundabout; the second hold what is said shortly and plainly, which excerpts hardly do. Both count
for half. How many pass is what a review costs, and is chosen on the excerpts alone.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from checker.evaluate.excerpts import Embed, judged_of
from checker.judge.gate import Gate, measured, measures
from checker.model import Pair, PairKind, Verdict
from checker.pipeline.asking import SIDES
from checker.retrieve.rivals import MOST_RIVALS
from checker.training.data import APART, Example
from checker.training.excerpts import Excerpt, with_turn_before

if TYPE_CHECKING:
    from checker.judge.base import Ticker

PASSED: Final[dict[PairKind, float]] = {"buyer": 0.40, "rep": 0.30}
"""Share of the candidates of the training excerpts that the gate lets through."""

NEAR: Final[dict[PairKind, float]] = {"buyer": 0.40}
"""Cosine from which a few words are asked about in any case; chosen on development excerpts by what it costs,
and on pairs that are said plainly by what it finds."""

PRODUCTS: Final = 90
"""Of the labelled pairs of each kind, a sample: two minutes of embedding."""

Row = tuple[float, float, float]

_FIELDS = ("cosine", "words", "rivals")
_SEED = 3


class Nobody:
    """A judge who is not needed: what is asked about is looked at, not what is answered."""

    name = "nobody"
    model = "nobody"

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """Nothing of anything."""
        return [Verdict("unrelated", self.name) for _ in pairs]


def fit(excerpts: Sequence[Excerpt], pairs: Iterable[Example], embed: Embed) -> dict[str, dict[str, float]]:
    """By kind of pair the fields of a `Gate`; a kind without anything that speaks to a claim has none.

    Args:
        excerpts: That models are trained on.
        pairs: That models are trained on; those of other files than `data.APART` are passed over.
        embed: The embedder that the gate is to hold for.
    """
    told = [example for example in pairs if example.source.startswith(APART)]
    out: dict[str, dict[str, float]] = {}
    for kind in SIDES:
        asked = [item for excerpt in excerpts for item in judged_of(excerpt, kind, Nobody(), embed)]
        table = [measured(item.candidate) for item in asked]
        speaks = [item.label != "unrelated" for item in asked]
        if all(speaks) or not any(speaks):
            continue
        beside = list(_beside_each_claim([e for e in told if e.pair.relation == kind], embed))
        share = len(table) / max(1, len(beside))
        fitted = LogisticRegression(C=10.0, max_iter=5000).fit(
            np.array(table + [row for row, _ in beside]),
            speaks + [yes for _, yes in beside],
            sample_weight=[1.0] * len(table) + [share] * len(beside),
        )
        weights = dict(zip(_FIELDS, fitted.coef_[0].round(4).tolist(), strict=True))
        gate = Gate(base=round(float(fitted.intercept_[0]), 4), least=0.0, **weights)
        odds = sorted((gate.odds(item.candidate) for item in asked), reverse=True)
        least = odds[min(len(odds) - 1, int(PASSED[kind] * len(odds)))]
        out[kind] = {"base": gate.base, **weights, "least": math.floor(1e4 * least) / 1e4}
        out[kind] |= {"near": NEAR[kind]} if kind in NEAR else {}
    return out


def _beside_each_claim(examples: Sequence[Example], embed: Embed) -> Iterable[tuple[Row, bool]]:
    """Each statement beside each claim of its product that is not too far behind the others."""
    by_product: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_product[example.group].append(example)
    names = sorted(by_product)
    for name in sorted(random.Random(_SEED).sample(names, min(PRODUCTS, len(names)))):
        told = by_product[name]
        claims = list(dict.fromkeys(example.pair.claim for example in told))
        cosines = embed([with_turn_before(e.pair.context, e.pair.statement) for e in told]) @ embed(claims).T
        for example, row in zip(told, cosines, strict=True):
            for claim, cosine in zip(claims, row, strict=True):
                own, rivals = claim == example.pair.claim, int((row > cosine).sum())
                if rivals <= MOST_RIVALS and (own or example.trap != "mixed"):
                    yield (
                        measures(float(cosine), example.pair.statement, rivals),
                        own and example.label != "unrelated",
                    )
