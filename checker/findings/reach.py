"""Reach: how many calls, accounts and how much money is behind a set of evidence.

Each deal counts once, however many of its calls or statements are quoted. Whose call it is, is told by
`account_key` for every number of accounts that is shown. Which amounts are added up, and to what, is said in
`checker.model.deal_sums`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from checker.model import Call, Deal, DealState, Evidence, Reach, SumCurrency, state_of, sum_currency


class DealsByCall(dict[str, Deal]):
    """The deal of each call, not to be changed: what holds for all of them is counted once."""

    @cached_property
    def sums(self) -> SumCurrency:
        """The currency that is summed; may be set to that of a whole deals file."""
        return sum_currency(self.values())


def account_of(own: str | None, deal: Deal | None) -> str | None:
    """The account of a call: its deal's, else the one that it names itself."""
    return (deal.account if deal else "") or own


def day_of(own: str | None, deal: Deal | None) -> str | None:
    """The day of a call, ISO 8601: its own, else that of its row of the deals file."""
    return own or (deal.date if deal and deal.calls else None)


def account_key(call: str, own: str | None, deal: Deal | None) -> str:
    """What calls of one account have in common: their deal's account, else their own; else no other call's.

    Args:
        call: Id of the call.
        own: The account that the call names itself.
        deal: The deal that it belongs to.
    """
    return (account_of(own, deal) or f"call {call}").casefold()


def count_accounts(calls: Iterable[Call], deals: Mapping[str, Deal]) -> int:
    """Number of different accounts of calls.

    Args:
        calls: Without their turns, if need be.
        deals: Deal of each call, by call id.
    """
    return len({account_key(call.id, call.account, deals.get(call.id)) for call in calls})


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
        accounts.add(account_key(item.call, item.account, deal))
        if deal:
            found[deal.id] = deal
    money: dict[DealState, float] = {"open": 0.0, "won": 0.0, "lost": 0.0}
    sums = deals.sums if isinstance(deals, DealsByCall) else sum_currency(deals.values())
    for deal in found.values():
        money[state_of(deal.outcome)] += sums.amount(deal) or 0.0
    return Reach(len(calls), len(accounts), money["open"], money["won"], money["lost"], sums.code)
