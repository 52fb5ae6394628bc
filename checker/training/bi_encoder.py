"""The embedder: a bi-encoder tuned so that a claim finds what buyers say to it, for or against.

Positives are statements with a stance; hard negatives are statements of the same claim without one, and the
turns of the same world that gold does not tie to the claim. Claims of one product stand in one batch: what a
statement speaks to is decided among them, and a batch of strangers teaches only what each product is about.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import nn

from checker.training.cross_encoder import collate
from checker.training.data import Example
from checker.training.excerpts import Excerpt, embedded, with_turn_before
from checker.training.mining import World, embedding_text
from checker.training.quantised import straight_through

MAX_TOKENS = 128
_TEMPERATURE = 0.05
_CHUNK = 20
_FEWEST = 4
_SHARE = 14
"""Most claims of one product in a batch: beside its own, a statement is compared with strangers too."""


@dataclass(frozen=True)
class Query:
    """A claim (or a need) with texts that speak to it and texts that don't."""

    text: str
    positives: tuple[str, ...]
    negatives: tuple[str, ...]
    group: str = ""
    """The product or world that it is of."""


@dataclass(frozen=True)
class TuneOptions:
    """How to tune; a step takes ``batch`` queries with a positive and ``hard`` negatives each.

    From the share ``rounded_from`` of the steps on, weights are rounded to four bits in blocks of
    ``round_block`` while gradients are taken (1.0: never).
    """

    epochs: int = 1
    learning_rate: float = 4e-5
    batch: int = 40
    hard: int = 2
    seed: int = 7
    rounded_from: float = 0.8
    round_block: int = 64


class BiEncoder(nn.Module):  # type: ignore[misc]
    """An encoder whose output is the token states; pooling happens outside, as in the shipped embedder."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Last hidden states (n, width, d)."""
        hidden: torch.Tensor = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask
        ).last_hidden_state
        return hidden

    def vectors(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Unit vectors (n, d): normalised mean of the states."""
        weights = attention_mask.unsqueeze(-1).float()
        mean = (self(input_ids, attention_mask).float() * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(mean, dim=-1)


def build(base: Path) -> BiEncoder:
    """The pretrained sentence encoder in ``base``."""
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(base, attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0)
    encoder.pooler = None
    for parameter in encoder.embeddings.parameters():
        parameter.requires_grad = False
    return BiEncoder(encoder)


def queries_of_pairs(examples: Sequence[Example]) -> list[Query]:
    """One query a claim from labelled pairs of buyers and reps."""
    stance: dict[tuple[str, str], list[str]] = defaultdict(list)
    without: dict[tuple[str, str], list[str]] = defaultdict(list)
    for example in examples:
        if example.pair.relation != "copy":
            text = with_turn_before(example.pair.context, example.pair.statement)
            side = without if example.label == "unrelated" else stance
            side[example.group, example.pair.claim].append(text)
    return [Query(key[1], tuple(texts), tuple(without[key]), key[0]) for key, texts in stance.items()]


def queries_of_world(world: World, seed: int, negatives: int = 40) -> list[Query]:
    """One query a gold claim; negatives are random turns of the world that are not its evidence."""
    rng = random.Random(f"{seed} {world.name}")
    buyers = [row for row, statement in enumerate(world.statements) if statement.side == "buyer"]
    out = []
    for gold in world.gold:
        if gold.claims and gold.evidence:
            others = rng.sample([row for row in buyers if row not in gold.evidence], negatives)
            out.append(Query(
                world.claims[gold.claims[0]].quote,
                tuple(embedding_text(world.statements[row]) for row in gold.evidence),
                tuple(embedding_text(world.statements[row]) for row in others),
                world.name,
            ))  # fmt: skip
    return out


def queries_of_excerpt(excerpt: Excerpt) -> list[Query]:
    """One query a claim: its labelled turns, and all other turns as negatives."""
    out = []
    for index, claim in enumerate(excerpt.claims):
        told = [
            embedded(t) for t in excerpt.turns if any(n == index and x != "unrelated" for n, x in t.labels)
        ]
        others = [embedded(t) for t in excerpt.turns if all(named != index for named, _ in t.labels)]
        if told:
            out.append(Query(claim, tuple(told), tuple(others), excerpt.product))
    return out


def hardened(queries: Sequence[Query], finder: Callable[[Sequence[str]], Any], most: int) -> list[Query]:
    """The queries with the ``most`` negatives that are nearest to each, by ``finder``'s unit vectors."""
    texts = sorted({text for query in queries for text in (query.text, *query.negatives)})
    rows = {text: row for row, text in enumerate(texts)}
    vectors = finder(texts)
    out = []
    for query in queries:
        if len(query.negatives) > most:
            places = [rows[text] for text in query.negatives]
            order = (-(vectors[places] @ vectors[rows[query.text]])).argsort(kind="stable")[:most]
            query = replace(query, negatives=tuple(query.negatives[int(i)] for i in order))
        out.append(query)
    return out


def queries_of_needs(rows: Sequence[dict[str, Any]]) -> list[Query]:
    """One query a need from buyer turns in the format of bench/SPEC-turns.md."""
    texts: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["need"]:
            texts[row["need"]].append(with_turn_before(str(row["context"]), row["statement"]))
    return [Query(need, tuple(found), (), "needs") for need, found in texts.items()]


def tune(
    model: BiEncoder, tokenizer: Any, pad: int, queries: Sequence[Query], options: TuneOptions,
    log: Callable[[str], None] = print,
) -> None:  # fmt: skip
    """Tunes ``model`` in place with in-batch and hard negatives (InfoNCE)."""
    device = next(model.parameters()).device
    steps = plan(queries, options)
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=options.learning_rate, weight_decay=0.01
    )
    started = time.monotonic()
    total = 0.0
    model.train()
    for number, step in enumerate(steps):
        share = (number + 1) / len(steps)
        for group in optimizer.param_groups:
            group["lr"] = options.learning_rate * min(share / 0.08, 1.0, 1.04 - share)
        rounding = (
            straight_through(model, options.round_block) if share > options.rounded_from else nullcontext()
        )
        with rounding:
            loss = _step_loss(model, tokenizer, pad, step, device)
            loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        total += loss.item()
        if (number + 1) % 10 == 0:
            log(f"step {number + 1}/{len(steps)} loss {total / 10:.4f} {time.monotonic() - started:.0f} s")
            total = 0.0
    model.eval()


