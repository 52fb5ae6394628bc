"""The cosine rival."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from checker.evaluate.pairs import LabelledPair
from checker.evaluate.rivals import best_detection, cosine_detection, cosine_rival, judge_at_best
from checker.judge.features import LABELS, Pair


def test_best_threshold_is_found() -> None:
    found = best_detection([0.9, 0.8, 0.2, 0.1], [True, True, False, False])
    assert (found.precision, found.recall, found.f1, found.threshold) == (1.0, 1.0, 1.0, 0.8)


def test_equal_scores_fall_on_one_side() -> None:
    found = best_detection([0.5, 0.5], [True, False])
    assert found.precision == 0.5
    assert found.recall == 1.0


def test_without_positives_nothing_is_found() -> None:
    assert best_detection([0.5], [False]).f1 == 0.0


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    return np.array([[1.0, 0.0] if "near" in text else [0.0, 1.0] for text in texts], dtype=np.float32)


def test_cosine_tells_stance_but_not_its_direction() -> None:
    rows = [("near yes", "supports"), ("near no", "contradicts"), ("far", "unrelated")]
    pairs = [LabelledPair(said, Pair("buyer", "near", "", said), label, "none") for said, label in rows]
    out = cosine_detection(pairs, embed)
    assert out["stance"]["f1"] == 1.0
    assert out["contradicts"]["precision"] == 0.5


def test_the_rival_calls_what_is_near_a_contradiction() -> None:
    rows = [("near no", "contradicts"), ("far", "unrelated")]
    pairs = [LabelledPair(said, Pair("buyer", "near", "", said), label, "none") for said, label in rows]
    scores = cosine_rival(pairs, embed)([item.pair for item in pairs])
    assert [LABELS[row] for row in scores.argmax(axis=1)] == ["contradicts", "unrelated"]


def test_a_judge_is_asked_the_same() -> None:
    def knows(pairs: Sequence[Pair]) -> NDArray[np.float32]:
        return np.eye(4, dtype=np.float32)[[LABELS.index(pair.statement) for pair in pairs]]

    pairs = [LabelledPair(name, Pair("buyer", "c", "", name), name, "none") for name in LABELS]
    out = judge_at_best(pairs, knows)
    assert out["contradicts"]["f1"] == pytest.approx(1.0)
    assert out["stance"]["f1"] == pytest.approx(1.0)
