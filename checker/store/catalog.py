"""The catalog: one SQLite file with everything of the index except the vectors.

Calls, statements and deals are read from here, so that showing and lexical ranking never need a
bulk read of Chroma, and every vector can be made again from the text that is here.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from checker.errors import StoreError, StoreMismatch
from checker.model import Call, Deal, Side, Statement, Turn
from checker.store import codec, schema
from checker.store.faults import sqlite_faults, store_error
from checker.store.files import FileStat

# Well under SQLite's limit on variables in one query.
_CHUNK = 5000
_PART = 500  # rows in memory at a time where they are streamed
_OPTIONS: dict[str, Any] = {"isolation_level": None, "check_same_thread": False, "timeout": 10.0}
_HEAD = 4096  # bytes of a record that hold its head, but for calls of very many people


class Catalog:
    """Reads the catalog; `CatalogWriter` also changes it. Safe to share between threads.

    Args:
        folder: Where the catalog lies.
        place: Folder or URL of the store as the user knows it, for messages.
        write: Whether it may be created and changed.

    Raises:
        StoreError: Missing, damaged, or no permission.
        StoreMismatch: Written by another version of the checker.
    """

    def __init__(self, folder: Path, place: str, *, write: bool = False) -> None:
        self._path = folder / schema.FILE
        self._place = place
        self._guard = threading.RLock()
        with sqlite_faults(place):
            self._db = self._connect(write)
        try:
            with sqlite_faults(place):
                self._prepare(write)
        except BaseException:
            self._db.close()
            raise

    def close(self) -> None:
        """Closes the file."""
        with self._guard:
            self._db.close()

    def files(self) -> dict[str, FileStat]:
        """Every file in the index by its path."""
        rows = self.rows(f"SELECT {schema.FILE_FIELDS} FROM files ORDER BY file")
        return {stat.file: stat for stat in map(schema.file_of, rows)}

    def file(self, file: str) -> FileStat | None:
        """What is known of one file."""
        rows = self.rows(f"SELECT {schema.FILE_FIELDS} FROM files WHERE file = ?", (schema.text_in(file),))
        return schema.file_of(rows[0]) if rows else None

    def records(self) -> dict[str, str]:
        """Key of each file's record on the server, to its path; empty for an embedded store."""
        rows = self.rows("SELECT record, file FROM files WHERE record <> ''")
        return {record: schema.text_out(file) for record, file in rows}

    def calls(self) -> Iterator[Call]:
        """Every call, decoded one by one, in order of file and id."""
        for file, ident in self.rows("SELECT file, id FROM calls ORDER BY file, id"):
            rows = self.rows("SELECT payload FROM calls WHERE file = ? AND id = ?", (file, ident))
            if rows:
                yield self._call(rows[0][0])

    def heads(self) -> Iterator[Call]:
        """Every call without its turns, in order of file and id; a fraction of the cost of `calls`."""
        keys = self.rows("SELECT rowid FROM calls ORDER BY file, id")
        for start in range(0, len(keys), _CHUNK):
            part = [key for (key,) in keys[start : start + _CHUNK]]
            query = f"SELECT rowid, substr(payload, 1, {_HEAD}) FROM calls WHERE rowid IN "
            found = dict(self._among_rows(query, part))
            for key in part:
                if key in found:
                    yield self._head(key, found[key])

    def calls_of(self, file: str) -> tuple[Call, ...]:
        """The calls of one file, in order of id."""
        rows = self.rows("SELECT payload FROM calls WHERE file = ? ORDER BY id", (schema.text_in(file),))
        return tuple(self._call(payload) for (payload,) in rows)

    def call(self, ident: str, file: str | None = None) -> Call | None:
        """One call; of two files that hold the same call, the one asked for, else the first."""
        payload = self._payload(ident, file)
        return self._call(payload) if payload else None

    def turn(self, ident: str, number: int) -> Turn | None:
        """One turn of a call that `call` gives; None where there is no such call."""
        payload = self._payload(ident)
        try:
            return codec.decode_turn(payload, number) if payload else None
        except codec.CodecError as error:
            raise store_error(self._place, error) from error

    def _payload(self, ident: str, file: str | None = None) -> bytes | None:
        rows = self.rows(
            "SELECT payload FROM calls WHERE id = ?1 AND (?2 IS NULL OR file = ?2) ORDER BY file LIMIT 1",
            (schema.text_in(ident), schema.text_in(file)),
        )
        return rows[0][0] if rows else None

    def statements(self, side: Side | None = None) -> list[Statement]:
        """Statements of one side, or all, in order of file, call and place."""
        return [statement for _, statement in self.numbered(side)]

    def numbered(self, side: Side | None = None) -> Iterator[tuple[str, Statement]]:
        """The statements that `statements` lists, made one at a time, each with the key of its vector.

        All are of the state in which the catalog is now, whatever is written until they are through.
        """
        where, values = (" WHERE side = ?", (side,)) if side else ("", ())
        query = f"SELECT vector, {schema.STATEMENT} FROM statements{where} "
        rows = self._streamed(f"{query}ORDER BY file, call, turn, start, vector", values)
        next(rows)  # now, not when the first is asked for
        return ((row[0], schema.statement_of(row[1:])) for row in rows)

    def by_ids(self, side: Side, idents: Iterable[str]) -> dict[str, Statement]:
        """Statements of a side by id, the first of each in the order of `statements`."""
        query = f"SELECT vector, {schema.STATEMENT} FROM statements WHERE id IN "
        found = [(row[0], schema.statement_of(row[1:])) for row in self._among(query, idents)]
        found.sort(key=lambda f: (f[1].file, f[1].call, f[1].turn, f[1].start, f[0]), reverse=True)
        return {statement.id: statement for _, statement in found if statement.side == side}

    def by_vector(self, vectors: Iterable[str]) -> dict[str, Statement]:
        """Statements by the keys of their vectors; keys that are not in the catalog are left out."""
        query = f"SELECT vector, {schema.STATEMENT} FROM statements WHERE vector IN "
        return {row[0]: schema.statement_of(row[1:]) for row in self._among(query, vectors)}

    def vectors_of(self, idents: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Key of the vector and side, for each statement id that is in the catalog."""
        rows = self._among("SELECT id, vector, side FROM statements WHERE id IN ", idents)
        return {schema.text_out(ident): (vector, side) for ident, vector, side in sorted(rows, key=str)}

    def keys(self, side: str) -> set[str]:
        """Keys of the vectors of one side."""
        return {row[0] for row in self.rows("SELECT vector FROM statements WHERE side = ?", (side,))}

    def claims(self) -> dict[str, bytes]:
        """Encoded claims by the keys of their vectors."""
        return dict(self.rows("SELECT vector, payload FROM claims ORDER BY vector"))

    def deals(self) -> list[Deal]:
        """The deals, in the order of their file."""
        return [codec.decode_deal(row[0]) for row in self.rows("SELECT payload FROM deals ORDER BY position")]

    def count(self, table: str, side: str | None = None) -> int:
        """Number of rows of a table, or of the statements of one side."""
        where, values = (" WHERE side = ?", (side,)) if side else ("", ())
        return int(self.rows(f"SELECT count(*) FROM {table}{where}", values)[0][0])

    def by_side(self) -> dict[str, int]:
        """Number of statements of each side."""
        return dict(self.rows("SELECT side, count(*) FROM statements GROUP BY side"))

    def accounts(self) -> int:
        """Number of different accounts that calls with a statement name themselves; deals name more."""
        return int(self.rows("SELECT count(DISTINCT account) FROM statements")[0][0])

    def meta(self, key: str) -> str | None:
        """A note about the store."""
        rows = self.rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def state(self) -> str | None:
        """A mark that is another one after each change of calls or deals; None where none is given yet."""
        return self.meta(schema.STATE)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query.

        Raises:
            StoreError: The catalog is damaged or busy.
        """
        with self._guard, sqlite_faults(self._place):
            return self._db.execute(query, tuple(values)).fetchall()

    def _streamed(self, query: str, values: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        """An empty row once the query stands, then its rows, few of them in memory at a time.

        A connection of its own keeps the state that it began to read, and is in nobody's way.
        """
        options = {**_OPTIONS, "uri": True}
        with sqlite_faults(self._place), closing(sqlite3.connect(self._readable, **options)) as db:
            found = db.execute(query, tuple(values))
            part = found.fetchmany(_PART)
            yield ()
            while part:
                yield from part
                part = found.fetchmany(_PART)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; what is committed survives a kill."""
        with self._guard, sqlite_faults(self._place):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                # A full disk ends the transaction by itself.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _head(self, key: int, start: bytes) -> Call:
        try:
            return codec.decode_head(start)
        except codec.CodecError:
            whole = self.rows("SELECT payload FROM calls WHERE rowid = ?", (key,))
            return replace(self._call(whole[0][0]), turns=())

    def _call(self, payload: bytes) -> Call:
        try:
            return codec.decode_call(payload)
        except codec.CodecError as error:
            raise store_error(self._place, error) from error

    def _among(self, query: str, values: Iterable[str]) -> Iterator[tuple[Any, ...]]:
        wanted = [schema.text_in(value) for value in dict.fromkeys(values)]
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            yield from self._among_rows(query, part)

    def _among_rows(self, query: str, part: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self.rows(f"{query}({','.join('?' * len(part))})", part)

    def _connect(self, write: bool) -> sqlite3.Connection:
        uri = f"file:{quote(str(self._path.absolute()))}"
        self._readable = f"{uri}?mode=ro"
        if write:
            db: sqlite3.Connection = sqlite3.connect(self._path, **_OPTIONS)
            db.execute("PRAGMA journal_mode = WAL")
            # What is removed is to be gone from the disk, not only from the tables.
            db.execute("PRAGMA secure_delete = ON")
            return db
        db = sqlite3.connect(self._readable, uri=True, **_OPTIONS)
        try:
            db.execute("SELECT 1 FROM sqlite_master").fetchall()
        except sqlite3.OperationalError:
            # In a read-only folder a WAL file cannot be opened in the ordinary way.
            db.close()
            self._readable += "&immutable=1"
            db = sqlite3.connect(self._readable, uri=True, **_OPTIONS)
            db.execute("SELECT 1 FROM sqlite_master").fetchall()
        return db

    def _prepare(self, write: bool) -> None:
        found = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        empty = not self._db.execute("SELECT 1 FROM sqlite_master").fetchall()
        if empty and not write:
            raise StoreError(f"{self._place}: the index is empty", "Run `checker index` first.")
        if empty:
            script = f"BEGIN IMMEDIATE; {schema.TABLES} PRAGMA user_version = {schema.VERSION}; COMMIT;"
            self._db.executescript(script)
        elif found != schema.VERSION:
            raise StoreMismatch(
                f"{self._place}: made by another version of the checker (schema {found})",
                f"Delete {self._place} and run `checker index` again, or choose another with `--store`.",
            )
