"""Writing vectors and records: what an open store does, and a worker that has no catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from checker.store.access import Access
from checker.store.changes import SIDES, CatalogWriter, Key, Reading, searched
from checker.store.chroma import ChromaVectors
from checker.store.embedding import Embedder, embed_unique
from checker.store.server_records import ServerRecords

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Change:
    """Files that are to be put.

    Attributes:
        readings: What each held.
        fresh: What has to be embedded, by collection and key of the vector.
        given_up: Vectors that these files had, and have no use for now.
    """

    readings: tuple[Reading, ...]
    fresh: Mapping[Key, str]
    given_up: Set[Key]


def change_of(catalog: CatalogWriter, readings: Sequence[Reading]) -> Change:
    """What putting some files means; of two of one name the last counts."""
    readings = tuple({reading.stat.file: reading for reading in readings}.values())
    wanted: dict[Key, str] = {}
    for reading in readings:
        wanted.update(searched(reading.vectors()))
    known = catalog.used_by(reading.stat.file for reading in readings)
    fresh = {at: text for at, text in wanted.items() if at not in known}
    return Change(readings, fresh, known - wanted.keys())


def put_vectors(vectors: ChromaVectors, keys: Sequence[Key], embedded: NDArray[np.float32]) -> None:
    """Puts vectors into their collections.

    Args:
        vectors: Where to.
        keys: Collection and key of each.
        embedded: Shape (len(keys), dimension).
    """
    for side in SIDES:
        rows = [row for row, at in enumerate(keys) if at[0] == side]
        vectors.put(side, [key for name, key in keys if name == side], embedded[rows])


class ServerWriter:
    """Writes files to a Chroma server for another process, which holds the catalog.

    That process has announced the files (`Store.announce`) and catches up with the server afterwards
    (`Store.catch_up`). Any number of writers may be at work, each on files of its own.

    Args:
        url: Of the server; its collections are there.
        embedder: Makes the vectors.
        access: How the server is entered.

    Raises:
        StoreError: The server does not answer, or refuses access.
        StoreMismatch: Its vectors are another embedder's.
    """

    def __init__(self, url: str, embedder: Embedder, access: Access) -> None:
        self._embedder = embedder
        self._vectors = ChromaVectors(url, embedder, create=False, access=access)
        self._records = ServerRecords(self._vectors.client, url)

    def put(self, readings: Sequence[Reading]) -> None:
        """Writes files: their vectors, then the records that make them count.

        Raises:
            StoreError: The server has gone; what was there before still is.
        """
        texts: dict[Key, str] = {}
        for reading in readings:
            texts.update(searched(reading.vectors()))
        put_vectors(self._vectors, list(texts), embed_unique(self._embedder, list(texts.values())))
        self._records.push(readings)

    def close(self) -> None:
        """Lets go of the connection."""
        self._vectors.close()

    def __enter__(self) -> ServerWriter:
        """The writer itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes."""
        self.close()
