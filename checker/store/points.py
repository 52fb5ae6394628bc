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
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(_key(text), []).append(place)
    there = vectors.has(POINTS)
    held = vectors.get(POINTS, sorted(places)) if there else {}
    lost = [key for key in places if key not in held]
    # Texts of other runs may lie there too: ask for as many more.
    spare = vectors.count(POINTS) - len(held) if there else 0
    hits = vectors.query(POINTS, queries, n + spare) if there else [[] for _ in queries]
    made = embed_unique(embedder, [texts[places[key][0]] for key in lost]) if lost else None
    out: list[list[int]] = []
    for row, query in zip(hits, queries, strict=True):
        scores = [(score, key) for key, score in row if key in places]
        if made is not None:
            scores += zip((float(s) for s in made @ query), lost, strict=True)
        ranked = sorted((-round(score, 6), place) for score, key in scores for place in places[key])
        out.append([place for _, place in ranked][:n])
    return out


def forget_points(vectors: ChromaVectors) -> None:
    """Empties the collection, if there is one."""
    if vectors.has(POINTS):
        vectors.delete(POINTS, [key for page in list(vectors.keys(POINTS)) for key in page])


def _key(text: str) -> str:
    return digest("point", text, length=32)
