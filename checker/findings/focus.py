"""A statement speaks to few claims: of all that a judge hears in it, only the nearest count.

Some sentences ("it's word for word off your website …") sound like a clash with half of a campaign, and
a small judge is as sure of one as of the other: what tells them apart is what the sentence is about. So a
judge's probability is weighed with the number of claims that lie nearer to the statement (`Weight`), and for
each statement and relation only the surest claims are kept; ties go to the one that retrieval found nearest.
A statement that only asks speaks to none.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol, TypeVar

from checker.findings.asking import only_asks
from checker.model import Candidate, Relation, Verdict, Weight

CLAIMS_PER_STATEMENT = 2

_LEAST = 0.005  # probabilities nearer to 0 and 1 say no more

_INDEX = {"supports": 0, "contradicts": 1, "dismisses": 2}


class Judged(Protocol):
    """A candidate with its verdict."""

    @property
    def candidate(self) -> Candidate:
        """The statement and how it was found."""
        ...

    @property
    def verdict(self) -> Verdict:
        """What it was judged to be."""
        ...


T = TypeVar("T", bound=Judged)


def focused(
    stances: Sequence[T],
    weights: Mapping[Relation, Weight] = MappingProxyType({}),
    most: int = CLAIMS_PER_STATEMENT,
) -> list[T]:
    """The stances that remain, in their order.

    Args:
        stances: What a judge heard.
        weights: Of its probabilities; without them its word stands.
        most: Claims a statement may count for in each relation, where the judge gives probabilities.
    """
    sure: dict[int, float] = {}
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, stance in enumerate(stances):
        if not only_asks(stance.candidate.statement.text):
            weight = weights.get(stance.verdict.relation)
            sure[i] = weighed(_score(stance), stance.candidate.rivals, weight) if weight else 0.0
            if not weight or sure[i] >= weight.bar:
                groups[stance.candidate.statement.id, stance.verdict.relation].append(i)
    kept: set[int] = set()
    for rows in groups.values():
        rows.sort(key=lambda i: (-sure[i], -stances[i].candidate.score, -_score(stances[i]), i))
        kept.update(rows[:most] if _score(stances[rows[0]]) else rows)
    return [stance for i, stance in enumerate(stances) if i in kept]


def weighed(score: float, rivals: int, weight: Weight) -> float:
    """The probability that a relation holds which a judge gives ``score``, with so many nearer claims."""
    score = min(max(score, _LEAST), 1 - _LEAST)
    odds = weight.base + weight.score * math.log(score / (1 - score)) + weight.rivals * math.log1p(rivals)
    return round(1 / (1 + math.exp(-odds)), 4)


def _score(stance: Judged) -> float:
    scores = stance.verdict.scores
    return scores[_INDEX[stance.verdict.relation]] if scores else 0.0
