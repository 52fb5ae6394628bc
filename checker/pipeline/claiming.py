"""Which lines of copy claim something, and how much each counts as a rival for what buyers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from checker.model import Claim

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.segments.checkworthy import CheckWorthiness


@dataclass(frozen=True)
class Claiming:
    """Lines that are held against calls.

    Attributes:
        claims: The lines.
        vectors: Of the store's embedder, a row each.
        worth: How likely each states something that can be checked: so much it counts as a rival.
    """

    claims: tuple[Claim, ...]
    vectors: NDArray[np.float32]
    worth: tuple[float, ...]


def claiming(claims: Sequence[Claim], vectors: NDArray[np.float32], embedder: str) -> Claiming:
    """Of all lines those that may state something that a buyer could confirm or contradict.

    Args:
        claims: Lines of copy.
        vectors: Theirs.
        embedder: Name and version of what made them; if that is not the project's own embedder, the lines are
            embedded by it here.
    """
    if not claims:
        return Claiming((), vectors, ())
    quotes = [claim.quote for claim in claims]
    model = _model()
    if embedder != model.embedder:
        from checker.store.embedding import embed_unique
        from checker.store.local_embedder import LocalEmbedder

        worth = model.of(quotes, embed_unique(LocalEmbedder(), quotes))
    else:
        worth = model.of(quotes, vectors)
    rows = [row for row, share in enumerate(worth) if share >= model.least]
    return Claiming(
        tuple(claims[row] for row in rows), vectors[rows], tuple(float(worth[row]) for row in rows)
    )


@lru_cache(maxsize=1)
def _model() -> CheckWorthiness:
    from checker.segments.checkworthy import CheckWorthiness

    return CheckWorthiness.load()
