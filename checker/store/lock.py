"""One writer at a time.

The lock itself is the operating system's: it goes with the process that held it, so that a dead
writer never blocks the next. A file beside it says who holds it and since when.
"""

from __future__ import annotations

import json
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from checker.errors import StoreLocked
from checker.store.faults import sqlite_faults

if TYPE_CHECKING:
    from filelock import BaseFileLock


@dataclass(frozen=True, slots=True)
class LockState:
    """Who writes to a store.

    Attributes:
        held: Whether somebody does.
        owner: Who signed it, and how long ago; empty if nobody has.
        cleared: Whether the sign was a dead process's and was taken away.
    """

    held: bool
    owner: str = ""
    cleared: bool = False

    def __str__(self) -> str:
        """One line for the user."""
        if self.held:
            return f"{self.owner} is writing"
        if self.owner:
            return f"free; {self.owner} ended without giving it back" + (", cleared" if self.cleared else "")
        return "free"


def lock_state(folder: Path, *, clear: bool = False) -> LockState:
    """Who writes to the store in `folder`, told by trying the lock itself.

    Args:
        folder: An existing folder.
        clear: Whether the sign of a dead process is taken away; a live one's never is.

    Raises:
        StoreError: The folder cannot be used.
    """
    lock = WriterLock(folder, str(folder), wait=0)
    signed = lock.owner() if lock.signed else ""
    if not (folder / "writer.lock").exists():
        return LockState(False, signed)
    try:
        lock.acquire(sign=False)
    except StoreLocked:
        return LockState(True, lock.owner())
    cleared = clear and bool(signed)
    lock.release(unsign=cleared)
    return LockState(False, signed, cleared)


class WriterLock:
    """The right to write to the store in `folder`.

    Args:
        folder: An existing folder.
        place: Folder or URL as the user knows it, for messages.
        wait: Seconds to wait for another writer.
    """

    def __init__(self, folder: Path, place: str, wait: float = 10.0) -> None:
        self._path = folder / "writer.lock"
        self._owner = folder / "writer.json"
        self._place = place
        self._wait = wait
        self._lock: BaseFileLock | None = None

    @property
    def signed(self) -> bool:
        """Whether somebody's sign is there, alive or dead."""
        return self._owner.exists()

    def acquire(self, *, sign: bool = True) -> None:
        """Takes the lock and signs it, unless it is only tried.

        Raises:
            StoreLocked: Another process still writes after `wait` seconds; names it and its age.
            StoreError: The folder cannot be written.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(str(self._path))
        with sqlite_faults(self._place):
            try:
                lock.acquire(timeout=self._wait)
            except Timeout:
                raise StoreLocked(
                    f"{self._place}: {self.owner()} is writing to the index",
                    "Wait until it is done and try again.",
                ) from None
            self._lock = lock
            if not sign:
                return
            signature = {"pid": os.getpid(), "host": socket.gethostname(), "since": time.time()}
            self._owner.write_text(json.dumps(signature), encoding="utf-8")

    def release(self, *, unsign: bool = True) -> None:
        """Gives the lock back; harmless when it is not held."""
        if self._lock is None:
            return
        if unsign:
            with sqlite_faults(self._place):
                self._owner.unlink(missing_ok=True)
        self._lock.release()
        self._lock = None

    def owner(self) -> str:
        """Who signed the lock and how long ago, such as `process 4711 on host a1 (for 12 s)`."""
        try:
            sign = json.loads(self._owner.read_text(encoding="utf-8"))
            age = max(0, round(time.time() - float(sign["since"])))
            return f"process {sign['pid']} on host {sign['host']} (for {age} s)"
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"

    def __enter__(self) -> WriterLock:
        """Acquires."""
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Releases."""
        self.release()
