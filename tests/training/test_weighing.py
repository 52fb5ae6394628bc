"""From which probability two statements are reported together."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

pytest.importorskip("torch")

from checker.training import weighing

BAR, WANTED = 0.75, 0.8


def together(*claims: tuple[tuple[float, ...], bool]) -> float | None:
    """Of claims, each with the probabilities of its statements and whether the first of them is labelled."""
    asked, sure, true = [], [], []
    for ident, (scores, right) in enumerate(claims):
        for place, score in enumerate(scores):
            asked.append(SimpleNamespace(claim=SimpleNamespace(file="a", id=str(ident))))
            sure.append(score)
            true.append(right and place == 0)
    return weighing._together(cast(Any, asked), np.array(sure), np.array(true), BAR, WANTED)


def test_the_bar_is_low_where_claims_with_two_unsure_statements_are_right() -> None:
    assert together(*[((0.6, 0.5, 0.1), True)] * 6) == pytest.approx((0.5 + 0.4) / 2)


def test_the_bar_lies_above_those_that_are_wrong() -> None:
    wrong = [((0.6, second), False) for second in (0.45, 0.44, 0.43, 0.42, 0.41)]
    # With the first of them five of six are right, with the second five of seven.
    assert together(*[((0.7, 0.65), True)] * 5, *wrong) == pytest.approx((0.45 + 0.44) / 2)


@pytest.mark.parametrize("scores", [(0.6, 0.3), (0.9, 0.6), (0.6,)], ids=["one", "sure alone", "single"])
def test_where_too_few_claims_would_be_reported_by_it_there_is_none(scores: tuple[float, ...]) -> None:
    assert together(*[(scores, True)] * 9) is None
