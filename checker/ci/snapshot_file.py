"""The file format of an evidence snapshot: JSON Lines with a sealed head.

The first line is the head: `snapshot` (version of the format), `embedder`, counts, and `digest` of all
lines after it. Then deals, then each call followed by its statements, all in a fixed order, so that two
snapshots of the same calls are the same bytes and a changed one shows in a diff what came and went. Vectors
stand at the end of a line: int8, base64.

| line | fields |
|---|---|
| deal | id, account, stage, amount (one significant digit), currency, outcome, calls |
| call | id, account, date (month) |
| statement | call, turn, side, speaker, text, context, vector |
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

VERSION = 1
_MAKE = "Make it again with `checker snapshot`."


@dataclass(frozen=True, slots=True)
class SnapshotHead:
    """The first line of a snapshot."""

    version: int
    embedder: str
    digest: str


def dump(embedder: str, records: Iterable[dict[str, Any]]) -> str:
    """A snapshot as text, with its head."""
    lines = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records]
    return _sealed(embedder, [line.encode("utf-8", "replace").decode("utf-8") for line in lines])


def load(path: Path) -> tuple[SnapshotHead, list[dict[str, Any]]]:
    """Head and records of a snapshot.

    Raises:
        InputError: It cannot be read, is none, is of a newer version, or was changed after it was sealed.
    """
    head, lines = _read(path)
    if head.digest != _digest(lines):
        raise InputError(
            f"{path}: its lines are not those it was sealed with",
            f"After a change by hand run `checker snapshot --seal {path}`, else make it again.",
        )
    try:
        return head, [json.loads(line) for line in lines]
    except ValueError as error:
        raise InputError(f"{path}: a line is not JSON: {error}", _MAKE) from error


def seal(path: Path) -> None:
    """Writes the head anew after somebody took lines out by hand.

    Raises:
        InputError: It cannot be read or written, or is no snapshot.
    """
    head, lines = _read(path)
    write(path, _sealed(head.embedder, lines))


def write(path: Path, text: str) -> None:
    """Writes a snapshot.

    Raises:
        InputError: It cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}", "Choose another place.") from error


def encode_vector(vector: NDArray[np.float32]) -> str:
    """A unit vector in one byte a number; its direction stays within half a degree."""
    import numpy as np

    largest = float(np.abs(vector).max()) or 1.0
    return base64.b64encode(np.rint(vector * (127.0 / largest)).astype(np.int8).tobytes()).decode("ascii")


def decode_vectors(encoded: Sequence[str], path: Path) -> NDArray[np.float32]:
    """Unit vectors, a row each.

    Raises:
        InputError: They are damaged or of different lengths.
    """
    import numpy as np

    try:
        data = [base64.b64decode(text, validate=True) for text in encoded]
        raw = np.frombuffer(b"".join(data), dtype=np.int8).reshape(len(data), -1).astype(np.float32)
    except ValueError as error:
        raise InputError(f"{path}: a vector is damaged", _MAKE) from error
    if len({len(row) for row in data}) > 1:
        raise InputError(f"{path}: its vectors have different lengths", _MAKE)
    length = np.linalg.norm(raw, axis=1, keepdims=True)
    return np.asarray(raw / np.maximum(length, 1.0), dtype=np.float32)


def _sealed(embedder: str, lines: Sequence[str]) -> str:
    kinds = [line.partition(":")[0] for line in lines]
    head = {
        "snapshot": VERSION,
        "embedder": embedder,
        "deals": kinds.count('{"deal"'),
        "calls": kinds.count('{"call"'),
        "statements": kinds.count('{"statement"'),
        "digest": _digest(lines),
    }
    return "\n".join([json.dumps(head, ensure_ascii=False), *lines]) + "\n"


def _digest(lines: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def _read(path: Path) -> tuple[SnapshotHead, list[str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{path}: no such file", "Make it with `checker snapshot`.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}", "Check the file.") from error
    first, *lines = text.removesuffix("\n").split("\n")
    try:
        head = json.loads(first)
        version, embedder, sealed = int(head["snapshot"]), str(head["embedder"]), str(head["digest"])
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{path}: no evidence snapshot", _MAKE) from None
    if version > VERSION:
        raise InputError(
            f"{path}: made by a newer version of the checker (format {version}, this reads {VERSION})",
            "Update the checker, or make the snapshot with this one.",
        )
    return SnapshotHead(version, embedder, sealed), [line.removesuffix("\r") for line in lines]
