"""Which claims compete for a statement: what it is about is decided among them.

Some claims lie near to everything ("Every customer, answered") and would win each contest, so a cosine
counts against how near a claim lies to its nearest statements (cross-domain similarity local scaling,
Conneau et al. 2018, "Word translation without parallel data", of which the statement's half is the same for
all its rivals).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from checker.model import Statement

_NEAREST = 10  # statements that tell how near a claim lies to anything
_EQUAL = 1e-6
_DIGITS = 2  # of a count of rivals, which is part of a question to the judge

MOST_RIVALS = 2.0
"""With more claims nearer to it a statement is not judged for a claim: the judge is hardly ever sure then."""

Hits = Sequence[Sequence[tuple[Statement, float]]]
"""For each claim the statements nearest to it with their cosine, nearest first."""


class Rivals:
    """Counts the claims that lie nearer to a statement than a given one, each for as much as it is worth.

    Args:
        hits: Of all claims that compete: each for the statements among its hits.
        worth: How much each of them counts, in the same order: a line that hardly states anything is hardly a
            rival. All count whole by default.
    """

    def __init__(self, hits: Hits, worth: Sequence[float] | None = None) -> None:
        near: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for row, share in zip(hits, worth if worth is not None else [1.0] * len(hits), strict=True):
            for ident, standing in standings(row).items():
                near[ident].append((standing, share))
        self._near = dict(near)

    def of(self, statement: str, standing: float | None) -> float:
        """Those that lie nearer; all that compete where the claim itself does not (None)."""
        found = self._near.get(statement, [])
        nearer = [share for other, share in found if standing is None or other > standing + _EQUAL]
        return round(math.fsum(nearer), _DIGITS)


def standings(hits: Sequence[tuple[Statement, float]]) -> dict[str, float]:
    """Of each statement near to a claim, how near it is for this claim's measure."""
    cosines = [cosine for _, cosine in hits[:_NEAREST]]
    usual = sum(cosines) / max(1, len(cosines))
    found: dict[str, float] = {}
    for statement, cosine in hits:
        found.setdefault(statement.id, 2 * cosine - usual)
    return found
