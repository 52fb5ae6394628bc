"""Vectors of points: what a language model made of calls, to be ranked where not all of it fits a prompt.

A collection beside the others, made anew at any time: keys are digests of texts, and what is missing is
embedded when it is asked for. It holds no text, and nothing of it outlives a compaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.model import digest
from checker.store.embedding import Embedder, embed_unique

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.store.chroma import ChromaVectors

POINTS = "points"


def put_points(vectors: ChromaVectors, embedder: Embedder, texts: Sequence[str]) -> int:
    """Makes the collection hold these texts and no others; returns how many were new."""
    wanted = {_key(text): text for text in texts}
    if not wanted:
        forget_points(vectors)
        return 0
    vectors.has(POINTS, create=True)
    found = {key for page in vectors.keys(POINTS) for key in page}
    vectors.delete(POINTS, sorted(found - set(wanted)))
    lost = sorted(set(wanted) - found)
    if lost:
        vectors.put(POINTS, lost, embed_unique(embedder, [wanted[key] for key in lost]))
    return len(lost)


def nearest_points(
    vectors: ChromaVectors,
    embedder: Embedder,
    texts: Sequence[str],
    queries: NDArray[np.float32],
    n: int,
) -> list[list[int]]:
    """For each query, indexes of the texts nearest to it, nearest first, ties in order of texts.

    Args:
        vectors: Of the store; texts that it lacks are embedded.
        embedder: Of the store.
        texts: Of all points.
        queries: Unit vectors, shape (queries, dimension).
        n: How many for each.
    """
    import numpy as np

    # Compared one by one: the index of the store is approximate, finds others after each opening and leaves
    # some out, and a review that is run again must read the same.
    keys = [_key(text) for text in texts]
    held = vectors.get(POINTS, sorted(set(keys))) if vectors.has(POINTS) else {}
    lost = {key: text for key, text in zip(keys, texts, strict=True) if key not in held}
    if lost:
        held = held | dict(zip(lost, embed_unique(embedder, list(lost.values())), strict=True))
    if not keys:
        return [[] for _ in queries]
    scores = np.round(queries @ np.stack([held[key] for key in keys]).astype(np.float32).T, 6)
    order = np.argsort(-scores, axis=1, kind="stable")[:, :n]
    return [[int(place) for place in row] for row in order]


def forget_points(vectors: ChromaVectors) -> None:
    """Empties the collection, if there is one."""
    if vectors.has(POINTS):
        vectors.delete(POINTS, [key for page in list(vectors.keys(POINTS)) for key in page])


def _key(text: str) -> str:
    return digest("point", text, length=32)
