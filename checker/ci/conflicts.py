"""Which other claims those of a change cannot be true beside: changed against all, not all against all.

The rules are those of `findings/conflicting_copy.py`; only pairs on which a rule fires are embedded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from checker.model import Claim, Finding, normalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.findings.readings import Reading
    from checker.judge.base import Judge

    Embed = Callable[[Iterable[str]], NDArray[np.float32]]

MOST_PAIRWISE: Final = 0.5
"""Share of all copy above which everything is compared with everything at once."""


def conflicts_with(
    claims: Sequence[Claim], others: Sequence[Claim], embed: Embed, judge: Judge
) -> list[Finding]:
    """Findings `conflicting-copy` in which one of `claims` takes part; the same clash is one finding.

    Args:
        claims: What was changed.
        others: All copy.
        embed: Gives unit vectors of texts.
        judge: A language model raises findings of its own.
    """
    changed = {claim.id for claim in claims}
    if judge.name == "llm" or len(changed) > MOST_PAIRWISE * len(others):
        from checker.pipeline.copying import conflicts

        vectors = embed([claim.quote for claim in others])
        return [f for f in conflicts(others, vectors, judge) if _touches(f, changed)]
    return _by_rules(_clashing(claims, others), embed)


def _touches(finding: Finding, changed: set[str]) -> bool:
    return any(c.id in changed for c in (finding.claim, finding.other) if c)


def _clashing(claims: Sequence[Claim], others: Sequence[Claim]) -> list[tuple[Claim, Claim]]:
    """Pairs of different assets on which a rule fires, each once, in order of place."""
    from checker.findings.clashes import clash, is_mute
    from checker.findings.readings import read

    speaking: list[tuple[Claim, Reading]] = []
    for claim in claims:
        reading = read(claim.quote, claim.context)
        if not is_mute(reading):
            speaking.append((claim, reading))
    if not speaking:
        return []
    found: dict[tuple[str, str], tuple[Claim, Claim]] = {}
    for other in others:
        reading = read(other.quote, other.context)
        if is_mute(reading):
            continue
        for claim, mine in speaking:
            if claim.file != other.file and clash(mine, reading):
                first, second = sorted((claim, other), key=lambda c: (c.file, c.span.start, c.id))
                found.setdefault((first.id, second.id), (first, second))
    return list(found.values())


def _by_rules(pairs: Sequence[tuple[Claim, Claim]], embed: Embed) -> list[Finding]:
    """Findings of the pairs, the nearest of those that say the same."""
    from checker.findings.conflicting_copy import conflicting_copy

    quotes = list(dict.fromkeys(claim.quote for pair in pairs for claim in pair))
    if not quotes:
        return []
    vectors = embed(quotes)
    row = {quote: number for number, quote in enumerate(quotes)}
    found: list[tuple[float, Finding]] = []
    for first, second in pairs:
        both = vectors[[row[first.quote], row[second.quote]]]
        near = round(float(both[0] @ both[1]), 4)
        found += [(near, finding) for finding in conflicting_copy([first, second], both)]
    best: dict[object, Finding] = {}
    for _, finding in sorted(found, key=lambda item: (-item[0], item[1].id)):
        best.setdefault(_sides(finding), finding)
    return list(best.values())


def _sides(finding: Finding) -> object:
    """What stands on both sides, as the message quotes it."""
    quoted = re.findall("“([^”]*)”", finding.message)
    return frozenset(re.sub(r"s\b", "", re.sub(r"[\W_]+", " ", normalised(side))) for side in quoted) or (
        finding.id
    )
