"""Measuring of a scorer on labelled pairs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from checker.errors import InputError
from checker.evaluate.pairs import (
    LabelledPair,
    evaluate,
    expected_calibration_error,
    precision_at_recall,
    read_labelled,
)
from checker.judge.features import LABELS, Pair


def labelled(label: str, said: str, trap: str = "none") -> LabelledPair:
    return LabelledPair(said, Pair("buyer", "claim", "", said), label, trap)


def says(pairs: Sequence[Pair]) -> NDArray[np.float32]:
    """A scorer that believes the statement, which is the name of a label."""
    rows = np.full((len(pairs), 4), 0.1, dtype=np.float32)
    for row, pair in enumerate(pairs):
        rows[row, LABELS.index(pair.statement)] = 0.7
    return rows


def test_counts_by_label_and_trap() -> None:
    pairs = [
        labelled("supports", "supports"),
        labelled("supports", "contradicts", "incumbent"),
        labelled("contradicts", "contradicts"),
        labelled("unrelated", "unrelated", "incumbent"),
    ]
    report = evaluate(pairs, says)
    assert report.pairs == 4
    assert report.accuracy == 0.75
    assert report.labels["contradicts"].precision == 0.5
    assert report.labels["contradicts"].recall == 1.0
    assert report.labels["supports"].recall == 0.5
    assert report.traps["incumbent"] == (0.5, 2)
    assert report.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_json_has_the_fields_of_the_documentation() -> None:
    out = evaluate([labelled("supports", "supports", "hedge")], says).to_json()
    assert set(out) == {"pairs", "accuracy", "macro_f1", "labels", "traps", "ece", "seconds"}
    assert out["labels"] == {"supports": {"precision": 1.0, "recall": 1.0, "f1": 1.0}}
    assert out["traps"] == {"hedge": 1.0}
    json.dumps(out)


def test_a_label_that_is_only_predicted_does_not_count_for_the_mean() -> None:
    report = evaluate([labelled("supports", "supports"), labelled("supports", "dismisses")], says)
    assert report.labels["dismisses"].f1 == 0.0
    assert report.macro_f1 == pytest.approx(2 / 3)


def test_seconds_leave_out_the_loading() -> None:
    times = iter((10.0, 12.5))
    assert evaluate([labelled("supports", "supports")], says, clock=lambda: next(times)).seconds == 2.5


def test_calibration_error_is_the_gap() -> None:
    assert expected_calibration_error([0.9] * 10, [True] * 9 + [False]) == pytest.approx(0.0)
    assert expected_calibration_error([0.9] * 10, [False] * 10) == pytest.approx(0.9)
    assert expected_calibration_error([1.0], [True]) == 0.0


def test_precision_at_recall_takes_the_best_threshold() -> None:
    assert precision_at_recall([0.9, 0.8, 0.7, 0.1], [True, False, True, False], 0.5) == 1.0
    assert precision_at_recall([0.9, 0.8, 0.7, 0.1], [True, False, True, False], 1.0) == pytest.approx(2 / 3)
    assert precision_at_recall([0.5], [False], 0.5) == 0.0


def test_context_and_relation_are_optional(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text('{"claim": "a", "statement": "b", "label": "supports"}\n\n', encoding="utf-8")
    (item,) = read_labelled([path])
    assert item.pair == Pair("buyer", "a", "", "b")
    assert item.trap == "none"


@pytest.mark.parametrize(
    ("line", "what"),
    [("not json", "p.jsonl:1"), ('{"claim": "a"}', "p.jsonl:1"), ("[1]", "p.jsonl:1"),
     ('{"claim": "a", "statement": "b", "label": "agrees"}', "agrees")],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, line: str, what: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=what):
        read_labelled([path])


def test_no_pairs_is_an_error() -> None:
    with pytest.raises(InputError):
        evaluate([], says)
