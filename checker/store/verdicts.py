"""Verdicts on disk: one sqlite file beside the index, safe to delete at any time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from checker.errors import StoreError
from checker.model import Verdict

_SCHEMA = """
create table if not exists verdicts (
  key text primary key, relation text not null, judge text not null, scores text not null,
  reason text not null, quote text not null
) without rowid
"""
_CHUNK = 500


class SqliteVerdicts:
    """A `VerdictCache` in a sqlite file.

    A read-only or corrupt file is not an error of the run: a cache that cannot be used is only slow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_many(self, keys: Sequence[str]) -> dict[str, Verdict]:
        """Verdicts by key; unknown keys are left out."""
        if not self._path.exists():
            return {}
        found: dict[str, Verdict] = {}
        try:
            with closing(self._connect()) as connection:
                for start in range(0, len(keys), _CHUNK):
                    part = keys[start : start + _CHUNK]
                    marks = ",".join("?" * len(part))
                    rows = connection.execute(
                        "select key, relation, judge, scores, reason, quote from verdicts "
                        f"where key in ({marks})",
                        part,
                    )
                    for key, relation, judge, scores, reason, quote in rows:
                        found[key] = Verdict(relation, judge, tuple(json.loads(scores)), reason, quote)
        except sqlite3.DatabaseError:
            return {}
        return found

    def put_many(self, verdicts: Mapping[str, Verdict]) -> None:
        """Keeps verdicts.

        Raises:
            StoreError: The disk is full.
        """
        if not verdicts:
            return
        rows = [
            (key, v.relation, v.judge, json.dumps(v.scores), v.reason, v.quote) for key, v in verdicts.items()
        ]
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._connect()) as connection, connection:
                connection.executemany("insert or replace into verdicts values (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.OperationalError as error:
            if "full" in str(error):
                raise StoreError(
                    f"{self._path}: the disk is full", "Free some space and run again."
                ) from error
        except (sqlite3.DatabaseError, OSError):
            return

    def rows(self) -> list[tuple[str, Verdict]]:
        """All that is kept, in order of keys."""
        if not self._path.exists():
            return []
        try:
            with closing(self._connect()) as connection:
                keys = [key for (key,) in connection.execute("select key from verdicts order by key")]
        except sqlite3.DatabaseError:
            return []
        found = self.get_many(keys)
        return [(key, found[key]) for key in keys if key in found]

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=10)
        connection.execute("pragma journal_mode=wal")
        connection.execute(_SCHEMA)
        return connection
