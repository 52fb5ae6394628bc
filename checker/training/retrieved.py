"""Recall of a world's gold evidence through an exported embedder and the product's lexical ranking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checker.evaluate.retrieval import Question, evaluate
from checker.training.mining import World, embedding_text


def questions(world: World) -> tuple[list[int], list[Question]]:
    """Rows of buyers' statements, and the gold claims with their evidence as positions in those rows."""
    rows = [row for row, statement in enumerate(world.statements) if statement.side == "buyer"]
    place = {row: position for position, row in enumerate(rows)}
    asked = []
    for gold in world.gold:
        found = tuple(place[row] for row in gold.evidence if row in place)
        if gold.claims and found and gold.kind in ("contradicted-claim", "dismissed-claim", "supported"):
            asked.append(Question(world.claims[gold.claims[0]].quote, found))
    return rows, asked


def world_recall(world: World, folder: Path) -> dict[str, Any]:
    """The report of checker.evaluate.retrieval for one world."""
    from checker.retrieve.candidates import Limits
    from checker.retrieve.lexical import LexicalIndex
    from checker.store.local_embedder import LocalEmbedder

    rows, asked = questions(world)
    texts = [embedding_text(world.statements[row]) for row in rows]
    words = [world.statements[row].text for row in rows]
    index = LexicalIndex(words)
    embedder = LocalEmbedder(folder)
    limits = Limits()

    def worded(_: Sequence[str], query: str) -> list[int]:
        return [row for row, _ in index.top(query, len(words))]

    report = evaluate(
        texts,
        words,
        asked,
        embedder.embed,
        worded,
        dense_weight=limits.dense_weight,
        lexical_weight=limits.lexical_weight,
    )
    return report.to_json()
