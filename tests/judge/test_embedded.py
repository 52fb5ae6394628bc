"""The embedded judge over its model: the likeliest relation above a floor, its probabilities, its weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from checker.judge import features
from checker.judge.base import weights_of
from checker.judge.cached import CachedJudge
from checker.judge.embedded import EmbeddedJudge
from checker.model import Pair, Verdict, Weight

CLAIM = "Live in one day"
WEIGHT = Weight(0.1, 1.2, -1.5, 0.7)


class Scripted:
    """A scorer that looks a statement's probabilities up."""

    model = "scripted"

    def __init__(self, answers: dict[str, tuple[float, ...]], **bars: float) -> None:
        self.info = SimpleNamespace(weights={"buyer": {"contradicts": WEIGHT}})
        self.answers, self.bars = answers, bars

    def score(self, pairs: Sequence[features.Pair]) -> NDArray[np.float32]:
        return np.array([self.answers[pair.statement] for pair in pairs], dtype=np.float32)

    def threshold(self, relation: str, label: str) -> float:
        return self.bars[label]


class NoCache:
    """A cache that keeps nothing."""

    def get_many(self, keys: Sequence[str]) -> dict[str, Verdict]:
        return {}

    def put_many(self, verdicts: Mapping[str, Verdict]) -> None:
        pass


def judge_of(scorer: Scripted) -> EmbeddedJudge:
    out = cast(Any, EmbeddedJudge())
    out.__dict__["_judge"] = scorer
    return cast(EmbeddedJudge, out)


def pairs(*statements: str) -> list[Pair]:
    return [Pair("buyer", CLAIM, statement, "") for statement in statements]


def test_the_likeliest_relation_counts_from_its_threshold_on() -> None:
    scorer = Scripted(
        {"weeks": (0.0, 0.9, 0.0, 0.1), "day": (0.9, 0.0, 0.0, 0.1), "maybe": (0.0, 0.35, 0.0, 0.65)},
        supports=0.6, contradicts=0.4, dismisses=0.4,
    )  # fmt: skip
    verdicts = judge_of(scorer).judge(pairs("weeks", "day", "maybe"))
    assert [v.relation for v in verdicts] == ["contradicts", "supports", "unrelated"]
    assert verdicts[0].scores == (0.0, 0.9, 0.0, 0.1)
    assert verdicts[2].scores == (0.0, 0.35, 0.0, 0.65)


def test_weights_come_through_a_cache_and_only_for_the_kinds_that_have_some() -> None:
    judge = judge_of(Scripted({}))
    for asked in (judge, CachedJudge(judge, NoCache())):
        assert weights_of(asked, "buyer") == {"contradicts": WEIGHT}
        assert weights_of(asked, "copy") == {}


def test_probabilities_are_those_of_the_model() -> None:
    scorer = Scripted({"weather": (0.2, 0.1, 0.0, 0.7)})
    asked = [features.Pair("buyer", CLAIM, "", "weather")]
    np.testing.assert_allclose(judge_of(scorer).probabilities(asked), [[0.2, 0.1, 0.0, 0.7]], atol=1e-6)


def test_no_pairs_need_no_model() -> None:
    assert EmbeddedJudge().judge([]) == []
