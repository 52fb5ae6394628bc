"""Which claims compete for a statement: what it is about is decided among them.

Some claims lie near to everything ("Every customer, answered") and would win each contest, so a cosine
counts against how near a claim lies to its nearest statements (cross-domain similarity local scaling,
Conneau et al. 2018, "Word translation without parallel data", of which the statement's half is the same for
all its rivals).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence

from checker.model import Statement

_NEAREST = 10  # statements that tell how near a claim lies to anything
_EQUAL = 1e-6

MOST_RIVALS = 3
"""With more claims nearer to it a statement is not judged for a claim: the judge is never sure enough."""

Hits = Sequence[Sequence[tuple[Statement, float]]]
"""For each claim the statements nearest to it with their cosine, nearest first."""


class Rivals:
    """Counts the claims that lie nearer to a statement than a given one.

    Args:
        hits: Of all claims that compete: each for the statements among its hits.
    """

    def __init__(self, hits: Hits) -> None:
        near: dict[str, list[float]] = defaultdict(list)
        for row in hits:
            for ident, standing in standings(row).items():
                near[ident].append(standing)
        self._near = {ident: sorted(found) for ident, found in near.items()}

    def of(self, statement: str, standing: float | None) -> int:
        """How many lie nearer; all that compete where the claim itself does not (None)."""
        found = self._near.get(statement, [])
        return len(found) if standing is None else len(found) - bisect_right(found, standing + _EQUAL)


def standings(hits: Sequence[tuple[Statement, float]]) -> dict[str, float]:
    """Of each statement near to a claim, how near it is for this claim's measure."""
    cosines = [cosine for _, cosine in hits[:_NEAREST]]
    usual = sum(cosines) / max(1, len(cosines))
    found: dict[str, float] = {}
    for statement, cosine in hits:
        found.setdefault(statement.id, 2 * cosine - usual)
    return found
