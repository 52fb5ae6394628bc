"""Training that knows its weights will be rounded, with straight-through gradients.

Four bits cost a cross-encoder that never met them several points. Here the forward and backward pass of a
step run on the rounded weights, and the step is applied to the exact ones (Bengio et al. 2013, "Estimating or
propagating gradients through stochastic neurons", the straight-through estimator; Jacob et al. 2018 for
training with simulated quantisation). Rounding is that of onnxruntime's MatMulNBits, blockwise along the
inputs, with a zero point, so that what is exported is what was trained.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn

_LEVELS = 15
_TOKEN_STEPS = 7
_TOKEN_BLOCK = 64
FEWEST_WEIGHTS = 16_384
"""Smaller layers (the last one) are left exact here and in the export: rounding them saves nothing."""


def rounded(weight: torch.Tensor, block: int) -> torch.Tensor:
    """``weight`` (outputs, inputs) rounded to four bits and a zero point per ``block`` inputs."""
    rows, columns = weight.shape
    cells = weight.reshape(rows, columns // block, block)
    low = cells.amin(dim=2, keepdim=True).clamp_(max=0)
    high = cells.amax(dim=2, keepdim=True).clamp_(min=0)
    scale = (high - low).div_(_LEVELS).clamp_(min=1e-9)
    zero = (-low / scale).round_().clamp_(0, _LEVELS)
    values = (cells / scale).round_().add_(zero).clamp_(0, _LEVELS)
    return values.sub_(zero).mul_(scale).reshape(rows, columns)


def round_token_vectors(table: nn.Embedding) -> None:
    """Rounds ``table`` in place to four bits per 64 values, as the export does; they are not trained."""
    with torch.no_grad():
        cells = table.weight.reshape(table.weight.shape[0], -1, _TOKEN_BLOCK)
        scale = cells.abs().amax(dim=2, keepdim=True).div_(_TOKEN_STEPS).clamp_(min=1e-12)
        values = (cells / scale).round_().clamp_(-_TOKEN_STEPS, _TOKEN_STEPS).mul_(scale)
        table.weight.copy_(values.reshape(table.weight.shape))


@contextmanager
def straight_through(model: nn.Module, block: int) -> Iterator[None]:
    """Inside, the linear layers of ``model`` hold rounded weights; after it, the exact ones again."""
    layers = [
        module
        for module in model.modules()
        if isinstance(module, nn.Linear)
        and module.weight.numel() >= FEWEST_WEIGHTS
        and module.in_features % block == 0
    ]
    exact = [layer.weight.data for layer in layers]
    with torch.no_grad():
        for layer in layers:
            layer.weight.data = rounded(layer.weight.data, block)
    try:
        yield
    finally:
        for layer, weight in zip(layers, exact, strict=True):
            layer.weight.data = weight
