"""A `Judge` as a scorer of pairs, so that every judge is measured by the same code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.evaluate.pairs import Scorer
from checker.judge.features import LABELS, Pair
from checker.model import Pair as Question
from checker.model import PairKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.judge.base import Judge

_KINDS: dict[str, PairKind] = {"buyer": "buyer", "copy": "copy", "rep": "rep"}


def scorer_of(judge: Judge) -> Scorer:
    """A scorer that puts all weight on the judge's relation; what is unjudged counts as unrelated."""
    import numpy as np

    def score(pairs: Sequence[Pair]) -> NDArray[np.float32]:
        asked = [Question(_KINDS[p.relation], p.claim, p.statement, p.context) for p in pairs]
        out = np.zeros((len(pairs), len(LABELS)), dtype=np.float32)
        for row, verdict in enumerate(judge.judge(asked)):
            known = verdict.relation if verdict.relation in LABELS else "unrelated"
            out[row, LABELS.index(known)] = 1.0
        return out

    return score
