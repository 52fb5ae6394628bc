"""Severity from countable facts, never from a model's confidence.

| fact | points |
|---|---|
| two accounts or more | 2 |
| two calls or more of one account | 1 |
| an open or a lost deal is behind it | 1 |
| a number, price, duration or date is in the claim | 1 |

3 points or more are high, 2 medium, less is low. A dismissed claim is one step lower than a
contradicted one, since nobody says that it is untrue. A claim that nobody speaks to is a note.
"""

from __future__ import annotations

import re

from checker.model import FindingKind, Reach, Severity

_STAKE = re.compile(
    r"\d|[$€£%]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|ninety|hundred|thousand|half|free|unlimited|days?|weeks?|months?|years?|hours?|minutes?|price[sd]?|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|june|july|august|"
    r"september|october|november|december)\b",
    re.I,
)
_STEPS: tuple[Severity, ...] = ("low", "medium", "high")
_LOWER: frozenset[FindingKind] = frozenset({"dismissed-claim", "wording-gap"})


def severity(kind: FindingKind, claim: str, reach: Reach) -> Severity:
    """Severity of a finding by the table above."""
    if kind == "unheard-claim":
        return "note"
    points = 2 if reach.accounts >= 2 else int(reach.calls >= 2)
    points += int(reach.open_amount > 0 or reach.lost_amount > 0)
    points += int(bool(_STAKE.search(claim)))
    step = 2 if points >= 3 else 1 if points == 2 else 0
    return _STEPS[max(0, step - int(kind in _LOWER))]


ORDER: dict[Severity, int] = {"high": 0, "medium": 1, "low": 2, "note": 3}


def at_or_above(severity_: Severity, bar: Severity) -> bool:
    """True if a finding of this severity meets the bar."""
    return ORDER[severity_] <= ORDER[bar]