Step = list[tuple[Query, str, tuple[str, ...]]]
"""Queries with one positive and some hard negatives each."""


def _step_loss(model: BiEncoder, tokenizer: Any, pad: int, step: Step, device: torch.device) -> torch.Tensor:
    claims, texts = [query.text for query, _, _ in step], [text for _, text, _ in step]
    texts += [text for _, _, hard in step for text in hard]
    with torch.autocast(device.type, dtype=torch.bfloat16):
        left = _vectors(model, tokenizer, claims, pad, device)
        right = _vectors(model, tokenizer, texts, pad, device)
    return _loss(left, right, step)


def plan(queries: Sequence[Query], options: TuneOptions) -> list[Step]:
    """Batches over all positives: whole products, each claim once, until a batch is full."""
    rng = random.Random(options.seed)
    products: dict[str, list[Query]] = defaultdict(list)
    for query in queries:
        products[query.group].append(query)
    steps: list[Step] = []
    for _ in range(options.epochs):
        parts = [part for group in products.values() for part in _parts(group, options.hard, rng)]
        rng.shuffle(parts)
        step: Step = []
        for part in parts:
            if len(step) >= options.batch or {query for query, _, _ in step} & {
                query for query, _, _ in part
            }:
                steps.append(step)
                step = []
            step = step + part
        steps.append(step)
    return [step for step in steps if len(step) >= _FEWEST]


def _parts(group: Sequence[Query], hard: int, rng: random.Random) -> Iterator[Step]:
    """The positives of a product in parts in which each claim stands once."""
    left = {query: rng.sample(query.positives, len(query.positives)) for query in group}
    while left:
        chosen = rng.sample(list(left), len(left))
        for start in range(0, len(chosen), _SHARE):
            yield [
                (
                    query,
                    left[query].pop(),
                    tuple(rng.sample(query.negatives, min(hard, len(query.negatives)))),
                )
                for query in chosen[start : start + _SHARE]
            ]
        left = {query: texts for query, texts in left.items() if texts}


def _loss(left: torch.Tensor, right: torch.Tensor, step: Step) -> torch.Tensor:
    """Each claim picks its statement among all texts, and each statement its claim.

    ``right`` holds the positives of the step, then its hard negatives. A text that is known to speak to
    another claim of the step too is no negative of it.
    """
    scores = left @ right.T / _TEMPERATURE
    count = len(step)
    told = [frozenset(query.positives) for query, _, _ in step]
    texts = [text for _, text, _ in step] + [text for _, _, hard in step for text in hard]
    same = torch.tensor([[text in known for text in texts] for known in told])
    alike = torch.tensor([[one.text == other.text for other, _, _ in step] for one, _, _ in step])
    same[:, :count] |= alike
    same[:, :count].fill_diagonal_(False)
    scores = scores.masked_fill(same.to(scores.device), -1e4)
    target = torch.arange(count, device=scores.device)
    forth = nn.functional.cross_entropy(scores, target)
    back = nn.functional.cross_entropy(scores[:, :count].T, target)
    return forth + back


def _vectors(
    model: BiEncoder, tokenizer: Any, texts: list[str], pad: int, device: torch.device
) -> torch.Tensor:
    """Unit vectors of texts, with gradient, in chunks of like length: padding would cost half the time."""
    encoded = [item.ids for item in tokenizer.encode_batch([" ".join(text.split()) for text in texts])]
    order = sorted(range(len(encoded)), key=lambda index: len(encoded[index]))
    parts = []
    for start in range(0, len(order), _CHUNK):
        ids, mask = collate([encoded[index] for index in order[start : start + _CHUNK]], pad)
        parts.append(model.vectors(ids.to(device), mask.to(device)))
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back.to(device)]
