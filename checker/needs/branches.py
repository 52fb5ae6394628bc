"""The tree of what is alike: average linkage, from single statements up.

At each step the two branches that are most alike on average are joined, so that chains of neighbours do not
swallow the corpus. Every group that any cut of the tree would give is one of its branches.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Branch:
    """A set of rows that belongs together at some cut.

    Attributes:
        members: Its rows.
        likeness: Mean likeness of its two parts, by which they were joined; 1 for a single row.
        cohesion: Mean likeness of any two rows; 1 for a single row.
        parts: Places of the two branches that it was made of; None for a single row.
    """

    members: tuple[int, ...]
    likeness: float = 1.0
    cohesion: float = 1.0
    parts: tuple[int, int] | None = None


def branches(alike: NDArray[np.float64], least: float) -> list[Branch]:
    """All branches whose parts are at least so alike: the single rows first, then each as it was joined.

    Args:
        alike: Likeness of each two rows: (n, n).
        least: Mean likeness of the parts of a branch.
    """
    from sklearn.cluster import AgglomerativeClustering

    out = [Branch((row,)) for row in range(len(alike))]
    if len(out) < 2:
        return out
    tree = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=0
    ).fit(1 - alike)
    for (first, second), distance in zip(tree.children_.tolist(), tree.distances_.tolist(), strict=True):
        likeness = 1 - distance
        if likeness < least:
            break
        a, b = out[first], out[second]
        sizes = len(a.members), len(b.members)
        inner = sum(_pairs(len(part.members)) * part.cohesion for part in (a, b))
        cohesion = (inner + sizes[0] * sizes[1] * likeness) / _pairs(sum(sizes))
        out.append(Branch((*a.members, *b.members), likeness, cohesion, (first, second)))
    return out


def cut(tree: Sequence[Branch], least: float) -> list[Branch]:
    """The largest branches whose parts are at least so alike."""
    kept = [branch.likeness >= least for branch in tree]
    inside = {part for branch, keep in zip(tree, kept, strict=True) if keep for part in branch.parts or ()}
    return [branch for place, branch in enumerate(tree) if kept[place] and place not in inside]


def spread(tree: Sequence[Branch], sources: Sequence[Hashable]) -> list[int]:
    """From how many sources each branch comes.

    Args:
        tree: Of `branches`.
        sources: Of each row.
    """
    return [len({sources[row] for row in branch.members}) for branch in tree]


def _pairs(count: int) -> float:
    return count * (count - 1) / 2
