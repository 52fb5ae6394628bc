"""`unmet-need`: what buyers of three calls and two accounts or more need, and no claim answers.

Grouping by nearness errs. So without a language model a need is reported only if its statements voice one
plainly, are alike, and do not lie near to the copy: `needs.recipe.Gate` weighs that.
"""

from __future__ import annotations

from collections import Counter

from checker.findings.fingerprints import fingerprint
from checker.findings.severity import severity
from checker.model import Evidence, Finding, Need

LEAST_CALLS = 3
LEAST_ACCOUNTS = 2
QUOTES_A_CALL = 4


def unmet_need(need: Need) -> Finding | None:
    """The finding that no claim answers a need; None if a claim does or too few buyers voice it.

    The fingerprint comes from the need's id, which stays when calls are added or the title changes.
    """
    weight = need.reach
    if need.answered_by or weight.calls < LEAST_CALLS or weight.accounts < LEAST_ACCOUNTS:
        return None
    return Finding(
        id=fingerprint("unmet-need", need.id, "copy"),
        kind="unmet-need",
        severity=severity("unmet-need", need.title, weight),
        message=(
            f"Buyers at {weight.accounts} accounts ({weight.calls} calls) voice a need like this, "
            "and no claim speaks to it."
        ),
        claim=None,
        evidence=_spread(need.statements),
        reach=weight,
        need=need.title,
    )


def _spread(statements: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """The first quotes of each call, in order."""
    taken: Counter[tuple[str, str]] = Counter()
    out: list[Evidence] = []
    for item in statements:
        taken[item.file, item.call] += 1
        if taken[item.file, item.call] <= QUOTES_A_CALL:
            out.append(item)
    return tuple(out)
