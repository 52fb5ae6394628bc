"""Processes that read files: each file with a limit of time and of memory, a new process where one ends."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from checker.pipeline.reading_worker import BROKEN, GOES_ON, WORN, receive, send

_Process = subprocess.Popen[bytes]
_ENDED = ("skip", "reading it ended its process", "Export it in another format, and tell us, please.")


class Workers:
    """Processes that wait for work; each is used by one thread at a time.

    Args:
        count: How many at most; each is started when it is first needed.
        seconds: Time for one file.
    """

    def __init__(self, count: int, seconds: float) -> None:
        self._seconds = seconds
        self._stopped = False
        self._all: set[_Process] = set()
        self._idle: queue.LifoQueue[_Process | None] = queue.LifoQueue()
        for _ in range(count):
            self._idle.put(None)  # started when first needed

    def ask(self, *request: Any) -> tuple[Any, ...]:
        """The answer of a process to `reading_worker.read`; a skip if it takes too long or ends.

        A process that has read other files before may break because of them: what it says then is asked
        again of a new one, so that the answer for a file does not depend on its neighbours.
        """
        worker = self._idle.get()
        if worker is not None and worker.poll() is not None:
            self._end(worker)
            worker = None
        fresh = worker is None
        state, answer = BROKEN, _ENDED
        try:
            worker = worker or self._start()
            state, answer = self._asked(worker, request)
            if state == BROKEN and not fresh:
                self._end(worker)
                worker = self._start()
                state, answer = self._asked(worker, request)
            if state != GOES_ON:
                self._end(worker)
        finally:
            self._idle.put(worker if state == GOES_ON else None)
        return answer

    def _asked(self, worker: _Process, request: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
        """What one process says, and whether it can go on."""
        late = threading.Event()

        def give_up() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        said = None
        try:
            assert worker.stdin and worker.stdout
            with suppress(OSError):  # it has ended: the same as no answer
                send(worker.stdin, request)
                said = receive(worker.stdout)
        finally:
            timer.cancel()
        if said is not None:
            return said[0], said[1:]
        if late.is_set():
            reason = f"reading it takes longer than {self._seconds:g} s"
            return WORN, ("skip", reason, "Export it in another format.")
        return BROKEN, _ENDED

    def stop(self) -> None:
        """Ends all of them, also in the middle of a file."""
        self._stopped = True
        for worker in list(self._all):
            self._end(worker)

    def _start(self) -> _Process:
        # Not `-m`: the package imports the module already, and Python warns of running it twice.
        command = [sys.executable, "-c", "from checker.pipeline.reading_worker import main; main()"]
        worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._all.add(worker)
        if self._stopped:
            worker.kill()
        return worker

    def _end(self, worker: _Process) -> None:
        self._all.discard(worker)
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout):
            if stream:
                with suppress(OSError):  # what was not sent is not wanted any more
                    stream.close()
