"""Coverage: which claims answer a need, which are contradicted by it, and which are silent on it.

Verdicts come first: a claim that the need's statements support answers it, one that they contradict does not.
One verdict among several statements decides nothing, since a small judge errs. Without verdicts, a claim
answers a need if it lies near to its statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.model import Claim, Cover, Relation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEAST = 2
"""Statements of a need whose verdict must agree, where it has so many."""

SHARE = 3
"""At least one in so many statements must agree."""

Verdicts = Mapping[tuple[str, str], Relation]
"""Relation by (claim id, statement id); pairs that were not judged or are unrelated are left out."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of one need.

    Attributes:
        answers: For each claim in order.
        nearness: Mean over the statements of the cosine of the claim nearest to each.
    """

    answers: tuple[Cover, ...]
    nearness: float

    def claims(self, claims: Sequence[Claim], answer: Cover) -> tuple[Claim, ...]:
        """The claims with that answer, in order."""
        return tuple(c for c, given in zip(claims, self.answers, strict=True) if given == answer)


def coverage(
    claims: Sequence[Claim],
    statements: Sequence[str],
    near: NDArray[np.float32],
    verdicts: Verdicts,
    line: float,
) -> Coverage:
    """Coverage of a need.

    Args:
        claims: Of the campaign.
        statements: Ids of the need's statements.
        near: Cosine of each claim and statement: shape (len(claims), len(statements)).
        verdicts: Of a judge, on some of the pairs.
        line: Mean cosine from which a claim without verdicts answers the need.
    """
    if not claims or not statements:
        silent: Cover = "silent"
        return Coverage((silent,) * len(claims), 0.0)
    mean = near.mean(axis=1)
    answers = [
        _answer(
            [verdicts.get((claim.id, statement), "unrelated") for statement in statements], float(share), line
        )
        for claim, share in zip(claims, mean, strict=True)
    ]
    return Coverage(tuple(answers), float(near.max(axis=0).mean()))


def _answer(relations: Sequence[Relation], mean: float, line: float) -> Cover:
    enough = max(min(LEAST, len(relations)), len(relations) / SHARE)
    supports = relations.count("supports")
    against = relations.count("contradicts") + relations.count("dismisses")
    if against >= enough and against >= supports:
        return "contradicted"
    return "answered" if supports >= enough or mean >= line else "silent"
