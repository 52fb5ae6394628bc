"""Indexing on many machines: files are read, embedded and written by workers of Ray, a few files at a time.

Who is on which side is told of all calls at once, so it happens here, from what the workers read; they get
the names back and write to the Chroma server themselves. Transcripts must lie at the same path everywhere.
Statements, vectors and records are those of the engine of one machine.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import StoreError
from checker.model import Skipped
from checker.pipeline.indexing import Indexing, IndexResult
from checker.pipeline.opening import access_of
from checker.pipeline.progress import Stage
from checker.pipeline.ray_cluster import FILES, Row, cluster, run_workers
from checker.pipeline.ray_worker import CHANGED, FileWriter, pack, read_files, unpack
from checker.pipeline.side_telling import Told, readings

if TYPE_CHECKING:
    from checker.pipeline.reading_pool import Transcript
    from checker.pipeline.spool import CallSpool
    from checker.sources.files import SourceFile
    from checker.store.index import Reading

_ANNOUNCED = 256  # files noted in one go
_REMEDY = "Index again; what was written stays, and the rest is done."


class RayIndexing(Indexing):
    """As `Indexing`, with the work done by workers of Ray."""

    def run(
        self, paths: Sequence[Path], files: list[SourceFile], skipped: list[Skipped], deals_path: Path | None
    ) -> IndexResult:
        """As of `Indexing`."""
        self._skipped = skipped
        self._ray: Any = None
        with ExitStack() as self._open:
            return super().run(paths, files, skipped, deals_path)

    def _answers(
        self, files: Sequence[SourceFile], recipe: str
    ) -> Generator[Transcript | Skipped, None, None]:
        here = [replace(source, path=source.path.resolve()) for source in files]
        self._paths = {source.file: str(source.path) for source in here}
        rows = [{"file": source.file, "work": pack((source, recipe))} for source in here]
        for row in self._work(rows, read_files, {}):
            yield unpack(row["answer"])

    def _put(self, told: Told, spool: CallSpool) -> None:
        super()._put(Told(told.moved, ()), spool)  # first, and by this process: their files may have changed
        self._announce(told, spool)
        rows = [
            {"file": spooled.stat.file, "work": pack((self._paths[spooled.stat.file], spooled.stat, heads))}
            for spooled, heads in told.fresh
        ]
        stage = Stage(self._tell, "Indexing calls", len(rows))
        problems: list[tuple[str, str]] = []
        options = {"fn_constructor_args": (self._settings, access_of(self._settings))}
        for row in self._work(rows, FileWriter, options):
            stage.step()
            answer = unpack(row["answer"])
            if answer == CHANGED:
                self._skipped.append(Skipped(row["file"], "it changed while it was indexed", "Index again."))
            elif answer is not None:
                problems.append(answer)
        self._store.catch_up()
        if problems:
            raise StoreError(*sorted(problems)[0])

    def _work(self, rows: Sequence[Row], work: Any, options: Mapping[str, Any]) -> Iterator[Row]:
        """What workers make of rows; the cluster is not bothered where there are none."""
        if rows:
            self._ray = self._ray or self._open.enter_context(cluster())
            yield from run_workers(self._ray, rows, work, options, size=FILES, remedy=_REMEDY)

    def _announce(self, told: Told, spool: CallSpool) -> None:
        batch: list[Reading] = []
        for reading in readings(self._store, Told({}, told.fresh), spool):
            batch.append(reading)
            if len(batch) == _ANNOUNCED:
                self._store.announce(*batch)
                batch = []
        self._store.announce(*batch)
