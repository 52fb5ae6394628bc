"""Recall of gold evidence: how much of what speaks to a claim is among its first candidates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CUTS = (10, 30, 60, 100)

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Takes n texts, returns unit vectors (n, d)."""

LexicalRank = Callable[[Sequence[str], str], Sequence[int]]
"""Takes all texts and a query, returns indices of texts that share words with it, best first."""

RANK_OFFSET = 60
"""Of reciprocal rank fusion, as in the product's retrieval."""


@dataclass(frozen=True)
class Question:
    """A claim and which of the world's texts are its gold evidence."""

    claim: str
    evidence: tuple[int, ...]


@dataclass(frozen=True)
class RetrievalReport:
    """Mean share of a claim's evidence among the first k candidates, by k, for three rankings."""

    claims: int
    dense: dict[int, float]
    lexical: dict[int, float]
    fused: dict[int, float]

    def to_json(self) -> dict[str, Any]:
        """The report as ``checker eval retrieval --json`` prints it."""
        rankings = {"dense": self.dense, "lexical": self.lexical, "fused": self.fused}
        return {
            "claims": self.claims,
            **{
                name: {str(cut): round(value, 4) for cut, value in by.items()}
                for name, by in rankings.items()
            },
        }


def evaluate(
    texts: Sequence[str], words: Sequence[str], questions: Sequence[Question],
    embed: Embed, lexical: LexicalRank, *, dense_weight: float = 1.0, lexical_weight: float = 1.0,
) -> RetrievalReport:  # fmt: skip
    """Recall of the dense, the lexical and the fused ranking over one world.

    Args:
        texts: what is embedded of each statement.
        words: what the lexical ranking reads of each statement, same order.
        questions: claims with the indices of their evidence in ``texts``.
        embed: gives unit vectors.
        lexical: gives a ranking by words.
        dense_weight: of the dense ranking in the fusion.
        lexical_weight: of the lexical ranking in the fusion.
    """
    vectors = embed(texts)
    asked = embed([question.claim for question in questions])
    hits: dict[str, dict[int, list[float]]] = {
        name: {cut: [] for cut in CUTS} for name in ("dense", "lexical", "fused")
    }
    for row, question in enumerate(questions):
        near = [int(index) for index in (-(vectors @ asked[row])).argsort(kind="stable")]
        worded = list(lexical(words, question.claim))
        rankings = {
            "dense": near,
            "lexical": worded,
            "fused": fuse(near, worded, dense_weight, lexical_weight),
        }
        for name, ranking in rankings.items():
            for cut in CUTS:
                found = set(ranking[:cut]) & set(question.evidence)
                hits[name][cut].append(len(found) / len(question.evidence))
    mean = {name: {cut: sum(v) / max(1, len(v)) for cut, v in by.items()} for name, by in hits.items()}
    return RetrievalReport(len(questions), mean["dense"], mean["lexical"], mean["fused"])


def fuse(
    dense: Sequence[int], lexical: Sequence[int], dense_weight: float, lexical_weight: float
) -> list[int]:
    """Reciprocal rank fusion of two rankings, best first, ties by index."""
    scores: dict[int, float] = {}
    for ranking, weight in ((dense, dense_weight), (lexical, lexical_weight)):
        for rank, index in enumerate(ranking):
            scores[index] = scores.get(index, 0.0) + weight / (RANK_OFFSET + rank + 1)
    return sorted(scores, key=lambda index: (-scores[index], index))
