"""The statements of one side as a ranking by words needs them: each once, its words counted.

An index that keeps what was worked out of it gives them back without any of its statements being read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from checker.model import Side, Statement
from checker.retrieve.lexical import LexicalIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

RECIPE: Final = "1"
"""Of what is kept: raise it when words are told or weighed otherwise."""


class Statements(Protocol):
    """Any index of statements."""

    def statements(self, side: Side) -> Sequence[Statement]:
        """All statements of a side, in a fixed order."""


class Keeper(Protocol):
    """Keeps arrays beside the index, for as long as it is as it is."""

    def load(self, name: str, recipe: str) -> dict[str, NDArray[Any]] | None:
        """The arrays of a name; None if they have to be made."""

    def save(self, name: str, recipe: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Keeps arrays, if it can."""


class KeepingIndex(Protocol):
    """An index that keeps what was worked out of it: the store."""

    @property
    def kept(self) -> Keeper:
        """What was worked out of the index as it is now."""

    def numbered(self, side: Side | None = None) -> Iterator[tuple[str, Statement]]:
        """All statements of a side, in a fixed order, with a key each."""

    def by_ids(self, side: Side, idents: Iterable[str]) -> dict[str, Statement]:
        """Statements by id, the first of each."""


class Held:
    """The statements of one side.

    Args:
        words: Of each statement; a row is a place in `keys`.
        keys: Ids, each once: two files may hold the same call, and its words count once.
        calls: How many calls they are of.
        source: Gives statements by id.
    """

    def __init__(
        self,
        words: LexicalIndex,
        keys: Sequence[str],
        calls: int,
        source: Mapping[str, Statement] | KeepingIndex,
        side: Side,
    ) -> None:
        self.words, self.keys, self.calls = words, keys, calls
        self._source, self._side = source, side
        self._read: dict[str, Statement] = {}

    def of(self, idents: Iterable[str]) -> Mapping[str, Statement]:
        """Statements by id, at least those asked for that there are."""
        if isinstance(self._source, Mapping):
            return self._source
        missing = [ident for ident in dict.fromkeys(idents) if ident not in self._read]
        if missing:
            self._read |= self._source.by_ids(self._side, missing)
        return self._read


def held(index: Statements, side: Side) -> Held:
    """The statements of a side, worked out before or now."""
    if not hasattr(index, "kept"):
        statements = {s.id: s for s in reversed(index.statements(side))}
        keys = list(reversed(statements))
        calls = len({s.call for s in statements.values()})
        return Held(LexicalIndex(statements[key].text for key in keys), keys, calls, statements, side)
    keeping = cast(KeepingIndex, index)
    kept, name = keeping.kept, f"words-{side}"
    arrays = kept.load(name, RECIPE)
    if arrays is None:
        arrays = _arrays(keeping, side)
        kept.save(name, RECIPE, arrays)
    spelled = arrays["keys"].tobytes().decode("utf-8", "surrogatepass")
    return Held(
        LexicalIndex.of_arrays(arrays),
        spelled.split("\n") if spelled else [],
        int(arrays["calls"]),
        keeping,
        side,
    )


def _arrays(index: KeepingIndex, side: Side) -> dict[str, NDArray[Any]]:
    import numpy as np

    texts: dict[str, str] = {}
    calls: set[str] = set()
    for _, statement in index.numbered(side):
        texts.setdefault(statement.id, statement.text)
        calls.add(statement.call)
    spelled = "\n".join(texts).encode("utf-8", "surrogatepass")
    return {
        **LexicalIndex(texts.values()).arrays(),
        "keys": np.frombuffer(spelled, dtype=np.uint8),
        "calls": np.array(len(calls)),
    }
