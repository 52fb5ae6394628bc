"""Reach and win rate of findings and needs by segment and by stage.

Each deal has one segment and one stage, so that calls and money of the slices add up to the whole. Nothing
is said where the deals file names neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checker.findings.reach import DealsByCall, reach
from checker.findings.win_rate import win_rate
from checker.model import Breakdown, By, Deal, Evidence, Finding, Need, Slice

_BY: tuple[By, ...] = ("segment", "stage")


def breakdowns(
    findings: Sequence[Finding], needs: Sequence[Need], deals: Mapping[str, Deal]
) -> tuple[Breakdown, ...]:
    """Two for each finding and need that was heard in a deal with a segment or stage."""
    asked = [(f.id, f.evidence) for f in findings] + [(n.id, n.statements) for n in needs]
    divided = [Divided.by(by, deals) for by in _BY]
    found = (breakdown(ident, parts, evidence) for ident, evidence in asked for parts in divided)
    return tuple(b for b in found if b is not None)


@dataclass(frozen=True, slots=True)
class Divided:
    """All deals by their segment or stage.

    Attributes:
        kind: What they are divided by.
        deals: Deal of each call, by call id.
        names: As the deals file spells each first, by the folded name.
        parts: The deals of each, by the folded name.
    """

    kind: By
    deals: Mapping[str, Deal]
    names: Mapping[str, str]
    parts: Mapping[str, Mapping[str, Deal]]

    @classmethod
    def by(cls, kind: By, deals: Mapping[str, Deal]) -> Divided:
        """The deals of each call, divided."""
        names: dict[str, str] = {}
        parts: dict[str, DealsByCall] = {}
        for call, deal in deals.items():
            name = _value(deal, kind)
            names.setdefault(name.casefold(), name)
            parts.setdefault(name.casefold(), DealsByCall())[call] = deal
        return cls(kind, deals, names, parts)


def breakdown(of: str, divided: Divided, evidence: Sequence[Evidence]) -> Breakdown | None:
    """One finding or need by segment or stage; None if no deal behind it has one.

    Args:
        of: Its id.
        divided: All deals.
        evidence: Quotes from calls.
    """
    parts: dict[str, list[Evidence]] = {}
    for item in evidence:
        if item.call:
            its = divided.deals.get(item.call)
            parts.setdefault(_value(its, divided.kind).casefold() if its else "", []).append(item)
    if not any(parts):
        return None
    slices = [_slice(of, key, part, divided) for key, part in parts.items()]
    return Breakdown(of, divided.kind, tuple(sorted(slices, key=_heaviest)))


def _slice(of: str, key: str, evidence: Sequence[Evidence], divided: Divided) -> Slice:
    name = divided.names.get(key, "")
    rate = win_rate(of, evidence, divided.parts.get(key, {})) if name else None
    # All deals, for they tell the currency that sums are in.
    return Slice(name, reach(evidence, divided.deals), rate if rate and rate.present.n else None)


def _value(deal: Deal, by: By) -> str:
    return " ".join((deal.segment if by == "segment" else deal.stage).split())


def _heaviest(part: Slice) -> tuple[object, ...]:
    return not part.name, -part.reach.accounts, -part.reach.calls, part.name
