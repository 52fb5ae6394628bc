"""Candidates for many claims at once: one batched dense query, BM25, fusion, a cap per call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from checker.model import Candidate, Claim, Side, Statement
from checker.retrieve.fuse import cap_per_call, effective_cap, fuse, lift_neighbours
from checker.retrieve.held import held
from checker.retrieve.rivals import Rivals, standings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DEPTH = 4  # how many times n each ranking is read, so that a cap leaves enough to choose from


class StatementIndex(Protocol):
    """What retrieval needs of the store."""

    def statements(self, side: Side) -> Sequence[Statement]:
        """All statements of a side, in a fixed order."""

    def search(self, side: Side, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Statement, float]]]:
        """For each row of `vectors` the nearest statements with their cosine, nearest first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is retrieved.

    Attributes:
        n: Candidates for each claim.
        per_call: Places one call may give to a claim; more where there are few calls.
        dense_weight: Of the ranking by vectors.
        lexical_weight: Of the ranking by words.
        neighbour_weight: Share of a neighbour's score that lifts a statement.
        rivals: Most claims that may lie nearer to a statement; None for any number.
        hits: Statements nearest to a claim for which it competes with others; 4 · n if None.
    """

    n: int = 60
    per_call: int = 12
    dense_weight: float = 1.0
    lexical_weight: float = 0.4
    neighbour_weight: float = 0.35
    rivals: float | None = None
    hits: int | None = None


class Retriever:
    """Finds candidates among the statements of one side. Reads their words once.

    Args:
        index: The store.
        side: Whose statements.
        limits: How much is retrieved.
    """

    def __init__(self, index: StatementIndex, side: Side = "buyer", limits: Limits | None = None) -> None:
        self._index = index
        self._side = side
        self._limits = limits or Limits()
        self._held = held(index, side)

    def candidates(
        self,
        claims: Sequence[Claim],
        vectors: NDArray[np.float32],
        others: NDArray[np.float32] | None = None,
        worth: Sequence[float] | None = None,
    ) -> list[list[Candidate]]:
        """Candidates of each claim, in the order of `claims`.

        Args:
            claims: What is asked.
            vectors: Their unit vectors, shape (len(claims), dimension).
            others: Unit vectors of further claims that compete for the statements.
            worth: How likely each of the claims, then each of the others, is one: so much it counts as a
                rival. All count whole by default.

        Returns:
            For each claim at most n candidates, highest score first, ties by statement id.
        """
        if len(claims) != len(vectors):
            raise ValueError(f"{len(claims)} claims with {len(vectors)} vectors")
        if not claims or not self._held.keys:
            return [[] for _ in claims]
        depth = _DEPTH * self._limits.n
        dense = self._index.search(self._side, vectors, depth)
        nearest = self._limits.hits or depth
        beside = [] if others is None or not len(others) else self._index.search(self._side, others, nearest)
        rivals = Rivals([row[:nearest] for row in (*dense, *beside)], worth)
        shares = [1.0] * len(claims) if worth is None else worth[: len(claims)]
        return [
            self._of(claim, hits, depth, rivals, share)
            for claim, hits, share in zip(claims, dense, shares, strict=True)
        ]

    def _of(
        self, claim: Claim, hits: list[tuple[Statement, float]], depth: int, rivals: Rivals, worth: float
    ) -> list[Candidate]:
        limits = self._limits
        worded = [self._held.keys[row] for row, _ in self._held.words.top(claim.quote, depth)]
        known = self._held.of([*(s.id for s, _ in hits), *worded])
        near = list(dict.fromkeys(s.id for s, _ in hits if s.id in known))
        ranked = fuse(near, worded, dense_weight=limits.dense_weight, lexical_weight=limits.lexical_weight)
        kept = cap_per_call(
            lift_neighbours([(r, known[r.key]) for r in ranked if r.key in known], limits.neighbour_weight),
            n=limits.n,
            per_call=effective_cap(limits.per_call, limits.n, self._held.calls),
        )
        standing = standings(hits)
        cosines = {statement.id: cosine for statement, cosine in hits}
        furthest = hits[-1][1] if hits else 0.0
        found = [
            Candidate(
                claim.id,
                s,
                r.score,
                r.dense_rank,
                r.lexical_rank,
                rivals.of(s.id, standing.get(s.id)),
                cosines.get(s.id, furthest),
                worth,
            )
            for r, s in kept
        ]
        return [c for c in found if limits.rivals is None or c.rivals <= limits.rivals]
