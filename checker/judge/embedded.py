"""The embedded judge: the project's own cross-encoder, with no key, no network and no download.

The likeliest relation is reported if it is sure enough beside the other claims that lie near to the statement
(`Weight`, docs/decisions/0008). Probabilities are calibrated; weights and bars are chosen for what a user
sees: precision first (checker/models/judge/meta.json holds them, card.md says how they were found).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from checker.judge import features
from checker.judge.base import Ticker
from checker.model import Pair, Relation, Verdict

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.onnx_pairs import PairScorer

_LABELS: tuple[Relation, ...] = ("supports", "contradicts", "dismisses", "unrelated")
_UNRELATED = 3


class EmbeddedJudge:
    """A `Judge` on the shipped model. Loads it at first use; equal input gives equal output.

    Args:
        threads: That it may use; 0 takes the machine's.
        scorer: Another model than the shipped one, as while one is made.
    """

    name = "embedded"

    def __init__(self, *, threads: int = 0, scorer: PairScorer | None = None) -> None:
        self._threads, self._scorer = threads, scorer

    @property
    def model(self) -> str:
        """Name and version of the model: part of the cache key."""
        return self._judge.model

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in order; see `Judge.judge`."""
        if not pairs:
            return []
        scores = self._judge.score([features.Pair(p.kind, p.claim, p.context, p.statement) for p in pairs])
        verdicts = [self._verdict(pair, scores[i]) for i, pair in enumerate(pairs)]
        if tick:
            tick(len(pairs))
        return verdicts

    def probabilities(self, pairs: Sequence[features.Pair]) -> NDArray[np.float32]:
        """Calibrated probabilities (n, 4): what evaluation measures."""
        return self._judge.score(pairs)

    def verify(self) -> None:
        """Checks that the model file is the one that its card describes.

        Raises:
            ModelError: It is missing or altered.
        """
        self._judge.verify()

    def _verdict(self, pair: Pair, scores: NDArray[np.float32]) -> Verdict:
        return self.settled(pair, Verdict("unrelated", self.name, tuple(round(float(s), 4) for s in scores)))

    def settled(self, pair: Pair, verdict: Verdict) -> Verdict:
        """What the scores of a verdict mean for a pair, with its rivals and its worth; see `Settling`."""
        kept = verdict.scores
        if len(kept) <= _UNRELATED:
            return verdict
        best = max(range(_UNRELATED), key=lambda i: kept[i])
        label = _LABELS[best]
        counts = self._judge.reported(pair.kind, label, kept[best], pair.rivals, pair.worth)
        if counts == "no":
            return Verdict("unrelated", self.name, kept)
        return Verdict(label, self.name, kept, alone=counts == "alone")

    @cached_property
    def _judge(self) -> PairScorer:
        from checker.judge.onnx_pairs import load

        return self._scorer or load(threads=self._threads)
