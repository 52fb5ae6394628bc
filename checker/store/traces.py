"""Looks whether something is still on disk: a search through the bytes of all files of a folder.

Compressed records hold no readable text, so their own bytes are looked for, and vectors by theirs.
"""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checker.errors import StoreError
from checker.model import Call, Statement
from checker.store.changes import SIDES
from checker.store.codec import encode_call
from checker.store.embedding import embedding_text, vector_id
from checker.store.hashed import Hashed

if TYPE_CHECKING:
    from checker.store.catalog import Catalog
    from checker.store.chroma import ChromaVectors

_LEAST = 24  # letters; a shorter turn is not only one person's words
_MOST = 2000  # texts looked for, the longest first
_SLICE = 48  # bytes of a record; somewhere in it they stand together, whatever page they lie on


@dataclass(frozen=True, slots=True)
class Needles:
    """What must be found nowhere.

    Attributes:
        exact: Byte strings.
        names: Names; not looked for among vectors, whose bytes are like any.
        unfinished: What an earlier run took out and could not prove to be gone; only hashes of it are left.
    """

    exact: tuple[bytes, ...] = ()
    names: re.Pattern[bytes] | None = None
    unfinished: tuple[Hashed, ...] = ()


def texts_only_there(texts: Iterable[str], staying: Iterable[str]) -> list[str]:
    """The longest texts that nothing which stays holds too: what two people said is not only one's."""
    wanted = sorted({t.strip() for t in texts if len(t.strip()) >= _LEAST}, key=lambda t: (-len(t), t))[
        :_MOST
    ]
    for kept in staying:
        wanted = [text for text in wanted if text not in kept]
    return wanted


def forms_of(text: str) -> list[bytes]:
    """A text as it may stand in a file: plain, and as JSON with and without letters of other scripts."""
    plain = text.encode("utf-8", "surrogatepass")
    written = (json.dumps(text)[1:-1].encode("ascii"), json.dumps(text, ensure_ascii=False)[1:-1])
    forms = [plain, *(w if isinstance(w, bytes) else w.encode("utf-8", "surrogatepass") for w in written)]
    return list(dict.fromkeys(forms))


def slices_of(record: bytes) -> list[bytes]:
    """Pieces of a record by which it is known, three or the whole of a short one."""
    if len(record) <= 4 * _SLICE:
        return [record] if len(record) >= _SLICE // 2 else []
    starts = (len(record) // 4, len(record) // 2, 3 * len(record) // 4)
    return [record[start : start + _SLICE] for start in starts]


def marks_of(
    catalog: Catalog, vectors: ChromaVectors, calls: Sequence[Call], kept: Iterable[Statement]
) -> list[bytes]:
    """See `Store.marks`."""
    import numpy as np

    gone = {(call.file, call.id) for call in calls}
    stay = {embedding_text(s) for s in catalog.statements() if (s.file, s.call) not in gone}
    stay |= {embedding_text(s) for s in kept}
    found = [piece for call in calls for piece in slices_of(encode_call(call))]
    for side in SIDES:
        mine = [s for s in catalog.statements() if s.side == side and (s.file, s.call) in gone]
        keys = [vector_id(s, text) for s in mine if (text := embedding_text(s)) not in stay]
        found += [np.ascontiguousarray(row).tobytes() for row in vectors.get(side, keys).values()]
    return list(dict.fromkeys(found))


def find_traces(roots: Sequence[Path], needles: Needles) -> list[Path]:
    """Files under the folders (or the files themselves) that still hold one of the needles.

    Raises:
        StoreError: A file cannot be read, so that nothing is proved.
    """
    return sorted({path for path in _files(roots) if _holds(path, needles)})


def _files(roots: Sequence[Path]) -> Iterator[Path]:
    for root in roots:
        yield from [root] if root.is_file() else (p for p in root.rglob("*") if p.is_file())


def _holds(path: Path, needles: Needles) -> bool:
    try:
        if not path.stat().st_size:
            return False
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            if any(data.find(needle) >= 0 for needle in needles.exact):
                return True
            vectors = any(part.startswith("vectors-") for part in path.parts)
            if needles.names and not vectors and needles.names.search(data):
                return True
            return any(hashed.stands_in(data) for hashed in needles.unfinished)
    except FileNotFoundError:
        return False  # a log that its last reader has just taken away
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{path}: cannot be searched: {error}", "Make it readable, then try again."
        ) from error
