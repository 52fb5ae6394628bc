"""Which other claims those of a change cannot be true beside: changed against all, not all against all.

The rules are those of `findings/conflicting_copy.py`; embedded are only pairs on which a rule fires that
is not sure by itself, and of those the ones with most words in common.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from checker.model import Claim, Finding, normalised

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from checker.findings.readings import Reading
    from checker.judge.base import Judge

    Embed = Callable[[Iterable[str]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Clashing:
    """Two claims on which a rule fires, in order of place; `common` is the share of words they share."""

    first: Claim
    second: Claim
    sides: frozenset[str]
    common: float
    sure: bool

    @property
    def claims(self) -> list[Claim]:
        return [self.first, self.second]


MOST_UNSURE: Final = 200
"""Pairs that are embedded at most: a catalogue of five hundred prices has thousands."""

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
    return _findings(_clashing(claims, others), embed)


def _touches(finding: Finding, changed: set[str]) -> bool:
    return any(c.id in changed for c in (finding.claim, finding.other) if c)


def _clashing(claims: Sequence[Claim], others: Sequence[Claim]) -> list[_Clashing]:
    """Pairs of different assets on which a rule fires, each once, in order of place."""
    from checker.findings.clashes import Signs, clash, signs

    readings = [(claim, _reading(claim.quote, claim.context)) for claim in claims]
    speaking = [(claim, reading, mine) for claim, reading in readings if (mine := signs(reading))]
    at_stake = Signs(
        reduce(or_, (mine.first for *_, mine in speaking), 0),
        reduce(or_, (mine.second for *_, mine in speaking), 0),
    )
    found: dict[tuple[str, str], _Clashing] = {}
    for other in others if speaking else ():
        reading = _reading(other.quote, other.context)
        theirs = signs(reading, at_stake)
        for claim, line, mine in speaking if theirs else ():
            fires = clash(line, reading) if claim.file != other.file and mine.meets(theirs) else None
            if fires:
                first, second = sorted((claim, other), key=lambda c: (c.file, c.span.start, c.id))
                sides = frozenset(map(_side, (fires.here, fires.there)))
                common = len(line.stems & reading.stems) / max(1, len(line.stems | reading.stems))
                found.setdefault((first.id, second.id), _Clashing(first, second, sides, common, fires.sure))
    return list(found.values())


@lru_cache(maxsize=1 << 15)
def _reading(text: str, context: str) -> Reading:
    """What a line states, read once for what a change adds and for what it takes out."""
    from checker.findings.readings import read

    return read(text, context)


def _findings(pairs: Sequence[_Clashing], embed: Embed) -> list[Finding]:
    """Findings of the pairs, one for each two things that differ: that of the lines most alike."""
    import numpy as np

    from checker.findings.conflicting_copy import conflicting_copy

    pairs = sorted(pairs, key=lambda p: (-p.common, p.first.file, p.first.id, p.second.file, p.second.id))
    unsure = [p for p in pairs if not p.sure]
    pairs = [p for p in pairs if p.sure or p in unsure[:MOST_UNSURE]]
    doubtful = dict.fromkeys(c.quote for p in unsure[:MOST_UNSURE] for c in p.claims)
    row = {quote: number for number, quote in enumerate(doubtful)}
    vectors = embed(list(doubtful)) if doubtful else None
    certain = np.ones((2, 1), dtype=np.float32)  # a rule that is sure by itself needs no nearness
    best: dict[frozenset[str], Finding] = {}
    for pair in sorted(
        pairs, key=lambda p: (-p.common, p.first.file, p.first.id, p.second.file, p.second.id)
    ):
        if pair.sides in best:
            continue
        both = certain if pair.sure or vectors is None else vectors[[row[c.quote] for c in pair.claims]]
        for finding in conflicting_copy(pair.claims, both):
            best[pair.sides] = finding
    return list(best.values())


def _side(text: str) -> str:
    """What stands on one side, plurals and marks aside."""
    return re.sub(r"s\b", "", re.sub(r"[\W_]+", " ", normalised(text)))
