"""Builds vectors in a process of its own, which has never seen those that are to be forgotten.

The engine writes the memory of its graph to disk as it is, unused places included: in a process that has
handled the old vectors, pieces of them would get into the new files.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import StoreError
from checker.store.chroma import ChromaVectors
from checker.store.embedding import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SPOOL = "vectors-spool"  # named so that the next writer clears it away after a kill


class Spool:
    """Vectors in files, on their way from the old to the new.

    Args:
        folder: Made; removed by whoever made it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts = 0
        folder.mkdir(parents=True)

    def put(self, name: str, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keeps vectors of a collection; see `ChromaVectors.put`."""
        import numpy as np

        path = self.folder / f"{self._parts:06}.npz"
        np.savez(path, name=np.array(name), keys=np.array(list(keys)), vectors=vectors)
        self._parts += 1


@dataclass(frozen=True, slots=True)
class Mark:
    """An embedder's marks without the embedder."""

    name: str
    version: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Never asked: vectors come from the spool."""
        raise NotImplementedError


def build_apart(spool: Spool, place: Path, embedder: Embedder, label: str) -> None:
    """Fills the new folder `place` from the spool.

    Raises:
        StoreError: The process failed, such as for a full disk.
    """
    command = [sys.executable, "-m", __name__, str(spool.folder), str(place)]
    command += [embedder.name, embedder.version, str(embedder.dimension)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        told = " ".join(done.stderr.split())[-300:]
        raise StoreError(f"{label}: the vectors cannot be built anew ({told})", "Free some space, try again.")


def main(arguments: Sequence[str]) -> None:
    """The other process."""
    import numpy as np

    spool, place, name, version, dimension = arguments
    vectors = ChromaVectors(Path(place), Mark(name, version, int(dimension)), create=True)
    for path in sorted(Path(spool).glob("*.npz")):
        with np.load(path) as part:
            vectors.put(str(part["name"]), [str(key) for key in part["keys"]], part["vectors"])
    vectors.close()


if __name__ == "__main__":
    main(sys.argv[1:])
