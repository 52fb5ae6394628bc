"""Reach and win rate of findings and needs by segment and by stage.

Each deal has one segment and one stage, so that calls and money of the slices add up to the whole. Nothing
is said where the deals file names neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from checker.findings.reach import reach
from checker.findings.win_rate import win_rate
from checker.model import Breakdown, By, Deal, Evidence, Finding, Need, Slice

_BY: tuple[By, ...] = ("segment", "stage")


def breakdowns(
    findings: Sequence[Finding], needs: Sequence[Need], deals: Mapping[str, Deal]
) -> tuple[Breakdown, ...]:
    """Two for each finding and need that was heard in a deal with a segment or stage."""
    asked = [(f.id, f.evidence) for f in findings] + [(n.id, n.statements) for n in needs]
    found = (breakdown(ident, by, evidence, deals) for ident, evidence in asked for by in _BY)
    return tuple(b for b in found if b is not None)


def breakdown(of: str, by: By, evidence: Sequence[Evidence], deals: Mapping[str, Deal]) -> Breakdown | None:
    """One finding or need by segment or stage; None if no deal behind it has one.

    Args:
        of: Its id.
        by: What to divide by.
        evidence: Quotes from calls.
        deals: Deal of each call, by call id.
    """
    spelled: dict[str, str] = {}
    for deal in deals.values():
        spelled.setdefault(_value(deal, by).casefold(), _value(deal, by))
    parts: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.call:
            its = deals.get(item.call)
            parts.setdefault(_value(its, by).casefold() if its else "", []).append(item)
    if not any(parts):
        return None
    slices = [
        _slice(of, spelled.get(key, ""), part, deals, _of(key, by, deals)) for key, part in parts.items()
    ]
    return Breakdown(of, by, tuple(sorted(slices, key=_heaviest)))


def _slice(
    of: str, name: str, evidence: Sequence[Evidence], deals: Mapping[str, Deal], own: Mapping[str, Deal]
) -> Slice:
    rate = win_rate(of, evidence, own) if name else None
    # All deals, for they tell the currency that sums are in.
    return Slice(name, reach(evidence, deals), rate if rate and rate.present.n else None)


def _of(key: str, by: By, deals: Mapping[str, Deal]) -> dict[str, Deal]:
    return {call: deal for call, deal in deals.items() if _value(deal, by).casefold() == key}


def _value(deal: Deal, by: By) -> str:
    return " ".join((deal.segment if by == "segment" else deal.stage).split())


def _heaviest(part: Slice) -> tuple[object, ...]:
    return not part.name, -part.reach.accounts, -part.reach.calls, part.name
