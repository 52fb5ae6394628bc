"""Transcripts read side by side in processes of their own, in order, a bounded number at a time.

A file that takes longer than its time, or ends its process, is skipped with the reason; the next one gets
a new process. A few small files are read here: starting a process would take longer than they do.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.model import Skipped
from checker.pipeline.reading_worker import read_transcript, receive, send

if TYPE_CHECKING:
    from checker.sources.files import SourceFile
    from checker.store.files import FileStat

SECONDS = 60.0
"""Time that reading one file may take."""

_FEW = 8  # files that are read here,
_SMALL = 256_000  # if none is larger, in bytes
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
        jobs: Processes; 0 takes one a core, or none for a few small files that are no archives.
        seconds: Time for one file; there is no limit for what is read here.
    """
    if not jobs and len(files) <= _FEW and all(map(_harmless, files)):
        for source in files:
            yield _told(source, read_transcript(str(source.path), source.file, recipe))
        return
    jobs = jobs or min(os.cpu_count() or 1, _MOST_JOBS, len(files))
    workers = _Workers(jobs, seconds)
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="reading")
    ahead: deque[tuple[SourceFile, Future[tuple[Any, ...]]]] = deque()
    try:
        for source in files:
            ahead.append((source, threads.submit(workers.ask, str(source.path), source.file, recipe)))
            if len(ahead) >= jobs * _AHEAD:
                done, answer = ahead.popleft()
                yield _told(done, answer.result())
        for done, answer in ahead:
            yield _told(done, answer.result())
    finally:
        workers.stop()
        threads.shutdown(cancel_futures=True)


def _harmless(source: SourceFile) -> bool:
    """Small, and no archive that may unpack to much."""
    try:
        with source.path.open("rb") as file:
            return source.size <= _SMALL and file.read(2) != b"PK"
    except OSError:
        return True  # it is skipped wherever it is read


def _told(source: SourceFile, answer: tuple[Any, ...]) -> Transcript | Skipped:
    from checker.store.files import FileStat

    kind, *rest = answer
    if kind == "skip":
        return Skipped(source.file, *rest)
    stat, records = rest
    return Transcript(FileStat(*stat), tuple(records))


class _Workers:
    """Processes that wait for work; each is used by one thread at a time."""

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._stopped = False
        self._all: set[subprocess.Popen[bytes]] = set()
        self._idle: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)  # started when first needed

    def ask(self, path: str, file: str, recipe: str) -> tuple[Any, ...]:
        """The answer of a process; a skip if it takes too long or ends."""
        worker = self._idle.get()
        if worker is None or worker.poll() is not None:
            worker = self._start()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        answer = None
        try:
            assert worker.stdin and worker.stdout
            with suppress(OSError):  # it has ended: the same as no answer
                send(worker.stdin, (path, file, recipe))
                answer = receive(worker.stdout)
        finally:
            timer.cancel()
            self._idle.put(worker if answer is not None else None)
        if answer is not None:
            return answer
        self._end(worker)
        if late.is_set():
            return "skip", f"reading it takes longer than {self._seconds:g} s", "Export it in another format."
        return "skip", "reading it ended its process", "Export it in another format, and tell us, please."

    def stop(self) -> None:
        """Ends all of them, also in the middle of a file."""
        self._stopped = True
        for worker in list(self._all):
            self._end(worker)

    def _start(self) -> subprocess.Popen[bytes]:
        # Not `-m`: the package imports the module already, and Python warns of running it twice.
        command = [sys.executable, "-c", "from checker.pipeline.reading_worker import main; main()"]
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._all.add(worker)
        if self._stopped:
            worker.kill()
        return worker

    def _end(self, worker: subprocess.Popen[bytes]) -> None:
        self._all.discard(worker)
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream:
                with suppress(OSError):  # what was not sent is not wanted any more
                    stream.close()
