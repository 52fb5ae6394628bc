"""Vectors in Chroma: one collection a kind, cosine, keys from the catalog, no text.

Nothing but keys and vectors is kept here: filters on metadata cost a hundred times a query, the
text would be indexed a second time, and a call that is to be forgotten stands in one place less.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import StoreError, StoreMismatch
from checker.store.access import Access
from checker.store.chroma_client import guarded, is_url, open_folder, open_server
from checker.store.embedding import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SCHEMA = 1
COLLECTIONS = ("buyer", "ours", "claims")
_IDS = 5000  # ids in one read; more run into SQLite's limit on variables
_PAGE = 10_000
_QUERIES = 1000  # query vectors in one call
# A wide beam: a candidate that the index misses is never judged.
_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 256, "max_neighbors": 16}


class ChromaVectors:
    """The vectors of one store.

    Args:
        place: Folder of the vectors, or the URL of a server.
        embedder: Whose vectors they are; checked against what the collections say.
        create: Whether missing collections are made.
        label: The store as the user knows it, for messages.
        access: How a server is entered.
        later: Whether Chroma is loaded when it is first asked, which then raises what opening would.

    Raises:
        StoreError: Missing, damaged, unreachable, or no permission.
        StoreMismatch: The vectors are another embedder's.
    """

    def __init__(
        self,
        place: str | Path,
        embedder: Embedder,
        *,
        create: bool,
        label: str = "",
        access: Access | None = None,
        later: bool = False,
    ) -> None:
        self.place = label or str(place)
        self.written = False  # whether vectors were added or taken out
        self._remote = is_url(str(place))
        self._dimension = embedder.dimension
        self._mark = {
            "schema": SCHEMA,
            "embedder": embedder.name,
            "version": embedder.version,
            "dimension": embedder.dimension,
        }
        self._place, self._access, self._create = str(place), access, create
        self._guard = threading.RLock()
        self._client: Any = None
        self._named: dict[str, Any] = {}
        if not later:
            self._load()

    @property
    def client(self) -> Any:
        """Chroma's own client, for what else is kept on a server."""
        self._load()
        return self._client

    def close(self) -> None:
        """Lets go of the folder or the connection."""
        if self._client is not None:
            self._client.close()

    def has(self, name: str, *, create: bool = False) -> bool:
        """Whether a collection beside those of every store is there; made if that is asked for."""
        if name not in self._collections:
            if not create and self._find(f"checker-{SCHEMA}-{name}") is None:
                return False
            self._collections[name] = self._open(name, create)
        return True

    def put(self, name: str, keys: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Adds vectors. A key always means the same vector, so adding it twice changes nothing.

        Args:
            name: Of the collection.
            keys: Their keys, without duplicates.
            vectors: Shape (len(keys), dimension).
        """
        collection = self._collections[name]
        self.written |= bool(keys)
        for start in range(0, len(keys), self._batch):
            part = slice(start, start + self._batch)
            ids = list(keys[part])
            self._do(lambda ids=ids, part=part: collection.upsert(ids=ids, embeddings=vectors[part]))

    def delete(self, name: str, keys: Sequence[str]) -> None:
        """Takes vectors out; missing keys are fine."""
        collection = self._collections[name]
        self.written |= bool(keys)
        for start in range(0, len(keys), _IDS):
            ids = list(keys[start : start + _IDS])
            self._do(lambda ids=ids: collection.delete(ids=ids))

    def query(self, name: str, vectors: NDArray[np.float32], n: int) -> list[list[tuple[str, float]]]:
        """The nearest keys of each vector with their cosine, nearest first, ties by key.

        Args:
            name: Of the collection.
            vectors: Shape (queries, dimension).
            n: How many; fewer where the collection holds fewer.
        """
        collection = self._collections[name]
        n = min(n, self.count(name), _PAGE)
        if n < 1 or not len(vectors):
            return [[] for _ in vectors]
        out: list[list[tuple[str, float]]] = []
        for start in range(0, len(vectors), _QUERIES):
            part = vectors[start : start + _QUERIES]
            found = self._do(
                lambda part=part: collection.query(query_embeddings=part, n_results=n, include=["distances"])
            )
            for ids, distances in zip(found["ids"], found["distances"], strict=True):
                hits = [(key, 1.0 - float(d)) for key, d in zip(ids, distances, strict=True)]
                out.append(sorted(hits, key=lambda hit: (-hit[1], hit[0])))
        return out

    def get(self, name: str, keys: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors by key; keys that are not there are left out."""
        import numpy as np

        collection = self._collections[name]
        out: dict[str, NDArray[np.float32]] = {}
        for start in range(0, len(keys), _IDS):
            ids = list(keys[start : start + _IDS])
            found = self._do(lambda ids=ids: collection.get(ids=ids, include=["embeddings"]))
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            out.update(zip(found["ids"], rows, strict=True))
        return out

    def keys(self, name: str) -> Iterator[list[str]]:
        """All keys of a collection, a page at a time."""
        collection = self._collections[name]
        offset = 0
        while True:
            page = self._do(lambda at=offset: collection.get(include=[], limit=_PAGE, offset=at))["ids"]
            if not page:
                return
            yield page
            offset += len(page)

    def count(self, name: str) -> int:
        """Number of vectors of a collection."""
        return int(self._do(self._collections[name].count))

    @property
    def _collections(self) -> dict[str, Any]:
        self._load()
        return self._named

    def _load(self) -> None:
        with self._guard:
            if self._client is not None:
                return
            if self._remote:
                self._client = open_server(self._place, self._access)
            else:
                self._client = open_folder(Path(self._place), self.place)
            try:
                self._named = {name: self._open(name, self._create) for name in COLLECTIONS}
                self._batch = int(self._do(self._client.get_max_batch_size))
            except BaseException:
                self._client.close()
                self._client = None
                raise

    def _do(self, action: Any) -> Any:
        return guarded(self.place, action, retry=self._remote)

    def _open(self, name: str, create: bool) -> Any:
        title = f"checker-{SCHEMA}-{name}"
        found = self._find(title)
        if found is None and not create:
            raise StoreError(f"{self.place}: there is no index here", "Run `checker index` first.")
        if found is None:
            self._do(
                lambda: self._client.get_or_create_collection(
                    title, embedding_function=None, metadata=self._mark, configuration={"hnsw": _HNSW}
                )
            )
            found = self._find(title)
        assert found is not None
        self._check(found)
        return found

    def _find(self, title: str) -> Any:
        from chromadb.errors import NotFoundError

        def look() -> Any:
            try:
                return self._client.get_collection(title, embedding_function=None)
            except NotFoundError:
                return None

        return self._do(look)

    def _check(self, collection: Any) -> None:
        told = dict(collection.metadata or {})
        made = {key: told.get(key) for key in self._mark}
        if made != self._mark:
            raise mismatch(self.place, describe(made), describe(self._mark))


def describe(mark: dict[str, Any]) -> str:
    """An embedder in a message, such as `all-MiniLM-L6-v2 0.1 (384 numbers)`."""
    return f"{mark['embedder']} {mark['version']} ({mark['dimension']} numbers)"


def mismatch(place: str, made: str, asked: str) -> StoreMismatch:
    """The error of a store that another embedder made."""
    return StoreMismatch(
        f"{place}: made with the embedder {made}, but {asked} is set up",
        "Set up that embedder again, or choose another place with `--store` and run `checker index`.",
    )
