"""What makes a Chroma server enough for everybody: each file's calls and statements as one record.

The server's records are the truth; the catalog on each machine is a copy that `pull` brings up to
date. A file counts as indexed from the moment its record stands, which is after its vectors.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

from checker.model import Deal, Statement, digest
from checker.store import codec
from checker.store.changes import CatalogWriter, Reading
from checker.store.chroma_client import guarded
from checker.store.faults import store_error
from checker.store.files import FileStat

_TITLE = "checker-1-files"
_PAGE = 10_000
_FETCH = 50  # records in one read; each holds whole calls
_DEALS = "deals."


class ServerRecords:
    """The records of one server.

    Args:
        client: Of the server.
        place: Its URL, for messages.
    """

    def __init__(self, client: Any, place: str) -> None:
        self._place = place
        self._files: Any = guarded(
            place, lambda: client.get_or_create_collection(_TITLE, embedding_function=None), retry=True
        )

    def push(self, readings: Sequence[Reading]) -> list[str]:
        """Writes the records of files whose vectors stand, and takes older ones of the same files out.

        Returns:
            The records' keys, in the order of `readings`.
        """
        keys = [record_key(reading) for reading in readings]
        for key, reading in zip(keys, readings, strict=True):
            self._put(key, _file_mark(reading.stat.file), _encode(reading))
        self.remove((r.stat.file for r in readings), keep=keys)
        return keys

    def remove(self, files: Iterable[str], keep: Sequence[str] = ()) -> None:
        """Takes the records of `files` out, except those named in `keep`."""
        marks = [_file_mark(file) for file in files]
        for start in range(0, len(marks), _FETCH):
            self._remove(marks[start : start + _FETCH], keep)

    def push_deals(self, deals: Sequence[Deal]) -> str:
        """Writes all deals as one record in place of the one before; returns its key."""
        payload = codec.pack([_text(codec.encode_deal(deal)) for deal in deals])
        key = _DEALS + digest(_text(payload), length=16)
        self._put(key, "deals", payload)
        self._remove(["deals"], [key])
        return key

    def pull(self, catalog: CatalogWriter) -> None:
        """Brings the catalog to what the server holds."""
        there, here = self._keys(), catalog.records()
        deals = {key for key in there if key.startswith(_DEALS)}
        missing = sorted(there - deals - here.keys())
        catalog.remove(here[key] for key in here.keys() - there)
        for start in range(0, len(missing), _FETCH):
            found = self._fetch(missing[start : start + _FETCH])
            catalog.replace([(self._reading(payload), key) for key, payload in found])
        for key in sorted(deals)[:1]:
            if key != catalog.meta("deals_record"):
                rows = codec.unpack(self._fetch([key])[0][1])
                catalog.put_deals([codec.decode_deal(base64.b64decode(row)) for row in rows])
                catalog.note("deals_record", key)

    def _put(self, key: str, mark: str, payload: bytes) -> None:
        # The engine wants a vector; spread ones keep its graph from degenerating.
        angle = int(digest(key, length=8), 16) / 2**32 * math.tau
        row: dict[str, Any] = {"file": mark, "payload": _text(payload)}
        self._do(
            lambda: self._files.upsert(
                ids=[key], embeddings=[[math.cos(angle), math.sin(angle)]], metadatas=[row]
            )
        )

    def _remove(self, marks: list[str], keep: Sequence[str]) -> None:
        found = self._do(lambda: self._files.get(where={"file": {"$in": marks}}, include=[]))
        old = [key for key in found["ids"] if key not in set(keep)]
        if old:
            self._do(lambda: self._files.delete(ids=old))

    def _keys(self) -> set[str]:
        out: set[str] = set()
        while True:
            at = len(out)
            page = self._do(lambda at=at: self._files.get(include=[], limit=_PAGE, offset=at))["ids"]
            if not page or out.issuperset(page):
                return out
            out.update(page)

    def _fetch(self, keys: list[str]) -> list[tuple[str, bytes]]:
        found = self._do(lambda: self._files.get(ids=keys, include=["metadatas"]))
        rows = zip(found["ids"], found["metadatas"], strict=True)
        return sorted((key, base64.b64decode(row["payload"])) for key, row in rows)

    def _reading(self, payload: bytes) -> Reading:
        try:
            return _decode(payload)
        except (TypeError, ValueError) as error:
            raise store_error(self._place, codec.CodecError(f"damaged record: {error}")) from error

    def _do(self, action: Any) -> Any:
        return guarded(self._place, action, retry=True)


def record_key(reading: Reading) -> str:
    """Key of a file's record: says which file it is and changes with anything in it."""
    return f"{_file_mark(reading.stat.file)}.{digest(_text(_encode(reading)), length=16)}"


def _file_mark(file: str) -> str:
    return digest(file, length=24)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _encode(reading: Reading) -> bytes:
    calls = [
        [_text(codec.encode_call(call)), [codec.statement_fields(s) for s in statements]]
        for call, statements in reading.calls
    ]
    # Times of this machine's clock and disk mean nothing to another: there the bytes decide.
    stat = [*astuple(reading.stat)[:-1], 0]
    return codec.pack([stat, calls])


def _decode(payload: bytes) -> Reading:
    stat, calls = codec.unpack(payload)
    return Reading(
        FileStat(*stat),
        tuple(
            (codec.decode_call(base64.b64decode(call)), tuple(Statement(*fields) for fields in statements))
            for call, statements in calls
        ),
    )
