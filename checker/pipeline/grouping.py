"""From all that buyers say to groups of what they need; kept, for it depends on the calls only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from checker.model import Call, Evidence, Statement, digest
from checker.needs.grouping import Grouper, chosen
from checker.needs.kinds import MODELS
from checker.pipeline.bearing import Bearing, Found, Quotes, raw_of
from checker.pipeline.hearing import PART, LazyCalls
from checker.store.embedding import embed_unique, embedding_text
from checker.store.kept import text_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.needs.recipe import Recipe
    from checker.store.index import Store

RECIPE: Final = "1"
"""Of what is kept: raise it when statements are chosen, compared, grouped or quoted otherwise."""

QUOTES_A_STATEMENT: Final = 2
"""Stretches of one statement that are quoted where its file breaks it up."""

WISH_WEIGHT: Final = 0.1
"""What plain words of wanting count beside nearness when one of several stretches is to be quoted."""

KEPT_TITLES: Final = 12
"""Titles of a need that are kept: the first that no other need has is taken."""

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
        arrays = _Grouping(store, recipe, own_vectors).arrays()
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


class _Grouping:
    def __init__(self, store: Store, recipe: Recipe, own_vectors: bool) -> None:
        from checker.needs.kinds import KindModel
        from checker.store.local_embedder import LocalEmbedder

        embedder = LocalEmbedder()
        self._model = KindModel.load()
        self._model.check(f"{embedder.name} {embedder.version}")
        self._store, self._recipe, self._own = store, recipe, own_vectors
        self._embed = embed_by(store, own_vectors)
        self._numbered = list(store.numbered("buyer"))
        self._texts = [statement.text for _, statement in self._numbered]
        self._near: dict[int, NDArray[np.float32]] = {}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that `Bearing` is made of."""
        import numpy as np

        from checker.needs.likeness import alike_by, away_from, centred, likeness, middle, word_weights

        bearing, voices, mean = self._told()
        rows, beyond = chosen(bearing, self._recipe.bearing)
        keys = [key for key, _ in self._numbered]
        vectors = (
            np.stack([self._near[row] for row in rows]) if rows else np.zeros((0, len(mean)), np.float32)
        )
        self._near.clear()
        alone = self._embed([self._texts[row] for row in rows])
        usual, usual_alone = self._recipe.means or (None, None)
        centre = middle(len(keys), mean, usual)
        weights = word_weights(self._texts, rows)
        alike = likeness(away_from(centre, vectors), centred(alone, usual_alone), alike_by(weights))
        some, plain = [self._numbered[row][1] for row in rows], [voices[row] for row in rows]
        grouper = Grouper(some, vectors, alone, [1.0] * len(rows), plain, self._recipe, alike)
        found = [Found(group.members, grouper.group(group.members)) for group in grouper.find().groups]
        del alike, grouper
        found = self._quoted(found, some, alone, plain)
        return {
            "keys": np.array([keys[row] for row in rows], dtype="S32"),
            "beyond": np.array([keys[row] for row in beyond], dtype="S32"),
            "places": np.array(rows, dtype=np.int32),
            "beyond_places": np.array(beyond, dtype=np.int32),
            "vectors": vectors,
            "alone": alone,
            "voices": np.array(plain, dtype=np.float64),
            "middle": centre,
            "weights": weights.data,
            "columns": weights.indices,
            "begins": weights.indptr,
            "width": np.array(weights.shape[1]),
            "groups": text_array(json.dumps([raw_of(one) for one in found], separators=(",", ":"))),
        }

    def _told(self) -> tuple[list[float], list[float], NDArray[np.float32]]:
        """Whether each statement bears a need, how plainly, and the mean of all vectors."""
        import numpy as np

        bearing: list[float] = []
        voices: list[float] = []
        means: list[NDArray[np.float32]] = []
        sizes: list[int] = []
        for start, statements, vectors in self._parts():
            texts = [s.text for s in statements]
            told = self._model.carried(vectors, texts, [s.context for s in statements])
            shares = np.array([t.shares for t in told], dtype=np.float32)
            voices += self._recipe.gate.voices(shares, texts).tolist()
            bearing += [t.bearing for t in told]
            for row, one in enumerate(told):
                if one.bearing >= self._recipe.bearing:
                    self._near[start + row] = vectors[row].copy()
            means.append(vectors.mean(axis=0))
            sizes.append(len(vectors))
        return bearing, voices, np.average(means, axis=0, weights=sizes).astype(np.float32)

    def _parts(self) -> Iterator[tuple[int, list[Statement], NDArray[np.float32]]]:
        """Statements with their vectors, so many at a time: all vectors would not fit in memory."""
        for start in range(0, len(self._numbered), PART):
            said = [statement for _, statement in self._numbered[start : start + PART]]
            own = self._own
            yield (
                start,
                said,
                self._store.vectors([s.id for s in said])
                if own
                else self._embed([embedding_text(s) for s in said]),
            )

    def _quoted(
        self,
        found: Sequence[Found],
        statements: Sequence[Statement],
        alone: NDArray[np.float32],
        plain: Sequence[float],
    ) -> list[Found]:
        calls = LazyCalls(self._store)
        out: list[Found] = []
        for one in found:
            quotes = quotes_of(one.group.members, statements, alone, calls, self._embed)
            names = names_of(one.group.members, quotes, plain)[:KEPT_TITLES]
            out.append(Found(one.rows, one.group, quotes, tuple(names)))
        return out


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
