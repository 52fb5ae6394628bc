"""The embedded judge over its model: the likeliest relation, if it is sure enough among competing claims."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from checker.judge import features
from checker.judge.cached import pair_key
from checker.judge.embedded import EmbeddedJudge
from checker.judge.onnx_pairs import MODELS, PairScorer, read_info
from checker.judge.weight import Weight
from checker.model import Pair
from checker.retrieve.rivals import MOST_RIVALS

WEIGHT = Weight(base=0.0, score=1.0, rivals=-1.5, bar=0.7)
ANSWERS = {
    "weeks": (0.0, 0.9, 0.0, 0.1),
    "day": (0.9, 0.0, 0.0, 0.1),
    "maybe": (0.0, 0.65, 0.0, 0.35),
}


class Scripted(PairScorer):
    """A scorer that looks a statement's probabilities up."""

    def __init__(self) -> None:
        super().__init__(MODELS / "judge")
        self.info = replace(
            self.info, weights={"buyer": {"contradicts": WEIGHT}}, thresholds={"copy": {"contradicts": 0.95}}
        )

    def score(self, pairs: Sequence[features.Pair]) -> NDArray[np.float32]:
        return np.array([ANSWERS[pair.statement] for pair in pairs], dtype=np.float32)


@pytest.fixture
def judge() -> EmbeddedJudge:
    out = cast(Any, EmbeddedJudge())
    out.__dict__["_judge"] = Scripted()
    return cast(EmbeddedJudge, out)


def asked(statement: str, rivals: int = 0, kind: Any = "buyer") -> Pair:
    return Pair(kind, "Live in one day", statement, "", rivals)


def test_the_likeliest_relation_is_reported_if_sure_enough(judge: EmbeddedJudge) -> None:
    verdicts = judge.judge([asked("weeks"), asked("day"), asked("maybe")])
    assert [v.relation for v in verdicts] == ["contradicts", "supports", "unrelated"]
    assert verdicts[2].scores == (0.0, 0.65, 0.0, 0.35)


def test_claims_that_lie_nearer_take_from_what_a_probability_is_worth(judge: EmbeddedJudge) -> None:
    verdicts = judge.judge([asked("weeks", rivals) for rivals in (0, 1, 2)])
    assert [v.relation for v in verdicts] == ["contradicts", "contradicts", "unrelated"]
    assert len({pair_key("m", asked("weeks", rivals)) for rivals in (0, 1, 2)}) == 1


def test_a_relation_that_only_counts_beside_another_says_so(judge: EmbeddedJudge) -> None:
    scorer = cast(Any, judge)._judge
    weights = {"buyer": {"contradicts": replace(WEIGHT, together=0.6)}}
    scorer.info = replace(scorer.info, weights=weights)
    sure, unsure, fewer = judge.judge([asked("weeks"), asked("maybe"), asked("maybe", 1)])
    assert (sure.relation, sure.alone) == ("contradicts", True)
    assert (unsure.relation, unsure.alone) == ("contradicts", False)
    assert (fewer.relation, fewer.alone) == ("unrelated", True)


def test_what_is_said_against_a_line_that_hardly_claims_anything_hardly_counts(judge: EmbeddedJudge) -> None:
    weights = {"buyer": {"contradicts": WEIGHT, "supports": WEIGHT}}
    scorer = cast(Any, judge)._judge
    scorer.info = replace(scorer.info, weights=weights)
    asked_of = [replace(asked(said), worth=worth) for said in ("weeks", "day") for worth in (0.9, 0.5, 0.3)]
    relations = [verdict.relation for verdict in judge.judge(asked_of)]
    assert relations == ["contradicts", "contradicts", "unrelated", "supports", "supports", "supports"]
    assert pair_key("m", asked_of[0]) == pair_key("m", asked_of[2])  # a question is asked once


def test_kinds_without_weights_have_thresholds(judge: EmbeddedJudge) -> None:
    assert judge.judge([asked("weeks", kind="copy")])[0].relation == "unrelated"


def test_a_weighed_probability_is_that_of_the_formula() -> None:
    weight = Weight(base=0.2, score=1.1, rivals=-1.4, bar=0.5)
    odds = 0.2 + 1.1 * math.log(0.8 / 0.2) - 1.4 * math.log(3)
    assert weight.probability(0.8, 2) == pytest.approx(1 / (1 + math.exp(-odds)))
    assert weight.probability(1.0, 0) < 1.0


def test_nothing_that_is_likely_to_count_is_left_unjudged() -> None:
    """Above `MOST_RIVALS` it would take a probability that one pair in hundreds gets: docs/decisions/0011."""
    for kind in read_info(MODELS / "judge").weights.values():
        for weight in kind.values():
            assert weight.probability(0.93, MOST_RIVALS) < weight.bar


def test_what_decides_is_in_the_name_of_the_model() -> None:
    one, other = Scripted(), Scripted()
    other.info = replace(other.info, weights={"buyer": {"contradicts": replace(WEIGHT, bar=0.8)}})
    assert one.model != other.model


def test_probabilities_are_those_of_the_model(judge: EmbeddedJudge) -> None:
    pairs = [features.Pair("buyer", "Live in one day", "", "maybe")]
    np.testing.assert_allclose(judge.probabilities(pairs), [ANSWERS["maybe"]], atol=1e-6)


def test_no_pairs_need_no_model() -> None:
    assert EmbeddedJudge().judge([]) == []
