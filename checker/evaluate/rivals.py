"""What the judge has to beat, run on the same pairs: nearness alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from checker.evaluate.pairs import LabelledPair, Scorer
from checker.judge.features import LABELS, Pair

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_STEPS = 41


def cosine_rival(
    pairs: Sequence[LabelledPair], embed: Callable[[Sequence[str]], NDArray[np.float32]]
) -> Scorer:
    """A scorer that says `supports` above a cosine and `unrelated` below.

    The threshold is the best one for these very pairs, so the rival looks better than it would in use. It
    can never say `contradicts`: contradiction and agreement lie equally near.

    Args:
        pairs: The labelled pairs that it will be scored on.
        embed: Unit vectors of texts, shape (n, d).
    """
    import numpy as np

    def cosines(asked: Sequence[Pair]) -> NDArray[np.float32]:
        claims = embed([p.claim for p in asked])
        said = embed([p.statement for p in asked])
        found: NDArray[np.float32] = (claims * said).sum(axis=1)
        return found

    known = cosines([item.pair for item in pairs])
    truth = np.array([item.label == "supports" for item in pairs])
    other = np.array([item.label == "unrelated" for item in pairs])
    steps = np.linspace(0.0, 1.0, _STEPS)
    best = max(steps, key=lambda t: int((truth & (known >= t)).sum() + (other & (known < t)).sum()))

    def score(asked: Sequence[Pair]) -> NDArray[np.float32]:
        near = cosines(asked) >= best
        out = np.zeros((len(asked), len(LABELS)), dtype=np.float32)
        out[near, LABELS.index("supports")] = 1.0
        out[~near, LABELS.index("unrelated")] = 1.0
        return out

    return score
