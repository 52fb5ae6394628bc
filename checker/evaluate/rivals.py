"""What any other solution would do on the same pairs, printed beside the judge's results.

A cosine of sentence vectors knows how near two texts are, not whether they agree. It is therefore measured on
the two questions that it can be bent to: does the statement speak to the claim at all, and does it contradict
it, each with the threshold that is best on these very pairs (which flatters the rival).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.evaluate.pairs import LabelledPair, Scorer
from checker.judge.features import LABELS, Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Takes n texts, returns unit vectors (n, d)."""


@dataclass(frozen=True)
class Detection:
    """Precision, recall and F1 of a yes-or-no question at its best threshold."""

    precision: float
    recall: float
    f1: float
    threshold: float

    def to_json(self) -> dict[str, float]:
        """The four numbers, rounded."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "threshold": round(self.threshold, 4),
        }


def cosine_rival(pairs: Sequence[LabelledPair], embed: Embed) -> Scorer:
    """A scorer that calls every statement near its claim a contradiction and all others unrelated.

    The border is the cosine that finds contradictions best among ``pairs``.
    """
    import numpy as np

    border = best_detection(
        _cosines([item.pair for item in pairs], embed), [item.label == "contradicts" for item in pairs]
    ).threshold

    def score(asked: Sequence[Pair]) -> NDArray[np.float32]:
        out = np.zeros((len(asked), len(LABELS)), dtype=np.float32)
        for row, near in enumerate(_cosines(asked, embed)):
            out[row, LABELS.index("contradicts" if near >= border else "unrelated")] = 1.0
        return out

    return score


def cosine_detection(pairs: Sequence[LabelledPair], embed: Embed) -> dict[str, Any]:
    """How well a cosine tells statements with a stance, and those that contradict."""
    near = _cosines([item.pair for item in pairs], embed)
    return {
        "stance": best_detection(near, [item.label != "unrelated" for item in pairs]).to_json(),
        "contradicts": best_detection(near, [item.label == "contradicts" for item in pairs]).to_json(),
    }


def judge_at_best(pairs: Sequence[LabelledPair], scorer: Scorer) -> dict[str, Any]:
    """The same two questions put to a judge, so that the numbers can stand beside the rival's."""
    scores = scorer([item.pair for item in pairs])
    stance = (1 - scores[:, LABELS.index("unrelated")]).tolist()
    against = scores[:, LABELS.index("contradicts")].tolist()
    return {
        "stance": best_detection(stance, [item.label != "unrelated" for item in pairs]).to_json(),
        "contradicts": best_detection(against, [item.label == "contradicts" for item in pairs]).to_json(),
    }


def best_detection(scores: Sequence[float], positives: Sequence[bool]) -> Detection:
    """The threshold on ``scores`` with the best F1; equal scores fall on the same side of it."""
    total = sum(positives)
    ranked = sorted(zip(scores, positives, strict=True), key=lambda item: -item[0])
    best = Detection(0.0, 0.0, 0.0, 1.0)
    found = 0
    for count, (score, positive) in enumerate(ranked, 1):
        found += positive
        if count < len(ranked) and ranked[count][0] == score:
            continue
        f1 = 2 * found / (count + total) if total else 0.0
        if f1 > best.f1:
            best = Detection(found / count, found / total, f1, score)
    return best


def _cosines(pairs: Sequence[Pair], embed: Embed) -> list[float]:
    """Cosine of each claim and its statement with the turns before it."""
    claims = embed([pair.claim for pair in pairs])
    said = embed([f"{pair.context}\n{pair.statement}".strip() for pair in pairs])
    return [float(value) for value in (claims * said).sum(axis=1)]
