"""Writing vectors and records: what an open store does, and a worker that has no catalog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType

from checker.store.access import Access
from checker.store.changes import SIDES, Key, Reading, searched
from checker.store.chroma import ChromaVectors
from checker.store.embedding import Embedder, embed_unique
from checker.store.server_records import ServerRecords


def put_embedded(vectors: ChromaVectors, embedder: Embedder, texts: Mapping[Key, str]) -> None:
    """Embeds texts in one batch and puts their vectors.

    Args:
        vectors: Where to.
        embedder: Makes them.
        texts: What is embedded, by collection and key.
    """
    embedded = embed_unique(embedder, list(texts.values()))
    for side in SIDES:
        rows = [row for row, at in enumerate(texts) if at[0] == side]
        vectors.put(side, [key for name, key in texts if name == side], embedded[rows])


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
        put_embedded(self._vectors, self._embedder, texts)
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
