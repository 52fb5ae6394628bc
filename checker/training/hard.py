"""Hard negatives: what a judge in training takes for a clash, among candidates that are known not to be one.

Of the candidates that retrieval brings up for a real campaign one in three hundred is a clash. A judge that
was trained on pairs alone, where every third is one, flags dozens of them. So it is asked about the
candidates of the training worlds and excerpts, and learns from those it gets most wrong (Shrivastava et al.
2016, "Training region-based object detectors with online hard example mining").
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from checker.judge.features import LABELS, Pair
from checker.training.data import Example
from checker.training.excerpts import Excerpt, unlabelled
from checker.training.mining import Rank, World, mined_negatives

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Score = Callable[[Sequence[Pair]], "NDArray[np.float32]"]
"""Probabilities (n, 4) of pairs, in the order of LABELS."""

_DEPTH = {"buyer": 24, "rep": 6, "copy": 8}
_CLASH = [LABELS.index("contradicts"), LABELS.index("dismisses")]
_SIFTED = 1.6
"""How many times as many candidates as are wanted the quick scorer hands to the slow one."""


def candidates(
    worlds: Sequence[World], told: Sequence[Excerpt], rank: Rank, seed: int, limit: int = 16_000
) -> list[Example]:
    """Near pairs of claim and text, of each relation, that carry no label; ``limit`` of them, drawn."""
    out: list[Example] = []
    for relation, depth in _DEPTH.items():
        for world in worlds:
            out += mined_negatives(world, rank, per_claim=depth, depth=depth, seed=seed, relation=relation)
        if relation != "copy":
            for excerpt in told:
                out += unlabelled(excerpt, rank, seed, near=depth, far=0, relation=relation)
    return random.Random(seed).sample(out, min(limit, len(out)))


def hardest(
    found: Sequence[Example], quick: Score, slow: Score, *, hard: int, others: int, seed: int
) -> list[Example]:
    """The ``hard`` candidates that look most like a clash, and ``others`` drawn from the rest.

    ``quick`` (a small model) scores all of them, ``slow`` (the judge in training) what it leaves.
    """
    clash = quick([e.pair for e in found])[:, _CLASH].sum(axis=1)
    order = sorted(range(len(found)), key=lambda index: (-float(clash[index]), index))
    sifted, rest = order[: round(_SIFTED * hard)], order[round(_SIFTED * hard) :]
    again = (slow([found[index].pair for index in sifted])[:, _CLASH].sum(axis=1) + clash[sifted]) / 2
    ranked = sorted(range(len(sifted)), key=lambda place: (-float(again[place]), place))
    chosen = [sifted[place] for place in ranked[:hard]]
    rng = random.Random(seed)
    left = [sifted[place] for place in ranked[hard:]]
    chosen += rng.sample(left, min(others // 2, len(left)))
    chosen += rng.sample(rest, min(others - others // 2, len(rest)))
    return [found[index] for index in chosen]
