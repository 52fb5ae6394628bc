"""The cross-encoder in torch: a pretrained encoder with a four-way head over a pair of texts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import nn

from checker.judge.features import LABELS, MAX_TOKENS, Pair, segments


class PooledDropout(nn.Module):  # type: ignore[misc]
    """Dropout whose masks are slices of one random pool.

    Drawing fresh random bits for every activation takes a third of a training step on a CPU; slicing a pool
    at random offsets costs a multiplication.
    """

    def __init__(self, rate: float, size: int = 1 << 22) -> None:
        super().__init__()
        self.rate = rate
        keep = torch.rand(size, generator=torch.Generator().manual_seed(17)) >= rate
        self.register_buffer("pool", keep.to(torch.float32) / (1 - rate), persistent=False)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """``inputs`` with a share of its values zeroed, the others scaled up; unchanged in evaluation."""
        if not self.training or self.rate == 0:
            return inputs
        pool: torch.Tensor = self.get_buffer("pool")
        count = inputs.numel()
        if pool.numel() < count + 1:
            pool = pool.repeat(count // pool.numel() + 2)
            self.register_buffer("pool", pool, persistent=False)
        offset = int(torch.randint(pool.numel() - count, (1,)))
        return inputs * pool[offset : offset + count].view_as(inputs).to(inputs.dtype)


class CrossEncoder(nn.Module):  # type: ignore[misc]
    """Encoder, first token and mean of all tokens, a hidden layer, four logits in the order of LABELS."""

    def __init__(self, encoder: nn.Module, width: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.dense = nn.Linear(2 * width, width)
        self.dropout = PooledDropout(dropout)
        self.out = nn.Linear(width, len(LABELS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Logits (n, 4) of token ids (n, width) and their mask (n, width)."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        weights = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * weights).sum(1) / weights.sum(1)
        pooled = torch.cat([hidden[:, 0], mean], dim=-1)
        logits: torch.Tensor = self.out(self.dropout(torch.tanh(self.dense(pooled))))
        return logits


def build(base: Path, seed: int, dropout: float = 0.1) -> CrossEncoder:
    """A fresh cross-encoder on the pretrained encoder in ``base``; token embeddings are frozen."""
    from transformers import AutoModel

    torch.manual_seed(seed)
    encoder = AutoModel.from_pretrained(base, hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0)
    encoder.pooler = None
    _replace_dropout(encoder)
    # Six thousand pairs say little about 30,000 words, and the update of their vectors costs time.
    for parameter in encoder.embeddings.parameters():
        parameter.requires_grad = False
    return CrossEncoder(encoder, encoder.config.hidden_size, dropout)


def freeze_layers(model: CrossEncoder, count: int) -> None:
    """Stops training of the lowest ``count`` layers."""
    for layer in model.encoder.encoder.layer[:count]:
        for parameter in layer.parameters():
            parameter.requires_grad = False


def load_tokenizer(base: Path) -> Any:
    """The tokenizer of ``base``, unpadded, cut at MAX_TOKENS (the longer segment first)."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def pad_id(base: Path) -> int:
    """Id of the padding token: the model's configuration knows it."""
    return int(json.loads((base / "config.json").read_text(encoding="utf-8")).get("pad_token_id", 0))


def encode(tokenizer: Any, pairs: Sequence[Pair]) -> list[list[int]]:
    """Token ids of each pair."""
    return [item.ids for item in tokenizer.encode_batch([segments(pair) for pair in pairs])]


def collate(rows: list[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Padded ids and mask, both (n, longest)."""
    width = max(map(len, rows))
    ids = torch.full((len(rows), width), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), width), dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = torch.tensor(row)
        mask[index, : len(row)] = 1
    return ids, mask


def predict(model: CrossEncoder, rows: list[list[int]], pad: int, batch_tokens: int = 4096) -> torch.Tensor:
    """Logits (n, 4) of encoded pairs, in evaluation mode."""
    device = next(model.parameters()).device
    order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
    logits = torch.zeros(len(rows), len(LABELS))
    model.eval()
    start = 0
    with torch.inference_mode():
        while start < len(order):
            stop = start + 1
            while stop < len(order) and len(rows[order[stop]]) * (stop - start + 1) <= batch_tokens:
                stop += 1
            ids, mask = collate([rows[index] for index in order[start:stop]], pad)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                logits[order[start:stop]] = model(ids.to(device), mask.to(device)).float().cpu()
            start = stop
    return logits


def _replace_dropout(module: nn.Module) -> None:
    for name, child in module.named_children():
        if not isinstance(child, nn.Dropout):
            _replace_dropout(child)
        elif child.p:
            setattr(module, name, PooledDropout(child.p))
