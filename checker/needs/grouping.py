"""Groups need-bearing statements of all calls: what several buyers ask for in different words.

Agglomerative clustering with average linkage (scikit-learn): a statement joins a group only if it is alike
to its members on average, so that chains of neighbours do not swallow the corpus. What joins none is in
`Groups.rest`: nothing is swept under another heading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.model import Statement
from checker.needs.likeness import by_words, centred, likeness
from checker.needs.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST_CALLS = 2
"""Calls that a group needs to be a need."""

MAX_ROWS = 3000
"""Statements that are compared with each other; memory and time grow with the square."""


@dataclass(frozen=True, slots=True)
class Group:
    """Statements that ask for one thing.

    Attributes:
        members: Rows of the statements, the most central first.
        cohesion: Mean likeness of two members.
        bearing: Mean probability that a member carries a need.
    """

    members: tuple[int, ...]
    cohesion: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Groups:
    """All groups of two calls or more, those of most calls first, and the bearing rows that are in none."""

    groups: tuple[Group, ...]
    rest: tuple[int, ...]


class Grouper:
    """Groups the need-bearing ones of the buyers' statements.

    Args:
        statements: All of buyers.
        in_context: A vector for each, with what was said before.
        alone: A vector of the own words of each; only those of need-bearing rows are read.
        bearing: Probability for each that it carries a need.
        recipe: From where a statement bears a need, and how alike a group must be.
    """

    def __init__(
        self,
        statements: Sequence[Statement],
        in_context: NDArray[np.float32],
        alone: NDArray[np.float32],
        bearing: Sequence[float],
        recipe: Recipe,
    ) -> None:
        self._statements, self._bearing, self._recipe = statements, bearing, recipe
        self.rows, self.beyond = chosen(bearing, recipe.bearing)
        self._place = {row: place for place, row in enumerate(self.rows)}
        words = by_words([s.text for s in statements], self.rows)
        usual, usual_alone = recipe.means or (None, None)
        self._alike = likeness(
            centred(in_context, usual)[self.rows], centred(alone[self.rows], usual_alone), words
        )

    def find(self) -> Groups:
        """All groups."""
        found = [
            self.group([self.rows[place] for place in cluster])
            for cluster in clusters(self._alike, self._recipe.threshold)
        ]
        wide = [group for group in found if self.calls(group) >= LEAST_CALLS]
        held = {row for group in wide for row in group.members}
        return Groups(
            tuple(sorted(wide, key=lambda g: (-self.calls(g), g.members))),
            tuple(sorted({*self.rows, *self.beyond} - held)),
        )

    def group(self, rows: Sequence[int]) -> Group:
        """The group of some need-bearing rows, whoever put them together; at least one."""
        places = [self._place[row] for row in rows]
        inside = self._alike[places][:, places]
        others = inside.sum(axis=1) - inside.diagonal()
        order = sorted(range(len(rows)), key=lambda i: (-round(float(others[i]), 9), rows[i]))
        pairs = len(rows) * (len(rows) - 1)
        return Group(
            tuple(rows[i] for i in order),
            float(others.sum() / pairs) if pairs else 1.0,
            sum(self._bearing[row] for row in rows) / len(rows),
        )

    def calls(self, group: Group) -> int:
        """How many calls a group comes from."""
        return len({(self._statements[row].file, self._statements[row].call) for row in group.members})


def chosen(bearing: Sequence[float], least: float) -> tuple[list[int], list[int]]:
    """Rows that carry a need: those that are grouped, and those beyond what can be compared pair by pair."""
    rows = [row for row, share in enumerate(bearing) if share >= least]
    sure = sorted(rows, key=lambda row: (-bearing[row], row))
    return sorted(sure[:MAX_ROWS]), sorted(sure[MAX_ROWS:])


def clusters(alike: NDArray[np.float64], threshold: float) -> list[list[int]]:
    """Rows of each cluster: any two clusters are less alike on average than the threshold."""
    from sklearn.cluster import AgglomerativeClustering

    if len(alike) < 2:
        return [[row] for row in range(len(alike))]
    labels = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=1 - threshold
    ).fit_predict(1 - alike)
    out: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        out.setdefault(int(label), []).append(row)
    return list(out.values())
