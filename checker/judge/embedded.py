"""The embedded judge: the project's own cross-encoders, with no key, no network and no download.

A small model (the gate) drops pairs that are surely nothing; the larger one decides. What
narrows most is retrieval: see docs/decisions/0005.
Probabilities are calibrated and the thresholds chosen for what a user sees: precision first
(checker/models/*/meta.json holds them, card.md says how they were found).
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
    """A `Judge` on the shipped models. Loads them at first use; equal input gives equal output."""

    name = "embedded"

    @property
    def model(self) -> str:
        """Names and versions of both models: part of the cache key."""
        return f"{self._judge.model}, {self._gate.model}"

    def judge(self, pairs: Sequence[Pair], tick: Ticker | None = None) -> list[Verdict]:
        """One verdict a pair, in order; see `Judge.judge`."""
        import numpy as np

        if not pairs:
            return []
        asked = [features.Pair(p.kind, p.claim, p.context, p.statement) for p in pairs]
        scores = self._gate.score(asked)
        bars = np.array([self._gate.threshold(p.kind, "stance") for p in pairs], dtype=np.float32)
        passed = np.flatnonzero(1 - scores[:, _UNRELATED] >= bars).tolist()
        if passed:
            scores[passed] = self._judge.score([asked[i] for i in passed])
        through = set(passed)
        verdicts = [self._verdict(pair, scores[i], i in through) for i, pair in enumerate(pairs)]
        if tick:
            tick(len(pairs))
        return verdicts

    def probabilities(self, pairs: Sequence[features.Pair]) -> NDArray[np.float32]:
        """Calibrated probabilities (n, 4) as if every pair passed the gate: what evaluation measures."""
        return self._judge.score(pairs)

    def verify(self) -> None:
        """Checks that the model files are those that their cards describe.

        Raises:
            ModelError: One is missing or altered.
        """
        self._gate.verify()
        self._judge.verify()

    def _verdict(self, pair: Pair, scores: NDArray[np.float32], judged: bool) -> Verdict:
        kept = tuple(round(float(s), 4) for s in scores)
        if not judged:
            return Verdict("unrelated", self.name, kept)
        best = max(range(_UNRELATED), key=lambda i: kept[i])
        label = _LABELS[best]
        sure = kept[best] >= self._judge.threshold(pair.kind, label)
        return Verdict(label if sure else "unrelated", self.name, kept)

    @cached_property
    def _gate(self) -> PairScorer:
        from checker.judge.onnx_pairs import load

        return load("gate")

    @cached_property
    def _judge(self) -> PairScorer:
        from checker.judge.onnx_pairs import load

        return load("judge")
