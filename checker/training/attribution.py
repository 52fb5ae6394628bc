"""The last pass of training: the judge learns which of a company's claims a turn speaks to.

A pair says whether a turn contradicts a claim. What it does not teach is that the same turn says nothing to
the other claims of the campaign: a judge of pairs hears a complaint and is as sure of one claim as of its
neighbour. Here each labelled turn is shown beside its claim and beside others of the same company, those it
could be taken for among them. Beside the loss of each pair, the labelled claim is to win among them
(softmax over the claims of the group, as in learning to rank from lists: Cao et al. 2007, "Learning to
rank: from pairwise approach to listwise approach").
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import torch
from torch import nn

from checker.judge.features import LABELS, Pair
from checker.training import fit
from checker.training.cross_encoder import CrossEncoder, collate
from checker.training.data import Example, one_hot
from checker.training.excerpts import NOTHING, Excerpt, Spoken, embedded
from checker.training.mining import RELATION_OF, Rank, World
from checker.training.quantised import straight_through

Group = tuple[Example, ...]
"""A turn beside claims of one company; if it speaks to one of them, that comes first."""

_UNRELATED = LABELS.index("unrelated")
_NEAR, _RANDOM = 2, 1  # other claims of a group: of the nearest, and of the rest
_NEAREST = {"excerpt": 5, "world": 12}
_SILENT_TURNS = 9  # of an excerpt: turns that speak to nothing, beside their two nearest claims
_SAME = 0.55  # cosine from which on another line of a campaign may well say the same
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class Sizes:
    """Examples of what was learnt before that are kept in, by the first letters of their source."""

    usual: int = 130
    context: int = 220
    others: int = 180


def groups_of_excerpt(excerpt: Excerpt, rank: Rank, seed: int) -> list[Group]:
    """Each labelled turn with three other claims, and some turns that speak to nothing with two."""
    rng = random.Random(f"{seed} {excerpt.source}")
    turns = [t for t in excerpt.turns if len(t.text.split()) >= _FEWEST_WORDS]
    scores = rank(excerpt.claims, [embedded(turn) for turn in turns])
    out: list[Group] = []
    silent: list[Group] = []
    for row, turn in enumerate(turns):
        named = {claim for claim, _ in turn.labels}
        order = [int(c) for c in (-scores[:, row]).argsort(kind="stable") if int(c) not in named]

        for claim, label in turn.labels:
            others = _others(order, _NEAREST["excerpt"], _NEAR, rng)
            out.append(_group(excerpt, turn, [claim, *others], label))
        if not turn.labels:
            silent.append(_group(excerpt, turn, order[:2]))
    return out + rng.sample(silent, min(_SILENT_TURNS, len(silent)))


def _group(excerpt: Excerpt, turn: Spoken, claims: Sequence[int], label: str | None = None) -> Group:
    """A turn beside claims; to the first it is ``label``, if it speaks to any."""
    targets = [NOTHING if label is None or place else one_hot(label) for place in range(len(claims))]
    return tuple(
        Example(
            Pair(turn.relation, excerpt.claims[claim], turn.context, turn.text),
            target,
            excerpt.product,
            excerpt.source,
        )
        for claim, target in zip(claims, targets, strict=True)
    )


def groups_of_world(world: World, rank: Rank, seed: int) -> list[Group]:
    """Each piece of gold evidence with its claim and four other lines of the campaign."""
    rng = random.Random(f"{seed} {world.name}")
    quotes = [claim.quote for claim in world.claims]
    alike = rank(quotes, quotes)
    out: list[Group] = []
    for gold in world.gold:
        if gold.kind not in RELATION_OF or not gold.claims:
            continue
        relation, label = RELATION_OF[gold.kind]
        same = {i for c in gold.claims for i in range(len(quotes)) if alike[c, i] > _SAME} | set(gold.claims)
        for row in gold.evidence:
            said = world.statements[row]
            near = rank(quotes, [said.text])[:, 0]
            order = [int(i) for i in (-near).argsort(kind="stable") if int(i) not in same]
            shown = [gold.claims[0], *_others(order, _NEAREST["world"], _NEAR + 1, rng)]
            targets = [one_hot(label), *[NOTHING] * (len(shown) - 1)]
            out.append(
                tuple(
                    Example(Pair(relation, quotes[c], said.context, said.text), t, world.name, world.name)
                    for c, t in zip(shown, targets, strict=True)
                )
            )
    return out


def rehearsal(pairs: Sequence[Example], seed: int, sizes: Sizes | None = None) -> list[Group]:
    """A sample of labelled pairs of every file, each a group of its own, so that they are not forgotten."""
    sizes = sizes or Sizes()
    by_source: dict[str, list[Example]] = {}
    for example in pairs:
        by_source.setdefault(example.source, []).append(example)
    rng = random.Random(seed)
    out: list[Group] = []
    for source, found in sorted(by_source.items()):
        wanted = sizes.others if source[0] in "cr" else sizes.usual
        wanted = sizes.context if source in ("p07", "p08") else wanted
        out += [(example,) for example in rng.sample(found, min(wanted, len(found)))]
    return out


def fit_groups(
    model: CrossEncoder, encoded: Callable[[Sequence[Pair]], list[list[int]]], groups: Sequence[Group],
    pad: int, options: fit.FitOptions, log: fit.Log = print,
) -> None:  # fmt: skip
    """Trains ``model`` in place on groups; ``options.minutes`` ends it early, with decay."""
    rows = [encoded([example.pair for example in group]) for group in groups]
    batches = _batches([max(map(len, group)) for group in rows], [len(group) for group in rows], options)
    optimizer = torch.optim.AdamW(fit.parameter_groups(model, options), betas=(0.9, 0.98))
    rates = [group["lr"] for group in optimizer.param_groups]
    torch.manual_seed(options.seed)
    device = next(model.parameters()).device
    average: dict[str, torch.Tensor] | None = None
    counted, total, started = 0, 0.0, time.monotonic()
    model.train()
    for step, batch in enumerate(batches):
        share = max((step + 1) / len(batches), (time.monotonic() - started) / 60 / options.minutes)
        if share > 1:
            log(f"ended by the clock at step {step}")
            break
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * fit.schedule(share, options)
        ids, mask = collate([row for index in batch for row in rows[index]], pad)
        told = torch.tensor([example.target for index in batch for example in groups[index]], device=device)
        with straight_through(model, options.round_block) if share >= options.rounded_from else nullcontext():
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits = model(ids.to(device), mask.to(device)).float()
            loss = group_loss(logits, told, [len(rows[index]) for index in batch], options.smoothing)
            loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total += loss.item()
        if share >= options.average_from:
            counted += 1
            average = fit.averaged(model, average, counted)
        if (step + 1) % 20 == 0:
            log(f"step {step + 1}/{len(batches)} loss {total / 20:.4f} {time.monotonic() - started:.0f} s")
            total = 0.0
    if average is not None:
        model.load_state_dict(average, strict=False)
    model.eval()


def group_loss(
    logits: torch.Tensor, targets: torch.Tensor, sizes: Sequence[int], smoothing: float
) -> torch.Tensor:
    """Cross-entropy of each pair, and of the labelled claim among those of its group, per pair.

    Args:
        logits: (pairs, 4), group after group.
        targets: (pairs, 4) probabilities.
        sizes: Pairs of each group; of one or two pairs, or without a labelled claim, only the pairs count.
        smoothing: Of the labels of pairs.
    """
    loss = nn.functional.cross_entropy(logits, targets, label_smoothing=smoothing)
    start = 0
    for size in sizes:
        label = int(targets[start].argmax())
        if size > 2 and label != _UNRELATED:
            part = logits[start : start + size]
            odds = part[:, label] - part[:, _UNRELATED]
            loss = loss - torch.log_softmax(odds, dim=0)[0] / len(logits)
        start += size
    return loss


def _others(order: Sequence[int], nearest: int, near: int, rng: random.Random) -> list[int]:
    """Claims beside the labelled one: some of the nearest, and one of the rest."""
    if len(order) <= nearest + _RANDOM:
        return list(order[: near + _RANDOM])
    return rng.sample(order[:nearest], near) + rng.sample(order[nearest:], _RANDOM)


def _batches(widths: Sequence[int], sizes: Sequence[int], options: fit.FitOptions) -> list[list[int]]:
    """Groups of like length together, at most ``batch_tokens`` padded tokens each, in random order."""
    rng = random.Random(options.seed)
    order = sorted(range(len(widths)), key=lambda index: (widths[index] * rng.uniform(0.9, 1.1), index))
    batches: list[list[int]] = [[]]
    widest = pairs = 0
    for index in order:
        widest, pairs = max(widest, widths[index]), pairs + sizes[index]
        if batches[-1] and widest * pairs > options.batch_tokens:
            batches.append([])
            widest, pairs = widths[index], sizes[index]
        batches[-1].append(index)
    rng.shuffle(batches)
    return batches
