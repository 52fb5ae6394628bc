"""Foreign errors of the store become ours here: SQLite's, Chroma's, the network's, the disk's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from checker.errors import StoreError, StoreLocked

_REBUILD = "Nothing of your calls is lost: delete {place} and run `checker index` again."
_WRITABLE = "Make {place} writable (Chroma needs that even for reading), or choose another with `--store`."
_SPACE = "Free some space and run `checker index` again; it goes on where it stopped."
_START = "Start it (`chroma run --path DIR`) or correct `--store`."
# Looked for in the messages of SQLite and of Chroma's engine, which has no types for them.
_SYMPTOMS: tuple[tuple[str, str, str], ...] = (
    ("not a database", "the index is damaged", _REBUILD),
    ("malformed", "the index is damaged", _REBUILD),
    ("damaged record", "the index is damaged", _REBUILD),
    ("error getting embedding", "the vector index has lost entries", _REBUILD),
    (
        "disk is full",
        "the disk is full",
        "Free some space and run `checker index` again; it goes on where it stopped.",
    ),
    (
        "no space left",
        "the disk is full",
        "Free some space and run `checker index` again; it goes on where it stopped.",
    ),
    (
        "readonly",
        "the index cannot be written",
        _WRITABLE,
    ),
    (
        "read-only",
        "the index cannot be written",
        _WRITABLE,
    ),
    (
        "permission denied",
        "no permission",
        "Make {place} readable and writable, or choose another with `--store`.",
    ),
    (
        "unable to open",
        "the index cannot be opened",
        "Check that {place} exists and can be read and written.",
    ),
    ("file exists", "there is a file where the index folder should be", "Choose a folder with `--store`."),
    (
        "not a directory",
        "there is a file where the index folder should be",
        "Choose a folder with `--store`.",
    ),
    (
        "could not connect",
        "no Chroma server answers",
        "Start it (`chroma run --path DIR`) or correct `--store`.",
    ),
    ("connection", "no Chroma server answers", _START),
    ("unauthorized", "the Chroma server refuses access", "Set CHECKER_STORE_TOKEN to a valid token."),
    ("forbidden", "the Chroma server refuses access", "Set CHECKER_STORE_TOKEN to a valid token."),
)


def store_error(place: str, error: BaseException) -> StoreError:
    """What `error` means for the user, with the place and what to do.

    Args:
        place: Folder or URL of the store.
        error: The foreign exception.
    """
    told = " ".join(str(error).split()) or type(error).__name__
    if "database is locked" in told:
        return StoreLocked(f"{place}: the index is busy", "Wait for the other process and try again.")
    for symptom, meaning, remedy in _SYMPTOMS:
        if symptom in told.lower():
            return StoreError(f"{place}: {meaning} ({told[:200]})", remedy.format(place=place))
    return StoreError(
        f"{place}: the index does not answer ({type(error).__name__}: {told[:300]})",
        "Run `checker index` again; if that does not help, delete the index first.",
    )


@contextmanager
def sqlite_faults(place: str) -> Iterator[None]:
    """Maps what SQLite and the file system raise.

    Raises:
        StoreError: With the place and the remedy.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise store_error(place, error) from error
