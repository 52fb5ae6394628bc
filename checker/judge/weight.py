"""What a probability is worth where several claims compete for one statement."""

from __future__ import annotations

import math
from dataclasses import dataclass

_LEAST = 0.005  # probabilities nearer to 0 and 1 say no more


@dataclass(frozen=True, slots=True)
class Weight:
    """Log odds of a relation: `base + score * logit(p) + rivals * log(1 + n)` for probability p and n rivals.

    Fitted by `checker.training.weighing`. From the probability `bar` on the relation is reported; from
    `together` on, where it has one, only beside another statement that says the same of the claim.
    """

    base: float
    score: float
    rivals: float
    bar: float
    together: float = math.inf

    def probability(self, p: float, rivals: float) -> float:
        """That the relation holds which a model gives `p`, with so many claims nearer to the statement."""
        p = min(max(p, _LEAST), 1 - _LEAST)
        odds = self.base + self.score * math.log(p / (1 - p)) + self.rivals * math.log1p(rivals)
        return 1 / (1 + math.exp(-odds))
