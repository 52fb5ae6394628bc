"""What each model is trained on: labelled pairs, gold of worlds, mined negatives, a teacher's answers."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from checker.judge.features import LABELS, Pair
from checker.training import bi_encoder, cross_encoder
from checker.training.data import Example, crossed
from checker.training.excerpts import Excerpt, unlabelled
from checker.training.excerpts import labelled as labelled_turns
from checker.training.mining import World, gold_examples, mined_negatives

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MINED = {"buyer": (4, 60, 500), "rep": (1, 30, 120), "copy": (1, 12, 160)}
"""By relation: candidates a claim, how deep retrieval is read, examples kept over all worlds."""

_UNLABELLED = {"buyer": (2, 1), "rep": (1, 0)}
"""By relation: near and random turns without a label for each claim of an excerpt."""

_CLASH = [LABELS.index("contradicts"), LABELS.index("dismisses")]
_TAUGHT = 9000
_TEACHER_SHARE = 0.7


@dataclass(frozen=True)
class Net:
    """A cross-encoder with what it needs to read texts."""

    model: cross_encoder.CrossEncoder
    tokenizer: Any
    pad: int
    base: Path

    @classmethod
    def of(cls, model: cross_encoder.CrossEncoder, base: Path) -> Net:
        """With the tokenizer of ``base``."""
        return cls(model, cross_encoder.load_tokenizer(base), cross_encoder.pad_id(base), base)

    def probabilities(self, pairs: Sequence[Pair]) -> torch.Tensor:
        """Uncalibrated probabilities (n, 4)."""
        rows = cross_encoder.encode(self.tokenizer, pairs)
        return torch.softmax(cross_encoder.predict(self.model, rows, self.pad), dim=-1)

    def scores(self, pairs: Sequence[Pair]) -> NDArray[np.float32]:
        """The same as an array."""
        out: NDArray[np.float32] = self.probabilities(pairs).numpy()
        return out


@dataclass(frozen=True)
class Finder:
    """A bi-encoder with what it needs to read texts."""

    model: bi_encoder.BiEncoder
    tokenizer: Any
    pad: int
    base: Path

    @classmethod
    def of(cls, model: bi_encoder.BiEncoder, base: Path) -> Finder:
        """With the tokenizer of ``base``."""
        tokenizer = cross_encoder.load_tokenizer(base)
        tokenizer.enable_truncation(bi_encoder.MAX_TOKENS)
        return cls(model, tokenizer, cross_encoder.pad_id(base), base)

    def rank(self, queries: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Cosines (q, d)."""
        scores: NDArray[np.float32] = (self.vectors(queries) @ self.vectors(texts).T).numpy()
        return scores

    def vectors(self, texts: Sequence[str], batch: int = 32) -> torch.Tensor:
        """Unit vectors (n, d)."""
        out = []
        self.model.eval()
        with torch.inference_mode():
            for start in range(0, len(texts), batch):
                part = [" ".join(text.split()) for text in texts[start : start + batch]]
                encoded = [item.ids for item in self.tokenizer.encode_batch(part)]
                out.append(self.model.vectors(*cross_encoder.collate(encoded, self.pad)))
        return torch.cat(out)


def negatives(
    worlds: Sequence[World], told: Sequence[Excerpt], finder: Finder, scout: Net, seed: int, keep: Path
) -> list[Example]:
    """Turns that do not speak to a claim: of excerpts, and what retrieval brings up in ``worlds``.

    Half of the buyers' turns of worlds are those that look most like a clash to the scout.
    """
    if keep.exists():
        return read(keep)
    rng = random.Random(seed)
    out: list[Example] = []
    for relation, (near, far) in _UNLABELLED.items():
        for excerpt in told:
            out += unlabelled(excerpt, finder.rank, seed, near=near, far=far, relation=relation)
    for relation, (per_claim, depth, wanted) in _MINED.items():
        found = [e for world in worlds for e in mined_negatives(
            world, finder.rank, per_claim=per_claim, depth=depth, seed=seed, relation=relation)]  # fmt: skip
        if relation == "buyer":
            clash = scout.probabilities([e.pair for e in found])[:, _CLASH].sum(dim=1).tolist()
            order = sorted(range(len(found)), key=lambda index: -clash[index])
            out += [found[index] for index in order[: wanted // 2]]
            found, wanted = [found[index] for index in order[wanted // 2 :]], wanted // 2
        out += rng.sample(found, min(wanted, len(found)))
    write(keep, out)
    return out


def labelled(
    pairs: Sequence[Example], worlds: Sequence[World], told: Sequence[Excerpt], seed: int
) -> list[Example]:
    """Labelled pairs, also crossed, the gold evidence of worlds and the labelled turns of excerpts."""
    gold = [e for world in worlds for e in gold_examples(world)]
    return [*pairs, *crossed(pairs, seed), *gold, *(e for excerpt in told for e in labelled_turns(excerpt))]


def write(path: Path, examples: Sequence[Example]) -> None:
    """Keeps ``examples`` in a JSON file that is complete or not there."""
    path.with_suffix(".tmp").write_text(
        json.dumps([asdict(example) for example in examples]), encoding="utf-8"
    )
    path.with_suffix(".tmp").replace(path)


def read(path: Path) -> list[Example]:
    """What `write` kept."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Example(Pair(**row.pop("pair")), tuple(row.pop("target")), **row) for row in rows]
