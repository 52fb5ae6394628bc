"""Which reviews were running when the program was killed, so that the next start can tell.

A program that is killed can say nothing any more, and no other one waits for it. So each server keeps a
small file of the reviews that run, under a lock that goes with its process: a file that nobody holds
was left by a dead one.
"""

from __future__ import annotations

import json
import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock


class Running:
    """The reviews that run in this process, as a file.

    A folder that cannot be written costs the notice, never a review.

    Args:
        folder: Of all servers of this index; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / f"{os.getpid()}.json"
        self._titles: dict[str, str] = {}
        self._lock: BaseFileLock | None = None
        self._guard = threading.Lock()

    def began(self, ident: str, title: str) -> None:
        """A review runs from now on."""
        with self._guard:
            self._titles[ident] = title
            self._write()

    def ended(self, ident: str) -> None:
        """It is over, whatever became of it."""
        with self._guard:
            self._titles.pop(ident, None)
            self._write()

    def close(self) -> None:
        """This server ends as it should."""
        with self._guard, suppress(OSError):
            self._titles.clear()
            self._path.unlink(missing_ok=True)
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def left_by_the_dead(self) -> tuple[str, ...]:
        """Titles of reviews that ended with their server; told once."""
        titles: list[str] = []
        for path in sorted(self._folder.glob("*.json")):
            titles += _taken_over(path) if path != self._path else []
        return tuple(dict.fromkeys(titles))

    def _write(self) -> None:
        from filelock import FileLock, Timeout

        with suppress(OSError, Timeout):
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._lock is None:
                lock = FileLock(f"{self._path}.lock", thread_local=False)
                lock.acquire(timeout=0)
                self._lock = lock
            new = self._path.with_suffix(".part")
            new.write_text(json.dumps(self._titles), encoding="utf-8")
            new.replace(self._path)


def _taken_over(path: Path) -> list[str]:
    """What a dead server left in its file, which goes with that; nothing of one that lives."""
    from filelock import FileLock, Timeout

    lock = Path(f"{path}.lock")
    try:
        with FileLock(str(lock), timeout=0):
            titles = json.loads(path.read_text(encoding="utf-8"))
            path.unlink()
        lock.unlink(missing_ok=True)
        return [str(title) for title in titles.values()] if isinstance(titles, dict) else []
    except (Timeout, OSError, ValueError):
        return []
