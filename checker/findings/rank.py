"""Order of findings: by severity, then money at stake, accounts, calls, place."""

from __future__ import annotations

from collections.abc import Iterable

from checker.findings.fingerprints import distinct
from checker.findings.severity import ORDER
from checker.model import Finding


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of reading, ids made unique."""

    def key(f: Finding) -> tuple[object, ...]:
        place = (f.claim.file, f.claim.span.start, f.claim.span.locator or "") if f.claim else ("",)
        money = f.reach.open_amount + f.reach.lost_amount
        return (ORDER[f.severity], -money, -f.reach.accounts, -f.reach.calls, f.kind, *place, f.id)

    return distinct(sorted(findings, key=key))
