"""What was heard on all calls of a store, worked out once for each state of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, overload

from checker.errors import StoreError
from checker.findings.heard import RECIPE, Heard, heard_arrays
from checker.model import Call, Statement, Turn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.store.index import Store

_HEARD: Final = "heard"
_USUAL: Final = "usual"
PART: Final = 5000
"""Vectors that are in memory at a time."""

CALLS: Final = 500
"""Whole calls that are."""


def heard_in(store: Store) -> Heard:
    """Words and terms of all statements."""
    import numpy as np

    kept = store.kept
    arrays = kept.load(_HEARD, RECIPE)
    if arrays is None:
        keys: list[str] = []

        def listed() -> Iterator[Statement]:
            for key, statement in store.numbered():
                keys.append(key)
                yield statement

        arrays = heard_arrays(listed())
        arrays["keys"] = np.array(keys, dtype="S32")
        kept.save(_HEARD, RECIPE, arrays)
    rows = arrays["keys"]

    def read(wanted: Sequence[int]) -> list[Statement]:
        named = [rows[row].decode("ascii") for row in wanted]
        return held_by(store, named)

    return Heard(arrays, read)


def held_by(store: Store, keys: Sequence[str]) -> list[Statement]:
    """Statements by the keys of their vectors, in order.

    Raises:
        StoreError: One has gone since the keys were read.
    """
    found = store.by_keys(keys)
    if any(key not in found for key in keys):
        raise StoreError(f"{store.place}: calls were indexed meanwhile", "Run it again.")
    return [found[key] for key in keys]


def usual_vector(store: Store) -> NDArray[np.float32]:
    """Mean of the vectors of all that buyers said."""
    arrays = store.kept.load(_USUAL, RECIPE)
    if arrays is None:
        idents = [statement.id for _, statement in store.numbered("buyer")]
        mean = Mean()
        for start in range(0, len(idents), PART):
            mean.add(store.vectors(idents[start : start + PART]))
        return keep_usual(store, mean)
    return arrays["mean"]


def keep_usual(store: Store, mean: Mean) -> NDArray[np.float32]:
    """Keeps what `usual_vector` gives, for whoever has all vectors at hand; returns it."""
    vector = mean.vector()
    store.kept.save(_USUAL, RECIPE, {"mean": vector})
    return vector


class Mean:
    """The mean of vectors that come in parts, each `PART` of them: equal parts give equal bytes."""

    def __init__(self) -> None:
        self._total: NDArray[np.float64] | float = 0.0
        self._count = 0

    def add(self, vectors: NDArray[np.float32]) -> None:
        """One part: shape (n, d)."""
        import numpy as np

        self._total = self._total + vectors.sum(axis=0, dtype=np.float64)
        self._count += len(vectors)

    def vector(self) -> NDArray[np.float32]:
        """The mean: shape (d,)."""
        import numpy as np

        return np.asarray(self._total / max(1, self._count), dtype=np.float32)


class LazyStatements(Sequence[Statement]):
    """Statements by the keys of their vectors, read when one of them is first asked for.

    Args:
        store: Open until then.
        keys: Of the statements, in order.
    """

    def __init__(self, store: Store, keys: Sequence[str]) -> None:
        self._store, self._keys = store, keys

    def __len__(self) -> int:
        """How many there are."""
        return len(self._keys)

    @overload
    def __getitem__(self, place: int) -> Statement: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Statement]: ...
    def __getitem__(self, place: int | slice) -> Statement | Sequence[Statement]:
        """One of them, or some."""
        return self._all[place]

    @cached_property
    def _all(self) -> list[Statement]:
        return held_by(self._store, self._keys)


class LazyCalls(Mapping[tuple[str, str], Call]):
    """The calls of a store by file and id, read when they are asked for, the last few kept in memory.

    Args:
        store: Open as long as calls are asked for.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read: dict[tuple[str, str], Call] = {}  # the one asked for last is last

    def __getitem__(self, key: tuple[str, str]) -> Call:
        """The call of a file.

        Raises:
            KeyError: The store has none of that id.
        """
        call = self._read.pop(key, None)
        if call is None:
            file, ident = key
            call = self._store.call(ident, file)
            if call is None:
                raise KeyError(key)
        self._read[key] = call
        if len(self._read) > CALLS:
            del self._read[next(iter(self._read))]
        return call

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """File and id of each call."""
        return ((call.file, call.id) for call in self._store.heads())

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


def turns_of(store: Store) -> Callable[[Statement], Turn | None]:
    """Gives the turn that a statement is of: of a call that two files hold, the first one's."""
    return lambda statement: store.turn(statement.call, statement.turn)
