"""Vectors that the index holds already: looked up by statement, and those of stored claims."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from checker.errors import StoreError
from checker.model import Claim, digest
from checker.store import maintenance
from checker.store.catalog import Catalog
from checker.store.changes import SIDES, CatalogWriter
from checker.store.embedding import Embedder, claim_text, embed_unique

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.store.chroma import ChromaVectors


def vectors_of(
    catalog: Catalog, vectors: ChromaVectors, dimension: int, place: str, idents: Sequence[str]
) -> NDArray[np.float32]:
    """See `Store.vectors`."""
    import numpy as np

    keys = catalog.vectors_of(idents)
    found: dict[str, NDArray[np.float32]] = {}
    for side in SIDES:
        found |= vectors.get(side, [key for key, of in keys.values() if of == side])
    out = np.zeros((len(idents), dimension), dtype=np.float32)
    for row, ident in enumerate(idents):
        if ident not in keys or keys[ident][0] not in found:
            raise StoreError(f"{place}: no vector for statement {ident}", "Run `checker index` again.")
        out[row] = found[keys[ident][0]]
    return out


def replace_claims(
    catalog: CatalogWriter, vectors: ChromaVectors, embedder: Embedder, claims: Sequence[Claim]
) -> None:
    """See `Store.put_claims`."""
    keyed = {digest(c.file, c.id, claim_text(c), length=32): c for c in claims}
    files = {claim.file for claim in claims}
    known = catalog.claims_of(files)
    fresh = {key: claim_text(c) for key, c in keyed.items() if ("claims", key) not in known}
    embedded = embed_unique(embedder, list(fresh.values()))
    catalog.intend([*known, *(("claims", key) for key in fresh)])
    vectors.put("claims", list(fresh), embedded)
    catalog.replace_claims(files, keyed)
    maintenance.sweep(catalog, vectors)
