"""Statements beyond those that can be compared pair by pair join the groups of those that were.

Likeness is a sum of products, so the mean likeness to all members is the likeness to the mean of them: what
does not fit into a table of pairs costs one product with each group. A statement joins the group that it is
most like on average, if it is `ALIKE` or more and the vectors with what was said before are as alike as
groups are merged.

On the six development worlds, with the groups of some need-bearing statements taken as given, of what joins a
group so many are in that group too where all are compared (16 draws each): 80, 93 and 88 in a hundred, given
20, 35 and 60 in a hundred. From 0.25 on, where groups are shown, twice as many join: 70, 77 and 77.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.needs.likeness import Compared
    from checker.needs.recipe import Recipe

ALIKE: Final = 0.3
"""Mean likeness to the members of a group from which a further statement joins it."""


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

        On the development worlds nine of ten need not be embedded for it; of those that would join, at most
        four in a hundred are missed.

        Args:
            in_context: As of `Compared`.
            words: As of `Compared`.
        """
        import numpy as np

        alike = self._means.partial_likeness(in_context, words)
        return np.flatnonzero((alike >= self._recipe.close).any(axis=1)).tolist()

    def joined(self, others: Compared) -> list[tuple[int, float] | None]:
        """Of each of some further statements the group that it joins, with the likeness to it, or None."""
        import numpy as np

        alike, near = others.likeness_to(self._means), others.in_context @ self._means.in_context.T
        fits = (alike >= ALIKE) & (near >= self._recipe.tight)
        best = np.where(fits, alike, -np.inf).argmax(axis=1).tolist()
        return [(g, float(alike[row, g])) if fits[row, g] else None for row, g in enumerate(best)]
