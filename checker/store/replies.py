"""A language model's answers on disk: one sqlite file beside the index, safe to delete at any time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from checker.errors import StoreError
from checker.model import Usage

_SCHEMA = """
create table if not exists replies (
  key text primary key, prompt text not null, answer text not null,
  calls integer not null, input integer not null, output integer not null
) without rowid
"""


class SqliteReplies:
    """Answers by key; each is on disk before the next question is asked. Safe to share between threads.

    A file that cannot be read is not an error of the run: a cache that cannot be used is only slow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def get(self, key: str) -> tuple[str, Usage] | None:
        """An answer as it was put, and what it cost; None if it is not known."""
        with self._lock:
            if self._connection is None and not self._path.exists():
                return None
            try:
                row = (
                    self._open()
                    .execute("select answer, calls, input, output from replies where key = ?", [key])
                    .fetchone()
                )
            except sqlite3.DatabaseError:
                return None
        return (row[0], Usage(*row[1:])) if row else None

    def put(self, key: str, prompt: str, text: str, usage: Usage) -> None:
        """Keeps an answer to the named prompt.

        Raises:
            StoreError: The disk is full.
        """
        row = (key, prompt, text, usage.llm_calls, usage.input_tokens, usage.output_tokens)
        with self._lock:
            try:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._open() as connection:
                    connection.execute("insert or replace into replies values (?, ?, ?, ?, ?, ?)", row)
            except sqlite3.OperationalError as error:
                if "full" in str(error):
                    raise StoreError(
                        f"{self._path}: {error}", "Free some space; what is answered is kept."
                    ) from error
            except (sqlite3.DatabaseError, OSError):
                return

    def keep(self, keys: Collection[str], fits: Callable[[str], bool]) -> int:
        """Removes, for good, every answer but those of `keys` whose text `fits`; returns how many went.

        Raises:
            StoreError: The file cannot be changed.
        """
        if not self._path.exists():
            return 0
        with self._lock:
            try:
                db = self._open()
                db.execute("pragma secure_delete = on")
                rows = db.execute("select key, answer from replies").fetchall()
                out = [(key,) for key, answer in rows if key not in keys or not fits(answer)]
                with db:
                    db.executemany("delete from replies where key = ?", out)
                db.execute("vacuum")
                db.execute("pragma wal_checkpoint(truncate)").fetchall()
            except (sqlite3.DatabaseError, OSError) as error:
                raise StoreError(
                    f"{self._path}: cannot be changed: {error}", "Delete that file; it is a cache."
                ) from error
        return len(out)

    def rows(self) -> list[tuple[str, str, str, Usage]]:
        """Key, prompt, answer and cost of all that is kept, in order of keys."""
        with self._lock:
            if self._connection is None and not self._path.exists():
                return []
            try:
                found = self._open().execute("select * from replies order by key").fetchall()
            except sqlite3.DatabaseError:
                return []
        return [(key, prompt, text, Usage(*used)) for key, prompt, text, *used in found]

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            if self._connection:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=30, check_same_thread=False)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = normal")
            self._connection.execute(_SCHEMA)
        return self._connection
