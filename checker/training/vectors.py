"""Vectors kept on disk, so that a fit can be repeated without embedding anew."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from checker.store.embedding import Embedder


class KeptVectors:
    """An embedder with a memory: a file for each version of the embedder.

    Args:
        embedder: Makes the vectors that are not there yet.
        folder: Where the file lies.
    """

    def __init__(self, embedder: Embedder, folder: Path) -> None:
        self._embedder = embedder
        self._path = folder / f"{embedder.name}-{embedder.version}.npz"
        self._known: dict[str, NDArray[np.float32]] = {}
        if self._path.exists():
            with np.load(self._path) as stored:
                self._known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of texts, in order: shape (len(texts), dimension)."""
        keys = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in texts]
        fresh = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._known}
        if fresh:
            self._known |= dict(zip(fresh, self._embedder.embed(list(fresh.values())), strict=True))
            self._path.parent.mkdir(parents=True, exist_ok=True)
            np.savez(
                self._path, keys=np.array(list(self._known)), vectors=np.stack(list(self._known.values()))
            )
        out = np.zeros((len(texts), self._embedder.dimension), dtype=np.float32)
        for row, key in enumerate(keys):
            out[row] = self._known[key]
        return out
