"""A process that reads files for another one: what hangs, crashes or eats memory there harms nobody.

Requests and answers are pickles with their length before them, over standard input and output. A request is
`(what, source, file, option)`; an answer is `("read", ...)` or `("skip", reason, remedy)`, and before it a
word that says whether the process can go on: one that ran out of memory, or met an error that no reader
raises, may be damaged, and what it said may be its own fault rather than the file's.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from checker.errors import SettingsError, UnreadableFile

MOST_MEMORY = 1_000_000_000
"""Bytes that reading one file may take."""

_KEPT = 100_000_000
"""Bytes that a process may keep of the files before; they are missing for the next."""

GOES_ON, WORN, BROKEN = "goes on", "worn", "broken"

_TELL_US = "Export it in another format, and tell us, please."
_TOO_MUCH = ("skip", "reading it takes more than 1 GB of memory", "Split it, or export it in another format.")
_LENGTH = struct.Struct("<Q")


def read(what: str, source: str | bytes, file: str, option: Any) -> tuple[Any, ...]:
    """One file, read; a skip whatever is wrong with it.

    Args:
        what: `call`, `copy` or `deals`.
        source: Where it lies, or its bytes.
        file: Its name for the user.
        option: Of a call, the recipe kept with it (see `FileStat`); of copy, whether texts that give orders
            to a language model are looked for; of deals, the names of columns.

    Returns:
        `("read", stat, encoded calls)`, `("read", asset)` or `("read", deals)`, or a skip.

    Raises:
        SettingsError: Columns of deals are named that do not exist.
    """
    try:
        return "read", *_READERS[what](source, file, option)
    except UnreadableFile as error:
        return "skip", error.reason, error.remedy
    except OSError as error:
        return "skip", f"cannot be opened: {error.strerror}", "Check its permissions."
    except MemoryError:
        return _TOO_MUCH


def _call(source: str | bytes, file: str, recipe: str) -> tuple[Any, ...]:
    from dataclasses import astuple

    from checker.sources.calls.registry import read_calls
    from checker.store.codec import encode_call
    from checker.store.files import FileStat

    path = Path(os.fsdecode(source))
    stat = FileStat.of(file, path, recipe=recipe)
    return astuple(stat), [encode_call(call) for call in read_calls(path.read_bytes(), file)]


def _copy(source: str | bytes, file: str, orders: bool) -> tuple[Any, ...]:
    from dataclasses import replace

    from checker.sources.copy.registry import read_copy
    from checker.sources.transcript_look import note_of_transcript

    data = _bytes(source)
    asset = read_copy(data, file)
    if note := note_of_transcript(data, file):
        asset = replace(asset, notes=(*asset.notes, note))
    if orders:
        from checker.pipeline.injection import note_of_injection

        note = note_of_injection(data, asset)
        asset = replace(asset, notes=(*asset.notes, note)) if note else asset
    return (asset,)


def _deals(source: str | bytes, file: str, columns: dict[str, str]) -> tuple[Any, ...]:
    from checker.sources.deals import read_deals

    return (read_deals(_bytes(source), file, columns),)


_READERS: dict[str, Callable[[Any, str, Any], tuple[Any, ...]]] = {
    "call": _call,
    "copy": _copy,
    "deals": _deals,
}


def _bytes(source: str | bytes) -> bytes:
    return source if isinstance(source, bytes) else Path(source).read_bytes()


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
    most = _used() + _KEPT
    while (request := receive(sys.stdin.buffer)) is not None:
        try:
            state, answer = _answer(request)
            state = WORN if state == GOES_ON and _used() > most else state
            send(answers, (state, *answer))
        except MemoryError:  # before anything is sent
            send(answers, (BROKEN, *_TOO_MUCH))


def _answer(request: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    try:
        answer = read(*request)
        return BROKEN if answer is _TOO_MUCH else GOES_ON, answer
    except SettingsError as error:
        return GOES_ON, ("settings", error.message, error.remedy)
    except Exception as error:  # noqa: BLE001 - a reader that breaks on one file must not take the others
        # The message may quote what was read, so only its kind is told.
        return BROKEN, ("skip", f"reading it failed ({type(error).__name__})", _TELL_US)
