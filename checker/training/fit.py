"""Training of a cross-encoder: token-budget batches, warm-up and decay, averaging, resuming."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from checker.training.cross_encoder import CrossEncoder, collate
from checker.training.quantised import straight_through


@dataclass(frozen=True)
class FitOptions:
    """How to train.

    ``final_share`` is the share of the peak learning rate that remains at the end; ``average_from`` the share
    of the steps after which weights are averaged (1.0: never); ``minutes`` ends training early, with decay.
    From the share ``rounded_from`` of the steps on, weights are rounded to four bits in blocks of
    ``round_block`` while gradients are taken (1.0: never).
    """

    epochs: float
    learning_rate: float
    batch_tokens: int = 2048
    max_batch: int = 64
    warm_up: float = 0.06
    final_share: float = 0.05
    average_from: float = 1.0
    smoothing: float = 0.03
    weight_decay: float = 0.01
    layer_decay: float = 1.0
    seed: int = 7
    save_every: float = 240.0
    minutes: float = 1e9
    rounded_from: float = 1.0
    round_block: int = 128


Log = Callable[[str], None]
"""Takes a line about the progress."""


def plan_batches(lengths: list[int], options: FitOptions) -> list[list[int]]:
    """Index batches of similar length, at most ``batch_tokens`` padded tokens each, in random order."""
    rng = random.Random(options.seed)
    batches: list[list[int]] = []
    remaining = options.epochs
    while remaining > 1e-9:
        order = list(range(len(lengths)))
        rng.shuffle(order)
        order = order[: round(len(order) * min(1.0, remaining))]
        # Noise on the length keeps the batches of two epochs from being the same.
        order.sort(key=lambda index: lengths[index] * rng.uniform(0.9, 1.1))
        epoch = _cut(order, lengths, options)
        rng.shuffle(epoch)
        batches += epoch
        remaining -= 1.0
    return batches


def fit(
    model: CrossEncoder, rows: list[list[int]], targets: torch.Tensor, pad: int, options: FitOptions,
    checkpoint: Path, log: Log = print,
) -> None:  # fmt: skip
    """Trains ``model`` in place on encoded pairs and targets (n, 4); resumes from ``checkpoint``.

    A file named ``<checkpoint>.stop`` ends the training at the next step.
    """
    device = next(model.parameters()).device
    optimizer = torch.optim.AdamW(_groups(model, options), betas=(0.9, 0.98))
    base_rates = [group["lr"] for group in optimizer.param_groups]
    batches = plan_batches([len(row) for row in rows], options)
    done, average, counted = _resume(model, optimizer, checkpoint)
    torch.manual_seed(options.seed + done)
    started = saved = time.monotonic()
    total = 0.0
    model.train()
    for step in range(done, len(batches)):
        share = max((step + 1) / len(batches), (time.monotonic() - started) / 60 / options.minutes)
        if share > 1.0 or checkpoint.with_suffix(".stop").exists():
            log(f"stopped at step {step}")
            break
        for group, rate in zip(optimizer.param_groups, base_rates, strict=True):
            group["lr"] = rate * _schedule(share, options)
        batch = batches[step]
        ids, mask = collate([rows[index] for index in batch], pad)
        told = targets[batch].to(device)
        with straight_through(model, options.round_block) if share >= options.rounded_from else nullcontext():
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits = model(ids.to(device), mask.to(device)).float()
            loss = nn.functional.cross_entropy(logits, told, label_smoothing=options.smoothing)
            loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total += loss.item()
        if share >= options.average_from:
            counted += 1
            average = _average(model, average, counted)
        if (step + 1) % 20 == 0:
            log(f"step {step + 1}/{len(batches)} loss {total / 20:.4f} {time.monotonic() - started:.0f} s")
            total = 0.0
        if time.monotonic() - saved > options.save_every:
            saved = time.monotonic()
            _save(model, optimizer, checkpoint, step + 1, average, counted)
    if average is not None:
        model.load_state_dict(average, strict=False)
    model.eval()


def _cut(order: list[int], lengths: list[int], options: FitOptions) -> list[list[int]]:
    batches: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for index in order:
        longest_now = max(longest, lengths[index])
        if batch and (
            longest_now * (len(batch) + 1) > options.batch_tokens or len(batch) == options.max_batch
        ):
            batches.append(batch)
            batch, longest_now = [], lengths[index]
        batch.append(index)
        longest = longest_now
    return [*batches, batch] if batch else batches


def _schedule(share: float, options: FitOptions) -> float:
    if share < options.warm_up:
        return share / options.warm_up
    left = (1.0 - share) / (1.0 - options.warm_up)
    return options.final_share + (1.0 - options.final_share) * left


def _groups(model: CrossEncoder, options: FitOptions) -> list[dict[str, object]]:
    """Parameters and their rates: lower layers slower, the head five times faster, no decay on vectors."""
    depth = 1 + max((_layer(name) for name, _ in model.named_parameters()), default=0)
    groups = []
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        head = not name.startswith("encoder.")
        rate = options.learning_rate * (
            5.0 if head else options.layer_decay ** (depth - 1 - max(_layer(name), 0))
        )
        decay = options.weight_decay if parameter.ndim > 1 else 0.0
        groups.append({"params": [parameter], "lr": rate, "weight_decay": decay})
    return groups


def _layer(name: str) -> int:
    parts = name.split(".")
    return int(parts[parts.index("layer") + 1]) if "layer" in parts else -1


def _average(
    model: CrossEncoder, average: dict[str, torch.Tensor] | None, count: int
) -> dict[str, torch.Tensor]:
    now = {name: value.detach() for name, value in model.named_parameters() if value.requires_grad}
    if average is None:
        return {name: value.clone() for name, value in now.items()}
    for name, value in now.items():
        average[name].lerp_(value, 1.0 / count)
    return average


def _save(
    model: CrossEncoder, optimizer: torch.optim.Optimizer, path: Path, step: int,
    average: dict[str, torch.Tensor] | None, counted: int,
) -> None:  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step,
             "average": average, "counted": counted}  # fmt: skip
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)


def _resume(
    model: CrossEncoder, optimizer: torch.optim.Optimizer, path: Path
) -> tuple[int, dict[str, torch.Tensor] | None, int]:
    if not path.exists():
        return 0, None, 0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), state["average"], int(state["counted"])
