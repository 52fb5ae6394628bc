"""The work of grouping: what buyers need is told, compared, joined and quoted, as arrays to be kept."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from checker.model import Statement
from checker.needs.grouping import Grouper, chosen
from checker.needs.joining import Joining
from checker.pipeline.bearing import Found, raw_of
from checker.pipeline.grouping import embed_by, names_of, quotes_of
from checker.pipeline.hearing import PART, LazyCalls, Mean, held_by, keep_usual
from checker.store.embedding import embedding_text
from checker.store.kept import text_array

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.needs.recipe import Recipe
    from checker.store.index import Store

KEPT_TITLES: Final = 12
"""Titles of a need that are kept: the first that no other need has is taken."""


class Gathering:
    """What buyers say in a store, put into groups of what they need. Rows are places among all they say.

    Args:
        store: The index.
        recipe: Of the grouping.
        own_vectors: See `bearing_of`.

    Raises:
        ModelError: The models do not fit each other.
    """

    def __init__(self, store: Store, recipe: Recipe, own_vectors: bool) -> None:
        from checker.needs.kinds import KindModel
        from checker.store.local_embedder import LocalEmbedder

        embedder = LocalEmbedder()
        self._model = KindModel.load()
        self._model.check(f"{embedder.name} {embedder.version}")
        self._store, self._recipe, self._own = store, recipe, own_vectors
        self._embed = embed_by(store, own_vectors)
        self._texts: list[str] = []
        self._bearing: list[float] = []
        self._voices: list[float] = []
        self._near: list[NDArray[np.float32]] = []
        self._keys: dict[int, str] = {}
        self._at: dict[int, tuple[int, int]] = {}  # of those that bear a need, where their vectors lie
        self._alone: dict[int, NDArray[np.float32]] = {}

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that `Bearing` is made of."""
        import numpy as np

        from checker.needs.likeness import word_weights

        mean = self._told()
        rows, beyond = chosen(self._bearing, self._recipe.bearing)
        self._alone |= zip(rows, self._embed([self._texts[row] for row in rows]), strict=True)
        middle, alone = self._middles(mean, rows)
        words = word_weights(self._texts, [*rows, *beyond])
        groups = self._grouped(rows, beyond, words, middle, alone)
        joined = {row for one in groups for row in one.rows} - {*rows}
        held, left = sorted({*rows, *joined}), [row for row in beyond if row not in joined]
        at = {row: place for place, row in enumerate([*rows, *beyond])}
        words = words[[at[row] for row in held]]
        return {
            "keys": np.array([self._keys[row] for row in held], dtype="S32"),
            "beyond": np.array([self._keys[row] for row in left], dtype="S32"),
            "places": np.array(held, dtype=np.int32),
            "beyond_places": np.array(left, dtype=np.int32),
            "vectors": self._vectors(held, len(mean)),
            "alone": self._spoken(held, len(mean)),
            "voices": np.array([self._voices[row] for row in held], dtype=np.float64),
            "middle": middle,
            "middle_alone": alone,
            "weights": words.data,
            "columns": words.indices,
            "begins": words.indptr,
            "width": np.array(words.shape[1]),
            "groups": text_array(json.dumps(self._quoted(groups, held), separators=(",", ":"))),
        }

    def _told(self) -> NDArray[np.float32]:
        """Tells what each statement carries and notes those that bear a need; the mean of all vectors."""
        import numpy as np

        mean = Mean()
        for keyed, vectors in self._parts():
            said = [statement for _, statement in keyed]
            texts = [s.text for s in said]
            told = self._model.carried(vectors, texts, [s.context for s in said])
            shares = np.array([t.shares for t in told], dtype=np.float32)
            places = [place for place, one in enumerate(told) if one.bearing >= self._recipe.bearing]
            for number, place in enumerate(places):
                row = len(self._texts) + place
                self._keys[row], self._at[row] = keyed[place][0], (len(self._near), number)
            self._near.append(vectors[places])
            self._texts += texts
            self._bearing += [t.bearing for t in told]
            self._voices += self._recipe.gate.voices(shares, texts).tolist()
            mean.add(vectors)
        return keep_usual(self._store, mean) if self._own else mean.vector()

    def _parts(self) -> Iterator[tuple[list[tuple[str, Statement]], NDArray[np.float32]]]:
        """Statements with keys and vectors, so many at a time: all of them would not fit in memory."""
        every = self._store.numbered("buyer")
        while part := list(islice(every, PART)):
            said = [statement for _, statement in part]
            if self._own:
                yield part, self._store.vectors([s.id for s in said])
            else:
                yield part, self._embed([embedding_text(s) for s in said])

    def _vectors(self, rows: Sequence[int], dimension: int) -> NDArray[np.float32]:
        """Vectors with what was said before."""
        places = (self._at[row] for row in rows)
        return _stacked([self._near[part][place] for part, place in places], dimension)

    def _spoken(self, rows: Sequence[int], dimension: int) -> NDArray[np.float32]:
        """Vectors of own words."""
        return _stacked([self._alone[row] for row in rows], dimension)

    def _statements(self, rows: Sequence[int]) -> list[Statement]:
        return held_by(self._store, [self._keys[row] for row in rows])

    def _middles(
        self, mean: NDArray[np.float32], rows: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What is taken from vectors with what was said before, and from those without."""
        from checker.needs.likeness import middle

        usual, usual_alone = self._recipe.means or (None, None)
        alone = self._spoken(rows, len(mean)).mean(axis=0) if rows else mean
        return middle(len(self._texts), mean, usual), middle(len(rows), alone, usual_alone)

    def _grouped(
        self,
        rows: Sequence[int],
        beyond: Sequence[int],
        words: Any,
        middle: NDArray[np.float32],
        alone: NDArray[np.float32],
    ) -> list[Found]:
        """Groups of the statements that are compared, with those beyond that join them."""
        from checker.needs.likeness import Compared, alike_by, away_from, likeness

        size = len(middle)
        first = Compared(
            away_from(middle, self._vectors(rows, size)),
            away_from(alone, self._spoken(rows, size)),
            words[: len(rows)],
        )
        alike = likeness(first.in_context, first.alone, alike_by(first.words))
        grouper = Grouper(
            self._statements(rows),
            first.in_context,
            first.alone,
            [1.0] * len(rows),
            [self._voices[row] for row in rows],
            self._recipe,
            alike,
        )
        found = [(group.members, grouper.group(group.members)) for group in grouper.find().groups]
        groups = [
            Found(
                tuple(rows[place] for place in places),
                replace(group, members=tuple(rows[place] for place in group.members)),
            )
            for places, group in found
        ]
        if not beyond or not found:
            return groups
        joining = Joining([places for places, _ in found], first, self._recipe)
        del alike, grouper
        joined: dict[int, list[tuple[float, int]]] = {}
        for start in range(0, len(beyond), PART):
            own = beyond[start : start + PART]
            near = away_from(middle, self._vectors(own, size))
            spoken = words[len(rows) + start : len(rows) + start + len(own)]
            likely = joining.may_join(near, spoken)
            if not likely:
                continue
            vectors = self._embed([self._texts[own[place]] for place in likely])
            told = joining.joined(Compared(near[likely], away_from(alone, vectors), spoken[likely]))
            for place, vector, group in zip(likely, vectors, told, strict=True):
                if group:
                    joined.setdefault(group[0], []).append((-group[1], own[place]))
                    self._alone[own[place]] = vector.copy()
        return self._widened(groups, joined)

    def _widened(
        self, groups: Sequence[Found], joined: Mapping[int, Sequence[tuple[float, int]]]
    ) -> list[Found]:
        """Groups with what joined them behind their own, the most alike first."""
        out: list[Found] = []
        for number, one in enumerate(groups):
            new = [row for _, row in sorted(joined.get(number, ()))]
            members = (*one.group.members, *new)
            merit = self._recipe.gate.merit([self._voices[row] for row in members], one.group.cohesion)
            out.append(Found((*one.rows, *new), replace(one.group, members=members, merit=merit)))
        return out

    def _quoted(self, groups: Sequence[Found], held: Sequence[int]) -> list[Any]:
        """Groups as they are kept, those of most calls first; their rows become places in `held`."""
        calls = LazyCalls(self._store)
        place = {row: number for number, row in enumerate(held)}
        said, alone = self._statements(held), self._spoken(held, 0)
        plain = [self._voices[row] for row in held]
        out: list[tuple[int, Found]] = []
        for one in groups:
            rows, members = (tuple(place[row] for row in own) for own in (one.rows, one.group.members))
            quotes = quotes_of(members, said, alone, calls, self._embed)
            names = tuple(names_of(members, quotes, plain)[:KEPT_TITLES])
            count = len({(said[row].file, said[row].call) for row in rows})
            out.append((-count, Found(rows, replace(one.group, members=members), quotes, names)))
        return [raw_of(found) for _, found in sorted(out, key=lambda one: (one[0], one[1].rows))]


def _stacked(vectors: Sequence[NDArray[np.float32]], dimension: int) -> NDArray[np.float32]:
    import numpy as np

    return np.stack(vectors) if vectors else np.zeros((0, dimension), dtype=np.float32)
