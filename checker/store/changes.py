"""Changes of the catalog, each one transaction."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from checker.model import Call, Claim, Deal, Statement
from checker.store import codec, schema
from checker.store.catalog import Catalog
from checker.store.embedding import embedding_text, vector_id
from checker.store.files import FileStat

Key = tuple[str, str]
SIDES = ("buyer", "ours")  # statements of an unknown side are kept, but not searched


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file held: its calls, each with its statements."""

    stat: FileStat
    calls: tuple[tuple[Call, tuple[Statement, ...]], ...] = ()

    def vectors(self) -> dict[str, tuple[Statement, str]]:
        """Statements with what is embedded of them, by the keys of their vectors."""
        out: dict[str, tuple[Statement, str]] = {}
        for _, statements in self.calls:
            for statement in statements:
                statement = replace(statement, file=self.stat.file)
                text = embedding_text(statement)
                out[vector_id(statement, text)] = (statement, text)
        return out


def searched(vectors: dict[str, tuple[Statement, str]]) -> dict[Key, str]:
    """What is embedded, by collection and key."""
    return {(s.side, key): text for key, (s, text) in vectors.items() if s.side in SIDES}


class CatalogWriter(Catalog):
    """The catalog for the one process that holds the writer lock."""

    _known: dict[str, FileStat] | None = None

    def file(self, file: str) -> FileStat | None:
        """What is known of one file. All are read at once: nobody else writes, and each is asked for."""
        with self._guard:
            if self._known is None:
                self._known = self.files()
            return self._known.get(file)

    def note(self, key: str, value: str) -> None:
        """Writes down something about the store."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def taken(self, key: str) -> str | None:
        """What was written down about the store under `key`, which is taken away."""
        with self.transaction() as db:
            rows = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchall()
            db.execute("DELETE FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def date(self) -> None:
        """Gives the index a mark of its state, if it is from before there was one."""
        if self.state() is None:
            with self.transaction():
                self._changed()

    def intend(self, keys: Iterable[Key]) -> None:
        """Notes vectors about to be added or given up; what is then in use is no garbage after all."""
        with self.transaction() as db:
            db.executemany("INSERT OR IGNORE INTO garbage VALUES (?, ?)", keys)

    def replace(self, readings: Sequence[tuple[Reading, str]]) -> None:
        """Puts files in place of what was known of them; each comes with its record's key."""
        if not readings:
            return
        with self.transaction() as db:
            self._changed()
            for reading, record in readings:
                file = schema.text_in(reading.stat.file)
                self._discard(file)
                vectors = reading.vectors()
                place = "?" + ", ?" * 7
                db.execute(f"INSERT INTO files VALUES ({place})", schema.file_row(reading.stat, record))
                calls = {call.id: call for call, _ in reading.calls}
                db.executemany(
                    "INSERT INTO calls VALUES (?, ?, ?)",
                    ((file, schema.text_in(c.id), codec.encode_call(c)) for c in calls.values()),
                )
                db.executemany(
                    f"INSERT INTO statements(vector, {schema.STATEMENT}) VALUES ({'?' + ', ?' * 12})",
                    (schema.statement_row(key, statement) for key, (statement, _) in vectors.items()),
                )

    def remove(self, files: Iterable[str]) -> None:
        """Takes files out of the catalog; see `used_by` for their vectors."""
        with self.transaction():
            if any([self._discard(schema.text_in(file)) for file in files]):
                self._changed()

    def seen(self, stats: Iterable[FileStat]) -> None:
        """Files whose bytes are the same although size or time left it open."""
        with self.transaction() as db:
            db.executemany(
                "UPDATE files SET mtime_ns = ?, seen_ns = ? WHERE file = ?",
                ((s.mtime_ns, s.seen_ns, schema.text_in(s.file)) for s in stats),
            )

    def put_deals(self, deals: Sequence[Deal]) -> bool:
        """Replaces all deals; False if they are the same."""
        fresh = list(enumerate(map(codec.encode_deal, deals)))
        if fresh == self.rows("SELECT position, payload FROM deals ORDER BY position"):
            return False
        with self.transaction() as db:
            self._changed()
            db.execute("DELETE FROM deals")
            db.executemany("INSERT INTO deals VALUES (?, ?)", fresh)
        return True

    def replace_claims(self, files: Iterable[str], claims: dict[str, Claim]) -> None:
        """Puts claims, by the keys of their vectors, in place of those of `files`."""
        with self.transaction() as db:
            for file in files:
                db.execute("DELETE FROM claims WHERE file = ?", (schema.text_in(file),))
            db.executemany(
                "INSERT OR REPLACE INTO claims VALUES (?, ?, ?, ?)",
                (
                    (key, schema.text_in(c.id), schema.text_in(c.file), codec.encode_claim(c))
                    for key, c in claims.items()
                ),
            )

    def used_by(self, files: Iterable[str]) -> set[Key]:
        """Collection and key of each vector that the statements of `files` have."""
        query = "SELECT side, vector FROM statements WHERE file = ? AND side IN ('buyer', 'ours')"
        return {(at, key) for file in files for at, key in self.rows(query, (schema.text_in(file),))}

    def claims_of(self, files: Iterable[str]) -> set[Key]:
        """Collection and key of each vector that the claims of `files` have."""
        query = "SELECT 'claims', vector FROM claims WHERE file = ?"
        return {(at, key) for file in files for at, key in self.rows(query, (schema.text_in(file),))}

    def garbage(self) -> dict[str, list[str]]:
        """Vectors to be deleted, by collection: noted, and not in use."""
        out: dict[str, list[str]] = {}
        for collection, vector in self.rows(_GARBAGE):
            out.setdefault(collection, []).append(vector)
        return out

    def shrink(self) -> None:
        """Gives the space of removed rows back, and leaves nothing of them in the file or its log."""
        self.rows("VACUUM")
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def swept(self) -> None:
        """Forgets the garbage, which has been deleted."""
        with self.transaction() as db:
            db.execute("DELETE FROM garbage")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """See `Catalog.transaction`."""
        with super().transaction() as db:
            self._known = None
            yield db

    def _changed(self) -> None:
        """Within a transaction: what was worked out of the calls before holds no longer."""
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (schema.STATE, secrets.token_hex(16)))

    def _discard(self, file: str | bytes | None) -> bool:
        """Takes out all that came from a file; whether there was anything."""
        gone = [
            self._db.execute(f"DELETE FROM {table} WHERE file = ?", (file,)).rowcount
            for table in ("statements", "calls", "files")
        ]
        return any(gone)


_GARBAGE = """
SELECT collection, vector FROM garbage AS g
WHERE NOT EXISTS (SELECT 1 FROM statements WHERE vector = g.vector AND side = g.collection)
  AND (collection <> 'claims' OR NOT EXISTS (SELECT 1 FROM claims WHERE vector = g.vector))
ORDER BY collection, vector
"""
