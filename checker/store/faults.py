"""Foreign errors of the store become ours here: SQLite's, Chroma's, the network's, the disk's."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from checker.errors import StoreDamaged, StoreError, StoreLocked

_REBUILD = "Nothing of your calls is lost: delete {place} and run `checker index` again."
_WRITABLE = "Make {place} writable (Chroma needs that even for reading), or choose another with `--store`."
_REFUSED = "the Chroma server refuses access"
_TOKEN = "Set CHECKER_STORE_TOKEN to a valid token."
_OTHER_NAME = "the server's certificate is for another name"
_NAME = "Write the name that stands in the certificate in `--store`."
_TRUST = "Set [store] ca_file (CHECKER_STORE_CA_FILE) to the PEM file of the authority that signed it."
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
        _SPACE,
    ),
    ("disk i/o error", "the disk is full or broken", _SPACE),
    ("file too large", "the disk is full, or files may not grow that large", _SPACE),
    (
        "no space left",
        "the disk is full",
        _SPACE,
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
    ("hostname mismatch", _OTHER_NAME, _NAME),
    ("ip address mismatch", _OTHER_NAME, _NAME),
    ("certificate has expired", "the server's certificate has expired", "Have it renewed."),
    ("certificate verify failed", "the server's certificate is not trusted", _TRUST),
    ("wrong version number", "the server does not speak TLS", "Write http:// in `--store`."),
    ("wrong_version_number", "the server does not speak TLS", "Write http:// in `--store`."),
    ("server disconnected", "no Chroma server answers", f"{_START} With TLS, write https://."),
    ("reset by peer", "no Chroma server answers", f"{_START} With TLS, write https://."),
    ("timed out", "the Chroma server does not answer in time", _START),
    ("could not connect", "no Chroma server answers", _START),
    ("connection", "no Chroma server answers", _START),
    ("unauthorized", _REFUSED, _TOKEN),
    ("forbidden", _REFUSED, _TOKEN),
)
# Chroma writes the files of a graph one by one: a kill between two of them leaves what it cannot read again.
_TORN = "hnsw segment"
_STATUS = {
    401: (_REFUSED, _TOKEN),
    403: (_REFUSED, _TOKEN),
    429: ("the Chroma server is overrun", "Try again later."),
    502: ("no Chroma server answers behind its door", _START),
    503: ("no Chroma server answers behind its door", _START),
    504: ("no Chroma server answers behind its door", _START),
    413: ("the door before the Chroma server takes no requests of this size", "Raise its limit on requests."),
}


def store_error(place: str, error: BaseException, status: int | None = None) -> StoreError:
    """What `error` means for the user, with the place and what to do.

    Args:
        place: Folder or URL of the store.
        error: The foreign exception.
        status: Of HTTP, if it comes from one.
    """
    if status in _STATUS:  # the body is a door's own page
        meaning, remedy = _STATUS[status]
        return StoreError(f"{place}: {meaning} (HTTP {status})", remedy)
    told = " ".join(str(error).split()) or type(error).__name__
    if "database is locked" in told:
        return StoreLocked(f"{place}: the index is busy", "Wait for the other process and try again.")
    if _TORN in told.lower() and not place.startswith(("http://", "https://")):
        return StoreDamaged(
            f"{place}: the vectors are damaged ({told[:200]})",
            "Run `checker index` again: it makes them anew.",
        )
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
