"""The embedded judge over two models: the gate drops, the judge decides, thresholds keep silent."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from checker.judge import features
from checker.judge.embedded import EmbeddedJudge
from checker.model import Pair

CLAIM = "Live in one day"


class Scripted:
    """A scorer that looks a statement's probabilities up."""

    def __init__(self, sha256: str, answers: dict[str, tuple[float, ...]], **bars: float) -> None:
        self.info = SimpleNamespace(sha256=sha256)
        self.answers, self.bars = answers, bars
        self.asked: list[str] = []

    def score(self, pairs: Sequence[features.Pair]) -> NDArray[np.float32]:
        self.asked += [pair.statement for pair in pairs]
        return np.array([self.answers[pair.statement] for pair in pairs], dtype=np.float32)

    def threshold(self, relation: str, label: str) -> float:
        return self.bars[label]


def judge_of(gate: Scripted, judge: Scripted) -> EmbeddedJudge:
    out = cast(Any, EmbeddedJudge())
    out.__dict__.update(_gate=gate, _judge=judge)
    return cast(EmbeddedJudge, out)


def pairs(*statements: str) -> list[Pair]:
    return [Pair("buyer", CLAIM, statement, "") for statement in statements]


@pytest.fixture
def gate() -> Scripted:
    return Scripted(
        "g", {"weather": (0.0, 0.1, 0.0, 0.9), "weeks": (0.1, 0.6, 0.0, 0.3), "day": (0.5, 0.3, 0.0, 0.2)},
        stance=0.3,
    )  # fmt: skip


def test_only_what_passes_the_gate_is_judged_and_the_judge_decides(gate: Scripted) -> None:
    large = Scripted(
        "j", {"weeks": (0.0, 0.9, 0.0, 0.1), "day": (0.9, 0.0, 0.0, 0.1)},
        supports=0.6, contradicts=0.7, dismisses=0.7,
    )  # fmt: skip
    verdicts = judge_of(gate, large).judge(pairs("weather", "weeks", "day"))
    assert large.asked == ["weeks", "day"]
    assert [v.relation for v in verdicts] == ["unrelated", "contradicts", "supports"]
    assert verdicts[1].scores == (0.0, 0.9, 0.0, 0.1)
    assert verdicts[0].scores == (0.0, 0.1, 0.0, 0.9)


def test_below_its_threshold_a_stance_is_not_reported(gate: Scripted) -> None:
    large = Scripted("j", {"weeks": (0.0, 0.65, 0.0, 0.35)}, supports=0.6, contradicts=0.7, dismisses=0.7)
    (verdict,) = judge_of(gate, large).judge(pairs("weeks"))
    assert verdict.relation == "unrelated"
    assert verdict.scores == (0.0, 0.65, 0.0, 0.35)


def test_probabilities_are_the_judges_for_every_pair(gate: Scripted) -> None:
    large = Scripted("j", {"weather": (0.2, 0.1, 0.0, 0.7)}, stance=0.3)
    asked = [features.Pair("buyer", CLAIM, "", "weather")]
    np.testing.assert_allclose(judge_of(gate, large).probabilities(asked), [[0.2, 0.1, 0.0, 0.7]], atol=1e-6)
