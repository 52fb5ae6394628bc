"""Files read side by side in processes of their own, in order, a bounded number at a time.

A file that takes longer than its time, or ends its process, is skipped with the reason; the next one gets
a new process. A few small files are read here: starting a process would take longer than they do.
"""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import InputError, SettingsError, UnreadableFile
from checker.model import Asset, Skipped
from checker.pipeline.reading_worker import read
from checker.pipeline.reading_workers import Workers

if TYPE_CHECKING:
    from checker.sources.deals import Deals
    from checker.sources.files import SourceFile
    from checker.store.files import FileStat

SECONDS = 60.0
"""Time that reading one file may take."""

_FEW = 8  # files that are read here,
_SMALL = 256_000  # if none is larger, in bytes
_HEAD = 1024  # bytes that tell a PDF
_MOST_JOBS = 8
_AHEAD = 4  # files for each process that are read before they are asked for


@dataclass(frozen=True, slots=True)
class Transcript:
    """A file that was read: as it stood, and its calls encoded."""

    stat: FileStat
    records: tuple[bytes, ...]


def read_transcripts(
    files: Sequence[SourceFile], recipe: str, *, jobs: int = 0, seconds: float = SECONDS
) -> Generator[Transcript | Skipped, None, None]:
    """What is in the files, in their order.

    Args:
        files: To read.
        recipe: Kept with each, see `FileStat`.
        jobs: Processes; 0 takes one a core, or none for a few small files of plain text.
        seconds: Time for one file; there is no limit for what is read here.
    """
    from checker.store.files import FileStat

    with closing(_answers("call", files, recipe, jobs, seconds)) as answers:
        for _, answer in answers:
            if isinstance(answer, Skipped):
                yield answer
            else:
                stat, records = answer
                yield Transcript(FileStat(*stat), tuple(records))


def read_copies(
    files: Sequence[SourceFile], orders: bool, *, jobs: int = 0, seconds: float = SECONDS
) -> Generator[Asset | Skipped, None, None]:
    """The assets in the files, in their order.

    Args:
        files: To read.
        orders: Whether texts that give orders to a language model are looked for, and noted.
        jobs: As of `read_transcripts`.
        seconds: As of `read_transcripts`.
    """
    with closing(_answers("copy", files, orders, jobs, seconds)) as answers:
        for _, answer in answers:
            yield answer if isinstance(answer, Skipped) else answer[0]


def read_deals_file(path: Path, file: str, columns: Mapping[str, str], *, seconds: float = SECONDS) -> Deals:
    """The deals of a file.

    Args:
        path: Where it lies.
        file: Its name for the user.
        columns: Field to column name, from checker.toml.
        seconds: Time that it may take, unless it is small and plain text.

    Raises:
        InputError: It cannot be opened.
        UnreadableFile: It cannot be understood, or not within the limits.
        SettingsError: `columns` names a field or column that does not exist.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path}: the deals file cannot be opened: {error.strerror}", "Check the path."
        ) from error
    deals: Deals = ReadingDesk(seconds).read("deals", data, file, dict(columns))
    return deals


class ReadingDesk:
    """Reads files that come one by one: small ones of plain text here, others in a process of its own.

    Args:
        seconds: Time for a file that is read in the process.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._workers = Workers(1, seconds)
        weakref.finalize(self, self._workers.stop)

    def copy(self, data: bytes, file: str) -> Asset:
        """The asset in the bytes of a file.

        Raises:
            UnreadableFile: It cannot be understood, or not within the limits.
        """
        asset: Asset = self.read("copy", data, file, False)
        return asset

    def read(self, what: str, data: bytes, file: str, option: Any) -> Any:
        """What is in the bytes of a file; see `reading_worker.read`.

        Raises:
            UnreadableFile: It cannot be understood, or not within the limits.
            SettingsError: Columns of deals are named that do not exist.
        """
        here = len(data) <= _SMALL and _plain(data)
        answer = (read if here else self._workers.ask)(what, data, file, option)
        found = _told(file, answer)
        if isinstance(found, Skipped):
            raise UnreadableFile(file, found.reason, found.remedy)
        return found[0]


def _answers(
    what: str, files: Sequence[SourceFile], option: Any, jobs: int, seconds: float
) -> Generator[tuple[SourceFile, tuple[Any, ...] | Skipped], None, None]:
    """Each file with what was read of it, in their order."""
    if not jobs and len(files) <= _FEW and all(map(_harmless, files)):
        for source in files:
            yield source, _told(source.file, read(what, str(source.path), source.file, option))
        return
    jobs = jobs or min(os.cpu_count() or 1, _MOST_JOBS, len(files))
    workers = Workers(jobs, seconds)
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="reading")
    ahead: deque[tuple[SourceFile, Future[tuple[Any, ...]]]] = deque()
    try:
        for source in files:
            ahead.append((source, threads.submit(workers.ask, what, str(source.path), source.file, option)))
            if len(ahead) >= jobs * _AHEAD:
                done, answer = ahead.popleft()
                yield done, _told(done.file, answer.result())
        for done, answer in ahead:
            yield done, _told(done.file, answer.result())
    finally:
        workers.stop()
        threads.shutdown(cancel_futures=True)


def _harmless(source: SourceFile) -> bool:
    """Small and plain text."""
    try:
        with source.path.open("rb") as file:
            return source.size <= _SMALL and _plain(file.read(_HEAD))
    except OSError:
        return True  # it is skipped wherever it is read


def _plain(data: bytes) -> bool:
    """Whether a file is neither an archive nor a PDF, which may unpack to much."""
    return not data.startswith(b"PK") and b"%PDF-" not in data[:_HEAD]


def _told(file: str, answer: tuple[Any, ...]) -> tuple[Any, ...] | Skipped:
    kind, *rest = answer
    if kind == "settings":
        raise SettingsError(*rest)
    return Skipped(file, *rest) if kind == "skip" else tuple(rest)
