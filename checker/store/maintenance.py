"""Keeping vectors and catalog in step: after a kill, after damage, and when disk is to be given back.

The catalog is right; vectors are made again from its text where they are missing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from checker.errors import StoreError
from checker.store.changes import SIDES, CatalogWriter
from checker.store.chroma import ChromaVectors
from checker.store.codec import decode_claim
from checker.store.embedding import Embedder, claim_text, embed_unique, embedding_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Target(Protocol):
    """Where vectors are put: others of Chroma's, or files."""

    def put(self, name: str, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Adds vectors of shape (len(keys), dimension)."""


FIRST = "vectors-1"
"""Folder of the vectors of a store that was never compacted."""

_PART = 2000  # vectors in memory at a time


def sweep(catalog: CatalogWriter, vectors: ChromaVectors) -> None:
    """Deletes vectors that nothing uses: replaced, removed, or of a run that was killed."""
    for collection, keys in catalog.garbage().items():
        vectors.delete(collection, keys)
    catalog.swept()


def heal(catalog: CatalogWriter, vectors: ChromaVectors, embedder: Embedder) -> int:
    """Makes the vectors hold what the catalog names and nothing else.

    Returns:
        How many vectors were missing and have been made again.
    """
    missing = 0
    for name in (*SIDES, "claims"):
        wanted = _wanted(catalog, name)
        found = {key for page in vectors.keys(name) for key in page}
        vectors.delete(name, sorted(found - wanted))
        lost = sorted(wanted - found)
        missing += len(lost)
        for start in range(0, len(lost), _PART):
            part = lost[start : start + _PART]
            vectors.put(name, part, _embed(catalog, embedder, name, part))
    return missing


def in_step(catalog: CatalogWriter, vectors: ChromaVectors) -> bool:
    """Whether both count the same; cheap, so that it can be asked at every start."""
    sides = all(vectors.count(side) == catalog.count("statements", side) for side in SIDES)
    return sides and vectors.count("claims") == catalog.count("claims")


def copy(
    catalog: CatalogWriter,
    source: ChromaVectors,
    target: Target,
    embedder: Embedder,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Fills `target` with what the catalog names, from `source` where it has it.

    Args:
        catalog: Says what is wanted.
        source: Vectors to copy.
        target: Empty vectors of the same embedder.
        embedder: Makes what `source` has lost.
        progress: Told the number of vectors done.
    """
    import numpy as np

    done = 0
    for name in (*SIDES, "claims"):
        wanted = sorted(_wanted(catalog, name))
        for start in range(0, len(wanted), _PART):
            part = wanted[start : start + _PART]
            try:
                found = source.get(name, part)
            except StoreError:
                found = {}  # a damaged vector index can no longer be read, but made again
            lost = [key for key in part if key not in found]
            found.update(zip(lost, _embed(catalog, embedder, name, lost), strict=True))
            target.put(name, part, np.stack([found[key] for key in part]))
            done += len(part)
            progress(done)


def renewed(
    folder: Path,
    place: str,
    catalog: CatalogWriter,
    old: ChromaVectors,
    embedder: Embedder,
    *,
    filled: bool = False,
) -> ChromaVectors:
    """New vectors in the place of others. A kill at any point leaves the old or the new ones in use.

    Args:
        folder: Of the store.
        place: Of the store, as the user knows it.
        catalog: Says which vectors there are to be, and in which folder they lie.
        old: Closed and removed; what it has lost is embedded again.
        embedder: Of the store.
        filled: Whether the new ones are there already, in the folder that `next_name` gives.

    Raises:
        StoreError: The disk is full.
    """
    before, name = catalog.meta("vectors") or FIRST, next_name(catalog)
    if not filled:
        shutil.rmtree(folder / name, ignore_errors=True)
    new = ChromaVectors(folder / name, embedder, create=True, label=place)
    try:
        if not filled:
            copy(catalog, old, new, embedder)
        catalog.note("vectors", name)
    except BaseException:
        new.close()
        raise
    old.close()
    shutil.rmtree(folder / before, ignore_errors=True)
    return new


def next_name(catalog: CatalogWriter) -> str:
    """Name of the folder that new vectors get."""
    return f"vectors-{int((catalog.meta('vectors') or FIRST).rpartition('-')[2]) + 1}"


def _wanted(catalog: CatalogWriter, name: str) -> set[str]:
    return set(catalog.claims()) if name == "claims" else catalog.keys(name)


def _embed(catalog: CatalogWriter, embedder: Embedder, name: str, keys: list[str]) -> NDArray[np.float32]:
    if name == "claims":
        claims = catalog.claims()
        return embed_unique(embedder, [claim_text(decode_claim(claims[key])) for key in keys])
    statements = catalog.by_vector(keys)
    return embed_unique(embedder, [embedding_text(statements[key]) for key in keys])
