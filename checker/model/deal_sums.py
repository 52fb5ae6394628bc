"""What all sums over deals agree on: how a deal stands, and whose amounts are added up.

Money and win rates ask the same two functions, so that a deal whose amount is won is a deal won.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from checker.model.inputs import Deal

DealState = Literal["open", "won", "lost"]

ASSUMED = "USD"
"""What amounts are shown in where no deal names a currency."""

_STATES: dict[str, DealState] = {
    **dict.fromkeys(("won", "closed won", "closedwon", "win", "gewonnen"), "won"),
    # Who is a customer today has bought: his deal is won, whatever he says of us since.
    **dict.fromkeys(("customer", "existing customer", "current customer", "active customer"), "won"),
    **dict.fromkeys(("client", "renewed", "signed"), "won"),
    **dict.fromkeys(("lost", "closed lost", "closedlost", "loss", "verloren"), "lost"),
    **dict.fromkeys(("churned", "cancelled", "canceled", "no decision"), "lost"),
    **dict.fromkeys(("", "open", "offen", "in progress", "pending", "pipeline", "at risk"), "open"),
    **dict.fromkeys(("best case", "commit", "stalled", "on hold"), "open"),
}


class SumCurrency(NamedTuple):
    """The one currency that amounts are added up in.

    Attributes:
        code: ISO 4217, never empty.
        unmarked: Amounts that name no currency are taken to be in it too: the deals name no other.
    """

    code: str
    unmarked: bool

    def amount(self, deal: Deal) -> float | None:
        """What a deal adds to a sum, in `code`; None where it has no amount or one that is left out."""
        counts = deal.currency == self.code or (self.unmarked and not deal.currency)
        return deal.amount if counts else None


def state_of(outcome: str) -> DealState:
    """How a deal with this outcome stands; one whose word is not known is open: nothing is won or lost."""
    return known_state(outcome) or "open"


def known_state(outcome: str) -> DealState | None:
    """The same; None for a word that is not known."""
    words = "".join(c if c.isalnum() else " " for c in outcome.casefold()).split()
    return _STATES.get(" ".join(words))


def sum_currency(deals: Iterable[Deal]) -> SumCurrency:
    """The currency of most deals with an amount, each counted once; of equally many the first by its code."""
    counts = Counter(deal.currency for deal in _priced(deals) if deal.currency)
    if not counts:
        return SumCurrency(ASSUMED, unmarked=True)
    return SumCurrency(min(counts, key=lambda code: (-counts[code], code)), unmarked=len(counts) == 1)


def money_warnings(deals: Iterable[Deal]) -> tuple[str, ...]:
    """What a reader of sums of money and of win rates has to know, each a line; says what `Reach` does."""
    deals = list(deals)
    return tuple(line for line in (_currency_line(_priced(deals)), _outcome_line(deals)) if line)


def _currency_line(priced: list[Deal]) -> str:
    sums = sum_currency(priced)
    if priced and not any(deal.currency for deal in priced):
        return (
            f"no amount in the deals file names a currency: shown as {sums.code}; "
            "name it in the header (such as `amount_eur`) or in a column `currency`"
        )
    out = Counter(deal.currency for deal in priced if sums.amount(deal) is None)
    if not out:
        return ""
    named = [f"{out[code]} in {code}" for code in sorted(out) if code]
    named += [f"{out['']} without a currency where the file has several"] if out[""] else []
    return (
        f"{out.total()} of {len(priced)} deals with an amount left out of sums of money "
        f"({', '.join(named)}); sums are of {sums.code} only"
    )


def _outcome_line(deals: Iterable[Deal]) -> str:
    unknown = Counter(deal.outcome for deal in deals if known_state(deal.outcome) is None)
    if not unknown:
        return ""
    words = sorted(unknown, key=lambda word: (-unknown[word], word))
    shown = ", ".join(f"{word[:40]!r}" for word in words[:3]) + (", …" if len(words) > 3 else "")
    noun = "deal" if unknown.total() == 1 else "deals"
    return f"{unknown.total()} {noun} with an unknown outcome ({shown}): counted as open, not as won or lost"


def _priced(deals: Iterable[Deal]) -> list[Deal]:
    """Each deal with an amount, once."""
    return list({deal.id: deal for deal in deals if deal.amount is not None}.values())
