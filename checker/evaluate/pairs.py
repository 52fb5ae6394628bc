"""How well a scorer tells the relations of labelled pairs: quality, calibration and speed.

The format of the files is bench/SPEC-pairs.md and bench/SPEC-other-pairs.md.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import InputError
from checker.judge.features import LABELS, Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Scorer = Callable[[Sequence[Pair]], "NDArray[np.float32]"]
"""Takes n pairs, returns probabilities (n, 4) with columns as in LABELS."""

_BINS = 10


@dataclass(frozen=True)
class LabelledPair:
    """A line of a pairs file."""

    id: str
    pair: Pair
    label: str
    trap: str


@dataclass(frozen=True)
class LabelScore:
    """Precision, recall and F1 of one label, and how many lines have it."""

    precision: float
    recall: float
    f1: float
    lines: int


@dataclass(frozen=True)
class PairsReport:
    """Result of one scorer on one set of pairs.

    ``macro_f1`` averages the labels that occur in the set; ``traps`` maps a trap to its accuracy and lines.
    """

    pairs: int
    accuracy: float
    macro_f1: float
    labels: dict[str, LabelScore]
    traps: dict[str, tuple[float, int]]
    ece: float
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The report as ``checker eval pairs --json`` prints it."""
        return {
            "pairs": self.pairs,
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "labels": {
                name: {"precision": round(s.precision, 4), "recall": round(s.recall, 4), "f1": round(s.f1, 4)}
                for name, s in self.labels.items()
            },
            "traps": {name: round(accuracy, 4) for name, (accuracy, _) in self.traps.items()},
            "ece": round(self.ece, 4),
            "seconds": round(self.seconds, 3),
        }


def read_labelled(paths: Iterable[Path]) -> list[LabelledPair]:
    """All lines of ``paths``.

    Raises:
        InputError: a file cannot be read or a line lacks a field; says which.
    """
    out: list[LabelledPair] = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read ({error})") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                out.append(_labelled(line, f"{path}:{number}"))
    return out


def evaluate(
    pairs: Sequence[LabelledPair], scorer: Scorer, *, clock: Callable[[], float] = time.perf_counter
) -> PairsReport:
    """Scores ``pairs`` and compares the likeliest label with the true one.

    Raises:
        InputError: there are no pairs.
    """
    if not pairs:
        raise InputError("The files hold no pairs")
    # The first call loads the model: what counts for speed is the rest.
    scorer([pairs[0].pair])
    start = clock()
    probabilities = scorer([item.pair for item in pairs])
    seconds = clock() - start
    predicted = [LABELS[index] for index in probabilities.argmax(axis=1)]
    truth = [item.label for item in pairs]
    hits = [p == t for p, t in zip(predicted, truth, strict=True)]
    labels = {name: _label_score(name, predicted, truth) for name in LABELS if name in {*truth, *predicted}}
    present = [score.f1 for name, score in labels.items() if name in truth]
    return PairsReport(
        pairs=len(pairs),
        accuracy=sum(hits) / len(hits),
        macro_f1=sum(present) / len(present),
        labels=labels,
        traps=_traps(pairs, hits),
        ece=expected_calibration_error(probabilities.max(axis=1).tolist(), hits),
        seconds=seconds,
    )


def expected_calibration_error(confidences: Sequence[float], hits: Sequence[bool]) -> float:
    """Mean gap between confidence and accuracy over ten equal bins of confidence, weighted by their size."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, hit in zip(confidences, hits, strict=True):
        bins[min(int(confidence * _BINS), _BINS - 1)].append((confidence, hit))
    gaps = (abs(sum(c for c, _ in rows) - sum(h for _, h in rows)) for rows in bins.values())
    return sum(gaps) / max(1, len(hits))


def precision_at_recall(scores: Sequence[float], positives: Sequence[bool], recall: float) -> float:
    """Best precision of any threshold on ``scores`` that reaches ``recall``; 0 where there is no positive."""
    found, best, total = 0, 0.0, sum(positives)
    ranked = sorted(zip(scores, positives, strict=True), key=lambda item: -item[0])
    for count, (_, positive) in enumerate(ranked, 1):
        found += positive
        if total and found / total >= recall:
            best = max(best, found / count)
    return best


def _labelled(line: str, place: str) -> LabelledPair:
    try:
        row = json.loads(line)
        pair = Pair(row.get("relation", "buyer"), row["claim"], row.get("context", ""), row["statement"])
        label = row["label"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{place} is not a labelled pair ({error})") from error
    if label not in LABELS:
        raise InputError(f"{place} has the label {label!r}; known are {', '.join(LABELS)}")
    return LabelledPair(str(row.get("id", place)), pair, label, row.get("trap", "none"))


def _label_score(name: str, predicted: list[str], truth: list[str]) -> LabelScore:
    right = sum(p == t == name for p, t in zip(predicted, truth, strict=True))
    said, real = predicted.count(name), truth.count(name)
    precision = right / said if said else 0.0
    recall = right / real if real else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return LabelScore(precision, recall, f1, real)


def _traps(pairs: Sequence[LabelledPair], hits: Sequence[bool]) -> dict[str, tuple[float, int]]:
    by_trap: dict[str, list[bool]] = defaultdict(list)
    for item, hit in zip(pairs, hits, strict=True):
        by_trap[item.trap].append(hit)
    return {name: (sum(rows) / len(rows), len(rows)) for name, rows in sorted(by_trap.items())}
