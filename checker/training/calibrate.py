"""Calibration of logits by relation, and thresholds that put precision first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from checker.judge.features import LABELS

_FEWEST = 60
"""Below so many pairs of a relation a fit of its own would be noise; it takes the common one."""


@dataclass(frozen=True)
class Calibration:
    """Calibrated logits are ``logits / temperature + bias``."""

    temperature: float
    bias: tuple[float, ...]

    def apply(self, logits: torch.Tensor) -> torch.Tensor:
        """Probabilities (n, 4) of raw logits (n, 4)."""
        return torch.softmax(logits / self.temperature + torch.tensor(self.bias), dim=-1)


def fit(
    logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor, *, penalty: float = 0.05
) -> Calibration:
    """Temperature and biases that minimise the weighted log loss of logits (n, 4) against label indices (n).

    ``penalty`` keeps the biases small: development sets are, too.
    """
    scale = torch.zeros(1, requires_grad=True)
    bias = torch.zeros(len(LABELS), requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        each = nn.functional.cross_entropy(logits / scale.exp() + bias, targets, reduction="none")
        value = (each * weights).sum() / weights.sum() + penalty * (bias**2).mean()
        value.backward()
        return value

    optimizer.step(loss)
    centred = (bias - bias.mean()).detach()
    return Calibration(float(scale.exp().detach()), tuple(round(float(value), 4) for value in centred))


def fit_by_relation(
    logits: torch.Tensor, targets: torch.Tensor, relations: Sequence[str], weights: torch.Tensor | None = None
) -> dict[str, Calibration]:
    """A calibration for each relation with enough pairs; "buyer" takes the common one if it has too few."""
    weights = torch.ones(len(relations)) if weights is None else weights
    common = fit(logits, targets, weights)
    out = {"buyer": common}
    for relation in sorted(set(relations)):
        rows = [index for index, name in enumerate(relations) if name == relation]
        if len(rows) >= _FEWEST:
            out[relation] = fit(logits[rows], targets[rows], weights[rows])
    return out


def threshold_for(
    scores: Sequence[float], positives: Sequence[bool], precision: float, floor: float
) -> float:
    """A low threshold, at least ``floor``, whose precision on these scores is ``precision`` or more.

    It lies halfway between the lowest score that it lets pass and the next one, or ``floor``.

    Where none reaches it, the threshold of the best precision that still finds three positives.
    """
    ranked = sorted(zip(scores, positives, strict=True), key=lambda item: -item[0])
    best, best_precision, found = 1.0, 0.0, 0
    chosen = None
    for count, (score, positive) in enumerate(ranked, 1):
        found += positive
        if score < floor:
            break
        if found / count >= precision:
            below = ranked[count][0] if count < len(ranked) else floor
            chosen = (score + max(below, floor)) / 2
        if found >= min(3, sum(positives)) and found / count > best_precision:
            best, best_precision = score, found / count
    return round(float(best if chosen is None else chosen), 4)
