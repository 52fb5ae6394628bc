"""From all that buyers say to groups of what they need; kept, for it depends on the calls only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from checker.model import Call, Evidence, Statement, digest
from checker.needs.kinds import MODELS
from checker.pipeline.bearing import Bearing, Quotes
from checker.store.embedding import embed_unique

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.needs.recipe import Recipe
    from checker.store.index import Store

RECIPE: Final = "2"
"""Of what is kept: raise it when statements are chosen, compared, grouped or quoted otherwise."""

QUOTES_A_STATEMENT: Final = 2
"""Stretches of one statement that are quoted where its file breaks it up."""

WISH_WEIGHT: Final = 0.1
"""What plain words of wanting count beside nearness when one of several stretches is to be quoted."""

_NAME: Final = "needs"
Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]


def bearing_of(store: Store, recipe: Recipe, own_vectors: bool = True) -> Bearing:
    """The need-bearing statements of a store in groups, worked out before or now.

    Args:
        store: The index.
        recipe: Of the grouping.
        own_vectors: Whether the store's vectors are by the project's own embedder; if not, the statements
            are embedded anew, since kinds of statements are told from those vectors.

    Raises:
        ModelError: The models do not fit each other.
    """
    kept, made_by = store.kept, _recipe(own_vectors)
    arrays = kept.load(_NAME, made_by)
    if arrays is None:
        from checker.pipeline.gathering import Gathering

        arrays = Gathering(store, recipe, own_vectors).arrays()
        kept.save(_NAME, made_by, arrays)
    return Bearing(arrays, store, recipe)


def is_grouped(store: Store, own_vectors: bool = True) -> bool:
    """Whether `bearing_of` has nothing to work out."""
    return store.kept.has(_NAME, _recipe(own_vectors))


def embed_by(store: Store, own_vectors: bool) -> Embed:
    """What embeds texts as the project's own embedder does."""
    if own_vectors:
        return store.embed
    from checker.store.local_embedder import LocalEmbedder

    embedder = LocalEmbedder()
    return lambda texts: embed_unique(embedder, list(texts))


def _recipe(own_vectors: bool) -> str:
    from checker.store.local_embedder import LocalEmbedder

    kinds = hashlib.sha256((MODELS / "kinds" / "meta.json").read_bytes()).hexdigest()
    embedder = LocalEmbedder()
    return digest(RECIPE, kinds, embedder.name, embedder.version, str(own_vectors))


def names_of(rows: Sequence[int], quotes: Quotes, voices: Sequence[float]) -> list[str]:
    """What a need of some rows may be called, the best first."""
    from checker.needs.titles import titles

    said = [(item.quote, voices[row]) for row, items in zip(rows, quotes, strict=True) for item in items]
    return titles([quote for quote, _ in said], [voice for _, voice in said])


def quotes_of(
    rows: Sequence[int],
    statements: Sequence[Statement],
    alone: NDArray[np.float32],
    calls: Mapping[tuple[str, str], Call],
    embed: Embed,
) -> Quotes:
    """What is quoted of each statement of a group: of several stretches, those that say it best."""
    from checker.findings.quotes import stretches
    from checker.judge.looking import Quoted
    from checker.judge.points import Place
    from checker.needs.marks import wish
    from checker.pipeline.llm_evidence import Placer

    centre = alone[list(rows)].mean(axis=0)
    options: list[list[tuple[int, int]]] = []
    words: list[list[str]] = []
    for row in rows:
        said = statements[row]
        turn = calls[said.file, said.call].turns[said.turn]
        options.append(stretches(said, turn))
        words.append([turn.text[start:end] for start, end in options[-1]])
    several = [word for spoken in words if len(spoken) > 1 for word in spoken]
    near = iter((embed(several) @ centre).tolist() if several else ())
    placer = Placer(calls, {})
    out: list[tuple[Evidence, ...]] = []
    for row, places, spoken in zip(rows, options, words, strict=True):
        said = statements[row]
        merit = [(next(near) if len(spoken) > 1 else 0.0) + WISH_WEIGHT * wish(word) for word in spoken]
        best = sorted(range(len(places)), key=lambda i: (-merit[i], i))[:QUOTES_A_STATEMENT]
        quoted = [Quoted(said.call, said.file, Place(said.turn, *places[i])) for i in sorted(best)]
        out.append(tuple(placer.of(quoted, "unrelated")))
    return tuple(out)
