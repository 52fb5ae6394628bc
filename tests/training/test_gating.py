"""The gate is fitted to what the judge reports, whatever anybody has labelled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from checker.evaluate.excerpts import judged_of
from checker.judge.embedded import EmbeddedJudge
from checker.judge.features import Pair
from checker.judge.gate import Gate
from checker.judge.onnx_pairs import Reported
from checker.training import gating
from checker.training.excerpts import read_excerpt
from tests.fakes import WordEmbedder

CORPUS = Path(__file__).parents[2] / "corpus" / "excerpts"
EXCERPTS = [read_excerpt(CORPUS / f"{name}.yaml") for name in ("annuary", "anvilrun", "backloop")]


class LongOnes:
    """A scorer that hears a contradiction in whatever is long and has no rival."""

    model = "tests"

    def score(self, pairs: Sequence[Pair]) -> Any:
        sure = [0.9 if len(pair.statement.split()) > 20 else 0.1 for pair in pairs]
        return np.array([(0.0, p, 0.0, 1 - p) for p in sure])

    def reported(
        self, relation: str, label: str, probability: float, rivals: float, worth: float = 1.0
    ) -> Reported:
        return "alone" if probability > 0.5 and rivals < 0.5 else "no"


def test_it_lets_through_what_is_reported_and_little_else() -> None:
    scorer, embed = cast(Any, LongOnes()), WordEmbedder().embed
    fitted = gating.fit(EXCERPTS, scorer, embed)
    gate = Gate(**fitted["buyer"])
    assert gate.words > 0 > gate.rivals
    judge = EmbeddedJudge(scorer=scorer)
    asked = [item for excerpt in EXCERPTS for item in judged_of(excerpt, "buyer", judge, embed)]
    passed = [item for item in asked if gate.odds(item.candidate) >= gate.least]
    told = [item for item in asked if item.verdict.relation == "contradicts"]
    kept = [item for item in passed if item.verdict.relation == "contradicts"]
    assert len(kept) >= (1 - gating.LOST) * len(told) > 10
    assert len(passed) < 0.6 * len(asked)


def test_without_anything_reported_there_is_no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LongOnes, "reported", lambda *_: "no")
    assert gating.fit(EXCERPTS[:1], cast(Any, LongOnes()), WordEmbedder().embed) == {}
