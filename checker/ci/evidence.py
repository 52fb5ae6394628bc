"""Where the words of calls come from in a build: the index, or a snapshot of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from checker.model import Call, Deal, Side, Statement, digest, money_warnings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.store.index import Store


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is."""

    calls: int
    accounts: int
    statements: int


class CallEvidence(Protocol):
    """What the check needs of the calls."""

    @property
    def digest(self) -> str:
        """Changes whenever what was said, or the deals, change."""
        ...

    @property
    def deals(self) -> Mapping[str, Deal]:
        """Deal of each call, by call id."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the figures has to know: words not used, money left out, outcomes not known."""
        ...

    @property
    def embedder(self) -> str:
        """Name and version of what embeds."""
        ...

    def counts(self) -> Counts:
        """How much there is."""
        ...

    def statements(self, side: Side) -> Sequence[Statement]:
        """All statements of a side, in a fixed order."""
        ...

    def search(self, side: Side, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Statement, float]]]:
        """For each row of `vectors` the nearest statements with their cosine, nearest first."""
        ...

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """Unit vectors of texts; no text is embedded twice."""
        ...

    def call(self, ident: str, file: str | None = None) -> Call | None:
        """One call by its id."""
        ...


class StoreEvidence:
    """The index itself.

    Args:
        store: Open for reading; stays the caller's.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def digest(self) -> str:
        """Of the indexed files and the deals."""
        files = sorted(f"{file} {stat.sha256} {stat.recipe}" for file, stat in self._store.files().items())
        return digest(*files, *map(str, self._store.deals()), length=32)

    @cached_property
    def deals(self) -> Mapping[str, Deal]:
        """Deal of each call, by call id."""
        from checker.sources.deals import Deals

        return Deals(tuple(self._store.deals())).by_call(self._store.heads())

    @property
    def warnings(self) -> tuple[str, ...]:
        """See `CallEvidence`."""
        from checker.sources.speakers import unplaced_of

        unplaced = unplaced_of(tuple(self._store.heads()), self._store.stats().unknown)
        return (*unplaced.warnings, *money_warnings(self._store.deals()))

    @property
    def embedder(self) -> str:
        """See `CallEvidence`."""
        return self._store.embedder

    def counts(self) -> Counts:
        """How much there is."""
        from checker.findings.reach import count_accounts

        stats = self._store.stats()
        return Counts(stats.calls, count_accounts(self._store.heads(), self.deals), stats.buyer)

    def statements(self, side: Side) -> Sequence[Statement]:
        """See `CallEvidence`."""
        return self._store.statements(side)

    def search(self, side: Side, vectors: NDArray[np.float32], n: int) -> list[list[tuple[Statement, float]]]:
        """See `CallEvidence`."""
        return self._store.search(side, vectors, n)

    def embed(self, texts: Iterable[str]) -> NDArray[np.float32]:
        """See `CallEvidence`."""
        vectors: NDArray[np.float32] = self._store.embed(texts)
        return vectors

    def call(self, ident: str, file: str | None = None) -> Call | None:
        """See `CallEvidence`."""
        return self._store.call(ident, file)
