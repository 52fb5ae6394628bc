"""Opening a store: which parts in which order, and bringing them in order after a killed run.

A folder holds `catalog.sqlite3`, `vectors-N/` (Chroma's own files; N grows with each compaction),
`writer.lock`, `kept/` and, while somebody writes, `writer.json`. Of a server, the catalog and the lock are
kept in `.checker/remote-<digest>/`.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from checker.errors import StoreDamaged, StoreError
from checker.model import digest
from checker.store import maintenance
from checker.store.access import Access
from checker.store.catalog import Catalog
from checker.store.changes import CatalogWriter
from checker.store.chroma import ChromaVectors, mismatch
from checker.store.chroma_client import is_url
from checker.store.embedding import Embedder
from checker.store.faults import sqlite_faults, store_error
from checker.store.in_step import StepNote
from checker.store.kept import drop_kept
from checker.store.lock import WriterLock
from checker.store.schema import FILE
from checker.store.server_records import ServerRecords


@dataclass(frozen=True, slots=True)
class Parts:
    """An open store.

    Attributes:
        place: As the user knows it.
        home: Where the catalog lies on this machine.
        folder: `home` of an embedded store, None of a server.
        catalog: Everything but the vectors.
        vectors: The vectors.
        lock: Held while writing.
        server: The server's records, if it is one.
        step: The note that spares the next writer from counting vectors; of a folder that is written to.
    """

    place: str
    home: Path
    folder: Path | None
    catalog: Catalog
    vectors: ChromaVectors
    lock: WriterLock
    server: ServerRecords | None = None
    step: StepNote | None = None

    def close(self, *, well: bool = False) -> None:
        """Closes all parts, the lock last.

        Args:
            well: Whether all that was begun has come to its end.
        """
        try:
            confirmed = self.step if well and self.step and self.step.confirmed(self.vectors) else None
            self.vectors.close()
            if confirmed:
                confirmed.give()
            self.catalog.close()
        finally:
            self.lock.release()


def open_parts(
    place: str, embedder: Embedder, *, write: bool, wait: float, access: Access | None, home: Path
) -> Parts:
    """Opens a store; arguments and errors as of `Store.open`."""
    if is_url(place):
        return _open_server(place, embedder, write=write, wait=wait, access=access, home=home)
    return _open_folder(place, embedder, write=write, wait=wait)


def _open_folder(place: str, embedder: Embedder, *, write: bool, wait: float) -> Parts:
    folder = Path(place)
    lock = WriterLock(folder, place, wait)
    if write:
        _make(folder, place)
        lock.acquire()
    try:
        if not write:
            _must_exist(folder, place)
        catalog = CatalogWriter(folder, place, write=True) if write else Catalog(folder, place)
        try:
            step = None
            if isinstance(catalog, CatalogWriter):
                step = StepNote(folder, catalog)
                catalog.date()
            vectors = _folder_vectors(folder, place, catalog, embedder, step)
        except BaseException:
            catalog.close()
            raise
        return Parts(place, folder, folder, catalog, vectors, lock, step=step)
    except BaseException:
        lock.release()
        raise


def _folder_vectors(
    folder: Path, place: str, catalog: Catalog, embedder: Embedder, step: StepNote | None
) -> ChromaVectors:
    _check_embedder(place, catalog, embedder)
    name = catalog.meta("vectors") or maintenance.FIRST
    if step is None or not isinstance(catalog, CatalogWriter):
        if not (folder / name / "chroma.sqlite3").is_file():
            raise StoreError(f"{place}: the index has no vectors", "Run `checker index` to make them again.")
        return ChromaVectors(folder / name, embedder, create=False, label=place)
    for left in folder.glob("vectors-*"):
        if left.name != name:
            shutil.rmtree(left, ignore_errors=True)
    ready = step.holds()
    vectors = ChromaVectors(folder / name, embedder, create=True, label=place, later=ready)
    if ready:
        return vectors
    try:
        try:
            maintenance.sweep(catalog, vectors)
            if maintenance.in_step(catalog, vectors):
                step.counted()
            else:
                maintenance.heal(catalog, vectors, embedder)
        except StoreDamaged:
            vectors = maintenance.renewed(folder, place, catalog, vectors, embedder)
            catalog.swept()
    except BaseException:
        vectors.close()
        raise
    return vectors


def _open_server(
    url: str, embedder: Embedder, *, write: bool, wait: float, access: Access | None, home: Path
) -> Parts:
    vectors = ChromaVectors(url, embedder, create=write, access=access)
    folder = home / f"remote-{digest(url, embedder.name, embedder.version)}"
    _make(folder, str(folder))
    lock = WriterLock(folder, url, wait)
    # The copy of the catalog is brought up to date for readers too.
    lock.acquire()
    try:
        catalog = CatalogWriter(folder, str(folder), write=True)
        try:
            _check_embedder(url, catalog, embedder)
            catalog.date()
            server = ServerRecords(vectors.client, url)
            before = catalog.state()
            server.pull(catalog)
            if catalog.state() != before:  # what others took out is to be gone from here too
                with sqlite_faults(url):
                    drop_kept(folder)
            if write:
                maintenance.sweep(catalog, vectors)
        except BaseException:
            catalog.close()
            raise
    except BaseException:
        vectors.close()
        lock.release()
        raise
    if not write:
        lock.release()
    return Parts(url, folder, None, catalog, vectors, lock, server)


_WORK = ".checker"
_NOT_FOR_GIT = """\
# Calls and what was made of them are for no repository; decisions on findings may be shared.
*
!triage.jsonl
"""


def _must_exist(folder: Path, place: str) -> None:
    if folder.exists() and not folder.is_dir():
        raise store_error(place, FileExistsError("File exists"))
    if not (folder / FILE).is_file():
        raise StoreError(f"{place}: there is no index here", "Run `checker index` first.")


def _make(folder: Path, place: str) -> None:
    with sqlite_faults(place):
        folder.mkdir(parents=True, exist_ok=True)
        ignored = (folder.parent if folder.parent.name == _WORK else folder) / ".gitignore"
        if not ignored.exists():
            ignored.write_text(_NOT_FOR_GIT, encoding="ascii")


def _check_embedder(place: str, catalog: Catalog, embedder: Embedder) -> None:
    asked = f"{embedder.name} {embedder.version} ({embedder.dimension} numbers)"
    made = catalog.meta("embedder")
    if made is None and isinstance(catalog, CatalogWriter):
        catalog.note("embedder", asked)
    elif made is not None and made != asked:
        raise mismatch(place, made, asked)
