"""What workers of Ray do with a few files: read them, or embed and write them to the Chroma server.

Batches are tables with the columns `file` and `work`, answers with `file` and `answer`; both hold pickles of
our own making. Files are read in a process beside the worker, with the limits that they always have.
"""

from __future__ import annotations

import pickle
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import CheckerError
from checker.model import Call
from checker.pipeline.reading_pool import Transcript, read_transcripts
from checker.settings import Settings

if TYPE_CHECKING:
    from checker.store.access import Access
    from checker.store.embedding import Embedder
    from checker.store.files import FileStat
    from checker.store.index import Reading
    from checker.store.writing import ServerWriter


CHANGED = "changed"
"""A file that is not what it was when its sides were told: it comes with the next run."""


def pack(value: object) -> bytes:
    """A value as a cell of a table."""
    return pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)


def unpack(cell: bytes) -> Any:
    """Inverse of `pack`."""
    return pickle.loads(cell)


def read_files(batch: Any) -> Any:
    """Reads files; `work` is a `SourceFile` and the recipe, `answer` a `Transcript` or `Skipped`."""
    rows = batch.to_pylist()
    asked = [unpack(row["work"]) for row in rows]
    sources = [source for source, _ in asked]
    found = read_transcripts(sources, asked[0][1], jobs=1)
    return table((source.file, item) for source, item in zip(sources, found, strict=True))


class FileWriter:
    """Embeds files and writes them to the server; one for each worker.

    Args:
        settings: Of the run.
        access: How the server is entered.
    """

    def __init__(self, settings: Settings, access: Access) -> None:
        self._settings = settings
        self._access = access

    def __call__(self, batch: Any) -> Any:
        """Writes files; `work` is a path, its `FileStat` and the calls' heads with sides told.

        An `answer` is None, `CHANGED`, or message and remedy of what went wrong.
        """
        files = [row["file"] for row in batch.to_pylist()]
        try:
            readings = self._readings([unpack(row["work"]) for row in batch.to_pylist()])
            self._writer.put(list(readings.values()))
        except CheckerError as error:
            return table((file, (error.message, error.remedy)) for file in files)
        return table((file, None if file in readings else CHANGED) for file in files)

    def _readings(self, asked: list[tuple[str, FileStat, tuple[Call, ...]]]) -> dict[str, Reading]:
        """What is in the files, but for those that are not any more what they were."""
        from checker.pipeline.side_telling import whole_reading
        from checker.sources.files import SourceFile
        from checker.store.codec import decode_call

        files = [SourceFile(Path(path), stat.file, stat.size, stat.mtime_ns) for path, stat, _ in asked]
        out: dict[str, Reading] = {}
        for (_, stat, heads), item in zip(asked, read_transcripts(files, "", jobs=1), strict=True):
            if isinstance(item, Transcript) and item.stat.sha256 == stat.sha256:
                out[stat.file] = whole_reading(stat, map(decode_call, item.records), heads)
        return out

    @cached_property
    def _writer(self) -> ServerWriter:
        from checker.store.writing import ServerWriter

        return ServerWriter(self._settings.location, self._embedder(), self._access)

    def _embedder(self) -> Embedder:
        from checker.pipeline.opening import embedder_of

        # A worker has one core: as many threads as the machine has would stand in each other's way.
        return embedder_of(self._settings, threads=1)


def table(rows: Any) -> Any:
    """A table of files with their answers."""
    import pyarrow

    listed = [(file, pack(answer)) for file, answer in rows]
    columns = {"file": [file for file, _ in listed], "answer": [answer for _, answer in listed]}
    return pyarrow.table(columns, schema=pyarrow.schema([("file", "string"), ("answer", "binary")]))
