"""Looking into the store: its calls with their deals, and what was said on them, by word or by meaning.

For whoever shows calls to people. Reads the store once into a `CallBook`; only a search by meaning opens
it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from checker.model import Call, Deal, Side, Statement
from checker.pipeline.opening import home_of, open_store
from checker.pipeline.reviewing import deals_by_call
from checker.settings import Settings
from checker.store.files import stats_of

if TYPE_CHECKING:
    from checker.retrieve.lexical import LexicalIndex
    from checker.store.index import StoreStats


@dataclass(frozen=True, slots=True)
class Filters:
    """Which calls and whose words; empty fields let everything through. Dates are ISO 8601."""

    segment: str = ""
    stage: str = ""
    outcome: str = ""
    side: Side | None = "buyer"
    since: str = ""
    until: str = ""

    def passes(self, call: Call, deal: Deal | None) -> bool:
        """Whether a call is among those asked for; one without a deal or date fails where that is asked."""
        asked = ((self.segment, "segment"), (self.stage, "stage"), (self.outcome, "outcome"))
        if any(value and (deal is None or getattr(deal, name) != value) for value, name in asked):
            return False
        day = date_of(call, deal)
        return not ((self.since and (not day or day < self.since)) or (self.until and day > self.until))


def date_of(call: Call, deal: Deal | None) -> str:
    """Day of a call, ISO 8601; else that of its row of the deals file; empty if unknown."""
    return call.date or (deal.date if deal and deal.date else "")


class CallBook:
    """What the store holds, in memory.

    Args:
        calls: All calls.
        deals: Deal of each call, by call id.
        statements: All statements.
        stats: What the store counts.
    """

    def __init__(
        self,
        calls: Iterable[Call] = (),
        deals: dict[str, Deal] | None = None,
        statements: Sequence[Statement] = (),
        stats: StoreStats | None = None,
    ) -> None:
        self.calls = tuple(calls)
        self.deals = deals or {}
        self.statements = tuple(statements)
        self.stats = stats
        self._by_file = {(call.file, call.id): call for call in self.calls}

    def call(self, file: str, ident: str = "") -> Call | None:
        """A call by its file; `ident` tells which, where a file holds several."""
        if ident:
            return self._by_file.get((file, ident))
        return next((call for call in self.calls if call.file == file), None)

    def deal(self, call: Call) -> Deal | None:
        """The deal that a call belongs to."""
        return self.deals.get(call.id)

    def account(self, call: Call) -> str:
        """Account of a call; empty if unknown."""
        deal = self.deal(call)
        return deal.account if deal else call.account or ""

    def values(self, name: str) -> list[str]:
        """All values of `segment`, `stage` or `outcome` among the deals, sorted."""
        return sorted({str(getattr(deal, name)) for deal in self.deals.values()} - {""})

    def listed(self, filters: Filters) -> list[Call]:
        """Calls that pass, the latest first, those without a date last."""
        found = [call for call in self.calls if filters.passes(call, self.deal(call))]
        return sorted(found, key=lambda c: date_of(c, self.deal(c)), reverse=True)

    def worded(self, query: str, filters: Filters, n: int = 40) -> list[Statement]:
        """Statements that share words with the query, best first."""
        hits = self._lexical.top(query, len(self.statements))
        return self._passing((self.statements[row] for row, _ in hits), filters, n)

    def kept(self, found: Iterable[Statement], filters: Filters, n: int = 40) -> list[Statement]:
        """The first `n` of found statements that pass."""
        return self._passing(found, filters, n)

    @cached_property
    def _lexical(self) -> LexicalIndex:
        from checker.retrieve.lexical import LexicalIndex

        return LexicalIndex([statement.text for statement in self.statements])

    def _passing(self, found: Iterable[Statement], filters: Filters, n: int) -> list[Statement]:
        out: list[Statement] = []
        for statement in found:
            call = self._by_file.get((statement.file, statement.call))
            if call is None or (filters.side and statement.side != filters.side):
                continue
            if filters.passes(call, self.deal(call)):
                out.append(statement)
                if len(out) == n:
                    break
        return out


def open_book(settings: Settings) -> CallBook:
    """Everything the store holds; an empty book where there is none yet.

    Raises:
        StoreError: The store cannot be read.
    """
    if not settings.store.url and not Path(settings.store.path).exists():
        return CallBook()
    with open_store(settings, write=False) as store:
        return CallBook(store.calls(), deals_by_call(store), store.statements(), store.stats())


def near(settings: Settings, query: str, side: Side | None, n: int = 200) -> list[Statement]:
    """Statements nearest in meaning to a query, nearest first; of buyers and of us if `side` is None.

    Raises:
        StoreError: The store cannot be read.
    """
    if side == "unknown":
        return []
    sides: tuple[Side, ...] = (side,) if side else ("buyer", "ours")
    with open_store(settings, write=False) as store:
        vectors = store.embed([query])
        hits = [hit for one in sides for hit in store.search(one, vectors, n)[0]]
    return [statement for statement, _ in sorted(hits, key=lambda hit: -hit[1])]


def stamp(settings: Settings) -> tuple[tuple[str, int, int], ...]:
    """Changes whenever the store on this machine does; empty where there is none."""
    home = home_of(settings)
    if not home.is_dir():
        return ()
    # The write-ahead log changes with each write, the catalog itself only at a checkpoint.
    files = (p for p in home.glob("catalog*") if not p.name.endswith("-shm"))
    return tuple(sorted((p.name, stat.st_mtime_ns, stat.st_size) for p, stat in stats_of(files)))
