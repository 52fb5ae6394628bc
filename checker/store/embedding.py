"""What is embedded of a statement, and by whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from checker.model import Claim, Statement, digest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONTEXT_WORDS = 25


class Embedder(Protocol):
    """Turns texts into vectors. Vectors of another name, version or dimension are never mixed."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def version(self) -> str:
        """Changes whenever the same text may get another vector."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors in the order of `texts`: shape (len(texts), dimension), float32."""


def embedding_text(statement: Statement) -> str:
    """The end of what was said before, then the statement: what stands for it in the vector index.

    A short answer ("Yeah, twice that.") means nothing without the question. Lone surrogates, which
    tokenizers refuse, become question marks.
    """
    before = " ".join(statement.context.split()[-CONTEXT_WORDS:])
    text = f"{before}\n{statement.text}" if before else statement.text
    return text.encode("utf-8", "replace").decode("utf-8")


def vector_id(statement: Statement, text: str) -> str:
    """Key of a statement's vector. The same key always means the same vector.

    Args:
        statement: Whose vector.
        text: Its `embedding_text`.
    """
    place = (str(statement.turn), str(statement.start), str(statement.end))
    return digest(statement.file, statement.call, statement.id, *place, text, length=32)


def embed_unique(embedder: Embedder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of `texts`, each different text embedded once.

    Returns:
        Shape (len(texts), dimension), float32.
    """
    import numpy as np

    if not texts:
        return np.zeros((0, embedder.dimension), dtype=np.float32)
    rows = {text: row for row, text in enumerate(dict.fromkeys(texts))}
    vectors = np.asarray(embedder.embed(list(rows)), dtype=np.float32)
    return vectors[[rows[text] for text in texts]]


def claim_text(claim: Claim) -> str:
    """What is embedded of a claim: its words. Lone surrogates become question marks."""
    return claim.quote.encode("utf-8", "replace").decode("utf-8")
