"""Calls between reading and storing: on disk, since who is on which side is told of all of them at once.

The file has no name: it is gone with the process, however that ends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from checker.model import Call

if TYPE_CHECKING:
    from checker.store.files import FileStat


@dataclass(frozen=True, slots=True)
class Spooled:
    """A file that was read: its calls without their turns, and where they lie whole."""

    stat: FileStat
    heads: tuple[Call, ...]
    places: tuple[tuple[int, int], ...]


class CallSpool:
    """Calls in a file without a name."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="checker-")  # noqa: SIM115 - closed by __exit__

    def add(self, stat: FileStat, records: Sequence[bytes]) -> Spooled:
        """Keeps the encoded calls of a file."""
        from checker.store.codec import decode_head

        places = []
        for record in records:
            places.append((self._file.seek(0, 2), len(record)))
            self._file.write(record)
        return Spooled(stat, tuple(map(decode_head, records)), tuple(places))

    def calls(self, spooled: Spooled) -> tuple[Call, ...]:
        """The calls of a file, whole."""
        from checker.store.codec import decode_call

        found = []
        for start, length in spooled.places:
            self._file.seek(start)
            found.append(decode_call(self._file.read(length)))
        return tuple(found)

    def __enter__(self) -> CallSpool:
        """The spool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets go of it."""
        self._file.close()
