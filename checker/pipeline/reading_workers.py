"""Processes that read files: each file with a limit of time and of memory, a new process where one ends."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from checker.pipeline.reading_worker import receive, send


class Workers:
    """Processes that wait for work; each is used by one thread at a time.

    Args:
        count: How many at most; each is started when it is first needed.
        seconds: Time for one file.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._stopped = False
        self._all: set[subprocess.Popen[bytes]] = set()
        self._idle: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)  # started when first needed

    def ask(self, *request: Any) -> tuple[Any, ...]:
        """The answer of a process to `reading_worker.read`; a skip if it takes too long or ends."""
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
                send(worker.stdin, request)
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
