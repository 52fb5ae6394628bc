"""Vectors of texts that were embedded before, on disk: one sqlite file, safe to delete at any time.

Claims are embedded anew with every run, and most of them have not changed since the last. The key is a hash
of text and embedder; the texts themselves are not kept.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from checker.errors import StoreError
from checker.model import digest
from checker.store.embedding import Embedder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE: Final = "embedded.sqlite3"
KEPT: Final = 50_000
"""Vectors that are kept, the latest ones: some 80 MB with the embedder of the project."""

_SCHEMA = "create table if not exists vectors (id integer primary key, key text unique, vector blob not null)"
_CHUNK: Final = 500
_BATCH: Final = 256  # texts embedded between two writes, so that a run that is stopped goes on where it was


class RememberingEmbedder:
    """An embedder that asks another one only for texts it has not seen.

    A file that cannot be read or written is not an error of the run: it is only slow then.

    Args:
        embedder: Makes the vectors.
        path: Of the file; made at the first text.
    """

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self._path = path

    @property
    def name(self) -> str:
        """Of the embedder behind."""
        return self._embedder.name

    @property
    def version(self) -> str:
        """Of the embedder behind."""
        return self._embedder.version

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._embedder.dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See `Embedder.embed`.

        Raises:
            StoreError: The disk is full.
        """
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        made_by = (self.name, self.version, str(self.dimension))
        keys = [digest(*made_by, text, length=32) for text in texts]
        known = self._read(list(dict.fromkeys(keys)))
        todo = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        fresh = sorted(todo.items(), key=lambda item: len(item[1]))  # little padding, also across parts
        for start in range(0, len(fresh), _BATCH):
            part = fresh[start : start + _BATCH]
            vectors = np.asarray(self._embedder.embed([text for _, text in part]), dtype="<f4")
            made = {key: vectors[row].tobytes() for row, (key, _) in enumerate(part)}
            self._write(made)
            known |= made
        rows = np.frombuffer(b"".join(known[key] for key in keys), dtype="<f4")
        return rows.reshape(len(keys), self.dimension).astype(np.float32)

    def _read(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Vectors by key, as bytes of float32; unknown keys are left out."""
        if not self._path.exists():
            return {}
        found: dict[str, bytes] = {}
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(keys), _CHUNK):
                    part = keys[start : start + _CHUNK]
                    marks = ",".join("?" * len(part))
                    found.update(
                        connection.execute(f"select key, vector from vectors where key in ({marks})", part)
                    )
        except sqlite3.DatabaseError:
            return {}
        return {key: vector for key, vector in found.items() if len(vector) == 4 * self.dimension}

    def _write(self, vectors: Mapping[str, bytes]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.executemany(
                    "insert or replace into vectors (key, vector) values (?, ?)", vectors.items()
                )
                connection.execute(
                    "delete from vectors where id <= (select max(id) from vectors) - ?", [KEPT]
                )
        except sqlite3.OperationalError as error:
            if "full" in str(error):
                raise StoreError(
                    f"{self._path}: the disk is full", "Free some space and run again."
                ) from error
        except (sqlite3.DatabaseError, OSError):
            return

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10)
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=normal")
        connection.execute(_SCHEMA)
        return connection
