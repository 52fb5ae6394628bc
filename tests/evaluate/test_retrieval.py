"""Recall of gold evidence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from checker.evaluate.retrieval import Question, evaluate, fuse


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """A vector on the circle at the angle that the text names."""
    angles = np.array([float(text) for text in texts], dtype=np.float32)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def test_recall_is_the_mean_share_of_a_claims_evidence() -> None:
    texts = [str(n / 100) for n in range(120)]
    questions = [Question("0", (0, 5)), Question("0", (0, 119))]
    report = evaluate(texts, texts, questions, embed, lambda words, query: [])
    assert report.claims == 2
    assert report.dense == {10: 0.75, 30: 0.75, 60: 0.75, 100: 0.75}
    assert report.lexical[100] == 0.0
    assert report.to_json()["fused"]["10"] == 0.75


def test_fusion_takes_both_rankings() -> None:
    assert fuse([1, 2, 3], [3], 1.0, 1.0)[0] == 3
    assert fuse([1, 2, 3], [3], 1.0, 0.0)[0] == 1
    assert fuse([], [2, 1], 1.0, 1.0) == [2, 1]
