"""How deals went in which a thing came up on a call, beside those in which it did not.

Each deal counts once, in whatever currency it is. Only deals that are won or lost are counted, and only
those with calls: of a deal without one nobody knows what came up in it. A deal is won here exactly if its
amount is among the money won, so a present customer's (`customer`, `renewed`) is, although the call came
after the signature. What differs is not what causes: the answer is a place to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from checker.model import Deal, Evidence, Finding, Need, Share, WinRate, state_of


def win_rate(of: str, evidence: Iterable[Evidence], deals: Mapping[str, Deal]) -> WinRate:
    """Win rate with and without what the evidence is about.

    Args:
        of: Id of the finding or need.
        evidence: Quotes from calls.
        deals: Deal of each call, by call id.
    """
    by_id = {deal.id: deal for deal in deals.values()}
    heard = {deals[e.call].id for e in evidence if e.call in deals}
    present = [deal for ident, deal in by_id.items() if ident in heard]
    absent = [deal for ident, deal in by_id.items() if ident not in heard]
    with_, without = _share(present), _share(absent)
    return WinRate(of, with_, without, len(by_id) - with_.n - without.n)


def win_rates(
    findings: Sequence[Finding], needs: Sequence[Need], deals: Mapping[str, Deal]
) -> tuple[WinRate, ...]:
    """One for each finding and each need that came up in a deal; none where no deal was decided."""
    asked = [(f.id, f.evidence) for f in findings] + [(n.id, n.statements) for n in needs]
    rates = (win_rate(ident, evidence, deals) for ident, evidence in asked)
    return tuple(rate for rate in rates if rate.present.n)


def _share(deals: Iterable[Deal]) -> Share:
    states = [state_of(deal.outcome) for deal in deals]
    won = states.count("won")
    return Share(won, won + states.count("lost"))
