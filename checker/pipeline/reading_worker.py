"""A process that reads transcripts for another one: what hangs, crashes or eats memory there harms nobody.

Requests and answers are pickles with their length before them, over standard input and output. An answer
is `("read", stat, records)` or `("skip", reason, remedy)`.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from pathlib import Path
from typing import IO, Any

from checker.errors import UnreadableFile

MOST_MEMORY = 1_000_000_000
"""Bytes that reading one file may take."""

_LENGTH = struct.Struct("<Q")


def read_transcript(path: str, file: str, recipe: str) -> tuple[Any, ...]:
    """One file as it stands, its calls encoded as the store keeps them.

    Args:
        path: Where it lies.
        file: Its name for the user.
        recipe: Kept with the file, see `FileStat`.
    """
    from dataclasses import astuple

    from checker.sources.calls.registry import read_calls
    from checker.store.codec import encode_call
    from checker.store.files import FileStat

    try:
        stat = FileStat.of(file, Path(path), recipe=recipe)
        calls = read_calls(Path(path).read_bytes(), file)
        return "read", astuple(stat), [encode_call(call) for call in calls]
    except UnreadableFile as error:
        return "skip", error.reason, error.remedy
    except OSError as error:
        return "skip", f"cannot be opened: {error.strerror}", "Check its permissions."
    except MemoryError:
        return (
            "skip",
            "reading it takes more than 1 GB of memory",
            "Split it, or export it in another format.",
        )


def send(stream: IO[bytes], message: tuple[Any, ...]) -> None:
    """Writes one message."""
    data = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[Any, ...] | None:
    """The next message; None where the other side has gone."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = stream.read(length)
    return tuple(pickle.loads(data)) if len(data) == length else None


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY + _used(), resource.RLIM_INFINITY))


def _used() -> int:
    """Bytes of address space that this process has taken already."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Answers until nobody asks any more."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    _limit_memory()
    while (request := receive(sys.stdin.buffer)) is not None:
        send(answers, read_transcript(*request))
