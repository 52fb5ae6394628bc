"""Indexing on many machines: files are read, embedded and written by workers of Ray, a few files at a time.

Who is on which side is told of all calls at once, so it happens here, from what the workers read; they get
the names back and write to the Chroma server themselves. Transcripts must lie at the same path everywhere.
Statements, vectors and records are those of the engine of one machine.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import InputError, StoreError
from checker.model import Skipped
from checker.pipeline.indexing import Indexing, IndexResult
from checker.pipeline.opening import access_of
from checker.pipeline.progress import Stage
from checker.pipeline.ray_worker import CHANGED, FileWriter, pack, read_files, unpack
from checker.pipeline.side_telling import Told, readings

if TYPE_CHECKING:
    from checker.pipeline.reading_pool import Transcript
    from checker.pipeline.spool import CallSpool
    from checker.sources.files import SourceFile
    from checker.store.index import Reading

_FILES = 32  # files that a worker gets at a time
_ANNOUNCED = 256  # files noted in one go
_INSTALL = "Install it: pip install 'messaging-checker[ray]'."
Row = Mapping[str, Any]


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
            self._ray = self._ray or self._open.enter_context(_cluster())
            yield from run_workers(self._ray, rows, work, options)

    def _announce(self, told: Told, spool: CallSpool) -> None:
        batch: list[Reading] = []
        for reading in readings(self._store, Told({}, told.fresh), spool):
            batch.append(reading)
            if len(batch) == _ANNOUNCED:
                self._store.announce(*batch)
                batch = []
        self._store.announce(*batch)


def run_workers(ray: Any, rows: Sequence[Row], work: Any, options: Mapping[str, Any]) -> Iterator[Row]:
    """What workers make of rows, in any order.

    Args:
        ray: The library, with a cluster.
        rows: At least one.
        work: Makes a table of a table: a function, or a class of which each worker keeps one.
        options: Further arguments of `map_batches`; those of a class.

    Raises:
        StoreError: Ray cannot do it.
    """
    cores = max(1, int(ray.cluster_resources().get("CPU", 1)))
    blocks = max(min(len(rows), 2 * cores), -(-len(rows) // _FILES))
    if options:  # one worker a core, which keeps its model and its connection
        options = {**options, "compute": ray.data.ActorPoolStrategy(size=min(cores, blocks))}
    data = ray.data.from_items(list(rows), override_num_blocks=blocks).map_batches(
        work, batch_size=_FILES, batch_format="pyarrow", num_cpus=1, **options
    )
    try:
        yield from data.iter_rows()
    except ray.exceptions.RayError as error:
        told = " ".join(str(error).split())[-300:]
        raise StoreError(
            f"Ray gave up ({type(error).__name__}: {told})",
            "Index again; what was written stays, and the rest is done.",
        ) from error


@contextmanager
def _cluster() -> Iterator[Any]:
    """Ray: the cluster that RAY_ADDRESS names, or that of this machine; quiet, and telling nobody.

    Raises:
        InputError: Ray is not installed.
        StoreError: The cluster does not answer.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise InputError("--engine ray: Ray is not installed", _INSTALL) from error
    ours = not ray.is_initialized()
    if ours:
        try:
            ray.init(log_to_driver=False, include_dashboard=False, logging_level="ERROR")
        except Exception as error:  # Ray raises bare ones
            told = " ".join(str(error).split())[:300]
            raise StoreError(
                f"--engine ray: no cluster of Ray ({told})", "Start one, or unset RAY_ADDRESS."
            ) from error
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    try:
        yield ray
    finally:
        if ours:
            ray.shutdown()
