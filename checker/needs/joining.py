"""Statements beyond those that can be compared pair by pair join the groups of those that were.

Likeness is a sum of products, so the mean likeness to all members is the likeness to the mean of them: what
does not fit into a table of pairs costs one product with each group. A statement joins the group that it is
most like on average, where that is as much as makes a group be shown as one need, and the vectors with what
was said before alone are as alike as groups are merged.

On the six development worlds, with the groups of three in five need-bearing statements taken as given, 78 %
of what joins a group is in that group too where all are compared (8 draws; the bar at which groups are
merged would give 66 %).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.needs.likeness import Compared
    from checker.needs.recipe import Recipe


class Joining:
    """Groups that further statements may join.

    Args:
        groups: Rows of the members of each in `compared`.
        compared: What was compared pair by pair.
        recipe: Of the grouping.
    """

    def __init__(self, groups: Sequence[Sequence[int]], compared: Compared, recipe: Recipe) -> None:
        self._means, self._recipe = compared.means(groups), recipe

    def may_join(self, in_context: NDArray[np.float32], words: Any) -> list[int]:
        """Rows of those that may join a group, told from what is known without embedding their own words.

        On the development worlds four of five need not be embedded for it; of those that would join, two or
        three in a hundred are missed.

        Args:
            in_context: As of `Compared`.
            words: As of `Compared`.
        """
        import numpy as np

        alike = self._means.known_likeness_of(in_context, words)
        return np.flatnonzero((alike >= self._recipe.tight).any(axis=1)).tolist()

    def joined(self, others: Compared) -> list[tuple[int, float] | None]:
        """Of each of some further statements the group that it joins, with the likeness to it, or None."""
        import numpy as np

        alike, near = others.likeness_to(self._means), others.in_context @ self._means.in_context.T
        fits = (alike >= self._recipe.close) & (near >= self._recipe.tight)
        best = np.where(fits, alike, -np.inf).argmax(axis=1).tolist()
        return [(g, float(alike[row, g])) if fits[row, g] else None for row, g in enumerate(best)]
