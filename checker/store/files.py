"""What is known of a file on disk, enough to tell that it has not changed without parsing it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# A file written this shortly before it was recorded may change again within the clock's tick.
_SETTLED_NS = 2_000_000_000


@dataclass(frozen=True, slots=True)
class FileStat:
    """A source file as it was when it was read.

    Attributes:
        file: Path as the user knows it; the key in the index.
        size: Bytes.
        mtime_ns: Time of last change, nanoseconds since the epoch.
        sha256: Hex digest of the bytes.
        format: Name of the reader that understood it.
        recipe: Digest of whatever else decides the statements (settings, version of the readers).
        seen_ns: When size, time and digest were taken, nanoseconds since the epoch.
    """

    file: str
    size: int
    mtime_ns: int
    sha256: str
    format: str = ""
    recipe: str = ""
    seen_ns: int = 0

    @classmethod
    def of(cls, file: str, path: Path | None = None, *, format: str = "", recipe: str = "") -> FileStat:
        """Looks at a file on disk. Take it before parsing: a change in between is then seen next time.

        Args:
            file: Key in the index.
            path: Where the file lies, if not at `file`.
            format: Name of its reader.
            recipe: Digest of what else decides the statements.

        Raises:
            OSError: The file cannot be read; the caller knows whether to skip it.
        """
        path = Path(file) if path is None else path
        now = time.time_ns()
        facts = os.stat(path)
        return cls(file, facts.st_size, facts.st_mtime_ns, sha256_of(path), format, recipe, now)

    def same_on_disk(self, path: Path) -> bool | None:
        """Whether the file at `path` is this one, by size and time; None where only the bytes tell.

        Raises:
            OSError: The file cannot be looked at.
        """
        facts = os.stat(path)
        if facts.st_size != self.size:
            return False
        settled = self.mtime_ns < self.seen_ns - _SETTLED_NS
        return True if settled and facts.st_mtime_ns == self.mtime_ns else None


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What the index holds; `size` is bytes on this machine's disk."""

    files: int
    calls: int
    accounts: int
    buyer: int
    ours: int
    unknown: int
    deals: int
    claims: int
    size: int


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes, read in pieces.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def disk_use(path: Path) -> int:
    """Bytes of a file, or of all files of a folder; those that others take away meanwhile count nothing."""
    inside = (Path(folder, name) for folder, _, names in os.walk(path) for name in names)
    return sum(stat.st_size for _, stat in stats_of((path,) if path.is_file() else inside))


def stats_of(paths: Iterable[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Those that are still there: SQLite takes its logs away as its last reader leaves, at any moment."""
    for path in paths:
        with suppress(FileNotFoundError):
            yield path, path.stat()
