"""Reach: how many calls, accounts and how much money is behind a set of evidence.

Each deal counts once, however many of its calls or statements are quoted. A call without a deal
counts as a call; its account counts where it is known, else the call stands for its own account.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from checker.model import Deal, Evidence, Reach


class DealsByCall(dict[str, Deal]):
    """The deal of each call, not to be changed: what holds for all of them is counted once."""

    @cached_property
    def currency(self) -> str:
        """The currency of most deals."""
        return _currency(self.values())


def reach(evidence: Iterable[Evidence], deals: Mapping[str, Deal]) -> Reach:
    """Reach of evidence from calls.

    Args:
        evidence: Quotes; only those from calls count.
        deals: Deal of each call, by call id.
    """
    calls: set[str] = set()
    accounts: set[str] = set()
    found: dict[str, Deal] = {}
    for item in evidence:
        if not item.call:
            continue
        calls.add(item.call)
        deal = deals.get(item.call)
        accounts.add((deal.account if deal else item.account or f"call {item.call}").casefold())
        if deal:
            found[deal.id] = deal
    by_outcome = {"open": 0.0, "won": 0.0, "lost": 0.0}
    currency = deals.currency if isinstance(deals, DealsByCall) else _currency(deals.values())
    for deal in found.values():
        if deal.currency and deal.currency != currency:
            continue
        # Deals of present customers (`customer`, `renewed`) are money already won.
        outcome = deal.outcome if deal.outcome in by_outcome else "won" if deal.outcome else "open"
        by_outcome[outcome] += deal.amount or 0.0
    return Reach(
        len(calls), len(accounts), by_outcome["open"], by_outcome["won"], by_outcome["lost"], currency
    )


def _currency(deals: Iterable[Deal]) -> str:
    """The currency of most deals; amounts in another one are never added to it."""
    counts = Counter(deal.currency for deal in deals if deal.currency)
    return min(counts, key=lambda c: (-counts[c], c)) if counts else "USD"
