"""Points for each claim where not all of them fit a prompt: retrieved from the store, then gated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.model import Claim
from checker.pipeline.progress import Reporter, Stage, silent

if TYPE_CHECKING:
    from checker.judge.base import Judge
    from checker.judge.points import Point
    from checker.store.index import Store

NEAREST = 2000
"""Points that retrieval gives for each claim."""


class Choosing:
    """A `Ranking` over all claims of a run; made at the first call, as most runs need none.

    Args:
        store: Has the vectors.
        claims: All claims under review.
        points: In the order of their numbers.
        judge: Narrows further what the gate kept; None leaves it at that.
        tell: Told about progress.
    """

    def __init__(
        self,
        store: Store,
        claims: Sequence[Claim],
        points: Sequence[Point],
        judge: Judge | None = None,
        tell: Reporter = silent,
    ) -> None:
        self._store, self._claims, self._points = store, claims, points
        self._judge, self._tell = judge, tell
        self._rows: dict[str, list[int]] | None = None
        self.unjudged = 0
        """Pairs that the judge refused or could not judge; they are read all the same."""

    def __call__(self, claims: Sequence[Claim]) -> list[list[int]]:
        """Indexes of points for each claim, the likeliest first."""
        if self._rows is None:
            rows = self._made()
            self._rows = {claim.id: row for claim, row in zip(self._claims, rows, strict=True)}
        return [self._rows[claim.id] for claim in claims]

    def _made(self) -> list[list[int]]:
        from checker.judge.llm_gate import gated, narrowed

        texts = [point.text for point in self._points]
        claims = self._store.embed([claim.quote for claim in self._claims])
        found = self._store.search_points(texts, claims, NEAREST)
        calls = [f"{point.file}\0{point.call}" for point in self._points]
        rows = gated(found, claims, self._store.embed(texts), calls)
        if self._judge is None:
            return rows
        stage = Stage(self._tell, "Choosing what to read", max(1, sum(map(len, rows))))
        rows, self.unjudged = narrowed(rows, self._claims, self._points, self._judge, stage.step)
        return rows
