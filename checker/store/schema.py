"""Tables of the catalog, and how a statement and a file become a row and back."""

from __future__ import annotations

from typing import Any, cast

from checker.model import Side, Statement
from checker.store.codec import statement_fields
from checker.store.files import FileStat

VERSION = 1
FILE = "catalog.sqlite3"
STATE = "state"
"""Key in `meta` of a mark that is another one after each change of calls or deals."""
IN_STEP = "in step"
"""Key in `meta` of the note that the vectors need not be counted; see `in_step`."""

# `garbage` names vectors about to be added or given up. At every moment Chroma holds at least what
# `statements` and `claims` name, and at most that and the garbage: so a kill loses and leaves nothing.
TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE files(file PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT, format, recipe TEXT,
  seen_ns INTEGER, record TEXT);
CREATE TABLE calls(file, id, payload BLOB NOT NULL, PRIMARY KEY(file, id));
CREATE INDEX calls_by_id ON calls(id);
CREATE TABLE statements(vector TEXT PRIMARY KEY, id, call, file, turn INTEGER, start INTEGER, stop INTEGER,
  text, context, speaker, side TEXT, time REAL, account);
CREATE INDEX statements_by_file ON statements(file);
CREATE INDEX statements_by_id ON statements(id);
CREATE INDEX statements_by_side ON statements(side, file, call, turn, start);
CREATE TABLE claims(vector TEXT PRIMARY KEY, id, file, payload BLOB NOT NULL);
CREATE INDEX claims_by_file ON claims(file);
CREATE TABLE deals(position INTEGER PRIMARY KEY, payload BLOB NOT NULL);
CREATE TABLE garbage(collection TEXT, vector TEXT, PRIMARY KEY(collection, vector));
"""
STATEMENT = "id, call, file, turn, start, stop, text, context, speaker, side, time, account"
FILE_FIELDS = "file, size, mtime_ns, sha256, format, recipe, seen_ns"


def text_in(text: str | None) -> str | bytes | None:
    """A string as SQLite can hold it: bytes where it has lone surrogates, which are not UTF-8."""
    if text is None or text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def text_out(value: Any) -> Any:
    """Inverse of `text_in`."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def statement_row(vector: str, statement: Statement) -> tuple[Any, ...]:
    """A row of `statements`, its vector's key first."""
    fields = statement_fields(statement)
    return (vector, *(text_in(f) if isinstance(f, str) else f for f in fields))


def statement_of(row: tuple[Any, ...]) -> Statement:
    """The statement of a row selected by `STATEMENT`."""
    ident, call, file, turn, start, end, text, context, speaker, side, time, account = map(text_out, row)
    side = cast(Side, side)
    return Statement(ident, call, file, turn, start, end, text, context, speaker, side, time, account)


def file_row(stat: FileStat, record: str) -> tuple[Any, ...]:
    """A row of `files`."""
    head = (text_in(stat.file), stat.size, stat.mtime_ns, stat.sha256)
    return (*head, text_in(stat.format), stat.recipe, stat.seen_ns, record)


def file_of(row: tuple[Any, ...]) -> FileStat:
    """The file of a row selected by `FILE_FIELDS`."""
    return FileStat(*map(text_out, row))
