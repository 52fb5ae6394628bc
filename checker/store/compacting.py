"""Gives disk back: vectors anew beside the old ones, then a swap."""

from __future__ import annotations

import shutil
from dataclasses import replace

from checker.errors import StoreError
from checker.store import maintenance
from checker.store.changes import CatalogWriter
from checker.store.embedding import Embedder
from checker.store.opening import Parts
from checker.store.rebuilding import SPOOL, Spool, build_apart


def compacted(parts: Parts, catalog: CatalogWriter, embedder: Embedder, *, apart: bool) -> Parts:
    """The parts of a store with new vectors. A kill at any point leaves the old or the new ones in use.

    Args:
        parts: Open for writing; its vectors are closed and removed.
        catalog: Of the parts.
        embedder: Of the store.
        apart: Builds them in a process of its own, so that nothing that was removed gets into them.

    Raises:
        StoreError: The store is a server's, or the disk is full.
    """
    folder = parts.folder
    if folder is None:
        raise StoreError(f"{parts.place}: a server's disk is its own", "Run `chroma vacuum` there.")
    if apart:
        spool = Spool(folder / SPOOL)
        maintenance.copy(catalog, parts.vectors, spool, embedder)
        build_apart(spool, folder / maintenance.next_name(catalog), embedder, parts.place)
        shutil.rmtree(spool.folder)
    new = maintenance.renewed(folder, parts.place, catalog, parts.vectors, embedder, filled=apart)
    catalog.shrink()
    return replace(parts, vectors=new)
