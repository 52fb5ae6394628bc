"""A note in the catalog that its vectors are in step with it, so that they need not be counted at each start.

To count them, Chroma loads its graphs: seconds, and gigabytes, for a large index. The note is taken back
before a writer does anything else and given anew by one that ends well: a kill at any point leaves none.
It is believed only while the vectors' files say what they said then; Chroma is then loaded when it is asked.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from checker.errors import StoreError
from checker.model import digest
from checker.store import maintenance, schema
from checker.store.changes import CatalogWriter
from checker.store.chroma import ChromaVectors

_CHROMA = "chroma.sqlite3"
_PATIENCE = 30.0  # seconds; then the vectors are counted

# Each opening, for reading too, touches Chroma's file, so that its time tells nothing; what is in it does.
# Another process asks it: one that closes a file gives up all its locks on it, Chroma's too.
_ASK = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], uri=True, timeout=5.0)
for query in (
    "SELECT name, id FROM collections ORDER BY name, id",
    "SELECT id, scope, collection FROM segments ORDER BY id",
    "SELECT segment_id, seq_id FROM max_seq_id ORDER BY segment_id",
    "SELECT min(seq_id), max(seq_id), count(*) FROM embeddings_queue",
    "SELECT segment_id, count(*) FROM embeddings GROUP BY segment_id ORDER BY segment_id",
):
    print(db.execute(query).fetchall())
"""


class StepNote:
    """The note of one folder, from a writer's opening to its end.

    Args:
        folder: Of the store.
        catalog: Of the store. The note is taken back from it.
    """

    def __init__(self, folder: Path, catalog: CatalogWriter) -> None:
        self._folder, self._catalog = folder, catalog
        self._told = catalog.taken(schema.IN_STEP)
        self._name = _name(catalog)
        self._witness: str | None = None  # of vectors in step, as they were found
        self._counted = False

    def holds(self) -> bool:
        """Whether the note was there and vectors and catalog are those that it was made of."""
        if self._told is None:
            return False
        now = witness(self._folder / self._name)
        if now is None or self._told != self._note(now):
            return False
        self._witness = now
        return True

    def counted(self) -> None:
        """The vectors have been counted, and are in step."""
        self._counted = True

    def confirmed(self, vectors: ChromaVectors) -> bool:
        """Whether the note may be given: nothing is outstanding, and what was written has been counted.

        Args:
            vectors: Of the store, not closed yet.
        """
        if self._name != _name(self._catalog):
            return False  # made anew by this process, which had the old ones: the next one loads them
        try:
            if self._catalog.count("garbage"):
                return False
            if vectors.written:
                self._witness = None
                return maintenance.in_step(self._catalog, vectors)
            return self._counted or self._witness is not None or maintenance.in_step(self._catalog, vectors)
        except StoreError:
            return False  # the next writer finds out what it is

    def give(self) -> None:
        """Writes the note. The vectors are closed and confirmed."""
        now = self._witness or witness(self._folder / self._name)
        if now is None:
            return
        try:
            self._catalog.note(schema.IN_STEP, self._note(now))
        except StoreError:
            return  # a full disk: without it, they are counted

    def _note(self, now: str) -> str:
        return f"{self._catalog.state()} {now}"


def witness(vectors: Path) -> str | None:
    """What tells that vectors in a folder are those of before, without loading them; None if nothing does.

    Reading them leaves it as it is; writing, and another's files in their place, do not.
    """
    asked = f"file:{quote(str(vectors.absolute() / _CHROMA))}?mode=ro"
    try:
        graphs = sorted((path, path.stat()) for path in vectors.glob("*/*"))
        files = [f"{p.relative_to(vectors).as_posix()} {s.st_size} {s.st_mtime_ns}" for p, s in graphs]
        command = [sys.executable, "-I", "-S", "-c", _ASK, asked]
        told = subprocess.run(command, capture_output=True, check=True, timeout=_PATIENCE).stdout
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return digest(vectors.name, told.decode("ascii", "replace"), *files, length=32)


def doubt(folder: Path) -> None:
    """Takes the note back for somebody who reads and found vectors damaged: the next writer looks at them."""
    try:
        place = f"file:{quote(str((folder / schema.FILE).absolute()))}?mode=rw"
        with closing(sqlite3.connect(place, uri=True, isolation_level=None)) as db:
            db.execute("DELETE FROM meta WHERE key = ?", (schema.IN_STEP,))
    except sqlite3.Error:
        return  # a folder that may not be written, or a writer at work, who has taken it already


def _name(catalog: CatalogWriter) -> str:
    return catalog.meta("vectors") or maintenance.FIRST
